//! Cuts delimited text into records and cells, one record at a time, and finds back to the rows after a bad quote.
//!
//! The grammar is RFC 4180 with any one-byte delimiter. A quote inside an unquoted cell is text, as every
//! spreadsheet reads it. A reader that trusts quotes blindly loses the rest of a file to one quote that is never
//! closed; [`resync`] says where the bad row ends instead.

mod resync;
mod scanner;
#[cfg(test)]
mod tests;

mod skip;

pub use resync::{loose, resync, rows_follow};
pub use skip::{Skipped, skip};

use scanner::Scanner;
use std::borrow::Cow;

/// How the cells of a file are parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Parts the cells of a record; NUL where there is one column.
    pub delimiter: u8,
    /// Ends a line: a line feed, or a carriage return in files that hold no line feed.
    pub line_end: u8,
    /// Stands around cells that hold a delimiter, a line end or a quote.
    pub quote: u8,
    /// True if quotes inside quoted cells have a backslash before them, as databases write them.
    pub backslash: bool,
    /// True if a space may stand between a delimiter and its cell.
    pub padded: bool,
}

impl Dialect {
    /// Commas and double quotes.
    pub const RFC_4180: Self = Self {
        delimiter: b',',
        line_end: b'\n',
        quote: b'"',
        backslash: false,
        padded: false,
    };

    /// The start of the cell at `at`.
    fn cell_start(self, buffer: &[u8], at: usize) -> usize {
        at + usize::from(self.padded && buffer.get(at) == Some(&b' '))
    }
}

/// A cell of a record: where its content stands in the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// First byte of the content, behind the quote.
    pub start: usize,
    /// First byte after the content, before the closing quote.
    pub end: usize,
    /// True if the content holds doubled quotes.
    pub doubled: bool,
    /// True if the content holds quotes behind backslashes.
    pub backslash: bool,
}

/// What is wrong with the quotes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Text stands between a closing quote and the next delimiter.
    TextAfterQuote,
    /// A quote is never closed.
    Unterminated,
}

/// A record found at the start of a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// First byte after the record's text.
    pub end: usize,
    /// First byte of the next record.
    pub next: usize,
    /// What is wrong with it.
    pub fault: Option<Fault>,
    /// First line break inside a cell, if there is one.
    pub broken_at: Option<usize>,
}

/// Where the scan of a record stood when the buffer ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Before the first character of a cell.
    Start,
    /// In a cell without quotes.
    Plain,
    /// In a quoted cell.
    Quoted,
    /// Behind a quote in a quoted cell: it closes the cell, or doubles.
    Closing,
}

/// Scans the record at the start of `buffer` and lists its cells.
///
/// `columns` is the number that rows should have, 0 if it is not known. `Err` gives the state in which the buffer
/// ran out; `whole` says that nothing follows the buffer, so that it cannot.
pub fn scan(
    buffer: &[u8],
    whole: bool,
    dialect: Dialect,
    columns: usize,
    cells: &mut Vec<Cell>,
) -> Result<Record, State> {
    cells.clear();
    let line = match memchr::memchr(dialect.line_end, buffer) {
        Some(found) => (found, found + 1),
        None if whole => (buffer.len(), buffer.len()),
        None => (buffer.len(), usize::MAX),
    };
    let text = buffer.get(..line.0).unwrap_or_default();
    if line.1 != usize::MAX && memchr::memchr(dialect.quote, text).is_none() {
        return Ok(plain_line(text, line.1, dialect, cells));
    }
    Scanner::new(buffer, whole, dialect, columns).run(cells)
}

fn plain_line(text: &[u8], next: usize, dialect: Dialect, cells: &mut Vec<Cell>) -> Record {
    let end = trimmed(text, dialect);
    let mut start = 0;
    let text = text.get(..end).unwrap_or_default();
    for at in memchr::memchr_iter(dialect.delimiter, text).chain([end]) {
        cells.push(Cell {
            start,
            end: at,
            doubled: false,
            backslash: false,
        });
        start = dialect.cell_start(text, at + 1);
    }
    Record {
        end,
        next,
        fault: None,
        broken_at: None,
    }
}

/// The length of a line without the carriage return before its line feed.
fn trimmed(line: &[u8], dialect: Dialect) -> usize {
    line.len() - usize::from(dialect.line_end == b'\n' && line.ends_with(b"\r"))
}

/// The content of a cell, with doubled quotes made single and backslashes before quotes taken off.
pub fn content<'r>(record: &'r str, cell: &Cell, dialect: Dialect) -> Cow<'r, str> {
    let content = record.get(cell.start..cell.end).unwrap_or_default();
    if !cell.doubled && !cell.backslash {
        return Cow::Borrowed(content);
    }
    let quote = char::from(dialect.quote);
    let mut out = String::with_capacity(content.len());
    let mut chars = content.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let escapes = match c {
            '\\' => cell.backslash && (next == Some(quote) || next == Some('\\')),
            c => c == quote && next == Some(quote),
        };
        // Of the two the second is meant.
        out.push(if escapes {
            chars.next().unwrap_or(c)
        } else {
            c
        });
    }
    Cow::Owned(out)
}
