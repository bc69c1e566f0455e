//! `verbatims detector`: learns and measures the weights of the language detector.

use anyhow::Context;
use flate2::read::GzDecoder;
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verbatims::language::train::{self, Corpus, Row, WordList};
use verbatims::language::{Detector, whatlang_baseline};

/// Learns or measures the weights of the language detector.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Learns weights and thresholds and writes them; the same data give the same bytes.
    Train {
        /// Folder of the rows: *.tsv.gz and words/*.txt.gz.
        #[arg(long)]
        data: PathBuf,
        /// Folder that the files are written to.
        #[arg(long)]
        out: PathBuf,
        /// Share of the examples that are drawn, in thousandths.
        #[arg(long, default_value_t = 1000)]
        effort: usize,
    },
    /// Prints recall and false accepts on the test part of the rows, beside whatlang.
    Measure {
        /// Folder of the rows.
        #[arg(long)]
        data: PathBuf,
        /// Folder of the weights; without it, those the program carries.
        #[arg(long)]
        weights: Option<PathBuf>,
    },
}

/// Runs the command.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Train { data, out, effort } => {
            let corpus = read_corpus(&data)?;
            for file in train::train(&corpus, effort, |line| eprintln!("{line}")) {
                let path = out.join(&file.name);
                fs::write(&path, &file.bytes)
                    .with_context(|| format!("cannot write {}", path.display()))?;
                println!("{}\t{}", file.name, file.bytes.len());
            }
        }
        Command::Measure { data, weights } => {
            let corpus = read_corpus(&data)?;
            let detector = match weights {
                Some(folder) => detector_of(&folder)?,
                None => Detector::bundled(),
            };
            let ours = |text: &str| detector.detect(text);
            print!(
                "{}",
                train::measure::measure(
                    &corpus,
                    &[("verbatims", &ours), ("whatlang", &whatlang_baseline)]
                )
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The detector of the weights in a folder.
fn detector_of(folder: &Path) -> anyhow::Result<Detector> {
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let weights = [
        read("latn.weights")?,
        read("cyrl.weights")?,
        read("arab.weights")?,
    ];
    let thresholds = String::from_utf8(read("thresholds.tsv")?)?;
    Ok(Detector::new(weights.map(Cow::Owned), &thresholds))
}

/// Reads the rows and word lists of a folder, in the order of their names.
fn read_corpus(data: &Path) -> anyhow::Result<Corpus> {
    let mut corpus = Corpus::default();
    for path in files(data, ".tsv.gz")? {
        let text = unpack(&path)?;
        corpus.rows.extend(text.lines().filter_map(row));
    }
    for path in files(&data.join("words"), ".txt.gz")? {
        let text = unpack(&path)?;
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
        corpus.lists.push(WordList {
            name: name.split('.').next().unwrap_or("").to_owned(),
            words: text.lines().filter_map(counted_word).collect(),
        });
    }
    Ok(corpus)
}

fn row(line: &str) -> Option<Row> {
    let mut cells = line.splitn(4, '\t').map(str::to_owned);
    Some(Row {
        language: cells.next()?,
        script: cells.next()?,
        kind: cells.next()?,
        text: cells.next()?,
    })
}

fn counted_word(line: &str) -> Option<(String, u64)> {
    let (word, count) = line.rsplit_once(' ')?;
    Some((word.to_owned(), count.parse().ok()?))
}

fn files(folder: &Path, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(ending) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn unpack(path: &Path) -> anyhow::Result<String> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut text = String::new();
    GzDecoder::new(file)
        .read_to_string(&mut text)
        .with_context(|| format!("cannot unpack {}", path.display()))?;
    Ok(text)
}
