//! The database of the job, which is brought to what is published.

use super::{Ended, Night};
use crate::job::database;
use crate::job::failure::Failure;
use crate::job::lexicons;
use std::sync::Arc;

impl Night<'_> {
    /// The generation that is published, for the report.
    pub(super) fn take_published(&mut self) -> std::result::Result<Ended, Failure> {
        if self.job.database.is_none() {
            let problem = "the job names no database: write [postgres]".to_owned();
            return Err(Failure::Configuration(problem));
        }
        self.prepare()?;
        let published = self.folders.published()?;
        let Some(manifest) = published else {
            let problem = "nothing is published yet".to_owned();
            return Err(Failure::Configuration(problem));
        };
        self.report.before = Some(manifest.generation);
        self.report.generation = Some(manifest.generation);
        self.report.status = manifest.status.into();
        Ok(Ended::Published)
    }

    /// Brings the database to what is published, which stays published if this fails. The next run tries again.
    pub(super) fn fill_database(&mut self, full: bool) {
        if self.job.database.is_none() || self.orders.dry_run {
            return;
        }
        let lexicons = match self.lexicons.take() {
            Some(lexicons) => Ok(lexicons),
            None => lexicons(self.job).map(Arc::new),
        };
        let reporting = (self.log, self.stop);
        let loaded = lexicons.and_then(|lexicons| {
            database::load(self.job, &self.folders, &lexicons, full, reporting)
        });
        let failure = loaded.err().map(Failure::Error);
        self.database = failure.map(|failure| failure.or_stop(self.stop));
    }
}
