//! What a night must look like to be published.

use super::outcome::Outcome;
use super::report::{GateReport, SourceReport};
use super::settings::{Gates, Limits, Response};
use crate::dates::{Moment, Zone, age_in_hours};
use crate::store::SourceRow;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Runs that a comparison needs.
const LEAST_RUNS: usize = 3;
/// Comments that a share needs.
const LEAST_COMMENTS: u64 = 50;

/// A figure that was measured, and what follows from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// For the report.
    pub report: GateReport,
    /// What is to be done.
    pub response: Response,
    /// Why the run stops, if it does.
    pub breach: Breach,
}

/// What a gate that stops a run has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
    /// Too little has come, or nothing new: the night is not complete.
    Incomplete,
    /// What has come is not what it should be.
    Contract,
}

/// Rows of a source in percent of the median of its last runs.
pub fn volume(gates: &Gates, source: &SourceReport, last: &[SourceRow]) -> Measured {
    let mut rows: Vec<u64> = last.iter().map(|run| run.read).collect();
    rows.sort_unstable();
    let median = rows.get(rows.len() / 2).copied().unwrap_or_default();
    let read = source.rows.read;
    if rows.len() < LEAST_RUNS || median == 0 {
        return no_history("volume", &source.source, Breach::Incomplete);
    }
    let percent = 100.0 * read as f64 / median as f64;
    let told = format!(
        "{}: {read} rows where the last runs had {median}",
        source.source
    );
    measured(
        "volume",
        Some(&source.source),
        percent,
        &gates.volume,
        told,
        Breach::Incomplete,
    )
}

/// Percentage of rows that could not be read.
pub fn rejects(gates: &Gates, source: &SourceReport) -> Option<Measured> {
    let rows = &source.rows;
    if rows.read == 0 {
        return None;
    }
    let percent = 100.0 * rows.rejected as f64 / rows.read as f64;
    let told = format!(
        "{}: {} of {} rows could not be read",
        source.source, rows.rejected, rows.read
    );
    Some(measured(
        "rejects",
        Some(&source.source),
        percent,
        &gates.rejects,
        told,
        Breach::Contract,
    ))
}

/// Percentage of new and changed comments with a theme.
pub fn coverage(gates: &Gates, source: &SourceReport) -> Option<Measured> {
    let tags = &source.tags;
    if tags.comments < LEAST_COMMENTS {
        return None;
    }
    let coded = tags.comments - tags.uncoded;
    let percent = 100.0 * coded as f64 / tags.comments as f64;
    let told = format!(
        "{}: {coded} of {} comments have a theme",
        source.source, tags.comments
    );
    Some(measured(
        "coverage",
        Some(&source.source),
        percent,
        &gates.coverage,
        told,
        Breach::Contract,
    ))
}

/// Percentage points by which the share of any language has moved from that in the last runs.
pub fn languages(gates: &Gates, source: &SourceReport, last: &[SourceRow]) -> Option<Measured> {
    let now = &source.tags.languages;
    if source.tags.comments < LEAST_COMMENTS {
        return None;
    }
    let mut before: BTreeMap<String, u64> = BTreeMap::new();
    for (language, count) in last.iter().flat_map(|run| &run.languages) {
        *before.entry(language.clone()).or_default() += count;
    }
    let total: u64 = before.values().sum();
    if last.len() < LEAST_RUNS || total < LEAST_COMMENTS {
        return Some(no_history("languages", &source.source, Breach::Contract));
    }
    let share = |counts: &BTreeMap<String, u64>, language: &str, total: u64| {
        100.0 * counts.get(language).copied().unwrap_or_default() as f64 / total.max(1) as f64
    };
    let moved = before.keys().chain(now.keys()).map(|language| {
        let (was, is) = (
            share(&before, language, total),
            share(now, language, source.tags.comments),
        );
        (language, was, is)
    });
    let (language, was, is) =
        moved.max_by(|a, b| (a.2 - a.1).abs().total_cmp(&(b.2 - b.1).abs()))?;
    let told = format!(
        "{}: {is:.0} % {language} where the last runs had {was:.0} %",
        source.source
    );
    Some(measured(
        "languages",
        Some(&source.source),
        (is - was).abs(),
        &gates.languages,
        told,
        Breach::Contract,
    ))
}

/// Hours from the newest comment of a source to the run.
pub fn age(
    gates: &Gates,
    source: &str,
    newest: Option<&Moment>,
    now: Timestamp,
    zone: &Zone,
) -> Option<Measured> {
    if gates.age == Limits::default() {
        return None;
    }
    let Some(newest) = newest else {
        return Some(no_history("age", source, Breach::Incomplete));
    };
    let hours = age_in_hours(newest, now, zone);
    let told = format!(
        "{source}: the newest comment is of {}, {hours:.0} hours before the run",
        newest.day
    );
    Some(measured(
        "age",
        Some(source),
        hours,
        &gates.age,
        told,
        Breach::Incomplete,
    ))
}

/// Something that was not asked for in numbers: a source without files, columns that differ.
pub fn plain(
    gate: &str,
    source: &str,
    response: Response,
    told: String,
    breach: Breach,
) -> Measured {
    Measured {
        report: GateReport {
            gate: gate.to_owned(),
            source: Some(source.to_owned()),
            outcome: outcome(response),
            value: None,
            limit: None,
            message: told,
        },
        response,
        breach,
    }
}

fn outcome(response: Response) -> Outcome {
    match response {
        Response::Allow => Outcome::Pass,
        Response::Warn => Outcome::Warn,
        Response::Stop => Outcome::Stop,
    }
}

fn no_history(gate: &str, source: &str, breach: Breach) -> Measured {
    let told = format!("{source}: nothing to compare with yet");
    let mut measured = plain(gate, source, Response::Allow, told, breach);
    measured.report.outcome = Outcome::NoHistory;
    measured
}

fn measured(
    gate: &str,
    source: Option<&str>,
    value: f64,
    limits: &Limits,
    told: String,
    breach: Breach,
) -> Measured {
    let below = |limit: Option<f64>| limit.filter(|&limit| value < limit);
    let above = |limit: Option<f64>| limit.filter(|&limit| value > limit);
    let stop = below(limits.stop_below).or(above(limits.stop_above));
    let warn = below(limits.warn_below).or(above(limits.warn_above));
    let response = match (stop, warn) {
        (Some(_), _) => Response::Stop,
        (None, Some(_)) => Response::Warn,
        (None, None) => Response::Allow,
    };
    Measured {
        report: GateReport {
            gate: gate.to_owned(),
            source: source.map(str::to_owned),
            outcome: outcome(response),
            // Thousandths are as exact as anybody reads.
            value: Some((value * 1000.0).round() / 1000.0),
            limit: stop.or(warn),
            message: told,
        },
        response,
        breach,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(warn_below: f64, stop_below: f64) -> Limits {
        Limits {
            warn_below: Some(warn_below),
            stop_below: Some(stop_below),
            ..Limits::default()
        }
    }

    #[test]
    fn a_figure_passes_is_warned_of_or_stops() {
        for (value, response, limit) in [
            (60.0, Response::Allow, None),
            (50.0, Response::Allow, None),
            (49.9, Response::Warn, Some(50.0)),
            (9.0, Response::Stop, Some(10.0)),
        ] {
            let found = measured(
                "volume",
                None,
                value,
                &limits(50.0, 10.0),
                String::new(),
                Breach::Incomplete,
            );
            assert_eq!(
                (found.response, found.report.limit),
                (response, limit),
                "{value}"
            );
        }
    }
}
