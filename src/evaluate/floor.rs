//! Figures of a version beside those of an earlier one: which have fallen by more than a margin.

use super::Evaluation;
use crate::error::{Error, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Figures to stay above: what `verbatims evaluate --json` wrote.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Floor {
    scopes: Vec<FloorScope>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct FloorScope {
    name: String,
    rows: usize,
    figures: BTreeMap<String, FloorFigure>,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
struct FloorFigure {
    value: f64,
}

/// A figure that fell.
#[derive(Clone, Debug, PartialEq)]
pub struct Drop {
    /// `sv`, `sr/Cyrl`, `all`.
    pub scope: String,
    /// Name of the figure.
    pub figure: String,
    /// What it was.
    pub was: f64,
    /// What it is; nothing where it is no longer there.
    pub is: Option<f64>,
}

impl Floor {
    /// Reads what `evaluate --json` wrote; `source` names it in errors.
    ///
    /// # Errors
    /// It is something else.
    pub fn parse(source: &str, text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|error| Error::Input {
            source_name: source.to_owned(),
            problem: format!("no figures: {error}"),
            help: "give what `verbatims evaluate --json` wrote for the same rows".to_owned(),
        })
    }

    /// Figures that are lower than here by more than `margin` (0 to 1), or gone, in the order of the file. Scopes with
    /// other numbers of rows are of other labelled rows, and say so.
    ///
    /// # Errors
    /// The number of rows of a scope differs.
    pub fn drops(&self, now: &Evaluation, margin: f64) -> Result<Vec<Drop>> {
        let mut drops = Vec::new();
        for before in &self.scopes {
            let scope = now.scopes.iter().find(|scope| scope.name == before.name);
            let rows = scope.map_or(0, |scope| scope.rows);
            if rows != before.rows {
                return Err(Error::Input {
                    source_name: before.name.clone(),
                    problem: format!(
                        "{rows} rows where the figures to compare with are of {}",
                        before.rows
                    ),
                    help: "compare figures of the same labelled rows; write them anew with --json"
                        .to_owned(),
                });
            }
            for (name, figure) in &before.figures {
                let is = scope
                    .and_then(|scope| scope.figure(name))
                    .map(|figure| figure.value);
                if is.is_none() && name == "sentiment_kappa" {
                    // One and the same label throughout on both sides: nothing is wrong.
                    continue;
                }
                // Figures are rounded when they are written and read: what is equal must not count as less.
                if is.is_none_or(|is| is < figure.value - margin - 1e-9) {
                    drops.push(Drop {
                        scope: before.name.clone(),
                        figure: name.clone(),
                        was: figure.value,
                        is,
                    });
                }
            }
        }
        Ok(drops)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Polarity::{Negative, Positive};
    use crate::evaluate::fixture::{annotation, codeframe, gold};
    use crate::evaluate::judge::{Judged, Labels};

    fn evaluation(right: usize) -> Evaluation {
        let row = |at: usize| {
            let ours = if at < right { Positive } else { Negative };
            let gold = gold("a", Some(Positive), &[("price-level", Positive)]);
            Judged::new(
                gold,
                annotation(ours, 0, &[("price-level", ours)]),
                Labels::Four,
                &codeframe(),
            )
        };
        let rows: Vec<Judged> = (0..10).map(row).collect();
        crate::evaluate::evaluate(&rows, Labels::Four, None)
    }

    #[test]
    fn only_a_fall_beyond_the_margin_is_told() {
        let floor = serde_json::to_string(&evaluation(9)).unwrap();
        let floor = Floor::parse("floor.json", &floor).unwrap();
        assert_eq!(floor.drops(&evaluation(9), 0.0).unwrap(), []);
        assert_eq!(floor.drops(&evaluation(10), 0.0).unwrap(), []);
        assert_eq!(floor.drops(&evaluation(8), 0.101).unwrap(), []);
        let drops = floor.drops(&evaluation(8), 0.02).unwrap();
        let names: Vec<&str> = drops.iter().map(|drop| drop.figure.as_str()).collect();
        assert!(names.contains(&"sentiment_accuracy"), "{drops:?}");
        assert!(names.contains(&"mention_polarity_accuracy"), "{drops:?}");
    }

    #[test]
    fn what_is_no_evaluation_is_refused() {
        assert!(Floor::parse("x", "{}").is_err());
    }
}
