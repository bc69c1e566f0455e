//! Does a probability of 0.8 come true in 80 of 100 comments?

use super::counts::share;
use serde::Serialize;

/// One tenth of the probability scale.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Lowest probability of the bin, in thousandths.
    pub from: u16,
    /// Rows whose probability falls here.
    pub rows: u64,
    /// Mean predicted probability of being positive, 0 to 1.
    pub predicted: Option<f64>,
    /// Share of rows labelled positive, 0 to 1.
    pub observed: Option<f64>,
}

/// Ten bins over pairs of predicted probability (thousandths) and the truth.
pub fn reliability(rows: impl IntoIterator<Item = (u16, bool)>) -> Vec<Bin> {
    let mut sums = [(0_u64, 0_u64, 0_u64); 10];
    for (probability, positive) in rows {
        let (count, predicted, observed) = &mut sums[usize::from(probability / 100).min(9)];
        *count += 1;
        *predicted += u64::from(probability);
        *observed += u64::from(positive);
    }
    (0..)
        .zip(sums)
        .map(|(i, (rows, predicted, observed))| Bin {
            from: i * 100,
            rows,
            predicted: share(predicted, rows * 1000),
            observed: share(observed, rows),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_fall_into_tenths_and_certainty_into_the_last() {
        let bins = reliability([(0, false), (99, false), (100, true), (1000, true)]);
        let rows: Vec<u64> = bins.iter().map(|bin| bin.rows).collect();
        assert_eq!(rows, [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn a_bin_gives_its_mean_and_its_share() {
        let bins = reliability([(820, true), (840, true), (860, false), (880, true)]);
        assert_eq!(bins[8].from, 800);
        assert_eq!(bins[8].predicted, Some(0.85));
        assert_eq!(bins[8].observed, Some(0.75));
        assert_eq!(bins[0].predicted, None);
    }
}
