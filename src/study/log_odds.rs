//! Weighted log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words").

/// How much more a term belongs to one of two sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogOdds {
    /// Difference of the log-odds, in nats; above zero where the first side has more.
    pub delta: f64,
    /// The difference in standard deviations.
    pub z: f64,
}

/// Compares a term's counts on two sides.
///
/// `counts` are the term's, `totals` those of all terms of its kind, first and second side. `prior` is the term's
/// count in the prior and `prior_total` that of all terms there; `0 < prior < prior_total`.
pub fn log_odds(counts: [f64; 2], totals: [f64; 2], prior: f64, prior_total: f64) -> LogOdds {
    let [first, second] = counts.map(|count| count + prior);
    let [first_all, second_all] = totals.map(|total| total + prior_total);
    let delta = (first / (first_all - first)).ln() - (second / (second_all - second)).ln();
    let variance = 1.0 / first + 1.0 / second;
    LogOdds {
        delta,
        z: delta / variance.sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_by_hand_comes_out() {
        // (8 + 1) of (20 + 10) against (2 + 1) of (20 + 10): ln(9/21) - ln(3/27), variance 1/9 + 1/3.
        let found = log_odds([8.0, 2.0], [20.0, 20.0], 1.0, 10.0);
        assert!((found.delta - 1.349_927).abs() < 1e-6, "{found:?}");
        assert!((found.z - 2.024_890).abs() < 1e-5, "{found:?}");
    }

    #[test]
    fn sides_of_different_size_are_compared_by_share() {
        let found = log_odds([30.0, 10.0], [300.0, 100.0], 40.0, 400.0);
        assert!(found.delta.abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn changing_the_sides_changes_the_sign() {
        let one = log_odds([8.0, 2.0], [20.0, 30.0], 1.0, 10.0);
        let other = log_odds([2.0, 8.0], [30.0, 20.0], 1.0, 10.0);
        assert!((one.z + other.z).abs() < 1e-12);
    }

    #[test]
    fn more_rows_of_the_same_share_are_surer() {
        let few = log_odds([4.0, 1.0], [1000.0, 1000.0], 2.5, 1000.0);
        let many = log_odds([40.0, 10.0], [1000.0, 1000.0], 25.0, 1000.0);
        assert!(many.z > 2.0 * few.z, "{few:?} {many:?}");
    }
}
