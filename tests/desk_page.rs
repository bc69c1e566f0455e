//! The desk's page: its words, and, in a real browser over the real program, what its tests say.

mod common;

use common::job::{CONFIG, JobDir};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use verbatims::report::Words;

const EXPORT: &str = "tests/data/example_export.csv";
const CELLS: &str = "tests/data/torture/cells.jsonl";
const WORDS: &str = "lexicons/common/desk.toml";
const SHARED_WORDS: &str = "lexicons/common/report.toml";

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// True if a program answers; says so if it does not.
fn present(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}

/// A desk that is open; it ends with this.
struct Desk {
    program: Child,
    address: String,
}

impl Desk {
    /// Opens the desk on a job that has run, and reads the address that it prints.
    fn open(job: &JobDir) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_verbatims"))
            .args(["review", "job.toml", "--no-open", "--port", "0"])
            .current_dir(job.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let mut said = BufReader::new(program.stdout.take().unwrap());
        said.read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        assert!(address.starts_with("http://127.0.0.1:"), "{address}");
        Self { program, address }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// The example export as a night, with lexicons of its own to write terms into.
fn example() -> JobDir {
    let config = CONFIG.replace(r#"["channel"]"#, r#"["Segment", "Channel"]"#);
    let job = JobDir::with(&format!("{config}\n[lexicons]\nfolder = \"lexicons\"\n"));
    fs::copy(root(EXPORT), job.path("in/example.csv")).unwrap();
    copy(&root("lexicons"), &job.path("lexicons"));
    job.ends(0, &[]);
    job
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The hostile cells as ids, segments and comments of a night; gives the job and the texts that it holds.
fn hostile() -> (JobDir, Vec<String>) {
    let job = JobDir::new();
    let cells = fs::read_to_string(root(CELLS)).unwrap();
    let mut export = csv::Writer::from_path(job.path("in/hostile.csv")).unwrap();
    export
        .write_record(["id", "date", "score", "channel", "comment"])
        .unwrap();
    for (place, line) in cells.lines().enumerate() {
        let cell: Value = serde_json::from_str(line).unwrap();
        let cell = cell["text"].as_str().unwrap();
        // A NUL in an export is a row that is rejected; it never gets as far as the desk.
        if cell.contains('\0') {
            continue;
        }
        let (id, text) = (
            format!("{place} {cell}"),
            format!("The staff were rude. {cell}"),
        );
        export
            .write_record([&id, "2026-03-01", "3", cell, &text])
            .unwrap();
    }
    export.flush().unwrap();
    drop(export);
    job.ends(0, &[]);
    let texts = job.texts("SELECT text FROM comments");
    (job, texts)
}

#[test]
fn in_a_real_browser_the_desk_does_what_its_tests_say() {
    if !present("node") || !present("chromium") {
        return;
    }
    if !root("tests/browser/node_modules/playwright-core").is_dir() {
        eprintln!("skipped: run `npm ci` in tests/browser");
        return;
    }
    let job = example();
    let (other, texts) = hostile();
    other.file("cells.json", &json!(texts).to_string());
    let nights = JobDir::new();
    nights.many("a.csv", 0, 9);
    nights.ends(0, &[]);
    let [desk, of_hostile, of_nights] = [&job, &other, &nights].map(Desk::open);
    let tests = Command::new("node")
        .args(["--test", "--test-reporter=spec", "desk.test.mjs"])
        .current_dir(root("tests/browser"))
        .env("DESK", &desk.address)
        .env("HOSTILE", &of_hostile.address)
        .env("HOSTILE_CELLS", other.path("cells.json"))
        .env("NIGHTS", &of_nights.address)
        .env("NIGHTS_FOLDER", nights.path(""))
        .env("PROGRAM", env!("CARGO_BIN_EXE_verbatims"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&tests.stdout);
    assert!(tests.status.success(), "{said}");
    let passed = said.lines().find_map(|line| {
        let (_, number) = line.split_once(" pass ")?;
        number.parse::<u32>().ok()
    });
    assert!(passed >= Some(32), "too few tests ran: {said}");
    let own = fs::read_to_string(job.path("lexicons/en/themes/own.tsv")).unwrap();
    assert!(own.contains("Ann: from a comment"), "{own}");
}

/// The words of a list in one language.
fn words(path: &str, labels: &str) -> Words {
    let text = fs::read_to_string(root(path)).unwrap();
    Words::parse(path, &text, labels).unwrap()
}

#[test]
fn every_language_has_every_word_of_the_desk_with_the_same_holes() {
    let text = fs::read_to_string(root(WORDS)).unwrap();
    let languages = Words::languages(&text).unwrap();
    assert_eq!(languages, ["ar", "en", "ru", "sr-Cyrl", "sr-Latn", "sv"]);
    let holes = |word: &str| -> BTreeSet<String> {
        let holes = word.split('{').skip(1);
        holes
            .filter_map(|rest| rest.split_once('}'))
            .map(|(hole, _)| hole.to_owned())
            .collect()
    };
    let english = words(WORDS, "en");
    for language in languages {
        for (name, word) in &words(WORDS, &language).words {
            assert!(!word.trim().is_empty(), "{name} {language}");
            assert_eq!(holes(word), holes(english.get(name)), "{name} {language}");
        }
    }
}

#[test]
fn every_word_that_the_page_says_is_in_its_lists() {
    let (own, shared) = (words(WORDS, "en"), words(SHARED_WORDS, "en"));
    let mut missing = Vec::new();
    for entry in fs::read_dir(root("src/desk/page")).unwrap() {
        let path = entry.unwrap().path();
        let code = fs::read_to_string(&path).unwrap();
        let said = code.split("word(\"").skip(1);
        let said = said.chain(code.split("data-word=\"").skip(1));
        for call in said {
            let name = call.split('"').next().unwrap();
            if !own.words.contains_key(name) && !shared.words.contains_key(name) {
                missing.push(format!("{} {name}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn text_reaches_the_page_as_text_alone() {
    for entry in fs::read_dir(root("src/desk/page")).unwrap() {
        let path = entry.unwrap().path();
        let code = fs::read_to_string(&path).unwrap();
        for way in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "DOMParser",
            "eval(",
        ] {
            assert!(!code.contains(way), "{} has {way}", path.display());
        }
    }
}
