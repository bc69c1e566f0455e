//! The input and the rivals of the whole-process benchmark, which `benches/process.py` runs and measures.
//!
//! `process write ROWS FILE [LANGUAGE]` writes comments; `copy`, `naive`, `naive-default` and `vader` read such a file on
//! one thread and write JSON Lines to standard output.

mod input;

use rust_stemmers::{Algorithm, Stemmer};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use unicode_segmentation::UnicodeSegmentation;
use vader_sentiment::SentimentIntensityAnalyzer;
use whatlang::{Detector, Lang};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Place of the comment in the rows that `write` writes.
const COMMENT: usize = 3;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["write", rows, file] => input::write(&PathBuf::from(file), rows.parse()?, None),
        ["write", rows, file, language] => {
            input::write(&PathBuf::from(file), rows.parse()?, Some(language))
        }
        ["copy", file] => copy(Path::new(file)),
        ["naive", file] => naive(Path::new(file), &allowed()),
        ["naive-default", file] => naive(Path::new(file), &Detector::new()),
        ["vader", file] => vader(Path::new(file)),
        // `cargo test --benches` and `cargo bench` start this without wanting anything of it.
        _ => {
            println!("run benches/process.py: it measures whole processes");
            Ok(())
        }
    }
}

fn reader(input: &Path) -> Outcome<csv::Reader<BufReader<File>>> {
    Ok(csv::Reader::from_reader(BufReader::new(File::open(input)?)))
}

/// Reads rows and writes them as JSON objects: what any tagger does at least.
fn copy(input: &Path) -> Outcome<()> {
    let mut reader = reader(input)?;
    let headers = reader.headers()?.clone();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for record in reader.records() {
        let record = record?;
        let row: serde_json::Map<String, serde_json::Value> = headers
            .iter()
            .zip(record.iter())
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        serde_json::to_writer(&mut out, &row)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

fn allowed() -> Detector {
    Detector::with_allowlist(vec![Lang::Swe, Lang::Ara, Lang::Srp, Lang::Rus, Lang::Eng])
}

/// Detects, cuts, stems every word and looks it up in a map.
fn naive(input: &Path, detector: &Detector) -> Outcome<()> {
    let stemmers: HashMap<Lang, Stemmer> = [
        (Lang::Swe, Algorithm::Swedish),
        (Lang::Ara, Algorithm::Arabic),
        (Lang::Rus, Algorithm::Russian),
        (Lang::Eng, Algorithm::English),
    ]
    .into_iter()
    .map(|(lang, algorithm)| (lang, Stemmer::create(algorithm)))
    .collect();
    let lexicon: HashMap<String, i32> =
        HashMap::from_iter([("good".to_owned(), 1), ("bad".to_owned(), -1)]);
    let mut reader = reader(input)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for record in reader.records() {
        let record = record?;
        let text = record.get(COMMENT).unwrap_or_default();
        let stemmer = detector
            .detect_lang(text)
            .and_then(|lang| stemmers.get(&lang));
        let score: i32 = text
            .unicode_words()
            .map(|word| word.to_lowercase())
            .map(|word| {
                stemmer.map_or_else(|| word.clone(), |stemmer| stemmer.stem(&word).into_owned())
            })
            .map(|stem| lexicon.get(&stem).copied().unwrap_or(0))
            .sum();
        serde_json::to_writer(&mut out, &serde_json::json!({"text": text, "score": score}))?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Scores English with the port of VADER.
fn vader(input: &Path) -> Outcome<()> {
    let analyzer = SentimentIntensityAnalyzer::new();
    let mut reader = reader(input)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for record in reader.records() {
        let record = record?;
        let text = record.get(COMMENT).unwrap_or_default();
        let scores: HashMap<&str, f64> = analyzer.polarity_scores(text);
        let score = scores.get("compound").copied().unwrap_or_default();
        serde_json::to_writer(&mut out, &serde_json::json!({"text": text, "score": score}))?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}
