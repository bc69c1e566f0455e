//! Rows and annotations for the tests of this folder.

use super::gold::Gold;
use crate::annotation::{Annotation, Mention, Polarity, Sentiment};
use crate::document::{Detection, DetectionReason, Script};
use crate::lexicon::codeframe::{Codeframe, Theme};

pub fn codeframe() -> Codeframe {
    let mut themes: Vec<Theme> = Vec::new();
    for (id, parent) in [
        ("price", None),
        ("price-level", Some("price")),
        ("staff", None),
        ("staff-friendliness", Some("staff")),
        ("staff-rudeness", Some("staff")),
    ] {
        let parent = parent.and_then(|name| themes.iter().position(|theme| theme.id == name));
        themes.push(Theme {
            id: id.to_owned(),
            parent: parent.map(|i| crate::annotation::ThemeId(i as u16)),
            stage: String::new(),
            prior: None,
            labels: Default::default(),
            definition: String::new(),
        });
    }
    Codeframe {
        version: "1".to_owned(),
        themes,
    }
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
    }
}
