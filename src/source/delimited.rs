//! Delimited text: CSV and its relatives.

mod opening;

use super::columns::Basis;
use super::header::strings;
use super::layout::Layout;
use super::piece::{Kind, Piece};
use super::reading::Reading;
use super::record::{
    Cell, Dialect, Fault, Record, Skipped, State, loose, resync, rows_follow, scan, skip,
};
use super::window::{Why, Window};
use super::{Batch, Confidence, Format, Options, Profile, Source};
use crate::error::Result;
use std::str;
use std::sync::Arc;

/// Bytes of a record that is too long to be kept which its reject shows.
const EXCERPT: usize = 1 << 16;

/// A delimited file that is being read.
#[derive(Debug)]
pub(super) struct Delimited {
    source: Arc<str>,
    window: Window,
    dialect: Dialect,
    header_rows: usize,
    header_shape: Option<String>,
    header: Vec<u8>,
    layout: Layout,
    max_cell: usize,
    max_record: usize,
    row: u64,
    cells: Vec<Cell>,
    head: Vec<Piece>,
    /// All columns.
    names: Vec<Arc<str>>,
    confidence: Confidence,
    origin: Option<Origin>,
    pin: Option<Arc<Reading>>,
}

/// Where a table comes from that was copied out of a workbook.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// The sheet.
    pub sheet: String,
    /// All sheets.
    pub sheets: Vec<String>,
    /// Bytes of the workbook.
    pub bytes: u64,
    /// Hash over it.
    pub hash: String,
}

impl Delimited {
    /// Reads the header and chooses the columns.
    pub fn open(source: Arc<str>, window: Window, options: &Options) -> Result<Self> {
        let pin = options.pin.as_deref();
        let given = pin.and_then(|pin| opening::given_dialect(pin, window.rest()));
        Self::with_dialect(source, window, options, given)
    }

    /// The same for a sheet that was copied out of a workbook.
    pub fn of_sheet(
        source: Arc<str>,
        window: Window,
        options: &Options,
        origin: Origin,
    ) -> Result<Self> {
        let mut this = Self::with_dialect(source, window, options, Some(Dialect::RFC_4180))?;
        this.origin = Some(origin);
        Ok(this)
    }

    /// True if the header, or the caller, names the column of comments.
    pub fn knows_comments(&self) -> bool {
        let mut texts = self.layout.choice.text.iter();
        texts.any(|&(_, basis)| basis != Basis::Content)
    }

    /// Scans the next record, bringing in as much of the input as it needs; `Err` gives the state at which it was
    /// given up for its length.
    fn scan(&mut self) -> Result<std::result::Result<Record, State>> {
        loop {
            let (rest, whole) = (self.window.rest(), self.window.ended());
            let columns = self.layout.columns;
            match scan(rest, whole, self.dialect, columns, &mut self.cells) {
                Ok(record) => return Ok(Ok(record)),
                Err(state) if rest.len() > self.max_record => return Ok(Err(state)),
                Err(_) => self.window.more()?,
            }
        }
    }

    fn take(&mut self, record: Record, batch: &mut Batch) {
        let place = self.window.place();
        let rest = self.window.rest();
        let text = rest.get(..record.end).unwrap_or_default();
        let outcome = if text.is_empty() && self.layout.columns > 1 {
            Err(Outcome::Skip("blank-line"))
        } else if !self.header.is_empty() && text == self.header.as_slice() {
            Err(Outcome::Skip("repeated-header"))
        } else {
            self.check(text, &record)
        };
        let cut = || strings(text, &self.cells, self.dialect);
        let mut next = record.next;
        match outcome {
            Ok(row) => {
                batch.piece(Kind::Row, self.window.span(next), cut);
                self.layout
                    .push(row, &self.cells, &self.source, self.row, batch);
            }
            Err(Outcome::Skip(reason)) => {
                batch.piece(Kind::Skip, self.window.span(next), cut);
                batch.skip(reason);
            }
            Err(Outcome::Reject(why)) => {
                let resumed = resync(rest, &record, self.dialect, self.layout.columns);
                next = resumed.unwrap_or(next);
                let raw = rest.get(..next).unwrap_or_default();
                let bytes = self.window.span(next);
                batch.piece(Kind::Reject, bytes, || {
                    if record.fault.is_none() {
                        return cut();
                    }
                    loose(raw.trim_ascii_end(), self.dialect)
                });
                batch.reject(place.reject(&self.source, self.row, bytes.1, why, raw));
            }
        }
        self.window.advance(next, self.dialect.line_end);
    }

    /// The text of a record that is a proper row.
    fn check<'t>(&self, text: &'t [u8], record: &Record) -> std::result::Result<&'t str, Outcome> {
        let reject = |reason, detail: String| Err(Outcome::Reject((reason, detail)));
        match record.fault {
            Some(Fault::TextAfterQuote) => {
                let detail = "text stands behind a closing quote; double the quotes inside a cell";
                return reject("text-after-quote", detail.to_owned());
            }
            Some(Fault::Unterminated) => {
                let detail = "a quote is never closed; close it, or double it if it is text";
                return reject("unterminated-quote", detail.to_owned());
            }
            None => {}
        }
        if memchr::memchr(0, text).is_some() {
            let detail = "the row holds NUL bytes; the file is damaged or not text";
            return reject("nul-bytes", detail.to_owned());
        }
        let columns = self.layout.columns;
        let surplus = self.cells.get(columns..).unwrap_or_default();
        if self.cells.len() < columns {
            let detail = format!("{} cells where the header has {columns}", self.cells.len());
            return reject("too-few-fields", detail);
        }
        if surplus.iter().any(|cell| cell.end > cell.start) {
            let detail = format!(
                "{} cells where the header has {columns}; quote cells that hold the delimiter",
                self.cells.len()
            );
            return reject("too-many-fields", detail);
        }
        if let Some(cell) = self.cells.iter().find(|c| c.end - c.start > self.max_cell) {
            return reject(
                "cell-too-large",
                too_large(cell.end - cell.start, self.max_cell),
            );
        }
        str::from_utf8(text).map_err(|error| {
            let detail = format!("byte {} of the row is not UTF-8", error.valid_up_to());
            Outcome::Reject(("invalid-utf8", detail))
        })
    }

    /// True if rows begin at the current place.
    fn rows_follow(&mut self) -> Result<bool> {
        self.window.reach(EXCERPT)?;
        let (rest, whole) = (self.window.rest(), self.window.ended());
        Ok(rows_follow(rest, whole, self.dialect, self.layout.columns))
    }

    /// Passes over a record that is too long to be kept.
    fn pass_oversize(&mut self, batch: &mut Batch) -> Result<()> {
        let place = self.window.place();
        let rest = self.window.rest();
        let excerpt = rest.get(..EXCERPT).unwrap_or(rest).to_vec();
        let mut state = State::Start;
        loop {
            let rest = self.window.rest();
            let (bytes, next) = skip(rest, state, self.dialect);
            self.window.advance(bytes, self.dialect.line_end);
            state = match next {
                Skipped::Record => break,
                // A quote that was never closed does not take the rows behind its line along.
                Skipped::Line if self.rows_follow()? => break,
                Skipped::Line => State::Quoted,
                Skipped::Piece(_) if self.window.ended() => break,
                Skipped::Piece(state) => state,
            };
            if self.window.rest().is_empty() && !self.window.ended() {
                self.window.more()?;
            }
        }
        let end = self.window.place().offset;
        let length = (end - place.offset) as usize;
        let detail = format!(
            "{}; only its first {EXCERPT} bytes are kept here",
            too_large(length, self.max_cell)
        );
        let why = ("cell-too-large", detail);
        batch.piece(Kind::Reject, (place.offset, end), Vec::new);
        batch.reject(place.reject(&self.source, self.row, end, why, &excerpt));
        Ok(())
    }
}

impl Source for Delimited {
    fn read(&mut self, batch: &mut Batch) -> Result<bool> {
        let scanned = self.scan()?;
        if self.window.rest().is_empty() {
            return Ok(false);
        }
        self.row += 1;
        match scanned {
            Ok(record) => self.take(record, batch),
            Err(_) => self.pass_oversize(batch)?,
        }
        Ok(true)
    }

    fn head(&self) -> &[Piece] {
        &self.head
    }

    fn profile(&self) -> Profile {
        let mut profile = Profile::new(&self.source, Format::Csv, &self.window);
        let encoding = profile.confidence.encoding;
        if let Some(origin) = &self.origin {
            profile.format = Format::Workbook;
            profile.bytes = origin.bytes;
            profile.hash.clone_from(&origin.hash);
            profile.sheet = Some(origin.sheet.clone());
            profile.sheets.clone_from(&origin.sheets);
        }
        let parted = self.dialect.delimiter != 0;
        profile = Profile {
            quote: parted.then(|| char::from(self.dialect.quote)),
            backslash: self.dialect.backslash,
            padded: self.dialect.padded,
            confidence: Confidence {
                encoding,
                ..self.confidence
            },
            names: self.names.clone(),
            delimiter: (self.dialect.delimiter != 0).then(|| char::from(self.dialect.delimiter)),
            header_rows: self.header_rows,
            header_shape: self.header_shape.clone(),
            columns: self.layout.uses.clone(),
            fields: self.layout.fields.to_vec(),
            problems: self.layout.choice.problems.clone(),
            ..profile
        };
        let drift = self.pin.as_ref().map(|pin| pin.drift(&profile));
        profile.drift = drift.unwrap_or_default();
        profile
    }
}

enum Outcome {
    Skip(&'static str),
    Reject(Why),
}

pub(super) fn too_large(bytes: usize, limit: usize) -> String {
    format!("{bytes} bytes where {limit} are allowed; --max-cell sets the limit")
}
