//! One difference between the columns of a file and those accepted before.

use serde::{Deserialize, Serialize};

/// A kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A column has come.
    Added,
    /// A column has gone.
    Dropped,
    /// A column has another name.
    Renamed,
    /// The columns stand in another order.
    Reordered,
    /// A column holds something else.
    Retyped,
    /// A name stands twice.
    Duplicated,
    /// A name is written in other cases.
    Case,
    /// A name has other spaces.
    Spaces,
    /// A name is in another language.
    Language,
    /// Two names have become one.
    Merged,
    /// The workbook has other sheets.
    Sheets,
    /// There is no header any more.
    HeaderGone,
    /// The file has another format, encoding, delimiter or quote.
    Format,
}

impl Change {
    /// True if a column in use is as sure as before for all that.
    fn is_harmless(self) -> bool {
        matches!(
            self,
            Self::Added | Self::Reordered | Self::Case | Self::Spaces | Self::Sheets | Self::Format
        )
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Drift {
    /// Its kind.
    pub change: Change,
    /// The column before.
    pub before: Option<String>,
    /// The column now.
    pub now: Option<String>,
    /// True if the job uses the column.
    pub mapped: bool,
}

impl Drift {
    /// True if a column in use may no longer be what it was.
    pub fn breaks(&self) -> bool {
        self.mapped && !self.change.is_harmless()
    }

    /// The difference in words.
    pub fn told(&self) -> String {
        let before = self.before.as_deref().unwrap_or_default();
        let now = self.now.as_deref().unwrap_or_default();
        match self.change {
            Change::Added => format!("column {now:?} is new"),
            Change::Dropped => format!("column {before:?} is gone"),
            Change::Renamed => format!("column {before:?} seems to be named {now:?} now"),
            Change::Reordered => "the columns stand in another order".to_owned(),
            Change::Retyped => format!("column {before:?} holds something else: {now}"),
            Change::Duplicated => format!("column {before:?} stands twice"),
            Change::Case => format!("column {before:?} is written {now:?}"),
            Change::Spaces => format!("column {before:?} has other spaces: {now:?}"),
            Change::Language => format!("column {before:?} is in another language: {now:?}"),
            Change::Merged => format!("column {before:?} has become a part of {now:?}"),
            Change::Sheets => format!("the workbook has the sheets {now}, before {before}"),
            Change::Format => format!("the file is {now:?}, before {before:?}"),
            Change::HeaderGone => "the file has no header any more".to_owned(),
        }
    }
}
