//! Figures of the customers' own scores.

use super::Figure;
use crate::rollup::ScoreScale;
use serde::{Deserialize, Serialize};

/// How the headline of a scale is computed from its scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formula {
    /// Percent with 9 or 10, less percent with 0 to 6.
    Nps,
    /// Percent with 4 or 5.
    Csat,
    /// Mean from 1 to 7.
    Ces,
    /// Mean of a score on another scale.
    Mean,
}

impl Formula {
    /// That of a scale.
    pub fn of(scale: ScoreScale) -> Self {
        match scale {
            ScoreScale::Nps => Self::Nps,
            ScoreScale::Csat => Self::Csat,
            ScoreScale::Ces => Self::Ces,
            ScoreScale::Range { .. } | ScoreScale::Unknown => Self::Mean,
        }
    }

    /// The formula in numbers, as documents and tables print it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Nps => "NPS = 100 * (count(score >= 9) - count(score <= 6)) / count(score)",
            Self::Csat => "CSAT = 100 * count(score >= 4) / count(score)",
            Self::Ces => "CES = sum(score) / count(score)",
            Self::Mean => "mean = sum(score) / count(score)",
        }
    }
}

/// The scores on one scale, one a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreFigures {
    /// The scale.
    pub scale: ScoreScale,
    /// How the headline is computed.
    pub formula: Formula,
    /// The headline.
    pub headline: Figure,
    /// The mean on the scale.
    pub mean: Figure,
    /// Rows with low, middling and high scores: detractors, passives and promoters of NPS, 1-2, 3 and 4-5 of CSAT;
    /// `None` for other scales.
    pub bands: Option<super::Bands>,
    /// Rows by score in hundredths, ascending.
    pub histogram: Vec<(i32, u64)>,
}
