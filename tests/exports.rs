//! What exports are read as beyond one CSV file with one column of comments: workbooks, archives, JSON documents,
//! several questions, pinned readings.

mod common;

use common::{TestDir, comments, identity_holds, json_lines, report, run, tag};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::io::Write as _;

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// Runs `check` and gives its exit code and what it printed.
fn check(args: &[&str]) -> (i32, String) {
    let output = run(&[&["check"], args].concat());
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(text).unwrap(),
    )
}

#[test]
fn a_workbook_that_would_exhaust_memory_is_refused_or_costs_a_row() {
    for (name, problem) in [
        ("billion_laughs", "declares a document type"),
        ("sst_uniqueCount_4e9", "says it holds 4000000000 texts"),
        ("sparse_corner_XFD1048576", "no column looks like comments"),
    ] {
        let (code, text) = check(&[&format!("tests/fixtures/workbooks/{name}.xlsx")]);
        assert_eq!(code, 4, "{name}");
        assert!(text.contains(problem), "{text}");
    }
}

#[test]
fn a_damaged_workbook_is_refused_and_never_stops_the_program() {
    let dir = TestDir::new();
    let whole = std::fs::read("tests/fixtures/survey_shapes/ms_forms.xlsx").unwrap();
    for place in (0..whole.len()).step_by(whole.len() / 40) {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x55;
        let (code, text) = check(&[&dir.file("x.xlsx", &bytes)]);
        assert!(matches!(code, 0 | 3 | 4 | 5), "{place}: {code} {text}");
    }
    for length in (0..whole.len()).step_by(whole.len() / 20) {
        let (code, _) = check(&[&dir.file("x.xlsx", &whole[..length])]);
        assert!(matches!(code, 4 | 5), "{length}");
    }
}

#[test]
fn a_sheet_may_be_named() {
    let book = "tests/fixtures/survey_shapes/ms_forms.xlsx";
    assert_eq!(comments(&tag(&[book, "--sheet", "Form1"])).len(), 9);
    let output = run(&["tag", book, "--sheet", "Form2"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stderr).contains("name one of Form1"));
}

#[test]
fn a_workbook_comes_through_a_pipe() {
    let book = std::fs::read("tests/fixtures/survey_shapes/ms_forms.xlsx").unwrap();
    let output = common::command(&["tag", "-"])
        .write_stdin(book)
        .output()
        .unwrap();
    assert_eq!(
        comments(&String::from_utf8(output.stdout).unwrap()).len(),
        9
    );
}

#[test]
fn archives_are_read_as_what_they_hold() {
    let dir = TestDir::new();
    let text = "id;comment\r\n1;Всё плохо, доставка опоздала на неделю\r\n2;fine\r\n";
    let (cp1251, _, _) = encoding_rs::WINDOWS_1251.encode(text);
    // Two members, as log rotation leaves them.
    let (first, second) = cp1251.split_at(20);
    let packed = [gzip(first), gzip(second)].concat();
    let expected = ["Всё плохо, доставка опоздала на неделю", "fine"];
    let (output, report) = report(&[&dir.file("rows.csv.gz", &packed)]);
    assert_eq!(comments(&output), expected);
    assert_eq!(report["inputs"][0]["bytes"], cp1251.len());
    let piped = common::command(&["tag", "-"])
        .write_stdin(packed)
        .output()
        .unwrap();
    assert_eq!(
        comments(&String::from_utf8(piped.stdout).unwrap()),
        expected
    );
}

#[test]
fn zstandard_is_read_with_all_its_frames() {
    let dir = TestDir::new();
    // Raw blocks, which any program may write: a frame, one to be passed over, and another.
    let frame = |text: &[u8]| {
        let mut bytes = b"\x28\xb5\x2f\xfd\x20".to_vec();
        bytes.push(text.len() as u8);
        bytes.extend(((text.len() as u32) << 3 | 1).to_le_bytes().iter().take(3));
        bytes.extend(text);
        bytes
    };
    let skipped = b"\x50\x2a\x4d\x18\x03\0\0\0abc".to_vec();
    let bytes = [frame(b"id,comment\n1,fine\n"), skipped, frame(b"2,good\n")].concat();
    assert_eq!(
        comments(&tag(&[&dir.file("rows.csv.zst", &bytes)])),
        ["fine", "good"]
    );
    let cut = &bytes[..bytes.len() - 3];
    assert_eq!(
        run(&["tag", &dir.file("rows.csv.zst", cut)]).status.code(),
        Some(4)
    );
}

#[test]
fn an_archive_that_unpacks_to_far_more_than_its_size_is_refused() {
    let dir = TestDir::new();
    let bomb = gzip(&vec![b'x'; 40 << 20]);
    let path = dir.file(
        "rows.csv.gz",
        &[&gzip(b"id,comment\n1,")[..], &bomb].concat(),
    );
    let output = run(&["tag", &path]);
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stderr).contains("more than 200 times its size"));
    let allowed = tag(&[&path, "--max-ratio", "2000", "--max-rejects", "100"]);
    assert_eq!(allowed, "");
}

#[test]
fn a_cut_archive_publishes_nothing() {
    let dir = TestDir::new();
    let rows: String = (0..2000)
        .map(|i| format!("{i},comment number {i}\n"))
        .collect();
    let packed = gzip(format!("id,comment\n{rows}").as_bytes());
    let path = dir.file("rows.csv.gz", &packed[..packed.len() / 2]);
    let output = run(&["tag", &path, "-o", &dir.name("out.jsonl")]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(dir.names(), ["rows.csv.gz"]);
}

#[test]
fn a_bad_row_of_a_document_costs_one_row() {
    let dir = TestDir::new();
    let good = |id: u32| format!("{{\"id\":{id},\"comment\":\"number {id} is fine\"}}");
    for bad in [
        "{\"id\":0,\"comment\":\"cut",
        "{\"id\":0,\"comment\":\"a \"word\" in quotes\"}",
        "{\"id\":0,\"comment\":",
        "{\"id\":0,}",
        "[1,2]",
        "nul",
        "\"text\"",
    ] {
        let text = format!(
            "{{\"page\":{{\"rows\":[{},{bad},{},{}]}},\"next\":null}}",
            good(1),
            good(2),
            good(3)
        );
        let path = dir.file("page.json", text.as_bytes());
        let (output, report) = report(&[
            &path,
            "--max-rejects",
            "100",
            "--text",
            "page.rows[].comment",
        ]);
        let ids: Vec<Value> = json_lines(&output)
            .iter()
            .map(|row| row["id"].clone())
            .collect();
        assert_eq!(ids, ["1", "2", "3"], "{bad}");
        assert_eq!(report["rows"]["rejected"], 1, "{bad}");
        identity_holds(&report);
    }
}

#[test]
fn a_document_that_is_cut_off_keeps_its_rows_and_says_so() {
    let dir = TestDir::new();
    let text = "{\"data\":[{\"id\":1,\"comment\":\"fine\"},{\"id\":2,\"comment\":\"good\"}";
    let (output, report) = report(&[
        &dir.file("page.json", text.as_bytes()),
        "--max-rejects",
        "100",
    ]);
    assert_eq!(comments(&output), ["fine", "good"]);
    assert_eq!(report["rows"]["reject_reasons"]["not-json"], 1);
}

#[test]
fn an_empty_page_holds_no_rows_and_a_lone_object_is_one() {
    let dir = TestDir::new();
    let empty = dir.file("page.json", b"{\"tickets\":[],\"count\":0}");
    assert_eq!(run(&["tag", &empty]).status.code(), Some(5));
    let lone = dir.file(
        "one.json",
        b"{\n \"id\": 1,\n \"comment\": \"fine\",\n \"tags\": []\n}\n",
    );
    assert_eq!(comments(&tag(&[&lone])), ["fine"]);
}

#[test]
fn each_question_of_a_row_gives_a_comment_and_is_carried_along() {
    let dir = TestDir::new();
    let mut text =
        "id,score,What did you like <b>most</b>?,What could we do better?,Agent reply\n".to_owned();
    for id in 1..=5 {
        text.push_str(&format!("{id},5,the staff was kind {id},shorter queues please {id},we are glad to hear that {id}\n"));
    }
    text.push_str("6,5,all of it was great,,thank you so much\n");
    let (output, report) = report(&[&dir.file("rows.csv", text.as_bytes())]);
    let rows = json_lines(&output);
    assert_eq!(rows.len(), 11);
    assert_eq!(rows[0]["question"], "What did you like most?");
    assert_eq!(rows[1]["question"], "What could we do better?");
    assert_eq!(rows[1]["id"], "1#What could we do better?");
    assert_eq!(rows[1]["column"], "What could we do better?");
    assert_eq!(report["rows"]["annotated"], 6);
    identity_holds(&report);
    let shape = "tests/fixtures/survey_shapes/qualtrics_3header.csv";
    let question = json_lines(&tag(&[shape]))[0]["question"].clone();
    assert!(
        question
            .as_str()
            .unwrap()
            .starts_with("Please tell us why."),
        "{question}"
    );
}

#[test]
fn a_pinned_reading_is_followed_and_changes_are_told() {
    let dir = TestDir::new();
    let march = dir.file(
        "march.csv",
        b"ID;Betyg;Kommentar\n1;5;Bra, snabbt\n2;4;Helt okej, tack\n3;1;Nej\n",
    );
    let pin = dir.name("source.toml");
    assert_eq!(check(&[&march, "--write-pin", &pin]).0, 0);
    let (_, told) = check(&[&march, "--pin", &pin]);
    assert!(!told.contains("changed"), "{told}");
    let april = dir.file(
        "april.csv",
        b"ID;Betyg;Kanal;Kommentar\n1;5;app;Bra, snabbt, bra\n",
    );
    let (code, told) = check(&[&april, "--pin", &pin]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("column-added: \"Kanal\""), "{told}");
    let may = dir.file("may.csv", b"ID;Betyg;Fritext\n1;5;Bra, snabbt\n");
    let output = run(&["tag", &may, "--pin", &pin]);
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no column \"Kommentar\""));
    let (utf16, _) = ("ID;Betyg;Kommentar\n1;5;Bra\n", ());
    let bytes: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(utf16.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let output = run(&["tag", &dir.file("june.csv", &bytes), "--pin", &pin]);
    assert_eq!(output.status.code(), Some(4));
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .contains("it should be in utf-8 and is in utf-16le")
    );
}

#[test]
fn cells_in_apostrophes_and_spaces_behind_delimiters_are_understood() {
    let dir = TestDir::new();
    let apostrophes = b"id,comment\n1,'good, really'\n2,'it''s fine'\n3,'two\nlines'\n";
    let path = dir.file("a.csv", apostrophes);
    assert_eq!(
        comments(&tag(&[&path])),
        ["good, really", "it's fine", "two\nlines"]
    );
    let padded = b"id, score, comment\n1, 5, \"good, really\"\n2, 4, fine\n3, 1, bad\n";
    let path = dir.file("b.csv", padded);
    assert_eq!(comments(&tag(&[&path])), ["good, really", "fine", "bad"]);
    let plain = b"id,comment\n1,'twas fine\n2,'tis 'good'\n3,that's it\n";
    let path = dir.file("c.csv", plain);
    assert_eq!(
        comments(&tag(&[&path])),
        ["'twas fine", "'tis 'good'", "that's it"]
    );
}

#[test]
fn rows_are_dumped_as_they_are_read() {
    let dir = TestDir::new();
    let text = "a;b\n1;\"x;y\"\n2\n3;\"two\nlines\"\n";
    let path = dir.file("rows.csv", text.as_bytes());
    let (code, _) = check(&[&path, "--dump-rows", &dir.name("out.csv")]);
    assert_eq!(code, 3);
    assert_eq!(dir.read("out.csv"), "a,b\n1,x;y\n2\n3,\"two\nlines\"\n");
}

#[test]
fn what_was_made_safe_for_spreadsheets_is_read_back_as_it_was() {
    let dir = TestDir::new();
    let cells = [
        "=SUM(A1:A9) is what I typed",
        "+46 is the code",
        "'quoted",
        "-1",
        "@home it works",
        "fine",
    ];
    let rows: String = cells
        .iter()
        .enumerate()
        .map(|(i, cell)| format!("{i},{cell}\n"))
        .collect();
    let path = dir.file("rows.csv", format!("id,comment\n{rows}").as_bytes());
    let safe = tag(&[&path, "--format", "csv", "--spreadsheet-safe"]);
    let back = dir.file("safe.csv", safe.as_bytes());
    let read = tag(&[&back, "--text", "text", "--from-spreadsheet-safe"]);
    assert_eq!(comments(&read), cells);
}

#[test]
fn too_many_columns_are_refused_with_the_number() {
    let dir = TestDir::new();
    let header: Vec<String> = (0..30).map(|i| format!("c{i}")).collect();
    let path = dir.file("rows.csv", format!("{}\n", header.join(",")).as_bytes());
    let output = run(&["tag", &path, "--max-columns", "20"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stderr).contains("30 columns where 20 are allowed"));
}

#[test]
fn parquet_is_read_or_refused_by_name() {
    let whole = "tests/fixtures/parquet/rows.parquet";
    let damaged = "tests/fixtures/parquet/damaged.parquet";
    if cfg!(feature = "parquet") {
        let output = tag(&[whole]);
        assert_eq!(comments(&output).len(), 1000);
        assert_eq!(check(&[whole]).0, 0);
        let (code, text) = check(&[damaged]);
        assert_eq!(code, 4);
        assert!(text.contains("the Parquet file is damaged"), "{text}");
    } else {
        let (code, text) = check(&[whole]);
        assert_eq!(code, 4);
        assert!(text.contains("build with the feature `parquet`"), "{text}");
    }
}
