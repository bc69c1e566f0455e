//! Figures over time.

use super::Figure;
use crate::rollup::Column;
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
