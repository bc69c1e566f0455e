//! What was said: of one comment, in batches, and where it should be looked at again.

use super::app::App;
use super::body::Asked;
use super::item::Item;
use super::open::Desk;
use super::problem::Answer;
use crate::error::Result;
use crate::store::corrections::{Status, Weighed};
use crate::store::{Change, Correction, Log};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Most entries of a page.
const MOST: usize = 200;
/// Changes that a batch is described by.
const SHOWN: usize = 5;

/// An entry of a comment's history.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    #[serde(flatten)]
    correction: Correction,
    /// True if it is what counts now.
    stands: bool,
    undone_by: Option<String>,
    status: Option<Status>,
}

/// The history of a comment, the newest first.
///
/// # Errors
/// The state cannot be read.
pub(super) fn of_comment(desk: &Desk, comment: &str) -> Result<Vec<Entry>> {
    let entries = desk.log.entries().iter();
    let own = entries.filter(|one| one.comment == comment).cloned();
    let log = Log::new(own.collect());
    let statuses: HashMap<String, Status> = log
        .weigh(&desk.state)?
        .into_iter()
        .map(|one| (one.correction.id, one.status))
        .collect();
    let undone = log.undone();
    let undoing: HashMap<&str, &str> = log
        .entries()
        .iter()
        .filter(|one| !undone.contains(one.id.as_str()))
        .filter_map(|one| match &one.change {
            Change::Undo(id) => Some((id.as_str(), one.id.as_str())),
            _ => None,
        })
        .collect();
    let entries = log.entries().iter().rev();
    Ok(entries
        .map(|one| Entry {
            stands: statuses.contains_key(&one.id),
            undone_by: undoing.get(one.id.as_str()).map(|id| (*id).to_owned()),
            status: statuses.get(&one.id).copied(),
            correction: one.clone(),
        })
        .collect())
}

/// Which part of a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    #[serde(default)]
    offset: usize,
    #[serde(default = "page")]
    count: usize,
}

fn page() -> usize {
    50
}

impl Part {
    fn of<T>(&self, all: impl Iterator<Item = T>) -> Vec<T> {
        all.skip(self.offset).take(self.count.min(MOST)).collect()
    }
}

/// What was said in one go.
#[derive(Debug, Serialize)]
struct Batch {
    batch: String,
    at: String,
    author: String,
    why: String,
    entries: usize,
    /// Entries that were not undone.
    standing: usize,
    comments: usize,
    undo: bool,
    changes: Vec<Said>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Said {
    target: String,
    value: String,
}

/// A page of batches.
#[derive(Debug, Serialize)]
pub(super) struct Batches {
    total: usize,
    batches: Vec<Batch>,
}

pub(super) async fn batches(
    State(app): State<App>,
    Asked(part): Asked<Part>,
) -> Answer<Json<Batches>> {
    app.json(move |desk| {
        let undone = desk.log.undone();
        let mut by_batch: HashMap<&str, Vec<&Correction>> = HashMap::new();
        for one in desk.log.entries() {
            by_batch.entry(&one.batch).or_default().push(one);
        }
        let mut all: Vec<Vec<&Correction>> = by_batch.into_values().collect();
        // No two entries have the same time.
        all.sort_by(|a, b| {
            let [a, b] = [a, b].map(|entries| entries.first().map(|one| &one.at));
            b.cmp(&a)
        });
        let total = all.len();
        let shown = part.of(all.into_iter()).into_iter();
        let batches = shown
            .filter_map(|entries| batch(&entries, |one| !undone.contains(one)))
            .collect();
        Ok(Batches { total, batches })
    })
    .await
}

fn batch(entries: &[&Correction], stands: impl Fn(&str) -> bool) -> Option<Batch> {
    let first = entries.first()?;
    let comments: BTreeSet<&str> = entries.iter().map(|one| one.comment.as_str()).collect();
    let undo = matches!(first.change, Change::Undo(_));
    let mut changes = Vec::new();
    for one in entries.iter().filter(|_| !undo) {
        let said = Said {
            target: one.change.target(),
            value: one.change.value().to_owned(),
        };
        if changes.len() < SHOWN && !changes.contains(&said) {
            changes.push(said);
        }
    }
    Some(Batch {
        batch: first.batch.clone(),
        at: first.at.clone(),
        author: first.author.clone(),
        why: first.why.clone(),
        entries: entries.len(),
        standing: entries.iter().filter(|one| stands(&one.id)).count(),
        comments: comments.len(),
        undo,
        changes,
    })
}

/// A correction that should be looked at again.
#[derive(Debug, Serialize)]
struct Conflict {
    correction: Correction,
    now: Option<String>,
    status: Status,
    item: Option<Item>,
}

/// A page of conflicts.
#[derive(Debug, Serialize)]
pub(super) struct Conflicts {
    total: usize,
    counts: BTreeMap<Status, usize>,
    conflicts: Vec<Conflict>,
}

pub(super) async fn conflicts(
    State(app): State<App>,
    Asked(part): Asked<Part>,
) -> Answer<Json<Conflicts>> {
    app.json(move |desk| {
        let weighed: Vec<Weighed> = desk.weighed()?.into_iter().cloned().collect();
        let mut counts = BTreeMap::new();
        for one in &weighed {
            *counts.entry(one.status).or_default() += 1;
        }
        let all: Vec<_> = weighed
            .into_iter()
            .filter(|one| one.status.is_conflict())
            .collect();
        let total = all.len();
        let mut conflicts = Vec::new();
        for one in part.of(all.into_iter()) {
            let stored = desk.corrected(&one.correction.comment)?;
            conflicts.push(Conflict {
                item: stored.map(|stored| desk.item(&stored, "")).transpose()?,
                correction: one.correction,
                now: one.now,
                status: one.status,
            });
        }
        Ok(Conflicts {
            total,
            counts,
            conflicts,
        })
    })
    .await
}
