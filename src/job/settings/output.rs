//! What a job publishes: `[output]`.

use super::path_below;
use crate::job::section::Section;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What is published.
#[derive(Clone, Debug)]
pub struct OutputSettings {
    /// The folder.
    pub folder: PathBuf,
    /// Formats, each once.
    pub formats: BTreeSet<OutputFormat>,
    /// Verbatims and quotes.
    pub text: bool,
    /// The arithmetic of each evidence.
    pub steps: bool,
    /// An apostrophe before cells that a spreadsheet would take for a formula.
    pub spreadsheet_safe: bool,
    /// True for the comments of the run alone, not of all runs.
    pub run_only: bool,
    /// Generations kept.
    pub keep: usize,
}

/// Format of what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutputFormat {
    /// One annotation with its evidence a line.
    Jsonl,
    /// Keyed tables.
    Csv,
    /// The same tables in one database.
    Sqlite,
    /// The same tables in Parquet.
    Parquet,
}

/// What is published, by default where the job is silent.
pub(super) fn output(section: &Section<'_, '_>, home: &Path) -> OutputSettings {
    section.only(&[
        "folder",
        "formats",
        "text",
        "steps",
        "spreadsheet_safe",
        "rows",
        "keep",
    ]);
    let names = [
        ("jsonl", OutputFormat::Jsonl),
        ("csv", OutputFormat::Csv),
        ("sqlite", OutputFormat::Sqlite),
        ("parquet", OutputFormat::Parquet),
    ];
    let named = section.texts("formats");
    let formats: BTreeSet<OutputFormat> = named
        .iter()
        .filter_map(|text| section.named("formats", text, &names))
        .collect();
    if cfg!(not(feature = "parquet")) && formats.contains(&OutputFormat::Parquet) {
        let problem = "this program was built without Parquet".to_owned();
        let help = "build it with the feature `parquet`, or leave it out";
        section.note("formats", problem, help);
    }
    OutputSettings {
        folder: path_below(home, section, "folder").unwrap_or_else(|| home.join("out")),
        formats: if named.is_empty() {
            BTreeSet::from([OutputFormat::Jsonl, OutputFormat::Csv])
        } else {
            formats
        },
        text: section.flag("text").unwrap_or(true),
        steps: section.flag("steps").unwrap_or(false),
        spreadsheet_safe: section.flag("spreadsheet_safe").unwrap_or(false),
        run_only: section
            .one_of("rows", &[("all", false), ("run", true)])
            .unwrap_or(false),
        keep: section.count("keep", 1, 10_000).unwrap_or(7) as usize,
    }
}
