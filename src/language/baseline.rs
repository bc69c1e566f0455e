//! The detector that ours is measured against.

use crate::document::{Detection, DetectionReason, Language, Script};

/// What the `whatlang` crate with its defaults says of `text`, in our terms.
///
/// Croatian counts as Serbian, which it knows in Cyrillic only.
pub fn whatlang_baseline(text: &str) -> Detection {
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
        score: (info.confidence() * 1000.0) as u16,
        reason: DetectionReason::Model,
        ..Detection::undetermined(script, DetectionReason::Model)
    }
}
