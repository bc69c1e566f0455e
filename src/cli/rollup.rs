//! `verbatims rollup`: counts with figures by any columns.

use super::{Usage, exit, facts};
use clap::{Subcommand, ValueEnum};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verbatims::Error;
use verbatims::rollup::document::Document;
use verbatims::rollup::figures::Settings;
use verbatims::rollup::rows::formulas;
use verbatims::rollup::{Column, Rollup};
use verbatims::sink::output::Output;

/// Arguments of `rollup`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// Exports, annotations as JSON Lines, or the configuration of a job, whose published comments are counted.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// What is counted by, parted by commas: source, language, day, week, month, quarter, year, theme, parent, stage,
    /// or the name of a column of the input (column:NAME for one with a name of these); all in one row if left out.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    by: Vec<String>,
    #[command(flatten)]
    facts: Box<facts::Args>,
    #[command(flatten)]
    form: Form,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add up roll-ups by the same columns that were written as JSON.
    Merge {
        /// Files that `rollup --format json` wrote.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        form: Form,
    },
}

/// How a roll-up is written.
#[derive(Debug, clap::Args)]
#[group(id = "form")]
struct Form {
    /// Format of the output; JSON can be merged again.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// File to write; standard output if left out.
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,
    /// Smallest base of a figure: below it, only counts are given.
    #[arg(long, value_name = "N", default_value_t = Settings::MINIMUM_BASE)]
    minimum_base: u64,
    /// In CSV, put an apostrophe before values that a spreadsheet would take for a formula.
    #[arg(long)]
    spreadsheet_safe: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table: one row a group.
    Csv,
    /// The rows, and the counts they are made from.
    Json,
}

/// Counts, or adds up what was counted.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    match &args.command {
        Some(Command::Merge { files, form }) => merge(files, form),
        None => count(args),
    }
}

fn count(args: &Args) -> anyhow::Result<ExitCode> {
    let by: Vec<Column> = args
        .by
        .iter()
        .map(|name| Column::from(name.clone()))
        .collect();
    let segments = by.iter().filter_map(|column| match column {
        Column::Segment(name) => Some(name.clone()),
        _ => None,
    });
    let segments: Vec<String> = segments.collect();
    let mut rollup = Rollup::new(&by);
    let read = facts::read(&args.inputs, &args.facts, &segments, |fact, themes| {
        rollup.count(&fact, themes);
    })?;
    if read.comments == 0 {
        return Err(Error::Empty(args.inputs.join(", ")).into());
    }
    if !args.facts.quiet {
        for line in formulas(&rollup) {
            eprintln!("verbatims: {line}");
        }
        tell_versions(read.made_by.len());
    }
    write(&Document::new(rollup, read.made_by), &args.form)?;
    Ok(ExitCode::from(match read.above_limit {
        true => exit::ABOVE_LIMIT,
        false => 0,
    }))
}

/// Warns of numbers that should not be compared.
fn tell_versions(count: usize) {
    if count > 1 {
        eprintln!(
            "verbatims: warning: the comments were annotated by {count} versions; a difference between groups may be one \
             between versions"
        );
    }
}

fn merge(files: &[PathBuf], form: &Form) -> anyhow::Result<ExitCode> {
    let mut whole: Option<Document> = None;
    for file in files {
        let text = fs::read_to_string(file).map_err(|error| Error::io(file, error))?;
        let part = Document::parse(&file.display().to_string(), &text)?;
        match &mut whole {
            None => whole = Some(part),
            Some(whole) => whole.merge(&part)?,
        }
    }
    let whole = whole.ok_or_else(|| Usage("name the files to merge".to_owned()))?;
    tell_versions(whole.made_by.len());
    write(&whole, form)?;
    Ok(ExitCode::SUCCESS)
}

fn write(document: &Document, form: &Form) -> anyhow::Result<()> {
    let bytes = match form.format {
        Format::Csv => document.csv(form.minimum_base, form.spreadsheet_safe)?,
        Format::Json => document.json(form.minimum_base),
    };
    let mut output = Output::create(form.out.as_deref().unwrap_or(Path::new("-")))?;
    output.write(&bytes)?;
    Ok(output.commit()?)
}
