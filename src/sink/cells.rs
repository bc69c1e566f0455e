//! Rows of CSV: RFC 4180 with line feeds.

use crate::spreadsheet::is_formula;
use std::fmt::Display;
use std::io::Write as _;

/// Writes the cells of rows.
#[derive(Debug)]
pub struct CellWriter {
    out: Vec<u8>,
    row_start: usize,
    parted: bool,
    safe: bool,
}

impl CellWriter {
    /// A writer; with `safe` an apostrophe is put before cells that a spreadsheet would take for a formula.
    pub fn new(safe: bool) -> Self {
        Self {
            out: Vec::new(),
            row_start: 0,
            parted: false,
            safe,
        }
    }

    /// Parts the next cell from the one before.
    fn part(&mut self) {
        if self.parted {
            self.out.push(b',');
        }
        self.parted = true;
    }

    /// Adds a cell of text.
    pub fn text(&mut self, cell: &str) -> &mut Self {
        self.part();
        let apostrophe = self.safe && is_formula(cell);
        let quoted = cell
            .bytes()
            .any(|b| matches!(b, b'"' | b',' | b'\n' | b'\r'));
        if quoted {
            self.out.push(b'"');
        }
        if apostrophe {
            self.out.push(b'\'');
        }
        for (number, piece) in cell.split('"').enumerate() {
            if number > 0 {
                self.out.extend_from_slice(b"\"\"");
            }
            self.out.extend_from_slice(piece.as_bytes());
        }
        if quoted {
            self.out.push(b'"');
        }
        self
    }

    /// Adds a number or a word of ours, which never needs quotes.
    pub fn plain(&mut self, cell: impl Display) -> &mut Self {
        self.part();
        // Writing to memory does not fail.
        let _ = write!(self.out, "{cell}");
        self
    }

    /// Adds an optional number or word of ours.
    pub fn maybe(&mut self, cell: Option<impl Display>) -> &mut Self {
        match cell {
            Some(cell) => self.plain(cell),
            None => self.plain(""),
        }
    }

    /// Ends the row. A row of one empty cell is written as `""`, which is no blank line.
    pub fn end(&mut self) {
        if self.out.len() == self.row_start {
            self.out.extend_from_slice(b"\"\"");
        }
        self.out.push(b'\n');
        self.row_start = self.out.len();
        self.parted = false;
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(bytes);
        let records = reader.records().map(|record| record.unwrap());
        records
            .map(|record| record.iter().map(str::to_owned).collect())
            .collect()
    }

    fn one(cell: &str, safe: bool) -> String {
        let mut writer = CellWriter::new(safe);
        writer.text(cell).plain("x").end();
        read(&writer.into_bytes())[0][0].clone()
    }

    proptest! {
        #[test]
        fn cells_are_read_back_as_they_were_written(
            table in proptest::collection::vec(proptest::collection::vec("[a-z,\"\r\n å=]{0,8}", 1..4), 1..6)
        ) {
            for row in &table {
                let mut writer = CellWriter::new(false);
                for cell in row {
                    writer.text(cell);
                }
                writer.end();
                prop_assert_eq!(read(&writer.into_bytes()), vec![row.clone()]);
            }
        }
    }

    #[test]
    fn cells_that_look_like_formulas_get_an_apostrophe_only_on_request() {
        for cell in [
            "=1+1", "+46 70", "-x", "@SUM(A1)", " =1", "\u{a0}=1", "＝1", "\t=1", "'x",
        ] {
            assert_eq!(one(cell, false), cell);
            assert_eq!(one(cell, true), format!("'{cell}"));
        }
        for cell in ["fine", "a=b", "", "4-5"] {
            assert_eq!(one(cell, true), cell);
        }
    }
}
