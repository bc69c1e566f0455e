//! The customers' own scores on the scales of the usual questions.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The scale of a score. Its text form is the name of the question, or the range as `1-10`, or `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum ScoreScale {
    /// Likelihood to recommend, 0 to 10 (Reichheld 2003, "The one number you need to grow").
    Nps,
    /// Satisfaction, 1 to 5.
    Csat,
    /// Effort, 1 to 7, high where it was easy (Dixon, Toman and DeLisi 2013, "The effortless experience").
    Ces,
    /// Any other known range; the worst may be the larger number.
    Range {
        /// The worst score.
        worst: i16,
        /// The best score.
        best: i16,
    },
    /// Numbers whose ends are not known: compared with each other only.
    Unknown,
}

impl ScoreScale {
    /// The worst and the best score; `None` where they are not known.
    pub fn ends(self) -> Option<(i16, i16)> {
        match self {
            Self::Nps => Some((0, 10)),
            Self::Csat => Some((1, 5)),
            Self::Ces => Some((1, 7)),
            Self::Range { worst, best } => Some((worst, best)),
            Self::Unknown => None,
        }
    }

    /// True if a score in hundredths can stand on it.
    pub fn allows(self, hundredths: i32) -> bool {
        self.ends().is_none_or(|(worst, best)| {
            let (low, high) = (worst.min(best), worst.max(best));
            (i32::from(low) * 100..=i32::from(high) * 100).contains(&hundredths)
        })
    }
}

impl fmt::Display for ScoreScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nps => f.write_str("nps"),
            Self::Csat => f.write_str("csat"),
            Self::Ces => f.write_str("ces"),
            Self::Range { worst, best } => write!(f, "{worst}-{best}"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl From<ScoreScale> for String {
    fn from(scale: ScoreScale) -> Self {
        scale.to_string()
    }
}

impl TryFrom<String> for ScoreScale {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for ScoreScale {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is no scale: write nps, csat, ces, unknown or a range as 1-10");
        match text {
            "nps" => Ok(Self::Nps),
            "csat" => Ok(Self::Csat),
            "ces" => Ok(Self::Ces),
            "unknown" => Ok(Self::Unknown),
            _ => {
                let (worst, best) = text.split_once('-').ok_or_else(wrong)?;
                let number = |text: &str| text.parse::<i16>().map_err(|_| wrong());
                let (worst, best) = (number(worst)?, number(best)?);
                if worst == best {
                    return Err(wrong());
                }
                Ok(Self::Range { worst, best })
            }
        }
    }
}

/// A customer's own score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnScore {
    /// The scale it stands on.
    pub scale: ScoreScale,
    /// The score in hundredths, so that 4.5 stars are 450.
    pub hundredths: i32,
}
