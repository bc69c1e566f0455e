//! What is published: the comments of a state as JSON Lines, as CSV tables and as a database.

mod csv;
mod jsonl;
mod sqlite;
pub mod tables;

use super::read::Which;
use super::record::Stored;
use super::state::State;
use crate::error::{Error, Result};
use crate::sink::output::close;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Bytes that are collected before they are written.
const BUFFER: usize = 1 << 18;

/// What is to be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// `annotations.jsonl`.
    pub jsonl: bool,
    /// One CSV file a table.
    pub csv: bool,
    /// `verbatims.sqlite`.
    pub sqlite: bool,
    /// Verbatims and quotes.
    pub text: bool,
    /// The arithmetic of each evidence.
    pub steps: bool,
    /// An apostrophe before cells of CSV that a spreadsheet would take for a formula.
    pub spreadsheet_safe: bool,
    /// The comments of this generation alone.
    pub only: Option<u64>,
}

/// Writes comments in one format.
trait Writer {
    /// Adds a comment.
    fn comment(&mut self, comment: &Stored) -> Result<()>;

    /// Completes the files; they are safe on disk afterwards.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// Writes what is wanted into `folder`. `go_on` is asked now and then; when it says no, the work ends early.
///
/// # Errors
/// A file cannot be made or written; the state cannot be read.
pub fn write(
    state: &State,
    folder: &Path,
    wanted: &Wanted,
    go_on: &dyn Fn() -> Result<()>,
) -> Result<()> {
    let mut writers: Vec<Box<dyn Writer>> = Vec::new();
    if wanted.jsonl {
        writers.push(Box::new(jsonl::JsonLines::create(folder, *wanted)?));
    }
    if wanted.csv {
        writers.push(Box::new(csv::Csv::create(folder, state, *wanted)?));
    }
    if wanted.sqlite {
        writers.push(Box::new(sqlite::Sqlite::create(folder, state, *wanted)?));
    }
    let which = wanted.only.map_or(Which::All, Which::ChangedIn);
    let mut count: u64 = 0;
    state.each_comment(&which, |comment| {
        count += 1;
        if count.is_multiple_of(1024) {
            go_on()?;
        }
        writers
            .iter_mut()
            .try_for_each(|writer| writer.comment(&comment))
    })?;
    writers.into_iter().try_for_each(Writer::finish)
}

/// A file that is being written.
struct Target {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Target {
    fn create(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(name);
        let file = File::create_new(&path).map_err(|source| Error::Create {
            path: path.clone(),
            source,
        })?;
        Ok(Self {
            file: BufWriter::with_capacity(BUFFER, file),
            path,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| Error::io(&self.path, error))
    }

    fn finish(self) -> Result<()> {
        let Self { path, file } = self;
        let file = file
            .into_inner()
            .map_err(|error| Error::io(&path, error.into_error()))?;
        let safe = file.sync_all().and_then(|()| close(file));
        safe.map_err(|error| Error::io(&path, error))
    }
}
