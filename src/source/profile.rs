//! What was found out about an input, and how sure that is.

use super::columns::Use;
use super::window::Window;
use super::{Drift, Encoding, Packing};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What was found out about an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Name as given.
    pub source: Arc<str>,
    /// The format.
    pub format: Format,
    /// How it is packed. Everything else is about what it unpacks to.
    pub packing: Packing,
    /// The encoding.
    pub encoding: Encoding,
    /// Characters that could not be decoded and became U+FFFD.
    pub replaced: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Hash over the bytes read (BLAKE3, hexadecimal).
    pub hash: String,
    /// What parts the cells; `None` where there is one column or none.
    pub delimiter: Option<char>,
    /// What stands around cells; `None` where there are none.
    pub quote: Option<char>,
    /// True if quotes inside cells have a backslash before them.
    pub backslash: bool,
    /// True if a space stands behind each delimiter.
    pub padded: bool,
    /// The sheet of a workbook that is read.
    pub sheet: Option<String>,
    /// The sheets that it could have been.
    pub sheets: Vec<String>,
    /// Records that make up the header.
    pub header_rows: usize,
    /// The tool that writes such headers, where it is known by them.
    pub header_shape: Option<String>,
    /// How sure all this is.
    pub confidence: Confidence,
    /// Names of all columns, in their order; of JSON the members that the first rows have.
    pub names: Vec<Arc<str>>,
    /// Columns in use.
    pub columns: Vec<Use>,
    /// Columns that pass through.
    pub fields: Vec<Arc<str>>,
    /// In what it differs from how the source was read before, if that is known.
    pub drift: Vec<Drift>,
    /// What keeps the input from being tagged; only a lenient reader gets this far with any.
    pub problems: Vec<String>,
}

impl Profile {
    pub(super) fn new(source: &Arc<str>, format: Format, window: &Window) -> Self {
        let decoder = window.decoder();
        Self {
            encoding: decoder.encoding().clone(),
            replaced: decoder.replaced(),
            packing: window.packing(),
            confidence: Confidence {
                encoding: decoder.confidence(),
                ..Confidence::default()
            },
            ..Self::of_file(source, format, decoder.bytes(), decoder.hash())
        }
    }

    /// Of a file of bytes and hash, in UTF-8.
    pub(super) fn of_file(source: &Arc<str>, format: Format, bytes: u64, hash: String) -> Self {
        Self {
            source: Arc::clone(source),
            format,
            encoding: Encoding {
                name: "utf-8".to_owned(),
                mark: false,
            },
            replaced: 0,
            bytes,
            hash,
            packing: Packing::Plain,
            delimiter: None,
            quote: None,
            backslash: false,
            padded: false,
            sheet: None,
            sheets: Vec::new(),
            confidence: Confidence::default(),
            names: Vec::new(),
            header_rows: 0,
            header_shape: None,
            columns: Vec::new(),
            fields: Vec::new(),
            drift: Vec::new(),
            problems: Vec::new(),
        }
    }
}

/// How sure a reader is of what it found out, in thousandths. Rules of thumb, to compare one file with another:
/// at 900 and above a mistake would be a surprise, below 700 it is worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Confidence {
    /// Of the encoding.
    pub encoding: u16,
    /// Of the delimiter and the quote.
    pub dialect: u16,
    /// Of where the header is and how many rows it takes.
    pub header: u16,
    /// Of the column of comments.
    pub columns: u16,
}

impl Default for Confidence {
    fn default() -> Self {
        Self {
            encoding: 1000,
            dialect: 1000,
            header: 1000,
            columns: 1000,
        }
    }
}

impl Confidence {
    /// The least of them.
    pub fn least(&self) -> u16 {
        let all = [self.encoding, self.dialect, self.header, self.columns];
        all.into_iter().min().unwrap_or_default()
    }
}

/// Format of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Format {
    /// Delimited text with a header.
    #[serde(rename = "csv")]
    Csv,
    /// A workbook (.xlsx), of which one sheet is read.
    #[serde(rename = "xlsx")]
    Workbook,
    /// A Parquet file; read only with the feature of that name.
    #[serde(rename = "parquet")]
    Parquet,
    /// One JSON object a line.
    #[serde(rename = "jsonl")]
    JsonLines,
    /// One JSON document that holds an array of objects.
    #[serde(rename = "json")]
    Json,
    /// One comment a line.
    #[serde(rename = "text")]
    Text,
}

impl Format {
    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Workbook => "xlsx",
            Self::Parquet => "parquet",
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Text => "text",
        }
    }
}
