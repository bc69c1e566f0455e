use super::*;
use crate::annotation::Polarity;
use crate::desk::coding::Labels;
use crate::desk::exchange::Mark;
use crate::document::Language;
use crate::lexicon::Lexicons;
use crate::lexicon::codeframe::Codeframe;

use crate::span::Span;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::OnceLock;

fn codeframe() -> &'static Codeframe {
    static LEXICONS: OnceLock<Lexicons> = OnceLock::new();
    LEXICONS
        .get_or_init(|| Lexicons::bundled().unwrap())
        .codeframe()
}

#[test]
fn places_are_those_of_javascript_also_behind_an_emoji_and_in_arabic() {
    let text = "👍 الخدمة سيئة";
    let at = text.find("سيئة").unwrap() as u32;
    let document = Document {
        id: "nps/1".to_owned(),
        text: text.to_owned(),
        marks: vec![Mark {
            span: Span {
                start: at,
                end: text.len() as u32,
            },
            theme: "price-level".to_owned(),
            polarity: Some(Polarity::Negative),
        }],
        ..Document::default()
    };
    let tasks: Value =
        serde_json::from_str(&write(&[document], codeframe(), Role::Annotations("a"))).unwrap();
    let value = &tasks[0]["annotations"][0]["result"][0]["value"];
    // Two for the emoji, a space, six letters, a space; then four letters.
    assert_eq!((&value["start"], &value["end"]), (&json!(10), &json!(14)));
    assert_eq!(value["text"], "سيئة");
}

#[test]
fn places_in_code_points_are_told_by_the_words_that_are_quoted() {
    let task = |start: usize, words: &str| {
        json!([{"data": {"id": "1", "text": "👍 dear"}, "annotations": [{"result": [{
            "id": "x", "from_name": "evidence", "to_name": "text", "type": "labels",
            "value": {"start": start, "end": start + 4, "text": words, "labels": ["price-level"]},
        }]}]}])
        .to_string()
    };
    for start in [2, 3] {
        let read = read("f", &task(start, "dear"), codeframe()).unwrap();
        assert_eq!(read[0].document.marks[0].span, Span { start: 5, end: 9 });
        assert_eq!(read[0].document.labels.mentions.as_ref().unwrap().len(), 1);
    }
    let error = read("f", &task(1, "dear"), codeframe())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("task 1") && error.contains("not those that it quotes"),
        "{error}"
    );
}

#[test]
fn the_interface_names_what_the_tasks_name() {
    let interface = interface(codeframe(), "ar");
    for name in ["sentiment", "language", "themes", "evidence", "tone"] {
        assert!(interface.contains(&format!("name=\"{name}\"")), "{name}");
    }
    for theme in &codeframe().themes {
        assert!(interface.contains(&format!("alias=\"{}\"", theme.id)));
    }
}

fn documents() -> impl Strategy<Value = Document> {
    let subs: Vec<String> = codeframe()
        .themes
        .iter()
        .filter(|theme| theme.parent.is_some())
        .map(|theme| theme.id.clone())
        .collect();
    let theme = prop::sample::select(subs);
    let tone = prop::sample::select(Polarity::ALL.to_vec());
    let language = prop::sample::select(Language::SERVED.to_vec());
    (
        "(\\PC|\r\n|👍🏽|مُ|\"|<){0,16}",
        prop::option::of(tone.clone()),
        prop::option::of(language),
        prop::collection::btree_map(theme.clone(), tone.clone(), 0..4),
        prop::collection::vec(
            (theme, prop::option::of(tone), 0_usize..16, 0_usize..16),
            0..4,
        ),
    )
        .prop_map(|(text, sentiment, language, mut mentions, marks)| {
            let at: Vec<u32> = text
                .char_indices()
                .map(|(at, _)| at as u32)
                .chain([text.len() as u32])
                .collect();
            let marks: Vec<Mark> = marks
                .into_iter()
                .map(|(theme, polarity, from, to)| {
                    let place = |n: usize| at[n.min(at.len() - 1)];
                    mentions.entry(theme.clone()).or_insert(Polarity::Mixed);
                    Mark {
                        span: Span {
                            start: place(from.min(to)),
                            end: place(from.max(to)),
                        },
                        theme,
                        polarity,
                    }
                })
                .collect();
            Document {
                id: "nps/1".to_owned(),
                text,
                labels: Labels {
                    language,
                    sentiment,
                    mentions: Some(mentions),
                },
                marks,
            }
        })
}

proptest! {
    #[test]
    fn what_goes_out_comes_back(documents in prop::collection::vec(documents(), 0..4)) {
        let text = write(&documents, codeframe(), Role::Annotations("a@b.example"));
        let back = read("f", &text, codeframe()).unwrap();
        prop_assert!(back.iter().all(|one| one.coder.as_deref() == Some("a@b.example")));
        let back: Vec<Document> = back.into_iter().map(|one| one.document).collect();
        prop_assert_eq!(back, documents);
    }
}
