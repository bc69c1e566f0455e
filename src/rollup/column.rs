//! What comments and mentions are grouped by.

use super::fact::{Fact, Raised};
use super::themes::Themes;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// A column of a key. Its text form is the name on the command line; `column:NAME` is a column of the input whose name
/// is one of ours.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum Column {
    /// A column of the input.
    Segment(String),
    /// The input, or the source of a job.
    Source,
    /// The language of the comment.
    Language,
    /// The day in the job's time zone, as `2026-03-01`.
    Day,
    /// The week of ISO 8601, as `2026-W09`.
    Week,
    /// The month, as `2026-03`.
    Month,
    /// The quarter, as `2026-Q1`.
    Quarter,
    /// The year.
    Year,
    /// The theme of the mention.
    Theme,
    /// The top theme of the mention.
    Parent,
    /// The journey stage of the mention.
    Stage,
}

/// Names of the columns that are not the input's.
const NAMES: [(&str, Column); 10] = [
    ("source", Column::Source),
    ("language", Column::Language),
    ("day", Column::Day),
    ("week", Column::Week),
    ("month", Column::Month),
    ("quarter", Column::Quarter),
    ("year", Column::Year),
    ("theme", Column::Theme),
    ("parent", Column::Parent),
    ("stage", Column::Stage),
];

/// Before the name of a column of the input that is one of [`NAMES`].
const ESCAPE: &str = "column:";

impl Column {
    /// True if it tells mentions apart, not comments.
    pub fn is_of_mentions(&self) -> bool {
        matches!(self, Self::Theme | Self::Parent | Self::Stage)
    }

    /// The value of a comment; `None` if it has none, and for columns of mentions.
    pub fn of_comment(&self, fact: &Fact) -> Option<String> {
        match self {
            Self::Segment(name) => fact.segments.get(name).cloned(),
            Self::Source => Some(fact.source.clone()),
            Self::Language => Some(fact.language.code().to_owned()),
            _ => self.period(fact.day?),
        }
    }

    /// The period that a day lies in; `None` if the column is none of periods.
    pub fn period(&self, day: Date) -> Option<String> {
        let (year, month) = (day.year(), day.month());
        Some(match self {
            Self::Day => day.to_string(),
            Self::Week => {
                let week = day.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{year:04}-{month:02}"),
            Self::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
            Self::Year => format!("{year:04}"),
            _ => return None,
        })
    }

    /// The value of a mention; `None` for columns of comments.
    pub fn of_mention(&self, raised: &Raised, themes: &Themes) -> Option<String> {
        match self {
            Self::Theme => themes.get(raised.theme).map(|theme| theme.id.clone()),
            Self::Parent => themes.top(raised.theme).map(|theme| theme.id.clone()),
            Self::Stage => Some(raised.stage.clone()),
            _ => None,
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Segment(name) = self {
            let ours = NAMES.iter().any(|(ours, _)| ours == name) || name.starts_with(ESCAPE);
            return write!(f, "{}{name}", if ours { ESCAPE } else { "" });
        }
        let name = NAMES.iter().find(|(_, column)| column == self);
        f.write_str(name.map_or("", |(name, _)| name))
    }
}

impl FromStr for Column {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let ours = NAMES.iter().find(|(name, _)| *name == text);
        Ok(match ours {
            Some((_, column)) => column.clone(),
            None => Self::Segment(text.strip_prefix(ESCAPE).unwrap_or(text).to_owned()),
        })
    }
}

impl From<Column> for String {
    fn from(column: Column) -> Self {
        column.to_string()
    }
}

impl From<String> for Column {
    fn from(text: String) -> Self {
        let Ok(column) = text.parse();
        column
    }
}
