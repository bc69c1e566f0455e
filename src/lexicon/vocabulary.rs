//! Surface forms and the atoms they stand for.
//!
//! An *atom* is one place of a term: a word with its paradigm, a set of alternatives, a class. Every
//! surface form points to the atoms it can fill; phrases are sequences of atoms.

mod forms;

pub(super) use forms::{AtomLists, Keys, Places};
pub use forms::{FormTable, FormTableBuilder};

use super::paradigm::Degree;
use crate::annotation::Matched;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::ops::Range;

/// Strings by number, from zero; all text lies in one buffer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Those that lie one behind the other in a text; each ends where the next starts.
    pub(super) fn cut(text: &str, ends: Vec<u32>) -> Self {
        let text = text.to_owned();
        Self { text, ends }
    }

    /// Adds a string.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
    }

    /// The string with this number; empty if there is none.
    pub fn get(&self, number: u32) -> &str {
        self.text.get(range(&self.ends, number)).unwrap_or("")
    }

    /// All strings in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|number| self.get(number))
    }

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes of all strings together.
    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }
}

/// Where the item with this number lies, of items each of which ends where the next starts.
fn range(ends: &[u32], number: u32) -> Range<usize> {
    let index = number as usize;
    let start = match index.checked_sub(1) {
        Some(before) => ends.get(before).copied().unwrap_or(0),
        None => 0,
    };
    let end = ends.get(index).copied().unwrap_or(start);
    start as usize..end as usize
}

/// Numbers strings from zero.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    /// Hash and number: the hash is kept because comparing it is cheaper than comparing texts, and growing than reading
    /// them all again.
    table: HashTable<(u32, u32)>,
    texts: Texts,
}

/// A hash of a key.
pub(super) fn hash(key: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(key);
    // The better half.
    (hasher.finish() >> 32) as u32
}

/// The hash that the table works with: it looks at both ends of 64 bits.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Interner {
    /// The number of `key`, given now if it has none.
    pub fn intern(&mut self, key: &str) -> u32 {
        let hash = hash(key.as_bytes());
        let next = self.texts.len() as u32;
        let same = |&(other, id): &(u32, u32)| other == hash && self.texts.get(id) == key;
        match self
            .table
            .entry(spread(hash), same, |&(other, _)| spread(other))
        {
            Entry::Occupied(found) => return found.get().1,
            Entry::Vacant(free) => free.insert((hash, next)),
        };
        self.texts.push(key);
        next
    }

    /// The string with this number.
    pub fn text(&self, id: u32) -> &str {
        self.texts.get(id)
    }

    /// The strings in the order of their numbers.
    fn into_keys(self) -> Keys {
        let Texts { text, ends } = self.texts;
        Keys::new(text.into_bytes(), ends)
    }
}

/// An atom with the degree of the form that reached it and how it was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AtomRef(u32);

/// Degree and way lie in the low bits, so that the order of packed values is the order of atoms.
const DEGREE_BITS: u32 = 2;
const MATCHED_BITS: u32 = 3;
const ATOM_SHIFT: u32 = DEGREE_BITS + MATCHED_BITS;

const WAYS: [Matched; 7] = [
    Matched::Exact,
    Matched::Folded,
    Matched::Elongated,
    Matched::Clitic,
    Matched::Compound,
    Matched::Stem,
    Matched::Repaired,
];

impl AtomRef {
    /// All of it as one number.
    pub(super) fn packed(self) -> u32 {
        self.0
    }

    /// From the number that [`AtomRef::packed`] gave.
    pub(super) fn from_packed(packed: u32) -> Self {
        Self(packed)
    }

    /// Packs atom and degree; found exactly.
    pub fn new(atom: u32, degree: Degree) -> Self {
        Self((atom << ATOM_SHIFT) | degree as u32)
    }

    /// Degree and way.
    pub(super) fn low_bits(self) -> u32 {
        self.0 & ((1 << ATOM_SHIFT) - 1)
    }

    /// An atom with the degree and way that [`AtomRef::low_bits`] gave.
    pub(super) fn with_low_bits(atom: u32, low: u32) -> Self {
        Self(atom << ATOM_SHIFT | low)
    }

    /// The same atom found in this way.
    pub fn found(self, matched: Matched) -> Self {
        let cleared = self.0 & !(((1 << MATCHED_BITS) - 1) << DEGREE_BITS);
        Self(cleared | ((matched as u32) << DEGREE_BITS))
    }

    /// The atom.
    #[inline]
    pub fn atom(self) -> u32 {
        self.0 >> ATOM_SHIFT
    }

    /// How it was found.
    #[inline]
    pub fn matched(self) -> Matched {
        let way = (self.0 >> DEGREE_BITS) & ((1 << MATCHED_BITS) - 1);
        WAYS.get(way as usize).copied().unwrap_or(Matched::Repaired)
    }

    /// The degree.
    #[inline]
    pub fn degree(self) -> Degree {
        match self.0 & ((1 << DEGREE_BITS) - 1) {
            0 => Degree::Positive,
            1 => Degree::Comparative,
            _ => Degree::Superlative,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_atom_keeps_its_degree_and_how_it_was_found() {
        let atom = AtomRef::new(5, Degree::Superlative);
        assert_eq!((atom.atom(), atom.degree()), (5, Degree::Superlative));
        let folded = atom.found(Matched::Folded);
        assert_eq!((folded.matched(), folded.atom()), (Matched::Folded, 5));
        assert_eq!(folded.degree(), Degree::Superlative);
    }
}
