//! Comments and tags out of the database.

use super::corrections::{Corrected, Standing};
use super::record::{Row, Stored, Tags, Theme, Trace, Version};
use super::state::State;
use crate::document::Language;
use crate::error::Result;
use rusqlite::{Connection, OptionalExtension as _, Row as SqlRow, Statement};
use serde::de::DeserializeOwned;
use std::sync::Arc;

const COMMENT: &str = "SELECT key, comment_id, source, file, row, question, text, date, day, at, own_score, segments,
    fields, given, language, script, language_score, language_reason, polarity, score, positive, negative,
    probability, flags, program, lexicons, codeframe, first_generation, generation, \"column\", score_column,
    sentences, durations, personal
    FROM comments JOIN versions USING (version)";

/// Which comments are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// Those that a generation or a later one changed.
    ChangedIn(u64),
}

impl Which {
    /// The first generation whose changes are meant.
    pub(super) fn least(&self) -> u64 {
        match self {
            Self::All => 0,
            Self::ChangedIn(generation) => *generation,
        }
    }
}

impl State {
    /// Hands each comment to `each`, by id, with the corrections that the state was made with.
    ///
    /// # Errors
    /// Those of `each`, and see [`State::begin`].
    pub fn each_comment(
        &self,
        which: &Which,
        each: impl FnMut(Stored) -> Result<()>,
    ) -> Result<()> {
        let standing = Standing::new(&self.corrections()?, self)?;
        self.each_comment_with(&standing, which, each)
    }

    /// Hands each comment to `each`, by id, with these corrections: none give the machine's own tags.
    ///
    /// # Errors
    /// Those of `each`, and see [`State::begin`].
    pub fn each_comment_with(
        &self,
        standing: &Standing,
        which: &Which,
        each: impl FnMut(Stored) -> Result<()>,
    ) -> Result<()> {
        self.each_in_order("comment_id", standing, which, each)
    }

    /// The same in the order in which they are stored, which reads a large store in one go.
    ///
    /// # Errors
    /// Those of `each`, and see [`State::begin`].
    pub fn each_as_stored(
        &self,
        standing: &Standing,
        which: &Which,
        each: impl FnMut(Stored) -> Result<()>,
    ) -> Result<()> {
        self.each_in_order("key", standing, which, each)
    }

    /// Keys are put in order first, so that not all that is known of comments is.
    fn each_in_order(
        &self,
        order: &str,
        standing: &Standing,
        which: &Which,
        mut each: impl FnMut(Stored) -> Result<()>,
    ) -> Result<()> {
        let fail = |error| self.error(error);
        let sql = match which {
            Which::All => format!("SELECT key FROM comments ORDER BY {order}"),
            // The sign keeps the planner from walking all comments in order for the few that changed.
            Which::ChangedIn(generation) => format!(
                "SELECT key FROM comments WHERE generation >= {generation} ORDER BY +{order}"
            ),
        };
        let mut keys = self.database.prepare(&sql).map_err(fail)?;
        let mut keys = keys.query([]).map_err(fail)?;
        let mut select = self.by_key()?;
        while let Some(key) = keys.next().map_err(fail)? {
            let key: i64 = key.get(0).map_err(fail)?;
            let read = select.query_row([key], |row| stored(&self.database, row));
            let (_, mut stored) = read.map_err(fail)?;
            standing.apply(&mut stored);
            each(stored)?;
        }
        Ok(())
    }

    fn by_key(&self) -> Result<Statement<'_>> {
        let select = self.database.prepare(&format!("{COMMENT} WHERE key = ?1"));
        select.map_err(|error| self.error(error))
    }

    /// Hands the comments of these ids to `each`, each with its place among them and with the machine's own tags, in the
    /// order in which they are stored, which reads many of them in one go. Ids without a comment are passed over.
    ///
    /// # Errors
    /// Those of `each`, and see [`State::begin`].
    pub fn each_of(
        &self,
        comments: &[&str],
        mut each: impl FnMut(usize, Stored) -> Result<()>,
    ) -> Result<()> {
        let mut select = self.by_key()?;
        for (key, place) in self.keys(comments)? {
            let read = select.query_row([key], |row| stored(&self.database, row));
            let (_, stored) = read.map_err(|error| self.error(error))?;
            each(place, stored)?;
        }
        Ok(())
    }

    /// Keys of the comments of these ids in order, each with the place of its id.
    fn keys(&self, comments: &[&str]) -> Result<Vec<(i64, usize)>> {
        self.with(|db| {
            let mut select = db.prepare("SELECT key FROM comments WHERE comment_id = ?1")?;
            let mut keys = Vec::with_capacity(comments.len());
            for (place, comment) in comments.iter().enumerate() {
                let key = select.query_row([comment], |row| row.get(0)).optional()?;
                keys.extend(key.map(|key| (key, place)));
            }
            keys.sort_unstable();
            Ok(keys)
        })
    }

    /// The number of comments that a generation or a later one changed, those that it added left out.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn count_changed(&self, generation: u64) -> Result<u64> {
        self.with(|db| {
            db.query_row(
                "SELECT count(*) FROM comments WHERE generation >= ?1 AND first_generation < ?1",
                [generation],
                |row| row.get(0),
            )
        })
    }

    /// Up to `count` comments behind `key` whose tags another version made, written since `day` if one is given.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn outdated(
        &self,
        version: i64,
        since: Option<&str>,
        key: i64,
        count: usize,
    ) -> Result<Vec<(i64, Stored)>> {
        self.with(|db| {
            let sql = format!(
                "{COMMENT} WHERE key > ?1 AND version <> ?2 AND (?3 IS NULL OR day >= ?3) ORDER BY key LIMIT ?4"
            );
            let mut select = db.prepare_cached(&sql)?;
            let mut rows = select.query(rusqlite::params![key, version, since, count])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(stored(db, row)?);
            }
            Ok(found)
        })
    }

    /// The comment of an id, with the machine's own tags.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn comment(&self, comment_id: &str) -> Result<Option<Stored>> {
        self.with(|db| {
            let mut select = db.prepare_cached(&format!("{COMMENT} WHERE comment_id = ?1"))?;
            let mut rows = select.query([comment_id])?;
            match rows.next()? {
                Some(row) => stored(db, row).map(|(_, stored)| Some(stored)),
                None => Ok(None),
            }
        })
    }

    /// Ids of the comments that the machine takes to be in a language, or of all, in order.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn comment_ids(&self, language: Option<&str>) -> Result<Vec<String>> {
        self.with(|db| {
            let mut select = db.prepare(
                "SELECT comment_id FROM comments WHERE ?1 IS NULL OR language = ?1 ORDER BY comment_id",
            )?;
            let rows = select.query_map([language], |row| row.get(0))?;
            rows.collect()
        })
    }

    /// The number of comments.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn count(&self) -> Result<u64> {
        self.with(|db| db.query_row("SELECT count(*) FROM comments", [], |row| row.get(0)))
    }
}

fn stored(db: &Connection, row: &SqlRow<'_>) -> rusqlite::Result<(i64, Stored)> {
    let key: i64 = row.get(0)?;
    let source: String = row.get(2)?;
    let file: String = row.get(3)?;
    let given: Option<String> = row.get(13)?;
    let flags: String = row.get(23)?;
    let (evidence, mentions) = tags(db, key)?;
    let stored = Stored {
        row: Row {
            source: Arc::from(source),
            comment_id: row.get(1)?,
            file: Arc::from(file),
            row: row.get(4)?,
            column: row.get(29)?,
            question: row.get(5)?,
            text: row.get(6)?,
            date: row.get(7)?,
            day: row.get(8)?,
            at: row.get(9)?,
            own_score: row.get(10)?,
            score_column: row.get(30)?,
            segments: row.get(11)?,
            fields: row.get(12)?,
            given: given.and_then(|code| Language::from_code(&code)),
        },
        tags: Tags {
            language: row.get(14)?,
            script: row.get(15)?,
            language_score: row.get(16)?,
            language_reason: row.get(17)?,
            polarity: row.get(18)?,
            score: row.get(19)?,
            positive: row.get(20)?,
            negative: row.get(21)?,
            probability: row.get(22)?,
            flags: flags
                .split(';')
                .filter(|flag| !flag.is_empty())
                .map(str::to_owned)
                .collect(),
            sentences: list(row, 31)?,
            durations: list(row, 32)?,
            personal: list(row, 33)?,
            evidence,
            mentions,
        },
        corrected: Corrected::default(),
        version: Version {
            program: row.get(24)?,
            lexicons: row.get(25)?,
            codeframe: row.get(26)?,
        },
        first_generation: row.get(27)?,
        generation: row.get(28)?,
    };
    Ok((key, stored))
}

/// A list that is kept as JSON.
fn list<T: DeserializeOwned>(row: &SqlRow<'_>, index: usize) -> rusqlite::Result<Vec<T>> {
    let json: String = row.get(index)?;
    Ok(serde_json::from_str(&json).unwrap_or_default())
}

fn tags(db: &Connection, key: i64) -> rusqlite::Result<(Vec<Trace>, Vec<Theme>)> {
    let mut select = db.prepare_cached(
        "SELECT theme, parent, stage, polarity FROM mentions WHERE key = ?1 ORDER BY number",
    )?;
    let themes = select.query_map([key], |row| {
        Ok(Theme {
            theme: row.get(0)?,
            parent: row.get(1)?,
            stage: row.get(2)?,
            polarity: row.get(3)?,
            author: None,
            evidence: Vec::new(),
        })
    })?;
    let mut mentions: Vec<Theme> = themes.collect::<rusqlite::Result<_>>()?;
    let mut sentiment = Vec::new();
    let mut select = db.prepare_cached(
        "SELECT mention, start, end, term, entry, kind, matched, parts, valence, result, steps
         FROM evidence WHERE key = ?1 ORDER BY number",
    )?;
    let mut rows = select.query([key])?;
    while let Some(row) = rows.next()? {
        let mention: Option<usize> = row.get(0)?;
        let parts: String = row.get(7)?;
        let trace = Trace {
            start: row.get(1)?,
            end: row.get(2)?,
            term: row.get(3)?,
            entry: row.get(4)?,
            kind: row.get(5)?,
            matched: row.get(6)?,
            parts: spans(&parts),
            valence: row.get(8)?,
            result: row.get(9)?,
            steps: row.get(10)?,
        };
        match mention {
            None => sentiment.push(trace),
            Some(number) => {
                if let Some(mention) = mentions.get_mut(number) {
                    mention.evidence.push(trace);
                }
            }
        }
    }
    Ok((sentiment, mentions))
}

fn spans(parts: &str) -> Vec<(u32, u32)> {
    let parts = parts.split(';').filter_map(|part| part.split_once('-'));
    parts
        .filter_map(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)))
        .collect()
}
