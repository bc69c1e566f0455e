//! Percentile bootstrap with a seeded generator, so that the same rows give the same intervals.

use super::random::Random;

/// Resamples drawn for an interval.
pub const RESAMPLES: usize = 1000;
const SEED: u64 = 1;

/// 95 % percentile intervals (Efron 1979) of the `K` figures that `figures` computes from drawn
/// row numbers, each below `rows`. A figure has no interval where no resample has the figure.
pub fn intervals<const K: usize>(
    rows: usize,
    mut figures: impl FnMut(&[usize]) -> [Option<f64>; K],
) -> [Option<(f64, f64)>; K] {
    let mut samples: [Vec<f64>; K] = std::array::from_fn(|_| Vec::new());
    let mut generator = Random::new(SEED);
    let mut drawn = vec![0; rows];
    if rows > 0 {
        for _ in 0..RESAMPLES {
            drawn.fill_with(|| generator.below(rows));
            for (sample, figure) in samples.iter_mut().zip(figures(&drawn)) {
                sample.extend(figure);
            }
        }
    }
    samples.map(|mut sample| {
        sample.sort_by(f64::total_cmp);
        Some((percentile(&sample, 0.025)?, percentile(&sample, 0.975)?))
    })
}

/// The value at rank `part` of a sorted sample, by the nearest rank.
fn percentile(sorted: &[f64], part: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((part * last as f64).round() as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_share_is_near_the_normal_one() {
        // 80 of 100: 0.8 ± 1.96 * sqrt(0.16 / 100) = 0.72 to 0.88.
        let share = |drawn: &[usize]| {
            let hits = drawn.iter().filter(|&&row| row < 80).count();
            [Some(hits as f64 / drawn.len() as f64)]
        };
        let [Some((low, high))] = intervals(100, share) else {
            panic!("no interval");
        };
        assert!((low - 0.72).abs() < 0.02, "{low}");
        assert!((high - 0.88).abs() < 0.02, "{high}");
        assert_eq!(intervals(100, share), [Some((low, high))]);
    }

    #[test]
    fn a_constant_has_an_interval_of_no_width() {
        assert_eq!(intervals(5, |_| [Some(0.5)]), [Some((0.5, 0.5))]);
    }

    #[test]
    fn no_rows_and_no_figures_have_no_interval() {
        assert_eq!(intervals(0, |_| [Some(1.0)]), [None]);
        assert_eq!(intervals(5, |_| [None]), [None]);
    }
}
