//! Words as they were looked up, kept from one comment to the next.
//!
//! Most words of comments are the same few thousand, and what a word is known as depends on the word and on whether
//! its comment is folded, on nothing else.

use super::matcher::Word;
use super::present::Present;
use rustc_hash::FxBuildHasher;
use std::collections::HashMap;

/// Words of a generation, and about how many bytes they may take together. Two generations are kept: when the younger
/// is full, the older is forgotten, so that a run does not grow and the words of every other comment stay.
const MOST: usize = 8192;
const MOST_BYTES: usize = 3 << 20;

/// Longer words are not kept: they do not come again.
const LONGEST: usize = 64;

type Words = HashMap<Box<str>, Word, FxBuildHasher>;

/// Words with what is known of them.
#[derive(Debug, Default)]
struct Known {
    young: Words,
    old: Words,
    /// Bytes of the younger generation, about.
    bytes: usize,
}

impl Known {
    fn recall(&mut self, text: &str) -> Option<Word> {
        if let Some(word) = self.young.get(text) {
            return Some(word.clone());
        }
        let (text, word) = self.old.remove_entry(text)?;
        self.keep(text, word.clone());
        Some(word)
    }

    fn keep(&mut self, text: Box<str>, word: Word) {
        let size = size_of::<Word>() + text.len() + word.readings.size();
        if self.young.len() >= MOST || self.bytes + size > MOST_BYTES {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes += size;
        self.young.insert(text, word);
    }
}

/// What one thread keeps between comments. Belongs to one pack.
#[derive(Debug, Default)]
pub struct Memory {
    known: [Known; 2],
    repair: bool,
    /// Room for the atoms of a sentence.
    pub(super) present: Present,
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

    /// What is known of a word, if it was looked up before.
    pub(super) fn recall(&mut self, text: &str, fold: bool) -> Option<Word> {
        self.known[usize::from(fold)].recall(text)
    }

    /// Keeps a word that was looked up.
    pub(super) fn keep(&mut self, text: &str, fold: bool, word: &Word) {
        if text.len() <= LONGEST {
            self.known[usize::from(fold)].keep(text.into(), word.clone());
        }
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
        let known = &memory.known[0];
        assert!(known.young.len() + known.old.len() <= 2 * MOST);
        assert!(memory.recall("always", false).is_some());
        assert!(memory.recall("7", false).is_none());
        assert!(memory.recall("always", true).is_none());
    }
}
