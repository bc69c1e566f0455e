//! What is published: comments with their tags as JSON Lines, and as keyed tables in CSV, SQLite and PostgreSQL.
//!
//! [`tables`] is the one definition of the tables, [`rows`] makes their rows; a format only writes them down.

mod csv;
mod jsonl;
pub mod manual;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "postgres")]
pub mod postgres;
mod rollups;
pub mod rows;
mod sqlite;
pub mod table;
pub mod tables;
mod tagged;

pub use tagged::{InputColumns, Tagged};

use crate::error::{Error, Result};
use crate::lexicon::Lexicons;
use crate::rollup::Themes;
use crate::sink::output::close;
use crate::store::record::Stored;
use crate::store::{State, Which};
use rollups::{Rollups, Totals};
use rows::Cells;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use table::Table;

/// Bytes that are collected before they are written.
const BUFFER: usize = 1 << 18;

/// What is to be published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// `annotations.jsonl`.
    pub jsonl: bool,
    /// One CSV file a table.
    pub csv: bool,
    /// `verbatims.sqlite`.
    pub sqlite: bool,
    /// One Parquet file a table.
    #[cfg(feature = "parquet")]
    pub parquet: bool,
    /// Verbatims and quotes.
    pub text: bool,
    /// The arithmetic of each evidence.
    pub steps: bool,
    /// An apostrophe before cells of CSV that a spreadsheet would take for a formula.
    pub spreadsheet_safe: bool,
    /// The comments of this generation alone.
    pub only: Option<u64>,
}

/// Writes tables in one format.
trait Writer {
    /// Adds rows to a table.
    fn rows(&mut self, table: &'static Table, rows: &[Cells<'_>]) -> Result<()>;

    /// Completes what is written; files are safe on disk afterwards.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// What is published, and how.
pub struct Outputs<'a> {
    /// The comments.
    pub state: &'a State,
    /// The lexicons in use: they name the owners of themes and the scales of scores.
    pub lexicons: &'a Lexicons,
    /// Journey stage of all mentions of a source, by its name, in place of the themes' own.
    pub stages: BTreeMap<String, String>,
    /// Asked now and then; when it says no, the work ends early.
    pub go_on: &'a dyn Fn() -> Result<()>,
}

impl Outputs<'_> {
    /// Writes what is wanted into `folder`.
    ///
    /// # Errors
    /// A file cannot be made or written; the state cannot be read.
    pub fn write(&self, folder: &Path, wanted: &Wanted) -> Result<()> {
        let mut lines = match wanted.jsonl {
            true => Some(jsonl::JsonLines::create(folder, *wanted)?),
            false => None,
        };
        let mut writers: Vec<Box<dyn Writer>> = Vec::new();
        if wanted.csv {
            writers.push(Box::new(csv::Csv::create(folder, *wanted)?));
        }
        if wanted.sqlite {
            writers.push(Box::new(sqlite::Sqlite::create(folder)?));
        }
        #[cfg(feature = "parquet")]
        if wanted.parquet {
            writers.push(Box::new(parquet::Parquet::create(folder)?));
        }
        let which = wanted.only.map_or(Which::All, Which::ChangedIn);
        let each = |comment: &Stored| match &mut lines {
            Some(lines) => lines.comment(comment),
            None => Ok(()),
        };
        self.tables(&which, &which, wanted, &mut writers, each)?;
        writers.into_iter().try_for_each(Writer::finish)?;
        lines.map_or(Ok(()), jsonl::JsonLines::finish)
    }

    /// Hands the rows of all tables to `writers`, and each comment to `each`. Rows come after those they refer to;
    /// roll-ups
    /// and the totals are of the comments that are `counted`.
    fn tables(
        &self,
        which: &Which,
        counted: &Which,
        wanted: &Wanted,
        writers: &mut [Box<dyn Writer + '_>],
        mut each: impl FnMut(&Stored) -> Result<()>,
    ) -> Result<Totals> {
        let mut all = |table: &'static Table, rows: &[Cells<'_>]| {
            let mut writers = writers.iter_mut();
            writers.try_for_each(|writer| writer.rows(table, rows))
        };
        let themes = rows::theme_rows(&self.state.themes()?, self.lexicons);
        all(&tables::THEMES, &themes)?;
        all(&tables::DATES, &rows::date_rows(&self.state.days()?))?;
        all(&tables::RUNS, &rows::run_rows(self.state)?)?;
        let mut count: u64 = 0;
        self.state.each_comment(which, |comment| {
            count += 1;
            if count.is_multiple_of(1024) {
                (self.go_on)()?;
            }
            each(&comment)?;
            let stage = self.stages.get(&*comment.row.source).map(String::as_str);
            let rows = rows::comment_rows(&comment, self.lexicons, stage, wanted);
            all(&tables::COMMENTS, &[rows.comment])?;
            all(&tables::SEGMENTS, &rows.segments)?;
            all(&tables::MENTIONS, &rows.mentions)?;
            all(&tables::EVIDENCE, &rows.evidence)?;
            all(&tables::CORRECTIONS, &rows.corrections)
        })?;
        let mut rollups = Rollups::new(Themes::of(self.lexicons.codeframe()));
        self.state
            .each_outline(counted, |comment| rollups.count(comment))?;
        all(&tables::ROLLUPS, &rollups.rows())?;
        Ok(rollups.totals())
    }
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
