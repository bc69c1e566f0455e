//! JSON Lines: one object a line.

use super::delimited::too_large;
use super::json::members::{Layout, Object};
use super::json::object;
use super::piece::{Kind, Piece};
use super::text::{Line, next_line};
use super::window::{Why, Window};
use super::{Batch, Format, Options, Profile, Reading, Source};
use crate::error::Result;
use std::sync::Arc;

/// A file of JSON Lines that is being read.
#[derive(Debug)]
pub(super) struct JsonLines {
    source: Arc<str>,
    window: Window,
    layout: Layout,
    row: u64,
    max_cell: usize,
    max_line: usize,
    head: Piece,
    pin: Option<Arc<Reading>>,
}

impl JsonLines {
    /// Chooses the columns by the first lines.
    pub fn open(source: Arc<str>, window: Window, options: &Options) -> Result<Self> {
        let objects: Vec<Object> = sample(window.rest(), window.ended());
        let layout = Layout::new(objects.iter(), &[], options, &source)?;
        let head = layout.head();
        Ok(Self {
            source,
            window,
            layout,
            row: 0,
            max_cell: options.max_cell,
            max_line: options.max_record(),
            head,
            pin: options.pin.clone(),
        })
    }

    /// Takes a line as a row: what it was, and its cells if they are wanted.
    fn take(
        &self,
        line: &[u8],
        batch: &mut Batch,
    ) -> std::result::Result<(Kind, Vec<String>), Why> {
        if line.trim_ascii().is_empty() {
            batch.skip("blank-line");
            return Ok((Kind::Skip, Vec::new()));
        }
        let mut object = object(line)?;
        let cells = batch.pieces.is_some().then(|| self.layout.cells(&object));
        self.layout
            .push(&mut object, &self.source, self.row, self.max_cell, batch)?;
        Ok((Kind::Row, cells.unwrap_or_default()))
    }
}

/// The objects in the first lines of a sample.
fn sample(sample: &[u8], whole: bool) -> Vec<Object> {
    let end = match memchr::memrchr(b'\n', sample) {
        Some(end) if !whole => end,
        _ => sample.len(),
    };
    let lines = sample.get(..end).unwrap_or_default().split(|&b| b == b'\n');
    lines
        .take(1000)
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect()
}

/// True if a text that may be JSON is JSON Lines: its first two lines that are not blank are objects of their own, or
/// two in three of the first look like that.
pub(super) fn looks_like_lines(sample: &[u8], whole: bool) -> bool {
    let lines = sample.split(|&b| b == b'\n').map(<[u8]>::trim_ascii);
    let lines: Vec<&[u8]> = lines.filter(|line| !line.is_empty()).take(30).collect();
    let alike = |line: &&&[u8]| line.starts_with(b"{") && line.ends_with(b"}");
    if lines.len() > 2 && lines.iter().filter(alike).count() * 3 >= lines.len() * 2 {
        return true;
    }
    let is_object = |line: Option<&&[u8]>| line.is_some_and(|line| object(line).is_ok());
    is_object(lines.first()) && (is_object(lines.get(1)) || !whole && lines.len() > 1)
}

impl Source for JsonLines {
    fn read(&mut self, batch: &mut Batch) -> Result<bool> {
        let start = self.window.place();
        let line = next_line(&mut self.window, self.max_line)?;
        self.row += 1;
        match line {
            Line::End => return Ok(false),
            Line::Whole(text, next) => {
                let line = self.window.rest().get(..text).unwrap_or_default();
                let bytes = self.window.span(next);
                match self.take(line, batch) {
                    Ok((kind, cells)) => batch.piece(kind, bytes, || cells),
                    Err(why) => {
                        batch.piece(Kind::Reject, bytes, Vec::new);
                        batch.reject(start.reject(&self.source, self.row, bytes.1, why, line));
                    }
                }
                self.window.advance(next, b'\n');
            }
            Line::Passed(length, excerpt) => {
                let why = ("cell-too-large", too_large(length, self.max_line));
                let end = self.window.place().offset;
                batch.piece(Kind::Reject, (start.offset, end), Vec::new);
                batch.reject(start.reject(&self.source, self.row, end, why, &excerpt));
            }
        }
        Ok(true)
    }

    fn head(&self) -> &[Piece] {
        std::slice::from_ref(&self.head)
    }

    fn profile(&self) -> Profile {
        let profile = Profile::new(&self.source, Format::JsonLines, &self.window);
        self.layout.describe(profile, self.pin.as_deref())
    }
}
