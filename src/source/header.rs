//! The header of a delimited file: its names, and how many rows it takes.

use super::charset::share;
use super::columns::{ColumnWords, HeaderShape, is_question, matches, normalize, readable};
use super::dialect::{Fit, records, sniff};
use super::record::{Cell, Dialect, content};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Rows by which the number of columns is judged.
const WIDTH_ROWS: usize = 200;

/// Rows by which a file without a header is known.
const HEADLESS_ROWS: usize = 6;

/// The header of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Names of the columns, each once.
    pub names: Vec<Arc<str>>,
    /// The questions that the columns hold answers to, where the header asks them.
    pub questions: Vec<Option<Arc<str>>>,
    /// Records it takes, with what stands above it.
    pub rows: usize,
    /// The tool that writes such headers, where it takes more than one.
    pub shape: Option<String>,
    /// How sure it is, in thousandths.
    pub confidence: u16,
}

/// Reads the header at the start of `sample`; without names if the sample holds no record.
pub(super) fn read(sample: &[u8], whole: bool, fit: &Fit, words: &ColumnWords) -> Header {
    let most = words.header.iter().map(|shape| shape.rows).max();
    let most = most.unwrap_or(1).max(HEADLESS_ROWS);
    let mut first: Vec<Vec<String>> = Vec::new();
    let mut above = fit.preamble;
    records(sample, whole, fit.dialect, |_, text, cells| {
        if above > 0 {
            above -= 1;
            return true;
        }
        first.push(strings(text, cells, fit.dialect));
        first.len() < most
    });
    let shape = words.header.iter().find(|shape| fits(shape, &first));
    let headless = shape.is_none() && is_headless(&first, words);
    let rows = shape.map_or(usize::from(!headless), |shape| shape.rows);
    let mut names = first.first().cloned().unwrap_or_default();
    if shape.is_some_and(|shape| shape.join)
        && let Some(last) = first.get(rows - 1)
    {
        names = join(&names, last);
    }
    if headless {
        names.fill(String::new());
    }
    let blank = names.iter().rev();
    let blank = blank.take_while(|name| name.trim().is_empty()).count();
    let named = if headless {
        names.len()
    } else {
        names.len() - blank
    };
    let mut header = Header {
        questions: questions(&names, shape, &first),
        names: distinct(names),
        rows: fit.preamble + rows,
        shape: shape.map(|shape| shape.name.clone()),
        confidence: confidence(&first, rows, shape.is_some(), words),
    };
    // A delimiter too many at the end of the header is no column if the rows do not have it.
    let width = usual_width(sample, whole, fit, &header);
    if let Some(width) = width.filter(|&width| width >= named) {
        header.names.truncate(width);
        header.questions.truncate(width);
    }
    header
}

/// True if the first record is a row like those below it: it names nothing that we know, and where it has a number or a
/// date, so have they.
fn is_headless(first: &[Vec<String>], words: &ColumnWords) -> bool {
    let Some((names, rows)) = first.split_first().filter(|(_, rows)| rows.len() > 1) else {
        return false;
    };
    let headers: Vec<Arc<str>> = names.iter().map(|name| Arc::from(name.as_str())).collect();
    let is_value = |cell: &String| {
        let cell = cell.trim();
        let digits = cell.bytes().filter(u8::is_ascii_digit).count();
        let rest = |c: char| c.is_ascii_digit() || " .,:-/+TZ%".contains(c);
        digits > 0 && cell.chars().all(rest)
    };
    let below = |index: usize| rows.iter().all(|row| row.get(index).is_some_and(is_value));
    let mut cells = names.iter().enumerate();
    let alike = cells.any(|(index, name)| is_value(name) && below(index));
    let distinct: HashSet<&String> = names.iter().collect();
    // A table of years has numbers for names, one more than the other.
    let sentence = names.iter().any(|name| name.split_whitespace().count() > 2);
    alike && (sentence || distinct.len() < names.len()) && !words.knows_one_of(&headers)
}

/// How sure it is that the first of these records are a header of so many `rows`.
fn confidence(first: &[Vec<String>], rows: usize, known: bool, words: &ColumnWords) -> u16 {
    let Some(names) = first.first() else {
        return 0;
    };
    let like_value = |name: &String| name.trim().is_empty() || name.trim().parse::<f64>().is_ok();
    let values = names.iter().filter(|name| like_value(name)).count();
    let headers: Vec<Arc<str>> = names.iter().map(|name| Arc::from(name.as_str())).collect();
    let repeated = first.get(rows) == Some(names);
    match (known, words.knows_one_of(&headers)) {
        _ if rows == 0 => 700,
        _ if repeated => 600,
        (true, _) => 990,
        (false, true) => 950,
        (false, false) if values == 0 => 800,
        (false, false) => share(names.len() - values, names.len()) / 2,
    }
}

/// The number of cells, but for empty ones at the end beyond the header's, that nine in ten rows have.
///
/// Where it is not the header's, names and cells do not belong together.
pub(super) fn usual_width(sample: &[u8], whole: bool, fit: &Fit, header: &Header) -> Option<usize> {
    let names = header.names.len();
    let mut rows = 0;
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    records(sample, whole, fit.dialect, |_, _, cells| {
        rows += 1;
        if rows > header.rows {
            let surplus = cells.get(names..).unwrap_or_default();
            let used = surplus.iter().rposition(|cell| cell.end > cell.start);
            let beyond = used.map_or(0, |last| last + 1);
            *widths.entry(cells.len().min(names) + beyond).or_default() += 1;
        }
        rows < WIDTH_ROWS
    });
    let looked_at = rows.saturating_sub(header.rows);
    let (width, count) = widths.into_iter().max_by_key(|&(_, count)| count)?;
    (looked_at >= 3 && count * 10 >= looked_at * 9).then_some(width)
}

/// True if a file whose name does not say so is delimited: its rows are even and its header has a word we know.
pub(super) fn looks_delimited(sample: &[u8], whole: bool, words: &ColumnWords) -> bool {
    let fit = sniff(sample, whole, None);
    let even = fit.columns > 1 && fit.records > 1 && fit.even * 20 >= fit.records * 19;
    even && words.knows_one_of(&read(sample, whole, &fit, words).names)
}

/// The cells of a record.
pub(super) fn strings(text: &[u8], cells: &[Cell], dialect: Dialect) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    cells
        .iter()
        .map(|cell| content(&text, cell, dialect).into_owned())
        .collect()
}

fn fits(shape: &HeaderShape, first: &[Vec<String>]) -> bool {
    let (Some(names), Some(last)) = (first.first(), first.get(shape.rows.wrapping_sub(1))) else {
        return false;
    };
    let like = shape
        .last_row
        .as_ref()
        .is_none_or(|pattern| last.iter().all(|cell| matches(pattern, cell.trim())));
    let blank = shape.blank_below.iter().all(|wanted| {
        let place = names.iter().position(|name| normalize(name) == *wanted);
        place.is_some_and(|place| last.get(place).is_some_and(|cell| cell.trim().is_empty()))
    });
    like && blank && (shape.last_row.is_some() || !shape.blank_below.is_empty())
}

/// The question of each column: of the row that holds them, else of names that ask one.
fn questions(
    names: &[String],
    shape: Option<&HeaderShape>,
    first: &[Vec<String>],
) -> Vec<Option<Arc<str>>> {
    let row = shape.and_then(|shape| first.get(shape.question_row?.checked_sub(1)?));
    let asked = |text: &String| is_question(text).then(|| Arc::from(readable(text)));
    let question = |(index, name)| asked(row.and_then(|row| row.get(index)).unwrap_or(name));
    names.iter().enumerate().map(question).collect()
}

/// One name a column from a header of two rows: a blank name continues the question to its left, and the columns
/// of such a question are told apart by the second row.
fn join(names: &[String], last: &[String]) -> Vec<String> {
    let is_blank = |index: usize| names.get(index).is_some_and(|name| name.trim().is_empty());
    let mut question = "";
    let mut joined = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        if !is_blank(index) {
            question = name;
        }
        let part = last.get(index).map_or("", |part| part.trim());
        if part.is_empty() || !(is_blank(index) || is_blank(index + 1)) {
            joined.push(question.to_owned());
        } else {
            joined.push(format!("{question} - {part}"));
        }
    }
    joined
}

/// Names that differ from each other: a blank one becomes `column_4`, the second `x` becomes `x_2`.
fn distinct(names: Vec<String>) -> Vec<Arc<str>> {
    let all: HashSet<String> = names.iter().cloned().collect();
    let mut given: HashSet<String> = HashSet::new();
    let mut last_number: HashMap<String, usize> = HashMap::new();
    let mut result = Vec::with_capacity(names.len());
    for (index, name) in names.into_iter().enumerate() {
        let blank = name.trim().is_empty();
        let mut chosen = name.clone();
        if blank || given.contains(&name) {
            let base = if blank { "column" } else { name.as_str() };
            let number = last_number
                .entry(base.to_owned())
                .or_insert(usize::from(!blank));
            loop {
                *number = if blank {
                    (index + 1).max(*number + 1)
                } else {
                    *number + 1
                };
                chosen = format!("{base}_{number}");
                if !given.contains(&chosen) && !all.contains(&chosen) {
                    break;
                }
            }
        }
        given.insert(chosen.clone());
        result.push(Arc::from(chosen));
    }
    result
}
