//! The corrections that stand, put on comments as they are read.

use super::journal::refused;
use super::{ABSENT, Change, Correction, Log};
use crate::error::Result;
use crate::store::record::{Stored, Tags, Theme};
use crate::store::state::State;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The name of a person whose word a tag is.
pub type Author = String;

/// What people have changed of a comment; its tags are as they say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrected {
    /// Who said the language; the machine's if none.
    pub language: Option<Author>,
    /// Who said the sentiment; the machine's if none. Its sums and its evidence are the machine's always.
    pub sentiment: Option<Author>,
    /// The corrections that stand, by target. Those of themes that the codeframe no longer has are among them and change
    /// nothing.
    pub corrections: Vec<Correction>,
}

/// A theme as the state knows it.
#[derive(Clone, Debug)]
struct Place {
    number: u32,
    parent: Option<String>,
    stage: String,
    codeframe: String,
}

/// The corrections that stand, by comment.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    by_comment: BTreeMap<String, Vec<Correction>>,
    themes: HashMap<String, Place>,
    renamed: BTreeMap<String, String>,
    codeframe: Option<String>,
}

impl Standing {
    /// Those of a log, over the themes of a state.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn new(log: &Log, state: &State) -> Result<Self> {
        Ok(Self {
            by_comment: owned(log.standing()).collect(),
            themes: themes(state)?,
            renamed: state.renamed_themes()?,
            codeframe: state.codeframe()?,
        })
    }

    /// Takes in entries that were just added to the log; gives the comments for which others may stand since.
    pub fn take_in(&mut self, log: &Log, added: &[Correction]) -> HashSet<String> {
        let touched = log.touched(added);
        for comment in &touched {
            self.by_comment.remove(comment);
        }
        let standing = log.standing_where(|comment| touched.contains(comment));
        self.by_comment.extend(owned(standing));
        touched
    }

    /// All that stands, by comment, in order, of each by target.
    pub fn by_comment(&self) -> impl Iterator<Item = (&str, &[Correction])> {
        let all = self.by_comment.iter();
        all.map(|(comment, entries)| (comment.as_str(), entries.as_slice()))
    }

    /// True if nothing stands.
    pub fn is_empty(&self) -> bool {
        self.by_comment.is_empty()
    }

    /// The corrections of a comment that stand, by target.
    pub fn of(&self, comment: &str) -> &[Correction] {
        self.by_comment.get(comment).map_or(&[], Vec::as_slice)
    }

    /// The id that a theme has now; `None` if the codeframe no longer has it.
    pub fn current<'a>(&'a self, theme: &'a str) -> Option<&'a str> {
        let theme = self.renamed.get(theme).map_or(theme, String::as_str);
        self.themes.contains_key(theme).then_some(theme)
    }

    /// True if the codeframe in use no longer has the theme, although rows name it still.
    pub fn is_retired(&self, theme: &str) -> bool {
        let place = self.current(theme).and_then(|theme| self.themes.get(theme));
        place.is_none_or(|place| Some(&place.codeframe) != self.codeframe.as_ref())
    }

    /// Refuses what could not be put on a comment.
    ///
    /// # Errors
    /// A theme that is not in the codeframe.
    pub fn check(&self, change: &Change) -> Result<()> {
        match change {
            Change::Theme { theme, .. } if self.is_retired(theme) => Err(refused(
                theme,
                "the codeframe has no such theme",
                "give the id of a theme; `verbatims codeframe list` has them",
            )),
            _ => Ok(()),
        }
    }

    /// Puts the corrections of a comment on it.
    pub fn apply(&self, comment: &mut Stored) {
        for correction in self.of(&comment.row.comment_id) {
            self.put(correction, &mut comment.tags, &mut comment.corrected);
            comment.corrected.corrections.push(correction.clone());
        }
    }

    fn put(&self, correction: &Correction, tags: &mut Tags, corrected: &mut Corrected) {
        let author = Some(correction.author.clone());
        match &correction.change {
            Change::Theme { theme, polarity } => {
                let Some(theme) = self.current(theme) else {
                    return;
                };
                match polarity {
                    None => tags.mentions.retain(|mention| mention.theme != theme),
                    Some(polarity) => {
                        let mention = self.mention(&mut tags.mentions, theme);
                        polarity.name().clone_into(&mut mention.polarity);
                        mention.author = author;
                    }
                }
            }
            Change::Sentiment(polarity) => {
                polarity.name().clone_into(&mut tags.polarity);
                corrected.sentiment = author;
            }
            Change::Language(language) => {
                language.code().clone_into(&mut tags.language);
                tags.language_reason = None;
                corrected.language = author;
            }
            Change::Undo(_) => {}
        }
    }

    /// The mention of a theme, which is added in the order of the codeframe where there is none.
    fn mention<'m>(&self, mentions: &'m mut Vec<Theme>, theme: &str) -> &'m mut Theme {
        let number = |theme: &str| {
            self.themes
                .get(theme)
                .map_or(u32::MAX, |place| place.number)
        };
        let own = number(theme);
        let at = match mentions.iter().position(|mention| mention.theme == theme) {
            Some(at) => at,
            None => {
                let at = mentions.partition_point(|mention| number(&mention.theme) < own);
                let place = self.themes.get(theme);
                let mention = Theme {
                    theme: theme.to_owned(),
                    parent: place.and_then(|place| place.parent.clone()),
                    stage: place.map(|place| place.stage.clone()).unwrap_or_default(),
                    polarity: String::new(),
                    author: None,
                    evidence: Vec::new(),
                };
                mentions.insert(at, mention);
                at
            }
        };
        &mut mentions[at]
    }
}

fn owned<'l>(
    standing: BTreeMap<&'l str, BTreeMap<String, &'l Correction>>,
) -> impl Iterator<Item = (String, Vec<Correction>)> {
    standing.into_iter().map(|(comment, by_target)| {
        let entries = by_target.into_values().cloned();
        (comment.to_owned(), entries.collect())
    })
}

fn themes(state: &State) -> Result<HashMap<String, Place>> {
    state.with(|db| {
        let mut select =
            db.prepare("SELECT theme, number, parent, stage, codeframe FROM themes")?;
        let rows = select.query_map([], |row| {
            let place = Place {
                number: row.get(1)?,
                parent: row.get(2)?,
                stage: row.get(3)?,
                codeframe: row.get(4)?,
            };
            Ok((row.get(0)?, place))
        })?;
        rows.collect()
    })
}

/// What the tags of a comment, as they are given, say of what a change is about: where that is the change's value already,
/// making the change would change nothing.
pub fn says(comment: &Stored, change: &Change) -> String {
    said(&comment.tags, change, |theme| theme)
}

/// The same, where themes may have other names now.
pub(super) fn said<'a>(
    tags: &'a Tags,
    change: &'a Change,
    current: impl Fn(&'a str) -> &'a str,
) -> String {
    match change {
        Change::Theme { theme, .. } => {
            let theme = current(theme);
            let found = tags.mentions.iter().find(|mention| mention.theme == theme);
            found.map_or(ABSENT, |mention| &mention.polarity).to_owned()
        }
        Change::Sentiment(_) => tags.polarity.clone(),
        Change::Language(_) => tags.language.clone(),
        Change::Undo(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Polarity;
    use proptest::prelude::*;

    /// An entry of a comment: a sentiment, or the undoing of what came so many entries before.
    fn entry(at: usize, comment: u8, says: Change) -> Correction {
        let mut entry = Correction {
            id: String::new(),
            batch: "b".to_owned(),
            at: format!("2026-03-01T00:00:00.{at:06}Z"),
            author: "a".to_owned(),
            why: String::new(),
            comment: format!("nps/{comment}"),
            content: String::new(),
            change: says,
            machine: "neutral".to_owned(),
        };
        entry.id = entry.hash();
        entry
    }

    proptest! {
        #[test]
        fn what_stands_is_the_same_whether_entries_are_taken_in_as_they_come_or_all_at_once(
            said in prop::collection::vec((0_u8..3, 0_usize..9, 1_usize..4), 1..30),
        ) {
            let mut log = Log::default();
            let mut standing = Standing::default();
            let mut at = 0;
            for (comment, what, together) in said {
                let mut added: Vec<Correction> = Vec::new();
                for _ in 0..together {
                    // Below four a sentiment; above, an undoing, also of undoings and from another comment.
                    let back = log.entries().len().checked_sub(what.saturating_sub(3));
                    let undone = back.and_then(|back| log.entries().get(back));
                    let change = undone.map_or(
                        Change::Sentiment(Polarity::ALL[what % 4]),
                        |one| Change::Undo(one.id.clone()),
                    );
                    added.push(entry(at, comment, change));
                    at += 1;
                }
                log.add(&added);
                standing.take_in(&log, &added);
                let anew: BTreeMap<String, Vec<Correction>> = owned(log.standing()).collect();
                prop_assert_eq!(&standing.by_comment, &anew);
            }
        }
    }
}
