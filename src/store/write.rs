//! Comments and tags into the database.

use super::record::{Row, Tags, Trace};
use super::state::State;
use crate::error::Result;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;

/// What is known of a comment before it is read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its key in the database.
    pub key: i64,
    /// Hash of its text.
    pub content: [u8; 32],
    /// Hash of what came with it.
    pub rest: [u8; 32],
    /// The file it was read from.
    pub file: String,
}

impl State {
    /// What is known of the comment of this id.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn known(&self, comment_id: &str) -> Result<Option<Known>> {
        self.with(|db| {
            db.prepare_cached(
                "SELECT key, content, rest, file FROM comments WHERE comment_id = ?1",
            )?
            .query_row([comment_id], |row| {
                Ok(Known {
                    key: row.get(0)?,
                    content: row.get(1)?,
                    rest: row.get(2)?,
                    file: row.get(3)?,
                })
            })
            .optional()
        })
    }

    /// Adds a comment; gives its key.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn insert(&self, row: &Row, tags: &Tags, version: i64, generation: u64) -> Result<i64> {
        self.with(|db| {
            db.prepare_cached(
                "INSERT INTO comments
                 (comment_id, source, file, row, question, text, date, day, at, own_score, segments, fields, given,
                  content, rest, language, script, language_score, language_reason, polarity, score, positive,
                  negative, probability, flags, version, first_generation, generation, \"column\", score_column,
                  sentences, durations, personal)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                  ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?27, ?28, ?29, ?30, ?31, ?32)",
            )?
            .execute(params![
                row.comment_id,
                row.source,
                row.file,
                row.row,
                row.question,
                row.text,
                row.date,
                row.day,
                row.at,
                row.own_score,
                row.segments,
                row.fields,
                row.given.map(|language| language.code()),
                row.content(),
                row.rest(),
                tags.language,
                tags.script,
                tags.language_score,
                tags.language_reason,
                tags.polarity,
                tags.score,
                tags.positive,
                tags.negative,
                tags.probability,
                tags.flags.join(";"),
                version,
                generation,
                row.column,
                row.score_column,
                json(&tags.sentences),
                json(&tags.durations),
                json(&tags.personal),
            ])?;
            let key = db.last_insert_rowid();
            insert_tags(db, key, tags)?;
            Ok(key)
        })
    }

    /// Puts another row and its tags in the place of a comment.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn replace(
        &self,
        key: i64,
        row: &Row,
        tags: &Tags,
        version: i64,
        generation: u64,
    ) -> Result<()> {
        self.with(|db| {
            db.prepare_cached(
                "UPDATE comments SET file = ?2, row = ?3, question = ?4, text = ?5, date = ?6, day = ?7, at = ?8,
                 own_score = ?9, segments = ?10, fields = ?11, given = ?12, content = ?13, rest = ?14,
                 \"column\" = ?15, score_column = ?16 WHERE key = ?1",
            )?
            .execute(params![
                key,
                row.file,
                row.row,
                row.question,
                row.text,
                row.date,
                row.day,
                row.at,
                row.own_score,
                row.segments,
                row.fields,
                row.given.map(|language| language.code()),
                row.content(),
                row.rest(),
                row.column,
                row.score_column,
            ])
        })?;
        self.retag(key, tags, version, generation)
    }

    /// Puts other tags in the place of a comment's.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn retag(&self, key: i64, tags: &Tags, version: i64, generation: u64) -> Result<()> {
        self.with(|db| {
            db.prepare_cached(
                "UPDATE comments SET language = ?2, script = ?3, language_score = ?4, language_reason = ?5,
                 polarity = ?6, score = ?7, positive = ?8, negative = ?9, probability = ?10, flags = ?11,
                 version = ?12, generation = ?13, sentences = ?14, durations = ?15, personal = ?16 WHERE key = ?1",
            )?
            .execute(params![
                key,
                tags.language,
                tags.script,
                tags.language_score,
                tags.language_reason,
                tags.polarity,
                tags.score,
                tags.positive,
                tags.negative,
                tags.probability,
                tags.flags.join(";"),
                version,
                generation,
                json(&tags.sentences),
                json(&tags.durations),
                json(&tags.personal),
            ])?;
            db.prepare_cached("DELETE FROM mentions WHERE key = ?1")?.execute([key])?;
            db.prepare_cached("DELETE FROM evidence WHERE key = ?1")?.execute([key])?;
            insert_tags(db, key, tags)
        })
    }
}

/// Plain data of ours, which always has a form in JSON.
fn json(data: &impl Serialize) -> String {
    serde_json::to_string(data).unwrap_or_default()
}

fn insert_tags(db: &Connection, key: i64, tags: &Tags) -> rusqlite::Result<()> {
    let mut number = 0;
    insert_evidence(db, key, &mut number, None, &tags.evidence)?;
    for (place, mention) in tags.mentions.iter().enumerate() {
        db.prepare_cached("INSERT INTO mentions VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                key,
                place,
                mention.theme,
                mention.parent,
                mention.stage,
                mention.polarity
            ])?;
        insert_evidence(db, key, &mut number, Some(place), &mention.evidence)?;
    }
    Ok(())
}

fn insert_evidence(
    db: &Connection,
    key: i64,
    number: &mut u32,
    mention: Option<usize>,
    evidence: &[Trace],
) -> rusqlite::Result<()> {
    for trace in evidence {
        *number += 1;
        db.prepare_cached(
            "INSERT INTO evidence VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            key,
            *number,
            mention,
            trace.start,
            trace.end,
            trace.term,
            trace.entry,
            trace.kind,
            trace.matched,
            trace.joined_parts(),
            trace.valence,
            trace.result,
            trace.steps,
        ])?;
    }
    Ok(())
}
