//! Means, and differences of means.

use super::Interval;
use super::distribution::{student_quantile, student_two_sided};
use super::weights::Weights;

/// Values of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Values; fewer than were counted where they are weighted (see [`Weights::effective`]).
    pub base: f64,
    /// Their mean.
    pub mean: f64,
    /// Their variance, the sum of squares divided by the base less one; 0 for a single value.
    pub variance: f64,
}

impl Sample {
    /// The sample of values with their weights, each of which stands for `count` alike; `None` without any.
    pub fn of(values: impl Iterator<Item = (f64, Weights)> + Clone) -> Option<Self> {
        let mut weights = Weights::default();
        let mut sum = 0.0;
        for (value, one) in values.clone() {
            weights.add(one);
            sum += value * one.sum;
        }
        let base = weights.effective();
        if base <= 0.0 {
            return None;
        }
        let mean = sum / weights.sum;
        let squares: f64 = values
            .map(|(value, one)| (value - mean).powi(2) * one.sum)
            .sum();
        let variance = match base > 1.0 {
            true => squares / weights.sum * base / (base - 1.0),
            false => 0.0,
        };
        Some(Self {
            base,
            mean,
            variance,
        })
    }

    /// Standard error of the mean, squared.
    fn error(self) -> f64 {
        self.variance / self.base
    }

    /// Student's interval of the mean (Student 1908, "The probable error of a mean"); `None` for less than two values.
    pub fn interval(self) -> Option<Interval> {
        (self.base > 1.0).then(|| {
            let quantile = student_quantile((self.base - 1.0).max(1.0));
            Interval::around(self.mean, quantile * self.error().sqrt())
        })
    }

    /// This mean less another of an independent sample: interval and chance of such a difference if there is none, by
    /// Welch 1947 ("The generalization of Student's problem when several different population variances are
    /// involved"). `None` where a sample has less than two values or both are constant.
    pub fn difference(self, other: Self) -> Option<(Interval, f64)> {
        let (a, b) = (self.error(), other.error());
        let error = a + b;
        if self.base <= 1.0 || other.base <= 1.0 || error <= 0.0 {
            return None;
        }
        let degrees = error * error / (a * a / (self.base - 1.0) + b * b / (other.base - 1.0));
        let difference = self.mean - other.mean;
        let half = student_quantile(degrees.max(1.0)) * error.sqrt();
        let chance = student_two_sided(difference / error.sqrt(), degrees.max(1.0));
        Some((Interval::around(difference, half), chance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(values: &[f64]) -> Sample {
        let unit = Weights::units(1.0);
        Sample::of(values.iter().map(|&value| (value, unit))).unwrap()
    }

    /// Hours of sleep gained with two drugs, the data of Student 1908.
    const FIRST: [f64; 10] = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    const SECOND: [f64; 10] = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    #[test]
    fn the_interval_of_a_mean_is_that_of_students_data() {
        let gains: Vec<f64> = SECOND.iter().zip(FIRST).map(|(b, a)| b - a).collect();
        let sample = sample(&gains);
        let interval = sample.interval().unwrap();
        assert!((sample.mean - 1.58).abs() < 1e-12);
        assert!((interval.low - 0.700_114).abs() < 1e-5, "{interval:?}");
        assert!((interval.high - 2.459_886).abs() < 1e-5, "{interval:?}");
    }

    #[test]
    fn welchs_test_gives_what_handbooks_print_for_students_data() {
        // t = -1.8608, 17.776 degrees of freedom.
        let (interval, chance) = sample(&FIRST).difference(sample(&SECOND)).unwrap();
        assert!((chance - 0.079_39).abs() < 1e-5, "{chance}");
        assert!((interval.low + 3.365_483).abs() < 1e-5, "{interval:?}");
        assert!((interval.high - 0.205_483).abs() < 1e-5, "{interval:?}");
    }

    #[test]
    fn a_value_that_stands_for_many_counts_as_many() {
        let many = [(1.0, Weights::units(3.0)), (4.0, Weights::units(2.0))];
        assert_eq!(
            Sample::of(many.into_iter()).unwrap(),
            sample(&[1.0, 1.0, 1.0, 4.0, 4.0])
        );
    }

    #[test]
    fn one_value_has_no_interval_and_none_has_no_mean() {
        assert_eq!(sample(&[3.0]).interval(), None);
        assert_eq!(sample(&[3.0]).difference(sample(&[1.0, 2.0])), None);
        assert_eq!(sample(&[2.0, 2.0]).difference(sample(&[2.0, 2.0])), None);
        assert_eq!(Sample::of(std::iter::empty()), None);
    }
}
