//! What was said, as it is kept.

use super::{Coding, Labels, refused};
use crate::error::Result;
use crate::store::corrections::check_names;
use crate::store::record::published_hash;
use crate::store::{Journal, State};
use jiff::Timestamp;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

/// What somebody says of one comment, to be kept.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a> {
    /// The comment, `source/id`.
    pub comment: &'a str,
    /// Who.
    pub coder: &'a str,
    /// What.
    pub labels: &'a Labels,
    /// Why; may be empty.
    pub note: &'a str,
}

/// Keeps what a coder says of a comment that was assigned to them.
///
/// # Errors
/// It was not assigned to them, is not there, has been decided; a theme that is not in the codeframe; the database
/// cannot be written.
pub fn code(journal: &mut Journal, state: &State, said: Statement<'_>) -> Result<()> {
    let Statement { comment, coder, .. } = said;
    check_names(coder, said.note)?;
    let (ours, decided) = journal.with(|db| {
        let ours = db
            .prepare_cached("SELECT 1 FROM assignments WHERE comment = ?1 AND coder = ?2")?
            .exists([comment, coder])?;
        let decided = db
            .prepare_cached("SELECT 1 FROM codings WHERE comment = ?1 AND kind = 'decision'")?
            .exists([comment])?;
        Ok((ours, decided))
    })?;
    if !ours {
        return Err(refused(
            comment,
            "it is not assigned to this coder",
            "see `verbatims agreement assign`",
        ));
    }
    if decided {
        return Err(refused(
            comment,
            "it has been decided",
            "decide again with `verbatims agreement decide`",
        ));
    }
    keep(journal, state, "coding", said)
}

/// Keeps what was decided for a comment that two have labelled.
///
/// # Errors
/// Fewer than two have; a theme that is not in the codeframe; the database cannot be written.
pub fn decide(journal: &mut Journal, state: &State, said: Statement<'_>) -> Result<()> {
    check_names(said.coder, said.note)?;
    let coders: u64 = journal.with(|db| {
        db.prepare_cached(
            "SELECT count(DISTINCT coder) FROM codings WHERE comment = ?1 AND kind = 'coding'",
        )?
        .query_row([said.comment], |row| row.get(0))
    })?;
    if coders < 2 {
        return Err(refused(
            said.comment,
            "fewer than two have labelled it",
            "wait for the second",
        ));
    }
    keep(journal, state, "decision", said)
}

fn keep(journal: &mut Journal, state: &State, kind: &str, said: Statement<'_>) -> Result<()> {
    let Statement {
        comment,
        coder,
        labels,
        note,
    } = said;
    let Some(stored) = state.comment(comment)? else {
        return Err(refused(
            comment,
            "there is no such comment",
            "give an id as nps/R-0001",
        ));
    };
    let known = state.theme_ids()?;
    let mut themes = labels.mentions.iter().flat_map(BTreeMap::keys);
    if let Some(theme) = themes.find(|theme| !known.contains(*theme)) {
        return Err(refused(
            theme,
            "the codeframe has no such theme",
            "`verbatims codeframe list` has them",
        ));
    }
    let json = serde_json::to_string(labels).unwrap_or_default();
    let content = published_hash(stored.row.content());
    let at = Timestamp::now().to_string();
    journal.with(|db| {
        db.execute(
            "INSERT INTO codings (kind, comment, coder, at, content, labels, note)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![kind, comment, coder, at, content, json, note],
        )
    })?;
    Ok(())
}

/// What each coder says of each comment, the last of each: by comment and name. Not to be shown to a coder who has not
/// labelled the comment: see [`codings_of`].
///
/// # Errors
/// The database cannot be read.
pub fn codings(journal: &mut Journal) -> Result<Vec<Coding>> {
    Ok(latest(journal, "coding")?.into_values().collect())
}

/// What one coder says.
///
/// # Errors
/// The database cannot be read.
pub fn codings_of(journal: &mut Journal, coder: &str) -> Result<Vec<Coding>> {
    let mut all = codings(journal)?;
    all.retain(|one| one.coder == coder);
    Ok(all)
}

/// What was decided, the last of each comment.
///
/// # Errors
/// The database cannot be read.
pub fn decisions(journal: &mut Journal) -> Result<Vec<Coding>> {
    Ok(latest(journal, "decision")?.into_values().collect())
}

/// The last rows of a kind, by comment and coder; of decisions by comment alone.
fn latest(journal: &mut Journal, kind: &str) -> Result<BTreeMap<(String, String), Coding>> {
    journal.with(|db| rows(db, kind))
}

fn rows(db: &Connection, kind: &str) -> rusqlite::Result<BTreeMap<(String, String), Coding>> {
    let mut select = db.prepare(
        "SELECT comment, coder, at, content, labels, note FROM codings WHERE kind = ?1 ORDER BY number",
    )?;
    let mut rows = select.query([kind])?;
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let labels: String = row.get(4)?;
        let coding = Coding {
            comment: row.get(0)?,
            coder: row.get(1)?,
            at: row.get(2)?,
            content: row.get(3)?,
            labels: serde_json::from_str(&labels).unwrap_or_default(),
            note: row.get(5)?,
        };
        let coder = if kind == "decision" {
            String::new()
        } else {
            coding.coder.clone()
        };
        found.insert((coding.comment.clone(), coder), coding);
    }
    Ok(found)
}
