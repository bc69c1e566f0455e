//! The index as a file, and how it follows the state.

use super::norms::Norms;
use super::write::Writer;
use super::{Column, Updated};
use crate::desk::queue::Options;
use crate::error::{Error, Result};
use crate::lexicon::Files;
use crate::span::Span;
use crate::store::{Correction, Log, Standing, State, Which};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of the file in the folder of states.
const FILE: &str = "search.sqlite";
const SCHEMA: &str = include_str!("schema.sql");
/// Version of the schema and of what is written by it; an index of another one is made anew.
const LAYOUT: i32 = 1;
/// How long to wait for another program that writes.
const PATIENCE: Duration = Duration::from_secs(30);
/// Comments that a store needs before a word can be new in it.
const HISTORY: u64 = 1000;
/// Comments in which a new word must stand.
const SEVERAL: u32 = 3;

/// What comments are found by.
#[derive(Debug)]
pub struct Index {
    pub(super) database: Connection,
    pub(super) norms: Norms,
    path: PathBuf,
}

impl Index {
    /// Opens the index in a folder of states, and makes an empty one where there is none. `files` are the lexicons
    /// whose foldings are used; other foldings than those that it was made with make it anew at the next update.
    ///
    /// # Errors
    /// It cannot be made or opened; a `language.toml` that breaks its format.
    pub fn open(states: &Path, files: &Files) -> Result<Self> {
        crate::store::create_private_folder(states)?;
        let path = states.join(FILE);
        drop(crate::store::open_private(&path)?);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let database = Connection::open_with_flags(&path, flags);
        let index = Self {
            database: database.map_err(|error| fail(&path, &error))?,
            norms: Norms::new(files)?,
            path,
        };
        let layout = index.with(|db| {
            db.busy_timeout(PATIENCE)?;
            db.set_prepared_statement_cache_capacity(64);
            db.execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;
                 PRAGMA mmap_size = 4294967296; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
            )?;
            db.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0))
        })?;
        let foldings = foldings(files);
        if layout != LAYOUT || index.meta("foldings")?.as_ref() != Some(&foldings) {
            index.make(&foldings)?;
        }
        Ok(index)
    }

    /// Makes it empty.
    fn make(&self, foldings: &str) -> Result<()> {
        self.with(|db| {
            db.execute_batch("BEGIN IMMEDIATE")?;
            let mut select = db.prepare(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                 AND name NOT LIKE 'words\\_%' ESCAPE '\\'",
            )?;
            let names: Vec<String> = select
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            drop(select);
            for name in names {
                db.execute_batch(&format!("DROP TABLE \"{name}\""))?;
            }
            db.execute_batch(SCHEMA)?;
            db.execute("INSERT INTO meta VALUES ('foldings', ?1)", [foldings])?;
            db.pragma_update(None, "user_version", LAYOUT)?;
            db.execute_batch("COMMIT")
        })
    }

    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let worked = work(&self.database);
        worked.map_err(|error| {
            if !self.database.is_autocommit() {
                // What was begun is dropped; if that fails too the first error says more.
                let _ = self.database.execute_batch("ROLLBACK");
            }
            fail(&self.path, &error)
        })
    }

    fn meta(&self, name: &str) -> Result<Option<String>> {
        let known = self.with(|db| {
            db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'")?
                .exists([])
        })?;
        if !known {
            return Ok(None);
        }
        self.with(|db| {
            db.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| {
                row.get(0)
            })
            .optional()
        })
    }

    /// The generation that it was brought up to; none before the first time.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn generation(&self) -> Result<Option<u64>> {
        Ok(self
            .meta("generation")?
            .and_then(|number| number.parse().ok()))
    }

    /// Brings it up to a state, which is that of `generation`, and to a log of corrections. Only what changed is written;
    /// after a rollback all is. `progress` is told now and then how many comments were taken in, and ends the work
    /// with an error: then nothing was.
    ///
    /// # Errors
    /// That of `progress`; the state cannot be read, the index cannot be written.
    pub fn update(
        &mut self,
        state: &State,
        log: &Log,
        generation: u64,
        options: Options,
        progress: &mut dyn FnMut(u64) -> Result<()>,
    ) -> Result<Updated> {
        let before = self.generation()?;
        let follows = match before {
            Some(before) => before <= generation && state.has_run(before)?,
            None => false,
        };
        if before.is_some() && !follows {
            let foldings = self.meta("foldings")?.unwrap_or_default();
            self.make(&foldings)?;
        }
        let first = before.filter(|_| follows).map_or(0, |before| before + 1);
        let standing = Standing::new(log, state)?;
        let corrected = self.corrected_otherwise(log)?;
        if first > generation && corrected.is_empty() {
            return Ok(Updated::default());
        }
        let fresh = if first > 0 && first <= generation && self.count()? >= HISTORY {
            self.fresh(state, first)?
        } else {
            HashMap::new()
        };
        self.with(|db| db.execute_batch("BEGIN IMMEDIATE"))?;
        let written = self.take(
            state,
            &standing,
            log,
            first..=generation,
            &fresh,
            options,
            &corrected,
            progress,
        );
        match written {
            Ok(comments) => {
                self.with(|db| {
                    db.execute(
                        "INSERT OR REPLACE INTO meta VALUES ('generation', ?1)",
                        [generation.to_string()],
                    )?;
                    db.execute_batch("COMMIT")
                })?;
                Ok(Updated {
                    comments,
                    anew: first == 0,
                })
            }
            Err(error) => {
                // The first error says more than what dropping the rest could.
                let _ = self.database.execute_batch("ROLLBACK");
                Err(error)
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one step of `update`, cut off for its length"
    )]
    fn take(
        &self,
        state: &State,
        standing: &Standing,
        log: &Log,
        generations: std::ops::RangeInclusive<u64>,
        fresh: &HashMap<String, u32>,
        options: Options,
        corrected: &BTreeSet<String>,
        progress: &mut dyn FnMut(u64) -> Result<()>,
    ) -> Result<u64> {
        let mut writer = Writer::new(self, options, fresh)?;
        let mut count = 0;
        if !generations.is_empty() {
            let which = match *generations.start() {
                0 => Which::All,
                first => Which::ChangedIn(first),
            };
            state.each_comment_with(standing, &which, |comment| {
                writer.write(&comment)?;
                count += 1;
                if count % 1024 == 0 {
                    progress(count)?;
                }
                Ok(())
            })?;
        }
        // Where all comments were taken in they came with their corrections.
        let others = corrected.iter().filter(|_| *generations.start() > 0);
        for comment in others {
            count += u64::from(self.again(state, standing, comment, &mut writer)?);
        }
        writer.finish()?;
        self.note(log, corrected)?;
        Ok(count)
    }

    fn again(
        &self,
        state: &State,
        standing: &Standing,
        comment: &str,
        writer: &mut Writer<'_>,
    ) -> Result<bool> {
        let Some(mut stored) = state.comment(comment)? else {
            return Ok(false);
        };
        standing.apply(&mut stored);
        writer.write(&stored)?;
        Ok(true)
    }

    /// Brings single comments up to a log, after it was added to.
    ///
    /// # Errors
    /// As [`Index::update`].
    pub fn refresh(&mut self, state: &State, log: &Log, options: Options) -> Result<u64> {
        let generation = self.generation()?.unwrap_or_default();
        let updated = self.update(state, log, generation, options, &mut |_| Ok(()))?;
        Ok(updated.comments)
    }

    /// Comments for which other corrections stand in a log than in the index.
    fn corrected_otherwise(&self, log: &Log) -> Result<BTreeSet<String>> {
        let mut known: HashMap<String, String> = self.with(|db| {
            let mut select = db.prepare("SELECT comment_id, digest FROM said")?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        })?;
        let mut differing = BTreeSet::new();
        for (comment, entries) in log.standing() {
            if known.remove(comment) != Some(digest(entries.into_values())) {
                differing.insert(comment.to_owned());
            }
        }
        differing.extend(known.into_keys());
        Ok(differing)
    }

    fn note(&self, log: &Log, corrected: &BTreeSet<String>) -> Result<()> {
        let standing = log.standing();
        self.with(|db| {
            for comment in corrected {
                match standing.get(comment.as_str()) {
                    Some(entries) => db.execute(
                        "INSERT OR REPLACE INTO said VALUES (?1, ?2)",
                        params![comment, digest(entries.values().copied())],
                    ),
                    None => db.execute("DELETE FROM said WHERE comment_id = ?1", [comment]),
                }?;
            }
            Ok(())
        })
    }

    /// Words of new comments that none of those in the index has, in so many of the new ones.
    fn fresh(&self, state: &State, first: u64) -> Result<HashMap<String, u32>> {
        let mut counts: HashMap<String, u32> = HashMap::new();
        let none = Standing::default();
        state.each_comment_with(&none, &Which::ChangedIn(first), |comment| {
            for word in super::write::distinct(&self.norms, &comment) {
                *counts.entry(word).or_default() += 1;
            }
            Ok(())
        })?;
        counts.retain(|_, count| *count >= SEVERAL);
        let known = self.with(|db| {
            let mut select = db.prepare("SELECT 1 FROM word WHERE word = ?1")?;
            let words = counts.keys();
            words
                .map(|word| Ok((word.clone(), select.exists([word])?)))
                .collect::<rusqlite::Result<HashMap<String, bool>>>()
        })?;
        counts.retain(|word, _| !known.get(word).copied().unwrap_or(true));
        Ok(counts)
    }

    /// The number of comments in it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn count(&self) -> Result<u64> {
        self.with(|db| db.query_row("SELECT count(*) FROM comment", [], |row| row.get(0)))
    }

    /// Columns of the exports.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn columns(&self) -> Result<Vec<Column>> {
        self.with(|db| {
            let mut select = db.prepare("SELECT name, whole FROM columns ORDER BY name")?;
            let rows = select.query_map([], |row| {
                Ok(Column {
                    name: row.get(0)?,
                    whole: row.get(1)?,
                })
            })?;
            rows.collect()
        })
    }

    /// The values of a column with the number of comments that have each, the most frequent first.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn values(&self, column: &str, most: usize) -> Result<Vec<(String, u64)>> {
        self.with(|db| {
            let mut select = db.prepare(
                "SELECT value, (SELECT count(*) FROM cell WHERE cell.v = value.v) AS comments FROM value
                 WHERE name = ?1 ORDER BY comments DESC, value LIMIT ?2",
            )?;
            let rows = select.query_map(params![column, most], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        })
    }

    /// The places in a text of the words that were looked for, in the order of the text.
    pub fn marks(
        &self,
        text: &str,
        language: Option<crate::document::Language>,
        typed: &str,
    ) -> Vec<Span> {
        let wanted = super::words::marked(&self.norms, typed);
        let fits = |word: &str| {
            wanted.iter().any(|(wanted, prefix)| match prefix {
                true => word.starts_with(wanted.as_str()),
                false => word == wanted,
            })
        };
        let words = self.norms.words(text, language).into_iter();
        let mut spans: Vec<Span> = words
            .filter(|(word, _)| fits(word))
            .map(|(_, span)| span)
            .collect();
        spans.sort_by_key(|span| (span.start, span.end));
        spans.dedup();
        spans
    }
}

/// What tells foldings apart.
fn foldings(files: &Files) -> String {
    let mut hasher = blake3::Hasher::new();
    for language in crate::document::Language::SERVED {
        let text = files.get(&format!("{}/language.toml", language.code()));
        hasher.update(text.unwrap_or_default().as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().to_string()
}

fn digest<'c>(entries: impl Iterator<Item = &'c Correction>) -> String {
    let ids: Vec<&str> = entries.map(|entry| entry.id.as_str()).collect();
    ids.join(" ")
}

fn fail(path: &Path, error: &rusqlite::Error) -> Error {
    Error::State {
        path: path.to_owned(),
        problem: format!("the index cannot be used: {error}"),
        help: "remove the file: it is made anew from the state".to_owned(),
    }
}
