//! Workbooks: a sheet is copied out as CSV, which is then read like any other.
//!
//! The copy stands in memory if it is small, else in a file without a name.

mod guard;
mod table;

use super::input::{hash, refusal};
use crate::error::{Error, Result};
use calamine::{Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use std::fs::File;
use std::io::{self, BufReader, Seek as _, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use table::{Table, text};
use tempfile::SpooledTempFile;

/// A workbook that has been looked at.
pub(super) struct Workbook {
    name: String,
    book: Xlsx<BufReader<File>>,
    /// Bytes of the file.
    pub bytes: u64,
    /// Hash over the file (BLAKE3, hexadecimal).
    pub hash: String,
}

impl Workbook {
    /// Checks and opens a workbook.
    ///
    /// Fails if it is damaged, too large, or no workbook.
    pub fn open(name: &str, mut file: File, max_ratio: u32) -> Result<Self> {
        let io = |error| Error::io(name, error);
        let (bytes, hash) = hash(&mut file).map_err(io)?;
        guard::check(&file, max_ratio)
            .map_err(|problem| refusal(name, &problem, "save the sheet as CSV in UTF-8"))?;
        file.seek(SeekFrom::Start(0)).map_err(io)?;
        let book = guarded(name, || Xlsx::new(BufReader::new(file)))?;
        Ok(Self {
            name: name.to_owned(),
            book,
            bytes,
            hash,
        })
    }

    /// Names of the sheets that are seen when the workbook is opened, in their order.
    pub fn sheets(&self) -> Vec<String> {
        let sheets = self.book.sheets_metadata().iter();
        let seen = sheets.filter(|sheet| {
            sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet
        });
        seen.map(|sheet| sheet.name.clone()).collect()
    }

    /// Copies a sheet out as CSV in UTF-8; every row has as many cells as the widest of the first.
    pub fn copy(&mut self, sheet: &str) -> Result<SpooledTempFile> {
        let name = self.name.clone();
        let failed = |error| Error::io(&name, error);
        let mut table = Table::new();
        let book = &mut self.book;
        let copied = guarded(&name, || {
            let mut cells = book.worksheet_cells_reader(sheet)?;
            while let Some(cell) = cells.next_cell()? {
                let (row, column) = cell.get_position();
                if let Err(error) = table.cell(row, column, text(cell.get_value())) {
                    return Ok(Err(error));
                }
            }
            Ok(table.end())
        })?;
        let mut copy = copied.map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => {
                let problem = format!("sheet {sheet:?}: {error}");
                refusal(&name, &problem, "save the table in it as CSV in UTF-8")
            }
            _ => failed(error),
        })?;
        copy.seek(SeekFrom::Start(0)).map_err(failed)?;
        Ok(copy)
    }
}

/// Runs the parser; what makes it fail, or panic, makes the workbook a damaged one.
fn guarded<T>(name: &str, parse: impl FnOnce() -> std::result::Result<T, XlsxError>) -> Result<T> {
    let refuse = |problem: &str| {
        refusal(
            name,
            problem,
            "open it and save it again, or save it as CSV",
        )
    };
    match catch_unwind(AssertUnwindSafe(parse)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(refuse(&format!("no workbook that can be read: {error}"))),
        Err(_) => Err(refuse("the workbook is damaged")),
    }
}
