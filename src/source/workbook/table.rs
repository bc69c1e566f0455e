//! A sheet as CSV: its cells come one by one, and only those that hold something.

use calamine::{DataRef, ExcelDateTime};
use std::io;
use tempfile::SpooledTempFile;

/// Bytes of a copied sheet that stay in memory.
const IN_MEMORY: usize = 1 << 24;
/// Rows by which the width of a sheet is judged.
const WIDTH_ROWS: usize = 200;
/// Empty cells that are written for each cell that is there, before a sheet is too sparse to be a table.
const MAX_SPARSE: u64 = 1000;
/// Empty cells that any sheet may have.
const ALWAYS_SPARSE: u64 = 1 << 22;

/// Writes rows as CSV, each with as many cells as the widest of the first at least.
///
/// Rows that hold nothing are left out, as a sheet does not say how many of them there are.
pub(super) struct Table {
    writer: csv::Writer<SpooledTempFile>,
    /// The first rows, until the width is known.
    first: Vec<Vec<String>>,
    width: Option<usize>,
    row: Vec<String>,
    number: u32,
    cells: u64,
    written: u64,
}

impl Table {
    /// An empty table.
    pub fn new() -> Self {
        let file = SpooledTempFile::new(IN_MEMORY);
        let mut builder = csv::WriterBuilder::new();
        builder.flexible(true).quote_style(csv::QuoteStyle::Always);
        Self {
            writer: builder.from_writer(file),
            first: Vec::new(),
            width: None,
            row: Vec::new(),
            number: 0,
            cells: 0,
            written: 0,
        }
    }

    /// Adds a cell. Cells come row by row, and within a row from left to right.
    ///
    /// Fails with `InvalidData` if the sheet is too sparse to be a table.
    pub fn cell(&mut self, row: u32, column: u32, text: String) -> io::Result<()> {
        if row != self.number {
            self.end_row()?;
            self.number = row;
        }
        if text.is_empty() {
            return Ok(());
        }
        let column = column as usize;
        if self.row.len() <= column {
            self.row.resize(column + 1, String::new());
        }
        if let Some(cell) = self.row.get_mut(column) {
            *cell = text;
        }
        self.cells += 1;
        Ok(())
    }

    fn end_row(&mut self) -> io::Result<()> {
        if self.row.is_empty() {
            return Ok(());
        }
        self.written += self.row.len().max(self.width.unwrap_or(0)) as u64;
        if self.written > ALWAYS_SPARSE.max(self.cells.saturating_mul(MAX_SPARSE)) {
            let problem = "it is wide and all but empty";
            return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
        }
        let row = std::mem::take(&mut self.row);
        if self.width.is_some() {
            return self.write(row);
        }
        self.first.push(row);
        if self.first.len() >= WIDTH_ROWS {
            self.write_first()?;
        }
        Ok(())
    }

    fn write_first(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.first);
        self.width = rows.iter().map(Vec::len).max();
        rows.into_iter().try_for_each(|row| self.write(row))
    }

    fn write(&mut self, mut row: Vec<String>) -> io::Result<()> {
        let width = self.width.unwrap_or(0).max(row.len());
        row.resize(width, String::new());
        self.writer.write_record(&row).map_err(io::Error::from)
    }

    /// Completes the table.
    pub fn end(mut self) -> io::Result<SpooledTempFile> {
        self.end_row()?;
        if self.width.is_none() {
            self.write_first()?;
        }
        self.writer
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }
}

/// A cell as text: numbers without a needless fraction, dates as ISO 8601 has them, formulas by their results.
pub(super) fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(time) => date(time),
        DataRef::Error(error) => error.to_string(),
    }
}

/// Times count in days. One without whole days has no date, one without a fraction no time.
fn date(time: &ExcelDateTime) -> String {
    let days = time.as_f64();
    if time.is_duration() || !(0.0..3_000_000.0).contains(&days) {
        return days.to_string();
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    if days < 1.0 {
        clock
    } else if days.fract() == 0.0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {clock}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;
    use std::io::{Read as _, Seek as _, SeekFrom};

    fn written(cells: &[(u32, u32, &str)]) -> io::Result<String> {
        let mut table = Table::new();
        for &(row, column, text) in cells {
            table.cell(row, column, text.to_owned())?;
        }
        let mut file = table.end()?;
        file.seek(SeekFrom::Start(0))?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn rows_are_as_wide_as_the_widest_of_the_first() {
        let cells = [(0, 0, "a"), (0, 2, "c"), (5, 1, "x"), (7, 0, "")];
        assert_eq!(
            written(&cells).unwrap(),
            "\"a\",\"\",\"c\"\n\"\",\"x\",\"\"\n"
        );
    }

    #[test]
    fn a_wide_sheet_with_next_to_nothing_in_it_is_refused() {
        let cells: Vec<(u32, u32, &str)> = (0..1000).map(|row| (row, 16_383, "x")).collect();
        let error = written(&cells).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn dates_are_written_as_far_as_they_go() {
        for (days, expected) in [
            (46_109.0, "2026-03-28"),
            (46_109.5, "2026-03-28 12:00:00"),
            (0.25, "06:00:00"),
        ] {
            let time = ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false);
            assert_eq!(text(&DataRef::DateTime(time)), expected);
        }
    }
}
