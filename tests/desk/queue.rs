//! The queue of the desk: what it finds in labelled rows.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use verbatims::Pipeline;
use verbatims::desk::queue::{Options, order, priority};
use verbatims::evaluate::gold::{FieldMap, Gold, read};
use verbatims::store::{Corrected, Row, Stored, Tags, Version};

fn stored(pipeline: &Pipeline, gold: &Gold, text: &str, id: &str) -> Stored {
    let row = Row {
        source: Arc::from("gold"),
        comment_id: id.to_owned(),
        file: Arc::from("gold"),
        row: 1,
        column: None,
        question: None,
        text: text.to_owned(),
        date: None,
        day: None,
        at: None,
        own_score: None,
        score_column: None,
        segments: "{}".to_owned(),
        fields: "{}".to_owned(),
        given: None,
    };
    let _ = gold;
    let lexicons = pipeline.lexicons();
    Stored {
        tags: Tags::new(&pipeline.annotate(text), text, lexicons),
        row,
        corrected: Corrected::default(),
        version: Version::of(lexicons),
        first_generation: 1,
        generation: 1,
    }
}

#[derive(Debug, Default, Clone, Copy)]
struct Errors {
    language: u32,
    sentiment: u32,
    themes: u32,
}

fn errors(gold: &Gold, tags: &Tags) -> Errors {
    let language = gold.language.map(|l| l.code()).unwrap_or_default();
    let sentiment = gold.sentiment.map(|s| s.name()).unwrap_or_default();
    let theirs: BTreeSet<&str> = gold
        .mentions
        .iter()
        .flatten()
        .map(|(theme, _)| theme.as_str())
        .collect();
    let ours: BTreeSet<&str> = tags.mentions.iter().map(|m| m.theme.as_str()).collect();
    Errors {
        language: u32::from(tags.language != language),
        sentiment: u32::from(tags.polarity != sentiment),
        themes: theirs.symmetric_difference(&ours).count() as u32,
    }
}

/// Slips of the keys: of every sixth word of four letters or more two letters change places, by a generator with a seed.
fn noisy(text: &str, seed: &mut u64) -> String {
    let mut next = || {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (*seed >> 33) as usize
    };
    let words: Vec<String> = text
        .split(' ')
        .map(|word| {
            let mut letters: Vec<char> = word.chars().collect();
            if letters.len() >= 4 && next() % 6 == 0 {
                let at = 1 + next() % (letters.len() - 2);
                letters.swap(at, at + 1);
            }
            letters.into_iter().collect()
        })
        .collect();
    words.join(" ")
}

#[test]
fn the_first_of_the_queue_have_many_times_the_errors_of_the_rest() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold");
    let folder = if folder.is_dir() {
        folder
    } else {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/gold")
    };
    if !folder.is_dir() {
        println!("skipped: no labelled rows in {}", folder.display());
        return;
    }
    let pipeline = Pipeline::bundled().unwrap();
    let mut rows = Vec::new();
    for language in ["sv", "ar", "sr", "ru", "en"] {
        for kind in ["gold", "challenge"] {
            let name = format!("{kind}-{language}.jsonl");
            let text = std::fs::read_to_string(folder.join(&name)).unwrap();
            rows.extend(read(&name, &text, &FieldMap::default()).unwrap());
        }
    }
    let mut seed = 7;
    let mut judged = Vec::new();
    for gold in &rows {
        for noise in [false, true] {
            let text = if noise {
                noisy(&gold.text, &mut seed)
            } else {
                gold.text.clone()
            };
            let id = format!("gold/{}-{noise}", gold.id);
            let stored = stored(&pipeline, gold, &text, &id);
            let found = priority(&stored, &[], Options::default());
            judged.push((
                order(found.worth, &id),
                errors(gold, &stored.tags),
                found,
                noise,
            ));
        }
    }
    judged.sort_by_key(|one| one.0);
    for noise in [None, Some(false), Some(true)] {
        let some: Vec<_> = judged
            .iter()
            .filter(|one| noise.is_none_or(|n| n == one.3))
            .collect();
        let first = some.len() / 20;
        for (name, count) in [
            ("language", (|e: &Errors| e.language) as fn(&Errors) -> u32),
            ("sentiment", |e| e.sentiment),
            ("themes", |e| e.themes),
            ("all", |e| e.language + e.sentiment + e.themes),
            ("lang+sent", |e| e.language + e.sentiment),
            ("rows", |e| {
                u32::from(e.language + e.sentiment + e.themes > 0)
            }),
        ] {
            let all: u32 = some.iter().map(|one| count(&one.1)).sum();
            let ours: u32 = some.iter().take(first).map(|one| count(&one.1)).sum();
            let random = f64::from(all) * first as f64 / some.len() as f64;
            println!(
                "{noise:?} {name}: {ours} of {all} in {first} of {}; random {random:.1}; {:.2} times",
                some.len(),
                f64::from(ours) / random
            );
        }
    }
    for reason in verbatims::desk::queue::Reason::ALL {
        let with: Vec<_> = judged
            .iter()
            .filter(|one| one.2.doubts.iter().any(|d| d.reason == reason))
            .collect();
        let wrong = |f: fn(&Errors) -> u32| {
            with.iter().map(|one| f(&one.1)).sum::<u32>() as f64 / with.len().max(1) as f64
        };
        println!(
            "{}: {} rows, language {:.2}, sentiment {:.2}, themes {:.2}",
            reason.name(),
            with.len(),
            wrong(|e| e.language),
            wrong(|e| e.sentiment),
            wrong(|e| e.themes)
        );
    }
}
