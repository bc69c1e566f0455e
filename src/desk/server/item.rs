//! A comment as a list shows it.

use super::open::Desk;
use super::places::{Place, Places};
use crate::desk::queue::{self, Doubt, Options, Reason};
use crate::document::Language;
use crate::error::Result;
use crate::store::Stored;
use serde::Serialize;

/// A comment as a list shows it; tags are as people say they are.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Item {
    id: String,
    source: String,
    day: Option<String>,
    score: Option<String>,
    text: String,
    language: String,
    language_by: Option<String>,
    direction: String,
    polarity: String,
    polarity_by: Option<String>,
    themes: Vec<Theme>,
    reasons: Vec<Doubt>,
    worth: u16,
    flags: Vec<String>,
    corrected: usize,
    found: Vec<Place>,
}

/// A theme of a comment; `by` is who says so, nobody for the machine.
#[derive(Clone, Debug, Serialize)]
struct Theme {
    theme: String,
    polarity: String,
    by: Option<String>,
}

impl Desk {
    /// A comment for a list, with the places of the words that were searched for. `stored` has its corrections.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn item(&self, stored: &Stored, typed: &str) -> Result<Item> {
        let Stored {
            row,
            tags,
            corrected,
            ..
        } = stored;
        let mut priority = queue::priority(stored, &[], Options::default());
        // Which words were new is told by the night that brought them, and not kept.
        if self.index.has(&row.comment_id, Reason::NewPhrase)? {
            priority.doubts.push(Doubt {
                reason: Reason::NewPhrase,
                about: String::new(),
            });
        }
        let mentions = tags.mentions.iter();
        Ok(Item {
            id: row.comment_id.clone(),
            source: row.source.to_string(),
            day: row.day.clone(),
            score: row.own_score.clone(),
            text: row.text.clone(),
            direction: self.words.direction_of(&tags.language).to_owned(),
            language: tags.language.clone(),
            language_by: corrected.language.clone(),
            polarity: tags.polarity.clone(),
            polarity_by: corrected.sentiment.clone(),
            themes: mentions
                .map(|mention| Theme {
                    theme: mention.theme.clone(),
                    polarity: mention.polarity.clone(),
                    by: mention.author.clone(),
                })
                .collect(),
            reasons: priority.doubts,
            worth: priority.worth,
            flags: tags.flags.clone(),
            corrected: corrected.corrections.len(),
            found: self.found(stored, typed),
        })
    }

    /// Comments for a list; those that are not there any more are left out.
    ///
    /// # Errors
    /// The state or the index cannot be read.
    pub fn items<'c>(
        &self,
        comments: impl IntoIterator<Item = &'c String>,
        typed: &str,
    ) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        for comment in comments {
            if let Some(stored) = self.corrected(comment)? {
                items.push(self.item(&stored, typed)?);
            }
        }
        Ok(items)
    }

    fn found(&self, stored: &Stored, typed: &str) -> Vec<Place> {
        if typed.trim().is_empty() {
            return Vec::new();
        }
        let text = &stored.row.text;
        let language = Language::from_code(&stored.tags.language);
        let places = Places::of(text);
        let marks = self.index.marks(text, language, typed).into_iter();
        marks
            .map(|span| places.place(span.start, span.end))
            .collect()
    }
}
