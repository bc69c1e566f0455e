//! Words: what is cut inside a piece, and what is joined over its end.

use super::{Class, Cursor, class_at};
use crate::document::TokenKind;
use crate::text::words::{ENDS_WORD, behind_letters};

/// What may hold a piece together.
#[derive(Clone, Copy, Default)]
struct Keep {
    stops: bool,
    colon: bool,
}

impl<const FAST: bool> Cursor<'_, FAST> {
    /// A piece that starts with a letter of `len` bytes.
    #[inline(always)]
    pub(super) fn word(&mut self, len: usize) {
        if self.take_emoticon() {
            return;
        }
        if FAST {
            // Most words are letters up to a space, a comma or the full stop of a sentence.
            let end = behind_letters(self.bytes, self.pos + len);
            let ends_word = |b| ENDS_WORD[usize::from(b)];
            let ends = match self.byte(end) {
                Some(b'.') => self.byte(end + 1).is_none_or(ends_word),
                Some(b) => ends_word(b) && !starts_mask(b),
                None => true,
            };
            if ends {
                self.push(TokenKind::Word, end);
                return;
            }
        }
        self.long_word();
    }

    #[inline(never)]
    fn long_word(&mut self) {
        let piece = self.piece();
        if piece.seen.only_letters() {
            let end = self.joined_end(piece.end);
            self.push(TokenKind::Word, end);
        } else {
            self.mixed(piece.end);
        }
    }

    /// A piece up to `end` that may hold more than letters.
    #[inline(never)]
    pub(super) fn mixed(&mut self, end: usize) {
        let start = self.pos;
        if self.is_digit(start) {
            self.number_unit(end);
        }
        let rest = self.text.get(self.pos..end).unwrap_or("");
        if rest.contains('.') && self.take_web_address(end) {
            return;
        }
        let keep = Keep {
            stops: is_dotted_abbreviation(rest),
            colon: has_short_ending(rest),
        };
        while self.pos < end {
            if self.pos > start && self.take_emoticon() {
                continue;
            }
            match self.byte(self.pos) {
                Some(b'.' | b':') => self.push(TokenKind::Punct, self.pos + 1),
                _ if self.is_digit(self.pos) => self.number_unit(end),
                _ => self.word_unit(end, keep),
            }
        }
    }

    /// A word inside a piece that ends at `end`.
    fn word_unit(&mut self, end: usize, keep: Keep) {
        let rest = self.text.get(self.pos..end).unwrap_or("");
        // `ب10ريال`: no name or sound is written with digits in this script.
        let arabic = matches!(rest.chars().next(), Some('\u{620}'..='\u{6FF}'));
        let cut = rest.char_indices().skip(1).find(|&(i, c)| match c {
            ':' => !keep.colon,
            '.' => !keep.stops && !self.is_digit(self.pos + i + 1),
            _ => arabic && self.is_digit(self.pos + i),
        });
        match cut {
            Some((len, _)) => self.push(TokenKind::Word, self.pos + len),
            None => {
                let end = self.joined_end(end);
                let kind = match self.char_at(self.pos) {
                    Some(c) if c.is_numeric() => TokenKind::Number,
                    _ => TokenKind::Word,
                };
                self.push(kind, end);
            }
        }
    }

    fn is_digit(&self, pos: usize) -> bool {
        matches!(class_at(self.bytes, pos), Some((Class::Number, _)))
    }

    /// End of a word whose letters stop at `end`, with masked letters and a wrong apostrophe.
    fn joined_end(&self, end: usize) -> usize {
        // The accent of two bytes starts with 0xC2.
        match self.byte(end) {
            Some(b) if starts_mask(b) || b == 0xC2 => self.masked_end(end),
            _ => end,
        }
    }

    fn masked_end(&self, mut end: usize) -> usize {
        while let Some(next) = self.accent_end(end).or_else(|| self.mask_end(end)) {
            end = next;
        }
        end
    }

    /// `don´t`, `it`s`: an accent for an apostrophe before up to three letters.
    fn accent_end(&self, end: usize) -> Option<usize> {
        let start = end + self.char_at(end).filter(|c| "`´".contains(*c))?.len_utf8();
        let next = self.letters_end(start);
        matches!(next - start, 1..=3).then_some(next)
    }

    /// Signs in the place of letters: with letters behind them, or two stars and more at the end
    /// of a word of one or two letters.
    fn mask_end(&self, end: usize) -> Option<usize> {
        const LONGEST: usize = 8;
        let rest = self.bytes.get(end..)?;
        let run = rest
            .iter()
            .take(LONGEST)
            .take_while(|b| b"*$#@".contains(b));
        let signs = &rest[..run.count()];
        let letters = self.text.get(self.pos..end)?.chars().take(4).count();
        let emphasised = self.char_before(self.pos) == Some('*');
        let next = self.letters_end(end + signs.len());
        let short_enough = match signs.first()? {
            b'*' => !emphasised,
            b'$' => letters <= 3,
            _ => letters <= 2,
        };
        if next > end + signs.len() {
            return short_enough.then_some(next);
        }
        let only_stars = signs.len() >= 2 && signs.iter().all(|&b| b == b'*');
        (only_stars && letters <= 2 && !emphasised).then_some(next)
    }

    /// `х@йня`: takes an at sign between letters into the word before it, which has at most three.
    pub(super) fn take_masked_at(&mut self) -> bool {
        let Some(word) = self
            .last_adjacent()
            .filter(|token| token.kind == TokenKind::Word)
        else {
            return false;
        };
        let end = self.letters_end(self.pos + 1);
        if end == self.pos + 1 || word.span.of(self.text).chars().count() > 3 {
            return false;
        }
        self.tokens.pop();
        self.pos = word.span.start as usize;
        let end = self.joined_end(end);
        self.push(TokenKind::Word, end);
        true
    }

    /// End of the letters and marks that start at `pos`.
    fn letters_end(&self, mut pos: usize) -> usize {
        while let Some((Class::Letter | Class::Extend, len)) = class_at(self.bytes, pos) {
            pos += len;
        }
        pos
    }
}

/// True for the signs of ASCII that may go on a word: those that mask letters, and the backtick.
fn starts_mask(byte: u8) -> bool {
    matches!(byte, b'*' | b'$' | b'#' | b'`')
}

/// `t.ex`, `o.s.v`, `т.д`: parts of one or two letters, one of them a single letter.
fn is_dotted_abbreviation(piece: &str) -> bool {
    const LONGEST: usize = 24;
    if piece.len() > LONGEST {
        return false;
    }
    let mut single = false;
    piece.split('.').all(|part| {
        let letters = part.chars().count();
        single |= letters == 1;
        matches!(letters, 1..=2) && part.chars().all(char::is_alphabetic)
    }) && single
}

/// `EU:s`, `tv:n`: an ending of at most two letters behind up to three letters of ASCII or behind
/// capitals, of at most four small letters behind capitals.
fn has_short_ending(piece: &str) -> bool {
    let Some((stem, ending)) = piece.split_once(':') else {
        return false;
    };
    let capitals = stem.chars().all(char::is_uppercase);
    let small = ending.chars().all(char::is_lowercase);
    match ending.chars().count() {
        1 | 2 => capitals || (small && stem.len() <= 3 && stem.is_ascii()),
        3 | 4 => capitals && small,
        _ => false,
    }
}
