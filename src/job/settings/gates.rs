//! What a night must look like: `[gates]`.

use crate::job::section::Section;

/// Limits of a figure; what is left out does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// Below this it is warned.
    pub warn_below: Option<f64>,
    /// Below this the run stops.
    pub stop_below: Option<f64>,
    /// Above this it is warned.
    pub warn_above: Option<f64>,
    /// Above this the run stops.
    pub stop_above: Option<f64>,
}

/// What a night must look like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gates {
    /// Rows in percent of the median of the last runs.
    pub volume: Limits,
    /// The number of runs looked back on.
    pub runs: usize,
    /// Hours from the newest comment to the run.
    pub age: Limits,
    /// Percentage points by which the share of a language has moved.
    pub languages: Limits,
    /// Percentage of comments with a theme.
    pub coverage: Limits,
    /// Percentage of rows rejected.
    pub rejects: Limits,
}

/// The limits of a job; without any word two of them hold.
pub(super) fn gates(section: &Section<'_, '_>) -> Gates {
    section.only(&["volume", "age", "languages", "coverage", "rejects"]);
    let volume = section.section("volume");
    let rejects = section.section("rejects");
    let mut gates = Gates {
        runs: volume.count("runs", 1, 100).unwrap_or(7) as usize,
        volume: limits(&volume, &["runs"], 1e9),
        age: limits(&section.section("age"), &[], 1e6),
        languages: limits(&section.section("languages"), &[], 100.0),
        coverage: limits(&section.section("coverage"), &[], 100.0),
        rejects: limits(&rejects, &[], 100.0),
    };
    if !volume.is_there() {
        gates.volume.warn_below = Some(50.0);
    }
    if !rejects.is_there() {
        gates.rejects.warn_above = Some(1.0);
    }
    gates
}

fn limits(section: &Section<'_, '_>, others: &[&str], most: f64) -> Limits {
    let mut known = vec!["warn_below", "stop_below", "warn_above", "stop_above"];
    known.extend(others);
    section.only(&known);
    let limit = |key| section.number(key, 0.0, most);
    let limits = Limits {
        warn_below: limit("warn_below"),
        stop_below: limit("stop_below"),
        warn_above: limit("warn_above"),
        stop_above: limit("stop_above"),
    };
    let crossed = |low: Option<f64>, high: Option<f64>| matches!((low, high), (Some(low), Some(high)) if low > high);
    if crossed(limits.stop_below, limits.warn_below) {
        let problem =
            "`stop_below` is above `warn_below`: it would stop before it warns".to_owned();
        section.note("stop_below", problem, "exchange them");
    }
    if crossed(limits.warn_above, limits.stop_above) {
        let problem =
            "`stop_above` is below `warn_above`: it would stop before it warns".to_owned();
        section.note("stop_above", problem, "exchange them");
    }
    limits
}
