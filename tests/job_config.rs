//! The configuration of a job: every mistake at once, each at its place.

mod common;

use common::job::{CONFIG, JobDir};
use serde_json::Value;
use verbatims::job::{Finding, Job};

const GOOD: &str = r#"[job]
name = "nps"
time_zone = "Europe/Stockholm"
state = "state"
[[source]]
name = "nps"
files = ["in/*.csv"]
text = ["Comment"]
id = "ID"
date_format = "%d/%m/%Y"
language = "sv"
[output]
folder = "out"
formats = ["csv"]
keep = 3
[gates.volume]
warn_below = 50
stop_below = 10
[drift]
mapped = "stop"
[limits]
threads = 2
"#;

/// What a line is replaced by, and where the mistake must be found: line, column, a piece of what is said.
const BROKEN: [(&str, &str, usize, usize, &str); 30] = [
    (
        "name = \"nps\"\ntime",
        "nmae = \"nps\"\ntime",
        2,
        1,
        "did you mean `name`?",
    ),
    (
        "\"Europe/Stockholm\"",
        "\"Europe/Stokholm\"",
        3,
        13,
        "did you mean \"Europe/Stockholm\"?",
    ),
    (
        "\"Europe/Stockholm\"",
        "2",
        3,
        13,
        "`job.time_zone` is a text in quotes, not integer",
    ),
    (
        "name = \"nps\"\ntime",
        "name = \"a/b\"\ntime",
        2,
        8,
        "cannot be \"a/b\"",
    ),
    (
        "state = \"state\"",
        "state = \"out/state\"",
        13,
        10,
        "lie in one another",
    ),
    ("state = \"state\"", "state = \"\"", 4, 9, "is empty"),
    ("state = \"state\"", "state = \"state", 4, 15, "TOML"),
    ("[[source]]", "[[sources]]", 5, 3, "did you mean `source`?"),
    ("[[source]]", "[source]", 5, 1, "an array of tables"),
    (
        "name = \"nps\"\nfiles",
        "files",
        5,
        1,
        "the source has no name",
    ),
    (
        "files = [\"in/*.csv\"]",
        "file = [\"in/*.csv\"]",
        7,
        1,
        "did you mean `files`?",
    ),
    (
        "files = [\"in/*.csv\"]",
        "files = [\"in/[.csv\"]",
        7,
        9,
        "no pattern of file names",
    ),
    (
        "files = [\"in/*.csv\"]",
        "files = [7]",
        7,
        10,
        "a list of texts",
    ),
    (
        "text = [\"Comment\"]",
        "text = [\"ID\"]",
        9,
        6,
        "both `text` and `id`",
    ),
    (
        "id = \"ID\"",
        "id = true",
        9,
        6,
        "a text in quotes, not boolean",
    ),
    ("id = \"ID\"", "idd = \"ID\"", 9, 1, "did you mean `id`?"),
    ("\"%d/%m/%Y\"", "\"%d/%m\"", 10, 15, "names no year"),
    ("\"%d/%m/%Y\"", "\"%Q\"", 10, 15, "no format of dates"),
    (
        "language = \"sv\"",
        "language = \"se\"",
        11,
        12,
        "cannot be \"se\"",
    ),
    (
        "language = \"sv\"",
        "language = \"sv\"\nlanguage_column = \"x\"",
        12,
        19,
        "exclude each other",
    ),
    (
        "formats = [\"csv\"]",
        "formats = [\"xml\"]",
        14,
        12,
        "one of jsonl, csv, sqlite",
    ),
    (
        "formats = [\"csv\"]",
        "formats = [\"csw\"]",
        14,
        12,
        "did you mean \"csv\"?",
    ),
    ("keep = 3", "keep = 0", 15, 8, "from 1 to 10000"),
    ("keep = 3", "keep = 1.5", 15, 8, "a whole number"),
    ("keep = 3", "kep = 3", 15, 1, "did you mean `keep`?"),
    (
        "warn_below = 50",
        "warn_bellow = 50",
        17,
        1,
        "did you mean `warn_below`?",
    ),
    (
        "stop_below = 10",
        "stop_below = 60",
        18,
        14,
        "would stop before it warns",
    ),
    (
        "stop_below = 10",
        "stop_below = \"10\"",
        18,
        14,
        "a number, not string",
    ),
    (
        "mapped = \"stop\"",
        "mapped = \"freeze\"",
        20,
        10,
        "one of allow, warn, stop",
    ),
    (
        "threads = 2",
        "threads = -1",
        22,
        11,
        "a number from 0 to 1024",
    ),
];

fn findings(text: &str) -> Vec<Finding> {
    Job::parse("job.toml", text).err().unwrap_or_default()
}

#[test]
fn the_good_configuration_has_no_mistake() {
    assert_eq!(findings(GOOD), []);
}

#[test]
fn each_mistake_is_found_at_its_line_and_column() {
    let mut wrong = Vec::new();
    for (good, bad, line, column, said) in BROKEN {
        let text = GOOD.replacen(good, bad, 1);
        assert_ne!(text, GOOD, "{good}");
        let found = findings(&text);
        let there = found.iter().any(|finding| {
            (finding.line, finding.column) == (line, column) && finding.to_string().contains(said)
        });
        if !there {
            wrong.push(format!(
                "{bad}: expected {line}:{column} {said}, found {found:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_file() {
    let text = GOOD
        .replace("keep", "kep")
        .replace("id = ", "idd = ")
        .replace("threads", "thread");
    let lines: Vec<usize> = findings(&text).iter().map(|finding| finding.line).collect();
    assert_eq!(lines, [9, 15, 22]);
}

#[test]
fn an_empty_file_says_what_is_needed() {
    let said: Vec<String> = findings("")
        .iter()
        .map(|finding| finding.problem.clone())
        .collect();
    assert_eq!(said, ["there is no [[source]]", "there is no [job]"]);
}

#[test]
fn check_prints_mistakes_with_their_places_and_ends_with_78() {
    let job = JobDir::with(&CONFIG.replace("files", "fils"));
    let output = common::command(&["check", "job.toml"])
        .current_dir(job.path(""))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(78));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("job.toml:8:1: unknown key `fils` in [source] (help: did you mean `files`?)"),
        "{said}"
    );
    let output = common::command(&["check", "job.toml", "--json"])
        .current_dir(job.path(""))
        .output()
        .unwrap();
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["findings"][1]["line"], 8);
    assert_eq!(job.run(&[]).status.code(), Some(78));
}

#[test]
fn check_with_the_environment_tries_inputs_and_outputs() {
    let job = JobDir::with(&CONFIG.replace("segments = [\"channel\"]", "segments = [\"shop\"]"));
    job.export("a.csv", &["1,2026-03-01,9,web,Bra"]);
    job.file("out", "a file where a folder should be");
    let output = common::command(&["check", "job.toml", "--env"])
        .current_dir(job.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(78), "{said}");
    assert!(
        said.contains("job.toml:6:1: in/a.csv: there is no column \"shop\""),
        "{said}"
    );
    assert!(said.contains("job.toml:11:1: cannot create"), "{said}");
    let good = JobDir::new();
    good.export("a.csv", &["1,2026-03-01,9,web,Bra"]);
    let output = common::command(&["check", "job.toml", "--env"])
        .current_dir(good.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("text = \"comment\" (by header)"), "{said}");
    assert!(!good.path("out").exists() && !good.path("state").exists());
}

#[test]
fn the_example_job_in_the_documentation_has_no_mistake() {
    let example = include_str!("../docs/nightly/job.toml");
    assert_eq!(findings(example), []);
}

#[cfg(feature = "postgres")]
#[test]
fn a_database_that_no_run_may_speak_to_is_a_mistake_of_the_configuration() {
    for (settings, problem) in [
        ("url = \"postgresql://me@localhost/db\"", None),
        (
            "url = \"postgresql://me@db.example.org/db\"",
            Some("the server is on another machine"),
        ),
        (
            "url = \"postgresql://me@db.example.org/db\"\nplaintext = true",
            None,
        ),
        (
            "url = \"postgresql://me@localhost/db?sslmode=require\"",
            Some("the URL asks for TLS"),
        ),
        (
            "url = \"postgresql://me@host:port/db\"",
            Some("cannot be understood"),
        ),
    ] {
        let found = findings(&format!("{GOOD}[postgres]\n{settings}\n"));
        let told: Vec<(usize, &str)> = found
            .iter()
            .map(|one| (one.line, one.problem.as_str()))
            .collect();
        match problem {
            None => assert_eq!(told, [], "{settings}"),
            Some(problem) => assert!(
                matches!(told[..], [(_, told)] if told.contains(problem)),
                "{settings}: {told:?}"
            ),
        }
    }
}

#[test]
fn every_command_tells_mistakes_of_a_configuration_one_by_one_as_run_does() {
    let job = JobDir::with(
        &CONFIG
            .replace("files", "fils")
            .replace("name = \"nps\"\ntime", "time"),
    );
    let told = |args: &[&str]| {
        let mut command = common::command(args);
        let output = command.current_dir(job.path("")).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(78), "{args:?} {errors}");
        errors
    };
    let by_run = told(&["run", "job.toml"]);
    assert!(by_run.lines().count() > 1, "{by_run}");
    for args in [
        &["corrections", "list", "job.toml"][..],
        &["agreement", "disputes", "job.toml"],
        &["review", "job.toml", "--no-open"],
        &["rollup", "job.toml"],
        &["report", "job.toml", "-o", "r.html"],
        &["erase", "job.toml", "--field", "a=b"],
    ] {
        assert_eq!(told(args), by_run, "{args:?}");
    }
    let missing = told(&["run", "not-there.toml"]);
    assert!(
        missing.contains("not-there.toml:1:1: there is no such file"),
        "{missing}"
    );
}
