//! Words typed in Latin letters in a language that is written in others ("spasibo").
//!
//! There are many ways to type one word so. Both the forms of the lists and what customers type are brought to one rough
//! spelling, in which they meet; which letters it takes is data (`[latin]` in `language.toml`).

use super::config::LatinConfig;
use super::vocabulary::{FormTable, FormTableBuilder};
use crate::annotation::Matched;

/// The forms of a language in the rough spelling.
pub(super) fn table(config: &LatinConfig, forms: &FormTable) -> FormTable {
    let mut builder = FormTableBuilder::default();
    let mut rough = String::new();
    for (form, atoms) in forms.iter() {
        rough.clear();
        for c in form.chars() {
            match config.map.get(&c) {
                Some(letters) => push(letters, &mut rough),
                None => rough.push(c),
            }
        }
        for atom in atoms {
            builder.add(&rough, atom.found(Matched::Folded));
        }
    }
    builder.build()
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
