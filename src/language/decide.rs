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
    /// Longest text it holds for, in letters.
    pub(super) letters: usize,
    /// Least probability in thousandths.
    pub(super) least: u16,
}

/// All thresholds, in the order of the file: a script's shortest length first.
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
        let mut text = String::from("script\tletters\tleast\n");
        text.push_str(
            "# letters: longest text the row holds for. least: probability in thousandths.\n",
        );
        for t in &self.0 {
            text.push_str(&format!(
                "{}\t{}\t{}\n",
                t.script.code(),
                t.letters,
                t.least
            ));
        }
        text
    }

    /// Least probability for naming a language in a text of this many letters.
    fn least(&self, script: Script, letters: usize) -> f32 {
        let mut rows = self.0.iter().filter(|t| t.script == script);
        rows.find(|t| letters <= t.letters)
            .map_or(0.5, |t| f32::from(t.least) / 1000.0)
    }
}

fn parse(row: &[&str]) -> Option<Threshold> {
    let [script, letters, least] = row else {
        return None;
    };
    Some(Threshold {
        script: [Script::Latn, Script::Cyrl, Script::Arab]
            .into_iter()
            .find(|s| s.code() == *script)?,
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

/// Probabilities after a prior: each multiplied by its language's factor, then summing to one again.
pub(super) fn weighted(mut odds: Odds, prior: &[(Language, f32)]) -> Odds {
    if prior.is_empty() {
        return odds;
    }
    for (language, p) in &mut odds {
        let factor = prior.iter().find(|(l, _)| l == language);
        *p *= factor.map_or(1.0, |&(_, factor)| factor.max(0.0));
    }
    let sum: f32 = odds.iter().map(|(_, p)| p).sum();
    if sum > 0.0 {
        odds.iter_mut().for_each(|(_, p)| *p /= sum);
    }
    odds
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
    let named = if served.1 >= thresholds.least(script, letters) {
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

#[cfg(test)]
mod tests {
    use super::*;

    const ODDS: [(Language, f32); 3] = [
        (Language::Sv, 0.4),
        (Language::Other, 0.35),
        (Language::Other, 0.25),
    ];

    fn thresholds(least: u16) -> Thresholds {
        Thresholds(vec![Threshold {
            script: Script::Latn,
            letters: 10,
            least,
        }])
    }

    #[test]
    fn a_language_is_named_from_its_threshold_on() {
        for (least, named) in [(400, Language::Sv), (401, Language::Other)] {
            let verdict = decide(&ODDS.to_vec(), &thresholds(least), Script::Latn, 10);
            assert_eq!(verdict.language, named);
        }
    }

    #[test]
    fn neither_ours_nor_others_is_undetermined() {
        let odds = vec![
            (Language::Sv, 0.4),
            (Language::En, 0.3),
            (Language::Other, 0.3),
        ];
        let verdict = decide(&odds, &thresholds(900), Script::Latn, 10);
        assert_eq!(verdict.language, Language::Und);
        assert_eq!(verdict.best, Language::Sv);
    }

    #[test]
    fn a_prior_multiplies_the_odds() {
        let odds = weighted(ODDS.to_vec(), &[(Language::Sv, 4.0)]);
        assert!((odds[0].1 - 1.6 / 2.2).abs() < 1e-6);
        assert_eq!(weighted(ODDS.to_vec(), &[]), ODDS);
    }

    #[test]
    fn thresholds_are_read_as_they_were_written() {
        let written = thresholds(123);
        assert_eq!(Thresholds::decode(&written.encode()).0, written.0);
    }
}
