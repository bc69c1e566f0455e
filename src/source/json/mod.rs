//! JSON documents: an array of objects, or an object that holds one at any depth, or a single object.
//!
//! The document is cut into rows without being parsed as a whole, so that a bad row costs one row and a long document
//! little memory.

pub(super) mod members;
mod skim;

use super::delimited::too_large;
use super::piece::{Kind, Piece};
use super::window::{Place, Why, Window};
use super::{Batch, Format, Options, Profile, Reading, Source};
use crate::error::Result;
use members::{Layout, Object};
use serde::de::IgnoredAny;
use serde_json::Value;
use skim::{Rows, Skim, blank, find_rows, resync};
use std::str;
use std::sync::Arc;

/// Bytes of a document in which the array of rows is looked for.
const LOOK: usize = 1 << 25;
/// Rows by which the members are chosen.
const GUESS_ROWS: usize = 200;
/// Bytes around the rows that are checked for being JSON.
const MAX_FRAME: usize = 1 << 24;
/// Bytes of a row that is too long to be kept which its reject shows.
const EXCERPT: usize = 1 << 16;

/// A JSON document that is being read.
#[derive(Debug)]
pub(super) struct Document {
    source: Arc<str>,
    window: Window,
    layout: Layout,
    head: Vec<Piece>,
    /// What stands around the rows, which must be JSON without them.
    frame: Vec<u8>,
    stage: Stage,
    row: u64,
    max_cell: usize,
    max_record: usize,
    pin: Option<Arc<Reading>>,
}

/// Where the reading of a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Before the only row.
    Single,
    /// In the array, before its first row.
    First,
    /// In the array, behind a row.
    Behind,
    /// In the array, behind a comma.
    Between,
    /// Behind the end.
    End,
}

impl Document {
    /// Finds the rows, and chooses the members by the first of them.
    pub fn open(source: Arc<str>, mut window: Window, options: &Options) -> Result<Self> {
        let mut rows = find_rows(window.rest());
        // An object may hold a longer array further on.
        if rows.as_ref().is_none_or(|rows| rows.objects != usize::MAX) {
            window.reach(LOOK)?;
            rows = find_rows(window.rest());
        }
        let single = sample(window.rest(), blank(window.rest()), 1);
        let in_array = match &rows {
            None => None,
            Some(rows) if rows.objects > 0 => Some(rows.clone()),
            // An empty page has no rows; an object that names its comment is one.
            Some(rows) => {
                let layout = Layout::new(single.iter(), &[], options, &source);
                let named = layout.is_ok_and(|layout| layout.knows_comments());
                (!named).then(|| rows.clone())
            }
        };
        let (objects, path) = match &in_array {
            None => (single, Vec::new()),
            Some(rows) => (
                sample(window.rest(), rows.start, GUESS_ROWS),
                rows.path.clone(),
            ),
        };
        let mut this = Self {
            layout: Layout::new(objects.iter(), &path, options, &source)?,
            source,
            window,
            head: Vec::new(),
            frame: Vec::new(),
            stage: Stage::Single,
            row: 0,
            max_cell: options.max_cell,
            max_record: options.max_record(),
            pin: options.pin.clone(),
        };
        this.head.push(this.layout.head());
        if let Some(rows) = in_array {
            this.enter(&rows);
        }
        Ok(this)
    }

    /// Moves into the array of rows.
    fn enter(&mut self, rows: &Rows) {
        let head = self.window.rest().get(..rows.start).unwrap_or_default();
        if head.len() <= MAX_FRAME {
            self.frame = head.to_vec();
        }
        self.head.push(Piece {
            kind: Kind::Frame,
            bytes: self.window.span(rows.start),
            cells: Vec::new(),
        });
        self.window.advance(rows.start, b'\n');
        self.stage = Stage::First;
    }

    /// Moves on to the next byte that is not blank, and gives it.
    fn next_byte(&mut self, batch: &mut Batch) -> Result<Option<u8>> {
        loop {
            let rest = self.window.rest();
            let blanks = blank(rest);
            let found = rest.get(blanks).copied();
            self.pass_frame(blanks, batch);
            if found.is_some() || self.window.ended() {
                return Ok(found);
            }
            self.window.more()?;
        }
    }

    fn pass_frame(&mut self, bytes: usize, batch: &mut Batch) {
        if bytes > 0 {
            batch.piece(Kind::Frame, self.window.span(bytes), Vec::new);
            self.window.advance(bytes, b'\n');
        }
    }

    /// Reads the next row of the array, or to the end of the document.
    fn in_array(&mut self, batch: &mut Batch) -> Result<bool> {
        let byte = self.next_byte(batch)?;
        match (byte, self.stage) {
            (None | Some(b']'), _) => {
                let dangling = self.stage == Stage::Between && byte.is_some();
                self.stage = Stage::End;
                self.tail(dangling, batch)
            }
            (Some(b','), Stage::Behind) => {
                self.pass_frame(1, batch);
                self.stage = Stage::Between;
                Ok(true)
            }
            (Some(b','), _) => {
                let why = ("not-json", "a comma stands where a row should".to_owned());
                self.reject(1, why, batch);
                Ok(true)
            }
            (Some(_), Stage::Behind) => {
                let why = (
                    "not-json",
                    "a comma is missing before the next row".to_owned(),
                );
                self.reject(0, why, batch);
                self.stage = Stage::Between;
                Ok(true)
            }
            (Some(_), _) => {
                self.stage = Stage::Behind;
                self.element(batch)
            }
        }
    }

    /// Reads the row at the current place.
    fn element(&mut self, batch: &mut Batch) -> Result<bool> {
        let mut skim = Skim::default();
        let mut looked = 0;
        let length = loop {
            let rest = self.window.rest();
            if let Some(found) = skim.take(rest.get(looked..).unwrap_or_default()) {
                break (looked + found).max(1);
            }
            looked = rest.len();
            if self.window.ended() {
                break looked;
            }
            if looked > self.max_record {
                // A quote that was never closed does not take the rows behind it along.
                match resync(rest, &|row| self.layout.is_like(row)) {
                    Some(next) => {
                        let why = (
                            "not-json",
                            "the row does not end where it should".to_owned(),
                        );
                        self.reject(next, why, batch);
                        self.stage = Stage::Between;
                    }
                    None => self.oversize(skim, batch)?,
                }
                return Ok(true);
            }
            self.window.more()?;
        };
        if let Err(why) = self.take(length, batch) {
            let next = match why.0 {
                "not-json" => resync(self.window.rest(), &|row| self.layout.is_like(row)),
                _ => None,
            };
            if next.is_some() {
                // The comma before the next row went with the bad one.
                self.stage = Stage::Between;
            }
            self.reject(next.unwrap_or(length), why, batch);
        }
        Ok(true)
    }

    /// Takes the next `length` bytes as a row, or says why they are none and stays where it is.
    fn take(&mut self, length: usize, batch: &mut Batch) -> std::result::Result<(), Why> {
        let text = self.window.rest().get(..length).unwrap_or_default();
        let mut object = object(text)?;
        let cells = batch.pieces.is_some().then(|| self.layout.cells(&object));
        let row = self.row + 1;
        self.layout
            .push(&mut object, &self.source, row, self.max_cell, batch)?;
        self.row = row;
        batch.piece(Kind::Row, self.window.span(length), || {
            cells.unwrap_or_default()
        });
        self.window.advance(length, b'\n');
        Ok(())
    }

    /// Passes over a row that is too long to be kept.
    fn oversize(&mut self, mut skim: Skim, batch: &mut Batch) -> Result<()> {
        let start = self.window.place();
        let rest = self.window.rest();
        let excerpt = rest.get(..EXCERPT).unwrap_or(rest).to_vec();
        self.window.advance(rest.len(), b'\n');
        while !self.window.ended() {
            self.window.more()?;
            let rest = self.window.rest();
            let end = skim.take(rest);
            self.window.advance(end.unwrap_or(rest.len()), b'\n');
            if end.is_some() {
                break;
            }
        }
        let length = (self.window.place().offset - start.offset) as usize;
        let why = ("cell-too-large", too_large(length, self.max_cell));
        self.refuse(start, why, &excerpt, batch);
        Ok(())
    }

    /// Rejects the next `length` bytes.
    fn reject(&mut self, length: usize, why: Why, batch: &mut Batch) {
        let start = self.window.place();
        let raw = self
            .window
            .rest()
            .get(..length)
            .unwrap_or_default()
            .to_vec();
        self.window.advance(length, b'\n');
        self.refuse(start, why, &raw, batch);
    }

    /// Rejects what stands between `start` and the current place.
    fn refuse(&mut self, start: Place, why: Why, raw: &[u8], batch: &mut Batch) {
        self.row += 1;
        let end = self.window.place().offset;
        batch.piece(Kind::Reject, (start.offset, end), Vec::new);
        batch.reject(start.reject(&self.source, self.row, end, why, raw));
    }

    /// Reads a document that is a single row.
    fn single(&mut self, batch: &mut Batch) -> Result<bool> {
        self.stage = Stage::End;
        if self.next_byte(batch)?.is_none() {
            return Ok(false);
        }
        self.window.reach(self.max_record + 1)?;
        let length = self.window.rest().trim_ascii_end().len();
        if length > self.max_record {
            self.oversize(Skim::default(), batch)?;
        } else if let Err(why) = self.take(length, batch) {
            self.reject(length, why, batch);
        }
        self.rest(batch)?;
        Ok(true)
    }

    /// Reads what stands behind the last row. With what stands before the first it must be JSON.
    fn tail(&mut self, dangling: bool, batch: &mut Batch) -> Result<bool> {
        if dangling {
            let why = ("not-json", "a comma stands behind the last row".to_owned());
            self.reject(0, why, batch);
        }
        self.window.reach(MAX_FRAME + 1)?;
        let rest = self.window.rest();
        if rest.len() <= MAX_FRAME && !self.frame.is_empty() {
            let frame = [self.frame.as_slice(), rest].concat();
            if let Err(error) = serde_json::from_slice::<IgnoredAny>(&frame) {
                let detail = match error.is_eof() {
                    true => "the document is cut off".to_owned(),
                    false => format!("what stands around the rows is not JSON: {error}"),
                };
                self.reject(rest.len(), ("not-json", detail), batch);
            }
        }
        self.rest(batch)?;
        Ok(false)
    }

    /// Passes over the rest of the document.
    fn rest(&mut self, batch: &mut Batch) -> Result<()> {
        loop {
            self.pass_frame(self.window.rest().len(), batch);
            if self.window.ended() {
                return Ok(());
            }
            self.window.more()?;
        }
    }
}

/// The object that a row is.
pub(super) fn object(text: &[u8]) -> std::result::Result<Object, Why> {
    match serde_json::from_slice(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(("not-an-object", "a row must be an object".to_owned())),
        Err(error) => Err(match str::from_utf8(text) {
            Err(_) => ("invalid-utf8", format!("the row is not UTF-8: {error}")),
            // The parser's own limit, which keeps deep nesting from exhausting the stack.
            Ok(_) if error.to_string().starts_with("recursion limit") => {
                let detail = "it is nested more than 127 deep".to_owned();
                ("nested-too-deep", detail)
            }
            Ok(_) => ("not-json", error.to_string()),
        }),
    }
}

/// The objects among the first values that follow each other from `start` on.
fn sample(text: &[u8], start: usize, most: usize) -> Vec<Object> {
    let mut objects = Vec::new();
    let mut at = start;
    while objects.len() < most {
        let rest = text.get(at..).unwrap_or_default();
        at += rest
            .iter()
            .take_while(|b| b.is_ascii_whitespace() || **b == b',')
            .count();
        let rest = text.get(at..).unwrap_or_default();
        let Some(length) = Skim::default()
            .take(rest)
            .filter(|_| rest.first() != Some(&b']'))
        else {
            break;
        };
        objects.extend(object(rest.get(..length).unwrap_or_default()));
        at += length.max(1);
    }
    objects
}

impl Source for Document {
    fn read(&mut self, batch: &mut Batch) -> Result<bool> {
        match self.stage {
            Stage::End => Ok(false),
            Stage::Single => self.single(batch),
            Stage::First | Stage::Behind | Stage::Between => self.in_array(batch),
        }
    }

    fn head(&self) -> &[Piece] {
        &self.head
    }

    fn profile(&self) -> Profile {
        let profile = Profile::new(&self.source, Format::Json, &self.window);
        self.layout.describe(profile, self.pin.as_deref())
    }
}
