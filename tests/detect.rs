//! `verbatims detect`.

mod common;

use common::{TestDir, command, json_lines, run};

#[test]
fn each_text_gets_a_line_with_its_language() {
    let output = run(&[
        "detect",
        "Это было очень плохо, я больше ничего у вас не закажу, потому что эта доставка опоздала",
        "12345",
    ]);
    let output = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("language\tscript\tscore"));
    assert!(lines[1].starts_with("ru\tCyrl\t"), "{output}");
    assert!(lines[2].starts_with("und\t"), "{output}");
}

#[test]
fn files_and_standard_input_are_read_line_by_line() {
    let dir = TestDir::new();
    let text = "Leveransen var mycket sen och ingen svarade\n\nالخدمة ممتازة لكن السعر مرتفع جدا\n";
    let path = dir.file("notes.txt", text.as_bytes());
    let from_file = run(&["detect", "--json", &path]).stdout;
    let from_input = command(&["detect", "--json"])
        .write_stdin(text)
        .output()
        .unwrap()
        .stdout;
    assert_eq!(from_file, from_input);
    let rows = json_lines(std::str::from_utf8(&from_file).unwrap());
    let languages: Vec<&str> = rows
        .iter()
        .map(|row| row["language"].as_str().unwrap())
        .collect();
    assert_eq!(languages, ["sv", "ar"]);
    assert!(
        rows.iter()
            .all(|row| row["reason"].is_string() && row["score"].is_number())
    );
}

#[test]
fn text_that_could_move_the_cursor_is_shown_as_escapes() {
    let output = run(&["detect", "hello \u{1b}[2J there"]).stdout;
    assert!(!output.contains(&0x1b));
}

#[test]
fn the_baseline_stands_beside_each_answer_when_asked_for() {
    let output = run(&[
        "detect",
        "--compare",
        "Kasnili su dva sata, a niko se nije javio",
    ]);
    let lines = String::from_utf8(output.stdout).unwrap();
    assert!(lines.lines().next().unwrap().ends_with("\twhatlang\ttext"));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("of 1 texts")
    );
    let rows = run(&["detect", "--compare", "--json", "Kasnili su dva sata"]).stdout;
    assert!(json_lines(std::str::from_utf8(&rows).unwrap())[0]["whatlang"].is_string());
}

#[test]
fn a_text_that_mixes_languages_has_one_for_each_sentence() {
    let text = "Leveransen tog alldeles för lång tid. I will never order from this shop again.";
    let rows = run(&["detect", "--json", text]).stdout;
    let row = &json_lines(std::str::from_utf8(&rows).unwrap())[0];
    let languages: Vec<&str> = row["sentences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sentence| sentence["language"].as_str().unwrap())
        .collect();
    assert_eq!(languages, ["sv", "en"]);
    assert!(
        row["flags"]
            .as_array()
            .unwrap()
            .iter()
            .any(|flag| flag == "code-mixed")
    );
}

#[test]
fn longer_serbian_says_its_variant() {
    let text =
        "Lijepo osoblje i lijepa soba, ali smo predugo čekali da nam donesu mlijeko i doručak.";
    let rows = run(&["detect", "--json", text]).stdout;
    let row = &json_lines(std::str::from_utf8(&rows).unwrap())[0];
    assert_eq!(row["variant"], "ijekavian");
}
