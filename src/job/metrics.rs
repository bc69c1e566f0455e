//! The run in figures, for the text collector of Prometheus' node exporter.

use super::outcome::Status;
use super::probe;
use super::report::Report;
use crate::error::Result;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const LAST_SUCCESS: &str = "verbatims_last_success_timestamp_seconds";

/// Writes the file. The time of the last success outlives runs that fail.
///
/// # Errors
/// It cannot be written.
pub fn write(path: &Path, report: &Report, now: Timestamp) -> Result<()> {
    let before = fs::read_to_string(path).unwrap_or_default();
    probe::replace(path, text(report, now, &before).as_bytes())
}

fn text(report: &Report, now: Timestamp, before: &str) -> String {
    let job = label(&report.job);
    let mut out = String::new();
    let mut one = |name: &str, help: &str, values: &[(String, f64)]| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in values {
            let _ = writeln!(out, "{name}{{job_name=\"{job}\"{labels}}} {value}");
        }
    };
    let plain = |value: f64| vec![(String::new(), value)];
    let seconds = now.as_second() as f64;
    one(
        "verbatims_last_run_timestamp_seconds",
        "When the last run ended.",
        &plain(seconds),
    );
    let success = matches!(report.exit_code, 0 | 3).then_some(seconds);
    if let Some(success) = success.or_else(|| value_of(before, LAST_SUCCESS)) {
        one(
            LAST_SUCCESS,
            "When a run last ended with exit code 0 or 3.",
            &plain(success),
        );
    }
    one(
        "verbatims_exit_code",
        "Exit code of the last run.",
        &plain(f64::from(report.exit_code)),
    );
    let incomplete = f64::from(u8::from(report.status == Status::Incomplete));
    one(
        "verbatims_incomplete",
        "1 if the night is not complete.",
        &plain(incomplete),
    );
    one(
        "verbatims_generation",
        "Generation published.",
        &plain(report.generation.unwrap_or_default() as f64),
    );
    let rows = &report.rows;
    let by_result = [
        ("annotated", rows.annotated),
        ("rejected", rows.rejected),
        ("skipped", rows.skipped),
    ];
    let by_result = by_result.map(|(name, count)| (format!(",result=\"{name}\""), count as f64));
    one(
        "verbatims_rows",
        "Rows of the last run by result.",
        &by_result,
    );
    one(
        "verbatims_rejected_rows",
        "Rejected rows of the last run by reason.",
        &labelled("reason", &rows.reject_reasons),
    );
    let comments = &report.comments;
    let by_change = [
        ("new", comments.new),
        ("changed", comments.changed),
        ("updated", comments.updated),
        ("unchanged", comments.unchanged),
        ("duplicate", comments.duplicates),
        ("superseded", comments.superseded),
        ("erased", comments.erased),
    ];
    let by_change = by_change.map(|(name, count)| (format!(",change=\"{name}\""), count as f64));
    one(
        "verbatims_comments",
        "Comments of the last run by what became of them.",
        &by_change,
    );
    one(
        "verbatims_tagged_comments",
        "Comments annotated in the last run by language.",
        &labelled("language", &report.tags.languages),
    );
    one(
        "verbatims_stored_comments",
        "Comments of all runs.",
        &plain(report.history.comments as f64),
    );
    one(
        "verbatims_open_rejects",
        "Rows that could not be read and have not been mended.",
        &plain(report.open_rejects as f64),
    );
    if let Some(volatile) = &report.volatile {
        one(
            "verbatims_duration_seconds",
            "Wall time of the last run.",
            &plain(volatile.seconds),
        );
        if let Some(bytes) = volatile.peak_memory_bytes {
            one(
                "verbatims_peak_memory_bytes",
                "Most memory of the last run.",
                &plain(bytes as f64),
            );
        }
    }
    out
}

fn labelled(name: &str, counts: &BTreeMap<String, u64>) -> Vec<(String, f64)> {
    let pairs = counts.iter();
    pairs
        .map(|(value, &count)| (format!(",{name}=\"{}\"", label(value)), count as f64))
        .collect()
}

/// A value as a label takes it.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

/// The value of a series in an earlier file.
fn value_of(before: &str, name: &str) -> Option<f64> {
    let line = before
        .lines()
        .find(|line| line.starts_with(&format!("{name}{{")))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_success_outlives_a_failure() {
        let mut report = Report {
            job: "a\"b".to_owned(),
            ..Report::default()
        };
        let first = text(&report, Timestamp::constant(1000, 0), "");
        report.exit_code = 74;
        let second = text(&report, Timestamp::constant(2000, 0), &first);
        assert_eq!(value_of(&second, LAST_SUCCESS), Some(1000.0));
        assert!(
            second.contains("verbatims_exit_code{job_name=\"a\\\"b\"} 74"),
            "{second}"
        );
    }
}
