//! How long the periods of a trend are.

use crate::rollup::{Column, Fact};
use std::collections::BTreeMap;

/// From the shortest on.
const PERIODS: [Column; 5] = [
    Column::Day,
    Column::Week,
    Column::Month,
    Column::Quarter,
    Column::Year,
];

/// Most points of a trend that a page can show apart.
const MOST_POINTS: usize = 60;

/// The shortest period of which most have enough comments for a figure, so that the trend is a line and not a row of
/// gaps; `None` if the comments have no dates, or even years have too few comments.
pub fn fitting_period(facts: &[Fact], minimum_base: u64) -> Option<Column> {
    PERIODS.into_iter().find(|period| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let days = facts.iter().filter_map(|fact| fact.day);
        for name in days.filter_map(|day| period.period(day)) {
            *counts.entry(name).or_default() += 1;
        }
        let enough = counts.values().filter(|&&count| count >= minimum_base);
        let enough = enough.count();
        enough * 2 > counts.len() && counts.len() <= MOST_POINTS
    })
}
