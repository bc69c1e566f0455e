//! Ekavian or ijekavian: which reflex of yat a Serbian text shows.

use super::clean::Text;
use super::letters::pairs;
use crate::document::{Script, Variant};
use rustc_hash::FxHashMap;

/// Words with a reflex of yat in both standards.
const YAT: &str = include_str!("../../lexicons/detector/yat.tsv");

/// Texts with fewer letters say nothing of their standard.
const FEWEST_LETTERS: usize = 20;

/// Entries of this many letters stand for every word that begins so, shorter ones for one word.
const PREFIX: usize = 5;

/// The pairs, and the letters that fold both scripts to Latin without diacritics.
#[derive(Debug)]
pub(super) struct Yat {
    entries: FxHashMap<&'static str, Variant>,
    longest: usize,
    folds: FxHashMap<char, String>,
}

impl Yat {
    /// The bundled pairs.
    pub(super) fn bundled() -> Self {
        let entries: FxHashMap<&str, Variant> = super::lists::rows(YAT)
            .filter_map(|row| match *row.as_slice() {
                [e, ije] => Some([(e, Variant::Ekavian), (ije, Variant::Ijekavian)]),
                _ => None,
            })
            .flatten()
            .collect();
        let longest = entries.keys().map(|entry| entry.len()).max().unwrap_or(0);
        Self {
            entries,
            longest,
            folds: folds(),
        }
    }

    /// The variety of a Serbian text; `None` if it is too short to tell.
    pub(super) fn variant(&self, text: &Text, script: Script) -> Option<Variant> {
        if text.count(script) < FEWEST_LETTERS {
            return None;
        }
        let (mut ekavian, mut ijekavian) = (0, 0);
        let mut folded = String::new();
        for word in text.words.iter().filter(|word| word.script == script) {
            folded.clear();
            for &c in text.letters(word) {
                match self.folds.get(&c) {
                    Some(to) => folded.push_str(to),
                    None => folded.push(c),
                }
            }
            match self.of_word(&folded) {
                Some(Variant::Ekavian) => ekavian += 1,
                Some(Variant::Ijekavian) => ijekavian += 1,
                _ => {}
            }
        }
        // A single stray word (a name, a quotation) does not outweigh four others.
        Some(if ekavian > 4 * ijekavian {
            Variant::Ekavian
        } else if ijekavian > 4 * ekavian {
            Variant::Ijekavian
        } else {
            Variant::Unclear
        })
    }

    /// The longest entry decides.
    fn of_word(&self, word: &str) -> Option<Variant> {
        if let Some(&variant) = self.entries.get(word) {
            return Some(variant);
        }
        let longest = self.longest.min(word.len());
        (PREFIX..=longest)
            .rev()
            .find_map(|length| self.entries.get(word.get(..length)?).copied())
    }
}

/// Letters of either script as Latin letters without diacritics.
fn folds() -> FxHashMap<char, String> {
    let shave: FxHashMap<char, &str> = pairs("serbian-shave")
        .filter_map(|(from, to)| Some((from.chars().next()?, to)))
        .collect();
    let shaved = |latin: &str| -> String {
        let shave = |c: char| {
            shave
                .get(&c)
                .map_or_else(|| c.to_string(), |to| (*to).to_owned())
        };
        latin.chars().map(shave).collect()
    };
    let cyrillic =
        pairs("serbian").filter_map(|(from, to)| Some((from.chars().next()?, shaved(to))));
    let latin = shave.iter().map(|(&c, &to)| (c, to.to_owned()));
    cyrillic.chain(latin).collect()
}
