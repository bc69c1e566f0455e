//! Opening a delimited file: its dialect, its header, its columns.

use super::super::choice::{Column, choose};
use super::super::dialect::{line_end, records, sniff};
use super::super::header::{self, strings};
use super::super::input::refusal;
use super::super::layout::Layout;
use super::super::piece::{Kind, Piece};
use super::super::reading::Reading;
use super::super::record::{Dialect, content};
use super::super::window::Window;
use super::super::{Confidence, Options, SAMPLE};
use super::Delimited;
use crate::error::{Error, Result};
use crate::spreadsheet::restore;
use std::sync::Arc;

/// Records by which columns are guessed.
const GUESS_ROWS: usize = 200;
impl Delimited {
    pub(super) fn with_dialect(
        source: Arc<str>,
        mut window: Window,
        options: &Options,
        given: Option<Dialect>,
    ) -> Result<Self> {
        let find = |window: &Window| sniff(window.rest(), window.ended(), given);
        // A header may be longer than the sample: thousands of columns.
        let mut fit = find(&window);
        while fit.records == 0 && !window.ended() && window.rest().len() < options.max_record() {
            window.more()?;
            fit = find(&window);
        }
        let dialect = fit.dialect;
        let (sample, whole) = (window.rest(), window.ended());
        let mut header = header::read(sample, whole, &fit, &options.words);
        if options.spreadsheet_safe {
            for name in &mut header.names {
                *name = Arc::from(restore(name));
            }
        }
        if header.names.is_empty() {
            return Err(Error::Empty(source.to_string()));
        }
        if header.names.len() > options.max_columns {
            let (names, most) = (header.names.len(), options.max_columns);
            let problem = format!("{names} columns where {most} are allowed");
            return Err(refusal(
                &source,
                &problem,
                "check the delimiter, or raise --max-columns",
            ));
        }
        let mut problems = Vec::new();
        let width = header::usual_width(sample, whole, &fit, &header);
        if let Some(width) = width.filter(|&width| width != header.names.len()) {
            let error = Error::Input {
                source_name: source.to_string(),
                problem: format!(
                    "the header has {} names where the rows have {width} cells",
                    header.names.len()
                ),
                help: "repair the first line of the file".to_owned(),
            };
            if !options.lenient {
                return Err(error);
            }
            problems.push(error.to_string());
        }
        let columns = sample_columns(sample, whole, dialect, &header);
        let mut choice = choose(&columns, options, &source)?;
        choice.problems.extend(problems);
        let columns_confidence = choice.confidence(&columns);
        let layout = Layout::new(&header, choice, dialect, options.spreadsheet_safe);
        let mut this = Self {
            source,
            window,
            dialect,
            header_rows: header.rows,
            header_shape: header.shape,
            header: Vec::new(),
            layout,
            max_cell: options.max_cell,
            max_record: options.max_record(),
            row: 0,
            cells: Vec::new(),
            head: Vec::new(),
            confidence: Confidence {
                encoding: 1000,
                dialect: if given.is_some() {
                    1000
                } else {
                    fit.confidence
                },
                header: header.confidence,
                columns: columns_confidence,
            },
            names: header.names,
            origin: None,
            pin: options.pin.clone(),
        };
        this.pass_header(fit.preamble)?;
        Ok(this)
    }

    /// Moves behind the header, and keeps the row of names to know it again.
    fn pass_header(&mut self, preamble: usize) -> Result<()> {
        let mut passed = 0;
        while passed < self.header_rows {
            let Ok(record) = self.scan()? else {
                return Ok(());
            };
            let text = self.window.rest().get(..record.end).unwrap_or_default();
            let mut kind = Kind::Skip;
            if !text.trim_ascii().is_empty() {
                if passed == preamble {
                    self.header = text.to_vec();
                }
                kind = if passed < preamble {
                    Kind::Frame
                } else {
                    Kind::Header
                };
                passed += 1;
            }
            self.head.push(Piece {
                kind,
                bytes: self.window.span(record.next),
                cells: strings(text, &self.cells, self.dialect),
            });
            self.window.advance(record.next, self.dialect.line_end);
        }
        Ok(())
    }
}

/// The dialect of a pinned reading, for an input that starts with `sample`.
pub(super) fn given_dialect(pin: &Reading, sample: &[u8]) -> Option<Dialect> {
    pin.quote?;
    // Delimiters and quotes are single bytes in UTF-8.
    let byte = |c: Option<char>| c.and_then(|c| u8::try_from(c).ok());
    Some(Dialect {
        delimiter: byte(pin.delimiter).unwrap_or(0),
        line_end: line_end(sample),
        quote: byte(pin.quote)?,
        backslash: pin.backslash,
        padded: pin.padded,
    })
}

fn sample_columns(
    sample: &[u8],
    whole: bool,
    dialect: Dialect,
    header: &header::Header,
) -> Vec<Column> {
    let named = header.names.iter().zip(&header.questions);
    let mut columns: Vec<Column> = named
        .map(|(name, question)| Column::of_question(name, question.as_ref()))
        .collect();
    let mut row = 0;
    let sample = sample
        .get(..sample.len().min(SAMPLE.max(1 << 22)))
        .unwrap_or(sample);
    records(sample, whole, dialect, |_, text, cells| {
        row += 1;
        if row > header.rows && cells.len() == columns.len() {
            let text = String::from_utf8_lossy(text);
            for (column, cell) in columns.iter_mut().zip(cells) {
                column.add(&content(&text, cell, dialect));
            }
        }
        row < GUESS_ROWS
    });
    columns
}
