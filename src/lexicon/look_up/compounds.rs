//! Words written as one, and one word written as two.

use super::LookUp;
use crate::annotation::Matched;
use crate::document::{Token, TokenKind};
use crate::lexicon::matcher::{Wide, Word};
use crate::lexicon::pack::Pack;
use crate::lexicon::vocabulary::AtomRef;

impl LookUp<'_> {
    pub(super) fn compound(&mut self, key: &str, word: &mut Word) -> bool {
        let pack = self.pack;
        let Some(compounds) = &pack.compounds else {
            return false;
        };
        if key.chars().count() < 6 || compounds.indivisible.contains(key) {
            return false;
        }
        let start = self.atoms.len();
        for (ending, entry) in &compounds.turning {
            if let Some(left) = key.strip_suffix(ending.as_str())
                && self.left_part(left)
            {
                word.glued = Some(*entry);
                self.mark(start, Matched::Compound);
                return true;
            }
        }
        let cuts: Vec<usize> = key.char_indices().map(|(at, _)| at).skip(3).collect();
        for &cut in &cuts {
            let (left, right) = key.split_at(cut);
            if right.chars().count() < 3 {
                break;
            }
            if self.split(left, right) {
                self.mark(start, Matched::Compound);
                return true;
            }
        }
        false
    }

    /// Takes the atoms of a left part as those of a word; true if it is known.
    fn left_part(&mut self, left: &str) -> bool {
        if left.chars().count() < 3 {
            return false;
        }
        if self.exact_or_folded(left, true) {
            return true;
        }
        let Some(compounds) = &self.pack.compounds else {
            return false;
        };
        compounds.links.iter().any(|link| {
            left.strip_suffix(link.as_str())
                .is_some_and(|stem| stem.chars().count() >= 3 && self.exact_or_folded(stem, true))
        })
    }

    /// Adds the atoms that a split yields: heads of the right part, parts of the left one.
    fn split(&mut self, left: &str, right: &str) -> bool {
        let pack = self.pack;
        let Some(compounds) = &pack.compounds else {
            return false;
        };
        let right_atoms = self.forms_of(right);
        let heads: Vec<AtomRef> = right_atoms
            .iter()
            .copied()
            .filter(|&atom| pack.atom_use(atom).head)
            .collect();
        let right_known = !right_atoms.is_empty() || compounds.parts.contains(right);
        if !right_known {
            return false;
        }
        let doubled = left.chars().last().map(|last| format!("{left}{last}"));
        let stems = std::iter::once(left)
            .chain(
                compounds
                    .links
                    .iter()
                    .filter_map(|link| left.strip_suffix(link.as_str())),
            )
            .chain(
                doubled
                    .as_deref()
                    .filter(|_| right.starts_with(left.chars().last().unwrap_or(' '))),
            );
        for stem in stems.filter(|stem| stem.chars().count() >= 3) {
            let left_atoms = self.forms_of(stem);
            let parts = left_atoms
                .iter()
                .copied()
                .filter(|&atom| pack.atom_use(atom).part);
            let known = !left_atoms.is_empty() || compounds.parts.contains(stem);
            let before = self.atoms.len();
            if known {
                self.atoms.extend(heads.iter().copied().chain(parts));
            }
            if self.atoms.len() > before {
                return true;
            }
        }
        false
    }

    fn forms_of(&mut self, key: &str) -> Vec<AtomRef> {
        let exact = self.pack.forms.get(key);
        if !exact.is_empty() || !self.fold {
            return exact.to_vec();
        }
        self.pack.folded.get(key).to_vec()
    }
}

/// Finds words written apart that are listed as one ("kund tjänst"), in languages with compounds.
pub(in crate::lexicon) fn join_words(pack: &Pack, tokens: &[Token], words: &[Word]) -> Vec<Wide> {
    let mut wide = Vec::new();
    if pack.compounds.is_none() {
        return wide;
    }
    // A letter alone is a word: "hjälpsam o kunnig" says "och", not "okunnig".
    let is_part = |word: &Word| {
        let token = tokens.get(word.token);
        token.is_some_and(|token| token.kind == TokenKind::Word)
            && word.readings.norm.chars().nth(1).is_some()
    };
    let mut joined = String::new();
    for (first, pair) in words.windows(2).enumerate() {
        let [left, right] = pair else { continue };
        if left.sentence != right.sentence || right.after_break || !is_part(left) || !is_part(right)
        {
            continue;
        }
        joined.clear();
        joined.push_str(&left.readings.norm);
        joined.push_str(&right.readings.norm);
        if joined.chars().count() < 7 {
            continue;
        }
        for &atom in pack.forms.get(&joined) {
            wide.push(Wide {
                first,
                length: 2,
                atom,
                matched: Matched::Compound,
            });
        }
    }
    wide.sort_by_key(|wide| (wide.first, wide.length, wide.atom));
    wide
}
