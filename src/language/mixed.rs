//! Whether a comment mixes languages.

use super::Detector;
use super::clean::Text;
use super::decide::best_served;
use super::memory::Memory;
use super::model::Sums;
use crate::document::{Language, Script};

/// Fewest letters of a sentence, and least probability, that make its language count.
const LETTERS: usize = 12;
const LEAST: f32 = 0.95;

/// Fewest words of the minor script that make its language count inside a sentence.
const WORDS: usize = 2;

/// Least probability for the words of the minor script together.
const LEAST_WORDS: f32 = 0.8;

/// True if sentences are in different served languages, or words of another script are.
pub(super) fn is_mixed(
    detector: &Detector,
    text: &Text,
    script: Script,
    sums: &[(u32, Sums)],
    memory: &mut Memory,
) -> bool {
    let Some(model) = detector.model(script) else {
        return false;
    };
    let mut first: Option<Language> = None;
    if sums.len() > 1 {
        for (sentence, sums) in sums {
            let (language, p) = best_served(&model.odds(std::iter::once(sums)));
            if p < LEAST || letters(text, script, *sentence) < LETTERS {
                continue;
            }
            if first.is_some_and(|first| first != language) {
                return true;
            }
            first = Some(language);
        }
    }
    let mut words = text.words.iter().filter(|word| word.script != script);
    let Some(minor) = words.next().filter(|_| words.count() + 1 >= WORDS) else {
        return false;
    };
    let main =
        first.unwrap_or_else(|| best_served(&model.odds(sums.iter().map(|(_, sums)| sums))).0);
    speaks_another(detector, text, minor.script, main, memory)
}

fn letters(text: &Text, script: Script, sentence: u32) -> usize {
    text.words
        .iter()
        .filter(|word| word.sentence == sentence && word.script == script)
        .map(|word| word.place.len())
        .sum()
}

/// True if the words of the minor script together are in a served language other than the main one.
fn speaks_another(
    detector: &Detector,
    text: &Text,
    minor: Script,
    main: Language,
    memory: &mut Memory,
) -> bool {
    let Some(model) = detector.model(minor) else {
        return false;
    };
    let sums = model.sums(text, minor, memory.words(minor));
    let (language, p) = best_served(&model.odds(sums.iter().map(|(_, sums)| sums)));
    language != main && p >= LEAST_WORDS
}
