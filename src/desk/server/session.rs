//! Who sits at the desk, and in which language they read.

use super::app::App;
use super::body::Sent;
use super::problem::{Answer, Problem};
use crate::report::Words;
use crate::report::words::FILE;
use crate::store::corrections::{Batch, check_names};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

/// Who sits at the desk. There is one browser, and so one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Session {
    /// Their name, once they have said it.
    pub name: Option<String>,
    /// Language of labels and words, as the codeframe names it.
    pub labels: String,
}

impl Session {
    /// The name.
    ///
    /// # Errors
    /// It was not said.
    pub fn name(&self) -> Answer<String> {
        self.name.clone().ok_or_else(Problem::no_name)
    }

    /// What goes on a batch of corrections.
    ///
    /// # Errors
    /// Nobody has said a name.
    pub fn batch(&self, why: String) -> Answer<Batch> {
        Ok(Batch {
            author: self.name()?,
            why,
        })
    }
}

/// What the page is told.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    name: Option<String>,
    labels: String,
    job: String,
}

/// What the page may change.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    name: Option<String>,
    labels: Option<String>,
}

fn shown(app: &App) -> Json<Shown> {
    let Session { name, labels } = app.session();
    Json(Shown {
        name,
        labels,
        job: app.job().name.clone(),
    })
}

pub(super) async fn show(State(app): State<App>) -> Json<Shown> {
    shown(&app)
}

pub(super) async fn change(State(app): State<App>, Sent(wish): Sent<Wish>) -> Answer<Json<Shown>> {
    let mut session = app.session();
    if let Some(name) = wish.name {
        check_names(&name, "")?;
        session.name = Some(name.trim().to_owned());
    }
    if let Some(labels) = wish.labels {
        Words::read(&crate::lexicon::Files::bundled(), FILE, &labels)?;
        session.labels = labels;
    }
    app.set_session(session);
    Ok(shown(&app))
}
