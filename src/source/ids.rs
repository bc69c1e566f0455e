//! Ids of comments: the export's own, else a hash of the row; unique in a run.

use crate::comment::Comment;
use hashbrown::{HashMap, HashSet};
use rustc_hash::FxBuildHasher;
use std::fmt::Write as _;

/// Makes a hash over the cells of a row.
#[derive(Debug, Default)]
pub(super) struct RowHash(blake3::Hasher);

impl RowHash {
    /// Adds a cell. The length goes in too, so that ("ab", "c") and ("a", "bc") differ.
    pub fn add(&mut self, cell: &[u8]) {
        self.0.update(&(cell.len() as u64).to_le_bytes());
        self.0.update(cell);
    }

    /// The id: 16 hexadecimal digits.
    pub fn id(&self) -> String {
        let hash = self.0.finalize();
        let mut id = String::with_capacity(16);
        for byte in hash.as_bytes().iter().take(8) {
            // Writing to a string cannot fail.
            let _ = write!(id, "{byte:02x}");
        }
        id
    }
}

/// The ids given so far in a run.
///
/// Keeps eight bytes an id: a hash, keyed at random because ids are customers' data. Two of ten million ids have the
/// same hash once in 370,000 runs; the second would then get a number it does not need, and still be unique.
#[derive(Debug)]
pub struct Ids {
    seen: HashSet<u64, FxBuildHasher>,
    next: HashMap<u64, u32, FxBuildHasher>,
    key: std::hash::RandomState,
    repeated: u64,
}

impl Default for Ids {
    fn default() -> Self {
        Self {
            seen: HashSet::default(),
            next: HashMap::default(),
            key: std::hash::RandomState::new(),
            repeated: 0,
        }
    }
}

impl Ids {
    /// Makes the ids of `comments` differ from each other and from all before: the second of a kind gets `-2`
    /// behind it, the third `-3`.
    pub fn make_unique(&mut self, comments: &mut [Comment]) {
        for comment in comments {
            let first = self.hash(&comment.id);
            if self.seen.insert(first) {
                continue;
            }
            self.repeated += 1;
            let mut number = self.next.get(&first).copied().unwrap_or(2);
            loop {
                let id = format!("{}-{number}", comment.id);
                number = number.saturating_add(1);
                if self.seen.insert(self.hash(&id)) {
                    comment.id = id;
                    break;
                }
            }
            self.next.insert(first, number);
        }
    }

    /// Comments whose id had been given before.
    pub fn repeated(&self) -> u64 {
        self.repeated
    }

    fn hash(&self, id: &str) -> u64 {
        use std::hash::BuildHasher as _;
        self.key.hash_one(id)
    }
}
