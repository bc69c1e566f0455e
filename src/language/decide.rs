//! From probabilities to an answer: thresholds by script, language and length.

use super::model::Odds;
use crate::document::{Language, Script};

/// A text is called `other` where the languages that are not served hold this much together.
const OTHER: f32 = 0.5;

/// The least probability with which a language is named.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Threshold {
    /// Script of the text.
    pub(super) script: Script,
    /// The language.
    pub(super) language: Language,
    /// Longest text it holds for, in letters.
    pub(super) letters: usize,
    /// Least probability in thousandths.
    pub(super) least: u16,
}

/// All thresholds, in the order of the file: a script's and language's shortest length first.
#[derive(Clone, Debug, Default)]
pub(super) struct Thresholds(pub(super) Vec<Threshold>);

impl Thresholds {
    /// Reads what [`Thresholds::encode`] writes; rows that are none are passed over.
    pub(super) fn decode(table: &str) -> Self {
        Self(
            super::lists::rows(table)
                .filter_map(|row| parse(&row))
                .collect(),
        )
    }

    /// The file's text.
    pub(super) fn encode(&self) -> String {
        let mut text = String::from("script\tlanguage\tletters\tleast\n");
        text.push_str(
            "# letters: longest text the row holds for. least: probability in thousandths.\n",
        );
        for t in &self.0 {
            text.push_str(&format!(
                "{}\t{}\t{}\t{}\n",
                t.script.code(),
                t.language.code(),
                t.letters,
                t.least
            ));
        }
        text
    }

    /// Least probability for naming `language` in a text of this many letters.
    fn least(&self, script: Script, language: Language, letters: usize) -> f32 {
        let mut rows = self
            .0
            .iter()
            .filter(|t| t.script == script && t.language == language);
        rows.find(|t| letters <= t.letters)
            .map_or(0.5, |t| f32::from(t.least) / 1000.0)
    }
}

fn parse(row: &[&str]) -> Option<Threshold> {
    let [script, language, letters, least] = row else {
        return None;
    };
    Some(Threshold {
        script: [Script::Latn, Script::Cyrl, Script::Arab]
            .into_iter()
            .find(|s| s.code() == *script)?,
        language: Language::from_code(language)?,
        letters: letters.parse().ok()?,
        least: least.parse().ok()?,
    })
}

/// An answer of the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Verdict {
    /// The language; `und` below the threshold.
    pub(super) language: Language,
    /// The best language's probability.
    pub(super) probability: f32,
    /// The best language, whether it reached its threshold or not.
    pub(super) best: Language,
    /// The next best language and its probability.
    pub(super) next: (Language, f32),
}

/// Probability of each served language, and of all others together.
fn by_language(odds: &Odds) -> Vec<(Language, f32)> {
    let mut sums: Vec<(Language, f32)> = Vec::with_capacity(6);
    for &(language, p) in odds {
        match sums.iter_mut().find(|(l, _)| *l == language) {
            Some(sum) => sum.1 += p,
            None => sums.push((language, p)),
        }
    }
    // Ties keep the order of the classes.
    sums.sort_by(|a, b| b.1.total_cmp(&a.1));
    sums
}

/// The best served language and its probability.
pub(super) fn best_served(odds: &Odds) -> (Language, f32) {
    by_language(odds)
        .into_iter()
        .find(|&(language, _)| language != Language::Other)
        .unwrap_or((Language::Und, 0.0))
}

/// Decides for a text of this many letters.
pub(super) fn decide(
    odds: &Odds,
    thresholds: &Thresholds,
    script: Script,
    letters: usize,
) -> Verdict {
    let sums = by_language(odds);
    let nothing = (Language::Und, 0.0);
    let first = sums.first().copied().unwrap_or(nothing);
    let served = best_served(odds);
    let other = sums
        .iter()
        .find(|(language, _)| *language == Language::Other)
        .map_or(0.0, |&(_, p)| p);
    let named = if served.1 >= thresholds.least(script, served.0, letters) {
        served
    } else if other >= OTHER {
        (Language::Other, other)
    } else {
        (Language::Und, first.1)
    };
    let next = sums.iter().copied().find(|(language, _)| {
        *language
            != if named.0 == Language::Und {
                first.0
            } else {
                named.0
            }
    });
    Verdict {
        language: named.0,
        probability: named.1,
        best: if named.0 == Language::Und {
            first.0
        } else {
            named.0
        },
        next: next.unwrap_or(nothing),
    }
}
