//! Labelling without seeing anybody's labels.

use super::app::App;
use super::body::{Asked, Sent};
use super::detail::Which;
use super::open::Desk;
use super::problem::{Answer, Problem};
use crate::desk::coding::{self, Assigned, Labels, Progress, Statement};
use crate::document::Language;
use crate::error::Result;
use crate::store::Stored;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

/// Most comments that can be drawn at once.
const MOST: usize = 10_000;

/// A comment as somebody sees it who is to label it: nothing that anybody or the machine says of it. Not even its
/// language: `direction` is `auto`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Blind {
    id: String,
    text: String,
    direction: &'static str,
    question: Option<String>,
    day: Option<String>,
    labels: Option<Labels>,
    note: String,
}

impl Blind {
    /// A comment without labels.
    pub fn of(stored: &Stored) -> Self {
        let row = &stored.row;
        Self {
            id: row.comment_id.clone(),
            text: row.text.clone(),
            direction: "auto",
            question: row.question.clone(),
            day: row.day.clone(),
            labels: None,
            note: String::new(),
        }
    }
}

/// How far somebody has come.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Mine {
    assigned: usize,
    done: usize,
}

impl Mine {
    fn of(list: &[Assigned]) -> Self {
        Self {
            assigned: list.len(),
            done: list.iter().filter(|one| one.done).count(),
        }
    }
}

impl Desk {
    /// What somebody is to label next. Comments that are gone from what is published are passed over.
    fn next(&self, list: &[Assigned]) -> Result<Option<Blind>> {
        for one in list.iter().filter(|one| !one.done) {
            if let Some(stored) = self.state.comment(&one.comment)? {
                return Ok(Some(Blind::of(&stored)));
            }
        }
        Ok(None)
    }

    /// A comment that was assigned to somebody, with their own labels.
    fn blind(&mut self, coder: &str, comment: &str) -> Answer<Blind> {
        let assigned = coding::assigned(&mut self.journal, coder)?;
        if !assigned.iter().any(|one| one.comment == comment) {
            return Err(Problem::not_found(
                "such comment among those assigned to you",
            ));
        }
        let mut blind = Blind::of(&self.stored(comment)?);
        let own = coding::codings_of(&mut self.journal, coder)?;
        if let Some(coding) = own.into_iter().find(|one| one.comment == comment) {
            blind.labels = Some(coding.labels);
            blind.note = coding.note;
        }
        Ok(blind)
    }
}

/// Who is to label, and what is drawn.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Draw {
    coders: Vec<String>,
    count: usize,
    #[serde(default)]
    language: Option<Language>,
    #[serde(default)]
    seed: u64,
}

/// What was assigned.
#[derive(Debug, Serialize)]
pub(super) struct Drawn {
    assigned: usize,
    before: usize,
}

pub(super) async fn assign(State(app): State<App>, Sent(draw): Sent<Draw>) -> Answer<Json<Drawn>> {
    app.json(move |desk| {
        let count = draw.count.min(MOST);
        let coders: Vec<String> = draw
            .coders
            .iter()
            .map(|one| one.trim().to_owned())
            .collect();
        let drawn = coding::draw(&desk.state, count, draw.language, draw.seed)?;
        let assigned = coding::assign(&mut desk.journal, &drawn, &coders)?;
        Ok(Drawn {
            assigned,
            before: drawn.len() - assigned,
        })
    })
    .await
}

/// Where all stand, and what is mine.
#[derive(Debug, Serialize)]
pub(super) struct Overview {
    mine: Option<Mine>,
    coders: Vec<Progress>,
    comments: Vec<Assigned>,
}

pub(super) async fn overview(State(app): State<App>) -> Answer<Json<Overview>> {
    let name = app.session().name;
    app.json(move |desk| {
        let mut comments = Vec::new();
        if let Some(name) = &name {
            comments = coding::assigned(&mut desk.journal, name)?;
        }
        Ok(Overview {
            mine: name.map(|_| Mine::of(&comments)),
            coders: coding::progress(&mut desk.journal)?,
            comments,
        })
    })
    .await
}

/// What is to be labelled next.
#[derive(Debug, Serialize)]
pub(super) struct Next {
    comment: Option<Blind>,
    mine: Mine,
}

pub(super) async fn next(State(app): State<App>) -> Answer<Json<Next>> {
    let name = app.session().name()?;
    app.json(move |desk| {
        let list = coding::assigned(&mut desk.journal, &name)?;
        Ok(Next {
            comment: desk.next(&list)?,
            mine: Mine::of(&list),
        })
    })
    .await
}

/// A comment of mine.
#[derive(Debug, Serialize)]
pub(super) struct One {
    comment: Blind,
}

pub(super) async fn comment(
    State(app): State<App>,
    Asked(which): Asked<Which>,
) -> Answer<Json<One>> {
    let name = app.session().name()?;
    app.json(move |desk| {
        Ok(One {
            comment: desk.blind(&name, &which.id)?,
        })
    })
    .await
}

/// What somebody says of a comment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    comment: String,
    labels: Labels,
    #[serde(default)]
    note: String,
}

impl Said {
    /// The same, in somebody's name.
    pub fn by<'a>(&'a self, coder: &'a str) -> Statement<'a> {
        Statement {
            comment: &self.comment,
            coder,
            labels: &self.labels,
            note: &self.note,
        }
    }
}

/// What was kept, and what comes next.
#[derive(Debug, Serialize)]
pub(super) struct Kept {
    mine: Mine,
    next: Option<Blind>,
}

pub(super) async fn save(State(app): State<App>, Sent(said): Sent<Said>) -> Answer<Json<Kept>> {
    let name = app.session().name()?;
    app.json(move |desk| {
        coding::code(&mut desk.journal, &desk.state, said.by(&name))?;
        let list = coding::assigned(&mut desk.journal, &name)?;
        Ok(Kept {
            next: desk.next(&list)?,
            mine: Mine::of(&list),
        })
    })
    .await
}
