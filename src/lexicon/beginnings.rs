//! Terms that are the beginning of a word: `rekommend*`.

use super::vocabulary::AtomRef;
use rustc_hash::{FxHashMap, FxHashSet};

/// Letters that tell most words apart from all beginnings; no beginning is shorter.
const START: usize = 3;

/// Beginnings of words with the atoms they stand for.
#[derive(Clone, Debug, Default)]
pub struct Beginnings {
    atoms: FxHashMap<Box<str>, Vec<AtomRef>>,
    starts: FxHashSet<Box<str>>,
    /// Lengths in bytes, ascending.
    lengths: Vec<usize>,
}

impl Beginnings {
    /// Adds one.
    pub fn add(&mut self, beginning: &str, atom: AtomRef) {
        if let Some(atoms) = self.atoms.get_mut(beginning) {
            atoms.push(atom);
            return;
        }
        let start: String = beginning.chars().take(START).collect();
        self.starts.insert(start.into());
        if let Err(at) = self.lengths.binary_search(&beginning.len()) {
            self.lengths.insert(at, beginning.len());
        }
        self.atoms.insert(beginning.into(), vec![atom]);
    }

    /// All beginnings with their atoms, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[AtomRef])> {
        let all = self.atoms.iter();
        all.map(|(beginning, atoms)| (&**beginning, atoms.as_slice()))
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.atoms.is_empty()
    }

    /// The atoms of every beginning of `key`, the shortest first.
    pub fn of<'a>(&'a self, key: &'a str) -> impl Iterator<Item = AtomRef> + 'a {
        let third = key.char_indices().nth(START - 1);
        let start = third.and_then(|(at, c)| key.get(..at + c.len_utf8()));
        let lengths: &[usize] = match start {
            Some(start) if self.starts.contains(start) => &self.lengths,
            _ => &[],
        };
        lengths
            .iter()
            .filter_map(|&length| self.atoms.get(key.get(..length)?))
            .flatten()
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::paradigm::Degree;
    use super::*;

    #[test]
    fn a_word_has_the_atoms_of_all_its_beginnings() {
        let mut beginnings = Beginnings::default();
        for (atom, beginning) in ["rekommend", "rek", "leverans"].into_iter().enumerate() {
            beginnings.add(beginning, AtomRef::new(atom as u32, Degree::Positive));
        }
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
