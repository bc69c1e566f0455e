//! Many tests at once.

/// The false discovery rate at which a difference counts as shown.
pub const RATE: f64 = 0.05;

/// Each chance after the step-up procedure of Benjamini and Hochberg 1995 ("Controlling the false discovery rate"): the
/// smallest rate at which its test would be among the discoveries. In the order of `chances`.
pub fn adjusted(chances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    let chance = |place: usize| chances.get(place).copied().unwrap_or(1.0);
    order.sort_by(|&a, &b| chance(a).total_cmp(&chance(b)).then(a.cmp(&b)));
    let mut found = vec![1.0; chances.len()];
    let mut least: f64 = 1.0;
    for (rank, &place) in order.iter().enumerate().rev() {
        least = least.min(chance(place) * chances.len() as f64 / (rank + 1) as f64);
        if let Some(slot) = found.get_mut(place) {
            *slot = least;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fifteen tests of two treatments of myocardial infarction, the example of Benjamini and Hochberg 1995.
    const INFARCTION: [f64; 15] = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];

    #[test]
    fn the_example_of_benjamini_and_hochberg_has_four_discoveries() {
        let found = adjusted(&INFARCTION);
        let shown: Vec<bool> = found.iter().map(|&q| q <= RATE).collect();
        assert_eq!(shown, [[true; 4].as_slice(), &[false; 11]].concat());
        assert!((found[3] - 0.0095 * 15.0 / 4.0).abs() < 1e-12);
    }

    #[test]
    fn the_order_of_tests_does_not_matter() {
        let mut turned = INFARCTION;
        turned.reverse();
        let mut back = adjusted(&turned);
        back.reverse();
        assert_eq!(back, adjusted(&INFARCTION));
    }

    #[test]
    fn one_test_is_left_as_it_is_and_none_is_none() {
        assert_eq!(adjusted(&[0.03]), [0.03]);
        assert!(adjusted(&[]).is_empty());
    }
}
