//! Words after UAX #29, with the product's deviations.
//!
//! The text is cut at [`word_bounds`](super::words::word_bounds); on top of that
//! * white space is no token, and a narrow no-break space ends a word as any space does;
//! * addresses are one token: URLs with a scheme or `www.`, bare domains whose ending is listed,
//!   e-mails, `@handles`, `#hashtags` with a letter in them;
//! * listed emoticons are one token, the last character repeated at will (`:)))`); bare brackets
//!   are emoticons where the list holds brackets, they are unbalanced, and stand behind no list
//!   number (`1)`);
//! * digits end where letters begin: `5км` is a number and a word, but `mp3` is one word, and so are listed words that
//!   begin with a digit (`5edma`); Arabic letters end where digits begin, too; thousands parted by spaces are one
//!   number (`1 800`);
//! * keycaps (`5️⃣`) are one emoji each;
//! * a masked swear word (`f**k`, `г@вно`) is one word, and so is `don´t`;
//! * a full stop between letters ends a word unless both sides are one or two letters long and one
//!   of them a single letter (`t.ex`); so does a colon unless a short ending follows (`EU:s`);
//! * `_` is punctuation.

mod address;
mod emoji;
mod emoticon;
mod number;
mod word;

use super::words::{Class, Piece, class_at, fast_piece, slow_piece};
use crate::document::{Token, TokenKind};
use crate::span::Span;
use emoticon::Emoticons;
use std::collections::HashSet;

/// Cuts verbatims into tokens. Cheap to share between threads.
#[derive(Clone, Debug, Default)]
pub struct Tokenizer {
    emoticons: Emoticons,
    domains: HashSet<Box<str>>,
    digit_words: HashSet<Box<str>>,
}

impl Tokenizer {
    /// A tokenizer that knows these emoticons.
    pub fn new<'e>(emoticons: impl IntoIterator<Item = &'e str>) -> Self {
        Self {
            emoticons: Emoticons::new(emoticons),
            domains: HashSet::new(),
            digit_words: HashSet::new(),
        }
    }

    /// Lets `name.ending` be a web address for these endings (`com`), also without a scheme.
    #[must_use]
    pub fn with_domains<'d>(mut self, endings: impl IntoIterator<Item = &'d str>) -> Self {
        self.domains.extend(endings.into_iter().map(Box::from));
        self
    }

    /// Keeps these words whole that begin with a digit, in lower case: `5edma`, Arabic in Latin letters.
    #[must_use]
    pub fn with_digit_words<'d>(mut self, words: impl IntoIterator<Item = &'d str>) -> Self {
        self.digit_words.extend(words.into_iter().map(Box::from));
        self
    }

    /// Cuts a verbatim into tokens. White space is left out; the spans cover the rest in order.
    pub fn tokenize(&self, text: &str) -> Vec<Token> {
        // A word and its space take five bytes or more in most texts.
        let mut tokens = Vec::with_capacity(text.len() / 5 + 1);
        self.tokenize_into(text, &mut tokens);
        tokens
    }

    /// The same into a buffer, whose content is replaced.
    pub fn tokenize_into(&self, text: &str, tokens: &mut Vec<Token>) {
        self.run::<true>(text, tokens);
    }

    /// The listed emoticon that a token of kind emoticon stands for: itself, or with repeats of
    /// its last character taken off.
    pub fn emoticon(&self, piece: &str) -> Option<&str> {
        self.emoticons.listed(piece)
    }

    fn run<const FAST: bool>(&self, text: &str, tokens: &mut Vec<Token>) {
        tokens.clear();
        let mut cursor = Cursor::<FAST> {
            text,
            bytes: text.as_bytes(),
            pos: 0,
            tokens,
            tokenizer: self,
            cut: 0,
            open: 0,
            brackets: false,
        };
        cursor.run();
        if cursor.brackets && self.emoticons.holds_brackets() {
            emoticon::mark_brackets(text, tokens);
        }
    }
}

/// Cuts a verbatim into tokens, with no emoticons and no bare domains listed.
pub fn tokenize(text: &str) -> Vec<Token> {
    Tokenizer::default().tokenize(text)
}

/// The same into a buffer, whose content is replaced.
pub fn tokenize_into(text: &str, tokens: &mut Vec<Token>) {
    Tokenizer::default().tokenize_into(text, tokens);
}

/// Where we are in a text. Without `FAST`, pieces come from `unicode-segmentation` alone: the
/// reference for the tests.
struct Cursor<'a, const FAST: bool> {
    text: &'a str,
    bytes: &'a [u8],
    pos: usize,
    tokens: &'a mut Vec<Token>,
    tokenizer: &'a Tokenizer,
    /// First `_` or white space behind `pos`; stale if not behind it.
    cut: usize,
    /// Brackets open at `pos`.
    open: u32,
    /// True if there was a bracket.
    brackets: bool,
}

impl<const FAST: bool> Cursor<'_, FAST> {
    fn run(&mut self) {
        while let Some((class, len)) = class_at(self.bytes, self.pos) {
            match class {
                Class::Space | Class::Return | Class::Newline => self.pos += len,
                Class::Letter => {
                    self.word(len);
                    // A space and the next word follow most words.
                    self.pos += usize::from(self.byte(self.pos) == Some(b' '));
                }
                Class::Number => self.number(),
                Class::Joiner => self.underscores(),
                _ if len == 1 => self.ascii(),
                _ => self.other(),
            }
        }
    }

    /// The piece that starts here and holds no `_` and no white space.
    #[inline(always)]
    fn piece(&mut self) -> Piece {
        match fast_piece::<true>(self.bytes, self.pos) {
            Some(piece) if FAST => piece,
            _ => self.slow_piece(),
        }
    }

    #[inline(never)]
    fn slow_piece(&mut self) -> Piece {
        if self.cut <= self.pos {
            // The character here starts the piece, whatever it is.
            let first = self.char_at(self.pos).map_or(0, char::len_utf8);
            let rest = self.text.get(self.pos + first..).unwrap_or("");
            let len = rest.find(|c: char| c == '_' || c.is_whitespace());
            self.cut = self.pos + first + len.unwrap_or(rest.len());
        }
        slow_piece(self.text.get(..self.cut).unwrap_or(""), self.pos)
    }

    #[inline(always)]
    fn byte(&self, pos: usize) -> Option<u8> {
        self.bytes.get(pos).copied()
    }

    fn char_at(&self, pos: usize) -> Option<char> {
        self.text.get(pos..)?.chars().next()
    }

    fn char_before(&self, pos: usize) -> Option<char> {
        self.text.get(..pos)?.chars().next_back()
    }

    /// Ends a token of this kind at `end` and goes on behind it.
    #[inline(always)]
    fn push(&mut self, kind: TokenKind, end: usize) {
        self.tokens.push(Token {
            span: Span::new(self.pos, end),
            kind,
        });
        self.pos = end;
    }

    /// The last token, if it ends where we are.
    fn last_adjacent(&self) -> Option<Token> {
        self.tokens
            .last()
            .copied()
            .filter(|token| token.span.end as usize == self.pos)
    }

    /// Takes back the tokens from `start` on, a boundary of tokens, and goes back there. False,
    /// and nothing changed, if a token spans it.
    fn go_back(&mut self, start: usize) -> bool {
        let keep = self
            .tokens
            .partition_point(|token| (token.span.start as usize) < start);
        let spanned = keep
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .is_some_and(|last| last.span.end as usize > start);
        if !spanned {
            self.tokens.truncate(keep);
            self.pos = start;
        }
        !spanned
    }

    /// Takes a listed emoticon that starts here.
    #[inline(always)]
    fn take_emoticon(&mut self) -> bool {
        let emoticons = &self.tokenizer.emoticons;
        let Some(first) = self.byte(self.pos).filter(|&b| emoticons.may_start(b)) else {
            return false;
        };
        let end = emoticons.find(self.text, self.pos, first, self.open);
        if let Some(end) = end {
            self.push(TokenKind::Emoticon, end);
        }
        end.is_some()
    }

    /// A run of `_`.
    fn underscores(&mut self) {
        if !self.take_emoticon() {
            let rest = self.bytes.get(self.pos..).unwrap_or_default();
            let run = rest.iter().take_while(|&&b| b == b'_').count();
            self.push(TokenKind::Punct, self.pos + run);
        }
    }

    /// White space, punctuation and symbols of ASCII.
    fn ascii(&mut self) {
        let Some(first) = self.byte(self.pos) else {
            return;
        };
        if first.is_ascii_whitespace() {
            self.pos += 1;
            return;
        }
        if first == b':' && self.take_scheme() || self.take_emoticon() {
            return;
        }
        let taken = match first {
            b'#' => self.take_keycap() || self.take_hashtag(),
            b'*' => self.take_keycap(),
            b'@' => self.take_at(),
            b'(' => {
                self.open += 1;
                self.brackets = true;
                false
            }
            b')' => {
                self.open = self.open.saturating_sub(1);
                self.brackets = true;
                false
            }
            _ => false,
        };
        if !taken {
            let end = self.piece().end;
            self.push(TokenKind::Punct, end);
        }
    }

    /// All that is not ASCII and no letter or digit of the fast path.
    fn other(&mut self) {
        let Some(first) = self.char_at(self.pos) else {
            return;
        };
        if first.is_whitespace() {
            self.pos += first.len_utf8();
            return;
        }
        if self.take_emoticon() {
            return;
        }
        let end = self.piece().end;
        if first.is_alphabetic() {
            self.mixed(end);
        } else if first.is_numeric() {
            self.push(TokenKind::Number, end);
        } else if emoji::is_emoji(self.text.get(self.pos..end).unwrap_or("")) {
            self.push(TokenKind::Emoji, end);
        } else {
            self.push(TokenKind::Punct, end);
        }
    }
}

#[cfg(test)]
mod tests;
