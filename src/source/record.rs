//! Cuts delimited text into records and cells, one record at a time, and finds back to the rows after a bad quote.
//!
//! The grammar is RFC 4180 with any one-byte delimiter. A quote inside an unquoted cell is text, as every
//! spreadsheet reads it. A reader that trusts quotes blindly loses the rest of a file to one quote that is never
//! closed; [`resync`] says where the bad row ends instead.

use std::borrow::Cow;

/// Lines in a row that look like rows of their own before a quoted cell around them is held to be a mistake.
const LIKE_ROWS: usize = 8;
/// The same where there are two columns, and a comma in a sentence is enough to look like a row.
const LIKE_PAIRS: usize = 64;
/// Line breaks that one cell may hold where there is no second column to tell rows by.
const MAX_BREAKS: usize = 1000;

/// How the cells of a file are parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Parts the cells of a record; NUL where there is one column.
    pub delimiter: u8,
    /// Ends a line: a line feed, or a carriage return in files that hold no line feed.
    pub line_end: u8,
    /// True if quotes inside quoted cells have a backslash before them, as databases write them.
    pub backslash: bool,
}

/// A cell of a record: where its content stands in the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// First byte of the content, behind the quote.
    pub start: usize,
    /// First byte after the content, before the closing quote.
    pub end: usize,
    /// True if the content holds doubled quotes.
    pub doubled: bool,
    /// True if the content holds quotes behind backslashes.
    pub backslash: bool,
}

/// What is wrong with the quotes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Text stands between a closing quote and the next delimiter.
    TextAfterQuote,
    /// A quote is never closed.
    Unterminated,
}

/// A record found at the start of a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// First byte after the record's text.
    pub end: usize,
    /// First byte of the next record.
    pub next: usize,
    /// What is wrong with it.
    pub fault: Option<Fault>,
    /// First line break inside a cell, if there is one.
    pub broken_at: Option<usize>,
}

/// Where the scan of a record stood when the buffer ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Before the first character of a cell.
    Start,
    /// In a cell without quotes.
    Plain,
    /// In a quoted cell.
    Quoted,
    /// Behind a quote in a quoted cell: it closes the cell, or doubles.
    Closing,
}

/// Scans the record at the start of `buffer` and lists its cells.
///
/// `columns` is the number that rows should have, 0 if it is not known. `Err` gives the state in which the buffer
/// ran out; `whole` says that nothing follows the buffer, so that it cannot.
pub fn scan(
    buffer: &[u8],
    whole: bool,
    dialect: Dialect,
    columns: usize,
    cells: &mut Vec<Cell>,
) -> Result<Record, State> {
    cells.clear();
    let line = match memchr::memchr(dialect.line_end, buffer) {
        Some(found) => (found, found + 1),
        None if whole => (buffer.len(), buffer.len()),
        None => (buffer.len(), usize::MAX),
    };
    let text = buffer.get(..line.0).unwrap_or_default();
    if line.1 != usize::MAX && memchr::memchr(b'"', text).is_none() {
        return Ok(plain_line(text, line.1, dialect, cells));
    }
    Scanner {
        buffer,
        dialect,
        columns,
        whole,
        fault: None,
        broken_at: None,
        like_rows: 0,
        breaks: 0,
    }
    .run(cells)
}

fn plain_line(text: &[u8], next: usize, dialect: Dialect, cells: &mut Vec<Cell>) -> Record {
    let end = trimmed(text, dialect);
    let mut start = 0;
    let text = text.get(..end).unwrap_or_default();
    for at in memchr::memchr_iter(dialect.delimiter, text).chain([end]) {
        cells.push(Cell {
            start,
            end: at,
            doubled: false,
            backslash: false,
        });
        start = at + 1;
    }
    Record {
        end,
        next,
        fault: None,
        broken_at: None,
    }
}

/// The length of a line without the carriage return before its line feed.
fn trimmed(line: &[u8], dialect: Dialect) -> usize {
    line.len() - usize::from(dialect.line_end == b'\n' && line.ends_with(b"\r"))
}

struct Scanner<'b> {
    buffer: &'b [u8],
    dialect: Dialect,
    columns: usize,
    whole: bool,
    fault: Option<Fault>,
    broken_at: Option<usize>,
    like_rows: usize,
    breaks: usize,
}

impl Scanner<'_> {
    fn run(mut self, cells: &mut Vec<Cell>) -> Result<Record, State> {
        let mut at = 0;
        loop {
            let (cell, after) = if self.buffer.get(at) == Some(&b'"') {
                self.quoted(at + 1)?
            } else {
                self.plain(at, at)?
            };
            cells.push(cell);
            if self.buffer.get(after) == Some(&self.dialect.delimiter) {
                at = after + 1;
                if at >= self.buffer.len() && !self.whole {
                    return Err(State::Start);
                }
                continue;
            }
            let text = self.buffer.get(..after).unwrap_or_default();
            return Ok(Record {
                end: trimmed(text, self.dialect),
                next: (after + 1).min(self.buffer.len()),
                fault: self.fault,
                broken_at: self.broken_at,
            });
        }
    }

    /// Reads on to the end of a cell without quotes, or of the text behind a closing quote.
    fn plain(&self, start: usize, from: usize) -> Result<(Cell, usize), State> {
        let rest = self.buffer.get(from..).unwrap_or_default();
        let Some(length) = memchr::memchr2(self.dialect.delimiter, self.dialect.line_end, rest)
            .or(self.whole.then_some(rest.len()))
        else {
            return Err(State::Plain);
        };
        let after = from + length;
        let mut end = after;
        if self.buffer.get(after) != Some(&self.dialect.delimiter) {
            let text = self.buffer.get(start..after).unwrap_or_default();
            end = start + trimmed(text, self.dialect);
        }
        let cell = Cell {
            start,
            end,
            doubled: false,
            backslash: false,
        };
        Ok((cell, after))
    }

    fn quoted(&mut self, start: usize) -> Result<(Cell, usize), State> {
        let mut cell = Cell {
            start,
            end: start,
            doubled: false,
            backslash: false,
        };
        let mut at = start;
        loop {
            let rest = self.buffer.get(at..).unwrap_or_default();
            let Some(found) = memchr::memchr2(b'"', self.dialect.line_end, rest) else {
                return self.unclosed(cell);
            };
            cell.end = at + found;
            at = cell.end + 1;
            if self.buffer.get(cell.end) != Some(&b'"') {
                if self.swallows(cell.end) {
                    self.fault = Some(Fault::Unterminated);
                    return Ok((cell, cell.end));
                }
            } else if self.dialect.backslash && self.is_escaped(&cell) {
                cell.backslash = true;
            } else {
                match self.buffer.get(at) {
                    Some(b'"') => {
                        cell.doubled = true;
                        at += 1;
                    }
                    None if !self.whole => return Err(State::Closing),
                    _ => return self.closed(cell),
                }
            }
        }
    }

    /// True if an odd number of backslashes stands before the end of a cell.
    fn is_escaped(&self, cell: &Cell) -> bool {
        let content = self.buffer.get(cell.start..cell.end).unwrap_or_default();
        let backslashes = content.iter().rev().take_while(|&&byte| byte == b'\\');
        backslashes.count() % 2 == 1
    }

    /// Reads on behind the closing quote at the end of a cell.
    fn closed(&mut self, cell: Cell) -> Result<(Cell, usize), State> {
        let (tail, after) = self.plain(cell.end + 1, cell.end + 1)?;
        let tail = self.buffer.get(tail.start..tail.end).unwrap_or_default();
        if tail.iter().any(|&byte| byte != b' ') {
            self.fault = Some(Fault::TextAfterQuote);
        }
        Ok((cell, after))
    }

    fn unclosed(&mut self, mut cell: Cell) -> Result<(Cell, usize), State> {
        if !self.whole {
            return Err(State::Quoted);
        }
        self.fault = Some(Fault::Unterminated);
        cell.end = self.buffer.len();
        Ok((cell, cell.end))
    }

    /// True if the lines around a line break inside a cell show that the cell was never meant to hold them.
    fn swallows(&mut self, line_end: usize) -> bool {
        self.broken_at.get_or_insert(line_end);
        self.breaks += 1;
        let rest = self.buffer.get(line_end + 1..).unwrap_or_default();
        let line = match memchr::memchr(self.dialect.line_end, rest) {
            Some(length) => rest.get(..length).unwrap_or_default(),
            None if self.whole => rest,
            None => return false,
        };
        let enough = match self.columns {
            0 => return false,
            1 => return self.breaks > MAX_BREAKS,
            2 => LIKE_PAIRS,
            _ => LIKE_ROWS,
        };
        if is_row(line, self.dialect, self.columns) {
            self.like_rows += 1;
        } else {
            self.like_rows = 0;
        }
        self.like_rows >= enough
    }
}

/// True if one line alone is a row: the right number of cells, and quotes only around cells.
fn is_row(line: &[u8], dialect: Dialect, columns: usize) -> bool {
    let mut cells = Vec::new();
    // Inside the scan of one line no line end can occur, so this never looks further than the line.
    match scan(line, true, dialect, 0, &mut cells) {
        Ok(record) => {
            record.fault.is_none()
                && cells.len() == columns
                && cells.iter().all(|cell| is_proper(line, cell))
        }
        Err(_) => false,
    }
}

/// True unless the cell is an unquoted one that holds a quote.
fn is_proper(buffer: &[u8], cell: &Cell) -> bool {
    let content = buffer.get(cell.start..cell.end).unwrap_or_default();
    let quoted = cell.start > 0 && buffer.get(cell.start - 1) == Some(&b'"');
    quoted || memchr::memchr(b'"', content).is_none()
}

/// Where the rows go on after a bad record that spans several lines: the first line inside it at which a whole
/// and proper row begins. `None` if there is none, and the whole record is one bad row.
pub fn resync(buffer: &[u8], record: &Record, dialect: Dialect, columns: usize) -> Option<usize> {
    let mut cells = Vec::new();
    let mut from = record.broken_at?;
    loop {
        let line = from + 1;
        let rest = buffer.get(line..).unwrap_or_default();
        if line >= record.next {
            return None;
        }
        let proper = scan(rest, true, dialect, 0, &mut cells).is_ok_and(|found| {
            found.fault.is_none()
                && cells.len() == columns
                && cells.iter().all(|cell| is_proper(rest, cell))
        });
        if proper {
            return Some(line);
        }
        from = line + memchr::memchr(dialect.line_end, rest)?;
    }
}

/// The content of a cell, with doubled quotes made single and backslashes before quotes taken off.
pub fn content<'r>(record: &'r str, cell: &Cell) -> Cow<'r, str> {
    let content = record.get(cell.start..cell.end).unwrap_or_default();
    if !cell.doubled && !cell.backslash {
        return Cow::Borrowed(content);
    }
    let mut out = String::with_capacity(content.len());
    let mut chars = content.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let escapes = match c {
            '"' => next == Some('"'),
            '\\' => cell.backslash && matches!(next, Some('"' | '\\')),
            _ => false,
        };
        // Of the two the second is meant.
        out.push(if escapes {
            chars.next().unwrap_or(c)
        } else {
            c
        });
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COMMA: Dialect = Dialect {
        delimiter: b',',
        line_end: b'\n',
        backslash: false,
    };

    /// All rows of a text; a bad one as what is wrong with it and the bytes it takes.
    fn rows(text: &str, columns: usize) -> Vec<Result<Vec<String>, (Fault, String)>> {
        let mut rest = text;
        let mut cells = Vec::new();
        let mut rows = Vec::new();
        while !rest.is_empty() {
            let record = scan(rest.as_bytes(), true, COMMA, columns, &mut cells).unwrap();
            let mut next = record.next;
            rows.push(match record.fault {
                None => Ok(cells
                    .iter()
                    .map(|cell| content(rest, cell).into_owned())
                    .collect()),
                Some(fault) => {
                    next = resync(rest.as_bytes(), &record, COMMA, columns).unwrap_or(next);
                    Err((fault, rest[..next].to_owned()))
                }
            });
            rest = &rest[next..];
        }
        rows
    }

    fn row(cells: &[&str]) -> Result<Vec<String>, (Fault, String)> {
        Ok(cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn cells_are_cut_at_delimiters_and_quotes_taken_off() {
        for (text, cells) in [
            ("a,b,c\n", &["a", "b", "c"][..]),
            ("a,,\r\n", &["a", "", ""]),
            ("\"a,b\",\"c\"\"d\",e", &["a,b", "c\"d", "e"]),
            ("\"a\r\nb\",\"\",\n", &["a\r\nb", "", ""]),
            ("a\"b,c d\" \n", &["a\"b", "c d\" "]),
            ("\"a\" ,b\n", &["a", "b"]),
            ("\"\"\"\"\n", &["\""]),
        ] {
            assert_eq!(rows(text, cells.len()), [row(cells)], "{text:?}");
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_row() {
        let bad = "2,\"never closed,x\n";
        let text = format!("1,a,x\n{bad}3,c,x\n4,d,x\n");
        let error = Err((Fault::Unterminated, bad.to_owned()));
        let expected = [
            row(&["1", "a", "x"]),
            error,
            row(&["3", "c", "x"]),
            row(&["4", "d", "x"]),
        ];
        assert_eq!(rows(&text, 3), expected);
    }

    #[test]
    fn an_open_quote_before_quoted_rows_costs_its_own_row() {
        let bad = "2,\"never closed\n";
        let text = format!("{bad}3,\"c\"\n4,\"two\nlines, here\"\n");
        let error = Err((Fault::TextAfterQuote, bad.to_owned()));
        assert_eq!(
            rows(&text, 2),
            [error, row(&["3", "c"]), row(&["4", "two\nlines, here"])]
        );
    }

    #[test]
    fn a_cell_may_hold_lines_that_look_like_rows_if_they_are_few() {
        let cell = "my list:\n1,a,x\n2,b,y\nthat is all";
        let text = format!("1,\"{cell}\",x\n");
        assert_eq!(rows(&text, 3), [row(&["1", cell, "x"])]);
    }

    #[test]
    fn two_open_quotes_far_apart_do_not_swallow_the_rows_between() {
        let good: String = (0..100).map(|i| format!("{i},fine,x\n")).collect();
        let text = format!("a,b,\"open\n{good}c,d,end\"\n{good}");
        let rows = rows(&text, 3);
        assert_eq!(rows.iter().filter(|row| row.is_err()).count(), 1);
        assert_eq!(rows.len(), 202);
    }

    #[test]
    fn text_behind_a_closing_quote_is_a_fault() {
        let error = Err((Fault::TextAfterQuote, "1,\"ab\"cd\n".to_owned()));
        assert_eq!(rows("1,\"ab\"cd\n2,x\n", 2), [error, row(&["2", "x"])]);
    }

    proptest! {
        #[test]
        fn what_a_csv_writer_wrote_is_read_as_it_was(
            table in proptest::collection::vec(proptest::collection::vec("[a-z,\"\r\n å]{0,8}", 3), 1..6)
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for cells in &table {
                writer.write_record(cells).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let expected: Vec<_> = table.into_iter().map(Ok).collect();
            prop_assert_eq!(rows(&text, 3), expected);
        }

        #[test]
        fn rows_and_rejects_together_are_the_whole_text(text in "[ab,\"\n]{0,60}") {
            let mut rest = text.as_bytes();
            let mut cells = Vec::new();
            while !rest.is_empty() {
                let record = scan(rest, true, COMMA, 2, &mut cells).unwrap();
                let next = resync(rest, &record, COMMA, 2).unwrap_or(record.next);
                prop_assert!(next > 0 && next <= rest.len());
                prop_assert!(record.end <= record.next);
                rest = &rest[next..];
            }
        }

        #[test]
        fn a_record_is_the_same_when_its_buffer_goes_on(text in "[ab,\"\r\n]{0,30}", more in "[ab,\"\n]{0,30}") {
            let (mut short, mut long) = (Vec::new(), Vec::new());
            if let Ok(record) = scan(text.as_bytes(), false, COMMA, 2, &mut short) {
                let whole = format!("{text}{more}");
                prop_assert_eq!(scan(whole.as_bytes(), false, COMMA, 2, &mut long), Ok(record));
                prop_assert_eq!(short, long);
            }
        }
    }
}
