//! From comments as they are read to rows of the store.

use super::settings::{Job, SourceSettings};
use crate::comment::{Comment, Fields};
use crate::dates::Dates;
use crate::document::Language;
use crate::source::Profile;
use crate::source::columns::Role;
use crate::store::Row;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Makes the rows of a file.
#[derive(Debug)]
pub struct RowMaker<'a> {
    settings: &'a SourceSettings,
    source: Arc<str>,
    file: Arc<str>,
    segments: Vec<String>,
    score_column: Option<String>,
    dates: Dates,
}

/// A row and what was noticed in making it.
#[derive(Debug)]
pub struct Made {
    /// The row.
    pub row: Row,
    /// True if its date could be read.
    pub dated: bool,
    /// True if the clock showed its time twice or never.
    pub ambiguous: bool,
}

/// How the dates of a source are read.
pub fn dates(job: &Job, source: &SourceSettings) -> Dates {
    let own = source.zone.as_ref().unwrap_or(&job.zone);
    Dates::new(source.date_formats.clone(), own.clone(), job.zone.clone())
}

impl<'a> RowMaker<'a> {
    /// For the file `name` of a source, which `profile` describes.
    pub fn new(job: &Job, settings: &'a SourceSettings, name: &str, profile: &Profile) -> Self {
        let guessed = profile
            .columns
            .iter()
            .filter(|used| used.role == Role::Segment);
        let score = profile.columns.iter().find(|used| used.role == Role::Score);
        let segments = if settings.segments.is_empty() {
            guessed.map(|used| used.column.to_string()).collect()
        } else {
            settings.segments.clone()
        };
        Self {
            settings,
            source: Arc::from(settings.name.as_str()),
            file: Arc::from(name),
            segments,
            score_column: score.map(|used| used.column.to_string()),
            dates: dates(job, settings),
        }
    }

    /// The file's name in the store.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The row of a comment.
    pub fn row(&self, comment: Comment) -> Made {
        let moment = comment
            .date
            .as_deref()
            .and_then(|date| self.dates.read(date));
        let segments: Map<String, Value> = self
            .segments
            .iter()
            .filter_map(|name| {
                let value = comment.fields.value(name)?;
                let value = value.trim();
                (!value.is_empty()).then(|| (name.clone(), Value::from(value)))
            })
            .collect();
        let row = Row {
            source: Arc::clone(&self.source),
            comment_id: format!("{}/{}", self.source, comment.id),
            file: Arc::clone(&self.file),
            row: comment.row,
            column: comment.column.as_deref().map(str::to_owned),
            question: comment.question.as_deref().map(str::to_owned),
            score_column: comment.score.as_ref().and(self.score_column.clone()),
            day: moment.map(|moment| moment.day.to_string()),
            at: moment.and_then(|moment| moment.at).map(|at| at.to_string()),
            segments: Value::Object(segments).to_string(),
            given: self.given(&comment.fields),
            // Names and cells are always JSON.
            fields: serde_json::to_string(&comment.fields).unwrap_or_else(|_| "{}".to_owned()),
            text: comment.text,
            date: comment.date,
            own_score: comment.score,
        };
        Made {
            row,
            dated: moment.is_some(),
            ambiguous: moment.is_some_and(|moment| moment.ambiguous),
        }
    }

    /// The language that the source names: the first part of a tag such as `sv-SE`. Any other is detected.
    fn given(&self, fields: &Fields) -> Option<Language> {
        let column = match (&self.settings.language, &self.settings.language_column) {
            (Some(language), _) => return Some(*language),
            (None, column) => column.as_deref()?,
        };
        let tag = fields.value(column)?;
        let code = tag
            .trim()
            .split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        Language::from_code(&code).filter(|language| language.served_index().is_some())
    }
}

/// Columns of segments and languages that the job names and a file with these columns lacks.
pub fn missing_columns<'s>(settings: &'s SourceSettings, profile: &Profile) -> Vec<&'s str> {
    let named = settings.segments.iter().chain(&settings.language_column);
    let there = |name: &&String| profile.fields.iter().any(|field| **field == ***name);
    if profile.fields.is_empty() {
        return Vec::new();
    }
    named
        .filter(|name| !there(name))
        .map(String::as_str)
        .collect()
}
