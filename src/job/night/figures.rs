//! What a run brought, in figures, and what they are measured against.

use super::Night;
use crate::dates::Moment;
use crate::error::Result;
use crate::job::gates;
use crate::job::outcome::Kind;
use crate::job::report::{History, SourceReport, VersionCount};
use crate::job::work::Work;
use crate::store::{SourceRow, State};
use jiff::civil::Date;
use serde_json::json;

impl Night<'_> {
    pub(super) fn tell_file(&self, work: &Work, source: usize, name: &str) {
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
    pub(super) fn take_counts(&mut self, work: &Work) {
        self.report.sources.clone_from(&work.progress.sources);
        self.report.recode.clone_from(&work.progress.recode);
        for source in &self.report.sources {
            self.report.rows.add(&source.rows);
            self.report.comments.add(&source.comments);
            self.report.tags.add(&source.tags);
        }
    }

    /// Measures what the run brought against the limits.
    pub(super) fn measure(&mut self, before: Option<&State>, work: &State) -> Result<()> {
        let limits = &self.job.gates;
        if self.report.kind == Kind::Replay {
            let sources = self.report.sources.iter();
            let rejects = sources.filter_map(|source| gates::rejects(limits, source));
            self.verdict.extend(rejects);
        }
        if self.report.rows.read > 0 && self.report.kind == Kind::Run {
            for source in &self.report.sources {
                let last = match before {
                    Some(before) => before.last_runs(&source.source, limits.runs)?,
                    None => Vec::new(),
                };
                self.verdict.add(gates::volume(limits, source, &last));
                self.verdict.extend(gates::languages(limits, source, &last));
                self.verdict.extend(gates::coverage(limits, source));
                self.verdict.extend(gates::rejects(limits, source));
            }
        }
        self.newest(work)?;
        self.report.history = history(work)?;
        self.report.open_rejects = work.reject_count()?;
        Ok(())
    }

    /// Finds the newest comment of each source, and measures its age.
    pub(super) fn newest(&mut self, state: &State) -> Result<()> {
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
            self.verdict.extend(age);
        }
        Ok(())
    }
}

pub(super) fn source_row(report: &SourceReport) -> SourceRow {
    SourceRow {
        source: report.source.clone(),
        read: report.rows.read,
        rejected: report.rows.rejected,
        languages: report.tags.languages.clone(),
    }
}

pub(super) fn history(state: &State) -> Result<History> {
    let versions = state.comments_by_version()?.into_iter();
    let versions: Vec<VersionCount> = versions
        .map(|(version, comments)| VersionCount { version, comments })
        .collect();
    Ok(History {
        comments: state.count()?,
        versions,
    })
}
