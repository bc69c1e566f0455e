//! Corrections before they are saved.

use super::journal::refused;
use super::standing::{Standing, says};
use super::{Change, Correction, Log};
use crate::error::Result;
use crate::store::record::{Stored, published_hash};
use crate::store::state::State;

/// A correction before it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The comment, `source/id`.
    pub comment: String,
    /// What is said of it: no [`Change::Undo`], for which there is [`super::Journal::undo`].
    pub change: Change,
}

impl Draft {
    /// What an entry that was written by hand says.
    pub(super) fn of(entry: &Correction) -> Self {
        Self {
            comment: entry.comment.clone(),
            change: entry.change.clone(),
        }
    }
}

/// A draft with what its comment and the machine say now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub(super) draft: Draft,
    pub(super) content: String,
    pub(super) machine: String,
}

impl Seen {
    /// A draft held against its comment, which has the machine's own tags.
    ///
    /// # Errors
    /// A theme that is not in the codeframe.
    pub fn new(draft: Draft, comment: &Stored, standing: &Standing) -> Result<Self> {
        standing.check(&draft.change)?;
        Ok(Self {
            content: published_hash(comment.row.content()),
            machine: says(comment, &draft.change),
            draft,
        })
    }

    /// Drafts held against a state, in their order; their comments are read in one go.
    ///
    /// # Errors
    /// A comment that is not there, a theme that is not in the codeframe; the state cannot be read.
    pub fn all(drafts: &[Draft], state: &State) -> Result<Vec<Self>> {
        let standing = Standing::new(&Log::default(), state)?;
        let comments: Vec<&str> = drafts.iter().map(|draft| draft.comment.as_str()).collect();
        let mut seen: Vec<Option<Self>> = vec![None; drafts.len()];
        state.each_of(&comments, |place, comment| {
            let draft = drafts[place].clone();
            seen[place] = Some(Self::new(draft, &comment, &standing)?);
            Ok(())
        })?;
        let whole = seen.into_iter().zip(comments);
        whole
            .map(|(seen, comment)| seen.ok_or_else(|| missing(comment)))
            .collect()
    }

    /// The draft.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }
}

fn missing(comment: &str) -> crate::Error {
    refused(
        comment,
        "there is no such comment in the published generation",
        "give the `comment_id` of the published tables, as nps/R-0001",
    )
}
