//! From tokens to matches: which words are known, and which terms they fill.
//!
//! A term is a path of atoms (see [`super::trie`]). Each word is looked up once (`look_up`); the walk
//! through the trie (`walk`) then only compares numbers.

use super::entry::EntryKind;
use super::look_up::{join_words, look_up_words};
use super::memory::{Memory, Room};
use super::pack::Pack;
use super::paradigm::Degree;
use super::readings::Readings;
use super::vocabulary::AtomRef;
use super::walk::{Field, Walker, limits};
use crate::annotation::Matched;
use crate::document::{Sentence, Token};
use std::ops::Range;
use std::sync::Arc;

/// A word of a comment, looked up.
#[derive(Clone, Debug, Default)]
pub struct Word {
    /// Index of its token.
    pub token: usize,
    /// Index of its sentence.
    pub sentence: usize,
    /// True if a comma, dash, colon or bracket stands before it in its sentence.
    pub after_break: bool,
    /// How it was found: the surest way among its atoms.
    pub matched: Matched,
    /// True if any list knows it.
    pub known: bool,
    /// True for an emoji or emoticon.
    pub pictured: bool,
    /// True if letters are repeated.
    pub elongated: bool,
    /// True if it is written in capitals.
    pub capitals: bool,
    /// The listed form that it was repaired to.
    pub repaired: Option<Box<str>>,
    /// Modifier glued to it, by entry.
    pub glued: Option<u32>,
    /// True if clitics around it negate it.
    pub negated: bool,
    /// Value of a number.
    pub number: Option<i32>,
    pub(super) readings: Arc<Readings>,
}

/// A term found. Positions are indices of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The entry.
    pub entry: u32,
    /// First word.
    pub first: usize,
    /// Bit `k` is set if word `first + k` is part of the match.
    pub mask: u64,
    /// How the least certain word was found.
    pub matched: Matched,
    /// Highest degree of its words.
    pub degree: Degree,
}

/// Longest match in words: the width of [`Match::mask`].
pub const WIDEST_MATCH: usize = 64;

impl Match {
    /// Last word.
    pub fn last(&self) -> usize {
        self.first + 63 - self.mask.leading_zeros() as usize
    }

    /// How many words it holds.
    pub fn words(&self) -> u32 {
        self.mask.count_ones()
    }

    /// Indices of its words.
    pub fn positions(&self) -> impl Iterator<Item = usize> + use<> {
        let first = self.first;
        bits(self.mask).map(move |bit| first + bit)
    }

    /// The words it shares with another match, as a mask on this one.
    pub fn shared(&self, other: &Self) -> u64 {
        shared_words(self.first, self.mask, other.first, other.mask)
    }

    /// True if it shares a word with those that `mask` names from `first` on.
    pub fn shares_with(&self, first: usize, mask: u64) -> bool {
        shared_words(self.first, self.mask, first, mask) != 0
    }

    /// True if every word of this match belongs to `other`.
    pub fn inside(&self, other: &Self) -> bool {
        self.shared(other) == self.mask
    }
}

/// The bits that are set in a mask, the lowest first.
pub fn bits(mask: u64) -> impl Iterator<Item = usize> {
    let mut left = mask;
    std::iter::from_fn(move || {
        let bit = left.trailing_zeros() as usize;
        left &= left.checked_sub(1)?;
        Some(bit)
    })
}

fn shared_words(first: usize, mask: u64, other_first: usize, other_mask: u64) -> u64 {
    let moved = if first <= other_first {
        let shift = other_first - first;
        (shift < WIDEST_MATCH).then(|| other_mask << shift)
    } else {
        let shift = first - other_first;
        (shift < WIDEST_MATCH).then(|| other_mask >> shift)
    };
    moved.map_or(0, |moved| mask & moved)
}

/// An atom that covers several words: a phrase of a class, or two words written apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wide {
    /// First word.
    pub first: usize,
    /// How many words it covers.
    pub length: usize,
    /// The atom.
    pub atom: AtomRef,
    /// How the least certain of its words was found.
    pub matched: Matched,
}

/// The words of a comment and the terms found among them.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// Words in order.
    pub words: Vec<Word>,
    /// Terms found, in order of their first word.
    pub found: Vec<Match>,
}

/// Looks up all words of a comment and finds all terms among them.
pub fn find(pack: &Pack, text: &str, tokens: &[Token], sentences: &[Sentence]) -> Matches {
    find_with(pack, &mut Memory::default(), text, tokens, sentences)
}

/// The same with the words that were looked up before: `memory` belongs to this pack alone.
pub fn find_with(
    pack: &Pack,
    memory: &mut Memory,
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
) -> Matches {
    let mut matches = std::mem::take(&mut memory.room.matches);
    look_up_words(pack, memory, text, tokens, sentences, &mut matches);
    let joined = join_words(pack, tokens, &matches.words);
    let Matches { words, found } = &mut matches;
    let mut walk = Walk {
        pack,
        words,
        joined: &joined,
        found,
        room: &mut memory.room,
    };
    let mut start = 0;
    while let Some(word) = words.get(start) {
        let rest = words.get(start..).unwrap_or(&[]).iter();
        let length = rest.take_while(|other| other.sentence == word.sentence);
        let end = start + length.count();
        walk.sentence(start..end);
        start = end;
    }
    found.dedup_by_key(|m| (m.first, m.entry, m.mask));
    matches
}

/// The walk over all sentences of a comment. No term reaches over the end of one.
struct Walk<'m> {
    pack: &'m Pack,
    words: &'m [Word],
    /// What was joined, of all sentences.
    joined: &'m [Wide],
    found: &'m mut Vec<Match>,
    room: &'m mut Room,
}

impl Walk<'_> {
    fn sentence(&mut self, sentence: Range<usize>) {
        let words = self.words.get(sentence.clone()).unwrap_or(&[]);
        self.room.present.clear();
        for word in words {
            for &atom in &word.readings.following {
                self.room.present.add(atom);
            }
        }
        let joined = |at: usize| self.joined.partition_point(|wide| wide.first < at);
        let joined = joined(sentence.start)..joined(sentence.end);
        self.room.wide.clear();
        self.room.wide.extend_from_slice(&self.joined[joined]);
        for wide in &self.room.wide {
            self.room.present.add(wide.atom.atom());
        }
        limits(self.words, sentence.clone(), &mut self.room.limits);
        self.find_phrases(sentence.start);
        let field = Field {
            words: self.words,
            start: sentence.start,
            limits: &self.room.limits,
            present: &self.room.present,
            wide: &self.room.wide,
        };
        Walker::new(field, &self.pack.terms, self.found).run(|readings| &readings.terms);
    }

    /// Finds the phrases of classes and groups, then those that hold others: they cover several words for the terms.
    fn find_phrases(&mut self, start: usize) {
        for _ in 0..DEEPEST {
            self.room.phrases.clear();
            let field = Field {
                words: self.words,
                start,
                limits: &self.room.limits,
                present: &self.room.present,
                wide: &self.room.wide,
            };
            Walker::new(field, &self.pack.class_phrases, &mut self.room.phrases)
                .run(|readings| &readings.phrases);
            let before = self.room.wide.len();
            for phrase in &self.room.phrases {
                if let Some(EntryKind::ClassPhrase(atom)) = self.pack.kind(phrase.entry) {
                    self.room.present.add(*atom);
                    self.room.wide.push(Wide {
                        first: phrase.first,
                        length: phrase.last() + 1 - phrase.first,
                        atom: AtomRef::new(*atom, phrase.degree),
                        matched: phrase.matched,
                    });
                }
            }
            // Of several ways to one atom the surest stays.
            self.room
                .wide
                .sort_by_key(|wide| (wide.first, wide.length, wide.atom, wide.matched));
            self.room
                .wide
                .dedup_by_key(|wide| (wide.first, wide.length, wide.atom));
            let inner = |wide: &Wide| self.pack.inner_phrases.contains(&wide.atom.atom());
            if self.room.wide.len() == before || !self.room.wide.iter().any(inner) {
                break;
            }
        }
    }
}

/// Phrases that stand in phrases, and those in turn: how often phrases are looked for at most.
const DEEPEST: usize = 3;
