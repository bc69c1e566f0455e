//! Hashed features of a text: character 1- to 5-grams with word boundaries, words, word pairs.

use super::clean::{Text, Word};
use crate::document::Script;

/// Longest character n-gram.
const LONGEST: usize = 5;

/// Bits of a feature's hash; its upper bits are used.
pub(super) const BITS: u32 = 20;

/// Odd multiplier of the hash (from the golden ratio).
const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// Starting values that keep the kinds of features apart.
const GRAM_SEED: u64 = 0x1234_5678_9ABC_DEF1;
const WORD_SEED: u64 = 0x0F1E_2D3C_4B5A_6978;
const PAIR_SEED: u64 = 0x7777_1234_ABCD_0101;

#[inline]
fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(23) ^ value).wrapping_mul(MULTIPLIER)
}

#[inline]
fn bucket(hash: u64) -> u32 {
    ((hash ^ (hash >> 32)).wrapping_mul(MULTIPLIER) >> (64 - BITS)) as u32
}

/// Hash of a whole word.
pub(super) fn word_hash(letters: &[char]) -> u64 {
    letters
        .iter()
        .fold(WORD_SEED, |hash, &c| mix(hash, u64::from(u32::from(c))))
}

/// Calls `emit` with the bucket of every n-gram of a word; `padded` holds a blank at either end.
#[inline]
fn grams(padded: &[char], emit: &mut impl FnMut(u32)) {
    for start in 0..padded.len() {
        let mut hash = GRAM_SEED;
        for (i, &c) in padded.iter().skip(start).take(LONGEST).enumerate() {
            hash = mix(hash, u64::from(u32::from(c)));
            // A blank alone says nothing.
            if i > 0 || c != ' ' {
                emit(bucket(hash));
            }
        }
    }
}

/// Calls `emit` with the bucket of every feature inside a word; `hash` is that of the word.
#[inline]
pub(super) fn of_word(text: &Text, word: &Word, hash: u64, emit: &mut impl FnMut(u32)) {
    grams(text.padded(word), emit);
    emit(bucket(hash));
}

/// Bucket of a pair of words of one sentence, by their hashes.
#[inline]
pub(super) fn of_pair(before: u64, hash: u64) -> u32 {
    bucket(mix(mix(PAIR_SEED, before), hash))
}

/// Calls `emit` with the bucket of every feature of the words of `script`, in their order.
pub(super) fn features(text: &Text, script: Script, mut emit: impl FnMut(u32)) {
    let mut before: Option<(u32, u64)> = None;
    for word in text.words.iter().filter(|word| word.script == script) {
        let hash = word_hash(text.letters(word));
        of_word(text, word, hash, &mut emit);
        if let Some((_, previous)) = before.filter(|&(s, _)| s == word.sentence) {
            emit(of_pair(previous, hash));
        }
        before = Some((word.sentence, hash));
    }
}
