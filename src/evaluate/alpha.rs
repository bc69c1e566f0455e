//! Krippendorff's alpha for nominal data: agreement beyond chance of any number of coders, some of whom may not have coded
//! some units.
//!
//! Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, section C. With o the coincidences within
//! units and n the values that can be paired, alpha = ((n - 1) Σ o(c, c) - Σ n(c) (n(c) - 1)) / (n (n - 1) - Σ n(c) (n(c) - 1)).

/// How often each of `N` values was given to one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit<const N: usize>([u32; N]);

impl<const N: usize> Unit<N> {
    /// A unit from the values that coders gave it, by position; a coder who did not code it is `None`.
    pub fn new(values: impl IntoIterator<Item = Option<usize>>) -> Self {
        let mut counts = [0; N];
        for value in values.into_iter().flatten() {
            if let Some(count) = counts.get_mut(value) {
                *count += 1;
            }
        }
        Self(counts)
    }

    /// Values that it was given.
    pub fn values(&self) -> u32 {
        self.0.iter().sum()
    }
}

/// Alpha over units: 1 for full agreement, 0 for what chance gives. `None` where no unit has two values, or where all
/// values are one.
pub fn alpha<'u, const N: usize>(units: impl IntoIterator<Item = &'u Unit<N>>) -> Option<f64> {
    let mut totals = [0_u64; N];
    let mut agreeing = 0.0;
    for unit in units {
        let values = unit.values();
        if values < 2 {
            continue;
        }
        for (total, &count) in totals.iter_mut().zip(&unit.0) {
            *total += u64::from(count);
            let pairs = u64::from(count) * u64::from(count.saturating_sub(1));
            agreeing += pairs as f64 / f64::from(values - 1);
        }
    }
    let n: u64 = totals.iter().sum();
    let by_chance: u64 = totals.iter().map(|&own| own * own.saturating_sub(1)).sum();
    let all = n * n.saturating_sub(1);
    (all > by_chance)
        .then(|| ((n - 1) as f64 * agreeing - by_chance as f64) / (all - by_chance) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Rows of values by coder, `.` for none.
    fn coded(coders: &[&str]) -> Vec<Unit<9>> {
        let rows: Vec<Vec<char>> = coders.iter().map(|row| row.chars().collect()).collect();
        let value = |c: char| "012345".find(c).or_else(|| "abcde".find(c));
        let unit = |at: usize| Unit::new(rows.iter().map(|row| value(row[at])));
        (0..rows[0].len()).map(unit).collect()
    }

    #[track_caller]
    fn is(coders: &[&str], expected: f64) {
        let found = alpha(&coded(coders)).unwrap();
        assert!(
            (found - expected).abs() < 0.0005,
            "{found} is not {expected}"
        );
    }

    // The worked examples of Krippendorff 2011.

    #[test]
    fn two_observers_and_two_values_as_in_section_a() {
        is(&["0100000010", "1110010000"], 0.095);
    }

    #[test]
    fn two_observers_and_five_values_as_in_section_b() {
        is(&["aabbdcccedda", "babbbccceddd"], 0.692);
    }

    #[test]
    fn four_observers_and_missing_values_as_in_section_c() {
        is(
            &[
                "123321412...",
                "1233224125.3",
                ".3332342251.",
                "12332441251.",
            ],
            0.743,
        );
    }

    #[test]
    fn one_value_throughout_and_units_of_one_value_have_no_alpha() {
        assert_eq!(alpha(&coded(&["111", "111"])), None);
        assert_eq!(alpha(&coded(&["12.", "..3"])), None);
    }

    proptest! {
        #[test]
        fn the_order_of_coders_does_not_matter_and_a_unit_of_one_value_adds_nothing(
            a in "[1-3.]{8}", b in "[1-3.]{8}", c in "[1-3.]{8}",
        ) {
            let one = alpha(&coded(&[&a, &b, &c]));
            prop_assert_eq!(one, alpha(&coded(&[&c, &a, &b])));
            let mut more = coded(&[&a, &b, &c]);
            more.push(Unit::new([Some(1), None]));
            prop_assert_eq!(one, alpha(&more));
        }
    }
}
