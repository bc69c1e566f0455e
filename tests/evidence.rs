//! A thousand random tags: the words quoted stand where they are said to, and the line named holds the term.

mod common;

use common::{TestDir, json_lines, tag};
use serde_json::Value;
use std::collections::BTreeSet;
use verbatims::document::Language;
use verbatims::lexicon::bundle::Files;

const TAGS: usize = 1000;

/// Numbers that look random and are the same every time (Knuth's linear congruential generator).
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }
}

/// The example export and the cases that travel with the lists, tagged.
fn tagged() -> Vec<Value> {
    let dir = TestDir::new();
    let files = Files::bundled();
    let mut rows = String::new();
    for language in Language::SERVED {
        let cases = files
            .get(&format!("{}/cases.tsv", language.code()))
            .unwrap();
        for line in cases.lines().skip(1).filter(|line| !line.starts_with("# ")) {
            let text = line.split('\t').next().unwrap();
            rows.push_str(&serde_json::json!({ "comment": text }).to_string());
            rows.push('\n');
        }
    }
    let own = dir.file("own.jsonl", rows.as_bytes());
    let mut all = json_lines(&tag(&["tests/data/example_export.csv"]));
    all.extend(json_lines(&tag(&[&own])));
    all
}

#[test]
fn a_thousand_random_tags_are_true() {
    let files = Files::bundled();
    let mut tags: Vec<(String, Value)> = Vec::new();
    for row in tagged() {
        let text = row["text"].as_str().unwrap().to_owned();
        let mut add = |evidence: &Value| {
            for one in evidence.as_array().unwrap() {
                tags.push((text.clone(), one.clone()));
            }
        };
        add(&row["sentiment"]["evidence"]);
        for mention in row["mentions"].as_array().unwrap() {
            // A comment without a word ("-") has nothing to quote.
            let silent = mention["theme"] == "general-no-content";
            assert!(
                silent || !mention["evidence"].as_array().unwrap().is_empty(),
                "{row}"
            );
            add(&mention["evidence"]);
        }
    }
    assert!(tags.len() > 2 * TAGS, "{}", tags.len());
    let mut draw = Draw(2026);
    let mut drawn = BTreeSet::new();
    while drawn.len() < TAGS {
        drawn.insert(draw.below(tags.len()));
    }
    for index in drawn {
        let (text, one) = &tags[index];
        let place = |value: &Value| value.as_u64().unwrap() as usize;
        let (start, end) = (place(&one["start"]), place(&one["end"]));
        assert_eq!(text.get(start..end), one["quote"].as_str(), "{text} {one}");
        for part in one["parts"].as_array().into_iter().flatten() {
            let (from, to) = (place(&part[0]), place(&part[1]));
            assert!(
                start <= from && to <= end && text.get(from..to).is_some(),
                "{text} {one}"
            );
        }
        let (file, line) = one["entry"].as_str().unwrap().rsplit_once(':').unwrap();
        let list = files
            .get(file)
            .unwrap_or_else(|| panic!("no file {file}: {one}"));
        let row = list.lines().nth(line.parse::<usize>().unwrap() - 1);
        let term = one["term"].as_str().unwrap();
        let holds = row.is_some_and(|row| row.split('\t').any(|cell| cell == term));
        assert!(holds, "{file}:{line} does not hold `{term}`: {row:?}");
    }
}
