//! Confusion matrix, accuracy, macro-F1 and Cohen's kappa.

use super::counts::{Counts, share};

/// Rows of the gold by columns of ours, for `N` labels named by their position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confusion<const N: usize> {
    /// `cells[gold][ours]`.
    pub cells: [[u64; N]; N],
}

impl<const N: usize> Default for Confusion<N> {
    fn default() -> Self {
        Self { cells: [[0; N]; N] }
    }
}

impl<const N: usize> Confusion<N> {
    /// Counts one row. Positions beyond the labels are not counted.
    pub fn add(&mut self, gold: usize, ours: usize) {
        if let Some(cell) = self.cells.get_mut(gold).and_then(|row| row.get_mut(ours)) {
            *cell += 1;
        }
    }

    /// Rows counted.
    pub fn total(&self) -> u64 {
        self.cells.iter().flatten().sum()
    }

    /// Rows with the right label.
    pub fn right(&self) -> u64 {
        (0..N).map(|label| self.cells[label][label]).sum()
    }

    /// Share of rows with the right label.
    pub fn accuracy(&self) -> Option<f64> {
        share(self.right(), self.total())
    }

    /// Counts of one label against all others.
    pub fn counts(&self, label: usize) -> Counts {
        let hit = self.cells[label][label];
        Counts {
            hit,
            extra: self.column(label) - hit,
            missed: self.row(label) - hit,
        }
    }

    /// Mean F1 over the labels that occur in the gold or in ours.
    pub fn macro_f1(&self) -> Option<f64> {
        let scores: Vec<f64> = (0..N).filter_map(|label| self.counts(label).f1()).collect();
        (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
    }

    /// Agreement beyond chance (Cohen 1960): (observed - expected) / (1 - expected), where the
    /// expected agreement comes from the margins. `None` without rows, or where both sides use one
    /// and the same label throughout.
    pub fn kappa(&self) -> Option<f64> {
        let observed = self.accuracy()?;
        let total = self.total() as f64;
        let expected: f64 = (0..N)
            .map(|label| (self.row(label) as f64 / total) * (self.column(label) as f64 / total))
            .sum();
        (expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
    }

    fn row(&self, label: usize) -> u64 {
        self.cells[label].iter().sum()
    }

    fn column(&self, label: usize) -> u64 {
        self.cells.iter().map(|row| row[label]).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: Option<f64>, b: f64) {
        assert!(a.is_some_and(|a| (a - b).abs() < 1e-12), "{a:?} is not {b}");
    }

    #[test]
    fn kappa_of_a_two_by_two_table_computed_by_hand() {
        // Observed (20 + 15) / 50 = 0.7; expected 0.5 * 0.6 + 0.5 * 0.4 = 0.5.
        let table = Confusion {
            cells: [[20, 5], [10, 15]],
        };
        close(table.accuracy(), 0.7);
        close(table.kappa(), 0.4);
    }

    #[test]
    fn kappa_of_a_three_by_three_table_computed_by_hand() {
        // Observed 9/12; margins 4,4,4 and 5,4,3: expected (20 + 16 + 12) / 144 = 1/3.
        let table = Confusion {
            cells: [[4, 0, 0], [1, 3, 0], [0, 1, 2 + 1]],
        };
        assert_eq!(table.total(), 12);
        let observed = 10.0 / 12.0;
        let expected = (4.0 * 5.0 + 4.0 * 4.0 + 4.0 * 3.0) / 144.0;
        close(table.kappa(), (observed - expected) / (1.0 - expected));
        close(table.kappa(), 0.75);
    }

    #[test]
    fn agreement_by_chance_alone_has_kappa_zero() {
        let table = Confusion {
            cells: [[25, 25], [25, 25]],
        };
        close(table.kappa(), 0.0);
    }

    #[test]
    fn one_label_throughout_has_no_kappa() {
        let table = Confusion {
            cells: [[7, 0], [0, 0]],
        };
        assert_eq!(table.kappa(), None);
        close(table.accuracy(), 1.0);
    }

    #[test]
    fn macro_f1_is_the_mean_over_labels_that_occur() {
        // F1 of the first label 2*8/(16+2+1), of the second 2*9/(18+1+2); the third never occurs.
        let table = Confusion {
            cells: [[8, 1, 0], [2, 9, 0], [0, 0, 0]],
        };
        close(table.macro_f1(), (16.0 / 19.0 + 18.0 / 21.0) / 2.0);
    }

    #[test]
    fn an_empty_table_has_no_figures() {
        let table = Confusion::<4>::default();
        assert_eq!(table.accuracy(), None);
        assert_eq!(table.macro_f1(), None);
        assert_eq!(table.kappa(), None);
    }
}
