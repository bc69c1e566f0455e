//! The user's own rows: comments with a label or a score.

use crate::annotation::Polarity;
use crate::comment::{Comment, Fields};
use crate::document::Language;
use crate::error::{Error, Result};
use crate::source::{self, Batch, Ids, Options};

/// Where the verdict of a row stands, and which language is wanted.
#[derive(Clone, Debug)]
pub struct Verdicts {
    /// Language that is learned; rows that name another of ours are left out.
    pub language: Language,
    /// Column that names the language of a row, where there is one.
    pub language_column: String,
    /// Column of the label: positive, negative, neutral or mixed.
    pub label: String,
    /// True if the column of scores, as [`Options::wanted`] names it, decides in place of the label.
    pub by_score: bool,
    /// Worst and best score; the least and the greatest that occur unless given.
    pub scale: Option<(f64, f64)>,
}

/// Comments with how content their writers are.
#[derive(Clone, Debug, Default)]
pub struct Labelled {
    /// The comments.
    pub comments: Vec<Comment>,
    /// For each comment 0 (negative) to 1 (positive); neutral and mixed are a half.
    pub contents: Vec<f64>,
    /// Rows read.
    pub read: u64,
    /// Rows that could not be read or hold no comment.
    pub unread: u64,
    /// Comments in another language.
    pub foreign: u64,
    /// Comments without a label or a score.
    pub unlabelled: u64,
}

impl Labelled {
    /// Reads all inputs.
    ///
    /// # Errors
    /// An input that cannot be read; no row with a verdict.
    pub fn read(names: &[String], options: &Options, verdicts: &Verdicts) -> Result<Self> {
        let mut labelled = Self::default();
        let mut ids = Ids::default();
        let mut raw: Vec<(Comment, f64)> = Vec::new();
        for name in names {
            let mut source = source::open(name, options)?;
            let mut more = true;
            while more {
                let mut batch = Batch::default();
                more = source.read(&mut batch)?;
                ids.make_unique(&mut batch.comments);
                labelled.read += batch.rows.read;
                labelled.unread += batch.rows.rejected_sum() + batch.rows.skipped_sum();
                for comment in batch.comments {
                    if !verdicts.admits(&comment) {
                        labelled.foreign += 1;
                    } else if let Some(value) = verdicts.value(&comment) {
                        raw.push((comment, value));
                    } else {
                        labelled.unlabelled += 1;
                    }
                }
            }
        }
        if raw.is_empty() {
            return Err(verdicts.none_found(&names.join(", ")));
        }
        let (low, high) = verdicts.bounds(&raw)?;
        for (comment, value) in raw {
            let content = (value - low) / (high - low);
            labelled.contents.push(content.clamp(0.0, 1.0));
            labelled.comments.push(Comment {
                fields: Fields::none(),
                ..comment
            });
        }
        Ok(labelled)
    }

    /// How many comments there are.
    pub fn len(&self) -> usize {
        self.comments.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.comments.is_empty()
    }
}

impl Verdicts {
    fn admits(&self, comment: &Comment) -> bool {
        cell(&comment.fields, &self.language_column)
            .and_then(|code| Language::from_code(code.trim()))
            .is_none_or(|own| own == self.language || own.served_index().is_none())
    }

    /// The score as written, or -1, 0, 1 for a label.
    fn value(&self, comment: &Comment) -> Option<f64> {
        if self.by_score {
            let score = comment.score.as_deref()?.trim().replace(',', ".");
            return score.parse().ok().filter(|value: &f64| value.is_finite());
        }
        let label = cell(&comment.fields, &self.label)?;
        Some(match Polarity::from_name(&label.trim().to_lowercase())? {
            Polarity::Positive => 1.0,
            Polarity::Negative => -1.0,
            Polarity::Neutral | Polarity::Mixed => 0.0,
        })
    }

    fn bounds(&self, raw: &[(Comment, f64)]) -> Result<(f64, f64)> {
        let (low, high) = match self.scale {
            _ if !self.by_score => (-1.0, 1.0),
            Some(scale) => scale,
            None => raw.iter().fold((f64::MAX, f64::MIN), |(low, high), row| {
                (low.min(row.1), high.max(row.1))
            }),
        };
        if low < high {
            return Ok((low, high));
        }
        Err(Error::Input {
            source_name: "scores".to_owned(),
            problem: format!("they all lie at {low}"),
            help: "name the worst and the best score with --scale".to_owned(),
        })
    }

    fn none_found(&self, names: &str) -> Error {
        let (what, help) = match self.by_score {
            true => ("a number as score", "name its column with --score"),
            false => ("a label", "name its column with --label, or use --score"),
        };
        Error::Input {
            source_name: names.to_owned(),
            problem: format!("no row in {} has {what}", self.language.code()),
            help: format!("{help}; labels are positive, negative, neutral, mixed"),
        }
    }
}

/// A column of a row that holds text or a number.
fn cell(fields: &Fields, column: &str) -> Option<String> {
    match fields {
        Fields::Cells(cells) => cells
            .iter()
            .find(|(name, _)| *name == column)
            .map(|(_, cell)| cell.to_owned()),
        Fields::Json(map) => match map.get(column)? {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        },
    }
}
