//! Words as they were looked up, kept from one comment to the next.
//!
//! Most words of comments are the same few thousand, and what a word is known as depends on the word and on whether
//! its comment is folded, on nothing else.

use super::matcher::{Match, Matches, Wide, Word};
use super::present::Present;
use super::readings::Readings;
use rustc_hash::FxBuildHasher;
use std::collections::HashMap;
use std::sync::Arc;

/// Words of a generation, and about how many bytes they may take together. Two generations are kept: when the younger
/// is full, the older is forgotten, so that a run does not grow and the words of every other comment stay.
///
/// A table with room for so many words is no larger than one for fewer.
const MOST: usize = 7168;
const MOST_BYTES: usize = 3 << 18;

/// About what a word takes beside itself: its slot of a table, half filled, and what two allocations take.
const SLOT: usize = 2 * size_of::<(Box<str>, Box<Word>)>() + 32;

/// Longer words are not kept: they do not come again.
const LONGEST: usize = 64;

/// In boxes, because half of a table's slots may be empty, and it keeps its size from generation to generation.
type Words = HashMap<Box<str>, Box<Word>, FxBuildHasher>;

/// Words with what is known of them, those of comments that are not folded and those of comments that are.
#[derive(Debug, Default)]
struct Generation {
    words: [Words; 2],
    /// Bytes of all of them, about.
    bytes: usize,
}

impl Generation {
    fn clear(&mut self) {
        self.words.iter_mut().for_each(HashMap::clear);
        self.bytes = 0;
    }
}

/// What one thread keeps between comments. Belongs to one pack.
#[derive(Debug, Default)]
pub struct Memory {
    young: Generation,
    old: Generation,
    repair: bool,
    /// The readings of all words that the lists do not know.
    unknown: Arc<Readings>,
    pub(super) room: Room,
}

/// Lists that are filled anew for each comment or sentence.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// Atoms of a sentence.
    pub present: Present,
    /// Where the gaps of a sentence end.
    pub limits: Vec<usize>,
    /// Phrases of a sentence.
    pub phrases: Vec<Match>,
    /// What covers several words of a sentence.
    pub wide: Vec<Wide>,
    /// Words and matches of a comment that was done with.
    pub matches: Matches,
}

impl Memory {
    /// A memory whose words are looked up with spelling repair, or without as [`Memory::default`].
    pub fn new(repair: bool) -> Self {
        Self {
            repair,
            ..Self::default()
        }
    }

    /// Takes back the words and matches of a comment that is done with, so that those of the next one find room.
    pub fn done_with(&mut self, mut matches: Matches) {
        matches.words.clear();
        matches.found.clear();
        self.room.matches = matches;
    }

    /// True if unknown words are repaired.
    pub(super) fn repairs(&self) -> bool {
        self.repair
    }

    /// What is known of a word, if it was looked up before.
    pub(super) fn recall(&mut self, text: &str, fold: bool) -> Option<Word> {
        let fold = usize::from(fold);
        if let Some(word) = self.young.words[fold].get(text) {
            return Some(Word::clone(word));
        }
        let (text, word) = self.old.words[fold].remove_entry(text)?;
        let found = Word::clone(&word);
        self.put(text, fold, word);
        Some(found)
    }

    /// Keeps a word that was looked up.
    pub(super) fn keep(&mut self, text: &str, fold: bool, word: &Word) {
        if text.len() > LONGEST {
            return;
        }
        let mut word = Box::new(word.clone());
        if word.readings.is_empty() {
            word.readings = Arc::clone(&self.unknown);
        }
        self.put(text.into(), usize::from(fold), word);
    }

    fn put(&mut self, text: Box<str>, fold: usize, word: Box<Word>) {
        let readings = match Arc::ptr_eq(&word.readings, &self.unknown) {
            true => 0,
            false => word.readings.size(),
        };
        let size = SLOT + size_of::<Word>() + text.len() + readings;
        let young = &self.young;
        if young.words[fold].len() >= MOST || young.bytes + size > MOST_BYTES {
            std::mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
        }
        self.young.bytes += size;
        self.young.words[fold].insert(text, word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_forgotten_a_generation_at_a_time_and_those_in_use_stay() {
        let mut memory = Memory::default();
        for number in 0..5 * MOST {
            memory.keep(&number.to_string(), false, &Word::default());
            if number % 100 == 0 {
                memory.keep("always", false, &Word::default());
            }
        }
        let kept = memory.young.words[0].len() + memory.old.words[0].len();
        assert!(kept <= 2 * MOST);
        assert!(memory.recall("always", false).is_some());
        assert!(memory.recall("7", false).is_none());
        assert!(memory.recall("always", true).is_none());
    }
}
