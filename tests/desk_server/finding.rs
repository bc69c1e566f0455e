//! Finding comments, and one comment in full.

use super::client::{Desk, example};
use crate::common::job::JobDir;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn the_page_gets_what_it_needs_to_know() {
    let job = example();
    let desk = Desk::open(&job);
    assert_eq!(
        desk.get("/api/session"),
        json!({"name": "Ann", "labels": "en", "job": "nps"})
    );
    let english = desk.get("/api/constants");
    assert_eq!(english["direction"], "ltr");
    assert_eq!(english["own_lexicons"], "own");
    let columns: Vec<&str> = names(&english["columns"], "name");
    assert!(columns.contains(&"Channel"), "{columns:?}");
    let themes = english["themes"].as_array().unwrap();
    let price = themes
        .iter()
        .find(|one| one["id"] == "price-level")
        .unwrap();
    assert_eq!(price["top"], false);
    let parent = themes.iter().find(|one| one["id"] == price["parent"]);
    assert_eq!(parent.unwrap()["top"], true);

    desk.post("/api/session", json!({"labels": "ar"}));
    let arabic = desk.get("/api/constants");
    assert_eq!(
        (&arabic["labels"], &arabic["direction"]),
        (&json!("ar"), &json!("rtl"))
    );
    let label = |constants: &Value| {
        let themes = constants["themes"].as_array().unwrap();
        themes
            .iter()
            .find(|one| one["id"] == "price-level")
            .unwrap()["label"]
            .clone()
    };
    assert_ne!(label(&english), label(&arabic));
    assert_eq!(desk.get("/api/session")["name"], "Ann");
    desk.refuses("/api/session", json!({"labels": "xx"}), 400);
    desk.refuses("/api/session", json!({"name": " "}), 400);

    let status = desk.get("/api/status");
    assert_eq!(
        (&status["generation"], &status["comments"]),
        (&json!(1), &json!(300))
    );
}

fn names<'v>(list: &'v Value, name: &str) -> Vec<&'v str> {
    let list = list.as_array().unwrap().iter();
    list.map(|one| one[name].as_str().unwrap()).collect()
}

#[test]
fn pages_of_a_search_are_the_whole_of_it_each_comment_once() {
    let job = example();
    let desk = Desk::open(&job);
    let mut seen = BTreeSet::new();
    let mut last = u64::MAX;
    for offset in [0, 120, 240, 360] {
        let page = desk.post("/api/comments", json!({"offset": offset, "count": 120}));
        assert_eq!(page["total"], 300);
        for item in page["comments"].as_array().unwrap() {
            assert!(seen.insert(item["id"].as_str().unwrap().to_owned()));
            let worth = item["worth"].as_u64().unwrap();
            assert!(worth <= last, "the queue is not in order");
            last = worth;
            let reasons = item["reasons"].as_array().unwrap();
            assert!(worth == 0 || !reasons.is_empty(), "{item}");
        }
    }
    assert_eq!(seen.len(), 300);
    // More than a page holds is not given.
    let page = desk.post("/api/comments", json!({"count": 100_000}));
    assert_eq!(page["comments"].as_array().unwrap().len(), 200);
}

#[test]
fn filters_find_what_the_items_show() {
    let job = example();
    let desk = Desk::open(&job);
    type Holds = fn(&Value) -> bool;
    let cases: [(Value, Holds); 5] = [
        (json!({"languages": ["sr"]}), |item| {
            item["language"] == "sr"
        }),
        (json!({"polarities": ["negative"]}), |item| {
            item["polarity"] == "negative"
        }),
        (json!({"uncoded": true}), |item| item["themes"] == json!([])),
        (json!({"from": "2026-03-05", "to": "2026-03-06"}), |item| {
            item["day"] == "2026-03-05" || item["day"] == "2026-03-06"
        }),
        (json!({"reasons": ["irony"]}), |item| {
            names(&item["reasons"], "reason").contains(&"irony")
        }),
    ];
    for (query, holds) in cases {
        let found = desk.post("/api/comments", json!({"query": query, "count": 200}));
        let items = found["comments"].as_array().unwrap();
        assert!(!items.is_empty() && items.len() < 200, "{query}");
        assert!(items.iter().all(holds), "{query}");
    }
    let values = desk.get("/api/values?column=Channel&most=2");
    let first = &values["values"][0];
    let query = json!({"cells": [["Channel", first["value"]]]});
    let found = desk.post("/api/comments", json!({"query": query}));
    assert_eq!(found["total"], first["comments"]);
    assert_eq!(values["values"].as_array().unwrap().len(), 2);
    let cells = json!({"query": {"cells": [["no such", "x"]]}});
    assert_eq!(desk.refuses("/api/comments", cells, 400)["code"], "request");
    assert_eq!(desk.ask("/api/values?column=nope").status(), 404);
}

/// What JavaScript cuts out of a text.
fn cut(text: &str, place: &Value) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let at = |name: &str| place[name].as_u64().unwrap() as usize;
    String::from_utf16(&units[at("start")..at("end")]).unwrap()
}

#[test]
fn the_words_that_were_looked_for_are_marked_in_every_script() {
    let job = JobDir::new();
    job.export(
        "a.csv",
        &[
            "a,2026-03-01,5,web,👍 Кашњење је опет било дуго",
            "b,2026-03-02,5,app,Opet kašnjenje",
        ],
    );
    job.ends(0, &[]);
    let desk = Desk::open(&job);
    let found = desk.post(
        "/api/comments",
        json!({"query": {"text": "kasnjenje", "order": "oldest"}}),
    );
    let items = found["comments"].as_array().unwrap();
    let words: Vec<String> = items
        .iter()
        .map(|item| cut(item["text"].as_str().unwrap(), &item["found"][0]))
        .collect();
    assert_eq!(words, ["Кашњење", "kašnjenje"]);
}

#[test]
fn every_mark_of_every_comment_quotes_the_text_and_its_arithmetic_adds_up() {
    let job = example();
    let desk = Desk::open(&job);
    let (mut marks, mut steps) = (0, 0);
    for offset in [0, 200] {
        let page = desk.post("/api/comments", json!({"offset": offset, "count": 200}));
        for item in page["comments"].as_array().unwrap() {
            let id = item["id"].as_str().unwrap().replace('/', "%2F");
            let comment = desk.get(&format!("/api/comment?id={id}"));
            let text = comment["item"]["text"].as_str().unwrap();
            let (mut positive, mut negative) = (0, 0);
            for mark in comment["marks"].as_array().unwrap() {
                marks += 1;
                assert_eq!(cut(text, mark), mark["quote"].as_str().unwrap());
                assert!(!mark["quote"].as_str().unwrap().is_empty());
                assert_eq!(
                    mark["entry"].as_str().unwrap(),
                    format!("{}:{}", mark["file"].as_str().unwrap(), mark["line"])
                );
                let mut value = mark["valence"].clone();
                for step in mark["steps"].as_array().unwrap() {
                    steps += 1;
                    assert_eq!(step["before"], value, "{mark}");
                    value = step["after"].clone();
                    if let Some(word) = step["word"].as_str() {
                        assert_eq!(cut(text, step), word);
                    }
                }
                assert_eq!(mark["result"], value, "{mark}");
                if mark["of"] == "sentiment" {
                    let result = mark["result"].as_i64().unwrap_or_default();
                    *(if result > 0 {
                        &mut positive
                    } else {
                        &mut negative
                    }) += result;
                }
            }
            let sentiment = &comment["sentiment"];
            assert_eq!(
                (&sentiment["positive"], &sentiment["negative"]),
                (&json!(positive), &json!(negative))
            );
            assert_eq!(sentiment["score"], positive + negative);
            assert!(
                sentiment["thresholds"]["neutral_band"].is_i64()
                    || item["language"] == "other"
                    || item["language"] == "und"
            );
            assert_eq!(
                comment["cells"].as_array().unwrap().len(),
                5,
                "{}",
                comment["cells"]
            );
            assert_eq!(comment["history"], json!([]));
        }
    }
    assert!(marks > 300 && steps > 30, "{marks} {steps}");
    assert_eq!(desk.ask("/api/comment?id=nps%2Fnone").status(), 404);
}

#[test]
fn hostile_cells_come_as_text_in_json_and_as_nothing_else() {
    let torture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/torture/cells.jsonl");
    let cells: Vec<String> = fs::read_to_string(torture)
        .unwrap()
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|cell| Some(cell["text"].as_str()?.to_owned()))
        .filter(|text| !text.trim().is_empty())
        .collect();
    let job = JobDir::with(
        "[job]\nname = \"x\"\n\n[[source]]\nname = \"x\"\nfiles = [\"in/*.jsonl\"]\ntext = [\"text\"]\nid = \"id\"\n\n[gates]\n",
    );
    let rows = cells.iter().enumerate();
    let rows =
        rows.map(|(at, text)| json!({"id": at.to_string(), "text": text, "who": text}).to_string());
    job.file("in/a.jsonl", &rows.collect::<Vec<_>>().join("\n"));
    job.run(&[]);
    let desk = Desk::open(&job);
    let mut found = 0;
    for (at, text) in cells.iter().enumerate() {
        let path = format!("/api/comment?id=x%2F{at}");
        let answer = desk.ask(&path);
        if answer.status() == 404 {
            continue;
        }
        found += 1;
        let comment = desk.get(&path);
        assert_eq!(comment["item"]["text"], *text);
        let cell = &comment["cells"].as_array().unwrap()[1];
        assert_eq!(
            (&cell["column"], &cell["value"]),
            (&json!("who"), &json!(text))
        );
    }
    assert!(found > 50, "{found} of {}", cells.len());
    let table = desk.ask("/api/export/comments.csv");
    assert_eq!(
        table.headers()["content-disposition"],
        "attachment; filename=\"comments.csv\""
    );
    assert_eq!(table.headers()["content-type"], "text/csv; charset=utf-8");
}
