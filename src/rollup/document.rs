//! A roll-up as it is written: as JSON, which can be merged again, or as a table.

use super::rows::{self, Row};
use super::{LineVersions, Rollup};
use crate::error::{Error, Result};
use crate::spreadsheet;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io;

/// Version of the format; a file of another one is not merged.
const FORMAT: u32 = 1;

/// A roll-up with what made its comments.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Document {
    /// Version of the format.
    format: u32,
    /// The versions behind the annotations, each once.
    pub made_by: BTreeSet<LineVersions>,
    /// The counts.
    pub counts: Rollup,
}

/// What is written: the document, and what follows from it.
#[derive(Serialize)]
struct Written<'d> {
    format: u32,
    made_by: &'d BTreeSet<LineVersions>,
    formulas: Vec<&'static str>,
    minimum_base: u64,
    columns: Vec<String>,
    rows: Vec<Row>,
    counts: &'d Rollup,
}

impl Document {
    /// A roll-up of comments that these versions annotated.
    pub fn new(counts: Rollup, made_by: BTreeSet<LineVersions>) -> Self {
        Self {
            format: FORMAT,
            made_by,
            counts,
        }
    }

    /// Reads what [`Document::json`] wrote; rows are made anew.
    ///
    /// # Errors
    /// Another file, or one of another version of the format.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let wrong = |problem: String| Error::Input {
            source_name: name.to_owned(),
            problem,
            help: "give files that `verbatims rollup --format json` wrote".to_owned(),
        };
        let document: Self = serde_json::from_str(text)
            .map_err(|error| wrong(format!("the file is no roll-up: {error}")))?;
        match document.format {
            FORMAT => Ok(document),
            other => Err(wrong(format!(
                "format {other} where this program has {FORMAT}"
            ))),
        }
    }

    /// Adds another one. The order of merging does not matter.
    ///
    /// # Errors
    /// As [`Rollup::merge`].
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.counts.merge(&other.counts)?;
        self.made_by.extend(other.made_by.iter().cloned());
        Ok(())
    }

    /// The document as JSON, with its rows.
    pub fn json(&self, minimum: u64) -> Vec<u8> {
        let written = Written {
            format: self.format,
            made_by: &self.made_by,
            formulas: rows::formulas(&self.counts),
            minimum_base: minimum,
            columns: self.counts.by_names(),
            rows: self.counts.rows(minimum),
            counts: &self.counts,
        };
        // Plain data always has a text form.
        let mut bytes = serde_json::to_vec_pretty(&written).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The rows as CSV; `safe` puts an apostrophe before values that a spreadsheet would take for a formula.
    ///
    /// # Errors
    /// None that memory does not bring.
    pub fn csv(&self, minimum: u64, safe: bool) -> Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let fail = |error: csv::Error| Error::io("-", io::Error::other(error));
        writer
            .write_record(rows::header(&self.counts))
            .map_err(fail)?;
        let names = self.counts.by_names().len();
        for row in self.counts.rows(minimum) {
            let mut cells = row.cells();
            // Values are the input's; all other cells are numbers and names of ours.
            let values = cells.iter_mut().take(names);
            for cell in values.filter(|cell| safe && spreadsheet::is_formula(cell)) {
                cell.insert(0, '\'');
            }
            writer.write_record(&cells).map_err(fail)?;
        }
        let bytes = writer.into_inner();
        bytes.map_err(|error| Error::io("-", io::Error::other(error.to_string())))
    }
}
