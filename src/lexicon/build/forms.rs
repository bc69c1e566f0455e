//! The forms of words, each word expanded once.
//!
//! A word of a class stands in as many places as terms name the class. What it expands to, how that is spelled in the keys
//! of the lists and what number a key has is the same at every place.

use crate::lexicon::paradigm::{Degree, Paradigms};
use crate::lexicon::vocabulary::{FormTableBuilder, Interner};
use crate::text::normalize::Normalizer;
use std::ops::Range;

/// A form of a word by the numbers of its keys.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// In the table of forms.
    pub key: u32,
    /// In the table of folded forms, where folding changes it.
    pub folded: Option<u32>,
    pub degree: Degree,
}

/// The words expanded so far.
#[derive(Debug, Default)]
pub(super) struct Forms {
    /// Word and paradigm.
    words: Interner,
    /// What the word of each number expands to, as a place in `all`.
    places: Vec<Range<usize>>,
    all: Vec<Form>,
    word: String,
    key: String,
    folded_key: String,
}

impl Forms {
    /// The forms of a word, each with its keys in both tables.
    pub fn of(
        &mut self,
        word: &str,
        paradigm: Option<&str>,
        paradigms: &Paradigms,
        (exact, fold): (&Normalizer, &Normalizer),
        (forms, folded): (&mut FormTableBuilder, &mut FormTableBuilder),
    ) -> &[Form] {
        let Self {
            words,
            places,
            all,
            word: name,
            key,
            folded_key,
        } = self;
        name.clear();
        name.push_str(word);
        if let Some(paradigm) = paradigm {
            name.push('/');
            name.push_str(paradigm);
        }
        let number = words.intern(name) as usize;
        if number == places.len() {
            let start = all.len();
            paradigms.forms(word, paradigm, &mut |form, degree| {
                exact.apply(form, key);
                if key.is_empty() {
                    return;
                }
                fold.apply(key, folded_key);
                all.push(Form {
                    key: forms.key(key),
                    folded: (folded_key != key).then(|| folded.key(folded_key)),
                    degree,
                });
            });
            places.push(start..all.len());
        }
        let place = places.get(number).cloned().unwrap_or_default();
        all.get(place).unwrap_or(&[])
    }
}
