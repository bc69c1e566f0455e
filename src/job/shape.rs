//! The columns of a source, and how they differ from those that were accepted before.

mod comparison;

use super::drift::Drift;
use crate::comment::{Comment, Fields};
use crate::dates::Dates;
use crate::source::columns::{ColumnWords, Role};
use crate::source::{Profile, Reading};
use comparison::Comparison;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a source is read and what its columns hold, as an accepted file had it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// How it is read.
    pub reading: Reading,
    /// What the cells of the columns that pass through hold.
    pub kinds: BTreeMap<String, Kind>,
    /// Sheets of a workbook.
    pub sheets: Vec<String>,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Nothing.
    Empty,
    /// Numbers.
    Number,
    /// Dates.
    Date,
    /// Anything else.
    Text,
}

/// Finds out the shape of a file from its first comments.
pub fn shape(profile: &Profile, first: &[Comment], dates: &Dates) -> Shape {
    let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
    for comment in first {
        if let Fields::Cells(cells) = &comment.fields {
            for (name, cell) in cells.iter() {
                let kind = kind_of(cell, dates);
                match kinds.get_mut(name) {
                    Some(before) => *before = both(*before, kind),
                    None => drop(kinds.insert(name.to_owned(), kind)),
                }
            }
        }
    }
    Shape {
        reading: Reading::of(profile),
        kinds,
        sheets: profile.sheets.clone(),
    }
}

fn kind_of(cell: &str, dates: &Dates) -> Kind {
    let cell = cell.trim();
    if cell.is_empty() {
        Kind::Empty
    } else if cell
        .replace([',', ' ', '\u{a0}'], ".")
        .parse::<f64>()
        .is_ok()
    {
        Kind::Number
    } else if dates.read(cell).is_some() {
        Kind::Date
    } else {
        Kind::Text
    }
}

/// What a column holds whose cells hold both.
fn both(a: Kind, b: Kind) -> Kind {
    match (a, b) {
        (Kind::Empty, other) | (other, Kind::Empty) => other,
        (a, b) if a == b => a,
        _ => Kind::Text,
    }
}

impl Shape {
    /// Names of all columns in their order; none where rows are objects.
    fn names(&self) -> Vec<&str> {
        self.reading.columns.iter().map(String::as_str).collect()
    }

    fn kind(&self, name: &str) -> Kind {
        self.kinds.get(name).copied().unwrap_or(Kind::Text)
    }

    /// Columns in use by role.
    fn roles(&self) -> Vec<(&'static str, &str)> {
        let reading = &self.reading;
        let texts = reading
            .text
            .iter()
            .map(|column| (Role::Text.name(), column.as_str()));
        let others = [
            (Role::Id, &reading.id),
            (Role::Date, &reading.date),
            (Role::Score, &reading.score),
            (Role::Segment, &reading.segment),
        ];
        let others = others
            .into_iter()
            .filter_map(|(role, column)| Some((role.name(), column.as_deref()?)));
        texts.chain(others).collect()
    }

    /// How `now` differs from this shape.
    pub fn drift(&self, now: &Self, words: &ColumnWords) -> Vec<Drift> {
        let mut found = Comparison::new(self, now, words).drifts();
        found.sort();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::drift::Change;

    fn changes(before: &Shape, now: &Shape) -> Vec<Change> {
        let drifts = before.drift(now, &ColumnWords::default());
        drifts.iter().map(|drift| drift.change).collect()
    }

    #[test]
    fn other_sheets_and_another_encoding_are_told() {
        let before = Shape {
            sheets: vec!["Responses".to_owned()],
            ..Shape::default()
        };
        let mut now = before.clone();
        assert_eq!(changes(&before, &now), []);
        now.sheets.push("Old".to_owned());
        now.reading.encoding = Some("windows-1252".to_owned());
        assert_eq!(changes(&before, &now), [Change::Sheets, Change::Format]);
    }

    fn named(names: impl IntoIterator<Item = String>) -> Shape {
        let mut shape = Shape::default();
        shape.reading.columns = names.into_iter().collect();
        shape
    }

    #[test]
    fn what_became_of_a_column_is_told_by_its_name_and_place() {
        for (before, now, told) in [
            ("id,Score", "id,score", vec![Change::Case]),
            ("id,own score", "id,ownscore", vec![Change::Spaces]),
            ("id,a,b", "id,b,a", vec![Change::Reordered]),
            ("id,first,last", "id,first/last", vec![Change::Merged; 2]),
            ("id,score", "id,score_2,score", vec![Change::Duplicated]),
            ("id,branch", "id,shop", vec![Change::Renamed]),
            ("id,branch", "id", vec![Change::Dropped]),
            ("id", "id,branch", vec![Change::Added]),
        ] {
            let names = |text: &str| named(text.split(',').map(str::to_owned));
            assert_eq!(
                changes(&names(before), &names(now)),
                told,
                "{before} -> {now}"
            );
        }
    }

    #[test]
    fn many_columns_that_all_have_other_names_are_compared() {
        let names = |lead: &str| named((0..20_000).map(|n| format!("{lead} column {n}")));
        let found = changes(&names("old"), &names("new"));
        assert_eq!(found, vec![Change::Renamed; 20_000]);
    }
}
