//! A folder with a job in it.

use super::{TestDir, command};
use rusqlite::Connection;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// The head of the exports that jobs read here.
pub const HEAD: &str = "id,date,score,channel,comment\n";

/// A job with one source, `in/*.csv`.
pub const CONFIG: &str = r#"
[job]
name = "nps"
time_zone = "Europe/Stockholm"

[[source]]
name = "nps"
files = ["in/*.csv"]
segments = ["channel"]

[output]
formats = ["jsonl", "csv", "sqlite"]

[gates.volume]
"#;

/// A folder with a job in it.
pub struct JobDir(TestDir);

impl JobDir {
    /// A job with the usual configuration and no inputs.
    pub fn new() -> Self {
        Self::with(CONFIG)
    }

    /// A job with a configuration and no inputs.
    pub fn with(config: &str) -> Self {
        let dir = TestDir::new();
        dir.file("job.toml", config.as_bytes());
        fs::create_dir(dir.path("in")).unwrap();
        Self(dir)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path(name)
    }

    pub fn file(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
    }

    /// Writes an export with the usual columns.
    pub fn export(&self, name: &str, rows: &[&str]) {
        self.file(
            &format!("in/{name}"),
            &format!("{HEAD}{}\n", rows.join("\n")),
        );
    }

    /// Writes an export of `count` rows, of which each has an id and a text of its own.
    pub fn many(&self, name: &str, from: usize, count: usize) {
        let row = |n: usize| {
            let text = ["Bra personal", "Late delivery again", "Osoblje je ljubazno"][n % 3];
            format!("r{n},2026-03-01 10:{:02},{},web,{text} {n}", n % 60, n % 11)
        };
        let rows: Vec<String> = (from..from + count).map(row).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        self.export(name, &rows);
    }

    /// Runs the job with further arguments.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command("run", args).output().unwrap()
    }

    /// A command on the job, in its folder, on a day in March 2026.
    pub fn command(&self, name: &str, args: &[&str]) -> assert_cmd::Command {
        let mut command =
            command(&[&[name, "job.toml", "--run-date", "2026-03-02"], args].concat());
        command.current_dir(self.path(""));
        command
    }

    /// Runs the job, which must end with this exit code; gives the report.
    pub fn ends(&self, code: i32, args: &[&str]) -> Value {
        let output = self.run(args);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{errors}");
        self.report()
    }

    /// The report of the last run.
    pub fn report(&self) -> Value {
        serde_json::from_slice(&fs::read(self.path("out/last-run.json")).unwrap()).unwrap()
    }

    /// Everything that is published, by name.
    pub fn published(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.path("out/current"))
    }

    /// The published database.
    pub fn database(&self) -> Connection {
        Connection::open(self.path("out/current/verbatims.sqlite")).unwrap()
    }

    /// A number from the published database.
    pub fn count(&self, sql: &str) -> i64 {
        self.database()
            .query_row(sql, [], |row| row.get(0))
            .unwrap()
    }

    /// Texts from the published database.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let database = self.database();
        let mut select = database.prepare(sql).unwrap();
        let rows = select.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }
}

/// The files of a folder and what they hold.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}
