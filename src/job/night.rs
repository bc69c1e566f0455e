//! A run from its start to its report.
//!
//! The order matters: the lock, then all that can be refused before any work is done, then the work on a private copy
//! of the state, then the gates, and only then what readers see.

use super::corrections;
use super::dates::{Moment, Zone};
use super::failure::{Failure, exit};
use super::gates::{self, Breach, Measured};
use super::inputs::{self, Input};
use super::intake::Intake;
use super::lock::{Holder, Lock, Tried, host, try_lock};
use super::log::{Level, Log};
use super::opening::{Look, Opening};
use super::publish::{self, Publication};
use super::recode::recode;
use super::replay::Mended;
use super::report::{
    History, LAYOUT, Problem, Report, SourceReport, VersionCount, Volatile, peak_memory,
};
use super::settings::{Job, Response};
use super::stop::Stop;
use super::work::{Work, discard};
use super::{metrics, probe};
use crate::error::{Error, Result};
use crate::lexicon::Lexicons;
use crate::pipeline::{self, Pipeline};
use crate::source::columns::ColumnWords;
use crate::store::generation::{Folders, Manifest, pretty};
use crate::store::{Journal, Log as Corrections, SourceRow, State, Version};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// What a run is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    /// Find out everything, write nothing.
    pub dry_run: bool,
    /// Code history again, from a day on if one is given.
    pub recode: Option<Option<Date>>,
    /// The day that the run is taken to be on; that of the clock if none is given.
    pub run_date: Option<Date>,
    /// Accept columns in use that differ from those accepted before.
    pub accept_columns: bool,
    /// Mended rows to be read in place of the sources' files, and where they are.
    pub replay: Option<Vec<(Mended, PathBuf)>>,
}

/// Runs a job.
pub fn run(job: &Job, orders: &Orders, log: &Log, stop: &Stop) -> Report {
    let mut night = Night::new(job, orders, log, stop);
    // What is published is never changed in place, so a mistake of the program's leaves nothing half done.
    let ended = catch_unwind(AssertUnwindSafe(|| night.go()));
    let ended = ended.unwrap_or(Err(Failure::Internal));
    night.end(ended.map_err(|failure| failure.or_signal(stop)))
}

/// Goes back to an earlier generation, or forward to one that was withdrawn; the one before if no number is given.
pub fn roll_back(job: &Job, wanted: Option<u64>, log: &Log, stop: &Stop) -> Report {
    let orders = Orders::default();
    let mut night = Night::new(job, &orders, log, stop);
    "rollback".clone_into(&mut night.report.kind);
    let ended = night.go_back(wanted);
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
    measured: Vec<Measured>,
    resumed: bool,
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
        let kind = match (&orders.replay, &orders.recode) {
            (Some(_), _) => "replay",
            (None, Some(_)) => "recode",
            (None, None) => "run",
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
            measured: Vec::new(),
            resumed: false,
            report: Report {
                report: LAYOUT,
                job: job.name.clone(),
                kind: kind.to_owned(),
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
        let published = self.folders.published()?;
        let number = published.as_ref().map_or(0, |manifest| manifest.generation);
        self.report.before = published.as_ref().map(|manifest| manifest.generation);
        self.report.generation = self.report.before;
        if !self.orders.dry_run {
            self.folders.tidy(number)?;
        }
        let pipeline = self.pipeline()?;
        let version = Version::of(pipeline.lexicons());
        self.report.made_by = Some(version.clone());
        let state = match &published {
            Some(manifest) => Some(State::read_only(
                &self.folders.state.join(&manifest.state.name),
            )?),
            None => None,
        };
        // Read once: what is saved while the run is at work is for the next one.
        let said = Journal::read(&self.folders.state)?;
        let corrects = match &state {
            Some(state) => state.corrections()? != said,
            None => false,
        };
        let look = self.look(&pipeline, state.as_ref())?;
        let recodes = self.orders.recode.is_some() && self.is_outdated(state.as_ref(), &version)?;
        let Look {
            opened,
            sources,
            measured,
            shapes,
        } = look;
        self.measured.extend(measured);
        self.report.sources.clone_from(&sources);
        if opened.is_empty() && !recodes && !corrects {
            self.unchanged(state.as_ref())?;
            return Ok(Ended::Unchanged);
        }
        self.stop_at_gates()?;
        let next = self.next_number(number)?;
        let order = order(&sources);
        let plan = self.plan(&opened, &version, next, &said);
        let mut work = Work::begin(
            &self.folders,
            &self.work_path()?,
            published.as_ref(),
            &plan,
            &|| self.stop.check(),
        )?;
        self.resumed = work.resumed;
        if !work.resumed {
            work.progress.sources = sources;
        }
        let version_number = work.state.version(&version)?;
        work.state.set_themes(pipeline.lexicons())?;
        let intake = Intake {
            job: self.job,
            pipeline: &pipeline,
            stop: self.stop,
            version: version_number,
            generation: next,
            order,
        };
        let passed = work.progress.files;
        for opened in opened.iter().skip(passed) {
            intake.file(opened, &mut work)?;
            self.tell_file(&work, opened.input.source, &opened.input.name);
        }
        if let Some(since) = &self.orders.recode {
            let since = since.map(|day| day.to_string());
            recode(
                &mut work,
                &pipeline,
                since.as_deref(),
                version_number,
                next,
                self.stop,
            )?;
        }
        self.report.corrections =
            corrections::take(&work.state, &said, &pipeline, version_number, next)?;
        self.take_counts(&work);
        self.measure(state.as_ref(), &work.state)?;
        drop(state);
        self.stop_at_gates()?;
        for (source, shape) in self.job.sources.iter().zip(&shapes) {
            if let Some(shape) = shape {
                let json = serde_json::to_string(shape).unwrap_or_default();
                work.state.set_shape(&source.name, &json)?;
            }
        }
        work.state.drop_unused_themes(&version.codeframe)?;
        self.publish(work, next, version_number)?;
        Ok(Ended::Published)
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
        "published".clone_into(&mut self.report.status);
        // Work in progress belongs to the generation that was left.
        discard(&self.folders.work())?;
        Ok(Ended::Published)
    }

    /// Everything that can be refused before anything is read.
    fn prepare(&mut self) -> std::result::Result<(), Failure> {
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

    fn pipeline(&self) -> Result<Pipeline> {
        let lexicons = super::lexicons(self.job)?;
        Ok(Pipeline::new(Arc::new(lexicons)).with_language_prior(&self.job.language_prior))
    }

    /// Finds and looks at the files.
    fn look(
        &self,
        pipeline: &Pipeline,
        state: Option<&State>,
    ) -> std::result::Result<Look, Failure> {
        let words = words(pipeline.lexicons())?;
        let opening = Opening {
            job: self.job,
            words: &words,
            accept: self.orders.accept_columns,
            mended: self.orders.replay.is_some(),
        };
        let mut look = Look::default();
        for (place, source) in self.job.sources.iter().enumerate() {
            let before = inputs::read_before(state, &source.name)?;
            let inputs: Result<Vec<Input>> = match &self.orders.replay {
                Some(list) => {
                    let ours = list
                        .iter()
                        .filter(|(mended, _)| mended.source == source.name);
                    ours.map(|(mended, path)| {
                        Input::mended(self.job, place, path, &mended.path, &before)
                    })
                    .collect()
                }
                None => {
                    let found = inputs::find(self.job, source)?;
                    self.apart(&found)?;
                    let inputs = found.into_iter();
                    inputs
                        .map(|path| Input::new(self.job, place, path, &before, self.stop))
                        .collect()
                }
            };
            opening.source(source, inputs?, state, &mut look)?;
        }
        Ok(look)
    }

    /// No input may lie where the job writes.
    fn apart(&self, found: &[PathBuf]) -> std::result::Result<(), Failure> {
        let ours = |path: &&PathBuf| {
            path.starts_with(&self.folders.output) || path.starts_with(&self.folders.state)
        };
        match found.iter().find(ours) {
            Some(path) => Err(Failure::Configuration(format!(
                "{}: an input lies in a folder that the job writes into",
                path.display()
            ))),
            None => Ok(()),
        }
    }

    /// True if tags of other versions are there to be made again.
    fn is_outdated(&self, state: Option<&State>, version: &Version) -> Result<bool> {
        let Some(state) = state else { return Ok(false) };
        let versions = state.comments_by_version()?;
        Ok(versions.iter().any(|(other, _)| other != version))
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

    /// What decides what the run does: work is taken up only by a run that would do the same.
    fn plan(
        &self,
        opened: &[super::opening::Opened],
        version: &Version,
        next: u64,
        said: &Corrections,
    ) -> String {
        let inputs: Vec<_> = opened
            .iter()
            .map(|opened| {
                (
                    &opened.input.file,
                    opened.input.status,
                    &opened.options.wanted,
                )
            })
            .collect();
        let all = format!(
            "{:?}",
            (
                &self.job.hash,
                version,
                next,
                said.digest(),
                inputs,
                &self.orders.recode,
                &self.report.run_date,
                &self.report.kind
            )
        );
        blake3::hash(all.as_bytes()).to_hex().to_string()
    }

    fn next_number(&self, published: u64) -> Result<u64> {
        if self.orders.dry_run && !self.folders.generations().is_dir() {
            return Ok(1);
        }
        let kept = self.folders.list()?;
        let last = kept.last().map_or(0, |&(number, _)| number);
        Ok(last.max(published) + 1)
    }

    fn work_path(&self) -> Result<PathBuf> {
        Ok(match &self.scratch {
            Some(scratch) => scratch.path().join("work.sqlite"),
            None => self.folders.work(),
        })
    }

    fn tell_file(&self, work: &Work, source: usize, name: &str) {
        let Some(report) = work.progress.sources.get(source) else {
            return;
        };
        let Some(file) = report.files.iter().find(|file| file.path == name) else {
            return;
        };
        let rows = &file.rows;
        let message = format!(
            "{name}: {} rows = {} annotated + {} rejected + {} skipped",
            rows.read, rows.annotated, rows.rejected, rows.skipped
        );
        self.log.info(
            "file-read",
            &message,
            json!({"source": report.source, "file": file}),
        );
    }

    /// Sums up what was counted.
    fn take_counts(&mut self, work: &Work) {
        self.report.sources.clone_from(&work.progress.sources);
        self.report.recode.clone_from(&work.progress.recode);
        for source in &self.report.sources {
            self.report.rows.add(&source.rows);
            self.report.comments.add(&source.comments);
            self.report.tags.add(&source.tags);
        }
    }

    /// Measures what the run brought against the limits.
    fn measure(&mut self, before: Option<&State>, work: &State) -> Result<()> {
        let limits = &self.job.gates;
        if self.report.kind == "replay" {
            let sources = self.report.sources.iter();
            let rejects = sources.filter_map(|source| gates::rejects(limits, source));
            self.measured.extend(rejects);
        }
        if self.report.rows.read > 0 && self.report.kind == "run" {
            for source in &self.report.sources {
                let last = match before {
                    Some(before) => before.last_runs(&source.source, limits.runs)?,
                    None => Vec::new(),
                };
                self.measured.push(gates::volume(limits, source, &last));
                self.measured
                    .extend(gates::languages(limits, source, &last));
                self.measured.extend(gates::coverage(limits, source));
                self.measured.extend(gates::rejects(limits, source));
            }
        }
        self.newest(work)?;
        self.report.history = history(work)?;
        self.report.open_rejects = work.reject_count()?;
        Ok(())
    }

    /// Finds the newest comment of each source, and measures its age.
    fn newest(&mut self, state: &State) -> Result<()> {
        for source in &mut self.report.sources {
            let (day, at) = state.newest(&source.source)?;
            let day = day.and_then(|day| day.parse::<Date>().ok());
            let newest = day.map(|day| Moment {
                day,
                at: at.and_then(|at| at.parse().ok()),
                ambiguous: false,
            });
            source.newest = day.map(|day| day.to_string());
            let job = self.job;
            let age = gates::age(
                &job.gates,
                &source.source,
                newest.as_ref(),
                self.now,
                &job.zone,
            );
            self.measured.extend(age);
        }
        Ok(())
    }

    /// Fails if a gate says so.
    fn stop_at_gates(&mut self) -> std::result::Result<(), Failure> {
        self.report.gates = self
            .measured
            .iter()
            .map(|measured| measured.report.clone())
            .collect();
        let stops = self
            .measured
            .iter()
            .filter(|measured| measured.response == Response::Stop);
        let stops: Vec<&Measured> = stops.collect();
        let Some(first) = stops.first() else {
            return Ok(());
        };
        let incomplete = stops.iter().any(|stop| stop.breach == Breach::Incomplete);
        let breach = if incomplete {
            Breach::Incomplete
        } else {
            first.breach
        };
        let told: Vec<&str> = stops
            .iter()
            .map(|stop| stop.report.message.as_str())
            .collect();
        let lead = match breach {
            Breach::Incomplete => "incomplete",
            Breach::Contract => "stopped",
        };
        Err(Failure::Stopped(
            breach,
            format!("{lead}: {}; nothing was published", told.join("; ")),
        ))
    }

    fn warned(&self) -> bool {
        self.measured
            .iter()
            .any(|measured| measured.response == Response::Warn)
    }

    /// True if what has come is not all of the night.
    fn is_incomplete(&self) -> bool {
        let warned = |measured: &&Measured| measured.response == Response::Warn;
        self.measured
            .iter()
            .filter(warned)
            .any(|measured| measured.breach == Breach::Incomplete)
    }

    fn status(&self) -> &'static str {
        if self.is_incomplete() {
            "incomplete"
        } else {
            "published"
        }
    }

    fn publish(
        &mut self,
        work: Work,
        number: u64,
        version: i64,
    ) -> std::result::Result<(), Failure> {
        self.status().clone_into(&mut self.report.status);
        self.report.exit_code = if self.warned() {
            exit::ABOVE_LIMIT
        } else {
            exit::DONE
        };
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

    /// Brings the run to its end: unfinished work, metrics, the last words, the report.
    fn end(mut self, ended: std::result::Result<Ended, Failure>) -> Report {
        match &ended {
            Ok(Ended::Published) => {}
            Ok(Ended::Unchanged) => {
                "unchanged".clone_into(&mut self.report.status);
                self.report.exit_code = if self.warned() {
                    exit::ABOVE_LIMIT
                } else {
                    exit::DONE
                };
            }
            Err(failure) => self.fail(failure),
        }
        self.report.volatile = Some(Volatile {
            started: self.started.to_string(),
            seconds: self.clock.elapsed().as_secs_f64(),
            threads: pipeline::threads(),
            peak_memory_bytes: peak_memory(),
            resumed: self.resumed,
        });
        // A run that was locked out leaves the report to the one that holds the lock.
        let writes = self.lock.is_some() && !self.orders.dry_run;
        if let (true, Some(path)) = (writes, &self.job.metrics)
            && let Err(error) = metrics::write(path, &self.report, self.now)
        {
            self.also_failed(&error);
        }
        self.tell();
        if self.log.failed() {
            self.raise(exit::IO, "log", "the log could not be written");
        }
        if writes {
            let path = self.folders.output.join("last-run.json");
            if let Err(error) = probe::replace(&path, &pretty(&self.report)) {
                self.also_failed(&error);
                self.log
                    .event(Level::Error, "report-failed", &error.to_string(), json!({}));
            }
        }
        self.report
    }

    fn fail(&mut self, failure: &Failure) {
        self.report.exit_code = failure.code();
        failure.status().clone_into(&mut self.report.status);
        self.report.problem = Some(Problem {
            code: failure.reason().to_owned(),
            message: failure.message(),
        });
        let published = self.folders.published().ok().flatten();
        self.report.generation = published.map(|manifest| manifest.generation);
        self.report.outputs.clear();
        let keeps = matches!(failure, Failure::Interrupted(_) | Failure::Locked(_));
        if !keeps && self.lock.is_some() {
            // What cannot be removed now is removed when the next run starts.
            let _ = discard(&self.folders.work());
        }
    }

    /// Something failed after the run had ended.
    fn also_failed(&mut self, error: &Error) {
        let failure = Failure::Error(match error {
            Error::Io { path, source } => {
                Error::io(path, std::io::Error::new(source.kind(), source.to_string()))
            }
            other => Error::io(
                &self.folders.output,
                std::io::Error::other(other.to_string()),
            ),
        });
        self.raise(failure.code(), failure.reason(), &error.to_string());
    }

    /// Makes sure that a run that did not fail is not taken for a success.
    fn raise(&mut self, code: u8, reason: &str, message: &str) {
        if matches!(self.report.exit_code, exit::DONE | exit::ABOVE_LIMIT) {
            self.report.exit_code = code;
            self.report.problem = Some(Problem {
                code: reason.to_owned(),
                message: message.to_owned(),
            });
        }
    }

    /// The last words.
    fn tell(&self) {
        let report = &self.report;
        for gate in report.gates.iter().filter(|gate| gate.outcome == "warn") {
            let about = serde_json::to_value(gate).unwrap_or_default();
            self.log.warn("gate", &gate.message, about);
        }
        let about = json!({
            "status": report.status, "exit_code": report.exit_code, "generation": report.generation,
            "problem": report.problem,
        });
        if let Some(problem) = &report.problem {
            self.log
                .event(Level::Error, "run-failed", &problem.message, about);
            return;
        }
        let Some(recode) = &report.recode else {
            self.log.info("run-ended", &summary(report), about);
            return;
        };
        let message = format!(
            "{}; {} comments coded again, {} of them with other tags",
            summary(report),
            recode.comments,
            recode.changed
        );
        self.log.info("run-ended", &message, about);
    }
}

fn summary(report: &Report) -> String {
    if let ("rollback", Some(generation)) = (report.kind.as_str(), report.generation) {
        return format!("generation {generation} is published again");
    }
    let (rows, comments) = (&report.rows, &report.comments);
    format!(
        "{}{}: {} rows read = {} annotated + {} rejected + {} skipped; comments: {} new, {} changed, {} updated, {} \
         unchanged, {} duplicate, {} superseded",
        if report.dry_run {
            "dry run, nothing written; "
        } else {
            ""
        },
        report.status,
        rows.read,
        rows.annotated,
        rows.rejected,
        rows.skipped,
        comments.new,
        comments.changed,
        comments.updated,
        comments.unchanged,
        comments.duplicates,
        comments.superseded
    )
}

fn source_row(report: &SourceReport) -> SourceRow {
    SourceRow {
        source: report.source.clone(),
        read: report.rows.read,
        rejected: report.rows.rejected,
        languages: report.tags.languages.clone(),
    }
}

fn history(state: &State) -> Result<History> {
    let versions = state.comments_by_version()?.into_iter();
    let versions: Vec<VersionCount> = versions
        .map(|(version, comments)| VersionCount { version, comments })
        .collect();
    Ok(History {
        comments: state.count()?,
        versions,
    })
}

/// The place of each file of a source in its order.
fn order(sources: &[SourceReport]) -> HashMap<(usize, String), usize> {
    let mut order = HashMap::new();
    for (source, report) in sources.iter().enumerate() {
        for (place, file) in report.files.iter().enumerate() {
            order.insert((source, file.path.clone()), place);
        }
    }
    order
}

fn words(lexicons: &Lexicons) -> Result<Arc<ColumnWords>> {
    let words = lexicons.file("common/columns.toml").unwrap_or_default();
    Ok(Arc::new(ColumnWords::parse(words)?))
}

/// The last moment of a day.
fn end_of(day: Date, zone: &Zone) -> Option<Timestamp> {
    zone.start(day.tomorrow().ok()?)
}
