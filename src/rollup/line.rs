//! A line of annotations, as `tag` and the nightly job write it, read back as far as figures need it.

use crate::annotation::{Flag, Polarity};
use crate::document::Language;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One annotation of a file of JSON Lines. What figures do not need is not read.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    /// Id of the comment.
    pub id: String,
    /// Name of its source.
    pub source: String,
    /// Record in the input, from 1.
    #[serde(default)]
    pub row: u64,
    /// The column of the comment, where a row has several.
    pub column: Option<String>,
    /// Its language.
    pub language: Language,
    /// Sentiment of the whole.
    pub sentiment: LineSentiment,
    /// Themes raised.
    pub mentions: Vec<LineMention>,
    /// What holds beside the labels.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// The input's own columns.
    #[serde(default)]
    pub fields: Map<String, Value>,
    /// The day in the job's time zone; only a job writes it.
    pub day: Option<String>,
    /// The columns that figures are told apart by; only a job writes them.
    #[serde(default)]
    pub segments: Map<String, Value>,
    /// The versions that made it.
    pub made_by: LineVersions,
}

/// Sentiment of a comment in a line.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct LineSentiment {
    /// The label.
    pub polarity: Polarity,
    /// Hundredths.
    pub score: i32,
}

/// A theme of a comment in a line.
#[derive(Clone, Debug, Deserialize)]
pub struct LineMention {
    /// Id of the theme.
    pub theme: String,
    /// Id of the theme above it.
    pub parent: Option<String>,
    /// Journey stage.
    pub stage: String,
    /// Its polarity.
    pub polarity: Polarity,
}

/// Versions behind a line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LineVersions {
    /// Version of the program.
    pub program: String,
    /// Hash of the lexicons.
    pub lexicons: String,
    /// Version of the codeframe.
    pub codeframe: String,
}
