//! What people say of comments against the machine: corrections, which outlive runs, lexicons and codeframes.
//!
//! A correction is an entry of a log that only grows ([`Log`]); undoing one is an entry too. The log stands in a database
//! of its own beside the states ([`Journal`]), so that it can be written to between runs, and can be had as a plain file
//! ([`mod@file`]). A run copies it into the state that it makes (`State::set_corrections`); whoever reads comments out of
//! that state gets them with the corrections that stand ([`Standing`]), while the machine's own tags stay as they are
//! in its tables, and come back when a correction is undone.

mod draft;
pub mod file;
mod journal;
mod log;
mod standing;
mod state;
mod status;

pub use draft::{Draft, Seen};
pub(crate) use journal::check_names;
pub use journal::{Batch, Journal, Which};
pub use log::Log;
pub use standing::{Author, Corrected, Standing, says};
pub use status::{Status, Weighed};

use crate::annotation::Polarity;
use crate::document::Language;
use serde::{Deserialize, Serialize};

/// What stands for a theme that a comment does not have.
pub const ABSENT: &str = "none";
/// Hexadecimal letters of a correction's id.
const ID: usize = 16;

/// What a correction says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The comment raises this theme with this polarity, or does not raise it.
    Theme {
        /// Id of the theme.
        theme: String,
        /// Its polarity; `None` takes the theme away.
        polarity: Option<Polarity>,
    },
    /// The sentiment of the whole comment.
    Sentiment(Polarity),
    /// The language of the comment: one that is served.
    Language(Language),
    /// The correction of this id no longer stands.
    Undo(String),
}

impl Change {
    /// What it is about: `theme:ID`, `sentiment`, `language`, `undo`. Of two corrections of one comment about the same
    /// the later one stands.
    pub fn target(&self) -> String {
        match self {
            Self::Theme { theme, .. } => format!("theme:{theme}"),
            Self::Sentiment(_) => "sentiment".to_owned(),
            Self::Language(_) => "language".to_owned(),
            Self::Undo(_) => "undo".to_owned(),
        }
    }

    /// What it says of that: a polarity or [`ABSENT`], a language, an id.
    pub fn value(&self) -> &str {
        match self {
            Self::Theme { polarity, .. } => polarity.map_or(ABSENT, Polarity::name),
            Self::Sentiment(polarity) => polarity.name(),
            Self::Language(language) => language.code(),
            Self::Undo(id) => id,
        }
    }

    /// Reads what [`Change::target`] and [`Change::value`] give.
    ///
    /// # Errors
    /// What is wrong, and what would be right.
    pub fn parse(target: &str, value: &str) -> Result<Self, String> {
        let polarity = || {
            Polarity::from_name(value)
                .ok_or_else(|| format!("`{value}` is none of negative, neutral, mixed, positive"))
        };
        match target {
            "sentiment" => Ok(Self::Sentiment(polarity()?)),
            "language" => Language::from_code(value)
                .filter(|language| language.served_index().is_some())
                .map(Self::Language)
                .ok_or_else(|| format!("`{value}` is none of sv, ar, sr, ru, en")),
            "undo" => Ok(Self::Undo(value.to_owned())),
            _ => match target.strip_prefix("theme:") {
                Some(theme) if !theme.is_empty() => Ok(Self::Theme {
                    theme: theme.to_owned(),
                    polarity: (value != ABSENT).then(polarity).transpose()?,
                }),
                _ => Err(format!(
                    "`{target}` is none of theme:ID, sentiment, language, undo"
                )),
            },
        }
    }
}

/// One entry of the log. Texts are as people gave them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Hash of all below (BLAKE3, 16 hexadecimal letters): the same entry has the same id wherever it is kept.
    #[serde(default)]
    pub id: String,
    /// Shared by entries that were made in one go.
    #[serde(default)]
    pub batch: String,
    /// When, UTC, ISO 8601 with six digits behind the second, so that texts sort as moments do. No two entries of one
    /// journal have the same.
    #[serde(default)]
    pub at: String,
    /// Who, by the name that the user gave.
    pub author: String,
    /// Why; may be empty.
    #[serde(default)]
    pub why: String,
    /// The comment, `source/id`.
    pub comment: String,
    /// Hash of the text and the question as they were, as the published tables have it (32 hexadecimal letters).
    #[serde(default)]
    pub content: String,
    /// What it is about and what it says.
    #[serde(flatten, with = "said")]
    pub change: Change,
    /// What the machine said of it then.
    #[serde(default)]
    pub machine: String,
}

impl Correction {
    /// True if it says nothing but that another entry no longer stands.
    pub fn undoes(&self) -> bool {
        matches!(self.change, Change::Undo(_))
    }

    /// The id that belongs to the rest.
    pub fn hash(&self) -> String {
        let target = self.change.target();
        let parts = [
            &*self.batch,
            &self.at,
            &self.author,
            &self.why,
            &self.comment,
            &self.content,
            &target,
            self.change.value(),
            &self.machine,
        ];
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let mut hex = hasher.finalize().to_hex().to_string();
        hex.truncate(ID);
        hex
    }
}

/// A change as two fields, `target` and `value`.
mod said {
    use super::Change;
    use serde::de::Error as _;
    use serde::ser::SerializeMap as _;
    use serde::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    struct Said {
        target: String,
        value: String,
    }

    pub fn serialize<S: Serializer>(change: &Change, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("target", &change.target())?;
        map.serialize_entry("value", change.value())?;
        map.end()
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Change, D::Error> {
        let said = Said::deserialize(deserializer)?;
        Change::parse(&said.target, &said.value).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_read_as_it_is_written() {
        let theme = |polarity| Change::Theme {
            theme: "staff-rudeness".to_owned(),
            polarity,
        };
        for change in [
            theme(Some(Polarity::Mixed)),
            theme(None),
            Change::Sentiment(Polarity::Neutral),
            Change::Language(Language::Sr),
            Change::Undo("0123456789abcdef".to_owned()),
        ] {
            assert_eq!(Change::parse(&change.target(), change.value()), Ok(change));
        }
    }

    #[test]
    fn what_no_tag_can_be_is_refused_with_what_could_be() {
        for (target, value, told) in [
            ("sentiment", "none", "negative, neutral"),
            ("language", "und", "sv, ar"),
            ("theme:", "positive", "theme:ID"),
            ("theme:a", "good", "negative, neutral"),
            ("stage", "x", "theme:ID"),
        ] {
            let problem = Change::parse(target, value).unwrap_err();
            assert!(problem.contains(told), "{problem}");
        }
    }
}
