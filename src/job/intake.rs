//! Takes the comments of a file into the state: new and changed ones are annotated, others are counted.

use super::failure::Failure;
use super::opening::Opened;
use super::report::{Comments, SourceReport, TagCounts};
use super::rows::RowMaker;
use super::settings::Job;
use super::stop::Stop;
use super::tagging::tags;
use super::work::Work;
use crate::comment::Reject;
use crate::error::Result;
use crate::pipeline::Pipeline;
use crate::source::{self, Batch, Ids, Rows, Source};
use crate::store::{Erased, Known, RejectRow, Row};
use std::collections::HashMap;

/// Most bytes of comments in a batch.
const BATCH_BYTES: usize = 4 << 20;
/// Comments taken in between two times that the work is kept.
const KEEP_EVERY: u64 = 20_000;

/// Takes in files.
pub struct Intake<'a> {
    /// The job.
    pub job: &'a Job,
    /// The pipeline.
    pub pipeline: &'a Pipeline,
    /// The wish to stop.
    pub stop: &'a Stop,
    /// Number of the versions in use.
    pub version: i64,
    /// The generation in the making.
    pub generation: u64,
    /// The place of each file of a source in its order.
    pub order: HashMap<(usize, String), usize>,
    /// Rows that are not taken in again.
    pub erased: Erased,
}

/// A batch with what is not in it.
struct Read {
    batch: Batch,
    /// One a comment: true if its id is a hash.
    hashed: Vec<bool>,
}

/// A comment that has to be annotated.
struct Todo {
    row: Row,
    known: Option<Known>,
}

impl Intake<'_> {
    /// Takes in a file, from where the work had come.
    ///
    /// # Errors
    /// It cannot be read, the state cannot be written, or the run shall stop.
    pub fn file(&self, opened: &Opened, work: &mut Work) -> std::result::Result<(), Failure> {
        let input = &opened.input;
        let Some(settings) = self.job.sources.get(input.source) else {
            return Ok(());
        };
        let mut reader = source::open(&input.path.to_string_lossy(), &opened.options)?;
        let maker = RowMaker::new(self.job, settings, &input.name, &reader.profile());
        if work.progress.batches == 0 {
            work.state.clear_rejects(&input.file.source, &input.name)?;
        }
        let passed = work.progress.batches;
        let mut ids = Ids::default();
        let mut number = 0;
        let mut taken = 0;
        while let Some(read) = self.next(&mut *reader, &mut ids)? {
            number += 1;
            if let Some(cause) = self.stop.cause() {
                work.save()?;
                return Err(Failure::Interrupted(cause));
            }
            if number <= passed {
                continue;
            }
            taken += read.batch.comments.len() as u64;
            self.take(read, &maker, input.source, work)?;
            work.progress.batches = number;
            if taken >= KEEP_EVERY {
                taken = 0;
                work.save()?;
            }
        }
        input.is_still_the_same()?;
        if let Some(report) = work.progress.sources.get_mut(input.source) {
            let file = report.files.iter_mut().find(|file| file.path == input.name);
            if let Some(file) = file {
                file.describe(&reader.profile());
            }
        }
        work.state.set_file(&input.file, self.generation)?;
        work.progress.files += 1;
        work.progress.batches = 0;
        work.save()?;
        Ok(())
    }

    /// The next batch of a file. Ids of rows that have none are made to differ within the file.
    fn next(&self, reader: &mut dyn Source, ids: &mut Ids) -> Result<Option<Read>> {
        let mut batch = Batch::default();
        let mut hashed = Vec::new();
        while batch.comments.len() < self.job.batch && batch.bytes < BATCH_BYTES {
            let before = batch.rows.hashed_ids;
            if !reader.read(&mut batch)? {
                break;
            }
            let is_hashed = batch.rows.hashed_ids > before;
            let fresh = batch.comments.get_mut(hashed.len()..).unwrap_or_default();
            if is_hashed {
                ids.make_unique(fresh);
            }
            hashed.resize(batch.comments.len(), is_hashed);
        }
        Ok((batch.rows.read > 0).then_some(Read { batch, hashed }))
    }

    fn take(&self, read: Read, maker: &RowMaker<'_>, source: usize, work: &mut Work) -> Result<()> {
        let Read { batch, hashed } = read;
        let mut counts = Comments::default();
        let mut todo: Vec<Todo> = Vec::new();
        let mut at: HashMap<String, usize> = HashMap::new();
        for (comment, is_hashed) in batch.comments.into_iter().zip(hashed) {
            let made = maker.row(comment);
            counts.read += 1;
            counts.hashed_ids += u64::from(is_hashed);
            counts.dated += u64::from(made.dated);
            counts.ambiguous_times += u64::from(made.ambiguous);
            let row = made.row;
            if self.erased.holds(&row) {
                counts.erased += 1;
                continue;
            }
            if let Some(earlier) = at
                .get(&row.comment_id)
                .and_then(|&place| todo.get_mut(place))
            {
                // The same id again in one batch: the later row stands.
                if same(&earlier.row, &row) {
                    counts.duplicates += 1;
                } else {
                    counts.changed += 1;
                    earlier.row = row;
                }
                continue;
            }
            let known = work.state.known(&row.comment_id)?;
            if let Some(known) = &known
                && self.is_settled(&row, known, source, work, &mut counts)
            {
                continue;
            }
            match &known {
                None => counts.new += 1,
                Some(known) if known.content != row.content() => counts.changed += 1,
                Some(_) => counts.updated += 1,
            }
            at.insert(row.comment_id.clone(), todo.len());
            todo.push(Todo { row, known });
        }
        let tags = self.annotate(&todo, work)?;
        let Some(report) = work.progress.sources.get_mut(source) else {
            return Ok(());
        };
        report.comments.add(&counts);
        report.tags.add(&tags);
        self.account(report, maker.file(), &batch.rows);
        for reject in &batch.rejects {
            work.state
                .add_reject(&reject_row(reject, &report.source, maker.file()))?;
        }
        Ok(())
    }

    /// True if a known comment needs nothing to be done.
    fn is_settled(
        &self,
        row: &Row,
        known: &Known,
        source: usize,
        work: &mut Work,
        counts: &mut Comments,
    ) -> bool {
        if known.content == row.content() && known.rest == row.rest() {
            if work.seen.insert(known.key) {
                counts.duplicates += 1;
            } else {
                counts.unchanged += 1;
            }
            return true;
        }
        let place = |file: &str| self.order.get(&(source, file.to_owned()));
        let later = match (place(&known.file), place(&row.file)) {
            (Some(known), Some(this)) => known > this,
            _ => false,
        };
        counts.superseded += u64::from(later);
        later
    }

    /// Annotates comments and puts them into the state.
    fn annotate(&self, todo: &[Todo], work: &mut Work) -> Result<TagCounts> {
        let tags = tags(self.pipeline, todo.iter().map(|todo| &todo.row));
        let mut counts = TagCounts::default();
        for (Todo { row, known }, tags) in todo.iter().zip(&tags) {
            counts.count(tags);
            let key = match known {
                None => work
                    .state
                    .insert(row, tags, self.version, self.generation)?,
                Some(known) => {
                    work.state
                        .replace(known.key, row, tags, self.version, self.generation)?;
                    known.key
                }
            };
            work.seen.insert(key);
        }
        Ok(counts)
    }

    fn account(&self, report: &mut SourceReport, file: &str, rows: &Rows) {
        report.rows.add_rows(rows);
        if let Some(file) = report.files.iter_mut().find(|report| report.path == file) {
            file.rows.add_rows(rows);
        }
    }
}

/// True if two rows of the same id say the same.
fn same(a: &Row, b: &Row) -> bool {
    a.content() == b.content() && a.rest() == b.rest()
}

fn reject_row(reject: &Reject, source: &str, file: &str) -> RejectRow {
    RejectRow {
        source: source.to_owned(),
        path: file.to_owned(),
        row: reject.row,
        line: reject.line,
        bytes: reject.bytes,
        reason: reject.reason.to_owned(),
        detail: reject.detail.clone(),
        raw: reject.raw.clone(),
    }
}
