//! Counts by position of the theme, sub-themes and top themes alike.

use crate::rollup::{Counts, Fact, Themes};
use std::collections::BTreeMap;

/// Comments with their themes.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// All comments and mentions.
    pub base: Counts,
    /// By theme: the comments that raise it, and its mentions. A top theme holds those of its sub-themes.
    pub themes: BTreeMap<u16, Counts>,
}

impl Table {
    /// Counts some comments.
    pub fn of<'f>(facts: impl IntoIterator<Item = &'f Fact>, themes: &Themes) -> Self {
        let mut table = Self::default();
        for fact in facts {
            table.count(fact, themes);
        }
        table
    }

    /// Counts a comment.
    pub fn count(&mut self, fact: &Fact, themes: &Themes) {
        self.base.count(fact);
        let mut raised = Vec::with_capacity(2 * fact.mentions.len());
        for mention in &fact.mentions {
            self.base.mentions.count(mention.polarity, fact.weight);
            let top = themes.get(mention.theme).and_then(|theme| theme.parent);
            for theme in [Some(mention.theme), top].into_iter().flatten() {
                let counts = self.themes.entry(theme).or_default();
                counts.mentions.count(mention.polarity, fact.weight);
                raised.push(theme);
            }
        }
        raised.sort_unstable();
        raised.dedup();
        for theme in raised {
            self.themes.entry(theme).or_default().count(fact);
        }
    }
}
