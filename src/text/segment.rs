//! Sentences and the breaks inside them.

use crate::document::{Sentence, Token, TokenKind};

/// Cuts the tokens of a verbatim into sentences; every token belongs to exactly one.
pub fn sentences(text: &str, tokens: &[Token]) -> Vec<Sentence> {
    let mut result = Vec::new();
    let mut start = 0;
    let mut breaks = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        let piece = token.span.of(text);
        let next_gap = tokens
            .get(i + 1)
            .map(|next| &text[token.span.end as usize..next.span.start as usize]);
        let line_break = next_gap.is_some_and(|gap| gap.contains('\n'));
        let ends = token.kind == TokenKind::Punct
            && piece.starts_with(['.', '!', '?', '؟', '…'])
            && tokens
                .get(i + 1)
                .is_none_or(|next| next.kind != TokenKind::Punct);
        if ends || line_break || i + 1 == tokens.len() {
            result.push(Sentence {
                tokens: start..i + 1,
                breaks: std::mem::take(&mut breaks),
                question: piece.contains(['?', '؟']),
                exclamation: piece.contains('!'),
            });
            start = i + 1;
        } else if token.kind == TokenKind::Punct
            && piece.starts_with([',', ';', ':', '،', '؛', '–', '—', '(', ')'])
        {
            breaks.push(i + 1);
        }
    }
    result
}
