//! Words with something written to their front or end: modifiers, particles, pronouns.

use super::LookUp;
use crate::annotation::Matched;
use crate::lexicon::matcher::Word;

impl LookUp<'_> {
    pub(super) fn glued_prefix(&mut self, key: &str, word: &mut Word) -> bool {
        let pack = self.pack;
        for (prefix, entry) in &pack.glued {
            let Some(rest) = key.strip_prefix(prefix.as_str()) else {
                continue;
            };
            let rest = rest.trim_start_matches('-');
            let before = self.atoms.len();
            if rest.chars().count() >= 3 && self.exact_or_folded(rest, true) {
                word.glued = Some(*entry);
                self.mark(before, Matched::Clitic);
                return true;
            }
        }
        false
    }

    /// Candidates with the fewest letters taken off first.
    pub(super) fn clitics(&mut self, key: &str, word: &mut Word) -> bool {
        let pack = self.pack;
        let clitics = &pack.config.clitics;
        if clitics.before.is_empty() && clitics.after.is_empty() {
            return false;
        }
        for (before, after) in &clitics.negating {
            let inner = key
                .strip_prefix(before.as_str())
                .and_then(|rest| rest.strip_suffix(after.as_str()));
            if let Some(inner) = inner
                && self.between_clitics(inner)
            {
                word.negated = true;
                return true;
            }
        }
        self.between_clitics_of(key)
    }

    /// The word inside a negating pair: itself, or with clitics of its own.
    fn between_clitics(&mut self, inner: &str) -> bool {
        let before = self.atoms.len();
        if self.pack.long_enough(inner) && self.exact_or_folded(inner, true) {
            self.mark(before, Matched::Clitic);
            return true;
        }
        self.between_clitics_of(inner)
    }

    fn between_clitics_of(&mut self, key: &str) -> bool {
        let pack = self.pack;
        let clitics = &pack.config.clitics;
        let empty = String::new();
        let mut candidates: Vec<(usize, &str, bool)> = Vec::new();
        for before in std::iter::once(&empty).chain(&clitics.before) {
            let Some(rest) = key.strip_prefix(before.as_str()) else {
                continue;
            };
            for after in std::iter::once(&empty).chain(&clitics.after) {
                if let Some(inner) = rest.strip_suffix(after.as_str())
                    && inner.len() < key.len()
                    && pack.long_enough(inner)
                {
                    candidates.push((key.len() - inner.len(), inner, !after.is_empty()));
                }
            }
        }
        candidates.sort_by_key(|&(taken, _, _)| taken);
        let start = self.atoms.len();
        for (_, inner, suffixed) in candidates {
            let before = self.atoms.len();
            if self.exact_or_folded(inner, true) || (suffixed && self.restored(inner)) {
                self.mark(before, Matched::Clitic);
                // A form that only serves as a part of phrases does not hide the word inside it.
                let found = &self.atoms[before..];
                if found.iter().any(|atom| pack.stands_alone(*atom)) {
                    break;
                }
            }
        }
        self.atoms.len() > start
    }

    /// The word with the ending it has when no clitic follows.
    fn restored(&mut self, inner: &str) -> bool {
        let pack = self.pack;
        for (written, listed) in &pack.config.clitics.restore {
            if let Some(stem) = inner.strip_suffix(written.as_str()) {
                let candidate = format!("{stem}{listed}");
                if self.exact_or_folded(&candidate, true) {
                    return true;
                }
            }
        }
        false
    }
}
