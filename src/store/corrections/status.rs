//! Corrections against what the machine says now: where a person should look again.

use super::standing::{Standing, said};
use super::{Change, Correction, Log};
use crate::error::Result;
use crate::store::record::published_hash;
use crate::store::state::State;
use serde::Serialize;

/// How a correction that stands stands to the machine and to its comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The machine says now what the person says.
    Agrees,
    /// The machine says what it said when the correction was made.
    Disagrees,
    /// The machine says something else than the person, and something else than it said then.
    DisagreesAnew,
    /// The comment is another text now. What the person said still stands.
    TextChanged,
    /// The codeframe no longer has the theme. What the person said is kept, and published while the state knows the theme.
    ThemeGone,
    /// The comment is not in the store.
    CommentGone,
}

impl Status {
    /// All, in the order of reports.
    pub const ALL: [Self; 6] = [
        Self::Agrees,
        Self::Disagrees,
        Self::DisagreesAnew,
        Self::TextChanged,
        Self::ThemeGone,
        Self::CommentGone,
    ];

    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Disagrees => "disagrees",
            Self::DisagreesAnew => "disagrees-anew",
            Self::TextChanged => "text-changed",
            Self::ThemeGone => "theme-gone",
            Self::CommentGone => "comment-gone",
        }
    }

    /// True where something has come between since the person said it: a conflict to be looked at.
    pub fn is_conflict(self) -> bool {
        !matches!(self, Self::Agrees | Self::Disagrees)
    }
}

/// A correction that stands, and what has become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The correction.
    pub correction: Correction,
    /// What the machine says of it now; nothing where the comment is gone.
    pub now: Option<String>,
    /// What follows.
    pub status: Status,
}

impl Weighed {
    /// A correction held against the state that it has just been saved for, which it tells itself. Nothing of a language,
    /// of which a state may know another than the one that was seen, nor of an undoing.
    pub fn just_saved(correction: &Correction) -> Option<Self> {
        let agrees = correction.machine == correction.change.value();
        match correction.change {
            Change::Theme { .. } | Change::Sentiment(_) => Some(Self {
                correction: correction.clone(),
                now: Some(correction.machine.clone()),
                status: if agrees {
                    Status::Agrees
                } else {
                    Status::Disagrees
                },
            }),
            Change::Language(_) | Change::Undo(_) => None,
        }
    }
}

impl Log {
    /// Holds all corrections that stand against a state, by comment and target.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn weigh(&self, state: &State) -> Result<Vec<Weighed>> {
        let standing = Standing::new(self, state)?;
        let (comments, entries): (Vec<&str>, Vec<&[Correction]>) = standing.by_comment().unzip();
        let mut weighed: Vec<Vec<Weighed>> = entries.iter().copied().map(gone).collect();
        state.each_of(&comments, |place, stored| {
            let content = published_hash(stored.row.content());
            for one in &mut weighed[place] {
                let change = &one.correction.change;
                let current = |theme| standing.current(theme).unwrap_or(theme);
                let mut says = said(&stored.tags, change, current);
                if let Change::Language(_) = change {
                    says = state.detected_language(comments[place])?.unwrap_or(says);
                }
                one.status = judge(&one.correction, &standing, &says, &content);
                one.now = Some(says);
            }
            Ok(())
        })?;
        Ok(weighed.into_iter().flatten().collect())
    }
}

/// Corrections as they are where there is no such comment.
fn gone(entries: &[Correction]) -> Vec<Weighed> {
    let gone = entries.iter().map(|correction| Weighed {
        correction: correction.clone(),
        now: None,
        status: Status::CommentGone,
    });
    gone.collect()
}

fn judge(correction: &Correction, standing: &Standing, now: &str, content: &str) -> Status {
    let known = standing.check(&correction.change).is_ok();
    if !correction.content.is_empty() && correction.content != content {
        Status::TextChanged
    } else if !known {
        Status::ThemeGone
    } else if now == correction.change.value() {
        Status::Agrees
    } else if correction.machine.is_empty() || now == correction.machine {
        Status::Disagrees
    } else {
        Status::DisagreesAnew
    }
}
