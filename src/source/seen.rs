//! A set of ids in little memory.

use hashbrown::{HashMap, HashSet};
use rustc_hash::FxBuildHasher;
use std::hash::{BuildHasher as _, RandomState};

/// Numbers of a block.
const BLOCK: u64 = 4096;
/// Blocks with fewer numbers take less memory as hashes.
const DENSE: u32 = 64;
/// Blocks beside the dense ones: half a megabyte.
const SPARSE_BLOCKS: usize = 1024;
/// Parts of the set of hashes. They grow one at a time, so that never the whole set is there twice.
const SHARDS: usize = 64;

/// A number of an id: the hash of what stands before, and which block of numbers.
type Place = (u64, u64);

/// A set of ids.
///
/// Ids that end in a number (`r-0001`, `r-0002`, `r-0004`) take one to a few bits, in whatever order they come, as long as
/// most of their numbers are given: sets of bits for blocks of numbers. Of others eight bytes are kept: a hash, keyed at
/// random because ids are customers' data. Two of ten million have the same hash once in 370,000 runs; the second would
/// then be taken for a repetition.
#[derive(Debug)]
pub(super) struct SeenIds {
    blocks: HashMap<Place, Box<Block>, FxBuildHasher>,
    /// Blocks at which the sparse ones among them become hashes.
    most_blocks: usize,
    shards: Vec<HashSet<u64, FxBuildHasher>>,
    key: RandomState,
}

/// A set of the numbers below [`BLOCK`].
#[derive(Debug)]
struct Block([u64; (BLOCK / 64) as usize]);

impl Default for Block {
    fn default() -> Self {
        Self([0; (BLOCK / 64) as usize])
    }
}

impl Block {
    /// Adds a number. False if it is in the set already.
    fn insert(&mut self, number: u64) -> bool {
        let Some(word) = self.0.get_mut((number / 64) as usize) else {
            return false;
        };
        let before = *word;
        *word |= 1 << (number % 64);
        *word != before
    }

    fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    fn numbers(&self) -> impl Iterator<Item = u64> {
        (0..).zip(&self.0).flat_map(|(at, word)| {
            let set = (0..64).filter(move |bit| word >> bit & 1 == 1);
            set.map(move |bit| at * 64 + bit)
        })
    }
}

impl Default for SeenIds {
    fn default() -> Self {
        Self {
            blocks: HashMap::default(),
            most_blocks: SPARSE_BLOCKS,
            shards: vec![HashSet::default(); SHARDS],
            key: RandomState::new(),
        }
    }
}

impl SeenIds {
    /// Adds an id. False if it is in the set already.
    pub fn insert(&mut self, id: &str) -> bool {
        let Some((prefix, number)) = counted(id) else {
            return self.insert_hash(self.key.hash_one(id));
        };
        // The length tells `r-7` from `r-07`.
        let prefix = self.key.hash_one((prefix, id.len()));
        if self.has_hash(self.key.hash_one((prefix, number))) {
            return false;
        }
        let place = (prefix, number / BLOCK);
        if let Some(block) = self.blocks.get_mut(&place) {
            return block.insert(number % BLOCK);
        }
        if self.blocks.len() >= self.most_blocks {
            self.sparse_blocks_become_hashes();
        }
        let block = self.blocks.entry(place).or_default();
        block.insert(number % BLOCK)
    }

    fn sparse_blocks_become_hashes(&mut self) {
        let sparse = self.blocks.extract_if(|_, block| block.len() < DENSE);
        let sparse: Vec<(Place, Box<Block>)> = sparse.collect();
        self.most_blocks = 2 * self.blocks.len() + SPARSE_BLOCKS;
        for ((prefix, at), block) in sparse {
            for number in block.numbers() {
                self.insert_hash(self.key.hash_one((prefix, at * BLOCK + number)));
            }
        }
    }

    fn has_hash(&self, hash: u64) -> bool {
        let shard = self.shards.get(shard(hash));
        shard.is_some_and(|shard| shard.contains(&hash))
    }

    fn insert_hash(&mut self, hash: u64) -> bool {
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
    // Eighteen digits always fit.
    (digits.len() <= 18).then_some(())?;
    Some((prefix, digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet as StdSet;

    fn hashes(seen: &SeenIds) -> usize {
        seen.shards.iter().map(HashSet::len).sum()
    }

    #[test]
    fn ids_that_count_up_take_a_bit_each_with_gaps_and_in_any_order() {
        let mut seen = SeenIds::default();
        let numbers = (0..100_000_u64).filter(|number| number % 5 != 3);
        let id = |number: u64| format!("r-{:06}", number * 7919 % 100_000);
        assert!(numbers.clone().all(|number| seen.insert(&id(number))));
        assert_eq!((seen.blocks.len(), hashes(&seen)), (25, 0));
        assert!(numbers.clone().all(|number| !seen.insert(&id(number))));
        assert!(seen.insert("r-0") && seen.insert("r-100000") && seen.insert("q-000000"));
    }

    #[test]
    fn scattered_numbers_become_hashes_and_are_remembered() {
        let mut seen = SeenIds::default();
        let ids = || (0..5 * SPARSE_BLOCKS as u64).map(|n| format!("{}", n * 7 * BLOCK));
        assert!(ids().all(|id| seen.insert(&id)));
        assert_eq!(
            (seen.blocks.len(), hashes(&seen)),
            (SPARSE_BLOCKS, 4 * SPARSE_BLOCKS)
        );
        assert!(ids().all(|id| !seen.insert(&id)));
        assert!(seen.insert("1") && !seen.insert("1"));
    }

    #[test]
    fn dense_blocks_stay_when_sparse_ones_become_hashes() {
        let mut seen = SeenIds::default();
        assert!((0..2 * BLOCK).all(|number| seen.insert(&format!("r-{number:09}"))));
        assert!((1..2 * SPARSE_BLOCKS as u64).all(|n| seen.insert(&format!("q-{}", n * BLOCK))));
        assert!((0..2 * BLOCK).all(|number| !seen.insert(&format!("r-{number:09}"))));
        assert!(hashes(&seen) < 2 * SPARSE_BLOCKS);
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
