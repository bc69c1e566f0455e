//! The published tables: their columns, keys and rows.
//!
//! `comment_id` is the key of comments; `comment_id` and `segment` that of segments; `comment_id` and `theme` that of
//! mentions; `comment_id` and `number` that of evidence; `comment_id` and `target` that of corrections; `theme` that of themes; `generation` that of runs. Evidence
//! without a theme is evidence of the comment's sentiment.

use super::Wanted;
use crate::error::Result;
use crate::store::corrections::Author;
use crate::store::record::{Stored, Trace, published_hash};
use crate::store::state::State;
use serde_json::{Map, Value as Json};
use std::borrow::Cow;

/// A table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns with their SQL types.
    pub columns: &'static [(&'static str, &'static str)],
    /// Keys in SQL.
    pub keys: &'static str,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    None,
    /// A text of the customer's or of the lexicons'.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(i64),
    /// A fraction.
    Real(f64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

macro_rules! whole {
    ($($number:ty),*) => {$(
        impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                Self::Whole(i64::from(number))
            }
        }
    )*};
}
whole!(i64, i32, i16, u32, u16);

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Self::Whole(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$(Value::from($cell)),*] };
}

/// Comments.
pub const COMMENTS: Table = Table {
    name: "comments",
    columns: &[
        ("comment_id", "TEXT NOT NULL"),
        ("source", "TEXT NOT NULL"),
        ("file", "TEXT NOT NULL"),
        ("row", "INTEGER NOT NULL"),
        ("column", "TEXT"),
        ("question", "TEXT"),
        ("language", "TEXT NOT NULL"),
        ("script", "TEXT NOT NULL"),
        ("language_score", "REAL NOT NULL"),
        ("language_reason", "TEXT"),
        ("polarity", "TEXT NOT NULL"),
        ("score", "INTEGER NOT NULL"),
        ("positive", "INTEGER NOT NULL"),
        ("negative", "INTEGER NOT NULL"),
        ("probability", "INTEGER NOT NULL"),
        ("mentions", "INTEGER NOT NULL"),
        ("flags", "TEXT NOT NULL"),
        ("duration_minutes", "TEXT NOT NULL"),
        ("personal_data", "TEXT NOT NULL"),
        ("text", "TEXT"),
        ("date", "TEXT"),
        ("day", "TEXT"),
        ("at", "TEXT"),
        ("own_score", "TEXT"),
        ("fields", "TEXT NOT NULL"),
        ("content", "TEXT NOT NULL"),
        ("first_generation", "INTEGER NOT NULL"),
        ("generation", "INTEGER NOT NULL"),
        ("program", "TEXT NOT NULL"),
        ("lexicons", "TEXT NOT NULL"),
        ("codeframe", "TEXT NOT NULL"),
        ("language_origin", "TEXT NOT NULL"),
        ("sentiment_origin", "TEXT NOT NULL"),
    ],
    keys: "PRIMARY KEY (comment_id)",
};

/// Groups that figures are told apart by.
pub const SEGMENTS: Table = Table {
    name: "segments",
    columns: &[
        ("comment_id", "TEXT NOT NULL"),
        ("segment", "TEXT NOT NULL"),
        ("value", "TEXT NOT NULL"),
    ],
    keys: "PRIMARY KEY (comment_id, segment), FOREIGN KEY (comment_id) REFERENCES comments",
};

/// Themes raised in comments.
pub const MENTIONS: Table = Table {
    name: "mentions",
    columns: &[
        ("comment_id", "TEXT NOT NULL"),
        ("theme", "TEXT NOT NULL"),
        ("parent", "TEXT"),
        ("stage", "TEXT NOT NULL"),
        ("polarity", "TEXT NOT NULL"),
        ("evidence", "INTEGER NOT NULL"),
        ("origin", "TEXT NOT NULL"),
        ("author", "TEXT"),
    ],
    keys: "PRIMARY KEY (comment_id, theme), FOREIGN KEY (comment_id) REFERENCES comments,
           FOREIGN KEY (theme) REFERENCES themes",
};

/// What tags rest on.
pub const EVIDENCE: Table = Table {
    name: "evidence",
    columns: &[
        ("comment_id", "TEXT NOT NULL"),
        ("number", "INTEGER NOT NULL"),
        ("theme", "TEXT"),
        ("start", "INTEGER NOT NULL"),
        ("end", "INTEGER NOT NULL"),
        ("quote", "TEXT"),
        ("term", "TEXT NOT NULL"),
        ("entry", "TEXT NOT NULL"),
        ("kind", "TEXT NOT NULL"),
        ("matched", "TEXT NOT NULL"),
        ("parts", "TEXT NOT NULL"),
        ("valence", "INTEGER"),
        ("result", "INTEGER"),
        ("steps", "TEXT"),
    ],
    keys: "PRIMARY KEY (comment_id, number), FOREIGN KEY (comment_id) REFERENCES comments,
           FOREIGN KEY (comment_id, theme) REFERENCES mentions",
};

/// What people have said against the machine, and what it had said.
pub const CORRECTIONS: Table = Table {
    name: "corrections",
    columns: &[
        ("comment_id", "TEXT NOT NULL"),
        ("target", "TEXT NOT NULL"),
        ("value", "TEXT NOT NULL"),
        ("machine", "TEXT NOT NULL"),
        ("author", "TEXT NOT NULL"),
        ("at", "TEXT NOT NULL"),
        ("why", "TEXT NOT NULL"),
        ("batch", "TEXT NOT NULL"),
        ("correction", "TEXT NOT NULL"),
    ],
    keys: "PRIMARY KEY (comment_id, target), FOREIGN KEY (comment_id) REFERENCES comments",
};

/// Themes with their labels.
pub const THEMES: Table = Table {
    name: "themes",
    columns: &[
        ("theme", "TEXT NOT NULL"),
        ("parent", "TEXT"),
        ("stage", "TEXT NOT NULL"),
        ("prior", "TEXT"),
        ("label_en", "TEXT NOT NULL"),
        ("label_sv", "TEXT NOT NULL"),
        ("label_ar", "TEXT NOT NULL"),
        ("label_sr_latn", "TEXT NOT NULL"),
        ("label_sr_cyrl", "TEXT NOT NULL"),
        ("label_ru", "TEXT NOT NULL"),
        ("definition", "TEXT NOT NULL"),
        ("codeframe", "TEXT NOT NULL"),
    ],
    keys: "PRIMARY KEY (theme)",
};
/// Names of the labels in the codeframe, in the order of the columns.
const LABELS: [&str; 6] = ["en", "sv", "ar", "sr-Latn", "sr-Cyrl", "ru"];

/// Runs that were published.
pub const RUNS: Table = Table {
    name: "runs",
    columns: &[
        ("generation", "INTEGER NOT NULL"),
        ("run_date", "TEXT NOT NULL"),
        ("kind", "TEXT NOT NULL"),
        ("status", "TEXT NOT NULL"),
        ("read", "INTEGER NOT NULL"),
        ("annotated", "INTEGER NOT NULL"),
        ("rejected", "INTEGER NOT NULL"),
        ("skipped", "INTEGER NOT NULL"),
        ("new", "INTEGER NOT NULL"),
        ("changed", "INTEGER NOT NULL"),
        ("updated", "INTEGER NOT NULL"),
        ("unchanged", "INTEGER NOT NULL"),
        ("duplicates", "INTEGER NOT NULL"),
        ("superseded", "INTEGER NOT NULL"),
        ("recoded", "INTEGER NOT NULL"),
        ("program", "TEXT NOT NULL"),
        ("lexicons", "TEXT NOT NULL"),
        ("codeframe", "TEXT NOT NULL"),
    ],
    keys: "PRIMARY KEY (generation)",
};

/// All tables, those that others refer to first.
pub const ALL: [Table; 7] = [
    THEMES,
    RUNS,
    COMMENTS,
    SEGMENTS,
    MENTIONS,
    EVIDENCE,
    CORRECTIONS,
];

/// The rows that belong to one comment.
#[derive(Debug)]
pub struct CommentRows<'a> {
    /// Of `comments`.
    pub comment: Vec<Value<'a>>,
    /// Of `segments`.
    pub segments: Vec<Vec<Value<'a>>>,
    /// Of `mentions`.
    pub mentions: Vec<Vec<Value<'a>>>,
    /// Of `evidence`.
    pub evidence: Vec<Vec<Value<'a>>>,
    /// Of `corrections`.
    pub corrections: Vec<Vec<Value<'a>>>,
}

/// The rows that belong to a comment.
pub fn comment_rows<'a>(comment: &'a Stored, wanted: &Wanted) -> CommentRows<'a> {
    let Stored {
        row,
        tags,
        version,
        corrected,
        ..
    } = comment;
    let id = &row.comment_id;
    let segments: Map<String, Json> = serde_json::from_str(&row.segments).unwrap_or_default();
    let segments = segments
        .into_iter()
        .filter_map(|(name, value)| match value {
            Json::String(value) => Some(row![id, name, value]),
            _ => None,
        });
    let of_sentiment = tags.evidence.iter().map(|trace| (None, trace));
    let of_mentions = tags.mentions.iter().flat_map(|mention| {
        let traces = mention.evidence.iter();
        traces.map(move |trace| (Some(mention.theme.as_str()), trace))
    });
    let durations = tags.durations.iter();
    let minutes: Vec<String> = durations.map(|one| one.minutes.to_string()).collect();
    let mut personal: Vec<&str> = tags.personal.iter().map(|one| one.kind.as_str()).collect();
    personal.dedup();
    let evidence = of_sentiment.chain(of_mentions).enumerate();
    CommentRows {
        comment: row![
            id,
            &*row.source,
            &*row.file,
            row.row,
            row.column.as_ref(),
            row.question.as_ref(),
            &tags.language,
            &tags.script,
            Value::Real(f64::from(tags.language_score) / 1000.0),
            tags.language_reason.as_ref(),
            &tags.polarity,
            tags.score,
            tags.positive,
            tags.negative,
            tags.probability,
            tags.mentions.len() as u64,
            tags.flags.join(";"),
            minutes.join(";"),
            personal.join(";"),
            wanted.text.then_some(&row.text),
            row.date.as_ref(),
            row.day.as_ref(),
            row.at.as_ref(),
            row.own_score.as_ref(),
            &row.fields,
            published_hash(row.content()),
            comment.first_generation,
            comment.generation,
            &version.program,
            &version.lexicons,
            &version.codeframe,
            origin(corrected.language.as_ref()),
            origin(corrected.sentiment.as_ref()),
        ],
        segments: segments.collect(),
        mentions: tags
            .mentions
            .iter()
            .map(|mention| {
                row![
                    id,
                    &mention.theme,
                    mention.parent.as_ref(),
                    &mention.stage,
                    &mention.polarity,
                    mention.evidence.len() as u64,
                    origin(mention.author.as_ref()),
                    mention.author.as_ref(),
                ]
            })
            .collect(),
        evidence: evidence
            .map(|(place, (theme, trace))| evidence_row(id, place, theme, trace, &row.text, wanted))
            .collect(),
        corrections: corrected
            .corrections
            .iter()
            .map(|one| {
                row![
                    id,
                    one.change.target(),
                    one.change.value(),
                    &one.machine,
                    &one.author,
                    &one.at,
                    &one.why,
                    &one.batch,
                    &one.id,
                ]
            })
            .collect(),
    }
}

/// Whose word a tag is.
fn origin(author: Option<&Author>) -> &'static str {
    match author {
        None => "machine",
        Some(_) => "person",
    }
}

fn evidence_row<'a>(
    id: &'a str,
    place: usize,
    theme: Option<&'a str>,
    trace: &'a Trace,
    text: &'a str,
    wanted: &Wanted,
) -> Vec<Value<'a>> {
    let steps = || super::jsonl::steps(&trace.steps, wanted.text).to_string();
    row![
        id,
        place as u64 + 1,
        theme,
        trace.start,
        trace.end,
        wanted.text.then(|| trace.quote(text)),
        &trace.term,
        &trace.entry,
        &trace.kind,
        &trace.matched,
        crate::store::write::parts(&trace.parts),
        trace.valence,
        trace.result,
        wanted.steps.then(steps),
    ]
}

/// The rows of `themes`.
///
/// # Errors
/// The state cannot be read.
pub fn theme_rows(state: &State) -> Result<Vec<Vec<Value<'static>>>> {
    state.with(|db| {
        let mut select = db.prepare(
            "SELECT theme, parent, stage, prior, labels, definition, codeframe FROM themes ORDER BY number, theme",
        )?;
        let rows = select.query_map([], |row| {
            let text = |index: usize| row.get::<_, Option<String>>(index);
            let labels = text(4)?.unwrap_or_default();
            let labels: Map<String, Json> = serde_json::from_str(&labels).unwrap_or_default();
            let label = |name: &str| labels.get(name).and_then(Json::as_str).unwrap_or_default();
            let mut cells = row![text(0)?, text(1)?, text(2)?, text(3)?];
            cells.extend(LABELS.iter().map(|name| Value::from(label(name).to_owned())));
            cells.extend(row![text(5)?, text(6)?]);
            Ok(cells)
        })?;
        rows.collect()
    })
}

/// The rows of `runs`.
///
/// # Errors
/// The state cannot be read.
pub fn run_rows(state: &State) -> Result<Vec<Vec<Value<'static>>>> {
    let columns: Vec<&str> = RUNS.columns.iter().map(|&(name, _)| name).collect();
    let sql = format!(
        "SELECT {} FROM runs JOIN versions USING (version) ORDER BY generation",
        columns.join(", ")
    );
    state.with(|db| {
        let mut select = db.prepare(&sql)?;
        let rows = select.query_map([], |row| {
            let cells = RUNS.columns.iter().enumerate().map(|(index, (_, kind))| {
                Ok(if kind.starts_with("INTEGER") {
                    Value::Whole(row.get(index)?)
                } else {
                    Value::from(row.get::<_, String>(index)?)
                })
            });
            cells.collect()
        })?;
        rows.collect()
    })
}
