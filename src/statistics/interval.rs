//! A range of values.

use serde::{Deserialize, Serialize};

/// A 95 % interval, both ends belonging to it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// From one value to another.
    pub fn new(low: f64, high: f64) -> Self {
        Self { low, high }
    }

    /// As far to both sides of a value.
    pub fn around(middle: f64, half_width: f64) -> Self {
        Self::new(middle - half_width, middle + half_width)
    }

    /// True if it holds a value.
    pub fn holds(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The same in another unit; `factor` is above zero.
    pub fn scaled(self, factor: f64) -> Self {
        Self::new(self.low * factor, self.high * factor)
    }

    /// What of it lies between two bounds.
    pub fn within(self, least: f64, most: f64) -> Self {
        Self::new(self.low.clamp(least, most), self.high.clamp(least, most))
    }
}

/// The interval of one estimate less another that is independent of it, from the interval of each: the distances from
/// the estimates are squared and added (Newcombe 1998; Zou and Donner 2008, "Construction of confidence limits about
/// effect measures", call it MOVER).
pub(super) fn square_and_add(one: (f64, Interval), other: (f64, Interval)) -> Interval {
    let ((a, a_interval), (b, b_interval)) = (one, other);
    let below = (a - a_interval.low).hypot(b_interval.high - b);
    let above = (a_interval.high - a).hypot(b - b_interval.low);
    Interval::new(a - b - below, a - b + above)
}
