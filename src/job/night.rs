//! A run from its start to its report.
//!
//! The order matters: the lock, then all that can be refused before any work is done, then the work on a private copy
//! of the state, then the gates, and only then what readers see.

mod ending;
mod erasing;
mod figures;
mod files;
mod filling;
mod start;

use super::corrections;
use super::failure::Failure;
use super::intake::Intake;
use super::lock::Lock;
use super::log::Log;
use super::opening::{Look, Opened};
use super::orders::Orders;
use super::outcome::{Kind, Status};
use super::publish::{self, Publication};
use super::recode::recode;
use super::report::{LAYOUT, Report};
use super::settings::Job;
use super::shape::Shape;
use super::stop::Stop;
use super::verdict::Verdict;
use super::work::{Plan, Work, discard};
use crate::error::Result;
use crate::lexicon::Lexicons;
use crate::pipeline::Pipeline;
use crate::store::generation::{Folders, Manifest};
use crate::store::{Journal, Log as Corrections, SourceRow, State, Version};
use figures::{history, source_row};
use files::order;
use jiff::Timestamp;
use serde_json::json;
use start::{Before, end_of};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

/// Runs a job.
pub fn run(job: &Job, orders: &Orders, log: &Log, stop: &Stop) -> Report {
    let mut night = Night::new(job, orders, log, stop);
    // What is published is never changed in place, so a mistake of the program's leaves nothing half done.
    let ended = catch_unwind(AssertUnwindSafe(|| {
        let ended = match &orders.erase {
            Some(wish) => night.erase(wish),
            None => night.go(),
        };
        if ended.is_ok() {
            night.fill_database(false);
        }
        ended
    }));
    let ended = ended.unwrap_or(Err(Failure::Internal));
    night.end(ended.map_err(|failure| failure.or_stop(stop)))
}

/// Goes back to an earlier generation, or forward to one that was withdrawn; the one before if no number is given.
pub fn roll_back(job: &Job, wanted: Option<u64>, log: &Log, stop: &Stop) -> Report {
    let orders = Orders::default();
    let mut night = Night::new(job, &orders, log, stop);
    night.report.kind = Kind::Rollback;
    let ended = night.go_back(wanted);
    if ended.is_ok() {
        night.fill_database(false);
    }
    night.end(ended)
}

/// Brings the job's database to what is published, without a run; with `full` all comments are sent.
pub fn publish(job: &Job, full: bool, log: &Log, stop: &Stop) -> Report {
    let orders = Orders::default();
    let mut night = Night::new(job, &orders, log, stop);
    night.report.kind = Kind::Publish;
    let ended = night.take_published();
    if ended.is_ok() {
        night.fill_database(full);
    }
    night.end(ended)
}

/// How a run ended that did not fail.
enum Ended {
    /// A generation was published, or would have been.
    Published,
    /// There was nothing to do.
    Unchanged,
}

struct Night<'a> {
    job: &'a Job,
    orders: &'a Orders,
    log: &'a Log,
    stop: &'a Stop,
    folders: Folders,
    clock: Instant,
    started: Timestamp,
    now: Timestamp,
    lock: Option<Lock>,
    /// Where a dry run works.
    scratch: Option<tempfile::TempDir>,
    verdict: Verdict,
    resumed: bool,
    lexicons: Option<Arc<Lexicons>>,
    /// Why the database is not what is published.
    database: Option<Failure>,
    report: Report,
}

impl<'a> Night<'a> {
    fn new(job: &'a Job, orders: &'a Orders, log: &'a Log, stop: &'a Stop) -> Self {
        let started = Timestamp::now();
        let date = orders.run_date.unwrap_or_else(|| job.zone.day(started));
        let now = if orders.run_date.is_some() {
            end_of(date, &job.zone).unwrap_or(started)
        } else {
            started
        };
        let kind = match (&orders.erase, &orders.replay, &orders.recode) {
            (Some(_), ..) => Kind::Erase,
            (None, Some(_), _) => Kind::Replay,
            (None, None, Some(_)) => Kind::Recode,
            (None, None, None) => Kind::Run,
        };
        Self {
            job,
            orders,
            log,
            stop,
            folders: Folders {
                output: job.output.folder.clone(),
                state: job.state.clone(),
            },
            clock: Instant::now(),
            started,
            now,
            lock: None,
            scratch: None,
            verdict: Verdict::default(),
            resumed: false,
            lexicons: None,
            database: None,
            report: Report {
                report: LAYOUT,
                job: job.name.clone(),
                kind,
                dry_run: orders.dry_run,
                run_date: date.to_string(),
                time_zone: job.zone.name().to_owned(),
                configuration: job.hash.clone(),
                ..Report::default()
            },
        }
    }

    fn go(&mut self) -> std::result::Result<Ended, Failure> {
        self.prepare()?;
        let before = self.before()?;
        let pipeline = self.pipeline()?;
        let version = Version::of(pipeline.lexicons());
        self.report.made_by = Some(version.clone());
        let mut look = self.look(&pipeline, before.state.as_ref())?;
        self.verdict.extend(std::mem::take(&mut look.measured));
        self.report.sources.clone_from(&look.sources);
        let recodes = self.orders.recode.is_some() && before.is_outdated(&version)?;
        // Read once: what is saved while the run is at work is for the next one.
        let said = Journal::read(&self.folders.state)?;
        if look.opened.is_empty() && !recodes && !before.is_corrected(&said)? {
            self.unchanged(before.state.as_ref())?;
            return Ok(Ended::Unchanged);
        }
        self.stop_at_gates()?;
        let next = self.next_number(before.number())?;
        let mut work = self.begin(&before, &look, (&version, &said), next)?;
        let number = work.state.version(&version)?;
        work.progress.sort(&mut look.opened);
        self.take_in(&mut work, &pipeline, &look.opened, (number, next))?;
        self.report.corrections = corrections::take(&work.state, &said, &pipeline, number, next)?;
        self.take_counts(&work);
        self.measure(before.state.as_ref(), &work.state)?;
        drop(before);
        self.stop_at_gates()?;
        self.accept(&work.state, &look.shapes)?;
        work.state.drop_unused_themes(&version.codeframe)?;
        self.publish(work, next, (number, pipeline.lexicons()))?;
        Ok(Ended::Published)
    }

    /// Takes up or begins the work; `made_by` is the version in use and what people have said.
    fn begin(
        &mut self,
        before: &Before,
        look: &Look,
        made_by: (&Version, &Corrections),
        next: u64,
    ) -> Result<Work> {
        let plan = self.plan(made_by, next);
        let plan = Plan::new(plan, &look.opened);
        let (path, published) = (self.work_path()?, before.manifest.as_ref());
        let go_on = || self.stop.check();
        let mut work = Work::begin(&self.folders, &path, published, &plan, &go_on)?;
        self.resumed = work.resumed;
        work.progress.take_over(&look.sources);
        Ok(work)
    }

    /// Takes the files into the state and codes history again if that is asked for; `made_by` is the number of the
    /// version in use and that of the generation in the making.
    fn take_in(
        &self,
        work: &mut Work,
        pipeline: &Pipeline,
        opened: &[Opened],
        made_by: (i64, u64),
    ) -> std::result::Result<(), Failure> {
        let (version, generation) = made_by;
        work.state.set_themes(pipeline.lexicons())?;
        let intake = Intake {
            job: self.job,
            pipeline,
            stop: self.stop,
            version,
            generation,
            order: order(&self.report.sources),
            erased: work.state.erased()?,
        };
        let passed = work.progress.files;
        for opened in opened.iter().skip(passed) {
            intake.file(opened, work)?;
            self.tell_file(work, opened.input.source, &opened.input.name);
        }
        if let Some(since) = &self.orders.recode {
            let since = since.map(|day| day.to_string());
            let since = since.as_deref();
            recode(work, pipeline, since, version, generation, self.stop)?;
        }
        Ok(())
    }

    /// Accepts the columns of the sources as they are now.
    fn accept(&self, state: &State, shapes: &[Option<Shape>]) -> Result<()> {
        for (source, shape) in self.job.sources.iter().zip(shapes) {
            if let Some(shape) = shape {
                let json = serde_json::to_string(shape).unwrap_or_default();
                state.set_shape(&source.name, &json)?;
            }
        }
        Ok(())
    }

    fn go_back(&mut self, wanted: Option<u64>) -> std::result::Result<Ended, Failure> {
        self.prepare()?;
        self.report.before = self
            .folders
            .published()
            .ok()
            .flatten()
            .map(|manifest| manifest.generation);
        let manifest = self.folders.roll_back(wanted)?;
        self.report.generation = Some(manifest.generation);
        let state = State::read_only(&self.folders.state.join(&manifest.state.name))?;
        self.report.history = history(&state)?;
        self.report.open_rejects = state.reject_count()?;
        self.report.status = Status::Published;
        // Work in progress belongs to the generation that was left.
        discard(&self.folders.work())?;
        Ok(Ended::Published)
    }

    /// Nothing to do: only time has passed.
    fn unchanged(&mut self, state: Option<&State>) -> std::result::Result<(), Failure> {
        if let Some(state) = state {
            self.newest(state)?;
            self.report.history = history(state)?;
            self.report.open_rejects = state.reject_count()?;
        }
        self.stop_at_gates()
    }

    /// Fails if a gate says so.
    fn stop_at_gates(&mut self) -> std::result::Result<(), Failure> {
        self.report.gates = self.verdict.gates();
        self.verdict.stop()
    }

    fn publish(
        &mut self,
        work: Work,
        number: u64,
        (version, lexicons): (i64, &Lexicons),
    ) -> std::result::Result<(), Failure> {
        self.report.status = self.verdict.status();
        self.report.exit_code = self.verdict.exit_code();
        let sources: Vec<SourceRow> = self.report.sources.iter().map(source_row).collect();
        let run = publish::run_row(&self.report, number);
        work.state.add_run(&run, version, &sources)?;
        // Until the outputs stand the work can be taken up again.
        work.save()?;
        if self.orders.dry_run {
            return Ok(());
        }
        self.report.generation = Some(number);
        let publication = Publication {
            job: self.job,
            lexicons,
            folders: &self.folders,
            number,
            stop: self.stop,
        };
        let manifest: Manifest = publication.publish(work, &mut self.report)?;
        self.log.info(
            "published",
            &format!("generation {} is published", manifest.generation),
            json!({"generation": manifest.generation, "status": manifest.status}),
        );
        // What is published stays published if this fails.
        self.folders.prune(number, self.job.output.keep)?;
        Ok(())
    }
}
