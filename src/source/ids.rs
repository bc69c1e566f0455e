//! Ids of comments: the export's own, else a hash of the row; unique in a run.

use super::seen::SeenIds;
use crate::comment::Comment;
use std::collections::HashMap;
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
#[derive(Debug, Default)]
pub struct Ids {
    seen: SeenIds,
    next: HashMap<String, u32>,
    repeated: u64,
}

impl Ids {
    /// Makes the ids of `comments` differ from each other and from all before: the second of a kind gets `-2`
    /// behind it, the third `-3`.
    pub fn make_unique(&mut self, comments: &mut [Comment]) {
        for comment in comments {
            if self.seen.insert(&comment.id) {
                continue;
            }
            self.repeated += 1;
            let next = match self.next.get_mut(&comment.id) {
                Some(next) => next,
                None => self.next.entry(comment.id.clone()).or_insert(2),
            };
            loop {
                let id = format!("{}-{next}", comment.id);
                *next = next.saturating_add(1);
                if self.seen.insert(&id) {
                    comment.id = id;
                    break;
                }
            }
        }
    }

    /// Comments whose id had been given before.
    pub fn repeated(&self) -> u64 {
        self.repeated
    }
}
