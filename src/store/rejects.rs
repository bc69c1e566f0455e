//! Rows that could not be read.

use super::state::State;
use crate::error::Result;
use rusqlite::params;

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectRow {
    /// Name of its source.
    pub source: String,
    /// The file, relative to the job's folder.
    pub path: String,
    /// Record in the file, from 1.
    pub row: u64,
    /// Line in the file, from 1.
    pub line: u64,
    /// Bytes of the decoded file, half-open.
    pub bytes: (u64, u64),
    /// Short code of the reason.
    pub reason: String,
    /// The reason and the remedy in words.
    pub detail: String,
    /// The row as it stood in the file.
    pub raw: Vec<u8>,
}

impl State {
    /// Forgets the rejects of an input.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn clear_rejects(&self, source: &str, path: &str) -> Result<()> {
        self.with(|db| {
            db.execute(
                "DELETE FROM rejects WHERE source = ?1 AND path = ?2",
                [source, path],
            )
        })?;
        Ok(())
    }

    /// Adds a reject.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn add_reject(&self, reject: &RejectRow) -> Result<()> {
        self.with(|db| {
            db.prepare_cached(
                "INSERT INTO rejects SELECT ?1, ?2, 1 + coalesce(max(number), 0), ?3, ?4, ?5, ?6, ?7, ?8, ?9
                 FROM rejects WHERE source = ?1 AND path = ?2",
            )?
            .execute(params![
                reject.source,
                reject.path,
                reject.row,
                reject.line,
                reject.bytes.0,
                reject.bytes.1,
                reject.reason,
                reject.detail,
                reject.raw,
            ])
        })?;
        Ok(())
    }

    /// Hands each reject to `each`, by source, file and place.
    ///
    /// # Errors
    /// Those of `each`, and see [`State::begin`].
    pub fn each_reject(&self, mut each: impl FnMut(RejectRow) -> Result<()>) -> Result<()> {
        let fail = |error| self.error(error);
        let mut select = self
            .database
            .prepare(
                "SELECT source, path, row, line, start, end, reason, detail, raw FROM rejects
                 ORDER BY source, path, number",
            )
            .map_err(fail)?;
        let mut rows = select.query([]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            each(reject(row).map_err(fail)?)?;
        }
        Ok(())
    }

    /// The number of rejects.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn reject_count(&self) -> Result<u64> {
        self.with(|db| db.query_row("SELECT count(*) FROM rejects", [], |row| row.get(0)))
    }
}

fn reject(row: &rusqlite::Row<'_>) -> rusqlite::Result<RejectRow> {
    Ok(RejectRow {
        source: row.get(0)?,
        path: row.get(1)?,
        row: row.get(2)?,
        line: row.get(3)?,
        bytes: (row.get(4)?, row.get(5)?),
        reason: row.get(6)?,
        detail: row.get(7)?,
        raw: row.get(8)?,
    })
}
