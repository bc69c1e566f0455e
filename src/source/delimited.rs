//! Delimited text: CSV and its relatives.

use super::choice::{Column, choose};
use super::columns::Basis;
use super::dialect::{line_end, records, sniff};
use super::header::strings;
use super::input::refusal;
use super::layout::Layout;
use super::piece::{Kind, Piece};
use super::reading::Reading;
use super::record::{
    Cell, Dialect, Fault, Record, Skipped, State, content, loose, resync, rows_follow, scan, skip,
};
use super::window::{Why, Window};
use super::{Batch, Confidence, Format, Options, Profile, SAMPLE, Source, header};
use crate::error::{Error, Result};
use crate::spreadsheet::restore;
use std::str;
use std::sync::Arc;

/// Records by which columns are guessed.
const GUESS_ROWS: usize = 200;
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
        let given = pin.and_then(|pin| given_dialect(pin, window.rest()));
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

    fn with_dialect(
        source: Arc<str>,
        mut window: Window,
        options: &Options,
        given: Option<Dialect>,
    ) -> Result<Self> {
        let find = |window: &Window| sniff(window.rest(), window.ended(), given);
        // A header may be longer than the sample: thousands of columns.
        let mut fit = find(&window);
        while fit.records == 0 && !window.ended() && window.rest().len() < options.max_record() {
            window.more()?;
            fit = find(&window);
        }
        let dialect = fit.dialect;
        let (sample, whole) = (window.rest(), window.ended());
        let mut header = header::read(sample, whole, &fit, &options.words);
        if options.spreadsheet_safe {
            for name in &mut header.names {
                *name = Arc::from(restore(name));
            }
        }
        if header.names.is_empty() {
            return Err(Error::Empty(source.to_string()));
        }
        if header.names.len() > options.max_columns {
            let (names, most) = (header.names.len(), options.max_columns);
            let problem = format!("{names} columns where {most} are allowed");
            return Err(refusal(
                &source,
                &problem,
                "check the delimiter, or raise --max-columns",
            ));
        }
        let mut problems = Vec::new();
        let width = header::usual_width(sample, whole, &fit, &header);
        if let Some(width) = width.filter(|&width| width != header.names.len()) {
            let error = Error::Input {
                source_name: source.to_string(),
                problem: format!(
                    "the header has {} names where the rows have {width} cells",
                    header.names.len()
                ),
                help: "repair the first line of the file".to_owned(),
            };
            if !options.lenient {
                return Err(error);
            }
            problems.push(error.to_string());
        }
        let columns = sample_columns(sample, whole, dialect, &header);
        let mut choice = choose(&columns, options, &source)?;
        choice.problems.extend(problems);
        let columns_confidence = choice.confidence(&columns);
        let layout = Layout::new(&header, choice, dialect, options.spreadsheet_safe);
        let mut this = Self {
            source,
            window,
            dialect,
            header_rows: header.rows,
            header_shape: header.shape,
            header: Vec::new(),
            layout,
            max_cell: options.max_cell,
            max_record: options.max_record(),
            row: 0,
            cells: Vec::new(),
            head: Vec::new(),
            confidence: Confidence {
                encoding: 1000,
                dialect: if given.is_some() {
                    1000
                } else {
                    fit.confidence
                },
                header: header.confidence,
                columns: columns_confidence,
            },
            names: header.names,
            origin: None,
            pin: options.pin.clone(),
        };
        this.pass_header(fit.preamble)?;
        Ok(this)
    }

    /// Moves behind the header, and keeps the row of names to know it again.
    fn pass_header(&mut self, preamble: usize) -> Result<()> {
        let mut passed = 0;
        while passed < self.header_rows {
            let Ok(record) = self.scan()? else {
                return Ok(());
            };
            let text = self.window.rest().get(..record.end).unwrap_or_default();
            let mut kind = Kind::Skip;
            if !text.trim_ascii().is_empty() {
                if passed == preamble {
                    self.header = text.to_vec();
                }
                kind = if passed < preamble {
                    Kind::Frame
                } else {
                    Kind::Header
                };
                passed += 1;
            }
            self.head.push(Piece {
                kind,
                bytes: self.window.span(record.next),
                cells: strings(text, &self.cells, self.dialect),
            });
            self.window.advance(record.next, self.dialect.line_end);
        }
        Ok(())
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

/// The dialect of a pinned reading, for an input that starts with `sample`.
fn given_dialect(pin: &Reading, sample: &[u8]) -> Option<Dialect> {
    pin.quote?;
    // Delimiters and quotes are single bytes in UTF-8.
    let byte = |c: Option<char>| c.and_then(|c| u8::try_from(c).ok());
    Some(Dialect {
        delimiter: byte(pin.delimiter).unwrap_or(0),
        line_end: line_end(sample),
        quote: byte(pin.quote)?,
        backslash: pin.backslash,
        padded: pin.padded,
    })
}

pub(super) fn too_large(bytes: usize, limit: usize) -> String {
    format!("{bytes} bytes where {limit} are allowed; --max-cell sets the limit")
}

fn sample_columns(
    sample: &[u8],
    whole: bool,
    dialect: Dialect,
    header: &header::Header,
) -> Vec<Column> {
    let named = header.names.iter().zip(&header.questions);
    let mut columns: Vec<Column> = named
        .map(|(name, question)| Column::of_question(name, question.as_ref()))
        .collect();
    let mut row = 0;
    let sample = sample
        .get(..sample.len().min(SAMPLE.max(1 << 22)))
        .unwrap_or(sample);
    records(sample, whole, dialect, |_, text, cells| {
        row += 1;
        if row > header.rows && cells.len() == columns.len() {
            let text = String::from_utf8_lossy(text);
            for (column, cell) in columns.iter_mut().zip(cells) {
                column.add(&content(&text, cell, dialect));
            }
        }
        row < GUESS_ROWS
    });
    columns
}
