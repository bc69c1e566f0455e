//! What a night must look like: gates, columns, and the exit code of each way to end.

mod common;

use common::job::{CONFIG, JobDir};
use serde_json::{Value, json};
use std::fs;

/// Four nights of thirty rows each.
fn after_four_nights(config: &str) -> JobDir {
    let job = JobDir::with(config);
    for night in 0..4 {
        job.many(&format!("n{night}.csv"), night * 60, 60);
        job.ends(0, &[]);
    }
    job
}

fn gate<'r>(report: &'r Value, name: &str) -> &'r Value {
    let gates = report["gates"].as_array().unwrap();
    gates
        .iter()
        .find(|gate| gate["gate"] == name)
        .unwrap_or(&Value::Null)
}

#[test]
fn half_a_night_is_published_as_incomplete() {
    let job = after_four_nights(&CONFIG.replace(
        "[gates.volume]",
        "[gates.volume]\nwarn_below = 60\nstop_below = 20",
    ));
    job.many("n4.csv", 240, 30);
    let report = job.ends(3, &[]);
    assert_eq!(report["status"], "incomplete");
    assert_eq!(
        (
            &gate(&report, "volume")["value"],
            &gate(&report, "volume")["limit"]
        ),
        (&json!(50.0), &json!(60.0))
    );
    assert_eq!(
        job.texts("SELECT status FROM runs ORDER BY generation")
            .last()
            .unwrap(),
        "incomplete"
    );
}

#[test]
fn next_to_nothing_is_not_published() {
    let job = after_four_nights(&CONFIG.replace(
        "[gates.volume]",
        "[gates.volume]\nwarn_below = 60\nstop_below = 20",
    ));
    let before = job.published();
    job.many("n4.csv", 240, 3);
    let report = job.ends(5, &[]);
    assert_eq!(
        (&report["status"], &report["generation"]),
        (&json!("incomplete"), &json!(4))
    );
    assert!(
        report["problem"]["message"]
            .as_str()
            .unwrap()
            .starts_with("incomplete: nps: 3 rows")
    );
    assert_eq!(job.published(), before);
    // The whole night comes later.
    job.many("n4.csv", 240, 60);
    assert_eq!(job.ends(0, &[])["generation"], 5);
    assert_eq!(job.count("SELECT count(*) FROM comments"), 300);
}

#[test]
fn figures_beyond_their_limits_stop_the_run() {
    for (gates, rows, code, name) in [
        (
            "[gates.rejects]\nstop_above = 10",
            "1,,,web\n2,,,web,Bra\n",
            4,
            "rejects",
        ),
        (
            "[gates.age]\nstop_above = 72",
            "1,2026-02-20,,web,Bra\n",
            5,
            "age",
        ),
        ("[gates.coverage]\nstop_below = 99", "", 4, "coverage"),
    ] {
        let job = JobDir::with(&format!("{CONFIG}\n{gates}\n"));
        job.file("in/a.csv", &format!("{}{rows}", common::job::HEAD));
        if rows.is_empty() {
            let rows: Vec<String> = (0..60)
                .map(|n| format!("{n},,,web,xyz qwerty {n}"))
                .collect();
            job.export(
                "a.csv",
                &rows.iter().map(String::as_str).collect::<Vec<_>>(),
            );
        }
        let report = job.ends(code, &[]);
        assert_eq!(gate(&report, name)["outcome"], "stop", "{report}");
        assert!(!job.path("out/current").exists());
    }
}

#[test]
fn another_mix_of_languages_is_warned_of() {
    let job = after_four_nights(&format!("{CONFIG}\n[gates.languages]\nwarn_above = 20\n"));
    let rows: Vec<String> = (300..360)
        .map(|n| format!("{n},,,web,Персонал был очень вежливым сегодня {n}"))
        .collect();
    job.export(
        "n5.csv",
        &rows.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let report = job.ends(3, &[]);
    let message = gate(&report, "languages")["message"].as_str().unwrap();
    assert!(message.contains("100 % ru"), "{message}");
}

/// The header before and after, the change that must be told, and the exit code.
const DRIFTS: [(&str, &str, &str, i32); 13] = [
    (
        "id,date,shop,comment",
        "id,date,shop,floor,comment",
        "added",
        0,
    ),
    ("id,date,shop,comment", "id,date,comment", "dropped", 0),
    ("id,date,shop,comment", "id,shop,comment", "dropped", 4),
    (
        "id,date,shop,comment",
        "id,date,store,comment",
        "renamed",
        0,
    ),
    ("id,date,shop,comment", "id,date,shop,remarks", "renamed", 4),
    (
        "id,date,shop,comment",
        "id,shop,date,comment",
        "reordered",
        0,
    ),
    (
        "id,date,shop,comment",
        "id,date,shop,comment!text",
        "retyped",
        4,
    ),
    (
        "id,date,shop,comment",
        "id,date,shop,comment,comment",
        "duplicated",
        4,
    ),
    ("id,date,shop,comment", "id,date,shop,COMMENT", "case", 0),
    (
        "id,date,shop,comment",
        "id,date,shop,comment\u{a0}",
        "spaces",
        0,
    ),
    (
        "id,date,shop,comment",
        "id,date,shop,kommentar",
        "language",
        4,
    ),
    ("id,date,shop,comment", "id,date,shop comment", "merged", 4),
    ("id,date,shop,comment", "", "header-gone", 4),
];

/// Rows under a header, each cell by the name of its column.
fn rows_for(header: &str, from: usize) -> String {
    let (header, retyped) = match header.strip_suffix("!text") {
        Some(header) => (header, true),
        None => (header, false),
    };
    let mut text = if header.is_empty() {
        String::new()
    } else {
        format!("{header}\n")
    };
    let names: Vec<&str> = if header.is_empty() {
        "id,date,shop,comment"
    } else {
        header
    }
    .split(',')
    .collect();
    for n in from..from + 8 {
        let cells = names.iter().map(|name| match *name {
            "id" => format!("{n}"),
            "date" if retyped => "in the morning".to_owned(),
            "date" => format!("2026-03-0{}", 1 + n % 9),
            "shop" | "store" => ["north", "south"][n % 2].to_owned(),
            "floor" => format!("{}", n % 3),
            _ => format!("The staff were friendly again number {n}"),
        });
        text.push_str(&cells.collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

#[test]
fn every_kind_of_drift_is_told_and_stops_where_a_column_in_use_is_no_longer_sure() {
    let config = CONFIG.replace("segments = [\"channel\"]", "");
    let mut wrong = Vec::new();
    for (before, after, change, code) in DRIFTS {
        let job = JobDir::with(&config);
        job.file("in/a.csv", &rows_for(before, 1));
        job.ends(0, &[]);
        job.file("in/b.csv", &rows_for(after, 20));
        let output = job.run(&[]);
        let report = job.report();
        let changes: Vec<&str> = report["sources"][0]["drift"]
            .as_array()
            .unwrap()
            .iter()
            .map(|drift| drift["change"].as_str().unwrap())
            .collect();
        if !changes.contains(&change) || output.status.code() != Some(code) {
            wrong.push(format!(
                "{after:?}: {change} {code}, but {changes:?} {:?} {}",
                output.status.code(),
                report["problem"]
            ));
            continue;
        }
        if code == 4 && !after.is_empty() && change != "dropped" {
            let output = job.run(&["--accept-columns"]);
            if output.status.code() != Some(3) {
                wrong.push(format!(
                    "{after:?}: not accepted: {}",
                    String::from_utf8_lossy(&output.stderr)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_way_to_end_has_its_exit_code() {
    let missing = JobDir::new();
    assert_eq!(missing.ends(5, &[])["problem"]["code"], "incomplete");
    let empty = JobDir::new();
    empty.file("in/a.csv", common::job::HEAD);
    empty.ends(5, &[]);
    let contract = JobDir::with(&CONFIG.replace("segments", "text = [\"remark\"]\nsegments"));
    contract.many("a.csv", 0, 3);
    assert_eq!(contract.ends(4, &[])["problem"]["code"], "input");
    let usage = JobDir::new();
    assert_eq!(usage.run(&["--since", "2026-01-01"]).status.code(), Some(2));
    let lexicons = JobDir::with(&format!("{CONFIG}\n[lexicons]\nfolder = \"none\"\n"));
    lexicons.many("a.csv", 0, 3);
    assert_eq!(lexicons.ends(78, &[])["problem"]["code"], "lexicons");
    let inside = JobDir::with(&CONFIG.replace("in/*.csv", "out/*.csv"));
    fs::create_dir(inside.path("out")).unwrap();
    inside.file("out/a.csv", "id,comment\n1,Bra\n");
    inside.ends(78, &[]);
    let blocked = JobDir::new();
    blocked.many("a.csv", 0, 3);
    blocked.file("out", "a file where a folder should be");
    assert_eq!(blocked.run(&[]).status.code(), Some(73));
    let allowed = JobDir::with(&format!("{CONFIG}\n[drift]\nmissing = \"warn\"\n"));
    assert_eq!(allowed.ends(3, &[])["status"], "unchanged");
    assert_eq!(
        common::command(&["run", "none.toml"])
            .output()
            .unwrap()
            .status
            .code(),
        Some(78)
    );
}

#[test]
fn mended_rows_are_read_again() {
    let job = JobDir::new();
    let mut rows: Vec<String> = (10..30)
        .map(|n| format!("{n},2026-03-01,9,web,Bra {n}"))
        .collect();
    rows.extend([
        "2,2026-03-01,3,web".to_owned(),
        "3,2026-03-01,3,\"web\"x,Sen leverans".to_owned(),
    ]);
    job.export(
        "a.csv",
        &rows.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    job.ends(3, &[]);
    let extract = job
        .command("replay", &["--extract", "mend"])
        .output()
        .unwrap();
    assert_eq!(
        extract.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&extract.stderr)
    );
    let name = common::names(&job.path("mend"))
        .into_iter()
        .find(|name| name.ends_with(".txt"))
        .unwrap();
    let text = fs::read_to_string(job.path("mend").join(&name)).unwrap();
    assert!(
        text.starts_with("\"id\",\"date\",\"score\",\"channel\",\"comment\"\n2,2026-03-01,3,web\n"),
        "{text}"
    );
    // One is mended, the other left as it is.
    let mended = text.replacen("2,2026-03-01,3,web\n", "2,2026-03-01,3,web,Dyrt\n", 1);
    fs::write(job.path("mend").join(&name), mended).unwrap();
    let replay = job
        .command("replay", &["--mended", "mend"])
        .output()
        .unwrap();
    assert_eq!(
        replay.status.code(),
        Some(3),
        "{}",
        String::from_utf8_lossy(&replay.stderr)
    );
    let report = job.report();
    assert_eq!(
        (&report["kind"], &report["comments"]["new"]),
        (&json!("replay"), &json!(1))
    );
    assert_eq!(report["open_rejects"], 1);
    assert_eq!(
        job.texts("SELECT text FROM comments WHERE generation = 2"),
        ["Dyrt"]
    );
    // The file that they came from is not read again for that.
    assert_eq!(job.ends(0, &[])["status"], "unchanged");
}
