//! Where commands write, what they never write over, and what they do when nobody takes what they write.

mod common;

use common::{TestDir, names, run, tag};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const EXPORT: &str = "id,comment\n1,The staff was friendly\n2,x,y,z\n";
const EXAMPLE: &str = "tests/data/example_export.csv";
const LABELLED: &str = "tests/data/labelled/first-en.jsonl";

fn code(args: &[&str]) -> (Option<i32>, String) {
    let output = run(args);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), errors)
}

#[test]
fn nothing_is_written_over_an_input_or_another_output() {
    let dir = TestDir::new();
    fs::create_dir(dir.path("there")).unwrap();
    let input = dir.file("in.csv", EXPORT.as_bytes());
    let there = dir.name("there");
    let at = |name: &str| format!("{there}/{name}");
    let cases: &[&[&str]] = &[
        &["tag", "-o", &input],
        &["tag", "-o", &at("../in.csv")],
        &["tag", "-o", &at("x"), "--rejects", &at("./x")],
        &["tag", "-o", &at("x"), "--report", &at("../there/x")],
        &["tag", "-o", &at("x"), "--report", &at("x.rejects.jsonl")],
        &[
            "tag",
            "--out-dir",
            &at("d"),
            "--rejects",
            &at("d/comments.csv"),
        ],
        &["tag", "--out-dir", &there, "--report", &at("./themes.csv")],
        &["check", "--dump-rows", &input],
        &["check", "--dump-rows", &at("../in.csv")],
        &["check", "--write-pin", &input],
        &["check", "--write-pin", &at("x"), "--dump-rows", &at("./x")],
    ];
    for args in cases {
        let (code, errors) = code(&[args, &[input.as_str()][..]].concat());
        assert_eq!(code, Some(2), "{args:?} {errors}");
        assert!(errors.contains("would be written over"), "{errors}");
    }
    assert_eq!(dir.read("in.csv"), EXPORT);
    assert_eq!(names(&dir.path("there")), Vec::<String>::new());
}

#[test]
fn rows_that_are_dumped_to_standard_output_stand_there_alone() {
    let dir = TestDir::new();
    let input = dir.file("in.csv", EXPORT.as_bytes());
    let output = run(&["check", &input, "--dump-rows", "-"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), EXPORT);
    assert!(String::from_utf8_lossy(&output.stderr).contains("rows       2 read"));
}

/// Commands that print an answer.
const PRINTING: [&[&str]; 12] = [
    &["tag", EXAMPLE],
    &["check", EXAMPLE],
    &["detect", "The staff was friendly."],
    &["explain", "The staff was friendly."],
    &["run", "--report-schema"],
    &["codeframe", "list"],
    &["codeframe", "diff", "bundled", "bundled"],
    &["lexicon", "stats", "--language", "en"],
    &["check", "docs/nightly/job.toml"],
    &["agreement", "interface", "docs/nightly/job.toml"],
    &["agreement", "measure", LABELLED, LABELLED],
    &["evaluate", LABELLED],
];

#[test]
fn a_reader_that_stops_reading_is_no_failure() {
    for args in PRINTING {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (code, errors) = with_stdout(args, writer.into());
        assert_eq!(code, Some(0), "{args:?} {errors}");
        assert!(!errors.contains("error"), "{args:?} {errors}");
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_told_with_its_place() {
    if !Path::new("/dev/full").exists() {
        println!("skipped: there is no /dev/full");
        return;
    }
    for args in PRINTING {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let (code, errors) = with_stdout(args, full.into());
        assert_eq!(code, Some(74), "{args:?} {errors}");
        assert!(
            errors.contains("standard output: the disk is full (help: "),
            "{errors}"
        );
    }
}

fn with_stdout(args: &[&str], stdout: Stdio) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_verbatims"))
        .args(args)
        .stdout(stdout)
        .stderr(Stdio::piped())
        .spawn()
        .and_then(|child| child.wait_with_output())
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), errors)
}

#[test]
fn a_place_that_cannot_be_written_is_told_under_the_name_that_was_given() {
    let dir = TestDir::new();
    let out = dir.name("not-there/out.jsonl");
    let (code, errors) = code(&["tag", EXAMPLE, "-o", &out]);
    assert_eq!(code, Some(73), "{errors}");
    assert!(
        errors.contains(&out) && !errors.contains(".partial"),
        "{errors}"
    );
}

#[test]
fn a_new_folder_appears_whole() {
    let dir = TestDir::new();
    let input = dir.file("in.csv", EXPORT.as_bytes());
    let out = dir.name("new/folder");
    tag(&[&input, "--out-dir", &out, "--max-rejects", "100"]);
    let files = [
        "comments.csv",
        "dates.csv",
        "evidence.csv",
        "mentions.csv",
        "rejects.jsonl",
        "report.json",
        "rollups.csv",
        "segments.csv",
        "themes.csv",
    ];
    assert_eq!(names(&dir.path("new/folder")), files);
    assert_eq!(names(&dir.path("new")), ["folder"]);
}

#[test]
fn a_run_that_fails_leaves_no_folder() {
    let dir = TestDir::new();
    let input = dir.file("in.csv", b"id,comment,x\n1,good\n2,bad\n");
    let (code, errors) = code(&[
        "tag",
        &input,
        "--text",
        "comment",
        "--out-dir",
        &dir.name("out"),
    ]);
    assert_eq!(code, Some(4), "{errors}");
    assert_eq!(dir.names(), ["in.csv"]);
}

#[test]
fn a_folder_that_is_there_keeps_what_is_not_ours() {
    let dir = TestDir::new();
    let input = dir.file("in.csv", EXPORT.as_bytes());
    fs::create_dir(dir.path("out")).unwrap();
    for name in ["notes.txt", "comments.csv", "report.json"] {
        dir.file(&format!("out/{name}"), b"before");
    }
    let out = dir.name("out");
    tag(&[&input, "--out-dir", &out, "--max-rejects", "100"]);
    assert_eq!(dir.read("out/notes.txt"), "before");
    assert!(dir.read("out/comments.csv").contains("The staff"));
    assert!(dir.read("out/report.json").contains("made_by"));
}

#[test]
fn an_input_of_which_no_row_can_be_read_replaces_nothing() {
    let dir = TestDir::new();
    let input = dir.file("in.csv", b"id,comment,x\n1,good\n2,bad\n");
    let out = dir.file("out.jsonl", b"yesterday\n");
    let (code, errors) = code(&["tag", &input, "--text", "comment", "-o", &out]);
    assert_eq!(code, Some(4), "{errors}");
    assert!(errors.contains("none of 2 rows can be read"), "{errors}");
    assert_eq!(dir.read("out.jsonl"), "yesterday\n");
}

#[test]
fn what_is_no_text_is_refused() {
    let dir = TestDir::new();
    let noise: Vec<u8> = (0..4000u32).map(|n| ((n * n * 31) >> 3) as u8).collect();
    for name in ["noise.csv", "noise", "noise.jsonl", "noise.txt"] {
        let input = dir.file(name, &noise);
        let (code, errors) = code(&["tag", &input, "-o", &dir.name("out")]);
        assert_eq!(code, Some(4), "{name} {errors}");
        assert!(errors.contains("this is no text"), "{errors}");
    }
    let program = fs::read(env!("CARGO_BIN_EXE_verbatims")).unwrap();
    let input = dir.file("program.csv", &program[..1 << 16]);
    assert_eq!(code(&["tag", &input]).0, Some(4));
}
