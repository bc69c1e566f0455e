//! The inputs that have been read, and the columns of each source.

use super::state::State;
use crate::error::Result;
use rusqlite::{OptionalExtension as _, params};

/// An input that has been read to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// Name of its source.
    pub source: String,
    /// The file, relative to the job's folder.
    pub path: String,
    /// Hash of its bytes.
    pub hash: String,
    /// Its bytes.
    pub bytes: u64,
    /// Hash of the settings it was read with.
    pub reading: String,
}

impl State {
    /// Inputs of a source that have been read.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn files(&self, source: &str) -> Result<Vec<FileRow>> {
        self.with(|db| {
            let mut select = db.prepare(
                "SELECT source, path, hash, bytes, reading FROM files WHERE source = ?1 ORDER BY path",
            )?;
            let rows = select.query_map([source], |row| {
                Ok(FileRow {
                    source: row.get(0)?,
                    path: row.get(1)?,
                    hash: row.get(2)?,
                    bytes: row.get(3)?,
                    reading: row.get(4)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Notes that an input has been read to the end.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn set_file(&self, file: &FileRow, generation: u64) -> Result<()> {
        self.with(|db| {
            db.execute(
                "INSERT OR REPLACE INTO files VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    file.source,
                    file.path,
                    file.hash,
                    file.bytes,
                    file.reading,
                    generation
                ],
            )
        })?;
        Ok(())
    }

    /// The columns of a source as they were last accepted, in JSON.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn shape(&self, source: &str) -> Result<Option<String>> {
        self.with(|db| {
            db.query_row(
                "SELECT shape FROM shapes WHERE source = ?1",
                [source],
                |row| row.get(0),
            )
            .optional()
        })
    }

    /// Accepts the columns of a source.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn set_shape(&self, source: &str, shape: &str) -> Result<()> {
        self.with(|db| {
            db.execute(
                "INSERT OR REPLACE INTO shapes VALUES (?1, ?2)",
                [source, shape],
            )
        })?;
        Ok(())
    }
}
