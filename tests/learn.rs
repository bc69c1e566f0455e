//! `verbatims lexicon learn` on rows of our own.

use assert_cmd::Command;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A small lexicon folder and rows about it: "solid" was judged faint praise, and the rows say it is more; "cheap"
/// was judged praise, and the rows disagree; nobody judged "gizmo" and "dead end".
struct Desk {
    dir: TempDir,
}

const CODEFRAME: &str =
    "version = \"1\"\n[[theme]]\nid = \"general\"\nstage = \"engagement\"\nlabels = {}\n";
const SENTIMENT: &str = "term\tpos\tparadigm\tvalence\tmatch\tflags\tnote\n\
    awful\tadj\t\t-300\n\
    cheap\tadj\t\t150\t\t\tof prices\n\
    great\tadj\t\t300\n\
    rare\tadj\t\t100\n\
    solid\tadj\t\t50\n";
const MODIFIERS: &str =
    "term\tmatch\trole\tstrength\tscope\tdirection\tnote\nnot\t\tnegator\t\t3\tright\n";

/// Text, how often it comes, and whether its writer is content.
const ROWS: [(&str, usize, bool); 9] = [
    ("A great shop.", 40, true),
    ("An awful shop.", 40, false),
    ("The desk was solid.", 30, true),
    ("The chair was not solid.", 20, false),
    ("It looks cheap.", 30, false),
    ("A rare find.", 2, false),
    ("The gizmo came today.", 25, true),
    ("I met a dead end there.", 25, false),
    ("Dead on time, and the end came.", 10, true),
];

impl Desk {
    fn new() -> Self {
        let desk = Self {
            dir: tempfile::tempdir().expect("a temporary folder"),
        };
        let rules = include_str!("../lexicons/common/rules.toml");
        for (path, text) in [
            ("lexicons/codeframe.toml", CODEFRAME),
            ("lexicons/common/rules.toml", rules),
            ("lexicons/en/sentiment.tsv", SENTIMENT),
            ("lexicons/en/modifiers.tsv", MODIFIERS),
        ] {
            desk.write(path, text);
        }
        desk
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn rows(&self, line: impl Fn(usize, &str, bool) -> String) -> String {
        let all = ROWS
            .iter()
            .flat_map(|&(text, count, content)| std::iter::repeat_n((text, content), count));
        let lines = all
            .zip(1..)
            .map(|((text, content), id)| line(id, text, content));
        lines.collect()
    }

    fn json_rows(&self) -> PathBuf {
        let rows = self.rows(|id, text, content| {
            let label = if content { "positive" } else { "negative" };
            format!("{{\"id\":\"r{id}\",\"text\":\"{text}\",\"label\":\"{label}\"}}\n")
        });
        self.write("rows.jsonl", &rows);
        self.path("rows.jsonl")
    }

    fn learn(&self, rows: &Path, out: &str) -> Command {
        let mut command = Command::cargo_bin("verbatims").expect("the program");
        command
            .args(["lexicon", "learn"])
            .arg(rows)
            .args(["--language", "en", "--lexicons"])
            .arg(self.path("lexicons"))
            .arg("--out")
            .arg(self.path(out));
        command
    }

    fn learned(&self, out: &str, file: &str) -> String {
        fs::read_to_string(self.path(out).join(file)).expect("an overlay file")
    }
}

/// Cells of a table's rows by their first cell.
fn table(text: &str) -> BTreeMap<&str, Vec<&str>> {
    text.lines()
        .map(|line| line.split('\t').collect::<Vec<&str>>())
        .map(|cells| (cells[0], cells))
        .collect()
}

fn tree(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(tree(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
    found
}

#[test]
fn the_overlay_holds_estimates_with_notes_and_proposals_with_examples() {
    let desk = Desk::new();
    let before = tree(&desk.path("lexicons"));
    let rows = desk.json_rows();
    desk.learn(&rows, "out")
        .args(["--map", "sentiment=label"])
        .assert()
        .success();

    let list = desk.learned("out", "en/sentiment.learned.tsv");
    let list = table(&list);
    let value = |term: &str| list[term][3].parse::<i32>().expect("a number");
    assert!(value("solid") > 90, "{list:?}");
    assert!(value("cheap") < 50, "{list:?}");
    assert!(
        list["cheap"][6].starts_with("of prices; judged 150, estimate "),
        "{list:?}"
    );
    assert!(
        list["cheap"][6].contains("30 rows: 0 positive, 30 negative"),
        "{list:?}"
    );
    assert_eq!(list["rare"], ["rare", "adj", "", "100"]);

    let proposals = desk.learned("out", "en/proposals.tsv");
    let proposals = table(&proposals);
    assert_eq!(proposals["gizmo"][3..7], ["25", "25", "0", "0"]);
    assert!(
        proposals["gizmo"][7].ends_with(": The gizmo came today."),
        "{proposals:?}"
    );
    assert!(proposals["dead end"][1].starts_with('-'), "{proposals:?}");
    assert_eq!(proposals["dead end"].len(), 10, "{proposals:?}");

    let report = desk.learned("out", "REPORT.md");
    assert!(
        report.contains("- `cheap` (en/sentiment.tsv:3) judged 150, estimate "),
        "{report}"
    );
    assert_eq!(tree(&desk.path("lexicons")), before);
}

#[test]
fn the_bytes_are_the_same_on_every_run_and_number_of_threads() {
    let desk = Desk::new();
    let rows = desk.json_rows();
    let trees: Vec<Vec<Vec<u8>>> = [("a", "1"), ("b", "4"), ("c", "4")]
        .into_iter()
        .map(|(out, threads)| {
            desk.learn(&rows, out)
                .args(["--map", "sentiment=label", "--threads", threads])
                .assert()
                .success();
            tree(&desk.path(out)).into_values().collect()
        })
        .collect();
    assert_eq!(trees[0].len(), 4);
    assert_eq!(trees[0], trees[1]);
    assert_eq!(trees[1], trees[2]);
}

#[test]
fn scores_in_csv_say_what_labels_in_json_say() {
    let desk = Desk::new();
    let labels = desk.json_rows();
    let rows = desk
        .rows(|id, text, content| format!("r{id};\"{text}\";{}\n", if content { 5 } else { 1 }));
    desk.write("rows.csv", &format!("key;said;stars\n{rows}"));
    desk.learn(&labels, "labels")
        .args(["--label", "label", "--map", "id=id"])
        .assert()
        .success();
    desk.learn(&desk.path("rows.csv"), "scores")
        .args(["--text", "said", "--score", "stars", "--map", "id=key"])
        .assert()
        .success();
    assert_eq!(
        desk.learned("labels", "en/estimates.tsv"),
        desk.learned("scores", "en/estimates.tsv")
    );
}

#[test]
fn entries_in_fewer_rows_than_asked_for_keep_the_judged_value() {
    let desk = Desk::new();
    let rows = desk.json_rows();
    desk.learn(&rows, "out")
        .args(["--label", "label", "--least", "1000"])
        .assert()
        .success();
    assert_eq!(desk.learned("out", "en/sentiment.learned.tsv"), SENTIMENT);
    assert_eq!(desk.learned("out", "en/estimates.tsv").lines().count(), 1);
}

#[test]
fn a_lexicon_folder_is_never_written_into() {
    let desk = Desk::new();
    let rows = desk.json_rows();
    let before = tree(&desk.path("lexicons"));
    for (out, why) in [
        ("lexicons", "belongs to a lexicon folder"),
        ("lexicons/en", "belongs to a lexicon folder"),
        ("lexicons/new/deep", "belongs to a lexicon folder"),
        ("new/../lexicons/x", "does not exist"),
    ] {
        desk.learn(&rows, out)
            .args(["--label", "label"])
            .assert()
            .code(2)
            .stderr(contains(why));
    }
    assert_eq!(tree(&desk.path("lexicons")), before);
}

#[test]
fn rows_without_a_verdict_say_which_option_helps() {
    let desk = Desk::new();
    let rows = desk.json_rows();
    desk.learn(&rows, "out")
        .assert()
        .code(4)
        .stderr(contains("has a label").and(contains("--label")));
    assert!(!desk.path("out").exists());
}
