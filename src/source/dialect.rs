//! Finds out how the cells of a file are parted.

use super::charset::share;
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
    /// How sure the dialect is, in thousandths.
    pub confidence: u16,
    /// How many of the records have faults in their quotes.
    faults: usize,
    /// Cells of the header.
    header: usize,
    /// Cells in quotes.
    quoted: usize,
    /// True if a space follows every delimiter of the header.
    padded: bool,
}

impl Fit {
    /// One column.
    fn single(line_end: u8) -> Self {
        Self {
            dialect: Dialect {
                delimiter: 0,
                line_end,
                ..Dialect::RFC_4180
            },
            columns: 1,
            records: 1,
            even: 1,
            preamble: 0,
            confidence: 800,
            faults: 0,
            header: 1,
            quoted: 0,
            padded: false,
        }
    }

    fn is_table(&self) -> bool {
        self.columns > 1 && self.header > 1 && self.even * 2 > self.records
    }

    fn quality(&self) -> f64 {
        self.even as f64 / self.records as f64 * (self.columns as f64).sqrt()
    }
}

/// What ends a line in a sample.
pub(super) fn line_end(sample: &[u8]) -> u8 {
    if memchr::memchr(b'\n', sample).is_none() && sample.contains(&b'\r') {
        b'\r'
    } else {
        b'\n'
    }
}

/// The dialect that cuts most records of a sample into the same number of cells; the given one, if there is one.
pub(super) fn sniff(sample: &[u8], whole: bool, given: Option<Dialect>) -> Fit {
    if let Some(dialect) = given {
        return fit(sample, whole, dialect);
    }
    let line_end = line_end(sample);
    let with = |delimiter| Dialect {
        delimiter,
        line_end,
        ..Dialect::RFC_4180
    };
    let fits = DELIMITERS.map(|delimiter| way_of_quoting(sample, whole, with(delimiter)));
    let tables = fits.iter().filter(|fit| fit.is_table());
    // `max_by` keeps the last of equals: seen from behind that is the likelier delimiter.
    let best = tables
        .rev()
        .max_by(|a, b| a.quality().total_cmp(&b.quality()));
    let mut best = match best {
        Some(best) => *best,
        None => spaced(fit(sample, whole, with(b' '))).unwrap_or(Fit::single(line_end)),
    };
    if best.columns > 1 {
        let others = fits
            .iter()
            .filter(|fit| fit.dialect.delimiter != best.dialect.delimiter);
        let second = others.map(Fit::quality).fold(0.0, f64::max);
        let margin = 1.0 - 0.3 * (second / best.quality()).min(1.0).powi(2);
        best.confidence = (f64::from(share(best.even, best.records)) * margin) as u16;
    }
    best
}

/// A delimiter with the way of quoting that fits it best: double quotes unless another is clearly meant.
fn way_of_quoting(sample: &[u8], whole: bool, plain: Dialect) -> Fit {
    let mut best = fit(sample, whole, plain);
    if best.padded {
        let padded = Dialect {
            padded: true,
            ..best.dialect
        };
        let other = fit(sample, whole, padded);
        if other.even >= best.even && other.faults <= best.faults {
            best = other;
        }
    }
    // Words in apostrophes are common in text; where they are quotes, they stand around whole cells only.
    if best.quoted == 0 {
        let apostrophes = Dialect {
            quote: b'\'',
            ..best.dialect
        };
        let other = fit(sample, whole, apostrophes);
        if other.even >= best.even && other.quoted > 1 && other.faults == 0 {
            best = other;
        }
    }
    if best.faults > 0 {
        let backslash = Dialect {
            backslash: true,
            ..best.dialect
        };
        let other = fit(sample, whole, backslash);
        if other.even >= best.even && other.faults < best.faults {
            best = other;
        }
    }
    best
}

/// A table whose cells are parted by spaces must leave no doubt: any text has spaces.
fn spaced(fit: Fit) -> Option<Fit> {
    let sure = fit.columns > 2 && fit.records > 3 && fit.even == fit.records && fit.faults == 0;
    (sure && fit.quoted * 2 >= fit.records).then_some(fit)
}

fn fit(sample: &[u8], whole: bool, dialect: Dialect) -> Fit {
    let mut found: Vec<Shape> = Vec::new();
    let (mut faults, mut quoted) = (0, 0);
    let mut padded = false;
    records(sample, whole, dialect, |record, text, cells| {
        faults += usize::from(record.fault.is_some());
        let before = |cell: &Cell| Some(*text.get(cell.start.checked_sub(1)?)?);
        quoted += cells
            .iter()
            .filter(|cell| before(cell) == Some(dialect.quote))
            .count();
        if found.is_empty() {
            let mut others = cells.iter().skip(1);
            padded = others.all(|cell| text.get(cell.start) == Some(&b' '));
        }
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
    // A line that tells spreadsheets the delimiter.
    let told = sample
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"sep="));
    let preamble = preamble(&found, columns).max(usize::from(told));
    Fit {
        dialect,
        columns,
        records: found.len(),
        even,
        preamble,
        confidence: share(even, found.len()),
        faults,
        quoted,
        padded: padded && columns > 1 && dialect.delimiter != b' ',
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
