//! A run that erases the comments of respondents.

use super::figures::history;
use super::{Ended, Night};
use crate::error::Result;
use crate::job::failure::Failure;
use crate::job::orders::Erasure;
use crate::job::report::{ErasureReport, SourceReport};
use crate::job::work::{Plan, Work, discard};
use crate::store::{Found, Journal, State, Version, remove_search};
use std::collections::BTreeSet;

impl Night<'_> {
    /// Erases comments and publishes a generation without them. Unless they are to be kept, the generations before are
    /// removed: they hold what is to be erased.
    pub(super) fn erase(&mut self, wish: &Erasure) -> std::result::Result<Ended, Failure> {
        self.prepare()?;
        let before = self.before()?;
        let pipeline = self.pipeline()?;
        let version = Version::of(pipeline.lexicons());
        self.report.made_by = Some(version.clone());
        let Some(state) = &before.state else {
            return Ok(Ended::Unchanged);
        };
        let found = state.comments_of(&wish.whose)?;
        let next = self.next_number(before.number())?;
        // Work that was begun holds the comments too.
        discard(&self.work_path()?)?;
        let plan = Plan::new(format!("erase {next}"), &[]);
        let (path, published) = (self.work_path()?, before.manifest.as_ref());
        let go_on = || self.stop.check();
        let work = Work::begin(&self.folders, &path, published, &plan, &go_on)?;
        let number = work.state.version(&version)?;
        let rejects = work.state.erase(&wish.whose, &found)?;
        let rows: BTreeSet<&str> = found.iter().map(|one| one.row_id.as_str()).collect();
        self.report.erased = Some(ErasureReport {
            comments: found.len() as u64,
            rows: rows.len() as u64,
            rejects,
        });
        self.forget(&work.state, &found, next)?;
        let sources = self.job.sources.iter();
        self.report.sources = sources
            .map(|source| SourceReport {
                source: source.name.clone(),
                ..SourceReport::default()
            })
            .collect();
        // Gates judge what was delivered; they do not stand between a person and being forgotten.
        self.report.history = history(&work.state)?;
        self.report.open_rejects = work.state.reject_count()?;
        drop(before);
        if found.is_empty() && rejects == 0 {
            drop(work);
            discard(&path)?;
            return Ok(Ended::Unchanged);
        }
        self.publish(work, next, (number, pipeline.lexicons()))?;
        if !wish.keep_generations && !self.orders.dry_run {
            self.folders.prune(next, 1)?;
        }
        Ok(Ended::Published)
    }

    /// Forgets what people have said of comments, in the journal and in the state that is made from it, and the index
    /// of the desk.
    fn forget(&self, state: &State, found: &[Found], generation: u64) -> Result<()> {
        if self.orders.dry_run {
            return Ok(());
        }
        remove_search(&self.folders.state)?;
        if !Journal::is_in(&self.folders.state) {
            return Ok(());
        }
        let mut journal = Journal::open(&self.folders.state)?;
        journal.erase(found)?;
        state.set_corrections(&journal.log()?, generation)?;
        Ok(())
    }
}
