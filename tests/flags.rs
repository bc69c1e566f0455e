//! Flags that say more than that they hold: spans of time in minutes, kinds of personal data, scores that disagree.

mod common;

use common::{TestDir, json_lines, shared, tag};
use serde_json::Value;
use std::collections::BTreeMap;
use verbatims::Pipeline;
use verbatims::analyze::MOST_EVIDENCE;
use verbatims::annotation::{Flag, Polarity};
use verbatims::document::Language;

#[test]
fn a_span_of_time_is_told_in_minutes() {
    let pipeline = Pipeline::bundled().unwrap();
    for (text, quote, minutes) in [
        ("Jag väntade 45 minuter i kassan.", "45 minuter", 45.0),
        ("Leveransen tog tre veckor.", "tre veckor", 30240.0),
        ("I waited 2,5 hours on the phone.", "2,5 hours", 150.0),
        ("On hold for half an hour.", "half an hour", 30.0),
        ("Ждал посылку полтора часа на улице.", "полтора часа", 90.0),
        ("Заказ везли 12 дней.", "12 дней", 17280.0),
        ("Čekala sam 40 minuta na šalteru.", "40 minuta", 40.0),
        ("Чекала сам два сата на шалтеру.", "два сата", 120.0),
        ("انتظرت ساعتين على الهاتف", "ساعتين", 120.0),
        ("تأخر التوصيل ٣ أيام", "٣ أيام", 4320.0),
        ("The page took 30 seconds to load.", "30 seconds", 0.5),
    ] {
        let annotation = pipeline.annotate(text);
        let found: Vec<(&str, f64)> = annotation
            .durations
            .iter()
            .map(|d| (d.span.of(text), d.minutes()))
            .collect();
        assert_eq!(found, [(quote, minutes)], "{text}");
        assert!(annotation.flags.contains(&Flag::Duration), "{text}");
    }
}

#[test]
fn russian_typed_in_latin_letters_is_read_as_russian() {
    let pipeline = Pipeline::bundled().unwrap();
    for (text, polarity) in [
        ("Vse super, master vezhlivyj", Polarity::Positive),
        ("Ochen dovolna, spasibo bolshoe", Polarity::Positive),
        ("Uzhasnoe obsluzhivanie, nikogda bolshe", Polarity::Negative),
    ] {
        let annotation = pipeline.annotate(text);
        assert_eq!(annotation.detection.language, Language::Ru, "{text}");
        assert!(annotation.flags.contains(&Flag::Translit), "{text}");
        assert_eq!(annotation.sentiment.polarity, polarity, "{text}");
        for evidence in &annotation.sentiment.evidence {
            assert!(
                text.is_char_boundary(evidence.span.start as usize),
                "{text}"
            );
            assert!(!evidence.span.of(text).is_empty(), "{text}");
        }
    }
}

#[test]
fn one_arabic_word_that_the_lists_know_is_arabic() {
    let annotation = Pipeline::bundled().unwrap().annotate("ممتاز");
    assert_eq!(annotation.detection.language, Language::Ar);
    assert_eq!(annotation.sentiment.polarity, Polarity::Positive);
}

#[test]
fn what_many_languages_say_alike_is_undetermined_and_tagged_by_the_common_lists() {
    let pipeline = Pipeline::bundled().unwrap();
    for (text, label) in [
        ("Super", Polarity::Positive),
        ("5/5 stars", Polarity::Positive),
        ("1 star", Polarity::Negative),
        ("n/a", Polarity::Neutral),
    ] {
        let annotation = pipeline.annotate(text);
        assert_eq!(annotation.detection.language, Language::Und, "{text}");
        assert_eq!(annotation.sentiment.polarity, label, "{text}");
    }
    assert!(pipeline.annotate("N/A").flags.contains(&Flag::NoContent));
    let french = pipeline.annotate("Super service, mais c'est un peu cher");
    assert_eq!(french.detection.language, Language::Other);
}

#[test]
fn a_time_of_day_and_a_unit_without_a_number_are_no_spans_of_time() {
    let pipeline = Pipeline::bundled().unwrap();
    for text in [
        "جيت الساعة ٤ ولقيته مسكر",
        "Minutes later it broke.",
        "Varje vecka samma sak.",
    ] {
        let annotation = pipeline.annotate(text);
        assert!(annotation.durations.is_empty(), "{text}");
        assert!(!annotation.flags.contains(&Flag::Duration), "{text}");
    }
}

#[test]
fn json_and_tables_carry_minutes_and_kinds_but_not_the_value() {
    let dir = TestDir::new();
    let input = dir.file(
        "in.csv",
        "id,comment\n1,Waited 20 minutes. Mail me at eva@exempel.example\n".as_bytes(),
    );
    let row = &json_lines(&tag(&[&input]))[0];
    assert_eq!(row["durations"][0]["minutes"], 20.0);
    assert_eq!(row["durations"][0]["quote"], "20 minutes");
    assert_eq!(row["personal_data"][0]["kind"], "email");
    assert!(row["personal_data"][0]["quote"].is_null());
    let flat = tag(&[&input, "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(flat.as_bytes());
    let row: BTreeMap<String, String> = reader.deserialize().next().unwrap().unwrap();
    assert_eq!(row["duration_minutes"], "20");
    assert_eq!(row["personal_data"], "email");
}

#[test]
fn personal_data_is_flagged_in_languages_that_are_not_served_too() {
    let pipeline = Pipeline::bundled().unwrap();
    let text = "Bitte rufen Sie mich zurück unter +49 30 000000 wegen der Rechnung, danke schön";
    let annotation = pipeline.annotate(text);
    assert_eq!(annotation.detection.language.code(), "other");
    assert_eq!(annotation.flags, [Flag::Pii]);
}

#[test]
fn a_score_that_contradicts_the_words_is_flagged() {
    let dir = TestDir::new();
    let rows = "id,NPS score,comment\n\
        1,0,Great service and lovely staff!\n\
        2,10,Terrible service and rude staff.\n\
        3,10,Great service and lovely staff!\n\
        4,5,Terrible service and rude staff.\n\
        5,,Terrible service and rude staff.\n\
        6,10,The staff were lovely. The room was dirty.\n";
    let input = dir.file("in.csv", rows.as_bytes());
    let flagged: Vec<bool> = json_lines(&tag(&[&input]))
        .iter()
        .map(|row| {
            let flags = row["flags"].as_array().unwrap();
            flags.contains(&Value::from("score-mismatch"))
        })
        .collect();
    assert_eq!(flagged, [true, true, false, false, false, false]);
}

#[test]
fn planted_personal_data_is_found_and_what_looks_like_it_is_not() {
    let Some(text) = shared("exports/pii/pii.jsonl") else {
        return;
    };
    let pipeline = Pipeline::bundled().unwrap();
    let (mut planted, mut found, mut exact, mut near, mut wrong) = (0, 0, 0, 0, 0);
    let mut missed: BTreeMap<String, usize> = BTreeMap::new();
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let verbatim = row["text"].as_str().unwrap();
        let annotation = pipeline.annotate(verbatim);
        let flagged = annotation.flags.contains(&Flag::Pii);
        let spans = row["spans"].as_array().unwrap();
        match spans.first() {
            None => {
                near += 1;
                wrong += usize::from(flagged);
                if flagged {
                    println!("wrong: {}", row["near_miss_of"]);
                }
            }
            Some(span) => {
                planted += 1;
                found += usize::from(flagged);
                let start = verbatim
                    .char_indices()
                    .nth(span["start"].as_u64().unwrap() as usize);
                let start = start.map_or(0, |(at, _)| at as u32);
                let same = annotation
                    .personal
                    .iter()
                    .any(|one| one.span.start == start);
                exact += usize::from(same);
                if !flagged {
                    *missed.entry(span["type"].to_string()).or_default() += 1;
                }
            }
        }
    }
    println!(
        "found {found} of {planted}, {exact} at the place; {wrong} of {near} near misses; missed {missed:?}"
    );
    assert!(found * 1000 >= planted * 985, "{missed:?}");
    assert!(exact * 100 >= planted * 98);
    assert!(wrong * 100 <= near * 2);
}

#[test]
fn a_tag_keeps_so_much_evidence_and_says_that_there_was_more() {
    let pipeline = Pipeline::bundled().unwrap();
    let praise = |times| pipeline.annotate_as(&"good. ".repeat(times), Some(Language::En));
    let whole = praise(MOST_EVIDENCE);
    assert_eq!(whole.sentiment.evidence.len(), MOST_EVIDENCE);
    assert!(!whole.flags.contains(&Flag::EvidenceCut));
    let cut = praise(MOST_EVIDENCE + 1);
    assert_eq!(cut.sentiment.evidence, whole.sentiment.evidence);
    assert!(cut.flags.contains(&Flag::EvidenceCut));
    assert!(cut.sentiment.positive > whole.sentiment.positive);
}
