//! The published tables as CSV, one file a table.

use super::rows::Cells;
use super::table::{Table, Value};
use super::{Target, Wanted, Writer};
use crate::error::Result;
use crate::sink::cells::CellWriter;
use std::path::Path;

/// Writes the tables.
pub(super) struct Csv {
    safe: bool,
    targets: Vec<(&'static Table, Target)>,
}

impl Csv {
    pub fn create(folder: &Path, wanted: Wanted) -> Result<Self> {
        let mut targets = Vec::new();
        for table in super::tables::ALL {
            let mut target = Target::create(folder, &file_name(table))?;
            target.write(&header(table))?;
            targets.push((table, target));
        }
        Ok(Self {
            safe: wanted.spreadsheet_safe,
            targets,
        })
    }
}

impl Writer for Csv {
    fn rows(&mut self, table: &'static Table, rows: &[Cells<'_>]) -> Result<()> {
        let mut targets = self.targets.iter_mut();
        match targets.find(|(known, _)| known.name == table.name) {
            Some((_, target)) => target.write(&rendered(rows, self.safe)),
            None => Ok(()),
        }
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let mut targets = self.targets.into_iter();
        targets.try_for_each(|(_, target)| target.finish())
    }
}

/// The file of a table.
pub(super) fn file_name(table: &Table) -> String {
    format!("{}.csv", table.name)
}

/// The row of names.
pub(super) fn header(table: &Table) -> Vec<u8> {
    let mut out = CellWriter::new(false);
    for column in table.columns {
        out.plain(column.name);
    }
    out.end();
    out.into_bytes()
}

/// Rows as CSV; with `safe` an apostrophe stands before cells that a spreadsheet would take for a formula.
pub(super) fn rendered(rows: &[Cells<'_>], safe: bool) -> Vec<u8> {
    let mut out = CellWriter::new(safe);
    for row in rows {
        for cell in row {
            match cell {
                Value::None => out.plain(""),
                Value::Text(text) => out.text(text),
                Value::Whole(number) => out.plain(number),
                Value::Real(number) => out.plain(number),
            };
        }
        out.end();
    }
    out.into_bytes()
}
