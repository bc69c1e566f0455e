//! Comments labelled by two people who do not see each other's labels, and what is decided where they differ.
//!
//! Kept in the database of the desk, where rows are only ever added: who labelled what, when, what they said before they
//! changed it, and who decided.

use crate::annotation::Polarity;
use crate::document::Language;
use crate::error::{Error, Result};
use crate::evaluate::agreement::Coder;
use crate::evaluate::gold::Gold;
use crate::store::corrections::check_names;
use crate::store::record::published_hash;
use crate::store::{Journal, State, Stored};
use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a person says of a comment. What they do not answer is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Labels {
    /// The language.
    pub language: Option<Language>,
    /// The label of the whole comment.
    pub sentiment: Option<Polarity>,
    /// Polarity by theme; an empty map says that no theme is raised.
    pub mentions: Option<BTreeMap<String, Polarity>>,
}

impl Labels {
    /// What tags say.
    pub fn of(comment: &Stored) -> Self {
        let mentions = comment.tags.mentions.iter();
        Self {
            language: Language::from_code(&comment.tags.language),
            sentiment: Polarity::from_name(&comment.tags.polarity),
            mentions: Some(
                mentions
                    .filter_map(|one| {
                        Some((one.theme.clone(), Polarity::from_name(&one.polarity)?))
                    })
                    .collect(),
            ),
        }
    }

    /// What both answer and answer differently: `language`, `sentiment`, `theme:ID`.
    pub fn differ(&self, other: &Self) -> BTreeSet<String> {
        let mut differ = BTreeSet::new();
        let unlike = |a: bool, b: bool, same: bool| a && b && !same;
        if unlike(
            self.language.is_some(),
            other.language.is_some(),
            self.language == other.language,
        ) {
            differ.insert("language".to_owned());
        }
        if unlike(
            self.sentiment.is_some(),
            other.sentiment.is_some(),
            self.sentiment == other.sentiment,
        ) {
            differ.insert("sentiment".to_owned());
        }
        if let (Some(ours), Some(theirs)) = (&self.mentions, &other.mentions) {
            let themes = ours.keys().chain(theirs.keys());
            differ.extend(
                themes
                    .filter(|theme| ours.get(*theme) != theirs.get(*theme))
                    .map(|theme| format!("theme:{theme}")),
            );
        }
        differ
    }
}

/// What one person said of one comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coding {
    /// The comment, `source/id`.
    pub comment: String,
    /// Who.
    pub coder: String,
    /// When, UTC, ISO 8601.
    pub at: String,
    /// Hash of the text as it was, as published.
    pub content: String,
    /// What.
    pub labels: Labels,
    /// Why; may be empty.
    pub note: String,
}

/// A comment that somebody is to label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assigned {
    /// The comment.
    pub comment: String,
    /// True if they have.
    pub done: bool,
}

/// A comment on which people differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dispute {
    /// The comment.
    pub comment: String,
    /// What each said, by name.
    pub codings: Vec<Coding>,
    /// In what they differ.
    pub differ: BTreeSet<String>,
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

/// Keeps what a coder says of a comment that was assigned to them.
///
/// # Errors
/// It was not assigned to them, is not there, has been decided; a theme that is not in the codeframe; the database
/// cannot be written.
pub fn code(
    journal: &mut Journal,
    state: &State,
    coder: &str,
    comment: &str,
    labels: &Labels,
    note: &str,
) -> Result<()> {
    check_names(coder, note)?;
    let ours = journal.with(|db| {
        db.prepare("SELECT 1 FROM assignments WHERE comment = ?1 AND coder = ?2")?
            .exists([comment, coder])
    })?;
    if !ours {
        return Err(refused(
            comment,
            "it is not assigned to this coder",
            "see `verbatims agreement assign`",
        ));
    }
    if latest(journal, "decision")?.contains_key(&(comment.to_owned(), String::new())) {
        return Err(refused(
            comment,
            "it has been decided",
            "decide again with `verbatims agreement decide`",
        ));
    }
    keep(journal, state, "coding", coder, comment, labels, note)
}

/// Keeps what was decided for a comment that two have labelled.
///
/// # Errors
/// Fewer than two have; a theme that is not in the codeframe; the database cannot be written.
pub fn decide(
    journal: &mut Journal,
    state: &State,
    author: &str,
    comment: &str,
    labels: &Labels,
    note: &str,
) -> Result<()> {
    check_names(author, note)?;
    if codings(journal)?
        .iter()
        .filter(|one| one.comment == comment)
        .count()
        < 2
    {
        return Err(refused(
            comment,
            "fewer than two have labelled it",
            "wait for the second",
        ));
    }
    keep(journal, state, "decision", author, comment, labels, note)
}

fn keep(
    journal: &mut Journal,
    state: &State,
    kind: &str,
    coder: &str,
    comment: &str,
    labels: &Labels,
    note: &str,
) -> Result<()> {
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

/// Comments that two have labelled differently and nobody has decided, by comment.
///
/// # Errors
/// The database cannot be read.
pub fn disputes(journal: &mut Journal) -> Result<Vec<Dispute>> {
    let decided: BTreeSet<String> = decisions(journal)?
        .into_iter()
        .map(|one| one.comment)
        .collect();
    let mut disputes = Vec::new();
    for (comment, codings) in by_comment(journal)? {
        let differ = differences(&codings);
        if !differ.is_empty() && !decided.contains(&comment) {
            disputes.push(Dispute {
                comment,
                codings,
                differ,
            });
        }
    }
    Ok(disputes)
}

fn by_comment(journal: &mut Journal) -> Result<BTreeMap<String, Vec<Coding>>> {
    let mut by_comment: BTreeMap<String, Vec<Coding>> = BTreeMap::new();
    for coding in codings(journal)? {
        by_comment
            .entry(coding.comment.clone())
            .or_default()
            .push(coding);
    }
    by_comment.retain(|_, codings| codings.len() > 1);
    Ok(by_comment)
}

fn differences(codings: &[Coding]) -> BTreeSet<String> {
    let pairs = codings.iter().zip(codings.iter().skip(1));
    pairs
        .flat_map(|(one, next)| one.labels.differ(&next.labels))
        .collect()
}

/// The labelled rows that came of it: what was decided, and what all who labelled a comment agree on. By comment.
///
/// # Errors
/// The database or the state cannot be read.
pub fn adjudicated(journal: &mut Journal, state: &State) -> Result<Vec<Gold>> {
    let mut labels: BTreeMap<String, Labels> = BTreeMap::new();
    for (comment, codings) in by_comment(journal)? {
        if let (true, Some(first)) = (differences(&codings).is_empty(), codings.first()) {
            labels.insert(comment, first.labels.clone());
        }
    }
    for decision in decisions(journal)? {
        labels.insert(decision.comment, decision.labels);
    }
    let rows = labels
        .iter()
        .map(|(comment, labels)| gold(state, comment, labels));
    Ok(rows
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect())
}

/// The coders with the rows that they labelled, by name, for [`crate::evaluate::agreement::agreement`]; with the machine
/// as one of them, under the name `machine`, where `machine` is asked for.
///
/// # Errors
/// The database or the state cannot be read.
pub fn coders(journal: &mut Journal, state: &State, machine: bool) -> Result<Vec<Coder>> {
    let mut by_name: BTreeMap<String, Vec<Gold>> = BTreeMap::new();
    let mut comments = BTreeSet::new();
    for coding in codings(journal)? {
        by_name
            .entry(coding.coder.clone())
            .or_default()
            .extend(gold(state, &coding.comment, &coding.labels)?);
        comments.insert(coding.comment);
    }
    let mut coders: Vec<Coder> = by_name
        .into_iter()
        .map(|(name, rows)| Coder { name, rows })
        .collect();
    if machine {
        let mut rows = Vec::new();
        for comment in &comments {
            if let Some(stored) = state.comment(comment)? {
                rows.push(labelled(&stored, &Labels::of(&stored)));
            }
        }
        coders.push(Coder {
            name: "machine".to_owned(),
            rows,
        });
    }
    Ok(coders)
}

fn gold(state: &State, comment: &str, labels: &Labels) -> Result<Option<Gold>> {
    Ok(state
        .comment(comment)?
        .map(|stored| labelled(&stored, labels)))
}

/// A comment with labels, as a labelled row.
pub fn labelled(comment: &Stored, labels: &Labels) -> Gold {
    Gold {
        id: comment.row.comment_id.clone(),
        text: comment.row.text.clone(),
        language: labels.language,
        script: Some(comment.tags.script.clone()),
        sentiment: labels.sentiment,
        mentions: labels.mentions.clone(),
        ..Gold::default()
    }
}

fn refused(what: &str, problem: &str, help: &str) -> Error {
    Error::Input {
        source_name: what.to_owned(),
        problem: problem.to_owned(),
        help: help.to_owned(),
    }
}
