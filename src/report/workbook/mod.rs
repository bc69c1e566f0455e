//! The workbook: summary, themes, comments with highlighted evidence, definitions, versions.
//!
//! What customers wrote is written as text, never as formula or link.

mod comments;
mod notes;
mod sheet;
mod summary;
mod themes;

use super::page::Setting;
use super::record::Record;
use crate::error::{Error, Result};
use crate::rollup::figures::Figures;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use sheet::Formats;
use std::path::Path;

/// The workbook as the bytes of an XLSX file, the same bytes for the same input.
///
/// # Errors
/// A figure or text that a workbook cannot hold; `path` is named in it.
pub fn render(
    records: &[Record],
    figures: &Figures,
    setting: &Setting<'_>,
    path: &Path,
) -> Result<Vec<u8>> {
    write(records, figures, setting).map_err(|error| Error::Io {
        path: path.to_owned(),
        source: std::io::Error::other(error),
    })
}

fn write(
    records: &[Record],
    figures: &Figures,
    setting: &Setting<'_>,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let formats = Formats::new();
    // A clock would make every file differ.
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    summary::write(&mut workbook, &formats, figures, setting)?;
    themes::write(&mut workbook, &formats, figures, setting)?;
    comments::write(&mut workbook, &formats, records, setting)?;
    let minimum_base = figures.settings.minimum_base;
    notes::definitions(&mut workbook, &formats, minimum_base, setting)?;
    notes::versions(&mut workbook, &formats, setting)?;
    workbook.save_to_buffer()
}
