//! The record of a run, for machines; `docs/run-report.schema.json` is its schema.

mod counts;

pub use counts::{Account, Comments, TagCounts};

use super::drift::Drift;
use super::outcome::{Kind, Outcome, Status};
use crate::source::Profile;
use crate::store::Version;
use crate::store::generation::Entry;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the report's layout.
pub const LAYOUT: u32 = 1;

/// One run. Everything but `volatile` is the same for the same inputs, configuration, run date and program.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Version of the layout.
    pub report: u32,
    /// Name of the job.
    pub job: String,
    /// What was run.
    pub kind: Kind,
    /// How it ended.
    pub status: Status,
    /// Its exit code.
    pub exit_code: u8,
    /// Why it ended so, if not well.
    pub problem: Option<Problem>,
    /// True if nothing was to be written.
    pub dry_run: bool,
    /// Its date in the job's time zone.
    pub run_date: String,
    /// The job's time zone.
    pub time_zone: String,
    /// Hash of the configuration file.
    pub configuration: String,
    /// The versions in use.
    pub made_by: Option<Version>,
    /// The generation published before.
    pub before: Option<u64>,
    /// The generation published after.
    pub generation: Option<u64>,
    /// What each source brought.
    pub sources: Vec<SourceReport>,
    /// The account of all rows.
    pub rows: Account,
    /// What became of the comments.
    pub comments: Comments,
    /// What was said about the new and changed comments.
    pub tags: TagCounts,
    /// What was measured against the limits.
    pub gates: Vec<GateReport>,
    /// What another version changed in comments that were there before.
    pub recode: Option<RecodeReport>,
    /// What was erased.
    pub erased: Option<ErasureReport>,
    /// What people have said against the machine; nothing where nobody ever did.
    pub corrections: Option<CorrectionReport>,
    /// All comments, by the version that made their tags.
    pub history: History,
    /// Rows that could not be read and have not been mended, of all runs.
    pub open_rejects: u64,
    /// Files published.
    pub outputs: Vec<Entry>,
    /// What differs from run to run; left out of the copy that is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volatile: Option<Volatile>,
}

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ErasureReport {
    /// Comments.
    pub comments: u64,
    /// Rows of exports that they were from.
    pub rows: u64,
    /// Rows that could not be read in which the ids or values stood.
    pub rejects: u64,
}

/// Why a run did not end well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Short code.
    pub code: String,
    /// In words.
    pub message: String,
}

/// What differs from run to run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Volatile {
    /// Start in UTC.
    pub started: String,
    /// Wall time in seconds.
    pub seconds: f64,
    /// Threads that annotated.
    pub threads: usize,
    /// Most memory the process had, where the system tells.
    pub peak_memory_bytes: Option<u64>,
    /// True if unfinished work of an earlier run was taken up.
    pub resumed: bool,
}

/// What a source brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceReport {
    /// Its name.
    pub source: String,
    /// Its files.
    pub files: Vec<FileReport>,
    /// The account of its rows.
    pub rows: Account,
    /// What became of its comments.
    pub comments: Comments,
    /// What was said about its new and changed comments.
    pub tags: TagCounts,
    /// How its columns differ from those accepted before.
    pub drift: Vec<Drift>,
    /// Day of its newest comment, of all runs.
    pub newest: Option<String>,
}

/// An input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Relative to the job's folder.
    pub path: String,
    /// Its bytes.
    pub bytes: u64,
    /// Hash of its bytes.
    pub blake3: String,
    /// `unchanged` files are not read again.
    pub status: FileStatus,
    /// The format.
    pub format: Option<String>,
    /// The encoding.
    pub encoding: Option<String>,
    /// What parts the cells.
    pub delimiter: Option<String>,
    /// Characters that could not be decoded.
    pub replaced_characters: u64,
    /// Records of the header.
    pub header_rows: u64,
    /// Columns in use.
    pub columns: Vec<ColumnReport>,
    /// The account of its rows.
    pub rows: Account,
}

/// What is known of a file before it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileStatus {
    /// Not seen before.
    #[default]
    New,
    /// Seen with other content, or read with other settings.
    Changed,
    /// Read before as it is.
    Unchanged,
    /// Mended rows of a file read before.
    Mended,
}

/// A column in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnReport {
    /// What for.
    pub role: String,
    /// Its name.
    pub column: String,
    /// Why this one.
    pub basis: String,
}

/// A figure against its limit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GateReport {
    /// Name of the gate.
    pub gate: String,
    /// The source it was measured on, if on one.
    pub source: Option<String>,
    /// What it did there.
    pub outcome: Outcome,
    /// What was measured.
    pub value: Option<f64>,
    /// The limit that was passed.
    pub limit: Option<f64>,
    /// In words.
    pub message: String,
}

/// What another version changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecodeReport {
    /// Comments before this day were left as they are.
    pub since: Option<String>,
    /// Comments coded again.
    pub comments: u64,
    /// Of them, those with any other tag.
    pub changed: u64,
    /// Of them, those with another label of sentiment.
    pub sentiment_changed: u64,
    /// By theme.
    pub themes: BTreeMap<String, ThemeChange>,
}

/// What people have said against the machine, and how it stands to what the machine says now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CorrectionReport {
    /// Entries of the log, those that were undone too.
    pub entries: u64,
    /// Corrections that stand.
    pub standing: u64,
    /// Comments that have one.
    pub comments: u64,
    /// Comments for which others stand than in the generation before.
    pub changed: u64,
    /// Corrections that should be looked at again: see `verbatims corrections list --conflicts`.
    pub conflicts: u64,
    /// Corrections that stand, by the names of [`crate::store::Status`].
    pub by_status: BTreeMap<&'static str, u64>,
}

/// What another version changed in the mentions of a theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeChange {
    /// Mentions in comments that had none of the theme.
    pub gained: u64,
    /// Mentions that are gone.
    pub lost: u64,
    /// Mentions with another polarity.
    pub polarity_changed: u64,
    /// Mentions as they were.
    pub kept: u64,
}

/// All comments of all runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct History {
    /// Comments.
    pub comments: u64,
    /// By the version that made their tags.
    pub versions: Vec<VersionCount>,
}

/// Comments of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VersionCount {
    /// The version.
    #[serde(flatten)]
    pub version: Version,
    /// Its comments.
    pub comments: u64,
}

impl FileReport {
    /// Takes over what reading the file found out.
    pub fn describe(&mut self, profile: &Profile) {
        self.format = Some(profile.format.name().to_owned());
        self.encoding = Some(profile.encoding.name.clone());
        self.delimiter = profile.delimiter.map(String::from);
        self.replaced_characters = profile.replaced;
        self.header_rows = profile.header_rows as u64;
        let columns = profile.columns.iter().map(|used| ColumnReport {
            role: used.role.name().to_owned(),
            column: used.column.to_string(),
            basis: used.basis.name().to_owned(),
        });
        self.columns = columns.collect();
    }
}

/// Most memory that this process had, where the system tells.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
