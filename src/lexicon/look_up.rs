//! What the lists know of a word: exact, variant, folded, elongated, glued prefix or clitic, compound, stem, in that
//! order.

mod clitics;
mod compounds;

pub(super) use compounds::join_words;

use super::matcher::{Matches, Word};
use super::memory::Memory;
use super::pack::Pack;
use super::readings::Readings;
use super::vocabulary::AtomRef;
use super::{hashtag, latin};
use crate::annotation::Matched;
use crate::document::{Sentence, Token, TokenKind};
use crate::text::normalize::{collapse_elongation, emoji_key};
use std::sync::Arc;

/// Longest word in bytes that is searched for prefixes, clitics and parts: no word of a language is longer, and looking
/// inside costs the square of the length.
const LONGEST_TAKEN_APART: usize = 160;

/// Looks up the words of a comment, sentence by sentence.
pub(super) fn look_up_words(
    pack: &Pack,
    memory: &mut Memory,
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    matches: &mut Matches,
) {
    let mut look_up = LookUp {
        pack,
        memory,
        fold: is_folded(pack, text),
        latin: pack.writes_no_latin() && latin::is_latin(text),
        key: String::new(),
        folded: String::new(),
        scratch: String::new(),
        atoms: Vec::new(),
    };
    matches.words.reserve(tokens.len());
    for (sentence_index, sentence) in sentences.iter().enumerate() {
        let mut breaks = sentence.breaks.iter().peekable();
        let mut after_break = false;
        for token_index in sentence.tokens.clone() {
            while breaks.next_if(|&&at| at <= token_index).is_some() {
                after_break = true;
            }
            let Some(token) = tokens.get(token_index).filter(|token| token.kind.counts()) else {
                continue;
            };
            let piece = token.span.of(text);
            let parts = match token.kind {
                TokenKind::Hashtag => hashtag::parts(pack, piece),
                _ => Vec::new(),
            };
            let whole = [piece];
            let (pieces, kind) = match parts.is_empty() {
                true => (whole.as_slice(), token.kind),
                false => (parts.as_slice(), TokenKind::Word),
            };
            for piece in pieces {
                let found = look_up.word(piece, kind);
                matches.words.push(Word {
                    token: token_index,
                    sentence: sentence_index,
                    after_break: std::mem::take(&mut after_break),
                    capitals: token.kind == TokenKind::Word && found.capitals,
                    ..found
                });
            }
        }
    }
}

/// True if the comment is typed without the letters whose absence would mean something.
fn is_folded(pack: &Pack, text: &str) -> bool {
    let marks = &pack.config.fold.unless;
    let ascii = !marks.bytes().all(|byte| byte >= 0x80);
    let marked = |c: char| {
        if c.is_ascii() && !ascii {
            return false;
        }
        let lower = c.to_lowercase().next().unwrap_or(c);
        marks.contains(lower) || matches!(c as u32, 0x0300..=0x036F)
    };
    marks.is_empty() || !text.contains(marked)
}

fn in_capitals(word: &str) -> bool {
    let mut letters = 0;
    for c in word.chars() {
        if c.is_lowercase() {
            return false;
        }
        letters += usize::from(c.is_uppercase());
    }
    letters >= 2
}

struct LookUp<'p> {
    pack: &'p Pack,
    memory: &'p mut Memory,
    fold: bool,
    /// True if the comment is typed in Latin letters and the language is not.
    latin: bool,
    key: String,
    folded: String,
    scratch: String,
    atoms: Vec<AtomRef>,
}

impl LookUp<'_> {
    /// A word as it was looked up before, or is now.
    fn word(&mut self, text: &str, kind: TokenKind) -> Word {
        let spelled = matches!(kind, TokenKind::Word | TokenKind::Hashtag) && !self.latin;
        if spelled && let Some(word) = self.memory.recall(text, self.fold) {
            return word;
        }
        let word = self.new_word(text, kind);
        if spelled {
            self.memory.keep(text, self.fold, &word);
        }
        word
    }

    fn new_word(&mut self, text: &str, kind: TokenKind) -> Word {
        self.atoms.clear();
        self.key.clear();
        let mut word = Word {
            pictured: matches!(kind, TokenKind::Emoji | TokenKind::Emoticon),
            capitals: in_capitals(text),
            ..Word::default()
        };
        match kind {
            TokenKind::Emoji | TokenKind::Emoticon => {
                let listed = self
                    .pack
                    .tokenizer
                    .emoticon(text)
                    .filter(|_| kind == TokenKind::Emoticon);
                emoji_key(listed.unwrap_or(text), &mut self.scratch);
                self.atoms
                    .extend_from_slice(self.pack.forms.get(&self.scratch));
            }
            TokenKind::Number => {
                word.number = number_value(text);
                self.atoms.extend_from_slice(&self.pack.number_atoms);
                let mut key = std::mem::take(&mut self.key);
                self.pack.exact.apply(text, &mut key);
                self.atoms.extend_from_slice(self.pack.forms.get(&key));
                key.clear();
                self.key = key;
            }
            _ => self.letters(text.trim_start_matches('#'), &mut word),
        }
        self.atoms.sort_unstable();
        word.matched = self
            .atoms
            .iter()
            .map(|atom| atom.matched())
            .min()
            .unwrap_or(Matched::Exact);
        word.known = !self.atoms.is_empty();
        word.readings = Arc::new(Readings::of(self.pack, &self.atoms, &self.key));
        word
    }

    fn letters(&mut self, text: &str, word: &mut Word) {
        if self.latin {
            let typed = latin::typed(&self.pack.config.latin, text);
            self.atoms.extend(self.pack.typed_in_latin(&typed));
            if !self.atoms.is_empty() {
                return;
            }
        }
        let mut key = std::mem::take(&mut self.key);
        self.pack.exact.apply(text, &mut key);
        word.number = self.pack.numbers.get(key.as_str()).copied();
        if !self.chain(&key, word) {
            self.elongated(&key, word);
        }
        self.beginnings(&key);
        if self.atoms.is_empty() && self.memory.repairs() {
            self.repair(&key, word);
        }
        self.key = key;
    }

    /// Looks a word up with its repeated letters written once or twice, or with a doubled last letter written once.
    fn elongated(&mut self, key: &str, word: &mut Word) {
        let mut collapsed = std::mem::take(&mut self.scratch);
        let mut repeats = false;
        for keep in [2, 1] {
            repeats |= collapse_elongation(key, keep, &mut collapsed);
            if repeats && self.once(&collapsed, word) {
                break;
            }
        }
        word.elongated = repeats;
        if !repeats && let Some(single) = without_doubled_end(key, &self.pack.config.fold.doubled) {
            word.elongated = self.once(single, word);
        }
        self.scratch = collapsed;
    }

    /// Takes the atoms of a word that repeated letters were taken out of; true if it is known.
    fn once(&mut self, collapsed: &str, word: &mut Word) -> bool {
        let before = self.atoms.len();
        let known = self.chain(collapsed, word);
        if known {
            self.mark(before, Matched::Elongated);
        }
        known
    }

    /// Takes an unknown word for the form that it is one slip away from.
    fn repair(&mut self, key: &str, word: &mut Word) {
        if let Some(form) = self.pack.repaired(key) {
            self.atoms.extend_from_slice(self.pack.forms.get(&form));
            self.mark(0, Matched::Repaired);
            word.repaired = Some(form.into());
        }
    }

    /// Notes how the atoms from `start` on were found, unless they were found in a less certain way.
    fn mark(&mut self, start: usize, matched: Matched) {
        for atom in &mut self.atoms[start..] {
            *atom = atom.found(atom.matched().max(matched));
        }
    }

    /// Every step but elongation; true if the word is known.
    fn chain(&mut self, key: &str, word: &mut Word) -> bool {
        let start = self.atoms.len();
        if self.exact_or_folded(key, false) {
            // A form that only serves as a part of phrases hides neither the word that is spelled so without
            // its marks nor the word inside it.
            let alone = self.atoms[start..]
                .iter()
                .any(|atom| self.pack.stands_alone(*atom));
            if !alone && key.len() <= LONGEST_TAKEN_APART {
                self.folded(key, false);
                self.clitics(key, word);
            }
            return true;
        }
        if key.len() > LONGEST_TAKEN_APART {
            return false;
        }
        self.glued_prefix(key, word)
            || self.clitics(key, word)
            || self.compound(key, word)
            || self.stem(key)
    }

    /// Exact, variant, folded.
    fn exact_or_folded(&mut self, key: &str, stripped: bool) -> bool {
        let pack = self.pack;
        let keep = |atom: &AtomRef| !stripped || !pack.atom_use(*atom).no_clitics;
        let before = self.atoms.len();
        self.atoms
            .extend(pack.forms.get(key).iter().filter(|a| keep(a)));
        if self.atoms.len() > before {
            return true;
        }
        let variant = |atom: &AtomRef| atom.found(Matched::Folded);
        let variants = pack.variants.get(key).iter().filter(|a| keep(a));
        self.atoms.extend(variants.map(variant));
        if self.atoms.len() > before {
            return true;
        }
        self.folded(key, stripped)
    }

    /// Folded forms, where the comment is typed without diacritics.
    fn folded(&mut self, key: &str, stripped: bool) -> bool {
        if !self.fold {
            return false;
        }
        let pack = self.pack;
        let before = self.atoms.len();
        let mut fold_key = std::mem::take(&mut self.folded);
        pack.fold.apply(key, &mut fold_key);
        let loose = |atom: &&AtomRef| {
            let atom_use = pack.atom_use(**atom);
            !(atom_use.exact_only || stripped && atom_use.no_clitics)
        };
        let found = |atom: &AtomRef| atom.found(Matched::Folded);
        if fold_key != key {
            for table in [&pack.forms, &pack.variants] {
                self.atoms
                    .extend(table.get(&fold_key).iter().filter(loose).map(found));
            }
        }
        self.atoms
            .extend(pack.folded.get(&fold_key).iter().filter(loose).map(found));
        self.folded = fold_key;
        self.atoms.len() > before
    }

    fn stem(&mut self, key: &str) -> bool {
        let pack = self.pack;
        let Some(stemmer) = pack.stemmer.as_ref().filter(|_| !pack.stems.is_empty()) else {
            return false;
        };
        let atoms = pack.stems.get(&stemmer.stem(key));
        self.atoms
            .extend(atoms.iter().map(|atom| atom.found(Matched::Stem)));
        !atoms.is_empty()
    }

    /// Atoms of beginnings (`rekommend*`), folded where the comment is typed without diacritics.
    fn beginnings(&mut self, key: &str) {
        let pack = self.pack;
        self.atoms.extend(pack.prefixes.of(key));
        if self.fold && !pack.folded_prefixes.is_empty() {
            let mut folded = std::mem::take(&mut self.folded);
            pack.fold.apply(key, &mut folded);
            self.atoms.extend(pack.folded_prefixes.of(&folded));
            self.folded = folded;
        }
    }
}

/// A word of four letters or more without the last one, where it repeats the one before it and `letters` holds it.
fn without_doubled_end<'k>(key: &'k str, letters: &str) -> Option<&'k str> {
    let mut backwards = key.char_indices().rev();
    let (end, last) = backwards.next()?;
    let (_, before) = backwards.next()?;
    let long = backwards.nth(1).is_some();
    (long && last == before && letters.contains(last))
        .then(|| key.get(..end))
        .flatten()
}

/// The whole part of a number in any of the digits in use.
fn number_value(text: &str) -> Option<i32> {
    let mut value: Option<i32> = None;
    for c in text.chars() {
        let digit = match c as u32 {
            code @ 0x30..=0x39 => code - 0x30,
            code @ 0x0660..=0x0669 => code - 0x0660,
            code @ 0x06F0..=0x06F9 => code - 0x06F0,
            _ => break,
        };
        value = value
            .unwrap_or(0)
            .checked_mul(10)
            .and_then(|tens| tens.checked_add(digit as i32));
        value?;
    }
    value
}
