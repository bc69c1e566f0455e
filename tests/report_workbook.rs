//! The report as a workbook, read back by another library.

mod common;

use calamine::{Data, Reader, Xlsx, open_workbook};
use common::{TestDir, command};
use serde_json::{Value, json};
use std::fs;
use std::io::Read as _;
use std::path::Path;

fn root(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    path.to_str().unwrap().to_owned()
}

/// The texts of all cells of a sheet, row by row.
fn rows(file: &str, sheet: &str) -> Vec<Vec<String>> {
    let mut workbook: Xlsx<_> = open_workbook(file).unwrap();
    let range = workbook.worksheet_range(sheet).unwrap();
    let text = |cell: &Data| cell.to_string();
    range
        .rows()
        .map(|row| row.iter().map(text).collect())
        .collect()
}

/// All parts of the file that are markup, joined.
fn parts(file: &str, of: &str) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut out = String::new();
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).unwrap();
        if part.name().is_ok_and(|name| name.contains(of)) {
            part.read_to_string(&mut out).unwrap();
        }
    }
    out
}

fn report(input: &str, folder: &TestDir, more: &[&str]) -> String {
    let (html, xlsx) = (folder.name("report.html"), folder.name("report.xlsx"));
    let mut args = vec!["report", input, "-o", &html, "--xlsx", &xlsx, "--quiet"];
    args.extend(more);
    command(&args).assert().success();
    xlsx
}

#[test]
fn a_workbook_has_summary_themes_comments_definitions_and_versions() {
    let folder = TestDir::new();
    let file = report(&root("tests/data/example_export.csv"), &folder, &[]);
    let workbook: Xlsx<_> = open_workbook(&file).unwrap();
    assert_eq!(
        workbook.sheet_names(),
        ["Summary", "Themes", "Comments", "Definitions", "Versions"]
    );
    let summary = rows(&file, "Summary");
    let value = |name: &str| {
        let row = summary.iter().find(|row| row[0] == name);
        row.unwrap_or_else(|| panic!("no {name}"))[1].clone()
    };
    assert_eq!(value("Comments"), "300");
    assert!(value("NPS").parse::<f64>().unwrap() < 0.0);
    let comments = rows(&file, "Comments");
    assert_eq!(comments.len(), 301);
    assert_eq!(
        comments[2][5],
        "Clean wards, kind nurses, dreadful car park."
    );
    let themes = rows(&file, "Themes");
    let mentions: u64 = themes[1..]
        .iter()
        .filter(|row| row[0] != row[1])
        .map(|row| row[9].parse::<u64>().unwrap())
        .sum();
    assert_eq!(value("Mentions"), mentions.to_string());
}

#[test]
fn evidence_is_set_off_in_the_comment() {
    let folder = TestDir::new();
    let file = report(&root("tests/data/example_export.csv"), &folder, &[]);
    let texts = parts(&file, "sharedStrings");
    let (_, cell) = texts.split_once("<t>Clean</t>").unwrap();
    assert!(cell.starts_with("</r>"));
    assert!(texts.matches("<b/>").count() > 300);
}

#[test]
fn what_customers_wrote_is_text_whatever_it_begins_with() {
    let folder = TestDir::new();
    let cells = fs::read_to_string(root("tests/data/torture/cells.jsonl")).unwrap();
    let texts: Vec<String> = cells
        .lines()
        .map(|line| {
            let cell: Value = serde_json::from_str(line).unwrap();
            format!("{} the staff were rude", cell["text"].as_str().unwrap())
        })
        .collect();
    let lines: Vec<String> = texts
        .iter()
        .zip(1..)
        .map(|(text, id)| json!({"id": id, "segment": text, "comment": text}).to_string())
        .collect();
    let input = folder.file("cells.jsonl", lines.join("\n").as_bytes());
    let file = report(&input, &folder, &[]);
    let sheets = parts(&file, "worksheets/");
    for forbidden in ["<f>", "<f ", "<hyperlink"] {
        assert!(!sheets.contains(forbidden), "{forbidden}");
    }
    assert!(!parts(&file, "_rels/").contains("198.51.100.9"));
    let found = rows(&file, "Comments");
    assert_eq!(found.len(), texts.len() + 1);
    // A carriage return is a line end to XML, and a spreadsheet's escape of a control character is read back as such.
    let plain = |text: &str| {
        text.replace('\r', "\n")
            .replace("_x0000_", "\0")
            .replace("_x000D_", "\n")
    };
    for (row, text) in found[1..].iter().zip(&texts) {
        assert_eq!(plain(&row[5]).trim(), plain(text).trim());
    }
}

#[test]
fn arabic_labels_turn_the_sheets_and_arabic_comments_their_cells() {
    let folder = TestDir::new();
    let export = root("tests/data/example_export.csv");
    let file = report(&export, &folder, &["--labels", "ar"]);
    let sheets = parts(&file, "worksheets/sheet");
    assert_eq!(sheets.matches("rightToLeft=\"1\"").count(), 5);
    assert!(parts(&file, "styles").contains("readingOrder=\"2\""));
    assert_eq!(rows(&file, "التعليقات").len(), 301);
}
