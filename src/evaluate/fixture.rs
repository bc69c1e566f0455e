//! Rows and annotations for the tests of this folder.

use super::gold::Gold;
use crate::annotation::{Annotation, Mention, Polarity, Sentiment};
use crate::document::{Detection, DetectionReason, Script};
use crate::lexicon::Lexicons;
use crate::lexicon::bundle::Files;
use crate::lexicon::codeframe::Codeframe;

const CODEFRAME: &str = r#"
version = "1"
[[theme]]
id = "price"
stage = "acquisition"
labels = {}
[[theme]]
id = "price-level"
parent = "price"
stage = "acquisition"
labels = {}
[[theme]]
id = "staff"
stage = "engagement"
labels = {}
[[theme]]
id = "staff-friendliness"
parent = "staff"
stage = "engagement"
labels = {}
[[theme]]
id = "staff-rudeness"
parent = "staff"
stage = "engagement"
labels = {}
"#;

pub fn codeframe() -> Codeframe {
    Codeframe::parse("codeframe.toml", CODEFRAME).unwrap()
}

/// Lexicons without a list.
pub fn lexicons() -> Lexicons {
    let files = Files::from_texts([
        ("codeframe.toml", CODEFRAME),
        (
            "common/rules.toml",
            include_str!("../../lexicons/common/rules.toml"),
        ),
    ]);
    Lexicons::load(files, &[]).unwrap()
}

pub fn gold(id: &str, sentiment: Option<Polarity>, mentions: &[(&str, Polarity)]) -> Gold {
    Gold {
        id: id.to_owned(),
        text: id.to_owned(),
        sentiment,
        mentions: Some(
            mentions
                .iter()
                .map(|(theme, polarity)| ((*theme).to_owned(), *polarity))
                .collect(),
        ),
        ..Gold::default()
    }
}

pub fn annotation(polarity: Polarity, score: i32, mentions: &[(&str, Polarity)]) -> Annotation {
    let codeframe = codeframe();
    Annotation {
        detection: Detection::undetermined(Script::Latn, DetectionReason::Undecided),
        sentiment: Sentiment {
            polarity,
            score,
            positive: score.max(0),
            negative: score.min(0),
            probability: 500,
            evidence: Vec::new(),
        },
        mentions: mentions
            .iter()
            .map(|(theme, polarity)| Mention {
                theme: codeframe.find(theme).expect("a theme of the fixture"),
                polarity: *polarity,
                evidence: Vec::new(),
            })
            .collect(),
        flags: Vec::new(),
        sentences: Vec::new(),
        durations: Vec::new(),
        personal: Vec::new(),
        reach: Default::default(),
    }
}
