//! `verbatims agreement` and what `evaluate` makes of it.

mod common;

use common::job::JobDir;
use common::{TestDir, command, run};
use serde_json::Value;
use std::collections::BTreeSet;

/// Runs `agreement NAME job.toml ...`; gives what it wrote to standard output.
fn ran(job: &JobDir, args: &[&str]) -> String {
    let (name, more) = args.split_first().unwrap();
    let mut command = command(&[&["agreement", name, "job.toml"], more].concat());
    let output = command.current_dir(job.path("")).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn job() -> JobDir {
    let job = JobDir::new();
    job.many("a.csv", 0, 30);
    job.ends(0, &[]);
    ran(&job, &["assign", "--coders", "ann,bo", "--count", "12"]);
    job
}

/// The table that a coder gets, filled in: the label of each row by `label`.
fn filled(job: &JobDir, coder: &str, label: impl Fn(usize) -> &'static str) -> String {
    let table = ran(job, &["export", "--coder", coder]);
    let mut lines = table.lines();
    let mut out = lines.next().unwrap().to_owned() + "\n";
    for (row, line) in lines.enumerate() {
        assert!(
            line.ends_with(",,,,"),
            "no labels in what a coder sees: {line}"
        );
        out.push_str(line.strip_suffix(",,,,").unwrap());
        out.push_str(&format!(",,{},none,\n", label(row)));
    }
    out
}

#[test]
fn two_label_without_seeing_each_other_and_what_is_decided_becomes_labelled_rows() {
    let job = job();
    job.file("ann.csv", &filled(&job, "ann", |_| "negative"));
    ran(&job, &["import", "ann.csv", "--coder", "ann"]);
    // What the other sees has not changed.
    job.file(
        "bo.csv",
        &filled(
            &job,
            "bo",
            |row| if row < 3 { "neutral" } else { "negative" },
        ),
    );
    ran(&job, &["import", "bo.csv", "--coder", "bo"]);
    assert_eq!(
        ran(&job, &["export", "--coder", "bo"]).lines().count(),
        1,
        "nothing is left to do"
    );

    let mut measure = command(&[
        "agreement",
        "measure",
        "--job",
        "job.toml",
        "--machine",
        "--json",
    ]);
    let output = measure.current_dir(job.path("")).output().unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["coders"], serde_json::json!(["ann", "bo", "machine"]));
    let all = found["scopes"].as_array().unwrap().last().unwrap();
    let sentiment = &all["questions"][0];
    assert_eq!(
        (&sentiment["name"], &sentiment["comments"]),
        (&"sentiment".into(), &12.into())
    );
    let pair = &sentiment["pairs"][0];
    assert_eq!(pair["same"], 0.75);

    let told = ran(&job, &["disputes"]);
    assert_eq!(
        told.lines()
            .filter(|line| line.ends_with("  sentiment"))
            .count(),
        3,
        "{told}"
    );
    assert_eq!(ran(&job, &["gold"]).lines().count(), 9);
    let disputed: Vec<&str> = told
        .lines()
        .filter_map(|line| line.strip_suffix("  sentiment"))
        .collect();
    job.file(
        "decided.csv",
        &format!("id,sentiment,themes\n{},mixed,none\n", disputed[0]),
    );
    ran(&job, &["decide", "decided.csv", "--author", "carl"]);
    assert_eq!(
        ran(&job, &["disputes"])
            .lines()
            .filter(|line| line.ends_with("  sentiment"))
            .count(),
        2
    );
    let gold = ran(&job, &["gold"]);
    assert_eq!(gold.lines().count(), 10);
    assert!(gold.contains("\"sentiment\":\"mixed\""));
    job.file("gold.jsonl", &gold);
    let scored = run(&[
        "evaluate",
        job.path("gold.jsonl").to_str().unwrap(),
        "--json",
    ]);
    let scored: Value = serde_json::from_slice(&scored.stdout).unwrap();
    assert_eq!(scored["rows"], 10);
}

#[test]
fn an_answer_of_one_alone_is_not_agreed_on() {
    let job = job();
    job.file("ann.csv", &filled(&job, "ann", |_| "negative"));
    ran(&job, &["import", "ann.csv", "--coder", "ann"]);
    // The other answers nothing of themes.
    let other = filled(&job, "bo", |_| "negative").replace(",none,", ",,");
    job.file("bo.csv", &other);
    ran(&job, &["import", "bo.csv", "--coder", "bo"]);
    let gold = ran(&job, &["gold"]);
    assert_eq!(gold.lines().count(), 12);
    for row in gold.lines() {
        let row: Value = serde_json::from_str(row).unwrap();
        assert_eq!(row["sentiment"], "negative");
        assert!(row.get("mentions").is_none(), "{row}");
    }
}

#[test]
fn what_is_not_ones_to_label_is_refused() {
    let job = job();
    let theirs: BTreeSet<String> = ran(&job, &["export", "--coder", "ann", "--format", "jsonl"])
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let other = (0..30)
        .map(|n| format!("nps/r{n}"))
        .find(|id| !theirs.contains(id))
        .unwrap();
    let first = theirs.first().unwrap();
    for (name, table, told) in [
        (
            "import",
            format!("id,sentiment\n{other},mixed\n"),
            "not assigned",
        ),
        (
            "import",
            format!("id,themes\n{first},no-such:mixed\n"),
            "no such theme",
        ),
        (
            "decide",
            format!("id,sentiment\n{first},mixed\n"),
            "fewer than two",
        ),
    ] {
        job.file("said.csv", &table);
        let who = if name == "import" {
            "--coder"
        } else {
            "--author"
        };
        let mut command = command(&["agreement", name, "job.toml", "said.csv", who, "ann"]);
        let output = command.current_dir(job.path("")).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && errors.contains(told),
            "{errors}"
        );
    }
}

#[test]
fn every_pair_of_three_gets_as_many() {
    let job = JobDir::new();
    job.many("a.csv", 0, 30);
    job.ends(0, &[]);
    ran(&job, &["assign", "--coders", "a,b,c", "--count", "30"]);
    for coder in ["a", "b", "c"] {
        let table = ran(&job, &["export", "--coder", coder, "--format", "jsonl"]);
        assert_eq!(table.lines().count(), 20, "{coder}");
    }
}

#[test]
fn tasks_for_label_studio_come_back_as_labels() {
    let job = job();
    let tasks = ran(
        &job,
        &["export", "--coder", "ann", "--format", "label-studio"],
    );
    let mut tasks: Vec<Value> = serde_json::from_str(&tasks).unwrap();
    for task in &mut tasks {
        assert_eq!(task.as_object().unwrap().len(), 1, "nothing but the data");
        task["annotations"] = serde_json::json!([{"completed_by": 7, "result": [
            {"id": "s", "from_name": "sentiment", "to_name": "text", "type": "choices", "value": {"choices": ["mixed"]}},
            {"id": "t", "from_name": "themes", "to_name": "text", "type": "taxonomy",
             "value": {"taxonomy": [["price", "price-level", "negative"]]}},
        ]}]);
    }
    job.file("done.json", &serde_json::to_string(&tasks).unwrap());
    ran(
        &job,
        &[
            "import",
            "done.json",
            "--coder",
            "ann",
            "--format",
            "label-studio",
        ],
    );
    assert_eq!(
        ran(&job, &["export", "--coder", "ann", "--format", "jsonl"]),
        ""
    );
}

#[test]
fn evaluate_ends_with_three_where_a_figure_has_dropped_beyond_the_margin() {
    let dir = TestDir::new();
    let row = |id: usize, label: &str| {
        format!(
            "{{\"id\":\"{id}\",\"lang\":\"en\",\"text\":\"Great staff\",\"sentiment\":\"{label}\"}}\n"
        )
    };
    let rows = |wrong: usize| {
        (0..20)
            .map(|id| row(id, if id < wrong { "negative" } else { "positive" }))
            .collect::<String>()
    };
    let good = dir.file("good.jsonl", rows(0).as_bytes());
    let figures = run(&["evaluate", &good, "--json"]);
    let floor = dir.file("floor.json", &figures.stdout);
    assert_eq!(
        run(&["evaluate", &good, "--floor", &floor]).status.code(),
        Some(0)
    );
    let worse = dir.file("worse.jsonl", rows(1).as_bytes());
    let output = run(&["evaluate", &worse, "--floor", &floor]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{errors}");
    assert!(
        errors.contains("sentiment_accuracy of en was 100.0 and is 95.0"),
        "{errors}"
    );
    assert_eq!(
        run(&["evaluate", &worse, "--floor", &floor, "--margin", "60"])
            .status
            .code(),
        Some(0)
    );
    let fewer = dir.file("fewer.jsonl", row(0, "positive").as_bytes());
    let output = run(&["evaluate", &fewer, "--floor", &floor]);
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn evaluate_shows_the_machine_beside_the_people() {
    let dir = TestDir::new();
    let row = |id: usize, label: &str| {
        format!(
            "{{\"id\":\"{id}\",\"lang\":\"en\",\"text\":\"Great staff\",\"sentiment\":\"{label}\"}}\n"
        )
    };
    let labels = |neutral: usize| {
        (0..20)
            .map(|id| row(id, if id < neutral { "neutral" } else { "positive" }))
            .collect::<String>()
    };
    let (one, two) = (
        dir.file("ann.jsonl", labels(4).as_bytes()),
        dir.file("bo.jsonl", labels(2).as_bytes()),
    );
    let output = run(&["evaluate", &one, "--json", "--people", &one, &two]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["rows"], 20);
    let pairs = found["people"]["scopes"][0]["questions"][0]["pairs"]
        .as_array()
        .unwrap();
    let shown: Vec<(&str, f64)> = pairs
        .iter()
        .map(|pair| {
            (
                pair["coders"][1].as_str().unwrap(),
                pair["same"].as_f64().unwrap(),
            )
        })
        .collect();
    assert_eq!(shown, [("bo", 0.9), ("machine", 0.8), ("machine", 0.9)]);
}
