//! Spelling repair: the one listed form that a single slip of the keys turns into an unknown word.
//!
//! The candidates are those of Norvig's spelling corrector: one letter left out, put in, exchanged, or two neighbours
//! swapped. The first letter stays: slips there are rare, and other words lie behind them.

use super::vocabulary::FormTable;
use std::collections::BTreeSet;

/// Fewest letters of a word that is repaired: shorter ones have too many neighbours.
const SHORTEST: usize = 6;

/// Most letters: longer words are compounds and addresses, and the candidates grow with the length.
const LONGEST: usize = 24;

/// The letters that a language's forms are written with.
pub(super) fn alphabet(forms: &FormTable) -> Vec<char> {
    let letters: BTreeSet<char> = forms
        .iter()
        .flat_map(|(form, _)| form.chars())
        .filter(|c| c.is_alphabetic())
        .collect();
    letters.into_iter().collect()
}

/// The only form of `forms` one slip away from `key`, an unknown word; `None` where there are several.
pub(super) fn repaired(key: &str, alphabet: &[char], forms: &FormTable) -> Option<String> {
    let word: Vec<char> = key.chars().collect();
    let fits = (SHORTEST..=LONGEST).contains(&word.len());
    if !fits || !word.iter().all(|c| c.is_alphabetic()) {
        return None;
    }
    let mut found: Option<String> = None;
    let mut candidate = String::with_capacity(key.len() + 4);
    for at in 1..=word.len() {
        for edit in edits(&word, at, alphabet) {
            candidate.clear();
            candidate.extend(edit.apply(&word, at));
            if forms.get(&candidate).is_empty() || found.as_ref() == Some(&candidate) {
                continue;
            }
            if found.is_some() {
                return None;
            }
            found = Some(candidate.clone());
        }
    }
    found
}

/// One slip at a place of a word.
#[derive(Clone, Copy)]
enum Edit {
    Leave,
    Swap,
    Put(char),
    Exchange(char),
}

impl Edit {
    /// The letters of the word after the slip is undone.
    fn apply(self, word: &[char], at: usize) -> impl Iterator<Item = char> {
        let put = match self {
            Self::Put(c) | Self::Exchange(c) => [Some(c), None],
            Self::Swap => [word.get(at + 1).copied(), word.get(at).copied()],
            Self::Leave => [None, None],
        };
        let behind = match self {
            Self::Put(_) => at,
            Self::Leave | Self::Exchange(_) => at + 1,
            Self::Swap => at + 2,
        };
        let (before, rest) = (word.get(..at), word.get(behind..));
        before
            .unwrap_or(&[])
            .iter()
            .copied()
            .chain(put.into_iter().flatten())
            .chain(rest.unwrap_or(&[]).iter().copied())
    }
}

/// The slips that may have happened at `at`; at the end of the word only a letter can be missing.
fn edits<'a>(word: &[char], at: usize, alphabet: &'a [char]) -> impl Iterator<Item = Edit> + 'a {
    let inside = at < word.len();
    let swaps = at + 1 < word.len() && word.get(at) != word.get(at + 1);
    let same = word.get(at).copied();
    let exchanges = alphabet
        .iter()
        .filter(move |&&c| inside && Some(c) != same)
        .map(|&c| Edit::Exchange(c));
    let simple = [inside.then_some(Edit::Leave), swaps.then_some(Edit::Swap)];
    simple
        .into_iter()
        .flatten()
        .chain(alphabet.iter().map(|&c| Edit::Put(c)))
        .chain(exchanges)
}

#[cfg(test)]
mod tests {
    use super::super::paradigm::Degree;
    use super::super::vocabulary::{AtomRef, FormTableBuilder};
    use super::*;

    fn repair(word: &str) -> Option<String> {
        let mut forms = FormTableBuilder::default();
        for (atom, form) in ["delivery", "terrible", "waiting", "wasting", "смешной"]
            .into_iter()
            .enumerate()
        {
            forms.add(form, AtomRef::new(atom as u32, Degree::Positive));
        }
        let forms = forms.build();
        repaired(word, &alphabet(&forms), &forms)
    }

    #[test]
    fn one_slip_leads_to_the_only_form_near_it() {
        let cases = [
            ("delivry", Some("delivery")),
            ("deliverry", Some("delivery")),
            ("delivary", Some("delivery")),
            ("deilvery", Some("delivery")),
            ("terribl", Some("terrible")),
            ("смешнй", Some("смешной")),
            ("dlivary", None),
            ("elivery", None),
            ("waitin", Some("waiting")),
            ("waating", None),
            ("delive9y", None),
        ];
        for (word, expected) in cases {
            assert_eq!(repair(word).as_deref(), expected, "{word}");
        }
    }
}
