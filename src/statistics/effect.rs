//! Effects of traits on an outcome: what goes with it, not what causes it.

use super::Interval;
use super::distribution::{student_quantile, student_two_sided};
use super::matrix::{Square, dot};
use super::mean::Sample;

/// A unit with its outcome and its traits.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// The outcome.
    pub outcome: f64,
    /// Weight, above zero.
    pub weight: f64,
    /// Positions of its traits, each once.
    pub traits: Vec<usize>,
}

/// An effect in units of the outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// The estimate.
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
    /// The chance of such an effect or a larger one if there is none.
    pub chance: f64,
}

impl Effect {
    fn new(value: f64, variance: f64, degrees: f64) -> Self {
        let error = variance.max(0.0).sqrt();
        Self {
            value,
            interval: Interval::around(value, student_quantile(degrees) * error),
            chance: match error > 0.0 {
                true => student_two_sided(value / error, degrees),
                false => 1.0,
            },
        }
    }
}

/// The mean of all less the mean of those without a trait, which `share` of all (0 to 1, by weight) have. The interval
/// is that of the delta method: the share varies, and so do both means. `None` where a sample has less than two values.
pub fn leave_out(with: Sample, without: Sample, share: f64) -> Option<Effect> {
    if with.base <= 1.0 || without.base <= 1.0 {
        return None;
    }
    let gap = with.mean - without.mean;
    let parts = [with, without].map(|one| (one.variance / one.base, one.base - 1.0));
    let means: f64 = parts.iter().map(|(error, _)| error).sum();
    let squares: f64 = parts.iter().map(|(error, rest)| error * error / rest).sum();
    let shares = gap * gap * share * (1.0 - share) / (with.base + without.base);
    let error = share * share * means + shares;
    let degrees = if squares > 0.0 {
        means * means / squares
    } else {
        with.base
    };
    Some(Effect::new(share * gap, error, degrees.max(1.0)))
}

/// Effects of all traits together.
#[derive(Clone, Debug, PartialEq)]
pub struct Joint {
    /// By position of the trait: how much higher the outcome is with it, all other traits being equal.
    pub effects: Vec<Effect>,
    /// Part of the outcome's variance that the traits explain, 0 to 1.
    pub explained: f64,
}

/// The penalty on squared effects, worth a tenth of a unit of weight one: too weak to bend what dozens of units say, and
/// enough to share an effect evenly between traits that always come together.
const PENALTY: f64 = 0.1;

/// Ridge regression (Hoerl and Kennard 1970) of the outcome on the `count` traits, with an intercept that is not
/// penalized. Intervals use the HC3 estimate of MacKinnon and White 1985, since scores spread unevenly. `None` with
/// too few units, and where the outcome does not vary.
pub fn joint(observations: &[Observation], count: usize) -> Option<Joint> {
    let rest = observations.len().checked_sub(count + 2)?;
    let model = Model::fit(observations, count)?;
    let (variances, explained) = model.spread(observations)?;
    let degrees = (rest + 1) as f64;
    let effects = model.effects.iter().zip(variances);
    Some(Joint {
        effects: effects
            .map(|(&value, variance)| Effect::new(value, variance, degrees))
            .collect(),
        explained,
    })
}

/// A fitted model. Traits and outcome are taken from their means, so that there is no intercept.
struct Model {
    weight: f64,
    outcome: f64,
    /// Share of each trait.
    means: Vec<f64>,
    /// Inverse of the penalized matrix of products.
    inverse: Square,
    effects: Vec<f64>,
}

impl Model {
    fn fit(observations: &[Observation], count: usize) -> Option<Self> {
        let weight: f64 = observations.iter().map(|one| one.weight).sum();
        let outcome: f64 = observations
            .iter()
            .map(|one| one.weight * one.outcome)
            .sum();
        let outcome = outcome / weight;
        let mut means = vec![0.0; count];
        let mut products = vec![0.0; count];
        let mut matrix = Square::new(count);
        for one in observations {
            for &a in &one.traits {
                add(&mut means, a, one.weight / weight);
                add(&mut products, a, one.weight * (one.outcome - outcome));
                for &b in &one.traits {
                    matrix.add(a, b, one.weight);
                }
            }
        }
        for (a, mean) in means.iter().enumerate() {
            for (b, other) in means.iter().enumerate() {
                let penalty = if a == b { PENALTY } else { 0.0 };
                matrix.add(a, b, penalty - weight * mean * other);
            }
        }
        let inverse = matrix.inverse()?;
        Some(Self {
            weight,
            outcome,
            effects: inverse.times(&products),
            means,
            inverse,
        })
    }

    /// Variances of the effects, and how much of the outcome's variance is explained.
    fn spread(&self, observations: &[Observation]) -> Option<(Vec<f64>, f64)> {
        let turned = self.inverse.times(&self.means);
        let constant = dot(&turned, &self.means);
        let base = dot(&self.effects, &self.means);
        let count = self.means.len();
        let (mut all, mut left) = (0.0, 0.0);
        let (mut meat, mut sums, mut whole) = (Square::new(count), vec![0.0; count], 0.0);
        for one in observations {
            let sum = |values: &[f64]| -> f64 {
                let values = one.traits.iter().filter_map(|&a| values.get(a));
                values.sum()
            };
            let pairs = one.traits.iter();
            let squares: f64 = pairs
                .flat_map(|&a| one.traits.iter().map(move |&b| (a, b)))
                .map(|(a, b)| self.inverse.at(a, b))
                .sum();
            let leverage = squares - 2.0 * sum(&turned) + constant + self.weight.recip();
            let residual = one.outcome - self.outcome - sum(&self.effects) + base;
            all += one.weight * (one.outcome - self.outcome).powi(2);
            left += one.weight * residual * residual;
            // Nobody can be left out of a group of one.
            let kept = (1.0 - one.weight * leverage).max(0.01);
            let square = (one.weight * residual / kept).powi(2);
            whole += square;
            for &a in &one.traits {
                add(&mut sums, a, square);
                for &b in &one.traits {
                    meat.add(a, b, square);
                }
            }
        }
        if all <= 0.0 {
            return None;
        }
        for (a, mean) in self.means.iter().enumerate() {
            for (b, other) in self.means.iter().enumerate() {
                let sum = |place: usize| sums.get(place).copied().unwrap_or(0.0);
                meat.add(a, b, whole * mean * other - sum(a) * other - mean * sum(b));
            }
        }
        let variances = (0..count).map(|a| {
            let row: Vec<f64> = (0..count).map(|b| self.inverse.at(a, b)).collect();
            dot(&row, &meat.times(&row))
        });
        Some((variances.collect(), (1.0 - left / all).clamp(0.0, 1.0)))
    }
}

fn add(vector: &mut [f64], place: usize, value: f64) {
    if let Some(slot) = vector.get_mut(place) {
        *slot += value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Weights;

    fn sample(values: &[f64]) -> Sample {
        let unit = Weights::units(1.0);
        Sample::of(values.iter().map(|&value| (value, unit))).unwrap()
    }

    fn observations(rows: &[(f64, &[usize], usize)]) -> Vec<Observation> {
        let copies = |&(outcome, traits, times): &(f64, &[usize], usize)| {
            let one = Observation {
                outcome,
                weight: 1.0,
                traits: traits.to_vec(),
            };
            vec![one; times]
        };
        rows.iter().flat_map(copies).collect()
    }

    #[test]
    fn leaving_out_gives_the_mean_of_all_less_that_of_the_rest() {
        // Mean of all 5, of those without the trait 6.
        let with = sample(&[2.0, 4.0]);
        let without = sample(&[5.0, 6.0, 7.0, 6.0]);
        let effect = leave_out(with, without, 2.0 / 6.0).unwrap();
        assert!((effect.value - (5.0 - 6.0)).abs() < 1e-12, "{effect:?}");
        assert!(effect.interval.holds(-1.0));
        assert_eq!(leave_out(sample(&[1.0]), without, 0.1), None);
    }

    #[test]
    fn one_trait_has_the_difference_of_its_means_shrunk_by_the_penalty() {
        // 50 with mean 3, 50 with mean 5; the penalty adds 0.1 to 100 * 0.25.
        let rows = observations(&[
            (2.0, &[0], 25),
            (4.0, &[0], 25),
            (4.0, &[], 25),
            (6.0, &[], 25),
        ]);
        let joint = joint(&rows, 1).unwrap();
        assert!(
            (joint.effects[0].value + 2.0 * 25.0 / 25.1).abs() < 1e-12,
            "{joint:?}"
        );
        // Half of the variance lies between the groups; the penalty leaves a little less.
        assert!((joint.explained - 0.5).abs() < 0.001, "{joint:?}");
    }

    #[test]
    fn traits_that_always_come_together_share_their_effect() {
        let rows = observations(&[
            (1.0, &[0, 1], 40),
            (2.0, &[0, 1], 40),
            (5.0, &[], 40),
            (6.0, &[], 40),
        ]);
        let effects = joint(&rows, 2).unwrap().effects;
        assert!(
            (effects[0].value - effects[1].value).abs() < 1e-9,
            "{effects:?}"
        );
        assert!((effects[0].value + 2.0).abs() < 0.05, "{effects:?}");
    }

    #[test]
    fn an_outcome_that_does_not_vary_and_too_few_units_have_no_model() {
        assert_eq!(
            joint(&observations(&[(1.0, &[0], 20), (1.0, &[], 20)]), 1),
            None
        );
        assert_eq!(
            joint(&observations(&[(1.0, &[0], 1), (2.0, &[], 1)]), 1),
            None
        );
    }
}
