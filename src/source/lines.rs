//! JSON Lines: one object a line.

use super::delimited::too_large;
use super::json::{Layout, Object};
use super::piece::Kind;
use super::text::{Line, next_line};
use super::window::{Why, Window};
use super::{Batch, Format, Options, Profile, Source};
use crate::error::Result;
use serde_json::Value;
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
}

impl JsonLines {
    /// Chooses the columns by the first lines.
    pub fn open(source: Arc<str>, window: Window, options: &Options) -> Result<Self> {
        let objects: Vec<Object> = sample(window.rest(), window.ended());
        let layout = Layout::new(objects.iter(), options, &source)?;
        Ok(Self {
            source,
            window,
            layout,
            row: 0,
            max_cell: options.max_cell,
            max_line: options.max_record(),
        })
    }

    fn take(&self, line: &[u8], batch: &mut Batch) -> std::result::Result<Kind, Why> {
        if line.trim_ascii().is_empty() {
            batch.skip("blank-line");
            return Ok(Kind::Skip);
        }
        match serde_json::from_slice(line) {
            Ok(Value::Object(mut object)) => self
                .layout
                .push(&mut object, &self.source, self.row, self.max_cell, batch)
                .map(|()| Kind::Row),
            Ok(_) => Err(("not-an-object", "a line must hold an object".to_owned())),
            Err(error) if std::str::from_utf8(line).is_err() => {
                Err(("invalid-utf8", format!("the line is not UTF-8: {error}")))
            }
            Err(error) => Err(("not-json", error.to_string())),
        }
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

/// True if a `.json` file is JSON Lines: its first two lines that are not blank are objects of their own.
pub(super) fn looks_like_lines(sample: &[u8], whole: bool) -> bool {
    let mut lines = sample
        .split(|&b| b == b'\n')
        .filter(|line| !line.trim_ascii().is_empty());
    let is_object = |line: Option<&[u8]>| {
        line.is_some_and(|line| serde_json::from_slice::<Object>(line).is_ok())
    };
    is_object(lines.next()) && (is_object(lines.next()) || !whole && lines.next().is_some())
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
                let cut = || vec![String::from_utf8_lossy(line).into_owned()];
                match self.take(line, batch) {
                    Ok(kind) => batch.piece(kind, bytes, cut),
                    Err(why) => {
                        batch.piece(Kind::Reject, bytes, cut);
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

    fn profile(&self) -> Profile {
        Profile {
            columns: self.layout.uses.clone(),
            problems: self.layout.choice.problems.clone(),
            ..Profile::new(&self.source, Format::JsonLines, &self.window)
        }
    }
}
