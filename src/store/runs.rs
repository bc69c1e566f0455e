//! The runs that were published, and what later ones are compared with.

use super::generation::GenerationStatus;
use super::record::Version;
use super::state::State;
use crate::error::Result;
use jiff::civil::Date;
use rusqlite::params;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A run that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// The generation it made.
    pub generation: u64,
    /// Its date in the job's time zone.
    pub run_date: String,
    /// `run`, `replay`, `recode` or `erase`.
    pub kind: Cow<'static, str>,
    /// Whether it published all of its night.
    pub status: GenerationStatus,
    /// Rows read, annotated, rejected, skipped.
    pub rows: [u64; 4],
    /// Comments new, changed, updated, unchanged, duplicate, superseded, recoded.
    pub comments: [u64; 7],
}

/// What a run brought of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceRow {
    /// Name of the source.
    pub source: String,
    /// Rows read.
    pub read: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Comments by language.
    pub languages: BTreeMap<String, u64>,
}

impl State {
    /// Notes a run.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn add_run(&self, run: &RunRow, version: i64, sources: &[SourceRow]) -> Result<()> {
        let [read, annotated, rejected, skipped] = run.rows;
        let [
            new,
            changed,
            updated,
            unchanged,
            duplicates,
            superseded,
            recoded,
        ] = run.comments;
        self.with(|db| {
            db.execute(
                "INSERT OR REPLACE INTO runs VALUES
                 (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                params![
                    run.generation,
                    run.run_date,
                    run.kind,
                    run.status.name(),
                    version,
                    read,
                    annotated,
                    rejected,
                    skipped,
                    new,
                    changed,
                    updated,
                    unchanged,
                    duplicates,
                    superseded,
                    recoded,
                ],
            )?;
            for source in sources {
                let languages = serde_json::to_string(&source.languages).unwrap_or_default();
                db.execute(
                    "INSERT OR REPLACE INTO run_sources VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![
                        run.generation,
                        source.source,
                        source.read,
                        source.rejected,
                        languages
                    ],
                )?;
            }
            Ok(())
        })
    }

    /// All runs with the versions they were made by, the oldest first.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn runs(&self) -> Result<Vec<(RunRow, Version)>> {
        self.with(|db| {
            let mut select = db.prepare(
                "SELECT generation, run_date, kind, status, read, annotated, rejected, skipped, new, changed, updated,
                 unchanged, duplicates, superseded, recoded, program, lexicons, codeframe
                 FROM runs JOIN versions USING (version) ORDER BY generation",
            )?;
            let rows = select.query_map([], |row| {
                let run = RunRow {
                    generation: row.get(0)?,
                    run_date: row.get(1)?,
                    kind: Cow::Owned(row.get(2)?),
                    status: row.get(3)?,
                    rows: numbers(row, 4)?,
                    comments: numbers(row, 8)?,
                };
                let version = Version {
                    program: row.get(15)?,
                    lexicons: row.get(16)?,
                    codeframe: row.get(17)?,
                };
                Ok((run, version))
            })?;
            rows.collect()
        })
    }

    /// The days of comments.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn days(&self) -> Result<BTreeSet<Date>> {
        let days: Vec<String> = self.with(|db| {
            let mut select =
                db.prepare("SELECT DISTINCT day FROM comments WHERE day IS NOT NULL")?;
            let rows = select.query_map([], |row| row.get(0))?;
            rows.collect()
        })?;
        Ok(days.iter().filter_map(|day| day.parse().ok()).collect())
    }

    /// What the last `count` runs that read something of a source brought, the newest first.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn last_runs(&self, source: &str, count: usize) -> Result<Vec<SourceRow>> {
        self.with(|db| {
            let mut select = db.prepare(
                "SELECT source, s.read, s.rejected, languages FROM run_sources s JOIN runs USING (generation)
                 WHERE source = ?1 AND s.read > 0 AND kind = 'run' ORDER BY generation DESC LIMIT ?2",
            )?;
            let rows = select.query_map(params![source, count], |row| {
                let languages: String = row.get(3)?;
                Ok(SourceRow {
                    source: row.get(0)?,
                    read: row.get(1)?,
                    rejected: row.get(2)?,
                    languages: serde_json::from_str(&languages).unwrap_or_default(),
                })
            })?;
            rows.collect()
        })
    }

    /// True if the run of a generation is among those that this state came from.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn has_run(&self, generation: u64) -> Result<bool> {
        self.with(|db| {
            db.prepare_cached("SELECT 1 FROM runs WHERE generation = ?1")?
                .exists([generation])
        })
    }

    /// The newest day and moment of a source's comments.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn newest(&self, source: &str) -> Result<(Option<String>, Option<String>)> {
        self.with(|db| {
            db.query_row(
                "SELECT max(day), max(at) FROM comments WHERE source = ?1",
                [source],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
        })
    }
}

impl FromSql for GenerationStatus {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = value.as_str()?;
        let known = [Self::Published, Self::Incomplete].into_iter();
        let mut known = known.filter(|status| status.name() == name);
        known.next().ok_or(FromSqlError::InvalidType)
    }
}

fn numbers<const N: usize>(row: &rusqlite::Row<'_>, first: usize) -> rusqlite::Result<[u64; N]> {
    let mut numbers = [0; N];
    for (place, number) in numbers.iter_mut().enumerate() {
        *number = row.get(first + place)?;
    }
    Ok(numbers)
}
