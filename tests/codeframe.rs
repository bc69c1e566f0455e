//! Codeframes: checks, history, a user's own, differences, and trying an edit before it is saved.

mod common;

use common::{TestDir, command, json_lines, run, tag};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use verbatims::document::Language;
use verbatims::evaluate::gold::{FieldMap, read};
use verbatims::evaluate::judge::{Judged, Labels};
use verbatims::lexicon::bundle::Files;
use verbatims::lexicon::codeframe::Codeframe;
use verbatims::lexicon::codeframe::check::check;
use verbatims::lexicon::codeframe::diff::diff;
use verbatims::{Pipeline, lexicon::Lexicons};

const LABELS: &str =
    r#"{ en = "N e", sv = "N s", ar = "N a", sr-Latn = "N l", sr-Cyrl = "N c", ru = "N r" }"#;

/// A sound theme with what a test says of it.
fn theme(id: &str, more: &str) -> String {
    let given = |key: &str| more.lines().any(|line| line.starts_with(key));
    let mut text = format!("[[theme]]\nid = \"{id}\"\n{more}\n");
    for (key, value) in [
        ("stage", "\"engagement\"".to_owned()),
        ("definition", "\"What it is.\"".to_owned()),
        ("owner", "\"desk\"".to_owned()),
        ("includes", "[\"this\"]".to_owned()),
        ("labels", LABELS.replace('N', id)),
    ] {
        if !given(key) {
            text.push_str(&format!("{key} = {value}\n"));
        }
    }
    text
}

fn frame(parts: &[String]) -> String {
    format!("version = \"1\"\n{}", parts.concat())
}

fn files(codeframe: &str, terms: &str) -> Files {
    let rules = Files::bundled()
        .get("common/rules.toml")
        .unwrap()
        .to_owned();
    let header = "theme\tterm\tpos\tparadigm\tmatch\tpolarity\trequires\tunless\tflags\tnote\n";
    Files::from_texts([
        ("codeframe.toml", codeframe.to_owned()),
        ("common/rules.toml", rules),
        (
            "en/language.toml",
            "name = \"T\"\nscripts = [\"Latn\"]\n[normalize]\nsteps = [\"lowercase\"]\n".to_owned(),
        ),
        ("en/themes/all.tsv", format!("{header}{terms}")),
    ])
}

fn rules(codeframe: &str, terms: &str) -> Vec<&'static str> {
    let found = check(&files(codeframe, terms), &[Language::En]).unwrap();
    found.iter().map(|finding| finding.rule).collect()
}

#[test]
fn twenty_planted_faults_give_exactly_those_twenty_findings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/codeframe_faults");
    let found = check(&Files::from_dir(&folder).unwrap(), &[Language::En]).unwrap();
    let found: BTreeSet<(&str, &str)> = found.iter().map(|f| (f.rule, f.term.as_str())).collect();
    let planted = BTreeSet::from([
        ("version", ""),
        ("double", "delivery-speed"),
        ("stage", "delivery-damage"),
        ("label", "delivery-cost"),
        ("definition", "staff-kindness"),
        ("depth", "staff-kindness-deep"),
        ("owner", "staff-skill"),
        ("excludes", "staff-speech"),
        ("parent", "orphan-theme"),
        ("prior", "praise"),
        ("id", "Loud"),
        ("label-double", "room"),
        ("reused", "back"),
        ("record", "cellar"),
        ("empty", "silent"),
        ("unused", "nobody-needs"),
        ("conflicting", "splendid"),
        ("over-broad", "with"),
        ("shadowed", "small room"),
        ("retired", "slow lorry"),
    ]);
    assert_eq!(found, planted);
    let output = run(&["codeframe", "check", "--lexicons", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(78));
    assert_eq!(
        String::from_utf8(output.stdout).unwrap().lines().count(),
        20
    );
}

#[test]
fn further_faults_have_their_own_rules() {
    let pair = |more: &str| frame(&[theme("a", ""), theme("b", more)]);
    for (codeframe, terms, rule) in [
        (pair("parent = \"a\""), "b\tone\n", "prefix"),
        (pair("includes = []"), "a\ttwo\nb\tone\n", "includes"),
        (
            frame(&[
                theme("a", "fallback = \"praise\""),
                theme("b", "fallback = \"praise\""),
            ]),
            "",
            "fallback",
        ),
        (pair(""), "a\ttwo\nb\tone\nc\tthree\n", "unknown"),
        (
            pair("") + "[[split]]\nfrom = \"c\"\nto = [\"a\", \"b\"]\n",
            "a\ttwo\nb\tone\nc\tthree\n",
            "split",
        ),
        (
            pair(""),
            "a\tfine day\t\t\t\t+\nb\tfine day\t\t\t\t-\n",
            "conflicting",
        ),
        (pair(""), "a\ttwo\nb\t@number\n", "over-broad"),
    ] {
        assert_eq!(rules(&codeframe, terms), [rule], "{codeframe}{terms}");
    }
    assert!(rules(&pair(""), "a\ttwo\nb\tone\n").is_empty());
}

#[test]
fn the_themes_of_the_bundled_codeframe_are_sound() {
    let about_terms = ["shadowed", "unused", "over-broad", "conflicting", "empty"];
    let found = check(&Files::bundled(), &[Language::En]).unwrap();
    let found: Vec<String> = found
        .iter()
        .filter(|finding| !about_terms.contains(&finding.rule))
        .map(ToString::to_string)
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn an_old_id_keeps_its_meaning_in_terms_and_labelled_rows() {
    let history =
        "[[renamed]]\nfrom = \"x\"\nto = \"y\"\n[[merged]]\nfrom = [\"y\", \"z\"]\nto = \"a\"\n";
    let codeframe = frame(&[theme("a", ""), theme("b", "")]) + history;
    let lexicons = Lexicons::load(
        files(&codeframe, "x\told word\nb\tnew word\n"),
        &[Language::En],
    )
    .unwrap();
    let pipeline = Pipeline::new(std::sync::Arc::new(lexicons));
    let codeframe = pipeline.lexicons().codeframe();
    let annotation = pipeline.annotate_as("an old word", Some(Language::En));
    assert_eq!(codeframe.theme(annotation.mentions[0].theme).id, "a");
    let gold = r#"{"text":"an old word","mentions":[{"theme":"x","polarity":"neutral"}]}"#;
    let gold = read("g", gold, &FieldMap::default()).unwrap().remove(0);
    let themes = Judged::new(gold, annotation, Labels::Four, codeframe)
        .themes
        .unwrap();
    assert_eq!(
        (themes.sub.hit, themes.sub.extra, themes.sub.missed),
        (1, 0, 0)
    );
}

#[test]
fn a_term_of_a_split_theme_says_what_to_write() {
    let codeframe =
        frame(&[theme("a", ""), theme("b", "")]) + "[[split]]\nfrom = \"c\"\nto = [\"a\", \"b\"]\n";
    let error = Lexicons::load(files(&codeframe, "c\tword\n"), &[Language::En]).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("it was split; write one of a, b"),
        "{error}"
    );
}

#[test]
fn records_that_run_in_a_circle_end() {
    let codeframe = frame(&[theme("a", "")])
        + "[[renamed]]\nfrom = \"x\"\nto = \"y\"\n[[renamed]]\nfrom = \"y\"\nto = \"x\"\n";
    assert!(
        Codeframe::parse("c", &codeframe)
            .unwrap()
            .current("x")
            .is_none()
    );
    assert_eq!(rules(&codeframe, "a\tword\n"), ["record", "record"]);
}

#[test]
fn a_difference_is_told_in_words() {
    let old = frame(&[
        theme("a", "prior = \"negative\""),
        theme("b", ""),
        theme("c", ""),
        theme("d", ""),
    ]);
    let new = frame(&[
        theme("a", "owner = \"logistics\""),
        theme("bee", ""),
        theme("e", ""),
    ]) + "[[renamed]]\nfrom = \"b\"\nto = \"bee\"\n[[split]]\nfrom = \"c\"\nto = [\"a\", \"e\"]\n";
    let parse = |text: &str| Codeframe::parse("codeframe.toml", text).unwrap();
    let found = diff(&parse(&old), &parse(&new));
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "version 1 stayed although themes changed: raise it, so that figures are not compared by accident",
            "a: prior was \"negative\", is nothing",
            "a: owner was \"desk\", is \"logistics\"",
            "e: new theme",
            "b: goes by the id bee now",
            "c: was split into a and e",
            "d: removed without a record; rows that name it lose their meaning (add [[renamed]], [[merged]] or [[split]])",
        ]
    );
    assert!(diff(&parse(&old), &parse(&old)).is_empty());
}

const OWN_TERMS: &str = "theme\tterm\tpos\tparadigm\tmatch\tpolarity\trequires\tunless\tflags\tnote\n\
    sauna-heat\tsauna\n";

fn own_codeframe(extends: bool) -> TestDir {
    let dir = TestDir::new();
    fs::create_dir_all(dir.path("own/en/themes")).unwrap();
    let head = format!("version = \"mine\"\nextends = {extends}\n");
    let codeframe = head + &theme("sauna", "") + &theme("sauna-heat", "parent = \"sauna\"");
    dir.file("own/codeframe.toml", codeframe.as_bytes());
    dir.file("own/en/themes/sauna.tsv", OWN_TERMS.as_bytes());
    dir.file(
        "in.txt",
        b"The sauna was cold and the staff were friendly.\n",
    );
    dir
}

fn themes_with(dir: &TestDir) -> (Vec<String>, Value) {
    let row = json_lines(&tag(&[
        &dir.name("in.txt"),
        "--codeframe",
        &dir.name("own"),
    ]))
    .remove(0);
    let mentions = row["mentions"].as_array().unwrap().iter();
    let ids = mentions.map(|m| m["theme"].as_str().unwrap().to_owned());
    (ids.collect(), row["made_by"]["codeframe"].clone())
}

#[test]
fn an_own_codeframe_extends_the_bundled_one() {
    let (themes, version) = themes_with(&own_codeframe(true));
    assert_eq!(themes, ["staff-friendliness", "sauna-heat"]);
    assert_eq!(version, "mine");
}

#[test]
fn a_folder_that_is_no_codeframe_is_refused_with_its_remedy_and_nothing_is_written() {
    let dir = own_codeframe(true);
    fs::remove_file(dir.path("own/codeframe.toml")).unwrap();
    for named in ["own", "nowhere"] {
        let out = dir.name("out.jsonl");
        let (input, own) = (dir.name("in.txt"), dir.name(named));
        let output = command(&["tag", &input, "--codeframe", &own, "-o", &out])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(78), "{said}");
        assert!(said.contains("(help: name "), "{said}");
        assert!(!dir.path("out.jsonl").exists());
    }
}

#[test]
fn an_own_codeframe_replaces_the_bundled_one() {
    let (themes, _) = themes_with(&own_codeframe(false));
    assert_eq!(themes, ["sauna-heat"]);
}

#[test]
fn the_evidence_of_a_replaced_codeframe_still_names_true_lines() {
    let dir = TestDir::new();
    let kept = theme("staff", "") + &theme("staff-friendliness", "parent = \"staff\"");
    fs::create_dir_all(dir.path("own")).unwrap();
    dir.file(
        "own/codeframe.toml",
        format!("version = \"m\"\n{kept}").as_bytes(),
    );
    let input = dir.file("in.txt", b"Friendly staff but a slow delivery.\n");
    let row = json_lines(&tag(&[&input, "--codeframe", &dir.name("own")])).remove(0);
    assert_eq!(row["mentions"].as_array().unwrap().len(), 1);
    let evidence = &row["mentions"][0]["evidence"][0];
    let (file, line) = evidence["entry"]
        .as_str()
        .unwrap()
        .rsplit_once(':')
        .unwrap();
    let text = Files::bundled().get(file).unwrap().to_owned();
    let row = text
        .lines()
        .nth(line.parse::<usize>().unwrap() - 1)
        .unwrap();
    assert!(row.contains(evidence["term"].as_str().unwrap()), "{row}");
}

/// An edit of one term file, and the annotated example export.
fn edited(change: impl Fn(&str) -> String) -> TestDir {
    let dir = TestDir::new();
    fs::create_dir_all(dir.path("edit/en/themes")).unwrap();
    let text = Files::bundled()
        .get("en/themes/staff.tsv")
        .unwrap()
        .to_owned();
    dir.file("edit/en/themes/staff.tsv", change(&text).as_bytes());
    let rows = [
        "Friendly staff.",
        "The porter whistled.",
        "Rude waiter.",
        "Trevlig personal.",
    ];
    let input = dir.file("in.txt", (rows.join("\n") + "\n").as_bytes());
    let out = dir.name("tagged.jsonl");
    assert!(run(&["tag", &input, "-o", &out]).status.success());
    dir
}

fn tried(dir: &TestDir) -> String {
    let output = run(&[
        "codeframe",
        "try",
        &dir.name("edit"),
        &dir.name("tagged.jsonl"),
    ]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn an_edit_is_tried_with_examples_before_it_is_saved() {
    let dir = edited(|text| format!("{text}staff-morale\tporter whistled\n"));
    let told = tried(&dir);
    assert!(
        told.starts_with("4 comments; the edit can concern 1 of them; nothing was saved"),
        "{told}"
    );
    assert!(
        told.contains("staff-morale: 0 comments, would be 1: 1 gained, 0 lost"),
        "{told}"
    );
    assert!(told.contains("The porter whistled."), "{told}");
}

#[test]
fn an_edit_that_changes_nothing_says_so() {
    let told = tried(&edited(str::to_owned));
    assert!(told.contains("can concern 0 of them"), "{told}");
    assert!(told.contains("no comment gains or loses a theme"), "{told}");
}

#[test]
fn a_try_finds_what_annotating_everything_anew_finds() {
    // Rows are taken away and added all over the lists of two languages.
    let dir = TestDir::new();
    let thin = |text: &str| -> String {
        let lines = text.lines().enumerate();
        lines
            .filter(|(i, line)| *i < 1 || line.starts_with("# ") || i % 3 != 0)
            .map(|(_, line)| format!("{line}\n"))
            .collect()
    };
    for language in ["en", "sv"] {
        fs::create_dir_all(dir.path(&format!("edit/{language}/themes"))).unwrap();
        for (path, text) in Files::bundled().under(&format!("{language}/themes/")) {
            dir.file(&format!("edit/{path}"), thin(text).as_bytes());
        }
    }
    let export = "tests/data/example_export.csv";
    let out = dir.name("tagged.jsonl");
    assert!(run(&["tag", export, "-o", &out]).status.success());
    let told = tried(&dir);
    let own = Files::from_dir(&dir.path("edit")).unwrap();
    let new = Files::bundled().with_codeframe(own).unwrap();
    let new = Pipeline::new(std::sync::Arc::new(
        Lexicons::load(new, &Language::SERVED).unwrap(),
    ));
    let mut changed = 0;
    for row in json_lines(&dir.read("tagged.jsonl")) {
        let language = Language::from_code(row["language"].as_str().unwrap());
        let after = new.annotate_as(row["text"].as_str().unwrap(), language);
        let after: BTreeSet<&str> = after
            .mentions
            .iter()
            .map(|m| new.lexicons().codeframe().theme(m.theme).id.as_str())
            .collect();
        let mentions = row["mentions"].as_array().unwrap();
        let before: BTreeSet<&str> = mentions
            .iter()
            .map(|m| m["theme"].as_str().unwrap())
            .collect();
        changed += before.symmetric_difference(&after).count();
    }
    let counted: usize = told
        .lines()
        // Comments that are shown stand further in.
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split(": ").nth(2))
        .map(|counts| {
            let numbers = counts.split(", ").take(2);
            numbers
                .filter_map(|part| part.split(' ').next()?.parse::<usize>().ok())
                .sum::<usize>()
        })
        .sum();
    assert!(changed > 20, "{changed}");
    assert_eq!(counted, changed, "{told}");
}

#[test]
fn rows_without_text_and_edits_that_are_no_folder_are_errors_with_a_remedy() {
    let dir = edited(str::to_owned);
    let bare = dir.file("bare.jsonl", b"{\"id\":\"1\",\"mentions\":[]}\n");
    command(&["codeframe", "try", &dir.name("edit"), &bare])
        .assert()
        .code(4)
        .stderr(predicates::str::contains("without --no-text"));
    command(&["codeframe", "try", &bare, &bare])
        .assert()
        .code(2);
    command(&["codeframe", "diff", "bundled", "bundled"])
        .assert()
        .success()
        .stdout(predicates::str::contains("no difference"));
    command(&["codeframe", "list"])
        .assert()
        .success()
        .stdout(predicates::str::contains("delivery-speed  "));
}
