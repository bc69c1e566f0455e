//! From exports to comments: one file a format behind one trait.

mod batch;
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
mod open;
#[cfg(feature = "parquet")]
mod parquet;
pub mod piece;
mod profile;
pub mod reading;
mod record;
mod seen;
mod text;
mod window;
mod workbook;
mod zstd;

pub use batch::{Batch, Rows};
pub use encoding::Encoding;
pub use ids::Ids;
pub use input::Packing;
pub use open::open;
pub use profile::{Confidence, Format, Profile};
pub use reading::{Drift, DriftKind, Reading};

use crate::error::Result;
use columns::{ColumnWords, Wanted};
use piece::Piece;
use std::sync::Arc;

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
