//! Shares of a base, 0 to 1.
//!
//! The base may be an effective one (see [`super::weights`]), so it need not be whole.

use super::Interval;
use super::distribution::{Z, ln_choose, normal_two_sided};
use super::interval::square_and_add;

/// Some of a base.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The part, 0 to 1.
    pub value: f64,
    /// The base, above zero.
    pub base: f64,
}

impl Share {
    /// So many of so many; `None` of none.
    pub fn of(hits: f64, base: f64) -> Option<Self> {
        (base > 0.0).then(|| Self {
            value: (hits / base).clamp(0.0, 1.0),
            base,
        })
    }

    /// The score interval of Wilson 1927 ("Probable inference, the law of succession, and statistical inference"),
    /// which Newcombe 1998 and Brown, Cai and DasGupta 2001 recommend.
    pub fn interval(self) -> Interval {
        let (p, n) = (self.value, self.base);
        let square = Z * Z;
        let middle = 2.0 * n * p + square;
        let half = Z * (square + 4.0 * n * p * (1.0 - p)).sqrt();
        let scale = 2.0 * (n + square);
        let interval = Interval::new((middle - half) / scale, (middle + half) / scale);
        // Rounding must not move the ends of certain shares inwards.
        let low = if p == 0.0 { 0.0 } else { interval.low };
        let high = if p == 1.0 { 1.0 } else { interval.high };
        Interval::new(low, high).within(0.0, 1.0)
    }

    /// The interval of this share less another of an independent group: method 10 of Newcombe 1998 ("Interval
    /// estimation for the difference between independent proportions").
    pub fn difference(self, other: Self) -> Interval {
        square_and_add(
            (self.value, self.interval()),
            (other.value, other.interval()),
        )
    }

    /// The chance of such a difference or a larger one between two groups of the same share, by the `N - 1` chi-squared
    /// test where every expected count is at least one and by Fisher's exact test else, as Campbell 2007
    /// ("Chi-squared and Fisher-Irwin tests of two-by-two tables with small sample recommendations") advises.
    pub fn test(self, other: Self) -> f64 {
        let hits = (self.value * self.base, other.value * other.base);
        table_test(hits.0, self.base, hits.1, other.base)
    }
}

/// The test of [`Share::test`] on `a` of `m` against `b` of `n`.
fn table_test(a: f64, m: f64, b: f64, n: f64) -> f64 {
    let total = m + n;
    let (hits, misses) = (a + b, total - a - b);
    if hits <= 0.0 || misses <= 0.0 {
        return 1.0;
    }
    let least = m.min(n) * hits.min(misses) / total;
    if least < 1.0 {
        return fisher(a.round(), m.round(), b.round(), n.round());
    }
    let determinant = a * (n - b) - b * (m - a);
    let square = (total - 1.0) * determinant * determinant / (m * n * hits * misses);
    normal_two_sided(square.sqrt())
}

/// Fisher's exact test on both sides: the tables that are as unlikely as this one, or more.
fn fisher(a: f64, m: f64, b: f64, n: f64) -> f64 {
    let hits = a + b;
    let whole = ln_choose(m + n, hits);
    let chance = |a: f64| (ln_choose(m, a) + ln_choose(n, hits - a) - whole).exp();
    // Tables that are equally unlikely must not part by rounding.
    let limit = chance(a) * (1.0 + 1e-7);
    let first = (hits - n).max(0.0) as u64;
    let last = hits.min(m) as u64;
    let chances = (first..=last).map(|a| chance(a as f64));
    let sum: f64 = chances.filter(|&chance| chance <= limit).sum();
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(hits: f64, base: f64) -> Share {
        Share::of(hits, base).unwrap()
    }

    #[track_caller]
    fn is(interval: Interval, low: f64, high: f64) {
        let near = |a: f64, b: f64| (a - b).abs() < 5.1e-5;
        assert!(
            near(interval.low, low) && near(interval.high, high),
            "{interval:?} {low} {high}"
        );
    }

    #[test]
    fn wilsons_interval_is_that_of_newcombe_1998_table_one() {
        // "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, method 3.
        for (hits, base, low, high) in [
            (81.0, 263.0, 0.2553, 0.3662),
            (15.0, 148.0, 0.0624, 0.1605),
            (0.0, 20.0, 0.0, 0.1611),
            (1.0, 29.0, 0.0061, 0.1718),
        ] {
            is(share(hits, base).interval(), low, high);
        }
    }

    #[test]
    fn a_difference_is_that_of_newcombe_1998_table_two() {
        // "Interval estimation for the difference between independent proportions", Statistics in Medicine 17, method 10.
        for (a, m, b, n, low, high) in [
            (56.0, 70.0, 48.0, 80.0, 0.0524, 0.3339),
            (9.0, 10.0, 3.0, 10.0, 0.1705, 0.8090),
            (6.0, 7.0, 2.0, 7.0, 0.0582, 0.8062),
            (5.0, 56.0, 0.0, 29.0, -0.0381, 0.1926),
            (0.0, 10.0, 0.0, 20.0, -0.1611, 0.2775),
            (0.0, 10.0, 0.0, 10.0, -0.2775, 0.2775),
            (10.0, 10.0, 0.0, 20.0, 0.6791, 1.0),
            (10.0, 10.0, 0.0, 10.0, 0.6075, 1.0),
        ] {
            is(share(a, m).difference(share(b, n)), low, high);
        }
    }

    #[test]
    fn fishers_test_gives_the_chances_of_his_own_examples() {
        // Fisher 1935, "The design of experiments": three of four cups of tea; "The logic of inductive inference":
        // convictions of monozygotic (10 of 13) and dizygotic twins (2 of 17).
        let tea = fisher(3.0, 4.0, 1.0, 4.0);
        assert!((tea - 34.0 / 70.0).abs() < 1e-9, "{tea}");
        let twins = fisher(10.0, 13.0, 2.0, 17.0);
        assert!((twins - 0.000_536_7).abs() < 5e-8, "{twins}");
    }

    #[test]
    fn a_test_on_large_counts_is_pearsons_with_one_unit_less() {
        // 20 of 100 against 10 of 100: chi-squared 200 (20*90 - 10*80)² / (100 * 100 * 30 * 170) = 3.921569 (Pearson).
        let expected = normal_two_sided((3.921_568_627_450_98f64 * 199.0 / 200.0).sqrt());
        let found = share(20.0, 100.0).test(share(10.0, 100.0));
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }

    #[test]
    fn shares_without_hits_or_misses_do_not_differ() {
        assert_eq!(share(0.0, 10.0).test(share(0.0, 500.0)), 1.0);
        assert_eq!(share(10.0, 10.0).test(share(500.0, 500.0)), 1.0);
        assert_eq!(Share::of(0.0, 0.0), None);
    }
}
