//! Effects of themes on the customers' own score.

use super::{Figure, Formula, Withheld};
use crate::rollup::ScoreScale;
use serde::{Deserialize, Serialize};

/// Effects of sub-themes on a score: what goes with the score, not what causes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drivers {
    /// The scale of the score.
    pub scale: ScoreScale,
    /// The headline that effects are counted in.
    pub formula: Formula,
    /// Comments with a score.
    pub base: u64,
    /// Part of the score's variance that the themes explain together, 0 to 1; `None` if it is withheld.
    pub explained: Option<f64>,
    /// Why there are no drivers.
    pub withheld: Option<Withheld>,
    /// Themes, the largest effect first. Rare ones are left out.
    pub themes: Vec<Driver>,
}

/// The effect of one theme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Driver {
    /// Position of the theme.
    pub theme: u16,
    /// Its id.
    pub id: String,
    /// Comments with a score that raise it.
    pub comments: u64,
    /// Leave-out difference: the headline of all less the headline of those that do not raise the theme. Themes that
    /// come together share their effect.
    pub leave_out: Figure,
    /// Joint model: how much higher the headline is for those that raise the theme, all other themes being equal.
    pub joint: Figure,
    /// True if the interval of the joint effect excludes zero.
    pub stands_out: bool,
}
