//! The customers' own scores as numbers on a scale.

use crate::lexicon::scales::Scales;
use crate::rollup::OwnScore;
use crate::store::Row;

/// The score of a row; `None` if it has none, or one that is no number of its scale.
pub(super) fn own_score(row: &Row, scales: &Scales) -> Option<OwnScore> {
    let column = row.score_column.as_deref().unwrap_or_default();
    OwnScore::read(row.own_score.as_deref()?, column, scales, None)
}
