//! Running the program and looking at what it wrote.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod job;
pub mod schema;
pub mod texts;

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// A folder that goes away with the test.
pub struct TestDir(tempfile::TempDir);

impl TestDir {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn name(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Writes a file and gives its name.
    pub fn file(&self, name: &str, content: &[u8]) -> String {
        fs::write(self.path(name), content).unwrap();
        self.name(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Names of all files, sorted.
    pub fn names(&self) -> Vec<String> {
        names(self.0.path())
    }
}

/// Names of all files in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The program with arguments.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("verbatims").unwrap();
    command.args(args);
    command
}

/// Runs the program.
pub fn run(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

/// Runs `tag` and gives what it wrote to standard output; it must have published something.
pub fn tag(args: &[&str]) -> String {
    let output = run(&[&["tag"], args].concat());
    let code = output.status.code();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(code, Some(0 | 3)), "{code:?} {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs `tag`; gives its output and its report.
pub fn report(args: &[&str]) -> (String, Value) {
    let dir = TestDir::new();
    let report = dir.name("report.json");
    let output = tag(&[args, &["--report", &report]].concat());
    (
        output,
        serde_json::from_str(&dir.read("report.json")).unwrap(),
    )
}

/// The annotations in JSON Lines.
pub fn json_lines(output: &str) -> Vec<Value> {
    output
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The verbatims in JSON Lines.
pub fn comments(output: &str) -> Vec<String> {
    let texts = json_lines(output);
    texts
        .iter()
        .map(|row| row["text"].as_str().unwrap().to_owned())
        .collect()
}

/// Asserts that every row is accounted for.
pub fn identity_holds(report: &Value) {
    let sum = |account: &Value| {
        ["annotated", "rejected", "skipped"]
            .iter()
            .map(|name| account[name].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!(report["rows"]["read"], sum(&report["rows"]));
    let inputs = report["inputs"].as_array().unwrap();
    let read = inputs.iter().map(|input| {
        assert_eq!(input["rows"]["read"], sum(&input["rows"]));
        input["rows"]["read"].as_u64().unwrap()
    });
    assert_eq!(report["rows"]["read"], read.sum::<u64>());
}

/// The text of a file that lies beside the repository, if it does; says so if not.
pub fn shared(name: &str) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../shared", "../../shared"]
        .iter()
        .find_map(|folder| fs::read_to_string(root.join(folder).join(name)).ok());
    if found.is_none() {
        println!("skipped: ../shared/{name} is not here");
    }
    found
}
