//! Detection of a comment's language and script.
//!
//! A text is cleaned ([`clean`]), the script of its words picks a linear model over hashed
//! character n-grams, words and word pairs ([`features`], [`model`]), and a threshold by length
//! decides whether the best language is named ([`decide`]).

mod baseline;
mod clean;
mod decide;
mod features;
mod letters;
mod lists;
mod model;
pub mod train;

pub use baseline::whatlang_baseline;

use crate::annotation::Flag;
use crate::document::{Detection, DetectionReason, Language, Script};
use clean::Text;
use decide::Thresholds;
use letters::Letters;
use model::Model;
use std::borrow::Cow;

/// Tells the language of short customer comments.
#[derive(Debug)]
pub struct Detector {
    letters: Letters,
    latin: Option<Model>,
    cyrillic: Option<Model>,
    arabic: Option<Model>,
    thresholds: Thresholds,
}

impl Detector {
    /// The detector with the weights the program carries.
    pub fn bundled() -> Self {
        Self::new(
            [
                Cow::Borrowed(include_bytes!("../../lexicons/detector/latn.weights")),
                Cow::Borrowed(include_bytes!("../../lexicons/detector/cyrl.weights")),
                Cow::Borrowed(include_bytes!("../../lexicons/detector/arab.weights")),
            ],
            include_str!("../../lexicons/detector/thresholds.tsv"),
        )
    }

    /// A detector with these weights (for Latin, Cyrillic and Arabic script) and thresholds, as
    /// [`train::train`] makes them. A script whose weights cannot be read is answered like one that
    /// no served language uses.
    pub fn new(weights: [Cow<'static, [u8]>; 3], thresholds: &str) -> Self {
        let [latin, cyrillic, arabic] = weights.map(Model::decode);
        Self {
            letters: Letters::bundled(),
            latin,
            cyrillic,
            arabic,
            thresholds: Thresholds::decode(thresholds),
        }
    }

    /// Detects the language of `text`. Total: every text gets an answer.
    pub fn detect(&self, text: &str) -> Detection {
        let text = Text::of(text, &self.letters);
        let Some(script) = text.main_script() else {
            return Detection::undetermined(Script::Zyyy, DetectionReason::NoLetters);
        };
        let Some(model) = self.model(script) else {
            return Detection {
                language: Language::Other,
                ..Detection::undetermined(script, DetectionReason::Script)
            };
        };
        let sums = model.sums(&text, script);
        let odds = model.odds(sums.iter().map(|(_, sums)| sums));
        let verdict = decide::decide(&odds, &self.thresholds, script, text.count(script));
        let mut flags = Vec::new();
        if text.mixed {
            flags.push(Flag::MixedScript);
        }
        Detection {
            language: verdict.language,
            script,
            score: thousandths(verdict.probability),
            runner_up: Some((verdict.next.0, thousandths(verdict.next.1))),
            reason: match verdict.language {
                Language::Und => DetectionReason::Undecided,
                _ => DetectionReason::Model,
            },
            variant: None,
            flags,
        }
    }

    fn model(&self, script: Script) -> Option<&Model> {
        match script {
            Script::Latn => self.latin.as_ref(),
            Script::Cyrl => self.cyrillic.as_ref(),
            Script::Arab => self.arabic.as_ref(),
            Script::Zyyy => None,
        }
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::bundled()
    }
}

fn thousandths(probability: f32) -> u16 {
    (probability * 1000.0).round() as u16
}
