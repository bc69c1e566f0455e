//! The published tables of single inputs, without a store.

use super::rollups::Rollups;
use super::rows::{Cells, comment_rows, date_rows, theme_rows};
use super::table::Table;
use super::{Wanted, csv, tables};
use crate::annotation::Annotation;
use crate::comment::Comment;
use crate::error::Result;
use crate::lexicon::Lexicons;
use crate::rollup::Themes;
use crate::sink::output::Output;
use crate::sink::{Content, Rendered, Sink};
use crate::store::record::{Row, Stored, Tags, Version};
use crate::store::{Corrected, Outline, ThemeRow};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The day and moment of a date as written.
pub type ReadDate = dyn Fn(&str) -> Option<(Date, Option<Timestamp>)> + Sync;

/// Columns of an input that rows name.
#[derive(Clone, Debug, Default)]
pub struct InputColumns {
    /// The column of the segment.
    pub segment: Option<String>,
    /// The column of the customer's own score.
    pub score: Option<String>,
}

/// The tables that are written comment by comment, in the order of what is rendered.
const BY_COMMENT: [&Table; 4] = [
    &tables::COMMENTS,
    &tables::SEGMENTS,
    &tables::MENTIONS,
    &tables::EVIDENCE,
];

/// Writes the tables into a folder: all but `runs`.
pub struct Tagged {
    wanted: Wanted,
    columns: HashMap<Arc<str>, InputColumns>,
    read_date: Box<ReadDate>,
    version: Version,
    outputs: Vec<Output>,
    dates: Output,
    rollup_output: Output,
    /// What is known when all comments have passed. Counting does not depend on their order.
    seen: Mutex<Seen>,
}

struct Seen {
    days: BTreeSet<Date>,
    rollups: Rollups,
}

impl Tagged {
    /// Names of the files.
    pub fn files() -> impl Iterator<Item = String> {
        let others = [&tables::THEMES, &tables::DATES, &tables::ROLLUPS];
        BY_COMMENT.into_iter().chain(others).map(csv::file_name)
    }

    /// Prepares the tables in `folder`. `columns` are those of each input by its name.
    ///
    /// # Errors
    /// A file cannot be made.
    pub fn create(
        folder: &Path,
        content: Content,
        columns: HashMap<Arc<str>, InputColumns>,
        read_date: Box<ReadDate>,
        lexicons: &Lexicons,
    ) -> Result<Self> {
        let begin = |table: &Table| {
            let mut output = Output::create(&folder.join(csv::file_name(table)))?;
            output.write(&csv::header(table))?;
            Ok(output)
        };
        let mut outputs: Vec<Output> = BY_COMMENT
            .iter()
            .map(|table| begin(table))
            .collect::<Result<_>>()?;
        let mut themes = begin(&tables::THEMES)?;
        let rows = theme_rows(&ThemeRow::all(lexicons), lexicons);
        themes.write(&csv::rendered(&rows, content.spreadsheet_safe))?;
        outputs.push(themes);
        Ok(Self {
            wanted: Wanted {
                text: content.text,
                steps: content.steps,
                spreadsheet_safe: content.spreadsheet_safe,
                ..Wanted::default()
            },
            columns,
            read_date,
            version: Version::of(lexicons),
            outputs,
            dates: begin(&tables::DATES)?,
            rollup_output: begin(&tables::ROLLUPS)?,
            seen: Mutex::new(Seen {
                days: BTreeSet::new(),
                rollups: Rollups::new(Themes::of(lexicons.codeframe())),
            }),
        })
    }

    fn stored(&self, comment: &Comment, annotation: &Annotation, lexicons: &Lexicons) -> Stored {
        let columns = self.columns.get(&comment.source);
        let segment = columns.and_then(|columns| columns.segment.clone());
        let value = comment.segment.as_deref().map(str::trim);
        let value = value.filter(|value| !value.is_empty());
        let segments: Map<String, Value> = segment
            .zip(value)
            .map(|(name, value)| (name, Value::from(value)))
            .into_iter()
            .collect();
        let moment = comment.date.as_deref().and_then(&self.read_date);
        let row = Row {
            source: Arc::clone(&comment.source),
            comment_id: comment.id.clone(),
            file: Arc::clone(&comment.source),
            row: comment.row,
            column: comment.column.as_deref().map(str::to_owned),
            question: comment.question.as_deref().map(str::to_owned),
            text: comment.text.clone(),
            date: comment.date.clone(),
            day: moment.map(|(day, _)| day.to_string()),
            at: moment.and_then(|(_, at)| at).map(|at| at.to_string()),
            own_score: comment.score.clone(),
            score_column: columns.and_then(|columns| columns.score.clone()),
            segments: Value::Object(segments).to_string(),
            // Names and cells are always JSON.
            fields: serde_json::to_string(&comment.fields).unwrap_or_else(|_| "{}".to_owned()),
            given: None,
        };
        Stored {
            tags: Tags::new(annotation, &comment.text, lexicons),
            row,
            version: self.version.clone(),
            first_generation: 0,
            generation: 0,
            corrected: Corrected::default(),
        }
    }
}

impl Sink for Tagged {
    fn render(
        &self,
        comments: &[Comment],
        annotations: &[Annotation],
        lexicons: &Lexicons,
    ) -> Rendered {
        let stored: Vec<Stored> = comments
            .iter()
            .zip(annotations)
            .map(|(comment, annotation)| self.stored(comment, annotation, lexicons))
            .collect();
        let mut tables: [Vec<Cells<'_>>; 4] = Default::default();
        for comment in &stored {
            let rows = comment_rows(comment, lexicons, None, &self.wanted);
            let [comments, segments, mentions, evidence] = &mut tables;
            comments.push(rows.comment);
            segments.extend(rows.segments);
            mentions.extend(rows.mentions);
            evidence.extend(rows.evidence);
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for comment in &stored {
            seen.rollups.count(&Outline::of(comment));
            let day = comment.row.day.as_deref();
            seen.days
                .extend(day.and_then(|day| day.parse::<Date>().ok()));
        }
        drop(seen);
        let safe = self.wanted.spreadsheet_safe;
        let rendered = tables.iter().map(|rows| csv::rendered(rows, safe));
        rendered.collect()
    }

    fn write(&mut self, rendered: Rendered) -> Result<()> {
        let mut pairs = self.outputs.iter_mut().zip(&rendered);
        pairs.try_for_each(|(output, bytes)| output.write(bytes))
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        let safe = self.wanted.spreadsheet_safe;
        let seen = self
            .seen
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        self.dates
            .write(&csv::rendered(&date_rows(&seen.days), safe))?;
        self.rollup_output
            .write(&csv::rendered(&seen.rollups.rows(), safe))?;
        let mut outputs = self.outputs;
        outputs.extend([self.dates, self.rollup_output]);
        // All of them are safe on disk before the first becomes visible.
        outputs.iter_mut().try_for_each(Output::sync)?;
        outputs.into_iter().try_for_each(Output::commit)
    }
}
