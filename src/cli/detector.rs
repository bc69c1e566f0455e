//! `verbatims detector`: learns and measures the weights of the language detector.

use anyhow::Context;
use flate2::read::GzDecoder;
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verbatims::language::train::measure::{self, NamedDetector};
use verbatims::language::train::{self, Corpus, Row, Trained, WordList};
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
    /// Sets only the thresholds anew, for weights that are already learned.
    Tune {
        /// Folder of the rows.
        #[arg(long)]
        data: PathBuf,
        /// Folder of the weights, where the thresholds are written too.
        #[arg(long)]
        weights: PathBuf,
    },
    /// Prints recall and false accepts on the test part of the rows, beside whatlang.
    Measure {
        /// Folder of the rows.
        #[arg(long)]
        data: PathBuf,
        /// Folder of the weights; without it, those the program carries.
        #[arg(long)]
        weights: Option<PathBuf>,
        /// Folder of labelled comments (*.jsonl with lang, script, text), measured too.
        #[arg(long)]
        labelled: Option<PathBuf>,
    },
}

/// Runs the command.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Train { data, out, effort } => {
            let corpus = read_corpus(&data)?;
            for file in train::train(&corpus, effort, |line| eprintln!("{line}")) {
                write(&out, &file)?;
            }
        }
        Command::Tune { data, weights } => {
            let corpus = read_corpus(&data)?;
            let file = train::tune(&corpus, read_weights(&weights)?)
                .with_context(|| format!("no weights in {}", weights.display()))?;
            write(&weights, &file)?;
        }
        Command::Measure {
            data,
            weights,
            labelled,
        } => {
            let corpus = read_corpus(&data)?;
            let detector = match weights {
                Some(folder) => detector_of(&folder)?,
                None => Detector::bundled(),
            };
            let ours = |text: &str| detector.detect(text);
            let detectors: [NamedDetector<'_>; 2] =
                [("verbatims", &ours), ("whatlang", &whatlang_baseline)];
            super::print(&measure::measure(&corpus, &detectors).to_string())?;
            if let Some(folder) = labelled {
                let rows = read_labelled(&folder)?;
                let table = measure::measure_labelled(&rows, &detectors);
                super::print(&format!("\n{table}"))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The detector of the weights and thresholds in a folder.
fn detector_of(folder: &Path) -> anyhow::Result<Detector> {
    let thresholds = String::from_utf8(read(&folder.join("thresholds.tsv"))?)?;
    Ok(Detector::new(read_weights(folder)?, &thresholds))
}

fn read_weights(folder: &Path) -> anyhow::Result<[Cow<'static, [u8]>; 3]> {
    let weights = |name: &str| read(&folder.join(name)).map(Cow::Owned);
    Ok([
        weights("latn.weights")?,
        weights("cyrl.weights")?,
        weights("arab.weights")?,
    ])
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(folder: &Path, file: &Trained) -> anyhow::Result<()> {
    let path = folder.join(&file.name);
    fs::write(&path, &file.bytes).with_context(|| format!("cannot write {}", path.display()))?;
    super::print(&format!("{}\t{}\n", file.name, file.bytes.len()))?;
    Ok(())
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

/// Language, script and text of every labelled comment of a folder.
fn read_labelled(folder: &Path) -> anyhow::Result<Vec<(String, String, String)>> {
    let mut rows = Vec::new();
    for path in files(folder, ".jsonl")? {
        let text = String::from_utf8(read(&path)?)?;
        for line in text.lines() {
            let row: serde_json::Value =
                serde_json::from_str(line).with_context(|| format!("in {}", path.display()))?;
            let cell = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            rows.push((cell("lang"), cell("script"), cell("text")));
        }
    }
    Ok(rows)
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
