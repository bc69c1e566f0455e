//! What a word is known as: its atoms, and where they lead in both tries.

use super::pack::Pack;
use super::present::Present;
use super::trie::Trie;
use super::vocabulary::AtomRef;
use std::ops::Range;

/// A term that is one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Accept {
    /// The entry.
    pub entry: u32,
    /// The atom, with its degree and how it was found.
    pub atom: AtomRef,
}

/// A place of a trie where longer terms start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Start {
    /// The atom, with its degree and how it was found.
    pub atom: AtomRef,
    /// First of the trie's ways on from there.
    from: u32,
    /// Behind the last one; of a single way [`SINGLE`] and its atom. Four of five starts have a single way on, and most ask
    /// for a word that is not in the sentence: that is told without a look into the trie.
    to: u32,
}

/// Marks the atom of a single way on: no trie has so many ways, and no atom so high a number.
const SINGLE: u32 = 1 << 31;

impl Start {
    /// Where the terms of an atom go on, if any of them does.
    fn of(atom: AtomRef, trie: &Trie, places: Range<u32>) -> Option<Self> {
        let from = places.start;
        let to = match trie.single_atom(places.clone()) {
            Some(next) => SINGLE | next,
            None => places.end,
        };
        (!places.is_empty()).then_some(Self { atom, from, to })
    }

    /// The places of the ways on; `None` if there is only one, and its atom is not there.
    #[inline]
    pub fn open_places(&self, present: &Present) -> Option<Range<u32>> {
        if self.to & SINGLE == 0 {
            return Some(self.from..self.to);
        }
        let there = present.may_have(self.to & !SINGLE);
        there.then_some(self.from..self.from + 1)
    }
}

/// What a word leads to in one trie.
#[derive(Clone, Debug, Default)]
pub(super) struct Starts {
    /// Terms that are the word, by entry; of several ways to one entry the surest stays.
    pub accepts: Box<[Accept]>,
    /// Where longer terms start.
    pub open: Box<[Start]>,
}

impl Starts {
    fn of(atoms: &[AtomRef], trie: &Trie) -> Self {
        let nodes = atoms
            .iter()
            .filter_map(|&atom| Some((atom, trie.after_root(atom.atom())?)));
        // Counted before, so that neither list grows.
        let (mut entries, mut starts) = (0, 0);
        for (_, node) in nodes.clone() {
            entries += trie.accepts(node).len();
            starts += usize::from(!trie.places(node).is_empty());
        }
        let mut accepts = Vec::with_capacity(entries);
        let mut open = Vec::with_capacity(starts);
        for (atom, node) in nodes {
            let entries = trie.accepts(node).iter();
            accepts.extend(entries.map(|&entry| Accept { entry, atom }));
            open.extend(Start::of(atom, trie, trie.places(node)));
        }
        accepts.sort_by_key(|accept| (accept.entry, accept.atom.matched()));
        accepts.dedup_by_key(|accept| accept.entry);
        Self {
            accepts: accepts.into(),
            open: open.into(),
        }
    }
}

/// What the lists know of a word. Shared by all its places in all comments.
#[derive(Clone, Debug, Default)]
pub(super) struct Readings {
    /// Sorted.
    pub atoms: Box<[AtomRef]>,
    /// A bit for each of its atoms, and for those that share it: few words have the atom that a term goes on with.
    signature: u128,
    /// Those of its atoms that lead on from another word in either trie.
    pub following: Box<[u32]>,
    /// In the trie of terms.
    pub terms: Starts,
    /// In the trie of the phrases of classes.
    pub phrases: Starts,
    /// The word as the lists spell it, in languages whose words are joined; else empty.
    pub norm: Box<str>,
}

impl Readings {
    /// Those of a word with these atoms, sorted.
    pub fn of(pack: &Pack, atoms: &[AtomRef], norm: &str) -> Self {
        let follows = |atom: &u32| pack.terms.follows(*atom) || pack.class_phrases.follows(*atom);
        let joined = if pack.compounds.is_some() { norm } else { "" };
        Self {
            terms: Starts::of(atoms, &pack.terms),
            phrases: Starts::of(atoms, &pack.class_phrases),
            following: atoms.iter().map(|a| a.atom()).filter(follows).collect(),
            signature: atoms
                .iter()
                .fold(0, |all, atom| all | signature(atom.atom())),
            atoms: atoms.into(),
            norm: joined.into(),
        }
    }

    /// The surest reading as an atom, if it is one.
    #[inline]
    pub fn find(&self, atom: u32) -> Option<AtomRef> {
        if self.signature & signature(atom) == 0 {
            return None;
        }
        let at = self.atoms.partition_point(|own| own.atom() < atom);
        let found = self.atoms.get(at).copied();
        found.filter(|found| found.atom() == atom)
    }

    /// True if the lists say nothing of the word.
    pub fn is_empty(&self) -> bool {
        self.atoms.is_empty() && self.norm.is_empty()
    }

    /// Bytes it takes, about: an allocation takes eight bytes more than what is in it, and eight more on average.
    pub fn size(&self) -> usize {
        let allocated = |bytes: usize| if bytes == 0 { 0 } else { bytes + 16 };
        let starts = |starts: &Starts| {
            allocated(size_of_val(&*starts.accepts)) + allocated(size_of_val(&*starts.open))
        };
        let lists = starts(&self.terms) + starts(&self.phrases);
        allocated(size_of::<Self>())
            + lists
            + allocated(size_of_val(&*self.atoms))
            + allocated(size_of_val(&*self.following))
            + allocated(self.norm.len())
    }
}

/// The bit of an atom in the signature of a word.
#[inline]
fn signature(atom: u32) -> u128 {
    1 << (atom % u128::BITS)
}
