//! Sentences and the breaks inside them, on comments as people type them.
//!
//! A sentence ends
//! * behind `. ! ? ؟ …` and what closes it (quotes, brackets, emoji), also where the space behind is
//!   missing; but not behind an abbreviation, an initial, an ordinal or a list number, and not
//!   behind `...` or a closed quotation that goes on in lower case;
//! * at a blank line, and at a line break, unless the line ends in a comma or the next one goes on
//!   in lower case; a bullet or list number always starts a new one;
//! * behind an emoji or emoticon that stands for the full stop: three words before it, a capital
//!   behind it.

mod abbreviations;
mod breaks;
mod view;

pub use abbreviations::Abbreviations;

use crate::document::{Sentence, Token, TokenKind};
use breaks::Parts;
use view::{LineBreak, View};

/// Cuts the tokens of a verbatim into sentences; every token belongs to exactly one. No
/// abbreviation is known but those with inner full stops (`t.ex.`).
pub fn sentences(text: &str, tokens: &[Token]) -> Vec<Sentence> {
    sentences_with(text, tokens, &Abbreviations::default())
}

/// The same with a list of abbreviations.
pub fn sentences_with(
    text: &str,
    tokens: &[Token],
    abbreviations: &Abbreviations,
) -> Vec<Sentence> {
    let view = View { text, tokens };
    let mut result = Vec::new();
    let mut parts = Parts::default();
    let mut start = 0;
    let mut i = 0;
    while i < tokens.len() {
        if view.goes_on(i) {
            parts.fill();
            i += 1;
            continue;
        }
        parts.pass(&view, i);
        match end_behind(&view, start, i, abbreviations) {
            Some(end) => {
                let (question, exclamation) = view.marks(start..end);
                result.push(Sentence {
                    tokens: start..end,
                    breaks: parts.finish(),
                    question,
                    exclamation,
                });
                start = end;
                i = end;
            }
            None => i += 1,
        }
    }
    result
}

/// First token of the next sentence, if one ends with token `i`.
fn end_behind(
    view: &View<'_>,
    start: usize,
    i: usize,
    abbreviations: &Abbreviations,
) -> Option<usize> {
    let next = i + 1;
    if next >= view.tokens.len() {
        return Some(view.tokens.len());
    }
    match view.line_break(i) {
        LineBreak::Blank => return Some(next),
        LineBreak::Single if line_ends(view, i) => return Some(next),
        _ => {}
    }
    match view.kind(i)? {
        TokenKind::Punct if view.is_terminal(i) && !view.is_terminal(next) => {
            terminal_end(view, start, i, abbreviations)
        }
        TokenKind::Emoji | TokenKind::Emoticon => {
            let words = view.tokens.get(start..i)?.iter();
            let words = words.filter(|token| token.kind == TokenKind::Word).take(3);
            let stop = view.is_spaced(i) && view.is_capital(next) && words.count() == 3;
            stop.then_some(next)
        }
        _ => None,
    }
}

/// True if a single line break behind token `i` ends the sentence.
fn line_ends(view: &View<'_>, i: usize) -> bool {
    let comma = matches!(view.first_char(i), Some(',' | '،'));
    view.starts_item(i + 1) || !(comma || view.is_small(i + 1))
}

/// First token behind the sentence that the mark `i` ends, the last of its run, if it ends one.
fn terminal_end(
    view: &View<'_>,
    start: usize,
    i: usize,
    abbreviations: &Abbreviations,
) -> Option<usize> {
    let run = view.terminal_run(start, i);
    let next = view.behind_closers(i);
    let closed = next > i + 1;
    if matches!(view.first_char(next), Some(',' | ';' | ':' | '،' | '؛')) && !view.breaks_line(i)
    {
        return None;
    }
    let ends = if closed && (view.is_small(next) || view.opens(run.start)) {
        false
    } else if run.strong {
        true
    } else if run.dots > 1 {
        !view.is_small(next)
    } else {
        full_stop_ends(view, start, i, next, abbreviations)
    };
    ends.then(|| view.behind_faces(next))
}

/// True if the full stop `i` ends a sentence; `next` is the token behind it and its closers.
fn full_stop_ends(
    view: &View<'_>,
    start: usize,
    i: usize,
    next: usize,
    abbreviations: &Abbreviations,
) -> bool {
    let Some(before) = i.checked_sub(1).filter(|&before| before >= start) else {
        return false;
    };
    if view.is_spaced(before) {
        return true;
    }
    let number_follows = view.kind(next) == Some(TokenKind::Number);
    match view.kind(before) {
        // A list number, a date, an ordinal.
        Some(TokenKind::Number) => before > start && !number_follows && !view.is_small(next),
        Some(TokenKind::Word) => {
            let word = view.piece(before);
            match abbreviations.ends(word) {
                Some(false) => false,
                Some(true) => !number_follows && !view.is_small(next),
                None if word.contains('.') => view.is_capital(next),
                None => !(is_initial(word) && view.is_capital(next)),
            }
        }
        _ => true,
    }
}

fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
}

#[cfg(test)]
mod tests;
