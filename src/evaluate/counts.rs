//! Precision, recall and F1 from counts.

use serde::Serialize;
use std::ops::AddAssign;

/// What was found, wrongly found and missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// In the gold and in ours.
    pub hit: u64,
    /// In ours alone.
    pub extra: u64,
    /// In the gold alone.
    pub missed: u64,
}

impl Counts {
    /// Counts one yes-or-no question about one row.
    pub fn of_flag(gold: bool, ours: bool) -> Self {
        Self {
            hit: u64::from(gold && ours),
            extra: u64::from(!gold && ours),
            missed: u64::from(gold && !ours),
        }
    }

    /// Share of ours that is right; `None` if we gave nothing.
    pub fn precision(self) -> Option<f64> {
        share(self.hit, self.hit + self.extra)
    }

    /// Share of the gold that we found; `None` if the gold holds nothing.
    pub fn recall(self) -> Option<f64> {
        share(self.hit, self.hit + self.missed)
    }

    /// Harmonic mean of precision and recall, 2·hit / (2·hit + extra + missed); `None` if nothing
    /// was there and nothing was given.
    pub fn f1(self) -> Option<f64> {
        share(2 * self.hit, 2 * self.hit + self.extra + self.missed)
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.hit += other.hit;
        self.extra += other.extra;
        self.missed += other.missed;
    }
}

/// `part / whole`; `None` if there is no whole.
pub fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hand_computed_table_gives_its_precision_recall_and_f1() {
        let counts = Counts {
            hit: 6,
            extra: 2,
            missed: 4,
        };
        assert_eq!(counts.precision(), Some(0.75));
        assert_eq!(counts.recall(), Some(0.6));
        assert_eq!(counts.f1(), Some(12.0 / 18.0));
    }

    #[test]
    fn nothing_given_has_no_precision_and_a_recall_of_zero() {
        let counts = Counts {
            missed: 3,
            ..Counts::default()
        };
        assert_eq!(counts.precision(), None);
        assert_eq!(counts.recall(), Some(0.0));
        assert_eq!(counts.f1(), Some(0.0));
    }

    #[test]
    fn nothing_asked_and_nothing_given_has_no_figure() {
        assert_eq!(Counts::default().f1(), None);
    }
}
