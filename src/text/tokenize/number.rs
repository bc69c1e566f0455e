//! Numbers, their separators and what is glued to them.

use super::emoji::keycap_end;
use super::{Class, Cursor, class_at};
use crate::document::TokenKind;

impl<const FAST: bool> Cursor<'_, FAST> {
    /// A piece that starts with a digit.
    #[inline]
    pub(super) fn number(&mut self) {
        if self.take_emoticon() {
            return;
        }
        let piece = self.piece();
        if piece.seen.only_digits() {
            let end = self.thousands(piece.end);
            self.push(TokenKind::Number, end);
        } else if self.is_digit_word(piece.end) {
            self.push(TokenKind::Word, piece.end);
        } else {
            self.mixed(piece.end);
        }
    }

    /// True if what stands here up to `end` is listed as a word.
    fn is_digit_word(&self, end: usize) -> bool {
        let words = &self.tokenizer.digit_words;
        let piece = self.text.get(self.pos..end).unwrap_or("");
        !words.is_empty() && words.contains(piece.to_ascii_lowercase().as_str())
    }

    /// Digits and their separators inside a piece that ends at `end`.
    pub(super) fn number_unit(&mut self, end: usize) {
        if self.take_keycap() {
            return;
        }
        let mut pos = self.pos;
        while let Some((class, len)) = class_at(self.bytes, pos).filter(|_| pos < end) {
            let goes_on = match class {
                Class::Number => keycap_end(self.text, pos).is_none(),
                Class::Extend => true,
                Class::MidNumber | Class::MidBoth => matches!(
                    class_at(self.bytes, pos + len),
                    Some((Class::Number, _)) if pos + len < end
                ),
                _ => false,
            };
            if !goes_on {
                break;
            }
            pos += len;
        }
        let end = self.thousands(pos);
        self.push(TokenKind::Number, end);
    }

    /// End of a number that stops at `end`, with the groups of three digits that follow after
    /// spaces. A first group with a leading zero is a telephone number.
    fn thousands(&self, mut end: usize) -> usize {
        let first = self.bytes.get(self.pos..end).unwrap_or_default();
        let fits = matches!(first.len(), 1..=3)
            && first.first() != Some(&b'0')
            && first.iter().all(u8::is_ascii_digit);
        while let Some(next) = self.group_end(end).filter(|_| fits) {
            end = next;
        }
        end
    }

    /// End of a space and exactly three digits at `pos`; decimals may follow.
    fn group_end(&self, pos: usize) -> Option<usize> {
        let space = match self.byte(pos)? {
            b' ' => 1,
            // No-break, narrow no-break and thin space.
            0xC2 if self.byte(pos + 1) == Some(0xA0) => 2,
            0xE2 if matches!(self.bytes.get(pos + 1..pos + 3), Some([0x80, 0xAF | 0x89])) => 3,
            _ => return None,
        };
        let start = pos + space;
        let digits = |from: usize| {
            let rest = self.bytes.get(from..).unwrap_or_default();
            rest.iter()
                .take(4)
                .take_while(|b| b.is_ascii_digit())
                .count()
        };
        let end = start + 3;
        if digits(start) != 3 || keycap_end(self.text, end - 1).is_some() {
            return None;
        }
        match class_at(self.bytes, end) {
            Some((Class::Letter | Class::Number | Class::Extend | Class::Complex, _)) => None,
            // `1 800,50`, but not `7 123.456.789`.
            Some((Class::MidNumber | Class::MidBoth, 1)) => match digits(end + 1) {
                0 => Some(end),
                1 | 2 => Some(end + 1 + digits(end + 1)),
                _ => None,
            },
            _ => Some(end),
        }
    }
}
