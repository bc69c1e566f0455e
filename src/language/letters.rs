//! What a character is to the detector: its script, its lower case, its look-alike.
//!
//! Everything below [`DIRECT`] is looked up in a table that is filled once, so that cleaning costs
//! one load a character.

use crate::document::Script;
use std::collections::HashMap;

/// Letters that are read as others: `lexicons/detector/letters.tsv`.
const LETTERS: &str = include_str!("../../lexicons/detector/letters.tsv");

/// First code point that is classified by ranges instead of the table: behind Arabic Supplement.
const DIRECT: u32 = 0x0780;

/// Role of a character in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A letter of this script.
    Letter(Script),
    /// Dropped without parting a word: marks, tatweel, zero-width characters.
    Dropped,
    /// Dropped inside a word: apostrophes of every kind.
    Apostrophe,
    /// A digit.
    Digit,
    /// Ends a sentence.
    End,
    /// Parts words.
    Gap,
    /// Only readable after Unicode normalization.
    Compose,
}

/// A character as the detector reads it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    /// Lower case, folded.
    pub(super) lower: char,
    /// Its role.
    pub(super) role: Role,
}

/// The letters of the scripts and the pairs of `letters.tsv`.
#[derive(Debug)]
pub(super) struct Letters {
    direct: Vec<Letter>,
    to_cyrillic: HashMap<char, char>,
    to_latin: HashMap<char, char>,
}

impl Letters {
    /// The bundled table.
    pub(super) fn bundled() -> Self {
        let folds: HashMap<char, char> = single_pairs("fold").collect();
        let direct = (0..DIRECT)
            .map(|code| {
                let c = char::from_u32(code).unwrap_or(' ');
                let lower = lower_case(c);
                Letter {
                    lower: folds.get(&lower).copied().unwrap_or(lower),
                    role: role(c),
                }
            })
            .collect();
        Self {
            direct,
            to_cyrillic: single_pairs("lookalike").collect(),
            to_latin: single_pairs("lookalike").map(|(l, c)| (c, l)).collect(),
        }
    }

    /// How the detector reads `c`.
    #[inline]
    pub(super) fn read(&self, c: char) -> Letter {
        match self.direct.get(c as usize) {
            Some(&letter) => letter,
            None => Letter {
                lower: lower_case(c),
                role: role(c),
            },
        }
    }

    /// The letter of `script` that looks like `c`, or `c` itself if it belongs to `script`.
    pub(super) fn lookalike(&self, c: char, script: Script) -> Option<char> {
        match (self.read(c).role, script) {
            (Role::Letter(own), wanted) if own == wanted => Some(c),
            (_, Script::Cyrl) => self.to_cyrillic.get(&c).copied(),
            (_, Script::Latn) => self.to_latin.get(&c).copied(),
            _ => None,
        }
    }
}

/// Rows of `letters.tsv` of this kind.
pub(super) fn pairs(kind: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    super::lists::rows(LETTERS).filter_map(move |cells| match cells.as_slice() {
        [k, from, to] if *k == kind => Some((*from, *to)),
        _ => None,
    })
}

/// Rows of this kind that map one letter to one letter.
pub(super) fn single_pairs(kind: &str) -> impl Iterator<Item = (char, char)> {
    pairs(kind).filter_map(|(from, to)| Some((only_char(from)?, only_char(to)?)))
}

fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Lower case of `c` as one character: what follows the first (a combining dot) is dropped.
fn lower_case(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Role of `c`, by the blocks of Unicode 17.
fn role(c: char) -> Role {
    match c as u32 {
        // Arabic marks that carry no letter, tatweel, zero-width and direction marks.
        0x0610..=0x061A | 0x0640 | 0x064B..=0x0652 | 0x0656..=0x065F | 0x0670 => Role::Dropped,
        0x06D6..=0x06ED if !c.is_alphabetic() => Role::Dropped,
        0x00AD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFE00..=0xFE0F | 0xFEFF => {
            Role::Dropped
        }
        // Combining marks, Croatian digraphs, Arabic presentation forms, full-width and
        // mathematical letters.
        0x0300..=0x036F | 0x0653..=0x0655 | 0x01C4..=0x01CC | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC => {
            Role::Compose
        }
        0xFF21..=0xFF5A | 0x1D400..=0x1D7FF | 0x212A..=0x212B => Role::Compose,
        0x27 | 0x60 | 0xB4 | 0x02B9..=0x02BF | 0x2018..=0x201B | 0x2032 | 0xFF07 => {
            Role::Apostrophe
        }
        0x0A | 0x0D | 0x21 | 0x2E | 0x3F | 0x061F | 0x06D4 | 0x2026 | 0x2028 | 0x2029 => Role::End,
        0x41..=0x5A | 0x61..=0x7A => Role::Letter(Script::Latn),
        0xAA | 0xBA => Role::Gap,
        0xC0..=0x02AF | 0x1E00..=0x1EFF if c.is_alphabetic() => Role::Letter(Script::Latn),
        0x0400..=0x052F if c.is_alphabetic() => Role::Letter(Script::Cyrl),
        0x0620..=0x06FF | 0x0750..=0x077F if c.is_alphabetic() => Role::Letter(Script::Arab),
        _ if c.is_numeric() => Role::Digit,
        _ if c.is_alphabetic() => Role::Letter(Script::Zyyy),
        _ => Role::Gap,
    }
}
