//! Saying what is right, and taking it back.

use super::app::App;
use super::body::Sent;
use super::detail::Detail;
use super::problem::{Answer, Problem};
use crate::store::corrections::{Draft, Which};
use crate::store::{Change, Correction};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

/// Comments of a batch that are named in an answer.
const NAMED: usize = 200;

/// A change as the page says it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    target: String,
    value: String,
}

/// The changes that are meant; at least one, and none that undoes: there is a route for that.
///
/// # Errors
/// Something that no tag can be.
pub(super) fn changes(wishes: &[Wish]) -> Answer<Vec<Change>> {
    let none = || Problem::request("there is nothing to save", "name what shall be changed");
    if wishes.is_empty() {
        return Err(none());
    }
    let change = |wish: &Wish| match Change::parse(&wish.target, &wish.value) {
        Ok(Change::Undo(_)) => Err(none()),
        Ok(change) => Ok(change),
        Err(problem) => Err(Problem::request(problem, "choose one of these")),
    };
    wishes.iter().map(change).collect()
}

/// What is right of one comment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Correct {
    comment: String,
    changes: Vec<Wish>,
    #[serde(default)]
    why: String,
}

/// What was saved.
#[derive(Debug, Serialize)]
pub(super) struct Corrected {
    batch: String,
    corrections: Vec<Correction>,
    comment: Detail,
}

pub(super) async fn correct(
    State(app): State<App>,
    Sent(correct): Sent<Correct>,
) -> Answer<Json<Corrected>> {
    let batch = app.session().batch(correct.why)?;
    let changes = changes(&correct.changes)?;
    app.json(move |desk| {
        let comment = correct.comment;
        desk.stored(&comment)?;
        let drafts: Vec<Draft> = changes
            .into_iter()
            .map(|change| Draft {
                comment: comment.clone(),
                change,
            })
            .collect();
        let corrections = desk.journal.save(&desk.state, &batch, &drafts)?;
        desk.take_in(&corrections);
        Ok(Corrected {
            batch: batch_of(&corrections),
            corrections,
            comment: desk.detail(&comment)?,
        })
    })
    .await
}

/// The batch that entries were saved in.
pub(super) fn batch_of(saved: &[Correction]) -> String {
    let first = saved.first();
    first.map(|one| one.batch.clone()).unwrap_or_default()
}

/// What is taken back: one of both.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Undo {
    correction: Option<String>,
    batch: Option<String>,
    #[serde(default)]
    why: String,
}

/// What was taken back.
#[derive(Debug, Serialize)]
pub(super) struct Undone {
    batch: String,
    undone: usize,
    comments: Vec<String>,
}

pub(super) async fn undo(State(app): State<App>, Sent(undo): Sent<Undo>) -> Answer<Json<Undone>> {
    let batch = app.session().batch(undo.why)?;
    let which = match (undo.correction, undo.batch) {
        (Some(one), None) => Which::One(one),
        (None, Some(batch)) => Which::Batch(batch),
        _ => {
            return Err(Problem::request(
                "it is not said what shall be undone",
                "name a correction or a batch",
            ));
        }
    };
    app.json(move |desk| {
        let saved = desk.journal.undo(&which, &batch)?;
        desk.take_in(&saved);
        let mut comments: Vec<String> = saved.iter().map(|one| one.comment.clone()).collect();
        comments.sort();
        comments.dedup();
        comments.truncate(NAMED);
        Ok(Undone {
            batch: batch_of(&saved),
            undone: saved.len(),
            comments,
        })
    })
    .await
}
