//! What is open, and whether anything has changed: what the page asks every few seconds.

use super::app::{App, Preparing, aside};
use super::problem::{Answer, Problem};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::sync::atomic::Ordering;

/// What the page is told.
#[derive(Debug, Serialize)]
pub(super) struct Status {
    generation: Option<u64>,
    comments: Option<u64>,
    corrections: Option<usize>,
    conflicts: Option<usize>,
    preparing: Option<Preparing>,
    changed: u64,
    /// Why what is published cannot be opened.
    problem: Option<String>,
    /// True while the desk is at work or not open yet, and the numbers are not known.
    busy: bool,
}

pub(super) async fn status(State(app): State<App>) -> Answer<Json<Status>> {
    aside(move || {
        let counted = app.try_desk(|desk| {
            desk.look()?;
            let weighed = desk.weighed()?;
            let conflicts = weighed.iter().filter(|one| one.status.is_conflict());
            let (corrections, conflicts) = (weighed.len(), conflicts.count());
            Ok((desk.comments, corrections, conflicts))
        });
        let counts = match counted {
            Err(problem) if problem == Problem::preparing() => None,
            counted => counted?,
        };
        let generation = app.signs().generation.load(Ordering::Relaxed);
        Ok(Json(Status {
            generation: Some(generation).filter(|&number| number > 0),
            comments: counts.map(|(comments, ..)| comments),
            corrections: counts.map(|(_, corrections, _)| corrections),
            conflicts: counts.map(|(.., conflicts)| conflicts),
            preparing: app.preparing(),
            changed: app.signs().changes.load(Ordering::Relaxed),
            problem: app.failure().as_ref().map(Problem::sentence),
            busy: counts.is_none(),
        }))
    })
    .await
}
