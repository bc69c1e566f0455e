//! Detection of a comment's language and script.

use crate::document::{Detection, DetectionReason, Language, Script};

/// Tells the language of short customer comments.
#[derive(Debug, Default)]
pub struct Detector {}

impl Detector {
    /// The detector with the weights the program carries.
    pub fn bundled() -> Self {
        Self::default()
    }

    /// Detects the language of `text`. Total: every text gets an answer.
    pub fn detect(&self, text: &str) -> Detection {
        let Some(info) = whatlang::detect(text) else {
            return Detection::undetermined(Script::Zyyy, DetectionReason::NoLetters);
        };
        let script = match info.script() {
            whatlang::Script::Latin => Script::Latn,
            whatlang::Script::Cyrillic => Script::Cyrl,
            whatlang::Script::Arabic => Script::Arab,
            _ => Script::Zyyy,
        };
        let language = match info.lang() {
            whatlang::Lang::Swe => Language::Sv,
            whatlang::Lang::Ara => Language::Ar,
            whatlang::Lang::Srp | whatlang::Lang::Hrv => Language::Sr,
            whatlang::Lang::Rus => Language::Ru,
            whatlang::Lang::Eng => Language::En,
            _ => Language::Other,
        };
        Detection {
            language,
            script,
            score: (info.confidence() * 1000.0) as u16,
            runner_up: None,
            reason: DetectionReason::Model,
            variant: None,
        }
    }
}
