//! Words typed in Latin letters in a language that is written in others ("spasibo").
//!
//! There are many ways to type one word so. Both the forms of the lists and what customers type are brought to one rough
//! spelling, in which they meet; which letters it takes is data (`[latin]` in `language.toml`).

use super::config::LatinConfig;
use super::vocabulary::{AtomRef, FormTable, Places, hash};
use crate::annotation::Matched;

/// The forms of a language by their rough spellings. They are not written down a second time, only where each is.
#[derive(Debug)]
pub(super) struct RoughForms {
    places: Places,
}

impl RoughForms {
    /// Those of the forms of a language.
    pub fn of(config: &LatinConfig, forms: &FormTable) -> Self {
        let mut spelled = String::new();
        let hash_of = |form: &str| {
            rough(config, form, &mut spelled);
            hash(spelled.as_bytes())
        };
        let hashes: Vec<u32> = forms.keys().iter().map(hash_of).collect();
        let places = Places::of(&hashes);
        Self { places }
    }

    /// The atoms of all forms that are spelled so, sorted; of several degrees of one the lowest.
    pub fn find(&self, config: &LatinConfig, forms: &FormTable, typed: &str) -> Vec<AtomRef> {
        let mut spelled = String::new();
        let mut atoms = Vec::new();
        for number in self.places.candidates(typed.as_bytes()) {
            rough(config, forms.keys().get(number), &mut spelled);
            if spelled == typed {
                let own = forms.atoms_of(number).iter();
                atoms.extend(own.map(|atom| atom.found(Matched::Folded)));
            }
        }
        atoms.sort_unstable();
        atoms.dedup_by_key(|atom| atom.atom());
        atoms
    }
}

/// A form in the rough spelling.
fn rough(config: &LatinConfig, form: &str, rough: &mut String) {
    rough.clear();
    for c in form.chars() {
        match config.map.get(&c) {
            Some(letters) => push(letters, rough),
            None => rough.push(c),
        }
    }
}

/// What a customer typed, in the rough spelling.
pub(super) fn typed(config: &LatinConfig, word: &str) -> String {
    let word = word.to_lowercase();
    let mut rough = String::new();
    let mut rest = word.as_str();
    while let Some(c) = rest.chars().next() {
        let pair = config
            .typed
            .iter()
            .find(|(from, _)| rest.starts_with(from.as_str()));
        let (length, letters) = match pair {
            Some((from, to)) if !from.is_empty() => (from.len(), to.as_str()),
            _ => (c.len_utf8(), &rest[..c.len_utf8()]),
        };
        push(letters, &mut rough);
        rest = &rest[length..];
    }
    rough
}

/// Adds letters; of two equal ones at the seam one stays.
fn push(letters: &str, rough: &mut String) {
    for c in letters.chars() {
        if !rough.ends_with(c) {
            rough.push(c);
        }
    }
}

/// True if a text holds Latin letters and no others that customers write with.
pub(super) fn is_latin(text: &str) -> bool {
    let latin = text.chars().any(|c| c.is_ascii_alphabetic());
    latin && !text.chars().any(|c| ('\u{370}'..='\u{1FFF}').contains(&c))
}
