//! The codeframe: themes, their parents, stages, priors and labels.

pub mod check;
pub mod diff;
mod history;

pub use history::{Change, History};

use self::history::{Merged, Renamed, Split};
use super::bundle::Files;
use super::config::parse_toml;
use crate::annotation::{Flag, Polarity, ThemeId};
use crate::error::{Error, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// One theme. Top themes have no parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Id in kebab-case.
    pub id: String,
    /// The top theme above it; `None` for a top theme.
    pub parent: Option<ThemeId>,
    /// Journey stage.
    pub stage: String,
    /// Polarity where the comment's words leave it open.
    pub prior: Option<Polarity>,
    /// Polarity that every mention has, whatever the words.
    pub fixed: Option<Polarity>,
    /// True if it stands beside the topic it is about: weak topic words do not yield to it.
    pub beside: bool,
    /// Flag that a mention sets on its comment.
    pub flag: Option<Flag>,
    /// When the theme is given without a term of its own.
    pub fallback: Option<Fallback>,
    /// Labels by `en`, `sv`, `ar`, `sr-Latn`, `sr-Cyrl`, `ru`.
    pub labels: BTreeMap<String, String>,
    /// What belongs to it, in one sentence.
    pub definition: String,
    /// The role that acts on it.
    pub owner: String,
    /// What belongs to it, by examples.
    pub includes: Vec<String>,
    /// What belongs to other themes instead, by their ids.
    pub excludes: BTreeMap<String, String>,
}

/// When a theme is given without a term of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fallback {
    /// Praise that no other theme explains.
    Praise,
    /// Complaint that no other theme explains.
    Complaint,
    /// A comment that says nothing.
    Empty,
}

/// All themes, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codeframe {
    /// Version named in every row that the codeframe made.
    pub version: String,
    /// Themes by [`ThemeId`].
    pub themes: Vec<Theme>,
    by_id: BTreeMap<String, ThemeId>,
    /// Ids that went out of use.
    history: History,
}

/// `codeframe.toml` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeframeFile {
    #[serde(default)]
    version: String,
    /// True if the themes are added to those of the codeframe before it.
    #[serde(default)]
    extends: bool,
    #[serde(default)]
    theme: Vec<ThemeRow>,
    #[serde(default)]
    renamed: Vec<Renamed>,
    #[serde(default)]
    merged: Vec<Merged>,
    #[serde(default)]
    split: Vec<Split>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeRow {
    id: String,
    parent: Option<String>,
    stage: String,
    prior: Option<Polarity>,
    fixed: Option<Polarity>,
    #[serde(default)]
    beside: bool,
    flag: Option<Flag>,
    fallback: Option<Fallback>,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    includes: Vec<String>,
    #[serde(default)]
    excludes: BTreeMap<String, String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

/// The file of a codeframe.
const FILE: &str = "codeframe.toml";

/// The codeframe that another one given beside the lexicons extends; see [`Files::with_codeframe`].
pub(super) const BASE_FILE: &str = "codeframe.base.toml";

impl Codeframe {
    /// The codeframe of a folder.
    ///
    /// # Errors
    /// As [`Codeframe::parse`]; no codeframe.
    pub fn of(files: &Files) -> Result<Self> {
        let text = files.get(FILE).ok_or_else(|| Error::Lexicon {
            file: FILE.into(),
            line: 1,
            problem: "the file is missing".into(),
            help: "every lexicon folder needs it".into(),
        })?;
        match files.get(BASE_FILE) {
            Some(base) if extends(FILE, text)? => {
                let base = Self::parse(BASE_FILE, base)?;
                base.extended(FILE, text)
            }
            _ => Self::parse(FILE, text),
        }
    }

    /// Parses `codeframe.toml`.
    ///
    /// # Errors
    /// What the TOML parser finds; a parent that stands nowhere; an id that stands twice.
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        Self::default().extended(file, text)
    }

    /// This codeframe with the themes of another file: new ids are added behind, known ones take their place.
    ///
    /// # Errors
    /// As [`Codeframe::parse`].
    pub fn extended(mut self, file: &str, text: &str) -> Result<Self> {
        let parsed: CodeframeFile = parse_toml(file, text)?;
        let codeframe = &mut self;
        codeframe.version = parsed.version;
        let history = History::new(parsed.renamed, parsed.merged, parsed.split);
        codeframe.history.add(history);
        let mut own = BTreeSet::new();
        for row in parsed.theme {
            let parent = match &row.parent {
                None => None,
                Some(parent) => Some(codeframe.find(parent).ok_or_else(|| Error::Lexicon {
                    file: file.to_owned(),
                    line: line_of(text, &row.id),
                    problem: format!(
                        "`{}` names the parent `{parent}`, which stands nowhere above it",
                        row.id
                    ),
                    help: "list a top theme before its sub-themes".into(),
                })?),
            };
            if !own.insert(row.id.clone()) {
                return Err(Error::Lexicon {
                    file: file.to_owned(),
                    line: line_of(text, &row.id),
                    problem: format!("the theme `{}` stands twice", row.id),
                    help: "ids are unique; take one away".into(),
                });
            }
            codeframe.put(row, parent);
        }
        Ok(self)
    }

    /// Adds a theme, or puts it in the place of the one with its id.
    fn put(&mut self, row: ThemeRow, parent: Option<ThemeId>) {
        let theme = Theme {
            id: row.id,
            parent,
            stage: row.stage,
            prior: row.prior,
            fixed: row.fixed,
            beside: row.beside,
            flag: row.flag,
            fallback: row.fallback,
            labels: row.labels,
            definition: row.definition,
            owner: row.owner,
            includes: row.includes,
            excludes: row.excludes,
        };
        match self.find(&theme.id) {
            Some(known) => self.themes[usize::from(known.0)] = theme,
            None => {
                let id = ThemeId(self.themes.len() as u16);
                self.by_id.insert(theme.id.clone(), id);
                self.themes.push(theme);
            }
        }
    }

    /// Ids that went out of use.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The theme with this name, or the one that took its place: ids that were renamed or merged keep their meaning.
    pub fn current(&self, name: &str) -> Option<ThemeId> {
        self.find(name)
            .or_else(|| self.find(self.history.follow(name)?))
    }

    /// The themes that an id was split into, if it was; which of them is meant is for a person to say.
    pub fn parts(&self, name: &str) -> Option<&[String]> {
        self.history.parts(name)
    }

    /// The theme at `id`; ids come from this codeframe.
    pub fn theme(&self, id: ThemeId) -> &Theme {
        &self.themes[usize::from(id.0)]
    }

    /// The id of the theme with this name.
    pub fn find(&self, name: &str) -> Option<ThemeId> {
        self.by_id.get(name).copied()
    }

    /// The theme given in this case, if the codeframe has one.
    pub fn fallback(&self, case: Fallback) -> Option<ThemeId> {
        let index = self
            .themes
            .iter()
            .position(|theme| theme.fallback == Some(case))?;
        Some(ThemeId(index as u16))
    }
}

/// True if a codeframe says that it extends another.
pub(super) fn extends(file: &str, text: &str) -> Result<bool> {
    let parsed: CodeframeFile = parse_toml(file, text)?;
    Ok(parsed.extends)
}

fn line_of(text: &str, id: &str) -> usize {
    let needle = format!("\"{id}\"");
    text.lines()
        .position(|line| line.starts_with("id") && line.contains(&needle))
        .map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_must_stand_above_its_children() {
        let text = "version = \"1\"\n[[theme]]\nid = \"a-b\"\nparent = \"a\"\nstage = \"engagement\"\nlabels = {}\n";
        let error = Codeframe::parse("codeframe.toml", text).unwrap_err();
        assert!(
            error.to_string().starts_with("codeframe.toml:3:"),
            "{error}"
        );
    }
}
