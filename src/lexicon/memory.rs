//! Words as they were looked up, kept from one comment to the next.
//!
//! Most words of comments are the same few thousand, and what a word is known as depends on the word and on whether
//! its comment is folded, on nothing else.

use super::matcher::Word;
use super::trie::Trie;
use super::vocabulary::{AtomRef, Interner};
use std::ops::Range;

/// Words kept of a language, folded and not; then all are forgotten, so that a run does not grow.
const MOST: usize = 8192;

/// A place of the trie where a term can start.
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
    atoms: Range<u32>,
    terms: Range<u32>,
    phrases: Range<u32>,
    norm: Range<u32>,
}

/// What was found for a run of words, one word's behind the other's.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    atoms: Vec<AtomRef>,
    terms: Vec<Start>,
    phrases: Vec<Start>,
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
        let starts = |list: &mut Vec<Start>, trie: &Trie| {
            let before = list.len() as u32;
            list.extend(atoms.iter().filter_map(|&atom| {
                let node = trie.from_root(atom.atom())?;
                Some(Start { node, atom })
            }));
            before..list.len() as u32
        };
        Shares {
            terms: starts(&mut self.terms, terms),
            phrases: starts(&mut self.phrases, phrases),
            atoms: copy(&mut self.atoms, atoms),
            norm: self.add_norm(norm),
        }
    }

    /// Adds what other lists hold for a word.
    fn copy(&mut self, from: &Self, shares: &Shares) -> Shares {
        Shares {
            atoms: copy(&mut self.atoms, from.atoms(shares)),
            terms: copy(&mut self.terms, from.terms(shares)),
            phrases: copy(&mut self.phrases, from.phrases(shares)),
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

    /// Where terms can start with a word.
    pub fn terms(&self, shares: &Shares) -> &[Start] {
        run(&self.terms, &shares.terms)
    }

    /// Where phrases of classes can start with a word.
    pub fn phrases(&self, shares: &Shares) -> &[Start] {
        run(&self.phrases, &shares.phrases)
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
}

impl Memory {
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
