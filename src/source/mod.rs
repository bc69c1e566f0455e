//! From exports to comments: one file a format behind one trait.

mod charset;
mod choice;
pub mod columns;
mod delimited;
mod dialect;
pub mod encoding;
mod header;
mod ids;
mod input;
mod json;
mod layout;
mod lines;
#[cfg(feature = "parquet")]
mod parquet;
pub mod piece;
pub mod reading;
mod record;
mod seen;
mod text;
mod window;
mod workbook;
mod zstd;

pub use encoding::Encoding;
pub use ids::Ids;
pub use input::Packing;
pub use reading::{Drift, DriftKind, Reading};

use crate::comment::{Comment, Fields, Reject};
use crate::error::{Error, Result};
use columns::{ColumnWords, Use, Wanted};
use encoding::Decoder;
use input::Input;
use piece::{Kind, Piece};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use window::Window;

/// Bytes of a decoded input that guesses may look at.
const SAMPLE: usize = 1 << 18;

/// An export that is being read.
pub trait Source: Send {
    /// Reads the next record into `batch`: as comments, as a reject or as skipped. False once the input has ended.
    ///
    /// Fails if the input cannot be read any further; a bad record is no failure.
    fn read(&mut self, batch: &mut Batch) -> Result<bool>;

    /// What is known of the input so far.
    fn profile(&self) -> Profile;

    /// What stood above the first record: a preamble, the header.
    fn head(&self) -> &[Piece] {
        &[]
    }
}

/// What some records gave, in their order.
#[derive(Debug, Default)]
pub struct Batch {
    /// The comments.
    pub comments: Vec<Comment>,
    /// The records that could not be read.
    pub rejects: Vec<Reject>,
    /// The account of all records.
    pub rows: Rows,
    /// Bytes of memory that comments and rejects hold, roughly.
    pub bytes: usize,
    /// The records as they were cut, if they are wanted: `Some` before reading.
    pub pieces: Option<Vec<Piece>>,
}

impl Batch {
    /// A batch that also keeps the records as they were cut.
    pub fn with_pieces() -> Self {
        Self {
            pieces: Some(Vec::new()),
            ..Self::default()
        }
    }

    /// Keeps a record as it was cut, if that is wanted.
    fn piece(&mut self, kind: Kind, bytes: (u64, u64), cells: impl FnOnce() -> Vec<String>) {
        if let Some(pieces) = &mut self.pieces {
            pieces.push(Piece {
                kind,
                bytes,
                cells: cells(),
            });
        }
    }

    fn push(&mut self, comment: Comment) {
        let fields = match &comment.fields {
            Fields::Cells(cells) => cells.bytes(),
            // A parsed object takes several times its text, which is about as long as the comment.
            Fields::Json(map) => map.len() * 100 + comment.text.len(),
        };
        self.bytes += comment.text.len() + fields + size_of::<Comment>();
        self.comments.push(comment);
    }

    fn reject(&mut self, reject: Reject) {
        self.rows.read += 1;
        *self.rows.rejected.entry(reject.reason).or_default() += 1;
        self.bytes += reject.raw.len() + size_of::<Reject>();
        self.rejects.push(reject);
    }

    fn skip(&mut self, reason: &'static str) {
        self.rows.read += 1;
        *self.rows.skipped.entry(reason).or_default() += 1;
    }
}

/// The account of an input's records: `read` = `annotated` + the sums of `rejected` and `skipped`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Records read, headers not counted.
    pub read: u64,
    /// Records with at least one comment.
    pub annotated: u64,
    /// Records that could not be read, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Records left out by rule, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Comments; more than `annotated` where rows have several comment columns.
    pub comments: u64,
    /// Comments whose id is a hash because the row has none.
    pub hashed_ids: u64,
}

impl Rows {
    /// Records that could not be read.
    pub fn rejected_sum(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// Records left out by rule.
    pub fn skipped_sum(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// Adds another account.
    pub fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.annotated += other.annotated;
        self.comments += other.comments;
        self.hashed_ids += other.hashed_ids;
        for (reason, count) in &other.rejected {
            *self.rejected.entry(reason).or_default() += count;
        }
        for (reason, count) in &other.skipped {
            *self.skipped.entry(reason).or_default() += count;
        }
    }
}

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
    fn new(source: &Arc<str>, format: Format, window: &Window) -> Self {
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
    fn of_file(source: &Arc<str>, format: Format, bytes: u64, hash: String) -> Self {
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

/// How inputs are to be read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format, if the caller names it.
    pub format: Option<Format>,
    /// Columns that the caller names.
    pub wanted: Wanted,
    /// Words by which the other columns are guessed.
    pub words: Arc<ColumnWords>,
    /// Longest cell in bytes; a longer one makes its row a reject.
    pub max_cell: usize,
    /// True to open an input also if it has no column of comments or its header does not fit its rows, to look at it.
    /// Rows without a comment column are skipped.
    pub lenient: bool,
    /// True to take off the apostrophes that our own CSV for spreadsheets has before cells.
    pub spreadsheet_safe: bool,
    /// Sheet of a workbook to read; the first with comments if left out.
    pub sheet: Option<String>,
    /// How this source was read before, to be read the same way; what the caller names goes first.
    pub pin: Option<Arc<Reading>>,
    /// How many times its size an archive or a part of a workbook may unpack to, once it is beyond 16 MiB or 1 MiB.
    pub max_ratio: u32,
    /// Most columns.
    pub max_columns: usize,
}

impl Options {
    /// How many times its size an archive may unpack to unless told otherwise.
    pub const MAX_RATIO: u32 = 200;
    /// Most columns unless told otherwise.
    pub const MAX_COLUMNS: usize = 20_000;

    /// Longest cell in bytes unless told otherwise.
    pub const MAX_CELL: usize = 1 << 20;

    /// Everything is guessed, the columns by these words.
    pub fn new(words: Arc<ColumnWords>) -> Self {
        Self {
            format: None,
            wanted: Wanted::default(),
            words,
            max_cell: Self::MAX_CELL,
            lenient: false,
            spreadsheet_safe: false,
            sheet: None,
            pin: None,
            max_ratio: Self::MAX_RATIO,
            max_columns: Self::MAX_COLUMNS,
        }
    }

    /// Longest record in bytes: one that is not over by then is passed over without being kept.
    fn max_record(&self) -> usize {
        (1 << 24).max(self.max_cell.saturating_mul(2))
    }
}

/// Opens the input of this name, `-` for standard input.
///
/// Fails if it cannot be read, is in no format that is read, holds no column of comments, or lacks a column
/// that the caller names.
pub fn open(name: &str, options: &Options) -> Result<Box<dyn Source>> {
    let mut options = options.clone();
    let pin = options.pin.clone().unwrap_or_default();
    pin.fill(&mut options.wanted);
    let options = &options;
    let source: Arc<str> = Arc::from(name);
    let (input, packing) = match input::open(name, options.max_ratio)? {
        Input::Workbook(file) => return open_workbook(source, file, options),
        Input::Parquet(file) => return open_parquet(source, file, options),
        Input::Text(input, packing) => (input, packing),
    };
    let decoder = Decoder::new(input, name, pin.encoding.as_deref())?;
    let mut window = Window::new(decoder, packing);
    window.reach(SAMPLE)?;
    let format = options
        .format
        .or(pin.format)
        .unwrap_or_else(|| guess_format(packing.inner_name(name), &window, &options.words));
    Ok(match format {
        Format::Csv => Box::new(delimited::Delimited::open(source, window, options)?),
        Format::JsonLines => Box::new(lines::JsonLines::open(source, window, options)?),
        Format::Json => Box::new(json::Document::open(source, window, options)?),
        Format::Text => Box::new(text::Text::new(source, window, options)),
        Format::Workbook | Format::Parquet => return Err(not_that(name, format)),
    })
}

fn not_that(name: &str, format: Format) -> Error {
    let problem = format!("it is no {} file", format.name());
    input::refusal(name, &problem, "leave the format out and have it found")
}

#[cfg(feature = "parquet")]
fn open_parquet(source: Arc<str>, file: File, options: &Options) -> Result<Box<dyn Source>> {
    Ok(Box::new(parquet::Parquet::open(source, file, options)?))
}

#[cfg(not(feature = "parquet"))]
fn open_parquet(source: Arc<str>, _: File, _: &Options) -> Result<Box<dyn Source>> {
    let problem = "Parquet is not read by this build of the program";
    let help = "export it as CSV or JSON Lines, or build with the feature `parquet`";
    Err(input::refusal(&source, problem, help))
}

/// Opens the sheet that is named, else the first whose header names a column of comments, else the first that has one.
fn open_workbook(source: Arc<str>, file: File, options: &Options) -> Result<Box<dyn Source>> {
    let mut book = workbook::Workbook::open(&source, file, options.max_ratio)?;
    let sheets = book.sheets();
    let pinned = options.pin.as_ref().and_then(|pin| pin.sheet.clone());
    let named = options.sheet.clone().or(pinned);
    if let Some(name) = named.as_ref().filter(|name| !sheets.contains(name)) {
        let problem = format!("there is no sheet {name:?}");
        let help = format!("name one of {}", sheets.join(", "));
        return Err(input::refusal(&source, &problem, &help));
    }
    let mut first: Option<delimited::Delimited> = None;
    let mut failure = Error::Empty(source.to_string());
    for sheet in named
        .as_ref()
        .map_or(sheets.as_slice(), std::slice::from_ref)
    {
        let copy = book.copy(sheet)?;
        let decoder = Decoder::new(Box::new(copy), &source, Some("utf-8"))?;
        let mut window = Window::new(decoder, Packing::Plain);
        window.reach(SAMPLE)?;
        let origin = delimited::Origin {
            sheet: sheet.clone(),
            sheets: sheets.clone(),
            bytes: book.bytes,
            hash: book.hash.clone(),
        };
        match delimited::Delimited::of_sheet(Arc::clone(&source), window, options, origin) {
            Ok(table) if table.knows_comments() => return Ok(Box::new(table)),
            Ok(table) => {
                first.get_or_insert(table);
            }
            Err(error) if matches!(failure, Error::Empty(_)) => failure = error,
            Err(_) => {}
        }
    }
    match first {
        Some(table) => Ok(Box::new(table)),
        None => Err(failure),
    }
}

/// The format by the name's ending, and where that leaves it open by the content.
fn guess_format(name: &str, window: &Window, words: &ColumnWords) -> Format {
    let ending = Path::new(name).extension().and_then(|e| e.to_str());
    let ending = ending.unwrap_or_default().to_ascii_lowercase();
    let sample = window.rest();
    match ending.as_str() {
        "csv" | "tsv" | "tab" | "psv" => Format::Csv,
        "jsonl" | "ndjson" => Format::JsonLines,
        "json" if lines::looks_like_lines(sample, window.ended()) => Format::JsonLines,
        "json" => Format::Json,
        _ => match sample.trim_ascii_start().first() {
            Some(b'[') => Format::Json,
            Some(b'{') if lines::looks_like_lines(sample, window.ended()) => Format::JsonLines,
            Some(b'{') => Format::Json,
            _ if header::looks_delimited(sample, window.ended(), words) => Format::Csv,
            _ => Format::Text,
        },
    }
}
