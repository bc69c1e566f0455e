//! The customers' own scores: which scale a column has, and whether a score says the same as the words.
//!
//! `common/scales.toml` holds the scales and the policy, and describes both.

use super::bundle::Files;
use super::config::parse_toml;
use crate::annotation::{Polarity, Sentiment};
use crate::error::{Error, Result};
use serde::Deserialize;

const FILE: &str = "common/scales.toml";

/// A scale of scores.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// What it is called.
    pub name: String,
    /// The worst score.
    pub worst: f64,
    /// The best score; smaller than the worst where the scale runs backwards.
    pub best: f64,
    /// Headers of its columns, in which `*` stands for anything.
    #[serde(default)]
    patterns: Vec<String>,
}

/// A question that scores answer everywhere in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// Likelihood to recommend.
    Nps,
    /// Satisfaction.
    Csat,
    /// Effort.
    Ces,
}

/// How a question is known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionRow {
    name: Question,
    /// The scale that its figure is defined on.
    worst: f64,
    /// See `worst`.
    best: f64,
    /// Headers of its columns.
    patterns: Vec<String>,
}

/// What a cell with a score says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The number.
    pub value: f64,
    /// The worst and the best score, if the header or the cell tells.
    pub ends: Option<(f64, f64)>,
    /// The question, if the header names it and the scale is the one that its figure is defined on.
    pub question: Option<Question>,
}

/// The known scales and the policy for the flag `score-mismatch`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scales {
    /// Percent of the scale up to which a score is low.
    low: f64,
    /// Percent of the scale from which on a score is high.
    high: f64,
    /// Least strength of words that disagree, in hundredths.
    least: i32,
    #[serde(default)]
    scale: Vec<Scale>,
    #[serde(default)]
    question: Vec<QuestionRow>,
}

impl Default for Scales {
    fn default() -> Self {
        Self {
            low: 25.0,
            high: 75.0,
            least: 100,
            scale: Vec::new(),
            question: Vec::new(),
        }
    }
}

/// The side that a score takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// Discontent.
    Low,
    /// Neither, or not to be told.
    Middle,
    /// Content.
    High,
}

impl Scales {
    /// Reads `common/scales.toml`, which a folder need not have.
    ///
    /// # Errors
    /// A file that breaks its format; a scale whose ends are one.
    pub fn read(files: &Files) -> Result<Self> {
        let Some(text) = files.get(FILE) else {
            return Ok(Self::default());
        };
        let scales: Self = parse_toml(FILE, text)?;
        match scales.scale.iter().find(|scale| scale.worst == scale.best) {
            None => Ok(scales),
            Some(flat) => Err(Error::Lexicon {
                file: FILE.to_owned(),
                line: 1,
                problem: format!("the worst and the best of `{}` are one score", flat.name),
                help: "give two different numbers".into(),
            }),
        }
    }

    /// The scale of a column by its header; `None` if no pattern fits.
    pub fn of_header(&self, header: &str) -> Option<&Scale> {
        let header = plain(header);
        let fits = |scale: &&Scale| scale.patterns.iter().any(|p| fits(p, &header));
        self.scale.iter().find(fits)
    }

    /// What a cell says under a header; `None` if it is no number.
    pub fn score(&self, header: &str, cell: &str) -> Option<Score> {
        let read = Cell::read(cell)?;
        let scale = self.of_header(header);
        // "4/5" under a header from 1 to 5 has its worst score from there.
        let other = |&(_, best): &(f64, f64)| scale.is_none_or(|scale| scale.best != best);
        let own = read.ends().filter(other);
        let ends = own.or_else(|| scale.map(|scale| (scale.worst, scale.best)));
        let header = plain(header);
        let asked = |row: &&QuestionRow| row.patterns.iter().any(|p| fits(p, &header));
        let question = self.question.iter().find(asked);
        let question = question.filter(|row| ends == Some((row.worst, row.best)));
        Some(Score {
            value: read.value,
            ends,
            question: question.map(|row| row.name),
        })
    }

    /// The side that a cell takes on a scale, or on every usual one if the scale is not known.
    pub fn stance(&self, cell: &str, scale: Option<&Scale>) -> Stance {
        let Some(read) = Cell::read(cell) else {
            return Stance::Middle;
        };
        match read
            .ends()
            .or_else(|| scale.map(|scale| (scale.worst, scale.best)))
        {
            Some((worst, best)) => {
                let percent = 100.0 * (read.value - worst) / (best - worst);
                match percent {
                    p if !(0.0..=100.0).contains(&p) => Stance::Middle,
                    p if p <= self.low => Stance::Low,
                    p if p >= self.high => Stance::High,
                    _ => Stance::Middle,
                }
            }
            None if (0.0..=2.0).contains(&read.value) => Stance::Low,
            None if (9.0..=10.0).contains(&read.value) => Stance::High,
            None => Stance::Middle,
        }
    }

    /// True if a score and the words of its comment take opposite sides.
    pub fn disagree(&self, stance: Stance, words: &Sentiment) -> bool {
        let side = match words.polarity {
            Polarity::Positive => Stance::High,
            Polarity::Negative => Stance::Low,
            Polarity::Neutral | Polarity::Mixed => return false,
        };
        stance != Stance::Middle && stance != side && words.score.abs() >= self.least
    }
}

/// A header in lower case, with one space between words.
fn plain(header: &str) -> String {
    let plain: String = header
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| {
            if matches!(c, '_' | '-' | '–') {
                ' '
            } else {
                c
            }
        })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ")
}

/// What a cell says: a number, and out of how many if it says so.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cell {
    value: f64,
    of: Option<f64>,
    stars: bool,
}

impl Cell {
    /// The worst and the best score, if the cell says out of how many.
    fn ends(self) -> Option<(f64, f64)> {
        let worst = if self.stars { 1.0 } else { 0.0 };
        self.of.map(|best| (worst, best))
    }

    fn read(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        let full = cell.chars().filter(|c| matches!(c, '★' | '⭐')).count();
        if full > 0 {
            return Some(Self {
                value: full as f64,
                of: Some(5.0),
                stars: true,
            });
        }
        let (value, of) = match cell.split_once('/') {
            Some((value, of)) => (value, Some(number(of)?)),
            None => (cell, None),
        };
        if let Some(share) = value.strip_suffix('%') {
            return Some(Self {
                value: number(share)?,
                of: Some(100.0),
                stars: false,
            });
        }
        Some(Self {
            value: number(value)?,
            of: of.filter(|of| *of > 0.0),
            stars: false,
        })
    }
}

/// A number in Western or Arabic digits, with a decimal point or comma.
fn number(text: &str) -> Option<f64> {
    let plain: String = text
        .trim()
        .chars()
        .map(|c| match c {
            ',' | '٫' => '.',
            '٠'..='٩' => shifted(c, '٠'),
            '۰'..='۹' => shifted(c, '۰'),
            other => other,
        })
        .collect();
    let value: f64 = plain.parse().ok()?;
    value.is_finite().then_some(value)
}

fn shifted(c: char, zero: char) -> char {
    char::from_digit(c as u32 - zero as u32, 10).unwrap_or(c)
}

/// True if all of `text` fits `pattern`, in which `*` stands for anything.
fn fits(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(pieces.next().unwrap_or("")) else {
        return false;
    };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else {
        return rest.is_empty();
    };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = rest.get(at + piece.len()..).unwrap_or(""),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scales() -> Scales {
        Scales::read(&Files::bundled()).unwrap()
    }

    #[test]
    fn a_header_names_the_scale() {
        let scales = scales();
        for (header, name) in [
            ("nps score", Some("nps")),
            ("how likely are you to recommend us", Some("nps")),
            ("hur troligt är det att du rekommenderar oss", Some("nps")),
            ("review stars", Some("stars")),
            ("Overall_satisfaction (0–10)", Some("eleven points")),
            ("customer effort", Some("effort")),
            ("grade (1-10)", Some("points")),
            ("score 1-10", Some("points")),
            ("rating", None),
        ] {
            let found = scales.of_header(header).map(|scale| scale.name.as_str());
            assert_eq!(found, name, "{header}");
        }
    }

    #[test]
    fn a_score_takes_a_side_only_where_its_scale_is_sure() {
        let scales = scales();
        let stars = scales.of_header("stars");
        let nps = scales.of_header("nps");
        for (cell, scale, stance) in [
            ("1", stars, Stance::Low),
            ("2", stars, Stance::Low),
            ("3", stars, Stance::Middle),
            ("4,0", stars, Stance::High),
            ("3", nps, Stance::Middle),
            ("2", nps, Stance::Low),
            ("8", nps, Stance::High),
            ("٩", nps, Stance::High),
            ("11", nps, Stance::Middle),
            ("5", None, Stance::Middle),
            ("2", None, Stance::Low),
            ("10", None, Stance::High),
            ("95", None, Stance::Middle),
            ("4/5", None, Stance::High),
            ("★★☆☆☆", None, Stance::Low),
            ("20 %", None, Stance::Low),
            ("n/a", nps, Stance::Middle),
            ("", nps, Stance::Middle),
        ] {
            assert_eq!(scales.stance(cell, scale), stance, "{cell}");
        }
    }

    #[test]
    fn a_question_is_known_by_its_header_on_its_own_scale_only() {
        let scales = scales();
        for (header, cell, question) in [
            ("NPS", "9", Some(Question::Nps)),
            (
                "How likely are you to recommend us (0-10)?",
                "9",
                Some(Question::Nps),
            ),
            ("How likely are you to recommend us (1-5)?", "4", None),
            ("csat_score", "4", Some(Question::Csat)),
            ("Overall satisfaction", "4", Some(Question::Csat)),
            ("Overall_satisfaction (0–10)", "4", None),
            ("customer effort", "6", Some(Question::Ces)),
            ("customer services", "6", None),
            ("stars", "4", None),
            ("csat_score", "4/5", Some(Question::Csat)),
            ("csat_score", "4/10", None),
            ("rating", "4", None),
        ] {
            let found = scales.score(header, cell).unwrap();
            assert_eq!(found.question, question, "{header}");
        }
        assert_eq!(scales.score("nps", "n/a"), None);
        let stars = scales.score("rating", "★★★☆☆").unwrap();
        assert_eq!((stars.value, stars.ends), (3.0, Some((1.0, 5.0))));
    }

    #[test]
    fn a_scale_may_run_backwards() {
        let scale = Scale {
            name: "school".into(),
            worst: 6.0,
            best: 1.0,
            patterns: Vec::new(),
        };
        assert_eq!(scales().stance("1", Some(&scale)), Stance::High);
        assert_eq!(scales().stance("5", Some(&scale)), Stance::Low);
    }
}
