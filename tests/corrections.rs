//! `verbatims corrections`: what people say outlives runs, codeframes, exports and kills, and can be undone.

mod common;

use common::command;
use common::job::{CONFIG, JobDir, files};
use serde_json::{Value, json};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

fn corrections(job: &JobDir, args: &[&str]) -> Output {
    let (name, more) = args.split_first().unwrap();
    let mut command = command(&[&["corrections", name, "job.toml"], more].concat());
    command.current_dir(job.path("")).output().unwrap()
}

fn said(job: &JobDir, args: &[&str]) -> String {
    let output = corrections(job, args);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Everything that is published but what names the generation.
fn tags(job: &JobDir) -> [Vec<String>; 2] {
    [
        job.texts(
            "SELECT comment_id || ' ' || language || ' ' || polarity FROM comments ORDER BY 1",
        ),
        job.texts("SELECT comment_id || ' ' || theme || ' ' || polarity FROM mentions ORDER BY 1"),
    ]
}

#[test]
fn a_correction_is_published_by_the_next_run_with_its_author_and_undone_leaves_nothing() {
    let job = JobDir::new();
    job.many("a.csv", 0, 6);
    job.ends(0, &[]);
    let before = tags(&job);
    let author = ["--author", "Analyst", "--why", "heard the call"];
    let add = [
        &[
            "add",
            "nps/r1",
            "sentiment=mixed",
            "theme:price-level=negative",
        ],
        &author[..],
    ]
    .concat();
    let told = said(&job, &add);
    assert_eq!(told.lines().count(), 2);
    let states = files(&job.path("state"));
    assert!(states.contains_key("000001.sqlite"));

    let report = job.ends(0, &[]);
    assert_eq!(
        (&report["status"], &report["generation"]),
        (&json!("published"), &json!(2))
    );
    assert_eq!(report["corrections"]["by_status"], json!({"disagrees": 2}));
    assert_eq!(
        job.texts("SELECT polarity FROM comments WHERE sentiment_origin = 'person'"),
        ["mixed"]
    );
    assert_eq!(
        job.texts("SELECT comment_id || ' ' || author FROM mentions WHERE origin = 'person' AND theme = 'price-level'"),
        ["nps/r1 Analyst"]
    );
    assert_eq!(
        job.texts(
            "SELECT target || '=' || value || ' was ' || machine FROM corrections ORDER BY target"
        ),
        [
            "sentiment=mixed was negative",
            "theme:price-level=negative was none"
        ]
    );
    let broken = job
        .database()
        .prepare("PRAGMA foreign_key_check")
        .unwrap()
        .exists([])
        .unwrap();
    assert!(!broken);
    let annotations = String::from_utf8(job.published()["annotations.jsonl"].clone()).unwrap();
    let line = lines(&annotations)
        .into_iter()
        .find(|line| line["id"] == "nps/r1")
        .unwrap();
    assert_eq!(line["sentiment"]["author"], "Analyst");
    assert_eq!(line["corrections"][0]["machine"], "negative");
    assert_eq!(job.ends(0, &[])["status"], "unchanged");

    let batch = told
        .split_whitespace()
        .skip_while(|word| *word != "batch")
        .nth(1)
        .unwrap();
    said(&job, &["undo", batch, "--batch", "--author", "Other"]);
    job.ends(0, &[]);
    assert_eq!(tags(&job), before);
    assert_eq!(job.count("SELECT count(*) FROM corrections"), 0);
    // Who said it and who undid it stays known.
    let log = lines(&said(&job, &["export"]));
    assert_eq!(log.iter().filter(|one| one["author"] == "Other").count(), 2);
    let undone = log.iter().find(|one| one["target"] == "undo").unwrap()["batch"]
        .as_str()
        .unwrap()
        .to_owned();
    said(&job, &["undo", &undone, "--batch", "--author", "Analyst"]);
    job.ends(0, &[]);
    assert_eq!(job.count("SELECT count(*) FROM corrections"), 2);
}

#[test]
fn a_language_that_a_person_names_is_the_one_whose_lists_are_used() {
    let job = JobDir::new();
    job.export(
        "a.csv",
        &[
            "r1,2026-03-01,5,web,Bra personal",
            "r2,2026-03-01,5,web,Late delivery again",
        ],
    );
    job.ends(0, &[]);
    let before = tags(&job);
    said(&job, &["add", "nps/r1", "language=ru", "--author", "A"]);
    let report = job.ends(0, &[]);
    assert_eq!(report["corrections"]["by_status"], json!({"disagrees": 1}));
    assert_eq!(
        job.texts(
            "SELECT language || ' ' || language_origin FROM comments WHERE comment_id = 'nps/r1'"
        ),
        ["ru person"]
    );
    assert_eq!(
        job.count(
            "SELECT count(*) FROM evidence WHERE comment_id = 'nps/r1' AND entry LIKE 'sv/%'"
        ),
        0
    );
    let id = lines(&said(&job, &["export"]))[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    said(&job, &["undo", &id, "--author", "A"]);
    job.ends(0, &[]);
    assert_eq!(tags(&job), before);
}

#[test]
fn what_cannot_be_said_is_refused_and_nothing_of_it_is_kept() {
    let job = JobDir::new();
    job.many("a.csv", 0, 2);
    job.ends(0, &[]);
    for (args, told) in [
        (
            &["nps/r0", "sentiment=good", "--author", "A"][..],
            "negative, neutral, mixed, positive",
        ),
        (
            &["nps/r9", "sentiment=mixed", "--author", "A"],
            "no such comment",
        ),
        (
            &[
                "nps/r0",
                "sentiment=mixed",
                "theme:no-such=mixed",
                "--author",
                "A",
            ],
            "no such theme",
        ),
        (
            &["nps/r0", "sentiment=mixed", "--author", " "],
            "the name is empty",
        ),
    ] {
        let output = corrections(&job, &[&["add"], args].concat());
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && errors.contains(told),
            "{args:?}: {errors}"
        );
    }
    assert_eq!(said(&job, &["export"]), "");
}

/// What somebody says of the comments r0 to r199, as a file that they wrote.
fn two_hundred() -> String {
    let line = |n: usize| {
        let (target, value) = [
            ("sentiment", "mixed"),
            ("theme:price-level", "positive"),
            ("sentiment", "neutral"),
            ("language", "en"),
        ][n % 4];
        json!({"author": "A", "why": format!("case {n}"), "comment": format!("nps/r{n}"), "target": target, "value": value})
            .to_string()
            + "\n"
    };
    (0..200).map(line).collect()
}

/// Rows of 250 comments, in another order and with other texts where `changed` says so.
fn rows(turned: bool, changed: fn(usize) -> bool) -> Vec<String> {
    let row = |n: usize| {
        let text = ["Bra personal", "Late delivery again", "Osoblje je ljubazno"][n % 3];
        let more = if changed(n) { " and once more" } else { "" };
        format!(
            "r{n},2026-03-01 10:{:02},{},web,{text} {n}{more}",
            n % 60,
            n % 11
        )
    };
    let mut rows: Vec<String> = (0..250).map(row).collect();
    if turned {
        rows.sort_by_key(|row| blake3::hash(row.as_bytes()).to_hex().to_string());
    }
    rows
}

fn export(job: &JobDir, name: &str, rows: &[String]) {
    job.export(name, &rows.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn two_hundred_corrections_outlive_a_kill_a_new_codeframe_and_another_export() {
    let job = JobDir::new();
    export(&job, "a.csv", &rows(false, |_| false));
    job.ends(0, &[]);

    // Killed while it saves: all of them are kept or none, and what is kept can be read.
    job.file("said.jsonl", &two_hundred());
    for milliseconds in [0, 4, 8, 12, 20, 30] {
        let mut saving = Command::new(env!("CARGO_BIN_EXE_verbatims"))
            .args(["corrections", "import", "job.toml", "said.jsonl"])
            .current_dir(job.path(""))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(milliseconds));
        saving.kill().unwrap();
        saving.wait().unwrap();
        let kept = said(&job, &["export"]).lines().count();
        assert!(kept.is_multiple_of(200), "{kept} after {milliseconds} ms");
    }
    if said(&job, &["export"]).is_empty() {
        said(&job, &["import", "said.jsonl"]);
    }
    assert_eq!(said(&job, &["list"]).lines().count(), 200);
    job.ends(0, &[]);
    assert_eq!(job.count("SELECT count(*) FROM corrections"), 200);
    let of_people =
        "SELECT comment_id || ' ' || target || ' ' || value FROM corrections ORDER BY 1";
    let before = job.texts(of_people);

    // A codeframe that judges a theme otherwise, and an export in another order of which five texts differ.
    std::fs::create_dir_all(job.path("frame/en/themes")).unwrap();
    job.file("frame/codeframe.toml", "version = \"2\"\nextends = true\n");
    job.file(
        "frame/en/themes/own.tsv",
        "theme\tterm\tpos\tparadigm\tmatch\tpolarity\trequires\tunless\tflags\tnote\nprice-level\tdelivery again\tphrase\t\t\t+\n",
    );
    job.file(
        "job.toml",
        &format!("{CONFIG}\n[lexicons]\ncodeframe = \"frame\"\n"),
    );
    export(
        &job,
        "b.csv",
        &rows(true, |n| matches!(n, 4 | 40 | 44 | 64 | 80)),
    );
    let report = job.ends(0, &["--recode"]);

    assert_eq!(job.texts(of_people), before);
    for (sql, expected) in [
        ("SELECT count(*) FROM corrections", 200),
        (
            "SELECT count(*) FROM comments WHERE sentiment_origin = 'person' AND polarity = 'mixed'",
            50,
        ),
        (
            "SELECT count(*) FROM comments WHERE sentiment_origin = 'person' AND polarity = 'neutral'",
            50,
        ),
        (
            "SELECT count(*) FROM comments WHERE language_origin = 'person' AND language = 'en'",
            50,
        ),
        (
            "SELECT count(*) FROM mentions WHERE theme = 'price-level' AND polarity = 'positive' AND author = 'A'",
            50,
        ),
        ("SELECT count(*) FROM comments WHERE generation = 3", 250),
    ] {
        assert_eq!(job.count(sql), expected, "{sql}");
    }
    let conflicts = lines(&said(&job, &["list", "--conflicts", "--json"]));
    let with = |status: &str| {
        let ids = conflicts.iter().filter(|one| one["status"] == status);
        ids.map(|one| one["comment"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        with("text-changed"),
        ["nps/r4", "nps/r40", "nps/r44", "nps/r64", "nps/r80"]
    );
    // English comments that have the theme now, with another polarity than the person says: 1, 13, 25 ...
    assert_eq!(with("disagrees-anew").len(), 17);
    assert_eq!(conflicts.len(), 22);
    assert_eq!(report["corrections"]["conflicts"], 22);
    assert_eq!(report["corrections"]["standing"], 200);
}

#[test]
fn a_saved_correction_is_there_when_the_command_has_ended_whatever_is_killed_after() {
    let job = JobDir::new();
    job.many("a.csv", 0, 20);
    job.ends(0, &[]);
    for n in 0..10 {
        let comment = format!("nps/r{n}");
        said(&job, &["add", &comment, "sentiment=mixed", "--author", "A"]);
        let mut next = Command::new(env!("CARGO_BIN_EXE_verbatims"))
            .args([
                "corrections",
                "add",
                "job.toml",
                "nps/r19",
                "sentiment=mixed",
                "--author",
                "B",
            ])
            .current_dir(job.path(""))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(2 * n));
        next.kill().unwrap();
        next.wait().unwrap();
    }
    let log = lines(&said(&job, &["export"]));
    assert_eq!(log.iter().filter(|one| one["author"] == "A").count(), 10);
}

#[test]
fn the_file_is_the_same_wherever_the_log_is_kept_and_two_logs_become_one() {
    let (one, other) = (JobDir::new(), JobDir::new());
    for job in [&one, &other] {
        job.many("a.csv", 0, 4);
        job.ends(0, &[]);
    }
    said(&one, &["add", "nps/r0", "sentiment=mixed", "--author", "A"]);
    said(
        &other,
        &["add", "nps/r1", "sentiment=mixed", "--author", "B"],
    );
    one.file("other.jsonl", &said(&other, &["export"]));
    said(&one, &["import", "other.jsonl"]);
    said(&one, &["import", "other.jsonl"]);
    other.file("one.jsonl", &said(&one, &["export"]));
    said(&other, &["import", "one.jsonl"]);
    assert_eq!(said(&one, &["export"]), said(&other, &["export"]));
    assert_eq!(said(&one, &["export"]).lines().count(), 2);
    // An entry that was edited is no longer the one that its id names.
    let edited = said(&one, &["export"]).replace("\"A\"", "\"C\"");
    one.file("edited.jsonl", &edited);
    let refused = corrections(&one, &["import", "edited.jsonl"]);
    let errors = String::from_utf8_lossy(&refused.stderr);
    assert!(
        errors.contains("edited.jsonl:1: the entry is not what"),
        "{errors}"
    );
}
