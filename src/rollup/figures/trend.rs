//! Figures over time.

use super::score::Formula;
use super::table::Table;
use super::{Figure, Settings, period};
use crate::rollup::{Column, Fact, ScoreScale, Themes};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Comments by period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Length of the periods: [`Column::Day`] to [`Column::Year`].
    pub period: Column,
    /// All periods from the first to the last with comments, those without comments too.
    pub points: Vec<TrendPoint>,
}

/// One period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrendPoint {
    /// Its name, as in roll-ups: `2026-W09`.
    pub name: String,
    /// Its first day, which may lie before the first comment.
    pub start: Date,
    /// Comments.
    pub comments: u64,
    /// Comments without a theme.
    pub uncoded: u64,
    /// Net sentiment of the comments.
    pub net: Figure,
    /// The first of the scores over the rows of the period; `None` if there are no scores.
    pub score: Option<Figure>,
    /// Comments by theme position, sub-themes and top themes.
    pub themes: BTreeMap<u16, u64>,
}

/// Most points of a trend; a period that would give more is taken longer.
const MOST_POINTS: i32 = 2000;

/// The trend of comments with dates; `None` if none has one.
pub(super) fn trend(
    facts: &[Fact],
    themes: &Themes,
    settings: &Settings,
    days: Option<(Date, Date)>,
    scale: Option<ScoreScale>,
) -> Option<Trend> {
    let (first, last) = days?;
    let asked = settings.period.clone().filter(|period| {
        let shortest = if *period == Column::Day { 1 } else { 7 };
        period::days(first, last) / shortest <= MOST_POINTS
    });
    let period = asked.unwrap_or_else(|| period::fitting(first, last));
    let mut tables: BTreeMap<Date, Table> = BTreeMap::new();
    let mut start = Some(period::start(&period, first));
    while let Some(day) = start.filter(|day| *day <= last) {
        tables.insert(day, Table::default());
        start = period::next(&period, day);
    }
    for fact in facts {
        if let Some(day) = fact.day {
            let table = tables.entry(period::start(&period, day)).or_default();
            table.count(fact, themes);
        }
    }
    let minimum = settings.minimum_base;
    let points = tables.into_iter().map(|(start, table)| {
        let none = BTreeMap::new();
        let scores = |scale| table.base.scores.get(&scale).unwrap_or(&none);
        let counts = table.themes.iter();
        TrendPoint {
            name: period.period(start).unwrap_or_default(),
            start,
            comments: table.base.comments.total().count,
            uncoded: table.base.uncoded,
            net: Figure::net(&table.base.comments, minimum),
            score: scale.map(|scale| Formula::of(scale).figure(scores(scale), minimum)),
            themes: counts
                .map(|(&theme, counts)| (theme, counts.comments.total().count))
                .collect(),
        }
    });
    let points = points.collect();
    Some(Trend { points, period })
}
