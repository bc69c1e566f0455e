//! A set of ids in little memory.

use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;
use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};

/// Most ranges of numbers that are kept; ids beyond go into the hashes.
const MAX_RANGES: usize = 4096;
/// Parts of the set of hashes. They grow one at a time, so that never the whole set is there twice.
const SHARDS: usize = 64;

/// A set of ids.
///
/// Ids that count up (`r-0001`, `r-0002`) are kept as ranges, which takes next to no memory for any number of rows.
/// Of others eight bytes are kept: a hash, keyed at random because ids are customers' data. Two of ten million have
/// the same hash once in 370,000 runs; the second would then be taken for a repetition.
#[derive(Debug)]
pub(super) struct SeenIds {
    /// By prefix and by first number: the last number.
    ranges: BTreeMap<(u64, u64), u64>,
    shards: Vec<HashSet<u64, FxBuildHasher>>,
    key: RandomState,
}

impl Default for SeenIds {
    fn default() -> Self {
        Self {
            ranges: BTreeMap::new(),
            shards: vec![HashSet::default(); SHARDS],
            key: RandomState::new(),
        }
    }
}

impl SeenIds {
    /// Adds an id. False if it is in the set already.
    pub fn insert(&mut self, id: &str) -> bool {
        let Some((prefix, number)) = counted(id) else {
            return self.insert_hash(id);
        };
        // The length tells `r-7` from `r-07`.
        let prefix = self.key.hash_one((prefix, id.len()));
        let below = self.ranges.range((prefix, 0)..=(prefix, number)).last();
        let below = below.map(|(&(_, first), &last)| (first, last));
        if below.is_some_and(|(_, last)| number <= last) {
            return false;
        }
        // Numbers go into the hashes only once the ranges are full.
        let full = self.ranges.len() >= MAX_RANGES;
        let start = match below {
            Some((first, last)) if last + 1 == number => first,
            _ if full => return self.insert_hash(id),
            _ => number,
        };
        if full && self.has_hash(id) {
            return false;
        }
        self.ranges.insert((prefix, start), number);
        true
    }

    fn has_hash(&self, id: &str) -> bool {
        let hash = self.key.hash_one(id);
        let shard = self.shards.get(shard(hash));
        shard.is_some_and(|shard| shard.contains(&hash))
    }

    fn insert_hash(&mut self, id: &str) -> bool {
        let hash = self.key.hash_one(id);
        let shard = self.shards.get_mut(shard(hash));
        shard.is_some_and(|shard| shard.insert(hash))
    }
}

/// The part of the set that a hash belongs to.
fn shard(hash: u64) -> usize {
    // The set itself looks at other bits.
    (hash >> 32) as usize % SHARDS
}

/// An id that ends in a number: what stands before, and the number.
fn counted(id: &str) -> Option<(&str, u64)> {
    let prefix = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = id.get(prefix.len()..)?;
    // Eighteen digits always fit, with room for one more than the greatest.
    (digits.len() <= 18).then_some(())?;
    Some((prefix, digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet as StdSet;

    #[test]
    fn ids_that_count_up_take_one_range() {
        let mut seen = SeenIds::default();
        for number in 0..10_000 {
            assert!(seen.insert(&format!("r-{number:05}")));
        }
        assert_eq!(seen.ranges.len(), 1);
        assert!(seen.shards.iter().all(HashSet::is_empty));
        assert!(!seen.insert("r-00000") && !seen.insert("r-09999"));
        assert!(seen.insert("r-0") && seen.insert("r-10000") && seen.insert("q-00000"));
    }

    #[test]
    fn ids_are_remembered_when_the_ranges_are_full() {
        let mut seen = SeenIds::default();
        let ids: Vec<String> = (0..3 * MAX_RANGES).map(|n| format!("{}", n * 7)).collect();
        assert!(ids.iter().all(|id| seen.insert(id)));
        assert!(ids.iter().all(|id| !seen.insert(id)));
        assert!(seen.insert("1") && !seen.insert("1"));
    }

    proptest! {
        #[test]
        fn it_answers_as_a_set_does(ids in proptest::collection::vec("[ab]{0,1}-?[0-3]{0,3}", 0..200)) {
            let mut seen = SeenIds::default();
            let mut expected = StdSet::new();
            for id in &ids {
                prop_assert_eq!(seen.insert(id), expected.insert(id.clone()));
            }
        }
    }
}
