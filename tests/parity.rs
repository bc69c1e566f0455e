//! The same comments, said naturally in five languages, are tagged alike; in Serbian whatever the script.

mod common;

use common::texts::{cyrillic, is_plain_latin};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use verbatims::Pipeline;
use verbatims::annotation::{Annotation, Polarity};
use verbatims::document::Language;
use verbatims::lexicon::table::Table;

static PIPELINE: LazyLock<Pipeline> =
    LazyLock::new(|| Pipeline::bundled().expect("the bundled lexicons load"));

/// Rows of the same comment in the languages of [`Language::SERVED`].
fn comments() -> Vec<Vec<String>> {
    let columns = ["sv", "ar", "sr", "ru", "en"];
    let table = Table::parse("parity.tsv", include_str!("data/parity.tsv"), &columns);
    let table = table.expect("the table parses");
    let cells = |row: &verbatims::lexicon::table::Row<'_>| {
        (0..columns.len())
            .map(|at| row.cell(at).to_owned())
            .collect()
    };
    table.rows().map(|row| cells(&row)).collect()
}

fn themes(annotation: &Annotation) -> BTreeSet<u16> {
    annotation
        .mentions
        .iter()
        .map(|mention| mention.theme.0)
        .collect()
}

/// Size of the intersection over that of the union (Jaccard 1901); 1 for two empty sets.
fn jaccard(a: &BTreeSet<u16>, b: &BTreeSet<u16>) -> f64 {
    match a.union(b).count() {
        0 => 1.0,
        union => a.intersection(b).count() as f64 / union as f64,
    }
}

#[test]
fn five_languages_agree_on_sentiment_and_themes() {
    let comments = comments();
    assert!(comments.len() >= 60);
    let (mut alike, mut overlap, mut pairs) = (0, 0.0, 0);
    let mut apart = String::new();
    for row in &comments {
        let annotations: Vec<Annotation> = std::iter::zip(row, Language::SERVED)
            .map(|(text, language)| PIPELINE.annotate_as(text, Some(language)))
            .collect();
        let labels: BTreeSet<Polarity> = annotations.iter().map(|a| a.sentiment.polarity).collect();
        alike += usize::from(labels.len() == 1);
        let sets: Vec<BTreeSet<u16>> = annotations.iter().map(themes).collect();
        for (at, one) in sets.iter().enumerate() {
            for other in sets.iter().take(at) {
                overlap += jaccard(one, other);
                pairs += 1;
            }
        }
        if labels.len() > 1 {
            apart += &format!("{labels:?} {}\n", row.join(" | "));
        }
    }
    let share = alike as f64 / comments.len() as f64;
    let overlap = overlap / f64::from(pairs);
    println!("same sentiment {share:.3}, mean Jaccard of themes {overlap:.3}");
    assert!(share >= 0.9, "{share:.3}:\n{apart}");
    assert!(overlap >= 0.93, "{overlap:.3}");
}

#[test]
fn serbian_is_tagged_alike_in_both_scripts_and_without_diacritics() {
    let plain = |c: char| match c {
        'č' | 'ć' => 'c',
        'š' => 's',
        'ž' => 'z',
        other => other,
    };
    for row in comments() {
        let latin = row[2].to_lowercase();
        let say = |text: &str| {
            let annotation = PIPELINE.annotate_as(text, Some(Language::Sr));
            (annotation.sentiment.polarity, themes(&annotation))
        };
        if is_plain_latin(&latin) {
            assert_eq!(say(&latin), say(&cyrillic(&latin)), "{latin}");
        }
        assert_eq!(
            say(&latin),
            say(&latin.chars().map(plain).collect::<String>()),
            "{latin}"
        );
    }
}
