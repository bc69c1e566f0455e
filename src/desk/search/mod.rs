//! Finding comments of a state by words, tags, days and columns.
//!
//! The [`Index`] is a database beside the states. It holds no texts, can be made anew at any time, and is brought up to
//! date with the published state and the log of corrections by [`Index::update`]; after a single correction
//! [`Index::refresh`] is enough. Searching is full-text search of SQLite (FTS5) over words that are folded as the
//! lexicons fold them ([`Norms`]); all else is asked of facts, one small number a comment, which are read whole: for a
//! million comments a fact takes a millisecond or two, whatever is asked and in whatever order.

mod array;
mod columns;
mod fact;
mod find;
mod index;
mod norms;
mod reasons;
mod update;
mod words;
mod write;

pub use index::Index;
pub use norms::Norms;

use super::queue::Reason;
use crate::annotation::Polarity;
use serde::{Deserialize, Serialize};

/// Which comments are looked for: those for which all that is given holds. The default finds all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Query {
    /// Words: all must be there; `"in quotes"` one after another; `begin*`; `-not`.
    pub text: String,
    /// Themes, each with a polarity if one is given. A top theme stands for those below it too.
    pub themes: Vec<ThemeFilter>,
    /// Only comments without any theme.
    pub uncoded: bool,
    /// Any of these labels of the whole comment.
    pub polarities: Vec<Polarity>,
    /// Any of these codes of languages.
    pub languages: Vec<String>,
    /// Not before this day, ISO 8601.
    pub from: Option<String>,
    /// Not after this day.
    pub to: Option<String>,
    /// Columns of the export with the value that they must have. Of one column any of its values.
    pub cells: Vec<(String, String)>,
    /// Any of these reasons of the queue.
    pub reasons: Vec<Reason>,
    /// Only comments with a correction that stands, or without.
    pub corrected: Option<bool>,
    /// What comes first.
    pub order: Order,
}

/// A theme to be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeFilter {
    /// Its id.
    pub theme: String,
    /// Its polarity in the comment.
    #[serde(default)]
    pub polarity: Option<Polarity>,
}

/// What comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// What is most worth a look: see [`super::queue`].
    #[default]
    Queue,
    /// The newest day, then as in the queue.
    Newest,
    /// The oldest day, then as in the queue.
    Oldest,
}

/// A page of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Page {
    /// How many there are in all.
    pub total: u64,
    /// Ids of the comments of the page: `source/id`, for `State::comment`.
    pub comments: Vec<String>,
}

/// A column to choose values of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name in the export.
    pub name: String,
    /// False if it has more values than can be chosen from: it cannot be filtered by.
    pub whole: bool,
}

/// How far an index was brought up to date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Updated {
    /// Comments taken in.
    pub comments: u64,
    /// True if it was made anew.
    pub anew: bool,
}
