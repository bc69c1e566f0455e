//! Corrections in a state: the log as it was when the run that made the state read it.

use super::journal::correction;
use super::{Correction, Log};
use crate::error::Result;
use crate::lexicon::codeframe::Codeframe;
use crate::store::state::State;
use rusqlite::{OptionalExtension as _, params};
use std::collections::BTreeMap;

/// The tables that corrections need. States of older programs have them from their first run with corrections on.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS corrections (
        id TEXT PRIMARY KEY, batch TEXT NOT NULL, at TEXT NOT NULL, author TEXT NOT NULL, why TEXT NOT NULL,
        comment TEXT NOT NULL, content TEXT NOT NULL, target TEXT NOT NULL, value TEXT NOT NULL,
        machine TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- Comments whose tags were made in a language that a person named, with the one that was detected.
    CREATE TABLE IF NOT EXISTS named_languages (
        key INTEGER PRIMARY KEY, language TEXT NOT NULL, detected TEXT NOT NULL
    ) STRICT;";
/// Names under which something is kept.
const RENAMED: &str = "renamed_themes";

impl State {
    /// The corrections that this state was made with.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn corrections(&self) -> Result<Log> {
        if !self.has_corrections()? {
            return Ok(Log::default());
        }
        self.with(|db| {
            let mut select = db.prepare(
                "SELECT id, batch, at, author, why, comment, content, target, value, machine FROM corrections",
            )?;
            let rows = select.query_map([], correction)?;
            Ok(Log::new(rows.collect::<rusqlite::Result<Vec<Correction>>>()?))
        })
    }

    fn has_corrections(&self) -> Result<bool> {
        self.with(|db| {
            db.prepare_cached("SELECT 1 FROM sqlite_master WHERE name = 'corrections'")?
                .exists([])
        })
    }

    /// Puts a log in the place of the one that the state has. Comments for which other corrections stand than before
    /// count as changed by the generation. Gives their number.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn set_corrections(&self, log: &Log, generation: u64) -> Result<u64> {
        let before = self.corrections()?;
        if before == *log {
            return Ok(0);
        }
        self.with(|db| {
            db.execute_batch(TABLES)?;
            db.execute("DELETE FROM corrections", [])?;
            let mut insert = db.prepare(
                "INSERT INTO corrections VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?;
            for one in log.entries() {
                insert.execute(params![
                    one.id,
                    one.batch,
                    one.at,
                    one.author,
                    one.why,
                    one.comment,
                    one.content,
                    one.change.target(),
                    one.change.value(),
                    one.machine,
                ])?;
            }
            let mut touch =
                db.prepare("UPDATE comments SET generation = ?2 WHERE comment_id = ?1")?;
            let mut touched = 0;
            for comment in log.differing(&before) {
                touched += touch.execute(params![comment, generation])? as u64;
            }
            Ok(touched)
        })
    }

    /// Notes under which names the themes of older codeframes go on.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn set_renamed_themes(&self, codeframe: &Codeframe) -> Result<()> {
        let changes = codeframe.history().changes().into_keys();
        let renamed: BTreeMap<&str, &str> = changes
            .filter_map(|old| Some((old, &*codeframe.theme(codeframe.current(old)?).id)))
            .collect();
        let json = serde_json::to_vec(&renamed).unwrap_or_default();
        self.set_meta(RENAMED, (!renamed.is_empty()).then_some(&json))
    }

    /// Names under which the themes of older codeframes go on.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn renamed_themes(&self) -> Result<BTreeMap<String, String>> {
        let json = self.meta(RENAMED)?.unwrap_or_default();
        Ok(serde_json::from_slice(&json).unwrap_or_default())
    }

    /// The language that was detected in a comment whose language a person has named.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn detected_language(&self, comment: &str) -> Result<Option<String>> {
        if !self.has_corrections()? {
            return Ok(None);
        }
        self.with(|db| {
            db.prepare_cached(
                "SELECT detected FROM named_languages JOIN comments USING (key) WHERE comment_id = ?1",
            )?
            .query_row([comment], |row| row.get(0))
            .optional()
        })
    }

    /// Comments whose tags were made in a language that a person has named, with that language.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn named_languages(&self) -> Result<Vec<(String, String)>> {
        if !self.has_corrections()? {
            return Ok(Vec::new());
        }
        self.with(|db| {
            let mut select = db.prepare(
                "SELECT comment_id, named_languages.language FROM named_languages JOIN comments USING (key)
                 ORDER BY comment_id",
            )?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        })
    }

    /// Notes that a comment's tags were made in a language that a person has named, and which one was detected; or,
    /// with none, that they no longer are.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn set_named_language(&self, key: i64, named: Option<(&str, &str)>) -> Result<()> {
        self.with(|db| match named {
            Some((language, detected)) => db.execute(
                "INSERT OR REPLACE INTO named_languages VALUES (?1, ?2, ?3)",
                params![key, language, detected],
            ),
            None => db.execute("DELETE FROM named_languages WHERE key = ?1", [key]),
        })?;
        Ok(())
    }
}
