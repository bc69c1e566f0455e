//! What exports are read as: survey tools' files, encodings, damaged rows.

mod common;

use common::{TestDir, comments, identity_holds, json_lines, report, tag};
use serde_json::Value;
use std::fs;
use std::path::Path;

const SHAPES: &str = "tests/fixtures/survey_shapes";

#[test]
fn survey_tools_exports_yield_their_comments_without_any_setting() {
    let expected = fs::read_to_string(Path::new(SHAPES).join("expected.jsonl")).unwrap();
    for line in expected.lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let file = expected["file"].as_str().unwrap();
        let path = format!("{SHAPES}/{file}");
        let all = expected["comments"].as_array().unwrap();
        let wanted: Vec<&str> = all
            .iter()
            .filter_map(Value::as_str)
            .filter(|comment| !comment.is_empty())
            .collect();
        let output = tag(&[&path]);
        assert_eq!(comments(&output), wanted, "{file}");
        let (_, report) = report(&[&path]);
        assert_eq!(report["rows"]["read"], all.len(), "{file}");
        let column = expected["text_column"].as_str().unwrap();
        let column = column.rsplit("[].").next().unwrap();
        assert_eq!(
            report["inputs"][0]["columns"][0]["column"], column,
            "{file}"
        );
    }
}

#[test]
fn ids_come_from_the_column_that_a_survey_tool_keeps_them_in() {
    let expected = fs::read_to_string(Path::new(SHAPES).join("expected.jsonl")).unwrap();
    for line in expected.lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let file = expected["file"].as_str().unwrap();
        let (_, report) = report(&[&format!("{SHAPES}/{file}")]);
        let columns = report["inputs"][0]["columns"].as_array().unwrap();
        let id = columns.iter().find(|column| column["role"] == "id");
        let id = id.map_or(Value::Null, |column| column["column"].clone());
        assert_eq!(id, expected["id_column"], "{file}");
    }
}

#[test]
fn encodings_are_decoded_right_or_refused_by_name() {
    let utf16 = ["привет 😡", "bra"];
    let damaged = ["before", "after"];
    let cyrillic = ["Всё плохо, доставка опоздала на неделю"];
    let cases: [(&str, &str, &[&str]); 19] = [
        ("above_10ffff", "utf-8", &damaged),
        ("fe_ff", "utf-8", &damaged),
        ("latin1_in_utf8", "utf-8", &damaged),
        ("lone_cont", "utf-8", &damaged),
        ("overlong_slash", "utf-8", &damaged),
        ("surrogate_utf8", "utf-8", &damaged),
        ("truncated_4", "utf-8", &damaged),
        ("utf16_odd", "utf-8", &damaged),
        ("nul_padded", "utf-8", &["ok"]),
        ("mac_cr_only", "utf-8", &["ok", "fine"]),
        ("utf8_bom_quoted_header", "utf-8", &["ok"]),
        (
            "double_encoded",
            "utf-8",
            &["before", "cafÃ© â€“ Ð¶", "after"],
        ),
        ("utf16be_bom", "utf-16be", &utf16),
        ("utf16le_nobom", "utf-16le", &utf16),
        ("cp1251", "windows-1251", &cyrillic),
        ("koi8r", "koi8-u", &cyrillic),
        (
            "cp1252_dash",
            "windows-1252",
            &["before", "bra – men", "after"],
        ),
        (
            "cp1250_sr",
            "windows-1250",
            &["Čekanje je predugo, šteta što niko ne rešava žalbe"],
        ),
        (
            "cp1256",
            "windows-1256",
            &["الخدمة ممتازة لكن السعر مرتفع جدا"],
        ),
    ];
    for (name, encoding, expected) in cases {
        let path = format!("tests/fixtures/encodings/{name}.csv");
        let (output, report) = report(&[&path, "--max-rejects", "100"]);
        assert_eq!(comments(&output), expected, "{name}");
        assert_eq!(report["inputs"][0]["encoding"], encoding, "{name}");
        identity_holds(&report);
    }
}

#[test]
fn what_is_not_read_is_refused_by_name_with_a_remedy() {
    let dir = TestDir::new();
    let damaged = dir.file("x.xlsx", b"PK\x03\x04rest");
    let old = dir.file("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    let utf32 = "tests/fixtures/encodings/utf32le_bom.csv".to_owned();
    for (path, problem, remedy) in [
        (damaged, "the workbook is damaged", "save the sheet as CSV"),
        (old, "old or encrypted workbook", "save it as .xlsx"),
        (utf32, "UTF-32", "save the file as UTF-8"),
    ] {
        let output = common::run(&["tag", &path]);
        assert_eq!(output.status.code(), Some(4));
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.contains(problem) && error.contains(remedy), "{error}");
    }
}

/// Four hundred rows of four cells, the 200th replaced.
fn with_bad_row(quoted: bool, bad: &str) -> String {
    let mut text = "id,date,unit,comment\n".to_owned();
    for number in 1..=400 {
        if number == 200 {
            text.push_str(bad);
        } else if quoted {
            text.push_str(&format!(
                "{number},2026-03-28,SE01,\"comment number {number}, fine\"\n"
            ));
        } else {
            text.push_str(&format!(
                "{number},2026-03-28,SE01,comment number {number} fine\n"
            ));
        }
    }
    text
}

#[test]
fn one_bad_row_costs_one_row() {
    let dir = TestDir::new();
    let cases = [
        (
            true,
            "200,2026-03-28,SE01,\"never closed\n",
            "text-after-quote",
        ),
        (
            false,
            "200,2026-03-28,SE01,\"never closed\n",
            "unterminated-quote",
        ),
        (
            false,
            "200,\"2026-03-28,SE01,never closed\n",
            "unterminated-quote",
        ),
        (
            true,
            "200,\"2026-03-28,SE01,never closed\n",
            "text-after-quote",
        ),
        (true, "200,2026-03-28,SE01,\"ab\"cd\n", "text-after-quote"),
        (true, "200,2026-03-28\n", "too-few-fields"),
        (true, "200,2026-03-28,SE01,\"x\",y,z\n", "too-many-fields"),
        (true, "\0\0\0\0\n", "nul-bytes"),
    ];
    for (quoted, bad, reason) in cases {
        let path = dir.file("rows.csv", with_bad_row(quoted, bad).as_bytes());
        let (output, report) = report(&[&path]);
        let rows = json_lines(&output);
        assert_eq!(rows.len(), 399, "{bad:?}");
        let damaged = rows.iter().filter(|row| {
            let id = row["id"].as_str().unwrap();
            let comma = if quoted { "," } else { "" };
            row["text"] != format!("comment number {id}{comma} fine")
        });
        assert_eq!(damaged.count(), 0, "{bad:?}");
        assert_eq!(report["rows"]["reject_reasons"][reason], 1, "{bad:?}");
        identity_holds(&report);
    }
}

#[test]
fn a_file_that_ends_inside_a_quoted_cell_loses_only_that_row() {
    let dir = TestDir::new();
    let mut text = with_bad_row(true, "200,d,u,\"fine\"\n");
    text.push_str("401,2026-03-28,SE01,\"cut he");
    let (output, report) = report(&[&dir.file("rows.csv", text.as_bytes())]);
    assert_eq!(json_lines(&output).len(), 400);
    assert_eq!(report["rows"]["reject_reasons"]["unterminated-quote"], 1);
}

#[test]
fn blank_lines_and_repeated_headers_are_skipped_and_counted() {
    let dir = TestDir::new();
    let path = dir.file("rows.csv", b"id,comment\n1,fine\n\n\nid,comment\n2,good\n");
    let (output, report) = report(&[&path]);
    assert_eq!(comments(&output), ["fine", "good"]);
    assert_eq!(report["rows"]["skip_reasons"]["blank-line"], 2);
    assert_eq!(report["rows"]["skip_reasons"]["repeated-header"], 1);
    identity_holds(&report);
}

#[test]
fn a_bad_line_of_json_lines_costs_one_line() {
    let dir = TestDir::new();
    let deep = "[".repeat(100_000);
    let text = format!(
        "{{\"id\":1,\"comment\":\"fine\"}}\n{{\"id\":2,\"comment\":\"cut\n{deep}\n[1]\nnull\n\n{{\"id\":3,\"comment\":\"good\"}}\n"
    );
    let path = dir.file("rows.jsonl", text.as_bytes());
    let (output, report) = report(&[&path, "--max-rejects", "100"]);
    assert_eq!(comments(&output), ["fine", "good"]);
    assert_eq!(report["rows"]["reject_reasons"]["not-json"], 1);
    assert_eq!(report["rows"]["reject_reasons"]["nested-too-deep"], 1);
    assert_eq!(report["rows"]["reject_reasons"]["not-an-object"], 2);
    identity_holds(&report);
}

#[test]
fn nested_members_are_named_with_dots_and_pass_through() {
    let dir = TestDir::new();
    let line = r#"{"id":7,"rating":{"comment":"fine","score":5},"tags":["a"]}"#;
    let output = tag(&[
        &dir.file("rows.jsonl", line.as_bytes()),
        "--text",
        "rating.comment",
    ]);
    let row = &json_lines(&output)[0];
    assert_eq!(row["text"], "fine");
    assert_eq!(
        row["fields"].to_string(),
        r#"{"id":7,"rating":{"score":5},"tags":["a"]}"#
    );
}

#[test]
fn delimiters_are_found_by_the_rows() {
    let dir = TestDir::new();
    for delimiter in [",", ";", "\t", "|"] {
        let text = "id;comment;score\n1;\"fine; really\";5\n2;so, so;3\n3;a|b;1\n";
        let rows: Vec<String> = text
            .lines()
            .map(|line| line.replace("; really", "").replace(';', delimiter))
            .map(|line| {
                line.replace("so, so", "\"so, so\"")
                    .replace("a|b", "\"a|b\"")
            })
            .collect();
        let path = dir.file("rows.csv", rows.join("\n").as_bytes());
        assert_eq!(
            comments(&tag(&[&path])),
            ["fine", "so, so", "a|b"],
            "{delimiter:?}"
        );
    }
}

#[test]
fn a_file_with_one_column_needs_no_delimiter() {
    let dir = TestDir::new();
    let path = dir.file("rows.csv", b"comment\nfine, really\n\"two\nlines\"\n");
    assert_eq!(comments(&tag(&[&path])), ["fine, really", "two\nlines"]);
}

#[test]
fn plain_text_is_one_comment_a_line() {
    let dir = TestDir::new();
    let path = dir.file(
        "notes.txt",
        "Bra, men dyrt.\r\n\n  \nHello, all is fine\n".as_bytes(),
    );
    let (output, report) = report(&[&path]);
    let rows = json_lines(&output);
    assert_eq!(comments(&output), ["Bra, men dyrt.", "Hello, all is fine"]);
    assert_eq!(rows[1]["row"], 4);
    assert_eq!(report["inputs"][0]["format"], "text");
    identity_holds(&report);
}

#[test]
fn a_cell_above_the_limit_costs_one_row() {
    let dir = TestDir::new();
    let big = "x ".repeat(20 << 20);
    let text = format!("id,comment\n1,fine\n2,\"{big}\"\n3,{big}\n4,good\n");
    let (output, report) = report(&[
        &dir.file("rows.csv", text.as_bytes()),
        "--max-rejects",
        "100",
    ]);
    assert_eq!(comments(&output), ["fine", "good"]);
    assert_eq!(report["rows"]["reject_reasons"]["cell-too-large"], 2);
    let lines =
        format!("{{\"comment\":\"fine\"}}\n{{\"comment\":\"{big}\"}}\n{{\"comment\":\"good\"}}\n");
    let (output, _) = common::report(&[
        &dir.file("rows.jsonl", lines.as_bytes()),
        "--max-rejects",
        "100",
    ]);
    assert_eq!(comments(&output), ["fine", "good"]);
}

#[test]
fn an_open_quote_in_a_row_above_the_limit_costs_that_row() {
    let dir = TestDir::new();
    let big = "x ".repeat(10 << 20);
    let text = format!("id,comment\n1,fine\n2,\"{big}\n3,so so\n4,good\n");
    let path = dir.file("rows.csv", text.as_bytes());
    let (output, report) = report(&[&path, "--max-rejects", "100"]);
    assert_eq!(comments(&output), ["fine", "so so", "good"]);
    assert_eq!(report["rows"]["rejected"], 1);
    let rows = format!(
        "{{\"id\":1,\"comment\":\"fine\"}},{{\"id\":2,\"comment\":\"open}},{{\"id\":3,\"comment\":\"{}\"}},{{\"id\":4,\"comment\":\"good\"}}",
        "so so ".repeat(1000)
    );
    let path = dir.file("page.json", format!("[{rows}]").as_bytes());
    let (output, _) = common::report(&[&path, "--max-rejects", "100"]);
    assert_eq!(comments(&output).len(), 3);
}

#[test]
fn columns_with_the_same_or_no_name_are_told_apart() {
    let dir = TestDir::new();
    let path = dir.file("rows.csv", b"id,comment,comment,,Comment\n1,a b,c,,d\n");
    let row = &json_lines(&tag(&[&path]))[0];
    let names: Vec<&String> = row["fields"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["id", "comment_2", "column_4", "Comment"]);
}

#[test]
fn titles_above_the_header_are_passed_over() {
    let dir = TestDir::new();
    for titles in ["Survey of March\n\n", "Survey of March,,\n,,\n"] {
        let text = format!("{titles}id,score,comment\n1,5,fine\n2,4,so far so good\n3,1,bad\n");
        let (output, report) = report(&[&dir.file("rows.csv", text.as_bytes())]);
        assert_eq!(
            comments(&output),
            ["fine", "so far so good", "bad"],
            "{titles:?}"
        );
        identity_holds(&report);
    }
}

#[test]
fn a_file_without_a_header_loses_no_row() {
    let dir = TestDir::new();
    let text = "17,2026-03-28,the queue was far too long\n18,2026-03-28,nice and quick this time\n19,2026-03-29,fine\n";
    let (output, report) = report(&[&dir.file("rows.csv", text.as_bytes())]);
    let expected = [
        "the queue was far too long",
        "nice and quick this time",
        "fine",
    ];
    assert_eq!(comments(&output), expected);
    assert_eq!(report["inputs"][0]["header_rows"], 0);
    assert_eq!(report["inputs"][0]["columns"][0]["column"], "column_3");
    identity_holds(&report);
}

#[test]
fn a_line_that_names_the_delimiter_is_no_header() {
    let dir = TestDir::new();
    let path = dir.file(
        "rows.csv",
        b"sep=;\r\nid;comment\r\n1;good, really\r\n2;fine\r\n",
    );
    assert_eq!(comments(&tag(&[&path])), ["good, really", "fine"]);
}

#[test]
fn a_delimiter_too_many_at_the_end_of_lines_does_no_harm() {
    let dir = TestDir::new();
    for text in [
        "id,comment,\n1,fine\n2,good\n3,bad\n",
        "id,comment\n1,fine,\n2,good,\n3,bad,\n",
        "id,comment,\n1,fine,\n2,good,\n3,bad,\n",
    ] {
        let (output, report) = report(&[&dir.file("rows.csv", text.as_bytes())]);
        assert_eq!(comments(&output), ["fine", "good", "bad"], "{text:?}");
        assert_eq!(report["rows"]["rejected"], 0);
    }
}

#[test]
fn headers_are_understood_in_each_language() {
    let dir = TestDir::new();
    let headers = [
        "Response ID,Submitted at,Rating,Country,Comment",
        "Svarsid,Datum,Betyg,Kanal,Kommentar",
        "رقم,التاريخ,التقييم,القناة,التعليق",
        "Redni broj,Datum,Ocena,Kanal,Komentar",
        "Редни број,Датум,Оцена,Канал,Коментар",
        "Номер,Дата,Оценка,Канал,Отзыв",
    ];
    for header in headers {
        let text = format!("{header}\n1,2026-01-01,5,web,x y\n2,2026-01-02,4,shop,z\n");
        let (_, report) = report(&[&dir.file("rows.csv", text.as_bytes())]);
        let columns = report["inputs"][0]["columns"].as_array().unwrap();
        let roles: Vec<String> = columns
            .iter()
            .map(|column| format!("{}={}", column["role"], column["column"]).replace('"', ""))
            .collect();
        let names: Vec<&str> = header.split(',').collect();
        let expected: Vec<String> = [
            ("text", 4),
            ("id", 0),
            ("date", 1),
            ("score", 2),
            ("segment", 3),
        ]
        .iter()
        .map(|(role, place)| format!("{role}={}", names[*place]))
        .collect();
        assert_eq!(roles, expected);
    }
}

#[test]
fn quotes_behind_backslashes_are_read_where_a_file_has_them() {
    let dir = TestDir::new();
    let text = "id,comment\n1,\"he said \\\"no\\\", twice\"\n2,\"fine\"\n3,\"\\\"good\\\"\"\n";
    let (output, report) = report(&[&dir.file("rows.csv", text.as_bytes())]);
    assert_eq!(
        comments(&output),
        ["he said \"no\", twice", "fine", "\"good\""]
    );
    assert_eq!(report["rows"]["rejected"], 0);
}
