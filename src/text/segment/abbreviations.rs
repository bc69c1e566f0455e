//! Abbreviations written with a full stop.

use std::collections::HashMap;

/// Abbreviations and whether they may end a sentence.
#[derive(Clone, Debug, Default)]
pub struct Abbreviations {
    list: HashMap<Box<str>, bool>,
    longest: usize,
}

impl Abbreviations {
    /// From pairs of the abbreviation without its last full stop, in lower case, and whether a
    /// sentence may end with it (`etc`) or not (`dr`).
    pub fn new<'a>(rows: impl IntoIterator<Item = (&'a str, bool)>) -> Self {
        let list: HashMap<Box<str>, bool> = rows
            .into_iter()
            .map(|(word, ends)| (Box::from(word), ends))
            .collect();
        let longest = list.keys().map(|word| word.len()).max().unwrap_or(0);
        Self { list, longest }
    }

    /// `None` if the word is no listed abbreviation, else whether a sentence may end with it.
    pub(super) fn ends(&self, word: &str) -> Option<bool> {
        // No letter of the served languages grows more than a byte in lower case.
        if word.len() > 2 * self.longest {
            return None;
        }
        match self.list.get(word) {
            Some(&ends) => Some(ends),
            None => self.list.get(word.to_lowercase().as_str()).copied(),
        }
    }
}
