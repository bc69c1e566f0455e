//! The customers' own scores as numbers on a scale.

use crate::lexicon::scales::Scales;
use crate::rollup::{OwnScore, ScoreScale};
use crate::store::Row;

/// The score of a row; `None` if it has none, or one that is no number of its scale.
pub(super) fn own_score(row: &Row, scales: &Scales) -> Option<OwnScore> {
    let value = scales.number(row.own_score.as_deref()?)?;
    let column = row.score_column.as_deref();
    let scale = column.and_then(|column| scales.of_header(column));
    let scale = match scale {
        None => ScoreScale::Unknown,
        Some(scale) => match (scale.worst, scale.best) {
            (0.0, 10.0) => ScoreScale::Nps,
            (1.0, 5.0) => ScoreScale::Csat,
            (1.0, 7.0) => ScoreScale::Ces,
            (worst, best) => ScoreScale::Range {
                worst: worst as i16,
                best: best as i16,
            },
        },
    };
    let hundredths = (value * 100.0).round();
    // Larger numbers are no scores.
    let hundredths = (hundredths.abs() < 1e9).then_some(hundredths as i32)?;
    scale
        .allows(hundredths)
        .then_some(OwnScore { scale, hundredths })
}
