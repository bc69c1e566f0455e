//! Label Studio: tasks as JSON out and in, and the labelling interface that goes with them.
//!
//! Its places are those of JavaScript: UTF-16 code units of the text, in logical order, also for Arabic. Some versions
//! count code points, or take a carriage return and line feed for one; the words that it quotes tell which. What
//! cannot be placed is refused rather than guessed.
//!
//! One comment is one task. Its labels are the results `sentiment`, `language` (choices) and `themes` (a taxonomy: top theme,
//! theme, polarity); the words behind them are `evidence` (labels) with `tone` (choices of the region).

mod interface;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use interface::interface;
pub use read::read;
pub use write::write;

use super::Document;

/// As what labels are exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role<'a> {
    /// Not at all: for people who shall not see them.
    Tasks,
    /// As what a machine of this version proposes.
    Predictions(&'a str),
    /// As what a person has said.
    Annotations(&'a str),
}

/// Labels as they were imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The comment with its labels.
    pub document: Document,
    /// Who labelled it, as the file says: a mail address or a number; nothing where it does not.
    pub coder: Option<String>,
}
