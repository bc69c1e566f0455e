//! Passes over a record that is too long to be kept.

use super::{Dialect, State};

/// Why [`skip`] stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// The record has ended.
    Record,
    /// A line has ended inside a quoted cell.
    Line,
    /// The piece has ended, and the record goes on in this state.
    Piece(State),
}

/// Passes over a record in pieces: how much of `piece` was passed over, and why no more.
pub fn skip(piece: &[u8], mut state: State, dialect: Dialect) -> (usize, Skipped) {
    let mut at = 0;
    while let Some(rest) = piece.get(at..).filter(|rest| !rest.is_empty()) {
        match state {
            State::Quoted => match memchr::memchr2(dialect.quote, dialect.line_end, rest) {
                Some(found) => {
                    at += found + 1;
                    if rest.get(found) != Some(&dialect.quote) {
                        return (at, Skipped::Line);
                    }
                    state = State::Closing;
                }
                None => at = piece.len(),
            },
            State::Start if dialect.padded && rest.first() == Some(&b' ') => at += 1,
            State::Start | State::Closing if rest.first() == Some(&dialect.quote) => {
                at += 1;
                state = State::Quoted;
            }
            _ => match memchr::memchr2(dialect.delimiter, dialect.line_end, rest) {
                Some(found) => {
                    at += found + 1;
                    if rest.get(found) == Some(&dialect.line_end) {
                        return (at, Skipped::Record);
                    }
                    state = State::Start;
                }
                None => {
                    at = piece.len();
                    state = State::Plain;
                }
            },
        }
    }
    (piece.len(), Skipped::Piece(state))
}
