//! Labels on their way to other tools and back: [`label_studio`] as JSON, [`csv`] for everyone else.

pub mod csv;
pub mod label_studio;
mod units;

use super::coding::Labels;
use crate::annotation::Polarity;
use crate::span::Span;
use crate::store::Stored;

/// A comment with labels and the words that they rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The comment, `source/id`.
    pub id: String,
    /// The verbatim.
    pub text: String,
    /// What is said of it.
    pub labels: Labels,
    /// Words that raise themes, in bytes of the text.
    pub marks: Vec<Mark>,
}

/// Words that raise a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Their place, in bytes.
    pub span: Span,
    /// Id of the theme.
    pub theme: String,
    /// Its polarity there, if it is said.
    pub polarity: Option<Polarity>,
}

impl Document {
    /// A comment without labels, for somebody who shall not see the machine's.
    pub fn blind(comment: &Stored) -> Self {
        Self {
            id: comment.row.comment_id.clone(),
            text: comment.row.text.clone(),
            ..Self::default()
        }
    }

    /// A comment with its tags and their evidence.
    pub fn tagged(comment: &Stored) -> Self {
        let marks = comment.tags.mentions.iter().flat_map(|mention| {
            mention.evidence.iter().map(|trace| Mark {
                span: Span {
                    start: trace.start,
                    end: trace.end,
                },
                theme: mention.theme.clone(),
                polarity: Polarity::from_name(&mention.polarity),
            })
        });
        Self {
            labels: Labels::of(comment),
            marks: marks.collect(),
            ..Self::blind(comment)
        }
    }
}
