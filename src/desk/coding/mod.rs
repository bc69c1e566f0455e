//! Comments labelled by two people who do not see each other's labels, and what is decided where they differ.
//!
//! Kept in the database of the desk, where rows are only ever added: who labelled what, when, what they said before they
//! changed it, and who decided.

mod assign;
mod outcome;
mod record;

pub use assign::{Assigned, Progress, assign, assigned, draw, progress};
pub use outcome::{Dispute, adjudicated, coders, disputes, labelled};
pub use record::{Statement, code, codings, codings_of, decide, decisions};

use crate::annotation::Polarity;
use crate::document::Language;
use crate::error::Error;
use crate::store::Stored;
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

fn refused(what: &str, problem: &str, help: &str) -> Error {
    Error::Input {
        source_name: what.to_owned(),
        problem: problem.to_owned(),
        help: help.to_owned(),
    }
}
