//! Who is to label what.

use super::refused;
use crate::document::Language;
use crate::error::Result;
use crate::store::corrections::check_names;
use crate::store::{Journal, State};
use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};
use serde::Serialize;
use std::collections::BTreeSet;

/// A comment that somebody is to label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assigned {
    /// The comment.
    pub comment: String,
    /// True if they have.
    pub done: bool,
}

/// How far a coder has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Their name.
    pub coder: String,
    /// Comments that they are to label.
    pub assigned: u64,
    /// Those that they have.
    pub done: u64,
}

/// Comments drawn from a state for labelling: `count` of those in a language, or of all, by a hash of their ids and a
/// seed, so that the same state gives the same ones and no tag has a say.
///
/// # Errors
/// The state cannot be read.
pub fn draw(
    state: &State,
    count: usize,
    language: Option<Language>,
    seed: u64,
) -> Result<Vec<String>> {
    let ids = state.comment_ids(language.map(Language::code))?;
    let mut drawn: Vec<([u8; 32], String)> = ids
        .into_iter()
        .map(|id| {
            let mut hasher = blake3::Hasher::new();
            hasher.update(&seed.to_le_bytes());
            hasher.update(id.as_bytes());
            (*hasher.finalize().as_bytes(), id)
        })
        .collect();
    drawn.sort_unstable();
    Ok(drawn.into_iter().take(count).map(|(_, id)| id).collect())
}

/// Gives each comment to two of the coders, in turn, so that all pairs get as many. Comments that two have already are
/// passed over. Gives how many were assigned.
///
/// # Errors
/// Fewer than two names, a name twice or none; the database cannot be written.
pub fn assign(journal: &mut Journal, comments: &[String], coders: &[String]) -> Result<usize> {
    let names: BTreeSet<&str> = coders.iter().map(String::as_str).collect();
    if names.len() < 2 || names.len() < coders.len() {
        return Err(refused(
            "coders",
            "fewer than two different names",
            "name two people or more",
        ));
    }
    for coder in coders {
        check_names(coder, "")?;
    }
    let mut pairs = Vec::new();
    for (at, first) in coders.iter().enumerate() {
        pairs.extend(coders.iter().skip(at + 1).map(|second| [first, second]));
    }
    let at = Timestamp::now().to_string();
    journal.with(|db| {
        let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut turn = pairs.iter().cycle();
        let mut assigned = 0;
        for comment in comments {
            let there: u32 = change.query_row(
                "SELECT count(*) FROM assignments WHERE comment = ?1",
                [comment],
                |row| row.get(0),
            )?;
            if there > 0 {
                continue;
            }
            for coder in turn.next().into_iter().flatten() {
                change.execute(
                    "INSERT OR IGNORE INTO assignments VALUES (?1, ?2, ?3)",
                    params![comment, coder, at],
                )?;
            }
            assigned += 1;
        }
        change.commit()?;
        Ok(assigned)
    })
}

/// What a coder is to label, by a hash of the ids so that nobody is led by an order.
///
/// # Errors
/// The database cannot be read.
pub fn assigned(journal: &mut Journal, coder: &str) -> Result<Vec<Assigned>> {
    let mut list: Vec<Assigned> = journal.with(|db| {
        let mut select = db.prepare(
            "SELECT comment, EXISTS (SELECT 1 FROM codings c WHERE c.comment = a.comment AND c.coder = a.coder
             AND kind = 'coding') FROM assignments a WHERE coder = ?1",
        )?;
        let rows = select.query_map([coder], |row| {
            Ok(Assigned {
                comment: row.get(0)?,
                done: row.get(1)?,
            })
        })?;
        rows.collect()
    })?;
    list.sort_by_cached_key(|one| *blake3::hash(one.comment.as_bytes()).as_bytes());
    Ok(list)
}

/// How far each coder has come, by name.
///
/// # Errors
/// The database cannot be read.
pub fn progress(journal: &mut Journal) -> Result<Vec<Progress>> {
    journal.with(|db| {
        let mut select = db.prepare(
            "SELECT coder, count(*), sum(EXISTS (SELECT 1 FROM codings c WHERE c.comment = a.comment
             AND c.coder = a.coder AND kind = 'coding')) FROM assignments a GROUP BY coder ORDER BY coder",
        )?;
        let rows = select.query_map([], |row| {
            Ok(Progress {
                coder: row.get(0)?,
                assigned: row.get(1)?,
                done: row.get(2)?,
            })
        })?;
        rows.collect()
    })
}
