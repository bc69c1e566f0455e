//! The codeframe: themes, their parents, stages, priors and labels.

use super::config::parse_toml;
use crate::annotation::{Flag, Polarity, ThemeId};
use crate::error::{Error, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

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
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeframeFile {
    version: String,
    theme: Vec<ThemeRow>,
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
    labels: BTreeMap<String, String>,
}

impl Codeframe {
    /// Parses `codeframe.toml`.
    ///
    /// # Errors
    /// What the TOML parser finds; a parent that stands nowhere; an id that stands twice.
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        let parsed: CodeframeFile = parse_toml(file, text)?;
        let mut codeframe = Self {
            version: parsed.version,
            themes: Vec::with_capacity(parsed.theme.len()),
            by_id: BTreeMap::new(),
        };
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
            if codeframe.find(&row.id).is_some() {
                return Err(Error::Lexicon {
                    file: file.to_owned(),
                    line: line_of(text, &row.id),
                    problem: format!("the theme `{}` stands twice", row.id),
                    help: "ids are unique; take one away".into(),
                });
            }
            let id = ThemeId(codeframe.themes.len() as u16);
            codeframe.by_id.insert(row.id.clone(), id);
            codeframe.themes.push(Theme {
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
            });
        }
        Ok(codeframe)
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
