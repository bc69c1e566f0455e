//! What is read: comments and rejects.

use serde_json::{Map, Value};
use std::sync::Arc;

/// One comment of an export.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Unique in a run; see the README for how it is made where the export has none.
    pub id: String,
    /// Name of the input as given on the command line, `-` for standard input.
    pub source: Arc<str>,
    /// Record in the input, from 1; headers are not counted.
    pub row: u64,
    /// The column of the comment, where a row has several.
    pub column: Option<Arc<str>>,
    /// The verbatim.
    pub text: String,
    /// The row's date as written, if the export has one.
    pub date: Option<String>,
    /// The row's own score as written, if the export has one.
    pub score: Option<String>,
    /// The row's segment, if the export has one.
    pub segment: Option<String>,
    /// All columns but the comment itself, in the input's order.
    pub fields: Map<String, Value>,
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Name of the input.
    pub source: Arc<str>,
    /// Record in the input, from 1.
    pub row: u64,
    /// Line in the input where it starts, from 1.
    pub line: u64,
    /// Byte offsets in the (decoded) input, half-open.
    pub bytes: (u64, u64),
    /// Short code of the reason, kebab-case.
    pub reason: &'static str,
    /// The reason and the remedy in words.
    pub detail: String,
    /// The row as it stood in the input.
    pub raw: Vec<u8>,
}
