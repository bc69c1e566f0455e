//! The same change of many comments: looked at first, then saved as one batch.

use super::app::App;
use super::body::Sent;
use super::correct::{Wish, batch_of, changes};
use super::item::Item;
use super::open::Desk;
use super::problem::{Answer, Problem};
use crate::desk::search::Query;
use crate::error::Result;
use crate::store::corrections::{Draft, Seen, says};
use crate::store::{Change, Stored};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most comments that can be changed at once.
const MOST: usize = 20_000;
/// Comments that are shown beforehand.
const EXAMPLES: usize = 10;

/// Which comments, and what is right of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Preview {
    query: Option<Query>,
    comments: Option<Vec<String>>,
    changes: Vec<Wish>,
}

/// The same, to be saved as it was looked at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Apply {
    query: Option<Query>,
    comments: Option<Vec<String>>,
    changes: Vec<Wish>,
    #[serde(default)]
    why: String,
    token: String,
}

/// What would be saved.
struct Plan {
    total: usize,
    drafts: Vec<Seen>,
}

impl Plan {
    fn new(
        desk: &Desk,
        query: Option<&Query>,
        comments: Option<Vec<String>>,
        changes: &[Change],
    ) -> Answer<Self> {
        let comments = match (query, comments) {
            (Some(query), None) => {
                refuse(desk.index.find(query, 0, 0)?.total)?;
                desk.index.all(query, MOST)?
            }
            (None, Some(comments)) => {
                refuse(comments.len() as u64)?;
                let mut once = BTreeSet::new();
                let first = |comment: &String| once.insert(comment.clone());
                comments.into_iter().filter(first).collect()
            }
            _ => {
                return Err(Problem::request(
                    "it is not said which comments are meant",
                    "give a query or comments",
                ));
            }
        };
        let ids: Vec<&str> = comments.iter().map(String::as_str).collect();
        let mut read = 0;
        let mut drafts: Vec<Vec<Seen>> = vec![Vec::new(); ids.len()];
        desk.state.each_of(&ids, |place, stored| {
            read += 1;
            drafts[place] = desk.differing(stored, changes)?;
            Ok(())
        })?;
        if read < ids.len() {
            return Err(Problem::not_found(
                "such comment in the published generation",
            ));
        }
        Ok(Self {
            total: ids.len(),
            drafts: drafts.into_iter().flatten().collect(),
        })
    }

    /// Comments that would change, in their order.
    fn comments(&self) -> Vec<&String> {
        let drafts = self.drafts.iter().map(Seen::draft);
        let mut comments: Vec<&String> = drafts.map(|draft| &draft.comment).collect();
        comments.dedup();
        comments
    }

    /// What tells it from any other.
    fn token(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for draft in self.drafts.iter().map(Seen::draft) {
            for part in [&draft.comment, &draft.change.target(), draft.change.value()] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
        hasher.finalize().to_hex().to_string()
    }
}

impl Desk {
    /// The changes that a comment, which has the machine's own tags, does not say yet.
    fn differing(&self, mut stored: Stored, changes: &[Change]) -> Result<Vec<Seen>> {
        let seen = changes.iter().map(|change| {
            let draft = Draft {
                comment: stored.row.comment_id.clone(),
                change: change.clone(),
            };
            Seen::new(draft, &stored, &self.standing)
        });
        let seen: Vec<Seen> = seen.collect::<Result<_>>()?;
        self.standing.apply(&mut stored);
        let differs = |seen: &Seen| {
            let change = &seen.draft().change;
            says(&stored, change) != change.value()
        };
        Ok(seen.into_iter().filter(differs).collect())
    }
}

fn refuse(comments: u64) -> Answer<()> {
    if comments <= MOST as u64 {
        return Ok(());
    }
    Err(Problem::request(
        format!("{comments} comments are too many to be changed at once"),
        format!("narrow the search to {MOST} or fewer"),
    ))
}

/// What would be changed.
#[derive(Debug, Serialize)]
pub(super) struct Previewed {
    total: usize,
    would_change: usize,
    already: usize,
    examples: Vec<Item>,
    most: usize,
    token: String,
}

pub(super) async fn preview(
    State(app): State<App>,
    Sent(preview): Sent<Preview>,
) -> Answer<Json<Previewed>> {
    let changes = changes(&preview.changes)?;
    app.json(move |desk| {
        for change in &changes {
            desk.standing.check(change)?;
        }
        let plan = Plan::new(desk, preview.query.as_ref(), preview.comments, &changes)?;
        let comments = plan.comments();
        let would_change = comments.len();
        let examples = comments.into_iter().take(EXAMPLES);
        Ok(Previewed {
            total: plan.total,
            would_change,
            already: plan.total - would_change,
            examples: desk.items(examples, "")?,
            most: MOST,
            token: plan.token(),
        })
    })
    .await
}

/// What was changed.
#[derive(Debug, Serialize)]
pub(super) struct Applied {
    batch: String,
    saved: usize,
    comments: usize,
}

pub(super) async fn apply(
    State(app): State<App>,
    Sent(apply): Sent<Apply>,
) -> Answer<Json<Applied>> {
    let batch = app.session().batch(apply.why)?;
    let changes = changes(&apply.changes)?;
    app.json(move |desk| {
        let plan = Plan::new(desk, apply.query.as_ref(), apply.comments, &changes)?;
        if plan.token() != apply.token {
            return Err(Problem::changed("the set of comments"));
        }
        let comments = plan.comments().len();
        let saved = desk.journal.save_seen(&batch, plan.drafts)?;
        desk.take_in(&saved);
        Ok(Applied {
            batch: batch_of(&saved),
            saved: saved.len(),
            comments,
        })
    })
    .await
}
