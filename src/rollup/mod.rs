//! From annotated comments to counts that add up, and from counts to figures.
//!
//! A [`Fact`] is what figures need of one comment. A [`Rollup`] counts facts by any columns; roll-ups of the same
//! columns merge in any order to that of the whole. [`figures`] says what the counts mean, and how sure it is.

mod column;
mod counts;
pub mod document;
mod fact;
pub mod figures;
mod line;
pub mod rows;
mod score;
mod themes;

pub use column::Column;
pub use counts::{Counts, Histogram, Polarities, Tally};
pub use fact::{Context, Fact, MOST_WEIGHT, Raised, Reach, Rows, WEIGHT};
pub use line::{Line, LineMention, LineSentiment, LineVersions};
pub use score::{OwnScore, ScoreScale};
pub use themes::{Theme, Themes};

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Values of some columns, in their order; `None` where a unit has no value.
pub type Key = Vec<Option<String>>;

/// Counts by the values of some columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rollup {
    /// What comments are grouped by.
    by_comment: Vec<Column>,
    /// What mentions are grouped by, within each group of comments.
    by_mention: Vec<Column>,
    #[serde(with = "entries")]
    groups: BTreeMap<Key, Group>,
}

/// Comments with the same values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// All comments of the group and all their mentions: the base of shares.
    pub base: Counts,
    /// Comments and mentions by the values of the mentions; comments without a mention under blanks. A comment counts
    /// once in each group that one of its mentions is in. Empty if nothing tells mentions apart.
    #[serde(with = "entries", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mentions: BTreeMap<Key, Counts>,
}

impl Rollup {
    /// An empty roll-up by these columns, each of which counts once.
    pub fn new(by: &[Column]) -> Self {
        let mut seen = Vec::new();
        for column in by {
            if !seen.contains(column) {
                seen.push(column.clone());
            }
        }
        let (by_mention, by_comment) = seen.into_iter().partition(Column::is_of_mentions);
        Self {
            by_comment,
            by_mention,
            groups: BTreeMap::new(),
        }
    }

    /// What comments are grouped by.
    pub fn by_comment(&self) -> &[Column] {
        &self.by_comment
    }

    /// What mentions are grouped by, within each group of comments.
    pub fn by_mention(&self) -> &[Column] {
        &self.by_mention
    }

    /// Groups of comments by the values of [`Rollup::by_comment`], in order.
    pub fn groups(&self) -> &BTreeMap<Key, Group> {
        &self.groups
    }

    /// Counts a comment.
    pub fn count(&mut self, fact: &Fact, themes: &Themes) {
        let key: Key = self.by_comment.iter().map(|c| c.of_comment(fact)).collect();
        let group = self.groups.entry(key).or_default();
        group.base.count(fact);
        for raised in &fact.mentions {
            group.base.mentions.count(raised.polarity, fact.weight);
        }
        if self.by_mention.is_empty() {
            return;
        }
        let blank = vec![None; self.by_mention.len()];
        let mut keys: Vec<Key> = Vec::with_capacity(fact.mentions.len());
        for raised in &fact.mentions {
            let values = self.by_mention.iter();
            let key: Key = values.map(|c| c.of_mention(raised, themes)).collect();
            let counts = group.mentions.entry(key.clone()).or_default();
            counts.mentions.count(raised.polarity, fact.weight);
            keys.push(key);
        }
        keys.sort_unstable();
        keys.dedup();
        if keys.is_empty() {
            keys.push(blank);
        }
        for key in keys {
            group.mentions.entry(key).or_default().count(fact);
        }
    }

    /// Adds another roll-up by the same columns. The order of merging does not matter.
    ///
    /// # Errors
    /// The other is by other columns.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if (&self.by_comment, &self.by_mention) != (&other.by_comment, &other.by_mention) {
            return Err(Error::Input {
                source_name: other.by_names().join(","),
                problem: format!(
                    "a roll-up by other columns than {}",
                    self.by_names().join(",")
                ),
                help: "merge roll-ups that were made with the same --by".to_owned(),
            });
        }
        for (key, group) in &other.groups {
            let own = self.groups.entry(key.clone()).or_default();
            own.base.add(&group.base);
            for (key, counts) in &group.mentions {
                own.mentions.entry(key.clone()).or_default().add(counts);
            }
        }
        Ok(())
    }

    /// Names of all columns: those of comments, then those of mentions.
    pub fn by_names(&self) -> Vec<String> {
        let columns = self.by_comment.iter().chain(&self.by_mention);
        columns.map(Column::to_string).collect()
    }
}

/// A map whose keys are no texts, as a list of pairs.
mod entries {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    pub fn serialize<S: Serializer, K: Serialize, V: Serialize>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub fn deserialize<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        D: Deserializer<'de>,
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
    {
        let pairs = Vec::<(K, V)>::deserialize(deserializer)?;
        Ok(pairs.into_iter().collect())
    }
}
