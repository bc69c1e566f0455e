//! `verbatims tag`: what it writes, and how it ends.

mod common;

use common::{TestDir, command, comments, identity_holds, json_lines, report, run, tag};
use predicates::prelude::*;
use serde_json::Value;
use std::collections::HashSet;
use std::fs;
use std::io::Read as _;
use std::process::{Command, Stdio};

const EXPORT: &str = "id,date,score,segment,comment,other\n\
    a1,2026-03-28,9,web,\"Bra bemötande, tack\",x\n\
    a2,2026-03-29,2,shop,,y\n\
    a3,2026-03-30,1,web,\"Delivery was late again\",\n";

#[test]
fn an_annotation_has_its_members_in_the_published_order() {
    let dir = TestDir::new();
    let row = tag(&[&dir.file("export.csv", EXPORT.as_bytes())]);
    let row: Value = serde_json::from_str(row.lines().next().unwrap()).unwrap();
    let names: Vec<&String> = row.as_object().unwrap().keys().collect();
    let reason = ["und", "other"].contains(&row["language"].as_str().unwrap());
    let mut expected = vec![
        "id",
        "source",
        "row",
        "text",
        "language",
        "script",
        "language_score",
    ];
    expected.extend(reason.then_some("language_reason"));
    expected.extend(["sentiment", "mentions", "flags", "fields", "made_by"]);
    assert_eq!(names, expected);
    let sentiment: Vec<&String> = row["sentiment"].as_object().unwrap().keys().collect();
    let expected = [
        "polarity",
        "score",
        "positive",
        "negative",
        "probability",
        "evidence",
    ];
    assert_eq!(sentiment, expected);
    assert_eq!(
        row["fields"].to_string(),
        r#"{"id":"a1","date":"2026-03-28","score":"9","segment":"web","other":"x"}"#
    );
}

#[test]
fn rows_are_numbered_by_record_and_empty_comments_are_skipped() {
    let dir = TestDir::new();
    let (output, report) = report(&[&dir.file("export.csv", EXPORT.as_bytes())]);
    let rows: Vec<Value> = json_lines(&output)
        .iter()
        .map(|row| row["row"].clone())
        .collect();
    assert_eq!(rows, [1, 3]);
    assert_eq!(report["rows"]["skip_reasons"]["empty-comment"], 1);
    identity_holds(&report);
}

#[test]
fn guessed_columns_are_told_and_reported() {
    let dir = TestDir::new();
    let path = dir.file("export.csv", EXPORT.as_bytes());
    command(&["tag", &path])
        .assert()
        .success()
        .stderr(predicate::str::contains("text = \"comment\" (by header)"))
        .stderr(predicate::str::contains(
            "3 rows read = 2 annotated + 0 rejected + 1 skipped",
        ));
    let (_, report) = report(&[&path, "--segment", "other"]);
    let columns = report["inputs"][0]["columns"].as_array().unwrap();
    let columns: Vec<String> = columns
        .iter()
        .map(|c| format!("{} {} {}", c["role"], c["column"], c["basis"]).replace('"', ""))
        .collect();
    assert_eq!(
        columns,
        [
            "text comment header",
            "id id header",
            "date date header",
            "score score header",
            "segment other given"
        ]
    );
}

#[test]
fn quiet_prints_nothing() {
    let dir = TestDir::new();
    let path = dir.file("export.csv", EXPORT.as_bytes());
    let output = run(&["tag", &path, "--quiet"]);
    assert!(output.stderr.is_empty());
}

#[test]
fn several_comment_columns_give_several_comments_with_the_column_in_the_id() {
    let dir = TestDir::new();
    let path = dir.file("export.csv", b"id,good,bad\n1,staff,price\n2,,queue\n");
    let (output, report) = report(&[&path, "--text", "good", "--text", "bad"]);
    let rows = json_lines(&output);
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["1#good", "1#bad", "2#bad"]);
    assert_eq!(rows[2]["column"], "bad");
    assert_eq!(rows[0]["fields"].to_string(), r#"{"id":"1"}"#);
    assert_eq!(report["rows"]["annotated"], 2);
    assert_eq!(report["rows"]["comments"], 3);
    identity_holds(&report);
}

#[test]
fn ids_without_a_column_depend_on_the_cells_alone() {
    let dir = TestDir::new();
    let header = "comment,score\n";
    let first = dir.file(
        "a.csv",
        format!("{header}good,1\nbad,2\nbad,2\n").as_bytes(),
    );
    let second = dir.file(
        "b.csv",
        format!("{header}bad,2\nfine,3\ngood,1\nbad,2\n").as_bytes(),
    );
    let ids = |path: &str| -> Vec<(String, String)> {
        json_lines(&tag(&[path]))
            .iter()
            .map(|row| {
                (
                    row["text"].to_string(),
                    row["id"].as_str().unwrap().to_owned(),
                )
            })
            .collect()
    };
    let (first, second) = (ids(&first), ids(&second));
    assert_eq!(first[0].1.len(), 16);
    assert_eq!(first[0], second[2]);
    assert_eq!(first[1], second[0]);
    assert_eq!(first[2].1, format!("{}-2", first[1].1));
    assert_eq!(first[2], second[3]);
}

#[test]
fn ids_are_unique_over_all_inputs() {
    let dir = TestDir::new();
    let first = dir.file("a.csv", b"id,comment\n7,one\n7,two\n7-2,three\n");
    let second = dir.file("b.csv", b"id,comment\n7,four\n,five\n,five\n");
    let (output, report) = report(&[&first, &second, "--id", "id"]);
    let rows = json_lines(&output);
    let ids: HashSet<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 6);
    assert_eq!(rows[0]["id"], "7");
    assert_eq!(report["repeated_ids"], 4);
    assert_eq!(report["rows"]["hashed_ids"], 2);
}

#[test]
fn the_output_does_not_depend_on_threads_or_batches() {
    let dir = TestDir::new();
    let mut text = "id,comment\n".to_owned();
    for number in 0..300 {
        text.push_str(&format!("{},comment number {number}\n", number % 250));
        if number % 50 == 0 {
            text.push_str("bad\n");
        }
    }
    let path = dir.file("export.csv", text.as_bytes());
    for format in ["jsonl", "csv"] {
        let outputs: Vec<(String, String)> = [("1", "2048"), ("4", "2048"), ("4", "7"), ("1", "1")]
            .iter()
            .map(|(threads, batch)| {
                let rejects = dir.name("rejects");
                let args = [
                    &path,
                    "--format",
                    format,
                    "--threads",
                    threads,
                    "--batch",
                    batch,
                    "--rejects",
                    &rejects,
                ];
                (tag(&args), dir.read("rejects"))
            })
            .collect();
        assert!(outputs.iter().all(|output| *output == outputs[0]));
    }
}

#[test]
fn shards_are_disjoint_and_add_up_to_the_whole() {
    let dir = TestDir::new();
    let mut text = "id,comment\n".to_owned();
    for number in 0..200 {
        // Ids come twice, one of them looks like a numbered one, and some rows are empty or cannot be read.
        text.push_str(&match number % 20 {
            7 => "bad\n".to_owned(),
            9 => format!("{number},\n"),
            11 => format!("{}-2,the parcel number {number} was late\n", number - 9),
            _ => format!("{},the parcel number {number} was late\n", number % 150),
        });
    }
    let path = dir.file("export.csv", text.as_bytes());
    let rejects = dir.name("rejects");
    let of = |shard: &[&str]| {
        let arguments = [
            &path,
            "--id",
            "id",
            "--max-rejects",
            "100",
            "--rejects",
            &rejects,
        ];
        let (output, report) = report(&[&arguments[..], shard].concat());
        let lines: Vec<String> = output.lines().map(str::to_owned).collect();
        (lines, report)
    };
    let (mut whole, told) = of(&[]);
    let mut together = Vec::new();
    let counts = |report: &Value| {
        [
            "/rows/read",
            "/rows/annotated",
            "/rows/rejected",
            "/rows/skipped",
            "/mentions",
            "/repeated_ids",
        ]
        .map(|place| report.pointer(place).and_then(Value::as_u64).unwrap())
    };
    let mut sums = [0; 6];
    for shard in ["1/3", "2/3", "3/3"] {
        let (lines, report) = of(&["--shard", shard]);
        assert!(!lines.is_empty() && lines.len() < whole.len());
        assert_eq!(report["shard"], shard);
        together.extend(lines);
        for (sum, count) in sums.iter_mut().zip(counts(&report)) {
            *sum += count;
        }
    }
    assert_eq!(sums, counts(&told));
    whole.sort();
    together.sort();
    assert_eq!(together, whole);
}

#[test]
fn standard_input_is_read_as_a_file_is() {
    let dir = TestDir::new();
    let path = dir.file("export.csv", EXPORT.as_bytes());
    let output = command(&["tag", "-"]).write_stdin(EXPORT).output().unwrap();
    let expected = tag(&[&path]).replace(&serde_json::to_string(&path).unwrap(), "\"-\"");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
}

#[test]
fn rejects_hold_what_can_be_repaired_and_fed_in_again() {
    use base64::Engine as _;
    let dir = TestDir::new();
    let path = dir.file(
        "export.csv",
        b"id,comment\n1,fine\n2,\"ab\"cd\n3,a,b\n4,caf\xe9 caf\xc3\xa9\n",
    );
    let out = dir.name("out.jsonl");
    tag(&[&path, "-o", &out]);
    let rejects = json_lines(&dir.read("out.jsonl.rejects.jsonl"));
    let seen: Vec<String> = rejects
        .iter()
        .map(|r| {
            format!(
                "{} {} {}-{} {}",
                r["row"], r["line"], r["start"], r["end"], r["reason"]
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            "2 3 18-27 \"text-after-quote\"",
            "3 4 27-33 \"too-many-fields\"",
            "4 5 33-46 \"invalid-utf8\""
        ]
    );
    let content = fs::read(&path).unwrap();
    for reject in &rejects {
        let raw = reject["raw_base64"].as_str().unwrap();
        let raw = base64::engine::general_purpose::STANDARD
            .decode(raw)
            .unwrap();
        let place = |name: &str| reject[name].as_u64().unwrap() as usize;
        assert_eq!(raw, &content[place("start")..place("end")]);
    }
}

#[test]
fn a_file_of_rejects_is_there_only_if_there_are_rejects() {
    let dir = TestDir::new();
    let out = dir.name("out.jsonl");
    let bad = dir.file("bad.csv", b"id,comment\n1,fine\n2\n");
    let good = dir.file("good.csv", b"id,comment\n1,fine\n");
    tag(&[&bad, "-o", &out]);
    assert_eq!(
        dir.names(),
        [
            "bad.csv",
            "good.csv",
            "out.jsonl",
            "out.jsonl.rejects.jsonl"
        ]
    );
    tag(&[&good, "-o", &out]);
    assert_eq!(dir.names(), ["bad.csv", "good.csv", "out.jsonl"]);
}

#[test]
fn exit_codes_tell_what_happened() {
    let dir = TestDir::new();
    let good = dir.file("good.csv", EXPORT.as_bytes());
    let bad = dir.file("bad.csv", b"id,comment\n1,fine\n2\n");
    let numbers = dir.file("numbers.csv", b"a,b\n1,2\n3,4\n5,6\n");
    let crooked = dir.file("crooked.csv", b"a,b\n1,x y,2\n3,x y,4\n5,x y,6\n");
    let empty = dir.file("empty.csv", b"");
    let header = dir.file("header.csv", b"id,comment\n");
    let missing = dir.name("missing.csv");
    let nowhere = dir.name("no/such/folder/out.jsonl");
    let cases: [(i32, &[&str]); 14] = [
        (0, &[&good]),
        (0, &[&bad, "--max-rejects", "50"]),
        (2, &[]),
        (2, &["-", "-"]),
        (2, &[&good, "-o", &good]),
        (2, &[&good, "--max-rejects", "101"]),
        (3, &[&bad]),
        (4, &[&good, "--text", "nosuch"]),
        (4, &[&numbers]),
        (4, &[&crooked]),
        (5, &[&empty]),
        (5, &[&header]),
        (5, &[&missing]),
        (73, &[&good, "-o", &nowhere]),
    ];
    for (code, args) in cases {
        let output = run(&[&["tag"], args].concat());
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?} {errors}");
    }
}

#[test]
fn a_failed_run_leaves_the_old_output_and_nothing_else() {
    let dir = TestDir::new();
    let good = dir.file("good.csv", EXPORT.as_bytes());
    let header = dir.file("header.csv", b"id,comment\n");
    let out = dir.file("out.jsonl", b"old\n");
    assert_eq!(run(&["tag", &header, "-o", &out]).status.code(), Some(5));
    assert_eq!(dir.read("out.jsonl"), "old\n");
    assert_eq!(dir.names(), ["good.csv", "header.csv", "out.jsonl"]);
    tag(&[&good, "-o", &out]);
    assert_eq!(json_lines(&dir.read("out.jsonl")).len(), 2);
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_replaces_the_file_it_names() {
    let dir = TestDir::new();
    let good = dir.file("good.csv", EXPORT.as_bytes());
    dir.file("real.jsonl", b"old\n");
    std::os::unix::fs::symlink("real.jsonl", dir.path("link.jsonl")).unwrap();
    tag(&[&good, "-o", &dir.name("link.jsonl")]);
    assert!(
        fs::symlink_metadata(dir.path("link.jsonl"))
            .unwrap()
            .is_symlink()
    );
    assert_eq!(json_lines(&dir.read("real.jsonl")).len(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_with_the_path() {
    let dir = TestDir::new();
    let good = dir.file("good.csv", EXPORT.as_bytes());
    let output = run(&["tag", &good, "-o", "/dev/full"]);
    assert_eq!(output.status.code(), Some(74));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/dev/full"));
}

#[test]
fn a_reader_that_stops_reading_is_no_failure() {
    let dir = TestDir::new();
    let mut text = "id,comment\n".to_owned();
    for number in 0..2000 {
        text.push_str(&format!("{number},comment\n"));
    }
    let path = dir.file("export.csv", text.as_bytes());
    let mut child = Command::new(env!("CARGO_BIN_EXE_verbatims"))
        .args(["tag", &path, "--batch", "10", "--quiet"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 10]).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(output.stderr.is_empty());
}

#[test]
fn without_text_neither_comments_nor_quotes_are_written() {
    let dir = TestDir::new();
    let path = dir.file("export.csv", b"id,comment\n1,Zzyzx is very good\n");
    for format in ["jsonl", "csv"] {
        let output = tag(&[&path, "--no-text", "--format", format, "--steps"]);
        assert!(
            !output.contains("Zzyzx") && !output.contains("\"quote\""),
            "{output}"
        );
    }
}

#[test]
fn a_language_that_is_given_is_not_detected() {
    let dir = TestDir::new();
    let path = dir.file("export.csv", EXPORT.as_bytes());
    let output = tag(&[&path, "--language", "sr"]);
    assert!(
        json_lines(&output)
            .iter()
            .all(|row| row["language"] == "sr")
    );
}

#[test]
fn a_flat_table_has_our_columns_and_the_inputs() {
    let dir = TestDir::new();
    let first = dir.file("a.csv", EXPORT.as_bytes());
    let second = dir.file("b.csv", b"comment,region,score\ngood,north,5\n");
    let output = tag(&[&first, &second, "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(output.as_bytes());
    let header = reader.headers().unwrap().clone();
    let names: Vec<&str> = header.iter().skip(25).collect();
    assert_eq!(
        names,
        [
            "id",
            "input_date",
            "input_score",
            "input_segment",
            "other",
            "region"
        ]
    );
    let cell = |row: &csv::StringRecord, name: &str| {
        let place = header.iter().position(|column| column == name).unwrap();
        row[place].to_owned()
    };
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(cell(&rows[0], "comment_id"), "a1");
    assert_eq!(cell(&rows[0], "text"), "Bra bemötande, tack");
    assert_eq!(cell(&rows[2], "region"), "north");
    assert_eq!(cell(&rows[2], "input_score"), "5");
    assert_eq!(cell(&rows[2], "other"), "");
}

#[test]
fn formulas_in_csv_are_made_harmless_on_request() {
    let dir = TestDir::new();
    let path = dir.file("export.csv", b"id,comment,note\n1,=1+1,@SUM(A1)\n");
    let plain = tag(&[&path, "--format", "csv"]);
    let safe = tag(&[&path, "--format", "csv", "--spreadsheet-safe"]);
    assert!(plain.contains(",=1+1,") && plain.contains(",@SUM(A1)"));
    assert!(safe.contains(",'=1+1,") && safe.contains(",'@SUM(A1)"));
}

#[test]
fn the_keys_of_the_tables_hold() {
    let dir = TestDir::new();
    let path = dir.file("export.csv", EXPORT.as_bytes());
    let lines = dir.file(
        "export.jsonl",
        b"{\"id\":\"b1\",\"comment\":\"fine\",\"n\":{\"a\":1}}\n",
    );
    let out = dir.name("out");
    tag(&[&path, &lines, "--out-dir", &out]);
    assert_eq!(
        common::names(&dir.path("out")),
        [
            "comments.csv",
            "dates.csv",
            "evidence.csv",
            "mentions.csv",
            "report.json",
            "rollups.csv",
            "segments.csv",
            "themes.csv"
        ]
    );
    let column = |table: &str, names: &[&str]| -> Vec<Vec<String>> {
        let text = dir.read(&format!("out/{table}.csv"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let places: Vec<usize> = names
            .iter()
            .map(|name| header.iter().position(|h| h == *name).unwrap())
            .collect();
        let rows = reader.records().map(|row| row.unwrap());
        rows.map(|row| places.iter().map(|&place| row[place].to_owned()).collect())
            .collect()
    };
    let unique = |rows: Vec<Vec<String>>| -> HashSet<Vec<String>> {
        let count = rows.len();
        let set: HashSet<Vec<String>> = rows.into_iter().collect();
        assert_eq!(set.len(), count);
        set
    };
    let ids = unique(column("comments", &["comment_id"]));
    assert_eq!(ids.len(), 3);
    let themes = unique(column("themes", &["theme"]));
    let mentions = unique(column("mentions", &["comment_id", "theme"]));
    unique(column("evidence", &["comment_id", "number"]));
    for mention in &mentions {
        assert!(ids.contains(&mention[..1]) && themes.contains(&mention[1..]));
    }
    for evidence in column("evidence", &["comment_id", "theme"]) {
        assert!(ids.contains(&evidence[..1]));
        assert!(evidence[1].is_empty() || mentions.contains(&evidence));
    }
    let fields = column("comments", &["fields"]);
    assert_eq!(fields[2][0], r#"{"id":"b1","n":{"a":1}}"#);
    let report: Value = serde_json::from_str(&dir.read("out/report.json")).unwrap();
    assert_eq!(report["mentions"], mentions.len());
    identity_holds(&report);
}

#[test]
fn the_report_is_the_same_but_for_its_volatile_part() {
    let dir = TestDir::new();
    let path = dir.file("export.csv", EXPORT.as_bytes());
    let without_volatile = |threads: &str| {
        let (_, mut report) = report(&[&path, "--threads", threads]);
        assert!(report["volatile"]["seconds"].is_number());
        report.as_object_mut().unwrap().remove("volatile");
        report
    };
    let first = without_volatile("1");
    assert_eq!(first, without_volatile("4"));
    assert_eq!(first["exit_code"], 0);
    assert_eq!(first["inputs"][0]["bytes"], EXPORT.len());
    let hash = blake3::hash(EXPORT.as_bytes()).to_hex().to_string();
    assert_eq!(first["inputs"][0]["blake3"], hash);
    assert_eq!(comments(&tag(&[&path])).len(), 2);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_run_with_its_code_and_without_leftovers() {
    use std::io::Write as _;
    let dir = TestDir::new();
    let out = dir.file("out.jsonl", b"old\n");
    for (signal, code) in [("-TERM", 143), ("-INT", 130)] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_verbatims"))
            .args([
                "tag",
                "-",
                "-o",
                &out,
                "--input-format",
                "text",
                "--batch",
                "1",
            ])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // More than is looked at before outputs are made; then the run waits for more.
        let text = [b"one comment".as_slice(), &[b'\n'; 1_500_000]].concat();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(&text).unwrap();
        while dir.names().len() < 2 {
            std::thread::yield_now();
        }
        let id = child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(child.wait().unwrap().code(), Some(code));
        drop(stdin);
        assert_eq!(dir.names(), ["out.jsonl"]);
        assert_eq!(dir.read("out.jsonl"), "old\n");
    }
}
