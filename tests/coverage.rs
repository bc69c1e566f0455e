//! How much has a theme: per language and segment, and what the rest is about.

mod common;

use common::{TestDir, report, run};
use serde_json::Value;

const EXPORT: &str = "id,segment,comment\n\
    1,north,Friendly staff.\n\
    2,north,Friendly staff. The zorgle hummed.\n\
    3,south,A purple zorgle hummed at noon.\n\
    4,south,Purple zorgle again.\n\
    5,,Trevlig personal.\n\
    6,,Das Personal war sehr freundlich und der Preis war gut.\n";

fn coverage(args: &[&str]) -> Value {
    let dir = TestDir::new();
    let input = dir.file("in.csv", EXPORT.as_bytes());
    report(&[&[input.as_str()], args].concat()).1["coverage"].clone()
}

#[test]
fn comments_sentences_and_characters_with_a_theme_are_counted() {
    let coverage = coverage(&[]);
    assert_eq!(coverage["comments"]["all"], 6);
    assert_eq!(coverage["comments"]["coded"], 3);
    assert_eq!(coverage["comments"]["share"], 0.5);
    let english = &coverage["languages"]["en"];
    assert_eq!(english["sentences"]["all"], 5);
    assert_eq!(english["sentences"]["coded"], 2);
    let characters = english["characters"]["coded"].as_u64().unwrap();
    assert!((10..=28).contains(&characters), "{characters}");
    assert_eq!(coverage["languages"]["other"]["comments"]["coded"], 0);
}

#[test]
fn every_segment_has_its_own_share() {
    let segments = coverage(&[])["segments"].clone();
    assert_eq!(segments["north"]["comments"]["share"], 1.0);
    assert_eq!(segments["south"]["comments"]["share"], 0.0);
    assert_eq!(segments[""]["comments"]["all"], 2);
}

#[test]
fn the_phrases_of_uncoded_comments_say_what_a_term_would_add() {
    let coverage = coverage(&[]);
    let uncovered = coverage["uncovered"].as_array().unwrap();
    assert_eq!(uncovered[0]["phrase"], "purple zorgle");
    assert_eq!(uncovered[0]["comments"], 2);
    assert_eq!(uncovered[0]["share_of_uncoded"], 1.0);
    // What only one comment says is nobody's business, and parts of a phrase add nothing to it.
    assert_eq!(uncovered.len(), 1);
}

#[test]
fn an_output_without_texts_has_no_phrases() {
    let uncovered = coverage(&["--no-text"])["uncovered"].clone();
    assert!(uncovered.as_array().unwrap().is_empty());
}

#[test]
fn coverage_does_not_depend_on_threads_and_batches() {
    let one = coverage(&["--threads", "1", "--batch", "1"]);
    assert_eq!(one, coverage(&["--threads", "3", "--batch", "2048"]));
}

#[test]
fn the_summary_tells_coverage() {
    let dir = TestDir::new();
    let input = dir.file("in.csv", EXPORT.as_bytes());
    let errors = String::from_utf8(run(&["tag", &input]).stderr).unwrap();
    assert!(
        errors.contains("a theme in 50.0 % of the comments"),
        "{errors}"
    );
    assert!(errors.contains("\"purple zorgle\" (en) 2"), "{errors}");
}
