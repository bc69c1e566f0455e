//! Words that were read lately, with what the model says of each.
//!
//! Most words of comments are the same few thousand. What the features inside a word add up to does
//! not depend on the words around it, so it is kept instead of being looked up in the weights again.

use super::model::Sums;
use crate::document::Script;

/// Words kept of one script: a power of two.
const SLOTS: usize = 4096;

/// Longest word that is kept, in letters.
const LONGEST: usize = 16;

/// What one thread keeps between texts. Belongs to one detector: its sums are those of its weights.
#[derive(Debug, Default)]
pub struct Memory {
    room: usize,
    scripts: [Words; 3],
}

impl Memory {
    /// A memory with room for words; [`Memory::default`] keeps nothing.
    pub fn with_room() -> Self {
        Self {
            room: SLOTS,
            ..Self::default()
        }
    }

    /// The words of a script.
    pub(super) fn words(&mut self, script: Script) -> &mut Words {
        let [latin, cyrillic, arabic] = &mut self.scripts;
        let words = match script {
            Script::Cyrl => cyrillic,
            Script::Arab => arabic,
            Script::Latn | Script::Zyyy => latin,
        };
        if words.slots.len() < self.room {
            words.slots.resize(self.room, Slot::EMPTY);
        }
        words
    }
}

/// Words of one script, each in the one slot that its hash names.
#[derive(Debug, Default)]
pub(super) struct Words {
    slots: Vec<Slot>,
    /// Room for the features of the text that is read.
    pub(super) room: Room,
}

/// Lists that are filled anew for each word or sentence.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// Features of a word.
    pub(super) buckets: Vec<u32>,
    /// Features of the pairs of words of a sentence.
    pub(super) pairs: Vec<u32>,
    /// Those of the features that the model kept.
    pub(super) kept: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Slot {
    letters: [char; LONGEST],
    length: usize,
    sums: Sums,
}

impl Slot {
    const EMPTY: Self = Self {
        letters: [' '; LONGEST],
        length: 0,
        sums: Sums::NONE,
    };
}

impl Words {
    /// The sums of a word with this hash: those kept, or those that `sum` finds, which are kept then.
    pub(super) fn sums(&mut self, letters: &[char], hash: u64, sum: impl FnOnce() -> Sums) -> Sums {
        let place = (hash >> 32) as usize & (SLOTS - 1);
        let Some(slot) = self.slots.get_mut(place) else {
            return sum();
        };
        if slot.letters.get(..slot.length) == Some(letters) {
            return slot.sums;
        }
        let sums = sum();
        if let Some(room) = slot.letters.get_mut(..letters.len()) {
            room.copy_from_slice(letters);
            slot.length = letters.len();
            slot.sums = sums;
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_summed_once_and_never_taken_for_another() {
        let mut memory = Memory::with_room();
        let words = memory.words(Script::Latn);
        let of = |features| Sums {
            features,
            ..Sums::NONE
        };
        assert_eq!(words.sums(&['a', 'b'], 7, || of(1)).features, 1);
        assert_eq!(words.sums(&['a', 'b'], 7, || of(2)).features, 1);
        assert_eq!(words.sums(&['a'], 7, || of(3)).features, 3);
        assert_eq!(words.sums(&['a', 'b'], 7, || of(4)).features, 4);
    }
}
