//! Weights of units.

/// Units with their weights.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weights {
    /// Sum of the weights.
    pub sum: f64,
    /// Sum of their squares.
    pub squares: f64,
}

impl Weights {
    /// So many units of weight one.
    pub fn units(count: f64) -> Self {
        Self {
            sum: count,
            squares: count,
        }
    }

    /// Adds others.
    pub fn add(&mut self, other: Self) {
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// As many units of equal weight would be as sure: `(Σw)² / Σw²` (Kish 1965, "Survey sampling", section 11.7).
    pub fn effective(self) -> f64 {
        if self.squares > 0.0 {
            self.sum * self.sum / self.squares
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_weights_leave_the_base_and_unequal_ones_shrink_it() {
        let weights = |values: &[f64]| Weights {
            sum: values.iter().sum(),
            squares: values.iter().map(|w| w * w).sum(),
        };
        assert_eq!(weights(&[2.0; 7]).effective(), 7.0);
        assert_eq!(weights(&[1.0, 3.0]).effective(), 1.6);
        assert_eq!(Weights::default().effective(), 0.0);
    }
}
