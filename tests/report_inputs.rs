//! What the report is made from: an export, annotations, or a job; and what it refuses.

mod common;

use common::job::JobDir;
use common::{TestDir, command};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn export() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/example_export.csv");
    path.to_str().unwrap().to_owned()
}

/// What a report made of these inputs knows.
fn data(inputs: &[&str], more: &[&str]) -> Value {
    let folder = TestDir::new();
    let out = folder.name("report.html");
    let mut args = vec!["report", "--quiet", "-o", &out];
    args.extend(more);
    args.extend(inputs);
    command(&args).assert().success();
    let html = folder.read("report.html");
    let (_, data) = html.split_once("id=\"data\">").unwrap();
    let (data, _) = data.split_once("</script>").unwrap();
    serde_json::from_str(data).unwrap()
}

#[test]
fn an_export_its_annotations_and_a_job_over_it_give_the_same_figures() {
    let folder = TestDir::new();
    let tagged = folder.name("tagged.jsonl");
    command(&["tag", &export(), "-o", &tagged, "--steps", "--quiet"])
        .assert()
        .success();
    let job = JobDir::new();
    fs::copy(export(), job.path("in/example.csv")).unwrap();
    let config = job.path("job.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("[\"channel\"]", "[\"Segment\"]")).unwrap();
    let config = config.to_str().unwrap();
    command(&["run", config]).assert().success();
    let whole = data(&[&export()], &["--by", "Segment"]);
    assert_eq!(whole["size"], 300);
    for input in [tagged.as_str(), config] {
        let other = data(&[input], &["--by", "Segment"]);
        for column in [
            "day", "language", "polarity", "own", "scale", "flags", "mentions",
        ] {
            assert_eq!(
                other["comments"][column], whole["comments"][column],
                "{input} {column}"
            );
        }
        assert_eq!(other["segments"], whole["segments"], "{input}");
        assert_eq!(
            other["verbatims"]["text"], whole["verbatims"]["text"],
            "{input}"
        );
        assert_eq!(
            other["verbatims"]["marks"], whole["verbatims"]["marks"],
            "{input}"
        );
    }
}

#[test]
fn without_texts_the_report_holds_no_word_of_a_customer() {
    let whole = data(&[&export()], &["--no-text"]);
    assert_eq!(whole["verbatims"]["text"].as_array().unwrap().len(), 0);
    assert_eq!(whole["size"], 300);
    assert!(!whole.to_string().contains("Kundvagnarna"));
}

#[test]
fn a_report_is_not_written_over_its_input_nor_in_labels_that_there_are_not() {
    let folder = TestDir::new();
    let input = folder.file("in.csv", b"id,comment\n1,Good staff\n");
    command(&["report", &input, "-o", &input]).assert().code(2);
    let out = folder.name("report.html");
    let refused = command(&["report", &input, "-o", &out, "--labels", "fi"])
        .assert()
        .code(2);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(said.contains("sr-Cyrl"), "{said}");
    assert!(!folder.path("report.html").exists());
}

#[test]
fn few_comments_without_dates_scores_and_segments_make_a_report_too() {
    let folder = TestDir::new();
    let input = folder.file("in.txt", "Bra personal\nالخدمة ممتازة\n".as_bytes());
    let whole = data(&[&input], &[]);
    assert_eq!(whole["size"], 2);
    assert_eq!(whole["figures"]["drivers"], Value::Null);
}
