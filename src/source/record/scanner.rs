//! The scan of a record with quotes.

use super::resync::is_row;
use super::{Cell, Dialect, Fault, Record, State, trimmed};

/// Lines in a row that look like rows of their own before a quoted cell around them is held to be a mistake.
pub(super) const LIKE_ROWS: usize = 8;
/// The same where there are two columns, and a comma in a sentence is enough to look like a row.
pub(super) const LIKE_PAIRS: usize = 64;
/// Line breaks that one cell may hold where there is no second column to tell rows by.
const MAX_BREAKS: usize = 1000;

/// Scans a record that holds quotes or runs over the end of its line.
pub(super) struct Scanner<'b> {
    buffer: &'b [u8],
    dialect: Dialect,
    columns: usize,
    whole: bool,
    fault: Option<Fault>,
    broken_at: Option<usize>,
    like_rows: usize,
    breaks: usize,
}

impl<'b> Scanner<'b> {
    /// A scanner at the start of `buffer`; see [`super::scan`].
    pub fn new(buffer: &'b [u8], whole: bool, dialect: Dialect, columns: usize) -> Self {
        Self {
            buffer,
            dialect,
            columns,
            whole,
            fault: None,
            broken_at: None,
            like_rows: 0,
            breaks: 0,
        }
    }

    /// Lists the cells of the record.
    pub fn run(mut self, cells: &mut Vec<Cell>) -> Result<Record, State> {
        let mut at = 0;
        loop {
            let (cell, after) = if self.buffer.get(at) == Some(&self.dialect.quote) {
                self.quoted(at + 1)?
            } else {
                self.plain(at, at)?
            };
            cells.push(cell);
            if self.buffer.get(after) == Some(&self.dialect.delimiter) {
                at = self.dialect.cell_start(self.buffer, after + 1);
                if at >= self.buffer.len() && !self.whole {
                    return Err(State::Start);
                }
                continue;
            }
            let text = self.buffer.get(..after).unwrap_or_default();
            return Ok(Record {
                end: trimmed(text, self.dialect),
                next: (after + 1).min(self.buffer.len()),
                fault: self.fault,
                broken_at: self.broken_at,
            });
        }
    }

    /// Reads on to the end of a cell without quotes, or of the text behind a closing quote.
    fn plain(&self, start: usize, from: usize) -> Result<(Cell, usize), State> {
        let rest = self.buffer.get(from..).unwrap_or_default();
        let Some(length) = memchr::memchr2(self.dialect.delimiter, self.dialect.line_end, rest)
            .or(self.whole.then_some(rest.len()))
        else {
            return Err(State::Plain);
        };
        let after = from + length;
        let mut end = after;
        if self.buffer.get(after) != Some(&self.dialect.delimiter) {
            let text = self.buffer.get(start..after).unwrap_or_default();
            end = start + trimmed(text, self.dialect);
        }
        let cell = Cell {
            start,
            end,
            doubled: false,
            backslash: false,
        };
        Ok((cell, after))
    }

    fn quoted(&mut self, start: usize) -> Result<(Cell, usize), State> {
        let mut cell = Cell {
            start,
            end: start,
            doubled: false,
            backslash: false,
        };
        let mut at = start;
        loop {
            let rest = self.buffer.get(at..).unwrap_or_default();
            let Some(found) = memchr::memchr2(self.dialect.quote, self.dialect.line_end, rest)
            else {
                return self.unclosed(cell);
            };
            cell.end = at + found;
            at = cell.end + 1;
            if self.buffer.get(cell.end) != Some(&self.dialect.quote) {
                if self.swallows(cell.end) {
                    self.fault = Some(Fault::Unterminated);
                    return Ok((cell, cell.end));
                }
            } else if self.dialect.backslash && self.is_escaped(&cell) {
                cell.backslash = true;
            } else {
                match self.buffer.get(at) {
                    Some(&byte) if byte == self.dialect.quote => {
                        cell.doubled = true;
                        at += 1;
                    }
                    None if !self.whole => return Err(State::Closing),
                    Some(&byte) if self.is_apostrophe(byte) => {}
                    _ => return self.closed(cell),
                }
            }
        }
    }

    /// True if a quote with this byte behind it is an apostrophe in a text, where cells stand in apostrophes.
    fn is_apostrophe(&self, behind: u8) -> bool {
        let Dialect {
            quote,
            delimiter,
            line_end,
            ..
        } = self.dialect;
        quote == b'\'' && ![delimiter, line_end, b'\r', b' '].contains(&behind)
    }

    /// True if an odd number of backslashes stands before the end of a cell.
    fn is_escaped(&self, cell: &Cell) -> bool {
        let content = self.buffer.get(cell.start..cell.end).unwrap_or_default();
        let backslashes = content.iter().rev().take_while(|&&byte| byte == b'\\');
        backslashes.count() % 2 == 1
    }

    /// Reads on behind the closing quote at the end of a cell.
    fn closed(&mut self, cell: Cell) -> Result<(Cell, usize), State> {
        let (tail, after) = self.plain(cell.end + 1, cell.end + 1)?;
        let tail = self.buffer.get(tail.start..tail.end).unwrap_or_default();
        if tail.iter().any(|&byte| byte != b' ') {
            self.fault = Some(Fault::TextAfterQuote);
        }
        Ok((cell, after))
    }

    fn unclosed(&mut self, mut cell: Cell) -> Result<(Cell, usize), State> {
        if !self.whole {
            return Err(State::Quoted);
        }
        self.fault = Some(Fault::Unterminated);
        cell.end = self.buffer.len();
        Ok((cell, cell.end))
    }

    /// True if the lines around a line break inside a cell show that the cell was never meant to hold them.
    fn swallows(&mut self, line_end: usize) -> bool {
        self.broken_at.get_or_insert(line_end);
        self.breaks += 1;
        let rest = self.buffer.get(line_end + 1..).unwrap_or_default();
        let line = match memchr::memchr(self.dialect.line_end, rest) {
            Some(length) => rest.get(..length).unwrap_or_default(),
            None if self.whole => rest,
            None => return false,
        };
        let enough = match self.columns {
            0 => return false,
            1 => return self.breaks > MAX_BREAKS,
            2 => LIKE_PAIRS,
            _ => LIKE_ROWS,
        };
        if is_row(line, self.dialect, self.columns) {
            self.like_rows += 1;
        } else {
            self.like_rows = 0;
        }
        self.like_rows >= enough
    }
}
