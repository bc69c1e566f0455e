//! Cuts delimited text into records and cells, one record at a time, and finds back to the rows after a bad quote.
//!
//! The grammar is RFC 4180 with any one-byte delimiter. A quote inside an unquoted cell is text, as every
//! spreadsheet reads it. A reader that trusts quotes blindly loses the rest of a file to one quote that is never
//! closed; [`resync`] says where the bad row ends instead.

use std::borrow::Cow;

/// Lines in a row that look like rows of their own before a quoted cell around them is held to be a mistake.
const LIKE_ROWS: usize = 8;
/// The same where there are two columns, and a comma in a sentence is enough to look like a row.
const LIKE_PAIRS: usize = 64;
/// Line breaks that one cell may hold where there is no second column to tell rows by.
const MAX_BREAKS: usize = 1000;

/// How the cells of a file are parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Parts the cells of a record; NUL where there is one column.
    pub delimiter: u8,
    /// Ends a line: a line feed, or a carriage return in files that hold no line feed.
    pub line_end: u8,
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
    if line.1 != usize::MAX && memchr::memchr(b'"', text).is_none() {
        return Ok(plain_line(text, line.1, dialect, cells));
    }
    Scanner {
        buffer,
        dialect,
        columns,
        whole,
        fault: None,
        broken_at: None,
        like_rows: 0,
        breaks: 0,
    }
    .run(cells)
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
        });
        start = at + 1;
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

struct Scanner<'b> {
    buffer: &'b [u8],
    dialect: Dialect,
    columns: usize,
    whole: bool,
    fault: Option<Fault>,
    broken_at: Option<usize>,
    like_rows: usize,
    breaks: usize,
}

impl Scanner<'_> {
    fn run(mut self, cells: &mut Vec<Cell>) -> Result<Record, State> {
        let mut at = 0;
        loop {
            let (cell, after) = if self.buffer.get(at) == Some(&b'"') {
                self.quoted(at + 1)?
            } else {
                self.plain(at, at)?
            };
            cells.push(cell);
            if self.buffer.get(after) == Some(&self.dialect.delimiter) {
                at = after + 1;
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
        };
        Ok((cell, after))
    }

    fn quoted(&mut self, start: usize) -> Result<(Cell, usize), State> {
        let mut doubled = false;
        let mut at = start;
        loop {
            let rest = self.buffer.get(at..).unwrap_or_default();
            let Some(found) = memchr::memchr2(b'"', self.dialect.line_end, rest) else {
                return self.unclosed(start, doubled);
            };
            let here = at + found;
            at = here + 1;
            if self.buffer.get(here) != Some(&b'"') {
                if self.swallows(here) {
                    self.fault = Some(Fault::Unterminated);
                    let cell = Cell {
                        start,
                        end: here,
                        doubled,
                    };
                    return Ok((cell, here));
                }
                continue;
            }
            match self.buffer.get(at) {
                Some(b'"') => {
                    doubled = true;
                    at += 1;
                }
                None if !self.whole => return Err(State::Closing),
                _ => return self.closed(start, here, doubled),
            }
        }
    }

    /// Reads on behind a closing quote at `quote`.
    fn closed(
        &mut self,
        start: usize,
        quote: usize,
        doubled: bool,
    ) -> Result<(Cell, usize), State> {
        let (tail, after) = self.plain(quote + 1, quote + 1)?;
        let tail = self.buffer.get(tail.start..tail.end).unwrap_or_default();
        if tail.iter().any(|&byte| byte != b' ') {
            self.fault = Some(Fault::TextAfterQuote);
        }
        let cell = Cell {
            start,
            end: quote,
            doubled,
        };
        Ok((cell, after))
    }

    fn unclosed(&mut self, start: usize, doubled: bool) -> Result<(Cell, usize), State> {
        if !self.whole {
            return Err(State::Quoted);
        }
        self.fault = Some(Fault::Unterminated);
        let end = self.buffer.len();
        let cell = Cell {
            start,
            end,
            doubled,
        };
        Ok((cell, end))
    }

    /// True if the lines around a line break inside a cell show that the cell was never meant to hold them.
    fn swallows(&mut self, line_end: usize) -> bool {
        self.broken_at.get_or_insert(line_end);
        self.breaks += 1;
        let line = self.buffer.get(line_end + 1..).unwrap_or_default();
        let line = match memchr::memchr(self.dialect.line_end, line) {
            Some(length) => line.get(..length).unwrap_or_default(),
            None => line,
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

/// True if one line alone is a row: the right number of cells, and quotes only around cells.
fn is_row(line: &[u8], dialect: Dialect, columns: usize) -> bool {
    let mut cells = Vec::new();
    // Inside the scan of one line no line end can occur, so this never looks further than the line.
    match scan(line, true, dialect, 0, &mut cells) {
        Ok(record) => {
            record.fault.is_none()
                && cells.len() == columns
                && cells.iter().all(|cell| is_proper(line, cell))
        }
        Err(_) => false,
    }
}

/// True unless the cell is an unquoted one that holds a quote.
fn is_proper(buffer: &[u8], cell: &Cell) -> bool {
    let content = buffer.get(cell.start..cell.end).unwrap_or_default();
    let quoted = cell.start > 0 && buffer.get(cell.start - 1) == Some(&b'"');
    quoted || memchr::memchr(b'"', content).is_none()
}

/// Where the rows go on after a bad record that spans several lines: the first line inside it at which a whole
/// and proper row begins. `None` if there is none, and the whole record is one bad row.
pub fn resync(buffer: &[u8], record: &Record, dialect: Dialect, columns: usize) -> Option<usize> {
    let mut cells = Vec::new();
    let mut from = record.broken_at?;
    loop {
        let line = from + 1;
        let rest = buffer.get(line..).unwrap_or_default();
        if line >= record.next {
            return None;
        }
        let proper = scan(rest, true, dialect, 0, &mut cells).is_ok_and(|found| {
            found.fault.is_none()
                && cells.len() == columns
                && cells.iter().all(|cell| is_proper(rest, cell))
        });
        if proper {
            return Some(line);
        }
        from = line + memchr::memchr(dialect.line_end, rest)?;
    }
}

/// The content of a cell, with doubled quotes made single.
pub fn content<'r>(record: &'r str, cell: &Cell) -> Cow<'r, str> {
    let content = record.get(cell.start..cell.end).unwrap_or_default();
    if cell.doubled {
        Cow::Owned(content.replace("\"\"", "\""))
    } else {
        Cow::Borrowed(content)
    }
}
