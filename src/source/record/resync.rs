//! Finds back to the rows after a bad quote.

use super::scanner::{LIKE_PAIRS, LIKE_ROWS};
use super::{Cell, Dialect, Record, scan};

/// True if one line alone is a row: the right number of cells, and quotes only around cells.
pub(super) fn is_row(line: &[u8], dialect: Dialect, columns: usize) -> bool {
    let mut cells = Vec::new();
    // Inside the scan of one line no line end can occur, so this never looks further than the line.
    match scan(line, true, dialect, 0, &mut cells) {
        Ok(record) => {
            record.fault.is_none()
                && cells.len() == columns
                && cells.iter().all(|cell| is_proper(line, cell, dialect))
        }
        Err(_) => false,
    }
}

/// True unless the cell is an unquoted one that holds a quote.
fn is_proper(buffer: &[u8], cell: &Cell, dialect: Dialect) -> bool {
    let content = buffer.get(cell.start..cell.end).unwrap_or_default();
    let quoted = cell.start > 0 && buffer.get(cell.start - 1) == Some(&dialect.quote);
    quoted || memchr::memchr(dialect.quote, content).is_none()
}

/// True if the lines at the start of `rest` are rows of their own, as many as it takes to be sure or all there are.
pub fn rows_follow(rest: &[u8], whole: bool, dialect: Dialect, columns: usize) -> bool {
    let enough = match columns {
        0 | 1 => return false,
        2 => LIKE_PAIRS,
        _ => LIKE_ROWS,
    };
    let mut rest = rest;
    for seen in 0..enough {
        let (line, next) = match memchr::memchr(dialect.line_end, rest) {
            Some(end) => (rest.get(..end), rest.get(end + 1..)),
            None if rest.is_empty() => return whole && seen > 0,
            None if whole => (Some(rest), None),
            None => return false,
        };
        if !is_row(line.unwrap_or_default(), dialect, columns) {
            return false;
        }
        rest = next.unwrap_or_default();
    }
    true
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
                && cells.iter().all(|cell| is_proper(rest, cell, dialect))
        });
        if proper {
            return Some(line);
        }
        from = line + memchr::memchr(dialect.line_end, rest)?;
    }
}

/// The cells of a bad row as a person would cut it: a quote that opens a cell and is not closed before a delimiter
/// is text, and so is a line break.
pub fn loose(raw: &[u8], dialect: Dialect) -> Vec<String> {
    let mut cells = Vec::new();
    let mut rest = raw;
    loop {
        let quoted = (rest.first() == Some(&dialect.quote)).then(|| closing(rest, dialect));
        let (content, after) = match quoted.flatten() {
            Some(end) => (rest.get(1..end), end + 1),
            None => {
                let end = memchr::memchr(dialect.delimiter, rest).unwrap_or(rest.len());
                (rest.get(..end), end)
            }
        };
        let text = String::from_utf8_lossy(content.unwrap_or_default());
        let quote = char::from(dialect.quote).to_string();
        cells.push(text.replace(&quote.repeat(2), &quote));
        match rest.get(after..).and_then(<[u8]>::split_first) {
            Some((_, next)) => rest = next.get(dialect.cell_start(next, 0)..).unwrap_or_default(),
            None => return cells,
        }
    }
}

/// The quote that closes the cell at the start of `rest`, if it stands before a delimiter or the end.
fn closing(rest: &[u8], dialect: Dialect) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr(dialect.quote, rest.get(at..)?)?;
        match rest.get(at + 1) {
            Some(&byte) if byte == dialect.quote => at += 2,
            None => return Some(at),
            Some(&byte) => return (byte == dialect.delimiter).then_some(at),
        }
    }
}
