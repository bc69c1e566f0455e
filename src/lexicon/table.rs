//! The tab-separated tables of the lexicon folder.

use crate::error::{Error, Result};

/// Most columns that a table has.
const WIDEST: usize = 10;

/// Place of a column that the header does not name: no line has such a cell.
const LEFT_OUT: usize = usize::MAX;

/// One row of a table. Cells left out at its end read as empty.
#[derive(Clone, Copy, Debug)]
pub struct Row<'t> {
    /// Line in the file, from 1.
    pub line: u32,
    cells: [&'t str; WIDEST],
}

impl<'t> Row<'t> {
    /// Reads a line; `order` says which cell of the line each column is.
    fn new(line: u32, raw: &'t str, order: &[usize]) -> Self {
        let mut written = [""; WIDEST];
        let mut start = 0;
        let ends = memchr::memchr_iter(b'\t', raw.as_bytes()).chain(std::iter::once(raw.len()));
        for (slot, end) in written.iter_mut().zip(ends) {
            *slot = raw.get(start..end).unwrap_or("").trim();
            start = end + 1;
        }
        let mut cells = [""; WIDEST];
        for (slot, &position) in cells.iter_mut().zip(order) {
            *slot = written.get(position).copied().unwrap_or("");
        }
        Self { line, cells }
    }

    /// The cell of the column at `index` in the list given to [`Table::parse`].
    pub fn cell(&self, index: usize) -> &'t str {
        self.cells.get(index).copied().unwrap_or("")
    }
}

/// A parsed table: knows its file for error messages.
#[derive(Debug)]
pub struct Table<'t> {
    file: &'t str,
    lines: Vec<(u32, &'t str)>,
    order: Vec<usize>,
}

impl<'t> Table<'t> {
    /// Parses `text`. The header must name every one of `columns`, in any order, and no other.
    ///
    /// # Errors
    /// A header that lacks or adds a column, a row with too many cells.
    pub fn parse(file: &'t str, text: &'t str, columns: &[&str]) -> Result<Self> {
        Self::parse_with(file, text, columns, &[])
    }

    /// As [`Table::parse`], but the header need not name those of the `columns` that are `optional`: their cells are
    /// empty then.
    ///
    /// # Errors
    /// As [`Table::parse`].
    pub fn parse_with(
        file: &'t str,
        text: &'t str,
        columns: &[&str],
        optional: &[&str],
    ) -> Result<Self> {
        let mut lines = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index as u32 + 1, line))
            .filter(|(_, line)| !line.trim().is_empty() && !is_comment(line));
        let Some((header_line, header)) = lines.next() else {
            return Err(problem(file, 1, "the table has no header", columns));
        };
        let names: Vec<&str> = header.split('\t').map(str::trim).collect();
        let order = columns
            .iter()
            .map(|column| {
                let place = names.iter().position(|name| name == column);
                place.or(optional.contains(column).then_some(LEFT_OUT))
            })
            .collect::<Option<Vec<usize>>>();
        let named = |order: &Vec<usize>| order.iter().filter(|&&at| at != LEFT_OUT).count();
        let Some(order) = order.filter(|order| names.len() == named(order)) else {
            let what = format!("the header is `{}`", names.join(" "));
            return Err(problem(file, header_line, &what, columns));
        };
        let lines: Vec<(u32, &str)> = lines.collect();
        for (line, raw) in &lines {
            if memchr::memchr_iter(b'\t', raw.as_bytes()).count() >= names.len() {
                return Err(problem(file, *line, "the row has too many cells", columns));
            }
        }
        Ok(Self { file, lines, order })
    }

    /// The rows in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.lines
            .iter()
            .map(|&(line, raw)| Row::new(line, raw, &self.order))
    }

    /// An error at a row of this table.
    pub fn error(
        &self,
        row: &Row<'_>,
        problem: impl Into<String>,
        help: impl Into<String>,
    ) -> Error {
        Error::Lexicon {
            file: self.file.to_owned(),
            line: row.line as usize,
            problem: problem.into(),
            help: help.into(),
        }
    }
}

/// True for a comment line: `#` and a space, or a bare `#`.
pub fn is_comment(line: &str) -> bool {
    line == "#" || line.starts_with("# ")
}

fn problem(file: &str, line: u32, problem: &str, columns: &[&str]) -> Error {
    Error::Lexicon {
        file: file.to_owned(),
        line: line as usize,
        problem: problem.to_owned(),
        help: format!("the columns are: {}", columns.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_left_out_at_the_end_read_as_empty() {
        let table = Table::parse("x.tsv", "a\tb\tc\n1\t2\n", &["a", "b", "c"]).unwrap();
        let row = table.rows().next().unwrap();
        assert_eq!((row.cell(0), row.cell(1), row.cell(2)), ("1", "2", ""));
        assert_eq!(row.line, 2);
    }

    #[test]
    fn an_optional_column_may_be_left_out() {
        let parse = |text| Table::parse_with("x.tsv", text, &["a", "b"], &["b"]);
        let row = |text| parse(text).map(|table| table.rows().next().unwrap().cell(1).to_owned());
        assert_eq!(row("a\tb\n1\t2\n").unwrap(), "2");
        assert_eq!(row("a\n1\n").unwrap(), "");
        assert!(row("a\n1\t2\n").is_err());
        assert!(row("b\n1\n").is_err());
    }

    #[test]
    fn columns_may_stand_in_any_order() {
        let table = Table::parse("x.tsv", "b\ta\n2\t1\n", &["a", "b"]).unwrap();
        assert_eq!(table.rows().next().unwrap().cell(0), "1");
    }

    #[test]
    fn a_foreign_header_is_refused_with_the_right_one() {
        let error = Table::parse("x.tsv", "a\tz\n", &["a", "b"]).unwrap_err();
        assert!(
            error.to_string().contains("the columns are: a b"),
            "{error}"
        );
    }

    #[test]
    fn comments_are_no_rows_but_a_hashtag_is() {
        let table = Table::parse("x.tsv", "# note\na\n# more\n#fail\n", &["a"]).unwrap();
        let cells: Vec<&str> = table.rows().map(|row| row.cell(0)).collect();
        assert_eq!(cells, ["#fail"]);
    }
}
