//! The published tables as CSV, one file a table.

use super::tables::{self, Table, Value};
use super::{Target, Wanted, Writer};
use crate::error::Result;
use crate::sink::cells::CellWriter;
use crate::store::record::Stored;
use crate::store::state::State;
use std::path::Path;

/// Writes the tables.
pub(super) struct Csv {
    wanted: Wanted,
    comments: Target,
    segments: Target,
    mentions: Target,
    evidence: Target,
    corrections: Target,
    done: Vec<Target>,
}

impl Csv {
    pub fn create(folder: &Path, state: &State, wanted: Wanted) -> Result<Self> {
        let begin = |table: &Table| {
            let mut target = Target::create(folder, &format!("{}.csv", table.name))?;
            target.write(&header(table))?;
            Ok(target)
        };
        let mut themes = begin(&tables::THEMES)?;
        themes.write(&rendered(&tables::theme_rows(state)?, wanted))?;
        let mut runs = begin(&tables::RUNS)?;
        runs.write(&rendered(&tables::run_rows(state)?, wanted))?;
        Ok(Self {
            wanted,
            comments: begin(&tables::COMMENTS)?,
            segments: begin(&tables::SEGMENTS)?,
            mentions: begin(&tables::MENTIONS)?,
            evidence: begin(&tables::EVIDENCE)?,
            corrections: begin(&tables::CORRECTIONS)?,
            done: vec![themes, runs],
        })
    }
}

impl Writer for Csv {
    fn comment(&mut self, comment: &Stored) -> Result<()> {
        let rows = tables::comment_rows(comment, &self.wanted);
        self.comments
            .write(&rendered(&[rows.comment], self.wanted))?;
        self.segments
            .write(&rendered(&rows.segments, self.wanted))?;
        self.mentions
            .write(&rendered(&rows.mentions, self.wanted))?;
        self.evidence
            .write(&rendered(&rows.evidence, self.wanted))?;
        self.corrections
            .write(&rendered(&rows.corrections, self.wanted))
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let written = [
            self.comments,
            self.segments,
            self.mentions,
            self.evidence,
            self.corrections,
        ];
        self.done
            .into_iter()
            .chain(written)
            .try_for_each(Target::finish)
    }
}

fn header(table: &Table) -> Vec<u8> {
    let mut out = CellWriter::new(false);
    for (name, _) in table.columns {
        out.plain(name);
    }
    out.end();
    out.into_bytes()
}

fn rendered(rows: &[Vec<Value<'_>>], wanted: Wanted) -> Vec<u8> {
    let mut out = CellWriter::new(wanted.spreadsheet_safe);
    for row in rows {
        for cell in row {
            match cell {
                Value::None => out.plain(""),
                Value::Text(text) => out.text(text),
                Value::Whole(number) => out.plain(number),
                Value::Real(number) => out.plain(number),
            };
        }
        out.end();
    }
    out.into_bytes()
}
