//! From keys to atoms: built once, then read only.
//!
//! There are a quarter of a million keys in five languages, most of them forms of the same words. So a list of atoms stands
//! there once, however many keys have it, and the places of the keys by their hashes are two arrays without room to grow.

use super::{AtomRef, Interner, hash, range};
use rustc_hash::FxHashMap;

/// From keys to atoms.
#[derive(Clone, Debug, Default)]
pub struct FormTable {
    keys: Keys,
    places: Places,
    /// The list of each key.
    lists: Vec<u32>,
    atoms: AtomLists,
}

impl FormTable {
    /// A table of these keys, none of them twice, with the list of atoms that each has.
    pub(in crate::lexicon) fn new(keys: Keys, lists: Vec<u32>, atoms: AtomLists) -> Self {
        let numbers = 0..keys.len() as u32;
        let hashes: Vec<u32> = numbers.map(|number| hash(keys.bytes_of(number))).collect();
        Self {
            places: Places::of(&hashes),
            keys,
            lists,
            atoms,
        }
    }

    /// The keys in the order of their numbers.
    pub(in crate::lexicon) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The atoms of `key`, sorted by atom; empty if the key is unknown.
    pub fn get(&self, key: &str) -> &[AtomRef] {
        let key = key.as_bytes();
        let mut candidates = self.places.candidates(key);
        let found = candidates.find(|&number| self.keys.bytes_of(number) == key);
        found.map_or(&[], |number| self.atoms_of(number))
    }

    /// The atoms of the key of this number.
    pub(in crate::lexicon) fn atoms_of(&self, number: u32) -> &[AtomRef] {
        let list = self.lists.get(number as usize);
        list.map_or(&[], |&list| self.atoms.get(list))
    }

    /// The number of the list of atoms of the key of this number.
    pub(in crate::lexicon) fn list(&self, number: u32) -> u32 {
        self.lists.get(number as usize).copied().unwrap_or(0)
    }

    /// The lists of atoms, in the order in which the keys first have them.
    pub(in crate::lexicon) fn lists(&self) -> &AtomLists {
        &self.atoms
    }

    /// All keys that have atoms, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[AtomRef])> {
        let numbered = self.keys.iter().zip(0..);
        let all = numbered.map(|(key, number)| (key, self.atoms_of(number)));
        all.filter(|(_, atoms)| !atoms.is_empty())
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Keys by number. They are compared far more often than read, so they are kept as bytes: letters are only looked for where
/// a key is shown or spelled anew.
#[derive(Clone, Debug, Default)]
pub(in crate::lexicon) struct Keys {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Keys {
    /// Those that lie one behind the other; each ends where the next starts.
    pub fn new(bytes: Vec<u8>, ends: Vec<u32>) -> Self {
        Self { bytes, ends }
    }

    /// None yet, with room for so many keys and bytes.
    pub fn with_room(keys: usize, bytes: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes),
            ends: Vec::with_capacity(keys),
        }
    }

    /// Adds a key that shares its first bytes with the last one; `None` if that has not so many.
    pub fn push_behind(&mut self, shared: usize, rest: &str) -> Option<()> {
        let start = match self.ends.as_slice() {
            [.., before, _] => *before as usize,
            _ => 0,
        };
        let end = start.checked_add(shared)?;
        if end > self.bytes.len() {
            return None;
        }
        self.bytes.extend_from_within(start..end);
        self.bytes.extend_from_slice(rest.as_bytes());
        self.ends.push(self.bytes.len() as u32);
        Some(())
    }

    /// The bytes of the key with this number.
    fn bytes_of(&self, number: u32) -> &[u8] {
        self.bytes.get(range(&self.ends, number)).unwrap_or(&[])
    }

    /// The key with this number; empty if there is none.
    pub fn get(&self, number: u32) -> &str {
        std::str::from_utf8(self.bytes_of(number)).unwrap_or("")
    }

    /// All keys in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|number| self.get(number))
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all keys together.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }
}

/// Lists of atoms by number.
#[derive(Clone, Debug, Default)]
pub(in crate::lexicon) struct AtomLists {
    atoms: Vec<AtomRef>,
    ends: Vec<u32>,
}

impl AtomLists {
    /// None yet, with room for so many lists and atoms.
    pub fn with_room(lists: usize, atoms: usize) -> Self {
        Self {
            atoms: Vec::with_capacity(atoms),
            ends: Vec::with_capacity(lists),
        }
    }

    /// Adds an atom to the list that is ended next.
    pub fn push(&mut self, atom: AtomRef) {
        self.atoms.push(atom);
    }

    /// Ends a list.
    pub fn end(&mut self) {
        self.ends.push(self.atoms.len() as u32);
    }

    /// The list with this number.
    pub fn get(&self, number: u32) -> &[AtomRef] {
        self.atoms.get(range(&self.ends, number)).unwrap_or(&[])
    }

    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Atoms of all lists together.
    pub fn atoms(&self) -> usize {
        self.atoms.len()
    }
}

/// Where keys are, by their hashes: each in one of half as many buckets as there are keys.
#[derive(Clone, Debug, Default)]
pub(in crate::lexicon) struct Places {
    /// Where the slots of each bucket start; they end where those of the next one start.
    starts: Vec<u32>,
    /// The number of a key in the lowest bits, the lowest bits of its hash in all others: hardly a text is compared in vain.
    slots: Vec<u32>,
    /// Bits of a number.
    bits: u32,
}

impl Places {
    /// Those of keys with these hashes, in the order of their numbers.
    pub fn of(hashes: &[u32]) -> Self {
        let buckets = hashes.len() / 2 + 1;
        // One place further on, so that each is where its bucket starts once all are filled.
        let mut starts = vec![0u32; buckets + 2];
        for &hash in hashes {
            starts[bucket(hash, buckets) + 2] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut places = Self {
            slots: vec![0; hashes.len()],
            starts,
            bits: usize::BITS - hashes.len().leading_zeros(),
        };
        for (&hash, number) in hashes.iter().zip(0..) {
            let next = &mut places.starts[bucket(hash, buckets) + 1];
            places.slots[*next as usize] = number | hash << places.bits;
            *next += 1;
        }
        places.starts.pop();
        places
    }

    /// The numbers of the keys that may be this one.
    #[inline]
    pub fn candidates(&self, key: &[u8]) -> impl Iterator<Item = u32> + use<'_> {
        let (hash, numbers) = (hash(key), (1 << self.bits) - 1);
        let slots = self.bucket(hash).unwrap_or(&[]).iter();
        let alike = slots.filter(move |&&slot| (slot ^ hash << self.bits) & !numbers == 0);
        alike.map(move |slot| slot & numbers)
    }

    #[inline]
    fn bucket(&self, hash: u32) -> Option<&[u32]> {
        let bucket = bucket(hash, self.starts.len().checked_sub(1)?);
        let bounds = self.starts.get(bucket..bucket + 2)?;
        self.slots.get(bounds[0] as usize..bounds[1] as usize)
    }
}

/// The bucket of a hash by its highest bits.
fn bucket(hash: u32, buckets: usize) -> usize {
    ((u64::from(hash) * buckets as u64) >> 32) as usize
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
        let Self { keys, mut pairs } = self;
        let keys = keys.into_keys();
        pairs.sort_unstable();
        pairs.dedup_by_key(|(key, atom)| (*key, atom.atom()));
        let mut atoms = AtomLists::default();
        let mut known: FxHashMap<Vec<AtomRef>, u32> = FxHashMap::default();
        let mut lists = Vec::with_capacity(keys.len());
        let mut pairs = pairs.into_iter().peekable();
        for key in 0..keys.len() as u32 {
            let own = std::iter::from_fn(|| pairs.next_if(|pair| pair.0 == key));
            let own: Vec<AtomRef> = own.map(|(_, atom)| atom).collect();
            lists.push(*known.entry(own).or_insert_with_key(|own| {
                own.iter().for_each(|&atom| atoms.push(atom));
                atoms.end();
                atoms.len() as u32 - 1
            }));
        }
        FormTable::new(keys, lists, atoms)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::paradigm::Degree;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

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

    proptest! {
        #[test]
        fn it_answers_as_a_map_does(pairs in proptest::collection::vec(("[ab]{0,3}|[абв]{1,4}", 0..40u32), 0..300)) {
            let mut builder = FormTableBuilder::default();
            let mut expected: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
            for (key, atom) in &pairs {
                builder.add(key, AtomRef::new(*atom, Degree::Positive));
                expected.entry(key).or_default().push(*atom);
            }
            let table = builder.build();
            prop_assert_eq!(table.len(), expected.len());
            for (key, mut atoms) in expected {
                atoms.sort_unstable();
                atoms.dedup();
                let found: Vec<u32> = table.get(key).iter().map(|atom| atom.atom()).collect();
                prop_assert_eq!(found, atoms);
                let unknown = format!("{key}c");
                prop_assert!(table.get(&unknown).is_empty());
            }
        }
    }
}
