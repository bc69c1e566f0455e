//! Surface forms and the atoms they stand for.
//!
//! An *atom* is one place of a term: a word with its paradigm, a set of alternatives, a class. Every
//! surface form points to the atoms it can fill; phrases are sequences of atoms.

use super::paradigm::Degree;
use crate::annotation::Matched;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Strings by number, from zero; all text lies in one buffer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// None yet, with room for so many strings and bytes.
    pub(super) fn with_room(strings: usize, bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            ends: Vec::with_capacity(strings),
        }
    }

    /// Adds a string.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
    }

    /// The string with this number; empty if there is none.
    pub fn get(&self, number: u32) -> &str {
        let index = number as usize;
        let start = match index.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(0),
            None => 0,
        };
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.text.get(start as usize..end as usize).unwrap_or("")
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

/// Numbers strings from zero.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    /// Hash and number: the hash is kept because comparing it is cheaper than comparing texts, and growing than reading
    /// them all again.
    table: HashTable<(u32, u32)>,
    texts: Texts,
}

fn hash(key: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(key.as_bytes());
    // The better half.
    (hasher.finish() >> 32) as u32
}

/// The hash that the table works with: it looks at both ends of 64 bits.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Interner {
    /// Without strings yet, with room for so many strings and bytes.
    pub(super) fn with_room(strings: usize, bytes: usize) -> Self {
        Self {
            table: HashTable::with_capacity(strings),
            texts: Texts::with_room(strings, bytes),
        }
    }

    /// The number of `key`, if it has one.
    pub fn get(&self, key: &str) -> Option<u32> {
        let hash = hash(key);
        let same = |&(other, id): &(u32, u32)| other == hash && self.texts.get(id) == key;
        self.table.find(spread(hash), same).map(|&(_, id)| id)
    }

    /// The number of `key`, given now if it has none.
    pub fn intern(&mut self, key: &str) -> u32 {
        let hash = hash(key);
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

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
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

/// From keys to atoms: built once, then read only.
#[derive(Clone, Debug, Default)]
pub struct FormTable {
    keys: Interner,
    starts: Vec<u32>,
    atoms: Vec<AtomRef>,
}

impl FormTable {
    /// A table of these keys; the atoms of each end where those of the next start.
    pub(super) fn new(keys: Interner, starts: Vec<u32>, atoms: Vec<AtomRef>) -> Self {
        Self {
            keys,
            starts,
            atoms,
        }
    }

    /// The keys in the order of their numbers.
    pub(super) fn keys(&self) -> &Texts {
        &self.keys.texts
    }

    /// The atoms of `key`, sorted by atom; empty if the key is unknown.
    pub fn get(&self, key: &str) -> &[AtomRef] {
        match self.keys.get(key) {
            Some(id) => self.atoms_of(id),
            None => &[],
        }
    }

    /// The atoms of the key of this number.
    pub(super) fn atoms_of(&self, id: u32) -> &[AtomRef] {
        let index = id as usize;
        match (self.starts.get(index), self.starts.get(index + 1)) {
            (Some(&start), Some(&end)) => &self.atoms[start as usize..end as usize],
            _ => &[],
        }
    }

    /// All keys that have atoms, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[AtomRef])> {
        let all = (0..self.keys.len() as u32).map(|id| (self.keys.text(id), self.atoms_of(id)));
        all.filter(|(_, atoms)| !atoms.is_empty())
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// Collects keys and atoms for a [`FormTable`].
#[derive(Clone, Debug, Default)]
pub struct FormTableBuilder {
    keys: Interner,
    pairs: Vec<(u32, AtomRef)>,
}

impl FormTableBuilder {
    /// Adds one pair; doubles are dropped when building.
    pub fn add(&mut self, key: &str, atom: AtomRef) {
        let id = self.keys.intern(key);
        self.add_at(id, atom);
    }

    /// The number of a key for [`FormTableBuilder::add_at`], given now if it has none.
    pub fn key(&mut self, key: &str) -> u32 {
        self.keys.intern(key)
    }

    /// Adds one pair for the key of this number.
    pub fn add_at(&mut self, key: u32, atom: AtomRef) {
        self.pairs.push((key, atom));
    }

    /// The key of this number.
    pub fn text(&self, key: u32) -> &str {
        self.keys.text(key)
    }

    /// The finished table. Of several degrees of one atom under one key the lowest stays.
    pub fn build(self) -> FormTable {
        let Self { keys, pairs } = self;
        let mut starts = vec![0u32; keys.len() + 1];
        for &(id, _) in &pairs {
            starts[id as usize + 1] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut next = starts.clone();
        let mut scattered = vec![AtomRef(0); pairs.len()];
        for (id, atom) in pairs {
            let slot = &mut next[id as usize];
            scattered[*slot as usize] = atom;
            *slot += 1;
        }
        let mut atoms = Vec::with_capacity(scattered.len());
        let mut compact = Vec::with_capacity(starts.len());
        compact.push(0);
        for bounds in starts.windows(2) {
            let run = &mut scattered[bounds[0] as usize..bounds[1] as usize];
            run.sort_unstable();
            let before = atoms.len();
            for &atom in run.iter() {
                let last: Option<&AtomRef> = atoms[before..].last();
                if last.is_none_or(|last| last.atom() != atom.atom()) {
                    atoms.push(atom);
                }
            }
            compact.push(atoms.len() as u32);
        }
        FormTable {
            keys,
            starts: compact,
            atoms,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_gives_its_atoms_sorted_and_once() {
        let mut builder = FormTableBuilder::default();
        for (key, atom) in [("bra", 7), ("hej", 1), ("bra", 3), ("bra", 7)] {
            builder.add(key, AtomRef::new(atom, Degree::Positive));
        }
        let table = builder.build();
        let atoms: Vec<u32> = table.get("bra").iter().map(|a| a.atom()).collect();
        assert_eq!(atoms, [3, 7]);
        assert!(table.get("nej").is_empty());
    }

    #[test]
    fn an_atom_keeps_its_degree_and_how_it_was_found() {
        let atom = AtomRef::new(5, Degree::Superlative);
        assert_eq!((atom.atom(), atom.degree()), (5, Degree::Superlative));
        let folded = atom.found(Matched::Folded);
        assert_eq!((folded.matched(), folded.atom()), (Matched::Folded, 5));
        assert_eq!(folded.degree(), Degree::Superlative);
    }
}
