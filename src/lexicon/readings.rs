//! What a word is known as: its atoms, and where they lead in both tries.

use super::pack::Pack;
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
    /// Behind the last one.
    to: u32,
}

impl Start {
    /// The places of the ways on.
    pub fn places(&self) -> Range<u32> {
        self.from..self.to
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
        let (mut accepts, mut open) = (Vec::new(), Vec::new());
        for &atom in atoms {
            let Some(node) = trie.after_root(atom.atom()) else {
                continue;
            };
            let entries = trie.accepts(node).iter();
            accepts.extend(entries.map(|&entry| Accept { entry, atom }));
            let Range {
                start: from,
                end: to,
            } = trie.places(node);
            if from < to {
                open.push(Start { atom, from, to });
            }
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
            atoms: atoms.into(),
            norm: joined.into(),
        }
    }

    /// The surest reading as an atom, if it is one.
    pub fn find(&self, atom: u32) -> Option<AtomRef> {
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
