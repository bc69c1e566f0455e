//! Erasing the comments of respondents.

mod common;

use common::command;
use common::job::{CONFIG, JobDir};
use std::fs;
use std::path::Path;
use verbatims::desk::queue::Options;
use verbatims::desk::search::{Index, Query};
use verbatims::lexicon::Files;
use verbatims::store::{Journal, State};

/// Words that stand in the comments of the respondent who wants to be forgotten, and nowhere else.
const SECRET: &str = "plenty of zebras";

fn job() -> JobDir {
    // One row in four cannot be read, which is no matter here.
    let config = format!("{CONFIG}\n[gates.rejects]\n");
    let job = JobDir::with(&config.replace("\"channel\"]", "\"channel\"]\ntext = [\"comment\"]"));
    job.export(
        "a.csv",
        &[
            "r1,2026-03-01,9,web,The staff was friendly",
            &format!("r2,2026-03-01,1,anna@example.com,Late delivery and {SECRET}"),
            &format!("r2 {SECRET}"),
            "r3,2026-03-01,4,web,Everything was expensive",
        ],
    );
    job.ends(0, &["-q"]);
    job.export(
        "b.csv",
        &[&format!("r4,2026-03-02,2,anna@example.com,Again {SECRET}")],
    );
    job.ends(0, &["-q"]);
    job
}

fn erase(job: &JobDir, args: &[&str]) -> Option<i32> {
    job.command("erase", args).output().unwrap().status.code()
}

/// Files below a folder in which the words stand.
fn holding(folder: &Path, words: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            holding(&path, words, found);
        } else if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            if bytes
                .windows(words.len())
                .any(|window| window == words.as_bytes())
            {
                found.push(path.display().to_string());
            }
        }
    }
}

fn traces(job: &JobDir) -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["out", "state"] {
        holding(&job.path(folder), SECRET, &mut found);
    }
    found
}

#[test]
fn no_byte_of_a_respondent_is_left_in_any_file_of_the_job() {
    let job = job();
    assert!(traces(&job).len() > 4);
    assert_eq!(
        erase(&job, &["--field", "channel=anna@example.com", "-q"]),
        Some(0)
    );
    let report = job.report();
    assert_eq!(report["kind"], "erase");
    assert_eq!(report["erased"]["comments"], 2);
    assert_eq!(report["generation"], 3);
    // The row that could not be read holds the words, but neither column nor value.
    job.file("ids", "r2\n");
    assert_eq!(erase(&job, &["--ids", "ids", "-q"]), Some(0));
    assert_eq!(job.report()["erased"]["rejects"], 1);
    assert_eq!(traces(&job), Vec::<String>::new());
    assert_eq!(
        job.texts("SELECT comment_id FROM comments ORDER BY 1"),
        ["nps/r1", "nps/r3"]
    );
    assert_eq!(common::names(&job.path("out/generations")), ["000004"]);
}

/// Runs a command on the job, which must do well.
fn told(job: &JobDir, args: &[&str]) -> String {
    let output = command(args).current_dir(job.path("")).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Brings an index to what is published.
fn follow(index: &mut Index, job: &JobDir, generation: u64) -> u64 {
    let log = Journal::read(&job.path("state")).unwrap();
    let state = State::read_only(&job.path(&format!("state/{generation:06}.sqlite"))).unwrap();
    let options = Options::default();
    let updated = index.update(&state, &log, generation, options, &mut |_| Ok(()));
    updated.unwrap();
    index.count().unwrap()
}

#[test]
fn nothing_that_the_desk_knows_of_a_respondent_is_left() {
    let job = job();
    let why = format!("she wrote {SECRET}");
    for (id, change) in [
        ("nps/r2", "sentiment=mixed"),
        ("nps/r1", "sentiment=neutral"),
    ] {
        let add = ["corrections", "add", "job.toml", id, change];
        told(
            &job,
            &[&add[..], &["--author", "A", "--why", &why]].concat(),
        );
    }
    let assign = [
        "agreement",
        "assign",
        "job.toml",
        "--coders",
        "ann,bo",
        "--count",
        "4",
    ];
    told(&job, &assign);
    let tasks = told(&job, &["agreement", "export", "job.toml", "--coder", "ann"]);
    let coded: Vec<String> = tasks
        .lines()
        .skip(1)
        .map(|line| format!("{},mixed\n", line.split(',').next().unwrap()))
        .collect();
    assert!(
        coded.len() > 1 && coded.iter().any(|row| row.starts_with("nps/r2")),
        "{coded:?}"
    );
    job.file("ann.csv", &format!("id,sentiment\n{}", coded.concat()));
    told(
        &job,
        &[
            "agreement",
            "import",
            "job.toml",
            "ann.csv",
            "--coder",
            "ann",
        ],
    );
    let mut open = Index::open(&job.path("state"), &Files::bundled()).unwrap();
    assert_eq!(follow(&mut open, &job, 2), 4);

    job.file("ids", "r2\nr4\n");
    assert_eq!(erase(&job, &["--ids", "ids", "-q"]), Some(0));

    // A desk that was open all the while, and one that is opened now, know of nobody who is gone.
    assert_eq!(follow(&mut open, &job, 3), 2);
    drop(open);
    let mut index = Index::open(&job.path("state"), &Files::bundled()).unwrap();
    assert_eq!(follow(&mut index, &job, 3), 2);
    assert_eq!(
        index.values("channel", 10).unwrap(),
        [("web".to_owned(), 2)]
    );
    let zebras = Query {
        text: "zebras".to_owned(),
        ..Query::default()
    };
    assert_eq!(index.find(&zebras, 0, 10).unwrap().total, 0);
    drop(index);
    let entries = told(&job, &["corrections", "export", "job.toml"]);
    assert!(
        entries.contains("nps/r1") && !entries.contains("nps/r2"),
        "{entries}"
    );
    // What was said of others stays, even where it names the words; the index has the words folded, one by one.
    for gone in ["nps/r2", "nps/r4", "anna@example.com", "ezebras"] {
        let mut found = Vec::new();
        for folder in ["out", "state"] {
            holding(&job.path(folder), gone, &mut found);
        }
        assert_eq!(found, Vec::<String>::new(), "{gone}");
    }
}

#[test]
fn an_erased_row_is_not_taken_in_again() {
    let job = job();
    job.file("ids", "\u{feff}r2\r\n\r\nnps/r4\r\n");
    assert_eq!(erase(&job, &["--ids", "ids", "-q"]), Some(0));
    job.export(
        "c.csv",
        &[
            &format!("r2,2026-03-01,1,web,Late delivery and {SECRET}"),
            "r5,2026-03-02,2,web,Slow",
        ],
    );
    let report = job.ends(0, &["-q"]);
    assert_eq!(report["comments"]["erased"], 1);
    assert_eq!(report["comments"]["new"], 1);
    assert_eq!(traces(&job), Vec::<String>::new());
    let ids = job.texts("SELECT comment_id FROM comments ORDER BY 1");
    assert_eq!(ids, ["nps/r1", "nps/r3", "nps/r5"]);
}

#[test]
fn a_dry_run_erases_nothing_and_generations_can_be_kept() {
    let job = job();
    let before = job.published();
    let ids = job.path("ids");
    fs::write(&ids, "r2\n").unwrap();
    let dry = job
        .command("erase", &["--ids", "ids", "--dry-run"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&dry.stderr).into_owned();
    assert_eq!(dry.status.code(), Some(0), "{said}");
    assert!(said.contains("1 comments of 1 rows erased"), "{said}");
    assert!(job.published() == before);
    assert_eq!(
        erase(&job, &["--ids", "ids", "--keep-generations", "-q"]),
        Some(0)
    );
    let kept = common::names(&job.path("out/generations"));
    assert_eq!(kept, ["000001", "000002", "000003"]);
    assert_eq!(job.count("SELECT count(*) FROM comments"), 3);
}

#[test]
fn nobody_to_erase_changes_nothing() {
    let job = job();
    job.file("ids", "r99\n");
    assert_eq!(erase(&job, &["--ids", "ids", "-q"]), Some(0));
    assert_eq!(job.report()["status"], "unchanged");
    assert_eq!(job.report()["generation"], 2);
    job.file("none", "\n\n");
    assert_eq!(erase(&job, &["--ids", "none"]), Some(2));
    assert_eq!(erase(&job, &["--field", "nothing"]), Some(2));
    assert_eq!(erase(&job, &[]), Some(2));
}
