//! Whole processes, as ratios taken in one run: `verbatims tag` beside a plain copy from CSV to JSON Lines and
//! beside the crates that a first attempt would call naively, all on one thread.
//!
//! `cargo bench --bench process` prints a table of medians. Ratios carry over between machines; seconds do not.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use unicode_segmentation::UnicodeSegmentation;

const ROWS: usize = 100_000;
const RUNS: usize = 5;

const TEXTS: [&str; 5] = [
    include_str!("texts/sv.txt"),
    include_str!("texts/ar.txt"),
    include_str!("texts/sr.txt"),
    include_str!("texts/ru.txt"),
    include_str!("texts/en.txt"),
];

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    // `cargo test --benches` and `cargo bench --no-run` start or build this without wanting figures.
    match arguments.next().as_deref() {
        Some("copy") => return copy(&PathBuf::from(arguments.next().unwrap_or_default())),
        Some("naive") => return naive(&PathBuf::from(arguments.next().unwrap_or_default())),
        Some("--test") => return Ok(()),
        _ => {}
    }
    let folder = tempfile::tempdir()?;
    let input = folder.path().join("comments.csv");
    let bytes = write_input(&input)?;
    println!(
        "{ROWS} comments, {} bytes a comment, one thread, median of {RUNS}",
        bytes / ROWS as u64
    );
    let own = std::env::current_exe()?;
    let verbatims = env!("CARGO_BIN_EXE_verbatims");
    let copied = median(&own, &["copy"], &input)?;
    let tagged = median(
        Path::new(verbatims),
        &["tag", "--quiet", "--threads", "1"],
        &input,
    )?;
    let stepped = median(
        Path::new(verbatims),
        &["tag", "--quiet", "--threads", "1", "--steps"],
        &input,
    )?;
    let two = median(
        Path::new(verbatims),
        &["tag", "--quiet", "--threads", "2"],
        &input,
    )?;
    let called = median(&own, &["naive"], &input)?;
    let line = |name: &str, time: Duration| {
        println!(
            "{name:<34} {:>7.3} s  {:>6.2} of the copy  {:>9.0} comments/s",
            time.as_secs_f64(),
            time.as_secs_f64() / copied.as_secs_f64(),
            ROWS as f64 / time.as_secs_f64()
        );
    };
    line("plain copy, csv and serde_json", copied);
    line("verbatims tag", tagged);
    line("verbatims tag --steps", stepped);
    line("verbatims tag --threads 2", two);
    line("the crates called naively", called);
    Ok(())
}

/// Repeats the bench texts until there are enough rows; the numbers in them differ so that rows are not the same.
fn write_input(path: &Path) -> Outcome<u64> {
    let lines: Vec<&str> = TEXTS.iter().flat_map(|text| text.lines()).collect();
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(["id", "date", "score", "comment"])?;
    for (index, line) in lines.iter().cycle().take(ROWS).enumerate() {
        let id = format!("c{index:06}");
        let score = (index % 11).to_string();
        writer.write_record([id.as_str(), "2026-03-01", score.as_str(), line])?;
    }
    writer.flush()?;
    Ok(std::fs::metadata(path)?.len())
}

fn median(program: &Path, arguments: &[&str], input: &Path) -> Outcome<Duration> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        let status = Command::new(program)
            .args(arguments)
            .arg(input)
            .stdout(Stdio::null())
            .status()?;
        if !status.success() {
            return Err(format!("{} {arguments:?} failed: {status}", program.display()).into());
        }
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times[RUNS / 2])
}

/// Reads rows and writes them as JSON objects: what any tagger does at least.
fn copy(input: &Path) -> Outcome<()> {
    let mut reader = csv::Reader::from_reader(BufReader::new(File::open(input)?));
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

/// Detects with an allow list, cuts, stems every word and looks it up in a map.
fn naive(input: &Path) -> Outcome<()> {
    use rust_stemmers::{Algorithm, Stemmer};
    use whatlang::{Detector, Lang};
    let detector =
        Detector::with_allowlist(vec![Lang::Swe, Lang::Ara, Lang::Srp, Lang::Rus, Lang::Eng]);
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
    let mut reader = csv::Reader::from_reader(BufReader::new(File::open(input)?));
    let mut out = BufWriter::new(std::io::stdout().lock());
    for record in reader.records() {
        let record = record?;
        let text = record.get(3).unwrap_or_default();
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
