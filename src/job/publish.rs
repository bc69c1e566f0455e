//! Makes a generation from a finished state.

use super::report::Report;
use super::settings::{Job, OutputFormat};
use super::stop::Stop;
use super::work::Work;
use crate::error::{Error, Result};
use crate::lexicon::Lexicons;
use crate::outputs::{Outputs, Wanted};
use crate::sink::output::close;
use crate::store::generation::{Entry, Folders, Manifest, pretty, remove_all, write_synced};
use crate::store::{RejectRow, RunRow, State, create_private};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// A generation that is to be made.
pub struct Publication<'a> {
    /// The job.
    pub job: &'a Job,
    /// The lexicons in use.
    pub lexicons: &'a Lexicons,
    /// Its folders.
    pub folders: &'a Folders,
    /// Number of the generation.
    pub number: u64,
    /// The wish to stop.
    pub stop: &'a Stop,
}

/// One line of the file of rejects.
#[derive(Serialize)]
struct RejectLine<'a> {
    source: &'a str,
    file: &'a str,
    row: u64,
    line: u64,
    start: u64,
    end: u64,
    reason: &'a str,
    detail: &'a str,
    raw_base64: String,
}

impl Publication<'_> {
    /// Writes all outputs of a state and makes them visible together.
    ///
    /// # Errors
    /// Something cannot be written; what was published before still is.
    pub fn publish(&self, work: Work, report: &mut Report) -> Result<Manifest> {
        let partial = self.folders.partial(self.number);
        let made = self.make(&partial, work, report);
        if made.is_err() {
            // What cannot be removed now is removed when the next run starts.
            let _ = remove_all(&partial);
        }
        made
    }

    fn make(&self, partial: &Path, work: Work, report: &mut Report) -> Result<Manifest> {
        fs::create_dir(partial).map_err(|source| Error::Create {
            path: partial.to_owned(),
            source,
        })?;
        let outputs = Outputs {
            state: &work.state,
            lexicons: self.lexicons,
            stages: stages(self.job),
            go_on: &|| self.stop.check(),
        };
        outputs.write(partial, &self.wanted())?;
        rejects(&work.state, partial)?;
        work.complete()?;
        let path = work.state.path().to_owned();
        work.state.close()?;
        report.outputs = described(partial)?;
        let mut copy = report.clone();
        copy.volatile = None;
        write_synced(&partial.join("report.json"), &pretty(&copy))?;
        self.folders.publish(
            self.number,
            &path,
            report.status.of_generation(),
            &report.run_date,
            &report.outputs,
        )
    }

    fn wanted(&self) -> Wanted {
        let output = &self.job.output;
        let has = |format| output.formats.contains(&format);
        Wanted {
            jsonl: has(OutputFormat::Jsonl),
            csv: has(OutputFormat::Csv),
            sqlite: has(OutputFormat::Sqlite),
            #[cfg(feature = "parquet")]
            parquet: has(OutputFormat::Parquet),
            text: output.text,
            steps: output.steps,
            spreadsheet_safe: output.spreadsheet_safe,
            only: output.run_only.then_some(self.number),
        }
    }
}

/// Journey stages that stand in place of the themes' own, by source.
pub fn stages(job: &Job) -> BTreeMap<String, String> {
    let sources = job.sources.iter();
    sources
        .filter_map(|source| Some((source.name.clone(), source.stage.clone()?)))
        .collect()
}

/// Files of a folder, by name.
fn described(folder: &Path) -> Result<Vec<Entry>> {
    let fail = |error| Error::io(folder, error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(fail)? {
        files.push(Entry::of(&entry.map_err(fail)?.path())?);
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// Writes the rows that could not be read, for their owner alone: they hold what customers wrote.
fn rejects(state: &State, folder: &Path) -> Result<()> {
    let path = folder.join("rejects.jsonl");
    let fail = |error| Error::io(&path, error);
    let mut out = BufWriter::new(create_private(&path)?);
    state.each_reject(|reject| {
        serde_json::to_writer(&mut out, &line(&reject)).map_err(|error| fail(error.into()))?;
        out.write_all(b"\n").map_err(fail)
    })?;
    let file = out.into_inner().map_err(|error| fail(error.into_error()))?;
    file.sync_all().and_then(|()| close(file)).map_err(fail)
}

fn line(reject: &RejectRow) -> RejectLine<'_> {
    RejectLine {
        source: &reject.source,
        file: &reject.path,
        row: reject.row,
        line: reject.line,
        start: reject.bytes.0,
        end: reject.bytes.1,
        reason: &reject.reason,
        detail: &reject.detail,
        raw_base64: STANDARD.encode(&reject.raw),
    }
}

/// What the store keeps of a run.
pub fn run_row(report: &Report, generation: u64) -> RunRow {
    let (rows, comments) = (&report.rows, &report.comments);
    RunRow {
        generation,
        run_date: report.run_date.clone(),
        kind: report.kind.name().into(),
        status: report.status.of_generation(),
        rows: [rows.read, rows.annotated, rows.rejected, rows.skipped],
        comments: [
            comments.new,
            comments.changed,
            comments.updated,
            comments.unchanged,
            comments.duplicates,
            comments.superseded,
            report.recode.as_ref().map_or(0, |recode| recode.comments),
        ],
    }
}
