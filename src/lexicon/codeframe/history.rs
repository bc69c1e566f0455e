//! Ids that went out of use, and what became of them: an id never changes its meaning.

use serde::Deserialize;
use std::collections::BTreeMap;

/// Records of renamed, merged and split themes, as `codeframe.toml` writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    renamed: Vec<Renamed>,
    merged: Vec<Merged>,
    split: Vec<Split>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Renamed {
    from: String,
    to: String,
    #[serde(default)]
    since: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Merged {
    from: Vec<String>,
    to: String,
    #[serde(default)]
    since: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Split {
    from: String,
    to: Vec<String>,
    #[serde(default)]
    since: String,
}

/// What became of one id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change<'h> {
    /// It has another name.
    Renamed(&'h str),
    /// It is a part of this theme now.
    Merged(&'h str),
    /// Its mentions belong to one of these.
    Split(&'h [String]),
}

impl History {
    /// From the records of a file.
    pub(super) fn new(renamed: Vec<Renamed>, merged: Vec<Merged>, split: Vec<Split>) -> Self {
        Self {
            renamed,
            merged,
            split,
        }
    }

    /// Adds later records.
    pub(super) fn add(&mut self, later: Self) {
        self.renamed.extend(later.renamed);
        self.merged.extend(later.merged);
        self.split.extend(later.split);
    }

    /// Every id that went out of use, with what became of it and the version since which.
    pub fn changes(&self) -> BTreeMap<&str, (Change<'_>, &str)> {
        let renamed = self.renamed.iter().map(|one| {
            let change = Change::Renamed(&one.to);
            (one.from.as_str(), (change, one.since.as_str()))
        });
        let merged = self.merged.iter().flat_map(|one| {
            let change = Change::Merged(&one.to);
            one.from
                .iter()
                .map(move |from| (from.as_str(), (change, one.since.as_str())))
        });
        let split = self.split.iter().map(|one| {
            let change = Change::Split(&one.to);
            (one.from.as_str(), (change, one.since.as_str()))
        });
        renamed.chain(merged).chain(split).collect()
    }

    /// The id that took the place of another, over any number of renamings and mergers.
    pub(super) fn follow(&self, name: &str) -> Option<&str> {
        let changes = self.changes();
        let mut name = name;
        let mut last = None;
        // A chain is no longer than there are records; a circle ends here too.
        for _ in 0..=changes.len() {
            match changes.get(name) {
                Some((Change::Renamed(to) | Change::Merged(to), _)) => {
                    name = to;
                    last = Some(*to);
                }
                _ => return last,
            }
        }
        None
    }

    /// What an id was split into.
    pub(super) fn parts(&self, name: &str) -> Option<&[String]> {
        let name = self.follow(name).unwrap_or(name);
        let split = self.split.iter().find(|one| one.from == name)?;
        Some(&split.to)
    }
}
