//! The log as a whole: its order, and which of its entries stand.

use super::{Change, Correction};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// All entries, each once, by time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    entries: Vec<Correction>,
}

impl Log {
    /// Entries in any order; the same one may come twice.
    pub fn new(entries: Vec<Correction>) -> Self {
        let mut log = Self { entries };
        log.put_in_order();
        log
    }

    /// Adds entries in any order; what is there already stays there once.
    pub fn add(&mut self, entries: &[Correction]) {
        self.entries.extend_from_slice(entries);
        self.put_in_order();
    }

    fn put_in_order(&mut self) {
        let entries = &mut self.entries;
        entries.sort_by(|a, b| (&a.at, &a.id).cmp(&(&b.at, &b.id)));
        entries.dedup_by(|a, b| a.id == b.id);
    }

    /// The entries by time.
    pub fn entries(&self) -> &[Correction] {
        &self.entries
    }

    /// Hash of the ids; another one means that something was added.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for entry in &self.entries {
            hasher.update(entry.id.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// Ids of entries that were undone. Undoing an undoing brings back what it had undone.
    pub fn undone(&self) -> HashSet<&str> {
        let mut undone = HashSet::new();
        // What undoes an entry comes after it, so that it is judged before.
        for entry in self.entries.iter().rev() {
            if let Change::Undo(id) = &entry.change
                && !undone.contains(entry.id.as_str())
            {
                undone.insert(id.as_str());
            }
        }
        undone
    }

    /// What stands: of each comment and target the last entry that was not undone, by comment and target.
    pub fn standing(&self) -> BTreeMap<&str, BTreeMap<String, &Correction>> {
        self.standing_where(|_| true)
    }

    /// The same of the comments that are meant alone.
    pub(super) fn standing_where(
        &self,
        meant: impl Fn(&str) -> bool,
    ) -> BTreeMap<&str, BTreeMap<String, &Correction>> {
        let undone = self.undone();
        let mut standing: BTreeMap<&str, BTreeMap<String, &Correction>> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| meant(&entry.comment)) {
            if !undone.contains(entry.id.as_str()) && !entry.undoes() {
                let of_comment = standing.entry(&entry.comment).or_default();
                of_comment.insert(entry.change.target(), entry);
            }
        }
        standing
    }

    /// Comments for which others may stand once these entries have come: their own, and those of what they undo, and of
    /// what that had undone.
    pub(super) fn touched(&self, added: &[Correction]) -> HashSet<String> {
        let by_id: HashMap<&str, &Correction> = match added.iter().any(Correction::undoes) {
            true => self.entries.iter().map(|one| (&*one.id, one)).collect(),
            false => HashMap::new(),
        };
        let mut met = HashSet::new();
        let mut touched = HashSet::new();
        for entry in added {
            let mut next = Some(entry);
            while let Some(entry) = next.filter(|entry| met.insert(entry.id.as_str())) {
                touched.insert(entry.comment.clone());
                next = match &entry.change {
                    Change::Undo(id) => by_id.get(id.as_str()).copied(),
                    _ => None,
                };
            }
        }
        touched
    }

    /// Themes that corrections name.
    pub fn themes(&self) -> BTreeSet<&str> {
        let entries = self.entries.iter();
        entries
            .filter_map(|entry| match &entry.change {
                Change::Theme { theme, .. } => Some(theme.as_str()),
                _ => None,
            })
            .collect()
    }

    /// Comments for which other corrections stand here than in `other`.
    pub fn differing<'a>(&'a self, other: &'a Self) -> BTreeSet<&'a str> {
        let (ours, theirs) = (self.standing(), other.standing());
        let ids: BTreeSet<&str> = ours.keys().chain(theirs.keys()).copied().collect();
        ids.into_iter()
            .filter(|id| ours.get(id) != theirs.get(id))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Polarity;
    use proptest::prelude::*;

    fn entry(at: u32, change: Change) -> Correction {
        let mut entry = Correction {
            id: String::new(),
            batch: "b".to_owned(),
            at: format!("2026-03-01T00:00:00.{at:06}Z"),
            author: "a".to_owned(),
            why: String::new(),
            comment: "nps/1".to_owned(),
            content: String::new(),
            change,
            machine: "neutral".to_owned(),
        };
        entry.id = entry.hash();
        entry
    }

    fn stands(log: &Log) -> Option<&str> {
        let standing = log.standing();
        let of_comment = standing.get("nps/1")?;
        Some(of_comment.get("sentiment")?.change.value())
    }

    #[test]
    fn the_later_stands_and_undoing_it_brings_back_the_earlier() {
        let first = entry(1, Change::Sentiment(Polarity::Positive));
        let second = entry(2, Change::Sentiment(Polarity::Negative));
        let undo = entry(3, Change::Undo(second.id.clone()));
        let again = entry(4, Change::Undo(undo.id.clone()));
        let mut entries = vec![second, first];
        assert_eq!(stands(&Log::new(entries.clone())), Some("negative"));
        entries.push(undo);
        assert_eq!(stands(&Log::new(entries.clone())), Some("positive"));
        entries.push(again);
        assert_eq!(stands(&Log::new(entries)), Some("negative"));
    }

    #[test]
    fn logs_differ_in_the_comments_whose_corrections_differ() {
        let first = entry(1, Change::Sentiment(Polarity::Positive));
        let undo = entry(2, Change::Undo(first.id.clone()));
        let (one, none) = (Log::new(vec![first.clone()]), Log::default());
        assert_eq!(one.differing(&none), BTreeSet::from(["nps/1"]));
        assert!(Log::new(vec![first, undo]).differing(&none).is_empty());
    }

    proptest! {
        #[test]
        fn the_order_in_which_entries_come_and_how_often_does_not_matter(
            values in prop::collection::vec(0_usize..4, 1..8), turn in 0_usize..8,
        ) {
            let entries: Vec<Correction> = (0..)
                .zip(&values)
                .map(|(at, &value)| entry(at, Change::Sentiment(Polarity::ALL[value])))
                .collect();
            let mut other = entries.clone();
            other.rotate_left(turn % entries.len());
            other.extend(entries.clone());
            prop_assert_eq!(Log::new(other), Log::new(entries));
        }
    }
}
