//! How far people agree, and what is decided where they do not.

use super::app::{App, aside};
use super::body::{Asked, Sent};
use super::coding::{Blind, Said};
use super::open::Desk;
use super::problem::Answer;
use crate::desk::coding::{self, Coding, Labels};
use crate::error::Result;
use crate::evaluate::agreement::{Agreement, agreement};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Whose agreement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Whose {
    #[serde(default)]
    machine: bool,
}

pub(super) async fn measure(
    State(app): State<App>,
    Asked(whose): Asked<Whose>,
) -> Answer<Json<Agreement>> {
    let coders = app
        .with(move |desk| {
            Ok(coding::coders(
                &mut desk.journal,
                &desk.state,
                whose.machine,
            )?)
        })
        .await?;
    // The intervals take their time, and the desk is not needed for them.
    aside(move || Ok(Json(agreement(&coders)))).await
}

/// What one person said, without the comment.
#[derive(Debug, Serialize)]
struct Voice {
    coder: String,
    at: String,
    labels: Labels,
    note: String,
}

impl From<Coding> for Voice {
    fn from(coding: Coding) -> Self {
        Self {
            coder: coding.coder,
            at: coding.at,
            labels: coding.labels,
            note: coding.note,
        }
    }
}

/// A comment on which people differ.
#[derive(Debug, Serialize)]
struct Dispute {
    comment: Blind,
    codings: Vec<Voice>,
    differ: BTreeSet<String>,
}

/// What was decided.
#[derive(Debug, Serialize)]
struct Decision {
    comment: Blind,
    #[serde(flatten)]
    voice: Voice,
}

/// Where people differ, and what was decided.
#[derive(Debug, Serialize)]
pub(super) struct Disputes {
    open: usize,
    decided: usize,
    disputes: Vec<Dispute>,
    decisions: Vec<Decision>,
}

pub(super) async fn disputes(State(app): State<App>) -> Answer<Json<Disputes>> {
    app.json(|desk| Ok(desk.disputes()?)).await
}

impl Desk {
    /// Comments that are gone from what is published are left out.
    fn disputes(&mut self) -> Result<Disputes> {
        let mut disputes = Vec::new();
        for one in coding::disputes(&mut self.journal)? {
            if let Some(stored) = self.state.comment(&one.comment)? {
                disputes.push(Dispute {
                    comment: Blind::of(&stored),
                    codings: one.codings.into_iter().map(Voice::from).collect(),
                    differ: one.differ,
                });
            }
        }
        let mut decisions = Vec::new();
        for one in coding::decisions(&mut self.journal)? {
            if let Some(stored) = self.state.comment(&one.comment)? {
                decisions.push(Decision {
                    comment: Blind::of(&stored),
                    voice: one.into(),
                });
            }
        }
        Ok(Disputes {
            open: disputes.len(),
            decided: decisions.len(),
            disputes,
            decisions,
        })
    }
}

/// How many are open.
#[derive(Debug, Serialize)]
pub(super) struct Decided {
    open: usize,
    decided: usize,
}

pub(super) async fn decide(
    State(app): State<App>,
    Sent(said): Sent<Said>,
) -> Answer<Json<Decided>> {
    let name = app.session().name()?;
    app.json(move |desk| {
        coding::decide(&mut desk.journal, &desk.state, said.by(&name))?;
        Ok(Decided {
            open: coding::disputes(&mut desk.journal)?.len(),
            decided: coding::decisions(&mut desk.journal)?.len(),
        })
    })
    .await
}
