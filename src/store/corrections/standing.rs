//! The corrections that stand, put on comments as they are read.

use super::journal::refused;
use super::{ABSENT, Change, Correction, Log};
use crate::error::Result;
use crate::store::record::{Stored, Tags, Theme};
use crate::store::state::State;
use std::collections::{BTreeMap, HashMap};

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
    by_comment: HashMap<String, Vec<Correction>>,
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
        let standing = log.standing().into_iter();
        let by_comment = standing.map(|(comment, by_target)| {
            let entries = by_target.into_values().cloned();
            (comment.to_owned(), entries.collect())
        });
        Ok(Self {
            by_comment: by_comment.collect(),
            themes: themes(state)?,
            renamed: state.renamed_themes()?,
            codeframe: state.codeframe()?,
        })
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
