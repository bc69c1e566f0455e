//! Arguments that say how inputs are read, and what was found out about them.

use super::printable;
use clap::ValueEnum;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use verbatims::Error;
use verbatims::source::columns::{ColumnWords, Wanted};
use verbatims::source::{Format, Options, Packing, Profile, Reading};

/// How inputs are read.
#[derive(Debug, clap::Args)]
#[group(id = "input")]
pub struct Args {
    /// Format of the inputs.
    #[arg(long, value_enum, default_value_t = InputFormat::Auto)]
    input_format: InputFormat,
    /// Sheet of a workbook; the first with comments if left out.
    #[arg(long, value_name = "SHEET")]
    sheet: Option<String>,
    /// How this source is read, as `check --write-pin` wrote it: the input is read that way, and what has changed is
    /// told.
    #[arg(long, value_name = "FILE")]
    pin: Option<PathBuf>,
    /// Take off the apostrophes that --spreadsheet-safe put before cells.
    #[arg(long)]
    from_spreadsheet_safe: bool,
    #[command(flatten)]
    columns: Columns,
    #[command(flatten)]
    limits: Limits,
}

impl Args {
    /// The file with an earlier reading, if one is given.
    pub fn pin(&self) -> Option<&Path> {
        self.pin.as_deref()
    }

    /// Columns that the caller names.
    pub fn wanted(&self) -> Wanted {
        self.columns.wanted()
    }

    /// The settings for the reader, with the words by which columns are guessed.
    pub fn options(&self, words: &str) -> verbatims::Result<Options> {
        Ok(Options {
            format: self.input_format.named(),
            wanted: self.wanted(),
            sheet: self.sheet.clone(),
            pin: self.pin.as_deref().map(read_pin).transpose()?,
            spreadsheet_safe: self.from_spreadsheet_safe,
            max_cell: self.limits.max_cell,
            max_columns: self.limits.max_columns,
            max_ratio: self.limits.max_ratio,
            ..Options::new(Arc::new(ColumnWords::parse(words)?))
        })
    }
}

fn read_pin(path: &Path) -> verbatims::Result<Arc<Reading>> {
    let text = fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
    Ok(Arc::new(Reading::parse(
        &text,
        &path.display().to_string(),
    )?))
}

/// What an input may not exceed.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
struct Limits {
    /// Longest cell in bytes; the row of a longer one is rejected.
    #[arg(long, value_name = "BYTES", default_value_t = Options::MAX_CELL)]
    max_cell: usize,
    /// Most columns.
    #[arg(long, value_name = "N", default_value_t = Options::MAX_COLUMNS)]
    max_columns: usize,
    /// How many times its size a compressed input may unpack to.
    #[arg(long, value_name = "TIMES", default_value_t = Options::MAX_RATIO)]
    max_ratio: u32,
}

/// Columns that the caller names.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Columns (guessed if left out, and the guess is printed)")]
struct Columns {
    /// Column of comments; may be given several times.
    #[arg(long, value_name = "COLUMN")]
    text: Vec<String>,
    /// Column of ids.
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// Column of dates.
    #[arg(long, value_name = "COLUMN")]
    date: Option<String>,
    /// Column of the customers' own scores.
    #[arg(long, value_name = "COLUMN")]
    score: Option<String>,
    /// Column of segments.
    #[arg(long, value_name = "COLUMN")]
    segment: Option<String>,
}

impl Columns {
    /// The names for the reader.
    fn wanted(&self) -> Wanted {
        Wanted {
            text: self.text.clone(),
            id: self.id.clone(),
            date: self.date.clone(),
            score: self.score.clone(),
            segment: self.segment.clone(),
        }
    }
}

/// Format of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum InputFormat {
    /// By the file's name and content.
    Auto,
    /// Delimited text with a header.
    Csv,
    /// One object a line.
    Jsonl,
    /// A document that holds an array of objects.
    Json,
    /// One comment a line.
    Text,
}

impl InputFormat {
    /// The format, if the caller names one.
    fn named(self) -> Option<Format> {
        match self {
            Self::Auto => None,
            Self::Csv => Some(Format::Csv),
            Self::Jsonl => Some(Format::JsonLines),
            Self::Json => Some(Format::Json),
            Self::Text => Some(Format::Text),
        }
    }
}

/// Prints how an input is read.
pub fn tell(profile: &Profile) {
    let mut parts = vec![
        profile.format.name().to_owned(),
        profile.encoding.name.clone(),
    ];
    if profile.packing != Packing::Plain {
        parts.push(profile.packing.name().to_owned());
    }
    if let Some(sheet) = &profile.sheet {
        parts.push(format!("sheet {sheet:?}"));
    }
    if let Some(delimiter) = profile.delimiter {
        parts.push(format!("delimiter {delimiter:?}"));
    }
    if let Some(shape) = &profile.header_shape {
        parts.push(format!("header of {} rows ({shape})", profile.header_rows));
    }
    for used in &profile.columns {
        let (role, basis) = (used.role.name(), used.basis.name());
        parts.push(format!("{role} = {:?} (by {basis})", used.column));
    }
    let line = format!("{}: {}", profile.source, parts.join(", "));
    eprintln!("verbatims: {}", printable(&line));
    for drift in &profile.drift {
        let line = format!("{}: changed since it was pinned: {drift}", profile.source);
        eprintln!("verbatims: {}", printable(&line));
    }
}

/// Reasons with their counts, in brackets.
pub fn listed(reasons: &BTreeMap<&'static str, u64>) -> String {
    if reasons.is_empty() {
        return String::new();
    }
    let reasons: Vec<String> = reasons
        .iter()
        .map(|(reason, n)| format!("{reason} {n}"))
        .collect();
    format!(" ({})", reasons.join(", "))
}
