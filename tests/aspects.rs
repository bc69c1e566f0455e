//! Our themes beside the categories of public sets, through the tables in `tests/data/aspects`.

mod common;

use common::{TestDir, command, run, shared};
use serde_json::Value;
use std::fs;
use verbatims::Pipeline;
use verbatims::document::Language;
use verbatims::evaluate::aspects::{ThemeMap, evaluate, read};

/// Table, rows, language, one row in so many, and the least micro-F1.
const SETS: [(&str, &str, Language, usize, f64); 3] = [
    (
        "airline_reasons",
        "en/us_airline_reasons.jsonl",
        Language::En,
        9,
        0.30,
    ),
    (
        "restaurants_en",
        "en/semeval2016_restaurants.jsonl",
        Language::En,
        4,
        0.45,
    ),
    (
        "restaurants_ru",
        "ru/sentirueval2015_restaurants.jsonl",
        Language::Ru,
        4,
        0.55,
    ),
];

#[test]
fn the_tables_name_themes_of_the_codeframe() {
    let pipeline = Pipeline::bundled().unwrap();
    for (name, ..) in SETS {
        let file = format!("tests/data/aspects/{name}.tsv");
        let table = fs::read_to_string(&file).unwrap();
        ThemeMap::parse(&file, &table, pipeline.lexicons().codeframe()).unwrap();
    }
}

#[test]
fn public_sets_are_coded_at_least_as_well_as_before() {
    let pipeline = Pipeline::bundled().unwrap();
    for (name, rows, language, step, least) in SETS {
        let Some(content) = shared(&format!("corpora/aspects/{rows}")) else {
            continue;
        };
        let table = fs::read_to_string(format!("tests/data/aspects/{name}.tsv")).unwrap();
        let map = ThemeMap::parse(name, &table, pipeline.lexicons().codeframe()).unwrap();
        let rows: Vec<_> = read(name, &content)
            .unwrap()
            .into_iter()
            .step_by(step)
            .collect();
        let result = evaluate(&rows, &map, &pipeline, Some(language));
        println!("{name}: {:?}", result.all);
        assert!(result.all.f1.unwrap() >= least, "{name}: {result}");
    }
}

#[test]
fn categories_are_scored_through_a_table() {
    let dir = TestDir::new();
    let table = dir.file(
        "map.tsv",
        b"category\tthemes\tnote\nPeople\tstaff-*\nFreight\tdelivery-cost\nRest\n",
    );
    let rows = dir.file(
        "rows.jsonl",
        b"{\"text\":\"Friendly staff.\",\"aspects\":[{\"category\":\"People\"}]}\n\
          {\"text\":\"Rude staff.\",\"aspects\":[{\"category\":\"Freight\"},{\"category\":\"Rest\"}]}\n",
    );
    let output = run(&[
        "evaluate",
        &rows,
        "--map-themes",
        &table,
        "--json",
        "--language",
        "en",
    ]);
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["categories"]["People"]["hit"], 1);
    assert_eq!(result["categories"]["People"]["extra"], 1);
    assert_eq!(result["categories"]["Freight"]["missed"], 1);
    assert_eq!(result["unmapped"]["Rest"], 1);
    assert_eq!(result["all"]["precision"], 0.5);
}

#[test]
fn categories_that_stand_for_the_same_themes_are_scored_as_one() {
    let dir = TestDir::new();
    let table = dir.file(
        "map.tsv",
        b"category\tthemes\tnote\nWine\tstaff-*\nFood\tstaff-*\n",
    );
    let rows = dir.file(
        "rows.jsonl",
        b"{\"text\":\"Friendly staff.\",\"aspects\":[{\"category\":\"Food\"}]}\n",
    );
    let output = run(&[
        "evaluate",
        &rows,
        "--map-themes",
        &table,
        "--json",
        "--language",
        "en",
    ]);
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["categories"]["Food + Wine"]["hit"], 1);
    assert_eq!(result["all"]["extra"], 0);
}

#[test]
fn a_table_with_an_unknown_theme_is_refused() {
    let dir = TestDir::new();
    let table = dir.file("map.tsv", b"category\tthemes\tnote\nPeople\tstuff-*\n");
    let rows = dir.file("rows.jsonl", b"{\"text\":\"x\",\"aspects\":[]}\n");
    command(&["evaluate", &rows, "--map-themes", &table])
        .assert()
        .code(78)
        .stderr(predicates::str::contains("map.tsv:2"));
}

#[test]
fn labels_under_another_name_are_an_error_with_a_remedy() {
    let dir = TestDir::new();
    let rows = dir.file(
        "rows.jsonl",
        b"{\"text\":\"Fine.\",\"label\":\"positive\",\"stars\":5}\n",
    );
    for (map, told) in [
        ("sentiment=lable", "no row has a field 'lable'"),
        (
            "sentiment=stars",
            "no row's 'stars' is positive, negative, neutral or mixed; they are 5",
        ),
        ("id=stars", "no row has a label"),
    ] {
        command(&["evaluate", &rows, "--map", map])
            .assert()
            .code(4)
            .stderr(predicates::str::contains(told))
            .stderr(predicates::str::contains("label"));
    }
    command(&["evaluate", &rows, "--map", "sentiment=label"])
        .assert()
        .success();
}
