//! Everything that can be refused before anything is read, and what the rest of the run stands on.

use super::Night;
use crate::dates::Zone;
use crate::error::{Error, Result};
use crate::job::failure::Failure;
use crate::job::lock::{Holder, Tried, host, try_lock};
use crate::job::report::Report;
use crate::job::{lexicons, probe};
use crate::pipeline::{self, Pipeline};
use crate::store::generation::Manifest;
use crate::store::{Log as Corrections, State, Version};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;

/// What was published before the run.
pub(super) struct Before {
    pub manifest: Option<Manifest>,
    pub state: Option<State>,
}

impl Before {
    /// Number of the generation, 0 if there is none.
    pub fn number(&self) -> u64 {
        let manifest = self.manifest.as_ref();
        manifest.map_or(0, |manifest| manifest.generation)
    }

    /// True if tags of other versions are there to be made again.
    pub fn is_outdated(&self, version: &Version) -> Result<bool> {
        let Some(state) = &self.state else {
            return Ok(false);
        };
        let versions = state.comments_by_version()?;
        Ok(versions.iter().any(|(other, _)| other != version))
    }

    /// True if people have said something since.
    pub fn is_corrected(&self, said: &Corrections) -> Result<bool> {
        match &self.state {
            Some(state) => Ok(state.corrections()? != *said),
            None => Ok(false),
        }
    }
}

impl Night<'_> {
    /// Everything that can be refused before anything is read.
    pub(super) fn prepare(&mut self) -> std::result::Result<(), Failure> {
        pipeline::set_threads(self.job.threads);
        if self.orders.dry_run {
            let scratch = tempfile::tempdir().map_err(|source| Error::Create {
                path: std::env::temp_dir(),
                source,
            })?;
            self.scratch = Some(scratch);
            return Ok(());
        }
        crate::store::create_private_folder(&self.folders.state)?;
        let holder = Holder {
            pid: std::process::id(),
            host: host(),
            started: self.started.to_string(),
        };
        match try_lock(&self.folders.state.join("lock"), &holder)? {
            Tried::Held(lock) => self.lock = Some(lock),
            Tried::Taken(holder) => return Err(Failure::Locked(holder)),
        }
        self.folders.create()?;
        probe::outputs(self.job)?;
        let Report { kind, run_date, .. } = &self.report;
        let about = json!({"job": self.job.name, "kind": kind, "run_date": run_date});
        let message = format!("{}: {kind} of {run_date}", self.job.name);
        self.log.info("run-started", &message, about);
        Ok(())
    }

    /// What is published; of what earlier runs left that did not come so far, nothing stays.
    pub(super) fn before(&mut self) -> Result<Before> {
        let manifest = self.folders.published()?;
        self.report.before = manifest.as_ref().map(|manifest| manifest.generation);
        self.report.generation = self.report.before;
        if !self.orders.dry_run {
            self.folders.tidy(self.report.before.unwrap_or_default())?;
        }
        let state = match &manifest {
            Some(manifest) => Some(State::read_only(
                &self.folders.state.join(&manifest.state.name),
            )?),
            None => None,
        };
        Ok(Before { manifest, state })
    }

    pub(super) fn pipeline(&mut self) -> Result<Pipeline> {
        let lexicons = Arc::new(lexicons(self.job)?);
        self.lexicons = Some(Arc::clone(&lexicons));
        Ok(Pipeline::new(lexicons).with_language_prior(&self.job.language_prior))
    }

    /// What decides what the run does with its inputs: work is taken up only by a run that would do the same. The day
    /// is no part of it, so that the next night can go on.
    pub(super) fn plan(&self, (version, said): (&Version, &Corrections), next: u64) -> String {
        let Report { kind, .. } = &self.report;
        let all = format!(
            "{:?}",
            (
                &self.job.hash,
                version,
                next,
                said.digest(),
                &self.orders.recode,
                kind
            )
        );
        blake3::hash(all.as_bytes()).to_hex().to_string()
    }

    pub(super) fn next_number(&self, published: u64) -> Result<u64> {
        if self.orders.dry_run && !self.folders.generations().is_dir() {
            return Ok(1);
        }
        let kept = self.folders.list()?;
        let last = kept.last().map_or(0, |&(number, _)| number);
        Ok(last.max(published) + 1)
    }

    pub(super) fn work_path(&self) -> Result<PathBuf> {
        Ok(match &self.scratch {
            Some(scratch) => scratch.path().join("work.sqlite"),
            None => self.folders.work(),
        })
    }
}

/// The last moment of a day.
pub(super) fn end_of(day: Date, zone: &Zone) -> Option<Timestamp> {
    zone.start(day.tomorrow().ok()?)
}
