//! Plain text: one comment a line.

use super::delimited::too_large;
use super::ids::RowHash;
use super::piece::Kind;
use super::window::{Why, Window};
use super::{Batch, Format, Options, Profile, Source};
use crate::comment::{Comment, Fields};
use crate::error::Result;
use std::str;
use std::sync::Arc;

/// A plain text that is being read.
#[derive(Debug)]
pub(super) struct Text {
    source: Arc<str>,
    window: Window,
    max_cell: usize,
    row: u64,
}

/// A line of an input, as it came out of [`next_line`].
pub(super) enum Line {
    /// Bytes without the line end, and bytes with it.
    Whole(usize, usize),
    /// Longer than the limit; it has been passed over, and this many bytes it had.
    Passed(usize, Vec<u8>),
    /// The input has ended.
    End,
}

/// The next line at the current place of `window`.
pub(super) fn next_line(window: &mut Window, limit: usize) -> Result<Line> {
    loop {
        let rest = window.rest();
        let found = memchr::memchr(b'\n', rest);
        if let Some(end) = found.or((window.ended() && !rest.is_empty()).then_some(rest.len())) {
            let line = rest.get(..end).unwrap_or_default();
            let text = line.strip_suffix(b"\r").unwrap_or(line);
            return Ok(Line::Whole(text.len(), (end + 1).min(rest.len())));
        }
        if window.ended() {
            return Ok(Line::End);
        }
        if rest.len() > limit {
            let start = window.place().offset;
            let excerpt = rest.get(..1 << 16).unwrap_or(rest).to_vec();
            window.skip_line(b'\n')?;
            let length = (window.place().offset - start) as usize;
            return Ok(Line::Passed(length, excerpt));
        }
        window.more()?;
    }
}

impl Text {
    /// Reads on from the start of `window`.
    pub fn new(source: Arc<str>, window: Window, options: &Options) -> Self {
        Self {
            source,
            window,
            max_cell: options.max_cell,
            row: 0,
        }
    }

    fn take(&self, line: &[u8]) -> std::result::Result<Option<String>, Why> {
        match str::from_utf8(line) {
            Err(error) => {
                let detail = format!("byte {} of the line is not UTF-8", error.valid_up_to());
                Err(("invalid-utf8", detail))
            }
            Ok(text) if text.trim().is_empty() => Ok(None),
            Ok(text) if text.len() > self.max_cell => {
                Err(("cell-too-large", too_large(text.len(), self.max_cell)))
            }
            Ok(text) if text.contains('\0') => {
                let detail = "the line holds NUL bytes; the file is damaged or not text";
                Err(("nul-bytes", detail.to_owned()))
            }
            Ok(text) => Ok(Some(text.to_owned())),
        }
    }

    fn push(&self, text: String, batch: &mut Batch) {
        let mut hash = RowHash::default();
        hash.add(text.as_bytes());
        batch.rows.read += 1;
        batch.rows.annotated += 1;
        batch.rows.comments += 1;
        batch.rows.hashed_ids += 1;
        batch.push(Comment {
            id: hash.id(),
            source: Arc::clone(&self.source),
            row: self.row,
            column: None,
            question: None,
            text,
            date: None,
            score: None,
            segment: None,
            fields: Fields::none(),
        });
    }
}

impl Source for Text {
    fn read(&mut self, batch: &mut Batch) -> Result<bool> {
        let start = self.window.place();
        let line = next_line(&mut self.window, self.max_cell)?;
        self.row += 1;
        match line {
            Line::End => return Ok(false),
            Line::Whole(text, next) => {
                let line = self.window.rest().get(..text).unwrap_or_default();
                let bytes = self.window.span(next);
                let cut = || vec![String::from_utf8_lossy(line).into_owned()];
                match self.take(line) {
                    Ok(Some(text)) => {
                        batch.piece(Kind::Row, bytes, cut);
                        self.push(text, batch);
                    }
                    Ok(None) => {
                        batch.piece(Kind::Skip, bytes, cut);
                        batch.skip("blank-line");
                    }
                    Err(why) => {
                        batch.piece(Kind::Reject, bytes, cut);
                        batch.reject(start.reject(&self.source, self.row, bytes.1, why, line));
                    }
                }
                self.window.advance(next, b'\n');
            }
            Line::Passed(length, excerpt) => {
                let why = ("cell-too-large", too_large(length, self.max_cell));
                let end = self.window.place().offset;
                batch.piece(Kind::Reject, (start.offset, end), Vec::new);
                batch.reject(start.reject(&self.source, self.row, end, why, &excerpt));
            }
        }
        Ok(true)
    }

    fn profile(&self) -> Profile {
        Profile::new(&self.source, Format::Text, &self.window)
    }
}
