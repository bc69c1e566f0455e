//! Logistic regression around judged values.
//!
//! A comment's share of content is `sigmoid(bias + slope * points)`, where `points` is the sum over its entries of
//! weight times valence. First bias and slope are fitted with the valences as judged; then, with the slope held, each
//! open valence has a Gaussian prior at its judged value, and the mode of the posterior is found by cyclic coordinate
//! ascent (Genkin, Lewis and Madigan 2007, "Large-scale Bayesian logistic regression for text categorization") with
//! the quadratic bound of Böhning and Lindsay 1988 in place of the curvature, so that no step can overshoot.
//! Steps and order are fixed: the same observations give the same bits.

/// Newton steps for bias and slope.
const NEWTON_STEPS: usize = 30;

/// Times that a Newton step is halved while it makes things worse.
const HALVINGS: usize = 20;

/// Passes over all open valences.
const SWEEPS: usize = 200;

/// Where the slope is expected, a point of valence being worth half a logit, and how far off it may be.
const SLOPE: (f64, f64) = (0.5, 0.5);

/// How far from zero the bias may be.
const BIAS_SPREAD: f64 = 3.0;

/// Least slope: praise never counts against.
const LEAST_SLOPE: f64 = 0.05;

/// Bounds of a valence in points.
const BOUND: f64 = 5.0;

/// A comment as the regression sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observation {
    /// How content the customer is, 0 to 1.
    pub content: f64,
    /// Points that no valence explains: ratings, modifiers that judge by themselves.
    pub fixed: f64,
    /// Entries by index, each once, with how strongly and with which sign the rules let them count.
    pub weights: Vec<(usize, f64)>,
}

impl Observation {
    /// The sum in points under these valences.
    fn points(&self, valences: &[f64]) -> f64 {
        self.weights
            .iter()
            .fold(self.fixed, |sum, &(entry, weight)| {
                sum + weight * valences.get(entry).copied().unwrap_or(0.0)
            })
    }
}

/// From points to logits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Logit of a comment at zero points.
    pub bias: f64,
    /// Logits a point.
    pub slope: f64,
}

impl Link {
    fn logit(self, points: f64) -> f64 {
        self.bias + self.slope * points
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// From points to logits.
    pub link: Link,
    /// Valences in points; those that are not open as judged.
    pub valences: Vec<f64>,
    /// Posterior standard deviation of each valence with the others held, in points.
    pub deviations: Vec<f64>,
}

/// Estimates the open valences. All values are points (a hundred hundredths); `spread` is the prior's standard
/// deviation around `judged`.
pub fn estimate(observations: &[Observation], judged: &[f64], open: &[bool], spread: f64) -> Fit {
    let mut link = link(observations, judged);
    let columns = columns(observations, open);
    let precision = 1.0 / (spread * spread);
    let mut valences = judged.to_vec();
    let mut logits: Vec<f64> = observations
        .iter()
        .map(|one| link.logit(one.points(judged)))
        .collect();
    for _ in 0..SWEEPS {
        let step = bias_step(observations, &logits, link.bias);
        link.bias += step;
        logits.iter_mut().for_each(|logit| *logit += step);
        for ((column, valence), &judged) in columns.iter().zip(&mut valences).zip(judged) {
            if column.is_empty() {
                continue;
            }
            let mut gradient = (judged - *valence) * precision;
            let mut curvature = precision;
            for &(row, weight) in column {
                let weight = weight * link.slope;
                gradient += weight * residual(observations, &logits, row);
                curvature += weight * weight / 4.0;
            }
            let moved = (*valence + gradient / curvature).clamp(-BOUND, BOUND);
            let step = link.slope * (moved - *valence);
            *valence = moved;
            for &(row, weight) in column {
                if let Some(logit) = logits.get_mut(row) {
                    *logit += step * weight;
                }
            }
        }
    }
    let deviations = columns
        .iter()
        .map(|column| {
            let information = column.iter().fold(precision, |sum, &(row, weight)| {
                let p = sigmoid(logits.get(row).copied().unwrap_or(0.0));
                sum + (weight * link.slope).powi(2) * p * (1.0 - p)
            });
            information.sqrt().recip()
        })
        .collect();
    Fit {
        link,
        valences,
        deviations,
    }
}

/// Mean logarithmic loss per comment in nats.
pub fn log_loss(observations: &[Observation], link: Link, valences: &[f64]) -> f64 {
    let sum: f64 = observations
        .iter()
        .map(|one| loss(link.logit(one.points(valences)), one.content))
        .sum();
    sum / observations.len().max(1) as f64
}

/// Bias and slope under these valences.
pub fn link(observations: &[Observation], valences: &[f64]) -> Link {
    let scores: Vec<(f64, f64)> = observations
        .iter()
        .map(|one| (one.points(valences), one.content))
        .collect();
    let mut link = Link {
        bias: 0.0,
        slope: SLOPE.0,
    };
    let mut best = penalty(&scores, link);
    for _ in 0..NEWTON_STEPS {
        let (mut bias, mut slope) = newton(&scores, link);
        for _ in 0..HALVINGS {
            let next = Link {
                bias: link.bias + bias,
                slope: link.slope + slope,
            };
            let worth = penalty(&scores, next);
            if worth <= best {
                (link, best) = (next, worth);
                break;
            }
            (bias, slope) = (bias / 2.0, slope / 2.0);
        }
    }
    link.slope = link.slope.max(LEAST_SLOPE);
    link
}

/// The Newton step of bias and slope.
fn newton(scores: &[(f64, f64)], link: Link) -> (f64, f64) {
    let (bias_precision, slope_precision) = (BIAS_SPREAD.powi(-2), SLOPE.1.powi(-2));
    let mut gradient = (
        -link.bias * bias_precision,
        (SLOPE.0 - link.slope) * slope_precision,
    );
    let (mut aa, mut ab, mut bb) = (bias_precision, 0.0, slope_precision);
    for &(points, content) in scores {
        let p = sigmoid(link.logit(points));
        gradient.0 += content - p;
        gradient.1 += points * (content - p);
        let variance = p * (1.0 - p);
        aa += variance;
        ab += variance * points;
        bb += variance * points * points;
    }
    let determinant = aa * bb - ab * ab;
    (
        (bb * gradient.0 - ab * gradient.1) / determinant,
        (aa * gradient.1 - ab * gradient.0) / determinant,
    )
}

/// Negative log posterior of bias and slope.
fn penalty(scores: &[(f64, f64)], link: Link) -> f64 {
    let prior = (link.bias / BIAS_SPREAD).powi(2) + ((link.slope - SLOPE.0) / SLOPE.1).powi(2);
    scores.iter().fold(prior / 2.0, |sum, &(points, content)| {
        sum + loss(link.logit(points), content)
    })
}

fn bias_step(observations: &[Observation], logits: &[f64], bias: f64) -> f64 {
    let precision = BIAS_SPREAD.powi(-2);
    let gradient = (0..observations.len()).fold(-bias * precision, |sum, row| {
        sum + residual(observations, logits, row)
    });
    gradient / (precision + observations.len() as f64 / 4.0)
}

fn residual(observations: &[Observation], logits: &[f64], row: usize) -> f64 {
    match (observations.get(row), logits.get(row)) {
        (Some(one), Some(&logit)) => one.content - sigmoid(logit),
        _ => 0.0,
    }
}

/// For each entry the rows that it counts in, with its weight there; none for entries that are not open.
fn columns(observations: &[Observation], open: &[bool]) -> Vec<Vec<(usize, f64)>> {
    let mut columns = vec![Vec::new(); open.len()];
    for (row, one) in observations.iter().enumerate() {
        for &(entry, weight) in &one.weights {
            if open.get(entry) == Some(&true)
                && let Some(column) = columns.get_mut(entry)
            {
                column.push((row, weight));
            }
        }
    }
    columns
}

fn sigmoid(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// Cross entropy of `content` and the probability at `logit`, without overflow.
fn loss(logit: f64, content: f64) -> f64 {
    logit.max(0.0) - content * logit + (-logit.abs()).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(content: f64, weights: &[(usize, f64)]) -> Observation {
        Observation {
            content,
            fixed: 0.0,
            weights: weights.to_vec(),
        }
    }

    /// Rows that settle bias and slope near 0 and 1/2 logit a point: entry 0 at 2 points, entry 1 at -2.
    fn anchor() -> Vec<Observation> {
        let mut rows = Vec::new();
        for (count, content) in [(731, 1.0), (269, 0.0)] {
            for _ in 0..count {
                rows.push(one(content, &[(0, 1.0)]));
                rows.push(one(1.0 - content, &[(1, 1.0)]));
            }
        }
        rows
    }

    fn third(rows: &[Observation], judged: f64) -> f64 {
        let all: Vec<Observation> = anchor().iter().chain(rows).cloned().collect();
        let judged = [2.0, -2.0, judged];
        estimate(&all, &judged, &[false, false, true], 1.0).valences[2]
    }

    #[test]
    fn bias_and_slope_are_those_of_a_table_by_hand() {
        let link = link(&anchor(), &[2.0, -2.0]);
        // logit(0.731) = 1.0 at 2 points.
        assert!((link.slope - 0.5).abs() < 0.002, "{link:?}");
        assert!(link.bias.abs() < 1e-9, "{link:?}");
    }

    #[test]
    fn without_rows_the_judged_value_stays() {
        assert_eq!(third(&[], 1.5), 1.5);
    }

    #[test]
    fn an_entry_that_is_not_open_stays_as_judged() {
        let rows = vec![one(0.0, &[(0, 1.0)]); 50];
        assert_eq!(estimate(&rows, &[2.0], &[false], 1.0).valences, [2.0]);
    }

    #[test]
    fn one_row_moves_the_estimate_by_its_pull() {
        // At the mode: (valence - judged) / spread² = slope * (content - p).
        let estimate = third(&[one(0.0, &[(2, 1.0)])], 0.0);
        let pull = -0.5 * sigmoid(0.5 * estimate);
        assert!((estimate - pull).abs() < 0.002, "{estimate} {pull}");
    }

    #[test]
    fn many_rows_move_the_estimate_to_what_they_say() {
        // Half of the rows are content: the word says nothing, whatever was judged.
        let rows: Vec<Observation> = (0..4000)
            .map(|row| one(f64::from(row % 2), &[(2, 1.0)]))
            .collect();
        let estimate = third(&rows, 2.0);
        assert!(estimate.abs() < 0.1, "{estimate}");
    }

    #[test]
    fn more_rows_of_a_side_never_move_the_estimate_the_other_way() {
        let mut before = 1.0;
        for count in [1, 2, 5, 10, 50, 200] {
            let estimate = third(&vec![one(0.0, &[(2, 1.0)]); count], 1.0);
            assert!(estimate < before, "{count}: {estimate} {before}");
            before = estimate;
        }
        assert!(before >= -BOUND);
    }

    #[test]
    fn a_negated_word_learns_from_the_other_side() {
        let plain = third(&vec![one(0.0, &[(2, 1.0)]); 20], 0.0);
        let negated = third(&vec![one(1.0, &[(2, -1.0)]); 20], 0.0);
        assert!((plain - negated).abs() < 1e-6, "{plain} {negated}");
    }

    #[test]
    fn the_deviation_is_the_priors_without_rows_and_shrinks_with_them() {
        let few = estimate(&anchor()[..2], &[2.0, -2.0, 1.0], &[true; 3], 1.0);
        let many = estimate(&anchor(), &[2.0, -2.0, 1.0], &[true; 3], 1.0);
        assert_eq!(few.deviations[2], 1.0);
        assert!(many.deviations[0] < few.deviations[0]);
    }

    #[test]
    fn the_loss_of_knowing_nothing_is_the_logarithm_of_two() {
        let nothing = Link {
            bias: 0.0,
            slope: 0.5,
        };
        let loss = log_loss(&[one(1.0, &[]), one(0.0, &[])], nothing, &[]);
        assert!((loss - std::f64::consts::LN_2).abs() < 1e-12);
    }
}
