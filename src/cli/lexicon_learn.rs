//! `verbatims lexicon learn`: what a user's own labelled rows say about the lists.

use super::{Usage, pipeline};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use verbatims::document::Language;
use verbatims::pipeline::set_threads;
use verbatims::source::Options;
use verbatims::source::columns::{ColumnWords, Wanted};
use verbatims::study::rows::{Labelled, Verdicts};
use verbatims::study::{self, learn, overlay};

/// Fields that `--map` names.
const FIELDS: [&str; 5] = ["text", "id", "lang", "sentiment", "score"];

/// Learn from labelled rows: estimates of valences, and new terms, for review.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Labelled rows: JSON Lines or CSV; `-` for standard input.
    #[arg(required = true, value_name = "LABELLED")]
    inputs: Vec<String>,
    /// Language of the rows.
    #[arg(long, value_name = "LANG", value_parser = super::language)]
    language: Language,
    /// Folder to write for review; never the one in use.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Lexicons to learn about; the bundled ones unless given.
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    /// Read a field from another name, as `sentiment=label`. Repeatable.
    #[arg(long = "map", value_name = "FIELD=NAME", value_parser = mapping)]
    maps: Vec<(String, String)>,
    /// Column of comments; guessed unless given.
    #[arg(long, value_name = "COLUMN")]
    text: Option<String>,
    /// Column of labels: positive, negative, neutral, mixed; `sentiment` unless given.
    #[arg(long, value_name = "COLUMN", conflicts_with = "score")]
    label: Option<String>,
    /// Column of scores, which then stand in place of labels.
    #[arg(long, value_name = "COLUMN")]
    score: Option<String>,
    /// Worst and best score; the least and the greatest of the rows unless given.
    #[arg(long, num_args = 2, value_names = ["WORST", "BEST"], allow_negative_numbers = true)]
    scale: Option<Vec<f64>>,
    /// Least rows that an estimate or a proposal rests on.
    #[arg(long, value_name = "N", default_value_t = 5)]
    least: u32,
    /// How far off a judged valence may be, in hundredths: the smaller, the more rows it takes to move one.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=500))]
    spread: u16,
    /// Threads; one a core if 0. The output does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
}

fn mapping(text: &str) -> Result<(String, String), String> {
    super::mapping(text, &FIELDS)
}

/// Runs the command.
///
/// # Errors
/// Inputs or lexicons that cannot be read, no labelled row, a folder that cannot be written or is in use.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    check_out(args)?;
    set_threads(args.threads);
    let pipeline = pipeline(args.lexicons.as_deref())?;
    let lexicons = pipeline.lexicons();
    let words = lexicons.file("common/columns.toml").unwrap_or_default();
    let options = Options {
        wanted: args.wanted(),
        ..Options::new(Arc::new(ColumnWords::parse(words)?))
    };
    let rows = Labelled::read(&args.inputs, &options, &args.verdicts())?;
    let how = study::Options {
        language: args.language,
        least: args.least,
        spread: args.spread,
    };
    let learned = learn(&pipeline, &rows, how);
    overlay::write(&args.out, &overlay::files(lexicons, &rows, &learned))?;
    eprintln!(
        "verbatims: {} rows; {} entries estimated, {} of them differ; {} terms proposed; see {}",
        rows.len(),
        learned.estimates.len(),
        learned.differences().len(),
        learned.proposals.len(),
        args.out.join("REPORT.md").display()
    );
    Ok(ExitCode::SUCCESS)
}

impl Args {
    /// The column of a field: by its own option, else by `--map`.
    fn column(&self, field: &str, own: Option<&String>) -> Option<String> {
        let mapped = || self.maps.iter().rev().find(|(name, _)| name == field);
        own.or_else(|| mapped().map(|(_, column)| column)).cloned()
    }

    fn wanted(&self) -> Wanted {
        Wanted {
            text: self
                .column("text", self.text.as_ref())
                .into_iter()
                .collect(),
            id: self.column("id", None),
            score: self.column("score", self.score.as_ref()),
            ..Wanted::default()
        }
    }

    fn verdicts(&self) -> Verdicts {
        let scale = self.scale.as_deref();
        Verdicts {
            language: self.language,
            language_column: self
                .column("lang", None)
                .unwrap_or_else(|| "lang".to_owned()),
            label: self
                .column("sentiment", self.label.as_ref())
                .unwrap_or_else(|| "sentiment".to_owned()),
            by_score: self.column("score", self.score.as_ref()).is_some(),
            scale: scale.and_then(|ends| Some((*ends.first()?, *ends.last()?))),
        }
    }
}

/// Refuses a folder that is, holds or lies in a lexicon folder.
fn check_out(args: &Args) -> anyhow::Result<()> {
    let out = args.out.display();
    let absolute = std::path::absolute(&args.out)?;
    let existing = absolute.ancestors().find_map(|folder| {
        let real = fs::canonicalize(folder).ok()?;
        Some((real, absolute.strip_prefix(folder).ok()?))
    });
    let (real, new) = existing.unwrap_or((PathBuf::new(), &absolute));
    if new.components().any(|part| part == Component::ParentDir) {
        let message = format!("--out {out} goes up from a folder that does not exist");
        return Err(Usage(message).into());
    }
    let place = real.join(new).join(args.language.code());
    let is_lexicon = |folder: &Path| folder.join("codeframe.toml").exists();
    if place.ancestors().any(is_lexicon) {
        let message =
            format!("--out {out} belongs to a lexicon folder; learning never writes there");
        return Err(Usage(message).into());
    }
    Ok(())
}
