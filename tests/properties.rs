//! Laws that hold for every comment, on the bundled lexicons and comments of our own.

mod common;

use common::texts::{cyrillic, is_plain_latin, lines, lines_of};
use proptest::prelude::*;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;
use verbatims::annotation::{Annotation, Evidence};
use verbatims::comment::Fields;
use verbatims::document::Language;
use verbatims::{Comment, Pipeline};

static PIPELINE: LazyLock<Pipeline> =
    LazyLock::new(|| Pipeline::bundled().expect("the bundled lexicons load"));

/// What must not change: label, score, themes with polarities, and the lines behind them.
fn verdict(annotation: &Annotation) -> impl PartialEq + std::fmt::Debug + use<> {
    let themes: Vec<_> = annotation
        .mentions
        .iter()
        .map(|mention| (mention.theme, mention.polarity))
        .collect();
    let entries: Vec<_> = annotation
        .sentiment
        .evidence
        .iter()
        .map(|evidence| (evidence.entry, evidence.result))
        .collect();
    (
        annotation.sentiment.polarity,
        annotation.sentiment.score,
        themes,
        entries,
    )
}

fn same(language: Language, text: &str, changed: &str) {
    let before = verdict(&PIPELINE.annotate_as(text, Some(language)));
    let after = verdict(&PIPELINE.annotate_as(changed, Some(language)));
    assert_eq!(before, after, "`{text}` and `{changed}`");
}

#[test]
fn serbian_says_the_same_in_both_scripts() {
    let mut compared = 0;
    for line in lines_of(Language::Sr).filter(|line| is_plain_latin(line)) {
        same(Language::Sr, &line.to_lowercase(), &cyrillic(line));
        compared += 1;
    }
    assert!(compared >= 10, "only {compared} lines in Latin script");
}

#[test]
fn capitals_change_no_sign() {
    for (language, line) in lines() {
        let before = PIPELINE
            .annotate_as(&line.to_lowercase(), Some(language))
            .sentiment;
        let after = PIPELINE
            .annotate_as(&line.to_uppercase(), Some(language))
            .sentiment;
        assert_eq!(before.score.signum(), after.score.signum(), "{line}");
    }
}

#[test]
fn decomposed_letters_say_the_same() {
    for (language, line) in lines() {
        let decomposed: String = line.nfd().collect();
        same(language, line, &decomposed);
    }
}

#[test]
fn a_space_behind_the_comment_says_nothing() {
    for (language, line) in lines() {
        same(language, line, &format!("{line} \n"));
    }
}

#[test]
fn tashkeel_and_tatweel_say_nothing() {
    for line in lines_of(Language::Ar) {
        let voweled: String = line
            .chars()
            .flat_map(|c| {
                let letter = matches!(c as u32, 0x0621..=0x064A) && c != '\u{0640}';
                std::iter::once(c).chain(letter.then_some('\u{064E}'))
            })
            .collect();
        same(Language::Ar, line, &voweled);
    }
}

#[test]
fn every_kind_of_apostrophe_says_the_same() {
    for line in lines_of(Language::En).filter(|line| line.contains('\'')) {
        same(Language::En, line, &line.replace('\'', "\u{2019}"));
    }
}

#[test]
fn every_evidence_quotes_the_comment_and_names_a_line_that_holds_its_term() {
    let mut checked = 0;
    for (language, line) in lines() {
        let annotation = PIPELINE.annotate_as(line, Some(language));
        let mentioned = annotation
            .mentions
            .iter()
            .flat_map(|mention| &mention.evidence);
        for evidence in annotation.sentiment.evidence.iter().chain(mentioned) {
            check_evidence(line, evidence);
            checked += 1;
        }
    }
    assert!(checked > 300, "only {checked} pieces of evidence");
}

fn check_evidence(text: &str, evidence: &Evidence) {
    let quote = text.get(evidence.span.start as usize..evidence.span.end as usize);
    assert!(
        quote.is_some_and(|quote| !quote.is_empty()),
        "{text}: {evidence:?}"
    );
    for part in &evidence.parts {
        assert!(evidence.span.contains(*part), "{text}: {evidence:?}");
        assert!(text.get(part.start as usize..part.end as usize).is_some());
    }
    let source = PIPELINE.lexicons().entry(evidence.entry);
    let file = PIPELINE
        .lexicons()
        .file(source.file)
        .expect("the file exists");
    let line = file.lines().nth(source.line as usize - 1).unwrap_or("");
    assert!(
        line.split('\t')
            .any(|cell| cell.trim() == source.term || cell.contains(source.term)),
        "{}:{} does not hold `{}`",
        source.file,
        source.line,
        source.term
    );
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let comments: Vec<Comment> = lines()
        .enumerate()
        .map(|(index, (_, line))| Comment {
            id: index.to_string(),
            source: "x".into(),
            row: index as u64 + 1,
            column: None,
            question: None,
            text: line.to_owned(),
            date: None,
            score: None,
            segment: None,
            fields: Fields::none(),
        })
        .collect();
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool")
    };
    let one = pool(1).install(|| PIPELINE.annotate_batch(&comments));
    let four = pool(4).install(|| PIPELINE.annotate_batch(&comments));
    assert!(one == four);
}

fn languages() -> impl Strategy<Value = Language> {
    prop::sample::select(vec![
        Language::Sv,
        Language::Ar,
        Language::Sr,
        Language::Ru,
        Language::En,
        Language::Und,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_gets_an_annotation_whose_spans_lie_on_characters(text in "\\PC{0,80}", language in languages()) {
        let annotation = PIPELINE.annotate_as(&text, Some(language));
        for evidence in &annotation.sentiment.evidence {
            check_evidence(&text, evidence);
        }
    }

    #[test]
    fn words_of_customers_in_any_order_keep_the_sums_true(
        words in prop::collection::vec(prop::sample::select(
            lines().flat_map(|(_, line)| line.split_whitespace()).collect::<Vec<_>>()), 0..40),
        language in languages(),
    ) {
        let text = words.join(" ");
        let sentiment = PIPELINE.annotate_as(&text, Some(language)).sentiment;
        let sum = |keep: fn(i32) -> bool| -> i32 {
            sentiment.evidence.iter().filter_map(|e| e.result).filter(|&r| keep(r)).sum()
        };
        prop_assert_eq!(sentiment.positive, sum(|r| r > 0));
        prop_assert_eq!(sentiment.negative, sum(|r| r < 0));
        prop_assert_eq!(sentiment.score, sentiment.positive + sentiment.negative);
        for evidence in &sentiment.evidence {
            let mut value = i32::from(evidence.valence.unwrap_or(0));
            for step in &evidence.steps {
                prop_assert_eq!(step.before, value);
                value = step.after;
            }
            prop_assert_eq!(Some(value), evidence.result);
        }
    }

    #[test]
    fn probability_rises_with_the_score(a in -1500i32..1500, b in -1500i32..1500) {
        let (low, high) = (a.min(b), a.max(b));
        let lexicons = PIPELINE.lexicons();
        prop_assert!(lexicons.probability(low) <= lexicons.probability(high));
        prop_assert_eq!(lexicons.probability(0), 500);
    }
}
