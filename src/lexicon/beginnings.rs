//! Terms that are the beginning of a word: `rekommend*`.

use super::vocabulary::{AtomRef, FormTable};
use rustc_hash::FxHasher;
use std::hash::Hasher as _;

/// Letters that tell most words apart from all beginnings; no beginning is shorter.
const START: usize = 3;

/// Bits of the filter of starts: a language has up to two thousand of them.
const FILTER: usize = 1 << 16;

/// Beginnings of words with the atoms they stand for.
#[derive(Clone, Debug, Default)]
pub struct Beginnings {
    table: FormTable,
    /// A bit for the first letters of each beginning, and for those that share it; empty where there is none.
    starts: Vec<u64>,
    /// Lengths in bytes, ascending.
    lengths: Vec<usize>,
}

impl Beginnings {
    /// Those that are the keys of a table.
    pub(super) fn new(table: FormTable) -> Self {
        let mut starts = match table.is_empty() {
            true => Vec::new(),
            false => vec![0; FILTER / 64],
        };
        let mut lengths = Vec::new();
        for beginning in table.keys().iter() {
            let (at, bit) = place(start(beginning).unwrap_or(beginning));
            starts[at] |= bit;
            if let Err(at) = lengths.binary_search(&beginning.len()) {
                lengths.insert(at, beginning.len());
            }
        }
        Self {
            table,
            starts,
            lengths,
        }
    }

    /// The beginnings as keys.
    pub(super) fn table(&self) -> &FormTable {
        &self.table
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// The atoms of every beginning of `key`, the shortest first.
    pub fn of<'a>(&'a self, key: &'a str) -> impl Iterator<Item = AtomRef> + 'a {
        let begins = |start| {
            let (at, bit) = place(start);
            self.starts.get(at).is_some_and(|bits| bits & bit != 0)
        };
        let lengths: &[usize] = match start(key).is_some_and(begins) {
            true => &self.lengths,
            false => &[],
        };
        lengths
            .iter()
            .filter_map(|&length| Some(self.table.get(key.get(..length)?)))
            .flatten()
            .copied()
    }
}

/// The first letters of a word that has as many.
fn start(word: &str) -> Option<&str> {
    let (at, last) = word.char_indices().nth(START - 1)?;
    word.get(..at + last.len_utf8())
}

/// Where the filter has the bit of a start.
fn place(start: &str) -> (usize, u64) {
    let mut hasher = FxHasher::default();
    hasher.write(start.as_bytes());
    let place = (hasher.finish() >> 32) as usize % FILTER;
    (place / 64, 1 << (place % 64))
}

#[cfg(test)]
mod tests {
    use super::super::paradigm::Degree;
    use super::super::vocabulary::FormTableBuilder;
    use super::*;

    #[test]
    fn a_word_has_the_atoms_of_all_its_beginnings() {
        let mut table = FormTableBuilder::default();
        for (atom, beginning) in ["rekommend", "rek", "leverans"].into_iter().enumerate() {
            table.add(beginning, AtomRef::new(atom as u32, Degree::Positive));
        }
        let beginnings = Beginnings::new(table.build());
        for (word, expected) in [
            ("rekommenderar", &[1, 0][..]),
            ("reklam", &[1]),
            ("leverantör", &[]),
            ("re", &[]),
        ] {
            let atoms: Vec<u32> = beginnings.of(word).map(|atom| atom.atom()).collect();
            assert_eq!(atoms, expected, "{word}");
        }
    }
}
