//! Arguments that say how inputs are read, and what was found out about them.

use super::printable;
use clap::ValueEnum;
use std::collections::BTreeMap;
use verbatims::source::columns::Wanted;
use verbatims::source::{Format, Profile};

/// Columns that the caller names.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Columns (guessed if left out, and the guess is printed)")]
pub struct Columns {
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
    pub fn wanted(&self) -> Wanted {
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
pub enum InputFormat {
    /// By the file's name and content.
    Auto,
    /// Delimited text with a header.
    Csv,
    /// One object a line.
    Jsonl,
    /// One comment a line.
    Text,
}

impl InputFormat {
    /// The format, if the caller names one.
    pub fn named(self) -> Option<Format> {
        match self {
            Self::Auto => None,
            Self::Csv => Some(Format::Csv),
            Self::Jsonl => Some(Format::JsonLines),
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
