//! `verbatims evaluate` on rows of our own.

use assert_cmd::Command;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const ROWS: &str = r#"{"id":"1","lang":"sv","text":"Trevlig personal.","sentiment":"positive","mentions":[{"theme":"staff-friendliness","polarity":"positive"}],"flags":[],"group":"plain","pair":"p"}
{"id":"2","lang":"sv","text":"Otrevlig personal.","sentiment":"negative","mentions":[{"theme":"staff-friendliness","polarity":"negative"}],"flags":[],"group":"plain","pair":"p"}

{"id":"3","lang":"en","text":"Opening hours?","sentiment":"neutral","mentions":[],"flags":["question"]}
"#;

fn written(content: &str) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("gold.jsonl");
    fs::write(&path, content).expect("a file");
    (dir, path)
}

fn evaluate() -> Command {
    let mut command = Command::cargo_bin("verbatims").expect("the program");
    command.arg("evaluate");
    command
}

fn json(command: &mut Command) -> serde_json::Value {
    let output = command.arg("--json").assert().success();
    serde_json::from_slice(&output.get_output().stdout).expect("JSON")
}

#[test]
fn every_language_and_all_rows_get_figures() {
    let (_dir, path) = written(ROWS);
    let report = json(evaluate().arg(&path));
    assert_eq!(report["rows"], 3);
    let names: Vec<&str> = report["scopes"]
        .as_array()
        .expect("scopes")
        .iter()
        .filter_map(|scope| scope["name"].as_str())
        .collect();
    assert_eq!(names, ["sv", "en", "all"]);
    let all = &report["scopes"][2];
    assert_eq!(all["challenge"]["pairs"]["total"], 1);
    assert!(all["figures"]["sentiment_accuracy"]["low"].is_number());
    assert!(all["flags"]["question"]["hit"].is_number());
}

#[test]
fn two_labels_leave_the_others_out_and_show_reliability() {
    let (_dir, path) = written(ROWS);
    let report = json(evaluate().arg(&path).arg("--binary"));
    assert_eq!(report["unlabelled"], 1);
    assert_eq!(report["reliability"].as_array().map(Vec::len), Some(10));
}

#[test]
fn a_language_or_a_sample_narrows_the_rows() {
    let (_dir, path) = written(ROWS);
    let report = json(evaluate().arg(&path).args(["--language", "en"]));
    assert_eq!(report["rows"], 1);
    let report = json(evaluate().arg(&path).args(["--sample", "2"]));
    assert_eq!(report["rows"], 2);
}

#[test]
fn a_given_language_is_always_right() {
    let (_dir, path) = written(ROWS);
    let report = json(evaluate().arg(&path).arg("--given-language"));
    let all = &report["scopes"][2];
    assert_eq!(all["figures"]["language_accuracy"]["value"], 1.0);
}

#[test]
fn a_corpus_with_other_names_and_no_mentions_gets_no_theme_figures() {
    let (_dir, path) = written("{\"body\":\"Bra!\",\"label\":\"positive\"}\n");
    evaluate()
        .arg(&path)
        .args(["--map", "text=body", "--map", "sentiment=label"])
        .assert()
        .success()
        .stdout(contains("macro-F1").and(contains("sub F1").not()));
}

#[test]
fn a_row_that_is_no_row_is_named() {
    let (_dir, path) = written("{\"text\":\"Bra!\"}\n{\"id\":7}\n");
    evaluate()
        .arg(&path)
        .assert()
        .failure()
        .stderr(contains("gold.jsonl:2").and(contains("no field 'text'")));
}

#[test]
fn no_rows_are_an_error() {
    let (_dir, path) = written(ROWS);
    evaluate()
        .arg(&path)
        .args(["--language", "ru"])
        .assert()
        .failure()
        .stderr(contains("no rows"));
}
