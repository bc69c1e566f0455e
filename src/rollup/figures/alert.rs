//! What stands out of a source's own history.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What kind of thing stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlertKind {
    /// A theme came more often than on such days before.
    Spike,
    /// A theme came that the source had not had for a long time, and more than once.
    NewTheme,
    /// Far fewer comments than on such days before: themes of that day are not judged.
    Incomplete,
}

/// Something that stands out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// What kind.
    pub kind: AlertKind,
    /// The source.
    pub source: String,
    /// The day.
    pub day: Date,
    /// Position of the theme; `None` for [`AlertKind::Incomplete`].
    pub theme: Option<u16>,
    /// Id of the theme.
    pub id: Option<String>,
    /// Comments that raise the theme; all comments for [`AlertKind::Incomplete`].
    pub observed: u64,
    /// As many were to be expected.
    pub expected: f64,
    /// Comments of the source on that day.
    pub comments: u64,
    /// Chance of as much or more (for [`AlertKind::Incomplete`]: as little or less) on an ordinary day.
    pub p: f64,
}
