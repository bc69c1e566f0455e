//! Groups of comments against each other, theme by theme.

use super::Figure;
use crate::rollup::ScoreScale;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a test found, at a false discovery rate of 5 % over all themes tested together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// More than in the other group, or than by chance.
    More,
    /// Less.
    Less,
    /// The data do not show a difference, which is not to say that there is none.
    NotShown,
    /// A base is too small to test.
    NotTested,
}

/// One theme in two groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Position of the theme.
    pub theme: u16,
    /// Its id.
    pub id: String,
    /// Percent of the comments of the group in question: the later half, the segment's value, the first band.
    pub share: Figure,
    /// Percent of the comments of the group it is set against: the earlier half, all other values, the second band.
    pub against: Figure,
    /// The former less the latter, in percentage points.
    pub difference: Figure,
    /// Chance of such a difference if there is none; `None` if it was not tested.
    pub p: Option<f64>,
    /// The same after Benjamini and Hochberg over all themes; `None` if it was not tested.
    pub q: Option<f64>,
    /// What the test found.
    pub verdict: Verdict,
}

/// Part of the time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Half {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Comments.
    pub comments: u64,
    /// Net sentiment of the comments.
    pub net: Figure,
    /// The first of the scores; `None` if there are no scores.
    pub score: Option<Figure>,
}

/// What changed from one part of the time to the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The earlier part.
    pub earlier: Half,
    /// The later part.
    pub later: Half,
    /// Net sentiment of the comments, the later less the earlier.
    pub net: Figure,
    /// What the test of net sentiment found.
    pub net_verdict: Verdict,
    /// The score, the later less the earlier; `None` if there are no scores.
    pub score: Option<Figure>,
    /// What the test of the score found.
    pub score_verdict: Verdict,
    /// Sub-themes and top themes, the surest change first.
    pub themes: Vec<Comparison>,
}

/// A part of a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Band {
    /// Detractors of NPS.
    Low,
    /// Passives of NPS.
    Middle,
    /// Promoters of NPS.
    High,
}

/// Rows by the band of their score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bands {
    /// Detractors of NPS.
    pub low: u64,
    /// Passives of NPS.
    pub middle: u64,
    /// Promoters of NPS.
    pub high: u64,
}

/// Themes of customers with scores in one band against those in another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    /// The scale.
    pub scale: ScoreScale,
    /// The group in question.
    pub band: Band,
    /// The group it is set against.
    pub against: Band,
    /// Sub-themes, the surest difference first.
    pub themes: Vec<Comparison>,
}

/// Two sub-themes in the same comments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Positions of the themes, the smaller first.
    pub themes: (u16, u16),
    /// Their ids.
    pub ids: (String, String),
    /// Comments that raise both.
    pub together: u64,
    /// As many would if the themes came independently.
    pub expected: f64,
    /// Together by expected.
    pub lift: Figure,
    /// Chance of such a lift if they came independently.
    pub p: f64,
    /// The same after Benjamini and Hochberg over all pairs.
    pub q: f64,
    /// What the test found.
    pub verdict: Verdict,
}

/// The values of a segment column against each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentFigures {
    /// Name of the column.
    pub column: String,
    /// Its values, that with the most comments first; comments without a value are under `None`.
    pub values: Vec<SegmentValue>,
}

/// One value of a segment column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentValue {
    /// The value.
    pub value: Option<String>,
    /// Comments.
    pub comments: u64,
    /// Net sentiment of the comments.
    pub net: Figure,
    /// The first of the scores; `None` if there are no scores.
    pub score: Option<Figure>,
    /// Themes against all other values together, the surest difference first; tested together with those of the
    /// column's other values.
    pub themes: Vec<Comparison>,
}
