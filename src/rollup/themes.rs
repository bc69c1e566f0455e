//! The themes that facts refer to.

use crate::lexicon::codeframe::Codeframe;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A theme as figures know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// Id in kebab-case.
    pub id: String,
    /// Position of the top theme above it; `None` for a top theme.
    pub parent: Option<u16>,
    /// Journey stage.
    pub stage: String,
    /// The role that acts on it; empty if nobody is named.
    pub owner: String,
}

/// Themes by position: those of a codeframe in its order, behind them any that only the input knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Themes {
    themes: Vec<Theme>,
    positions: HashMap<String, u16>,
}

impl Themes {
    /// The themes of a codeframe.
    pub fn of(codeframe: &Codeframe) -> Self {
        let mut themes = Self::default();
        for theme in &codeframe.themes {
            themes.add(Theme {
                id: theme.id.clone(),
                parent: theme.parent.map(|parent| parent.0),
                stage: theme.stage.clone(),
                owner: theme.owner.clone(),
            });
        }
        themes
    }

    fn add(&mut self, theme: Theme) -> u16 {
        // A codeframe's positions are 16 bits wide too.
        let position = u16::try_from(self.themes.len()).unwrap_or(u16::MAX);
        self.positions.insert(theme.id.clone(), position);
        self.themes.push(theme);
        position
    }

    /// All themes by position.
    pub fn all(&self) -> &[Theme] {
        &self.themes
    }

    /// The theme at a position.
    pub fn get(&self, position: u16) -> Option<&Theme> {
        self.themes.get(usize::from(position))
    }

    /// The position of the theme with this id.
    pub fn position(&self, id: &str) -> Option<u16> {
        self.positions.get(id).copied()
    }

    /// The position of a theme that an input names; one that the codeframe does not know is added.
    pub fn position_or_add(&mut self, id: &str, parent: Option<&str>, stage: &str) -> u16 {
        if let Some(position) = self.position(id) {
            return position;
        }
        let parent = parent.map(|parent| self.position_or_add(parent, None, stage));
        self.add(Theme {
            id: id.to_owned(),
            parent,
            stage: stage.to_owned(),
            owner: String::new(),
        })
    }

    /// True if comments raise it by itself, not only by its sub-themes: a sub-theme, or a theme that has none.
    pub fn is_raised_itself(&self, position: u16) -> bool {
        let sub = self
            .get(position)
            .is_some_and(|theme| theme.parent.is_some());
        sub || self
            .themes
            .iter()
            .all(|theme| theme.parent != Some(position))
    }

    /// The top theme of a theme: itself if it has none above it.
    pub fn top(&self, position: u16) -> Option<&Theme> {
        let theme = self.get(position)?;
        match theme.parent {
            Some(parent) => self.get(parent),
            None => Some(theme),
        }
    }
}
