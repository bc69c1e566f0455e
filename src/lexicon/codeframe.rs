//! The codeframe: themes, their parents, stages, priors and labels.

use crate::annotation::{Polarity, ThemeId};
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
    /// Labels by `en`, `sv`, `ar`, `sr-Latn`, `sr-Cyrl`, `ru`.
    pub labels: BTreeMap<String, String>,
    /// What belongs to it, in one sentence.
    pub definition: String,
}

/// All themes, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codeframe {
    /// Version named in every row that the codeframe made.
    pub version: String,
    /// Themes by [`ThemeId`].
    pub themes: Vec<Theme>,
}

impl Codeframe {
    /// The theme at `id`; ids come from this codeframe.
    pub fn theme(&self, id: ThemeId) -> &Theme {
        &self.themes[usize::from(id.0)]
    }

    /// The id of the theme with this name.
    pub fn find(&self, name: &str) -> Option<ThemeId> {
        let index = self.themes.iter().position(|theme| theme.id == name)?;
        Some(ThemeId(index as u16))
    }
}
