//! The customers' own scores on the scales of the usual questions.

use crate::lexicon::scales::{Question, Scales};
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

impl OwnScore {
    /// Reads a cell of a column of scores; `given` is its scale, if somebody knows better than the header. `None` if it is
    /// no number of its scale.
    pub fn read(
        cell: &str,
        column: &str,
        scales: &Scales,
        given: Option<ScoreScale>,
    ) -> Option<Self> {
        let read = scales.score(column, cell)?;
        let known = match read.question {
            Some(Question::Nps) => ScoreScale::Nps,
            Some(Question::Csat) => ScoreScale::Csat,
            Some(Question::Ces) => ScoreScale::Ces,
            None => read.ends.and_then(range).unwrap_or(ScoreScale::Unknown),
        };
        let scale = given.unwrap_or(known);
        let hundredths = (read.value * 100.0).round();
        // Larger numbers are no scores.
        if hundredths.abs() > 1e9 {
            return None;
        }
        let hundredths = hundredths as i32;
        scale
            .allows(hundredths)
            .then_some(Self { scale, hundredths })
    }
}

/// A range with whole ends that are small enough.
fn range((worst, best): (f64, f64)) -> Option<ScoreScale> {
    let whole = |end: f64| (end.fract() == 0.0 && end.abs() < 1e4).then_some(end as i16);
    Some(ScoreScale::Range {
        worst: whole(worst)?,
        best: whole(best)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::bundle::Files;

    #[test]
    fn a_cell_is_read_on_the_scale_of_its_header_or_the_given_one() {
        let scales = Scales::read(&Files::bundled()).unwrap();
        let range = |worst, best| ScoreScale::Range { worst, best };
        for (column, cell, given, expected) in [
            ("NPS", "9", None, Some((ScoreScale::Nps, 900))),
            ("NPS", "11", None, None),
            ("NPS", "", None, None),
            ("csat", "4,5", None, Some((ScoreScale::Csat, 450))),
            (
                "csat",
                "9",
                Some(ScoreScale::Nps),
                Some((ScoreScale::Nps, 900)),
            ),
            ("score", "9", None, Some((ScoreScale::Unknown, 900))),
            ("score", "4/5", None, Some((range(0, 5), 400))),
            ("nki", "83", None, Some((range(0, 100), 8300))),
            ("score", "1e300", None, None),
        ] {
            let found = OwnScore::read(cell, column, &scales, given);
            let found = found.map(|own| (own.scale, own.hundredths));
            assert_eq!(found, expected, "{column} {cell}");
        }
    }

    #[test]
    fn a_scale_is_read_as_it_is_written() {
        for text in ["nps", "csat", "ces", "unknown", "1-10", "7-1"] {
            let scale: ScoreScale = text.parse().unwrap();
            assert_eq!(scale.to_string(), text);
        }
        for text in ["", "1-1", "x-2", "NPS"] {
            assert!(text.parse::<ScoreScale>().is_err(), "{text}");
        }
    }
}
