//! The end of a run, whatever it was: unfinished work, metrics, the last words, the report.

use super::{Ended, Night};
use crate::error::Error;
use crate::exit;
use crate::job::failure::Failure;
use crate::job::log::Level;
use crate::job::outcome::{Kind, Outcome, Status};
use crate::job::report::{Problem, Report, Volatile, peak_memory};
use crate::job::work::discard;
use crate::job::{metrics, probe};
use crate::pipeline;
use crate::store::generation::pretty;
use serde_json::json;

impl Night<'_> {
    /// Brings the run to its end: unfinished work, metrics, the last words, the report.
    pub(super) fn end(mut self, ended: std::result::Result<Ended, Failure>) -> Report {
        match &ended {
            Ok(Ended::Published) => {}
            Ok(Ended::Unchanged) => {
                self.report.status = Status::Unchanged;
                self.report.exit_code = self.verdict.exit_code();
            }
            Err(failure) => self.fail(failure),
        }
        if let Some(failure) = self.database.take() {
            self.raise(&failure);
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
            self.raise(&Failure::Error(error));
        }
        self.tell();
        if self.log.failed() {
            let error = std::io::Error::other("the log could not be written");
            self.raise(&Failure::Error(Error::io("standard error", error)));
        }
        if writes {
            let path = self.folders.output.join("last-run.json");
            if let Err(error) = probe::replace(&path, &pretty(&self.report)) {
                self.log
                    .event(Level::Error, "report-failed", &error.to_string(), json!({}));
                self.raise(&Failure::Error(error));
            }
        }
        self.report
    }

    fn fail(&mut self, failure: &Failure) {
        self.report.exit_code = failure.code();
        self.report.status = failure.status();
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

    /// Something failed after the run had ended: it is not taken for a success.
    fn raise(&mut self, failure: &Failure) {
        if matches!(self.report.exit_code, exit::DONE | exit::ABOVE_LIMIT) {
            self.report.exit_code = failure.code();
            self.report.problem = Some(Problem {
                code: failure.reason().to_owned(),
                message: failure.message(),
            });
        }
    }

    /// The last words.
    fn tell(&self) {
        let report = &self.report;
        for gate in report
            .gates
            .iter()
            .filter(|gate| gate.outcome == Outcome::Warn)
        {
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
    if let (Kind::Rollback, Some(generation)) = (report.kind, report.generation) {
        return format!("generation {generation} is published again");
    }
    if let (Kind::Publish, Some(generation)) = (report.kind, report.generation) {
        return format!("the database holds generation {generation}");
    }
    if let Some(erased) = &report.erased {
        return format!(
            "{}{}: {} comments of {} rows erased, and {} rows that could not be read",
            if report.dry_run {
                "dry run, nothing written; "
            } else {
                ""
            },
            report.status,
            erased.comments,
            erased.rows,
            erased.rejects
        );
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
