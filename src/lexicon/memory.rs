//! Words as they were looked up, kept from one comment to the next.
//!
//! Most words of comments are the same few thousand, and what a word is known as depends on the word and on whether
//! its comment is folded, on nothing else.

use super::matcher::Word;
use super::trie::{Trie, bit};
use super::vocabulary::{AtomRef, Interner};
use std::ops::Range;

/// Words kept of a language, folded and not; then all are forgotten, so that a run does not grow.
const MOST: usize = 8192;

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
    /// The node one atom from the root.
    pub node: u32,
    /// The atom, with its degree and how it was found.
    pub atom: AtomRef,
}

/// Where a word's share of the [`Lists`] lies.
#[derive(Clone, Debug, Default)]
pub(super) struct Shares {
    /// The bits of its atoms.
    pub mask: u64,
    atoms: Range<u32>,
    terms: Place,
    phrases: Place,
    norm: Range<u32>,
}

#[derive(Clone, Debug, Default)]
struct Place {
    accepts: Range<u32>,
    open: Range<u32>,
}

/// What words lead to in one trie.
#[derive(Clone, Debug, Default)]
struct Starts {
    accepts: Vec<Accept>,
    open: Vec<Start>,
}

impl Starts {
    fn add(&mut self, atoms: &[AtomRef], trie: &Trie) -> Place {
        let (accepts, open) = (self.accepts.len() as u32, self.open.len() as u32);
        for &atom in atoms {
            let Some(node) = trie.from_root(atom.atom()) else {
                continue;
            };
            let entries = trie.accepts(node).iter();
            let accept = |&entry| Accept { entry, atom };
            self.accepts.extend(entries.map(accept));
            if !trie.ends(node) {
                self.open.push(Start { node, atom });
            }
        }
        Place {
            accepts: accepts..self.accepts.len() as u32,
            open: open..self.open.len() as u32,
        }
    }

    fn copy(&mut self, from: &Self, place: &Place) -> Place {
        let (accepts, open) = from.of(place);
        Place {
            accepts: copy(&mut self.accepts, accepts),
            open: copy(&mut self.open, open),
        }
    }

    fn of(&self, place: &Place) -> (&[Accept], &[Start]) {
        (
            run(&self.accepts, &place.accepts),
            run(&self.open, &place.open),
        )
    }
}

/// What was found for a run of words, one word's behind the other's.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    atoms: Vec<AtomRef>,
    terms: Starts,
    phrases: Starts,
    norms: String,
}

fn run<'l, T>(list: &'l [T], range: &Range<u32>) -> &'l [T] {
    list.get(range.start as usize..range.end as usize)
        .unwrap_or(&[])
}

/// Copies a run to the end of a list.
fn copy<T: Copy>(to: &mut Vec<T>, from: &[T]) -> Range<u32> {
    let start = to.len() as u32;
    to.extend_from_slice(from);
    start..to.len() as u32
}

impl Lists {
    /// Adds the atoms of a word, sorted, and the places of both tries that they lead to.
    pub fn add(&mut self, atoms: &[AtomRef], norm: &str, terms: &Trie, phrases: &Trie) -> Shares {
        Shares {
            mask: atoms.iter().fold(0, |mask, atom| mask | bit(atom.atom())),
            terms: self.terms.add(atoms, terms),
            phrases: self.phrases.add(atoms, phrases),
            atoms: copy(&mut self.atoms, atoms),
            norm: self.add_norm(norm),
        }
    }

    /// Adds what other lists hold for a word.
    fn copy(&mut self, from: &Self, shares: &Shares) -> Shares {
        Shares {
            mask: shares.mask,
            atoms: copy(&mut self.atoms, from.atoms(shares)),
            terms: self.terms.copy(&from.terms, &shares.terms),
            phrases: self.phrases.copy(&from.phrases, &shares.phrases),
            norm: self.add_norm(from.norms(&shares.norm)),
        }
    }

    fn add_norm(&mut self, norm: &str) -> Range<u32> {
        let start = self.norms.len() as u32;
        self.norms.push_str(norm);
        start..self.norms.len() as u32
    }

    /// Atoms of a word, sorted.
    pub fn atoms(&self, shares: &Shares) -> &[AtomRef] {
        run(&self.atoms, &shares.atoms)
    }

    /// The terms that are a word, and where longer ones start with it.
    pub fn terms(&self, shares: &Shares) -> (&[Accept], &[Start]) {
        self.terms.of(&shares.terms)
    }

    /// The same for phrases of classes.
    pub fn phrases(&self, shares: &Shares) -> (&[Accept], &[Start]) {
        self.phrases.of(&shares.phrases)
    }

    /// The norms of the words from `first` to `last` in one, without spaces.
    pub fn joined(&self, first: &Shares, last: &Shares) -> &str {
        self.norms(&(first.norm.start..last.norm.end))
    }

    fn norms(&self, range: &Range<u32>) -> &str {
        self.norms
            .get(range.start as usize..range.end as usize)
            .unwrap_or("")
    }
}

/// Words with what is known of them.
#[derive(Debug, Default)]
struct Known {
    keys: Interner,
    words: Vec<Word>,
    lists: Lists,
}

/// What one thread keeps between comments. Belongs to one pack.
#[derive(Debug, Default)]
pub struct Memory {
    known: [Known; 2],
    repair: bool,
}

impl Memory {
    /// A memory whose words are looked up with spelling repair, or without as [`Memory::default`].
    pub fn new(repair: bool) -> Self {
        Self {
            repair,
            ..Self::default()
        }
    }

    /// True if unknown words are repaired.
    pub(super) fn repairs(&self) -> bool {
        self.repair
    }

    /// Adds what is known of a word to `lists`, if it was looked up before.
    pub(super) fn recall(&self, text: &str, fold: bool, lists: &mut Lists) -> Option<Word> {
        let known = &self.known[usize::from(fold)];
        let word = known.words.get(known.keys.get(text)? as usize)?;
        Some(Word {
            shares: lists.copy(&known.lists, &word.shares),
            ..word.clone()
        })
    }

    /// Keeps a word that was looked up; what is known of it stands in `lists`.
    pub(super) fn keep(&mut self, text: &str, fold: bool, word: &Word, lists: &Lists) {
        let known = &mut self.known[usize::from(fold)];
        if known.words.len() >= MOST {
            *known = Known::default();
        }
        known.keys.intern(text);
        known.words.push(Word {
            shares: known.lists.copy(lists, &word.shares),
            ..word.clone()
        });
    }
}
