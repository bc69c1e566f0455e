//! Finds out how the cells of a file are parted.

use super::record::{Cell, Dialect, Record, scan};
use std::collections::BTreeMap;

/// Delimiters that are tried, the likelier first.
const DELIMITERS: [u8; 4] = *b",;\t|";
/// Records looked at.
const RECORDS: usize = 500;

/// Most records above a header.
const MAX_PREAMBLE: usize = 10;

/// How well a dialect fits the start of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    /// The dialect.
    pub dialect: Dialect,
    /// Cells that most records have.
    pub columns: usize,
    /// Records looked at, the header included.
    pub records: usize,
    /// How many of them have that many cells.
    pub even: usize,
    /// Records above the header that hold a title or the like.
    pub preamble: usize,
    /// How many of the records have faults in their quotes.
    faults: usize,
    /// Cells of the header.
    header: usize,
}

/// The dialect that cuts most records of a sample into the same number of cells.
pub(super) fn sniff(sample: &[u8], whole: bool) -> Fit {
    let line_end = if memchr::memchr(b'\n', sample).is_none() && sample.contains(&b'\r') {
        b'\r'
    } else {
        b'\n'
    };
    let one_column = Fit {
        dialect: Dialect {
            delimiter: 0,
            line_end,
            quote: b'"',
            backslash: false,
        },
        columns: 1,
        records: 1,
        even: 1,
        preamble: 0,
        faults: 0,
        header: 1,
    };
    let best = DELIMITERS
        .iter()
        .map(|&delimiter| {
            let dialect = Dialect {
                delimiter,
                line_end,
                quote: b'"',
                backslash: false,
            };
            fit(sample, whole, dialect)
        })
        .filter(|fit| fit.columns > 1 && fit.header > 1 && fit.even * 2 > fit.records)
        // `max_by` keeps the last of equals: seen from behind that is the likelier delimiter.
        .rev()
        .max_by(|a, b| quality(a).total_cmp(&quality(b)))
        .unwrap_or(one_column);
    if best.faults == 0 {
        return best;
    }
    let mut dialect = best.dialect;
    dialect.backslash = true;
    let with_backslash = fit(sample, whole, dialect);
    if with_backslash.faults < best.faults && with_backslash.even >= best.even {
        with_backslash
    } else {
        best
    }
}

fn quality(fit: &Fit) -> f64 {
    fit.even as f64 / fit.records as f64 * (fit.columns as f64).sqrt()
}

fn fit(sample: &[u8], whole: bool, dialect: Dialect) -> Fit {
    let mut found: Vec<Shape> = Vec::new();
    let mut faults = 0;
    records(sample, whole, dialect, |record, _, cells| {
        faults += usize::from(record.fault.is_some());
        found.push(Shape {
            width: cells.len(),
            filled: cells.iter().filter(|cell| cell.end > cell.start).count(),
        });
        found.len() < RECORDS
    });
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for record in &found {
        *counts.entry(record.width).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|&(_, count)| count);
    let (columns, even) = most.unwrap_or_default();
    let preamble = preamble(&found, columns);
    Fit {
        dialect,
        columns,
        records: found.len(),
        even,
        preamble,
        faults,
        header: found.get(preamble).map_or(0, |header| header.width),
    }
}

struct Shape {
    width: usize,
    filled: usize,
}

/// Leading records that hold one cell at most, where a table of three columns or more follows.
fn preamble(found: &[Shape], columns: usize) -> usize {
    let titles = found.iter().take_while(|record| record.filled <= 1).count();
    let is_header = |header: &Shape| header.width == columns && header.filled * 2 > columns;
    let follows = found.get(titles).is_some_and(is_header);
    if columns > 2 && titles <= MAX_PREAMBLE && follows {
        titles
    } else {
        0
    }
}

/// Hands each record of a sample to `each` until that returns false; blank lines and a record cut off by the end
/// of the sample are left out.
pub(super) fn records(
    sample: &[u8],
    whole: bool,
    dialect: Dialect,
    mut each: impl FnMut(&Record, &[u8], &[Cell]) -> bool,
) {
    let mut cells = Vec::new();
    let mut rest = sample;
    let mut columns = 0;
    while !rest.is_empty() {
        let Ok(record) = scan(rest, whole, dialect, columns, &mut cells) else {
            return;
        };
        if columns == 0 {
            columns = cells.len();
        }
        let text = rest.get(..record.end).unwrap_or_default();
        if !text.trim_ascii().is_empty() && !each(&record, text, &cells) {
            return;
        }
        rest = rest.get(record.next..).unwrap_or_default();
    }
}
