//! Words after UAX #29, with the product's deviations.

use crate::document::{Token, TokenKind};
use crate::span::Span;
use unicode_segmentation::UnicodeSegmentation;

/// Cuts a verbatim into tokens. White space is left out; the spans tile the rest in order.
pub fn tokenize(text: &str) -> Vec<Token> {
    text.split_word_bound_indices()
        .filter(|(_, piece)| !piece.trim().is_empty())
        .map(|(start, piece)| Token {
            span: Span::new(start, start + piece.len()),
            kind: kind(piece),
        })
        .collect()
}

fn kind(piece: &str) -> TokenKind {
    let Some(first) = piece.chars().next() else {
        return TokenKind::Punct;
    };
    if first.is_alphabetic() {
        TokenKind::Word
    } else if first.is_numeric() {
        TokenKind::Number
    } else if matches!(first as u32, 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B00..=0x2BFF) {
        TokenKind::Emoji
    } else {
        TokenKind::Punct
    }
}
