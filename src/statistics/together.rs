//! Two traits in the same units, against chance.

use super::distribution::Z;
use super::{Interval, Share};

/// Units with both traits, with each, and all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Together {
    /// Units with both.
    pub both: u64,
    /// Units with the one.
    pub one: u64,
    /// Units with the other.
    pub other: u64,
    /// All units.
    pub all: u64,
}

impl Together {
    /// As many would have both if the traits came independently.
    pub fn expected(self) -> f64 {
        self.one as f64 * self.other as f64 / (self.all as f64).max(1.0)
    }

    /// How many times as often as by chance they come together. The interval is the delta method's of the logarithm
    /// (as Katz et al. 1978 have it for ratios of risks); of traits that never come together it ends where Wilson's
    /// interval of their share does. `None` where a trait never comes.
    pub fn lift(self) -> Option<(f64, Interval)> {
        let expected = self.expected();
        if expected <= 0.0 {
            return None;
        }
        let (both, all) = (self.both as f64, self.all as f64);
        // Whole numbers until the last step: equal to the last digit to what SQL makes of the same counts.
        let lift = both * all / (self.one as f64 * self.other as f64);
        if self.both == 0 {
            let most = Share::of(0.0, all)?.interval().high;
            return Some((lift, Interval::new(0.0, most * all / expected)));
        }
        let variance = both.recip() - (self.one as f64).recip() - (self.other as f64).recip()
            + (2.0 * lift - 1.0) / all;
        let times = (Z * variance.max(0.0).sqrt()).exp();
        Some((lift, Interval::new(lift / times, lift * times)))
    }

    /// The chance of as much more or less than expected if the traits come independently; see [`Share::test`].
    pub fn test(self) -> f64 {
        let without = self.all.saturating_sub(self.one);
        let with = Share::of(self.both as f64, self.one as f64);
        let rest = Share::of(self.other.saturating_sub(self.both) as f64, without as f64);
        match (with, rest) {
            (Some(with), Some(rest)) => with.test(rest),
            _ => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lift_is_observed_by_expected() {
        let pair = Together {
            both: 30,
            one: 100,
            other: 150,
            all: 1000,
        };
        let (lift, interval) = pair.lift().unwrap();
        assert!((pair.expected() - 15.0).abs() < 1e-12);
        assert!((lift - 2.0).abs() < 1e-12);
        assert!(interval.low > 1.3 && interval.high < 2.9, "{interval:?}");
        assert!(pair.test() < 1e-4);
    }

    #[test]
    fn traits_at_chance_show_nothing() {
        let pair = Together {
            both: 15,
            one: 100,
            other: 150,
            all: 1000,
        };
        assert!(pair.lift().unwrap().1.holds(1.0));
        assert!(pair.test() > 0.9);
    }

    #[test]
    fn a_trait_that_never_or_always_comes_has_no_test() {
        let pair = |one, both| Together {
            both,
            one,
            other: 5,
            all: 10,
        };
        assert_eq!(pair(0, 0).lift(), None);
        let (lift, interval) = pair(5, 0).lift().unwrap();
        assert_eq!((lift, interval.low), (0.0, 0.0));
        assert!(interval.holds(0.5), "{interval:?}");
        assert_eq!(pair(0, 0).test(), 1.0);
        assert_eq!(pair(10, 5).test(), 1.0);
    }
}
