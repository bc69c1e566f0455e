//! A proposed term: checked, tried, written.

use crate::common::TestDir;
use std::collections::BTreeMap;
use std::fs;
use verbatims::annotation::Polarity;
use verbatims::desk::rule::{Meaning, Proposal, Tried, edit, effect, findings, save};
use verbatims::document::Language;
use verbatims::lexicon::Files;

fn proposal(term: &str, meaning: Meaning) -> Proposal {
    Proposal {
        language: Language::En,
        term: term.to_owned(),
        pos: if term.contains(' ') { "phrase" } else { "" }.to_owned(),
        paradigm: String::new(),
        meaning,
        author: "Analyst".to_owned(),
        note: "heard the calls".to_owned(),
    }
}

fn price(term: &str) -> Proposal {
    proposal(
        term,
        Meaning::Theme {
            theme: "price-level".to_owned(),
            polarity: Some(Polarity::Negative),
        },
    )
}

fn tried(texts: &[&str]) -> Vec<Tried> {
    let each = texts.iter().enumerate();
    each.map(|(id, text)| Tried {
        id: id.to_string(),
        text: (*text).to_owned(),
        language: Language::En,
    })
    .collect()
}

#[test]
fn a_term_shows_what_it_would_gain_before_anything_is_written() {
    let files = Files::bundled();
    let edit = edit(&files, &price("glimper fee")).unwrap();
    assert_eq!(edit.path, "en/themes/own.tsv");
    assert!(
        edit.line.ends_with("\tAnalyst: heard the calls"),
        "{}",
        edit.line
    );
    assert_eq!(findings(&files, &edit).unwrap(), []);
    let comments = tried(&["The glimper fee again", "A lovely day", "No glimper fee"]);
    let found = effect(&files, &edit, comments, &|| Ok(())).unwrap();
    assert_eq!(found.comments, 3);
    let theme = &found.themes["price-level"];
    assert!(theme.gained_examples.contains(&"0".to_owned()), "{theme:?}");
    assert_eq!(theme.lost, 0);
}

#[test]
fn a_feeling_word_shows_the_labels_that_it_would_turn() {
    let files = Files::bundled();
    let edit = edit(&files, &proposal("glimperous", Meaning::Valence(-300))).unwrap();
    assert_eq!(edit.path, "en/sentiment.tsv");
    let comments = tried(&["A glimperous place", "A place"]);
    let found = effect(&files, &edit, comments, &|| Ok(())).unwrap();
    assert_eq!(found.changed, 1);
    assert_eq!(
        found.sentiments,
        BTreeMap::from([("neutral -> negative".to_owned(), 1)])
    );
    assert_eq!(found.sentiment_examples, ["0"]);
}

#[test]
fn saving_writes_one_file_and_a_second_term_joins_it() {
    let own = TestDir::new();
    let bundled = Files::bundled();
    let first = edit(&bundled, &price("glimper fee")).unwrap();
    let path = save(&own.path(""), &bundled, &first).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), first.text);
    let files = bundled
        .clone()
        .with_codeframe(Files::from_dir(&own.path("")).unwrap())
        .unwrap();
    let second = edit(&files, &price("glimper tax")).unwrap();
    save(&own.path(""), &files, &second).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("glimper fee") && text.contains("glimper tax"),
        "{text}"
    );
    assert_eq!(own.names(), ["en"]);
    assert_eq!(crate::common::names(&own.path("en/themes")), ["own.tsv"]);
    // Somebody else has written in between: nothing is lost.
    let stale = save(
        &own.path(""),
        &bundled,
        &edit(&bundled, &price("glimper toll")).unwrap(),
    );
    assert!(stale.unwrap_err().to_string().contains("changed since"));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn what_the_checks_find_is_not_written() {
    let own = TestDir::new();
    let files = Files::bundled();
    // A word that the list of feeling words has already.
    let double = edit(&files, &proposal("shoddy", Meaning::Valence(-100))).unwrap();
    assert!(!findings(&files, &double).unwrap().is_empty());
    assert!(save(&own.path(""), &files, &double).is_err());
    assert_eq!(own.names(), [""; 0]);
    for (proposal, told) in [
        (price("a\tb"), "tab"),
        (price(" "), "no term"),
        (proposal("x", Meaning::Valence(0)), "valence"),
        (
            proposal(
                "x",
                Meaning::Theme {
                    theme: "no-such".to_owned(),
                    polarity: None,
                },
            ),
            "no such theme",
        ),
    ] {
        let error = edit(&files, &proposal).unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
    }
}
