//! Net scores: the share of one side less the share of the other, -1 to 1. NPS and net sentiment are of this kind.

use super::Interval;
use super::distribution::{Z, normal_two_sided};
use super::interval::square_and_add;

/// Two sides of a base; what is on neither side is in the base.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Net {
    /// Share of the one side, 0 to 1.
    pub positive: f64,
    /// Share of the other side, 0 to 1.
    pub negative: f64,
    /// The base, above zero; it may be an effective one (see [`super::Weights`]).
    pub base: f64,
}

impl Net {
    /// The net score.
    pub fn value(self) -> f64 {
        self.positive - self.negative
    }

    /// Score and variance after one unit has been added to each side. The variance of a difference of two shares of the
    /// same multinomial base is `(p + q - (p - q)²) / n`.
    fn adjusted(self) -> (f64, f64) {
        let base = self.base + 2.0;
        let positive = (self.positive * self.base + 1.0) / base;
        let negative = (self.negative * self.base + 1.0) / base;
        let value = positive - negative;
        (value, (positive + negative - value * value) / base)
    }

    /// The adjusted interval of Bonett and Price 2012 ("Adjusted Wald confidence interval for a difference of binomial
    /// proportions based on paired data"), whose two sides are those of a net score.
    pub fn interval(self) -> Interval {
        let (value, variance) = self.adjusted();
        let interval = Interval::around(value, Z * variance.sqrt()).within(-1.0, 1.0);
        // The adjustment pulls towards zero; the estimate stays inside.
        Interval::new(
            interval.low.min(self.value()),
            interval.high.max(self.value()),
        )
    }

    /// The interval of this net score less another of an independent base.
    pub fn difference(self, other: Self) -> Interval {
        square_and_add(
            (self.value(), self.interval()),
            (other.value(), other.interval()),
        )
    }

    /// The chance of such a difference or a larger one if there is none, by the adjusted variances.
    pub fn test(self, other: Self) -> f64 {
        let ((a, a_variance), (b, b_variance)) = (self.adjusted(), other.adjusted());
        normal_two_sided((a - b) / (a_variance + b_variance).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_follows_the_formula_of_bonett_and_price() {
        // Of 100, 50 on one side and 20 on the other: (51 - 21) / 102, variance (72/102 - (30/102)²) / 102.
        let net = Net {
            positive: 0.5,
            negative: 0.2,
            base: 100.0,
        };
        let middle = 30.0 / 102.0;
        let variance: f64 = (72.0 / 102.0 - middle * middle) / 102.0;
        let interval = net.interval();
        assert!((interval.low - (middle - Z * variance.sqrt())).abs() < 1e-12);
        assert!((interval.high - (middle + Z * variance.sqrt())).abs() < 1e-12);
        assert!((net.value() - 0.3).abs() < 1e-12);
    }

    #[test]
    fn the_interval_stays_in_bounds_and_holds_the_value() {
        let all = Net {
            positive: 1.0,
            negative: 0.0,
            base: 5.0,
        };
        assert_eq!(all.interval().high, 1.0);
        assert!(all.interval().low < 1.0);
    }

    #[test]
    fn equal_scores_do_not_differ_and_opposite_ones_do() {
        let net = |positive, negative| Net {
            positive,
            negative,
            base: 200.0,
        };
        assert_eq!(net(0.5, 0.2).test(net(0.5, 0.2)), 1.0);
        assert!(net(0.5, 0.2).test(net(0.2, 0.5)) < 1e-6);
        assert!(net(0.5, 0.2).difference(net(0.2, 0.5)).low > 0.0);
    }
}
