//! The columns of a source, and how they differ from those that were accepted before.

use super::dates::Dates;
use crate::comment::{Comment, Fields};
use crate::source::columns::{ColumnWords, Role};
use crate::source::{Format, Profile, Reading};
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

    fn is_mapped(&self, name: &str) -> bool {
        self.roles().iter().any(|(_, column)| *column == name)
    }

    /// How `now` differs from this shape.
    pub fn drift(&self, now: &Self, words: &ColumnWords) -> Vec<Drift> {
        let mut found = Comparison {
            before: self,
            now,
            words,
            drifts: Vec::new(),
        };
        found.compare();
        found.drifts.sort();
        found.drifts.dedup();
        found.drifts
    }
}

struct Comparison<'a> {
    before: &'a Shape,
    now: &'a Shape,
    words: &'a ColumnWords,
    drifts: Vec<Drift>,
}

impl<'a> Comparison<'a> {
    fn add(&mut self, change: Change, before: Option<&str>, now: Option<&str>) {
        let mapped = before.is_some_and(|name| self.before.is_mapped(name));
        self.drifts.push(Drift {
            change,
            before: before.map(str::to_owned),
            now: now.map(str::to_owned),
            mapped,
        });
    }

    fn compare(&mut self) {
        self.format();
        let (before, now) = (self.before.names(), self.now.names());
        let gone: Vec<&str> = before
            .iter()
            .filter(|name| !now.contains(name))
            .copied()
            .collect();
        let come: Vec<&str> = now
            .iter()
            .filter(|name| !before.contains(name))
            .copied()
            .collect();
        if self.header_is_gone(&before, &gone, &come) {
            self.drifts.push(Drift {
                change: Change::HeaderGone,
                before: None,
                now: None,
                mapped: true,
            });
            return;
        }
        let come = self.doubled(&before, come);
        let (gone, come) = self.paired(&before, &now, gone, come);
        for name in gone {
            self.add(Change::Dropped, Some(name), None);
        }
        for name in come {
            self.add(Change::Added, None, Some(name));
        }
        self.reordered();
        self.retyped();
    }

    /// Differences of the file as a whole.
    fn format(&mut self) {
        if self.before.sheets != self.now.sheets {
            let (before, now) = (self.before.sheets.join(", "), self.now.sheets.join(", "));
            self.add(Change::Sheets, Some(&before), Some(&now));
        }
        let (before, now) = (&self.before.reading, &self.now.reading);
        let written = |reading: &Reading| {
            let letter = |letter: Option<char>| letter.map(String::from).unwrap_or_default();
            let format = reading.format.map_or("", Format::name);
            let encoding = reading.encoding.as_deref().unwrap_or_default();
            format!(
                "{format} {encoding} {} {}",
                letter(reading.delimiter),
                letter(reading.quote)
            )
        };
        let (was, is) = (written(before), written(now));
        if was != is {
            self.add(Change::Format, Some(was.trim_end()), Some(is.trim_end()));
        }
    }

    /// No column has kept its name, and the names look like cells.
    fn header_is_gone(&self, before: &[&str], gone: &[&str], come: &[&str]) -> bool {
        let cell_like = |name: &&&str| {
            let number = name.replace([',', ' '], ".").parse::<f64>().is_ok();
            let digits = name.chars().filter(char::is_ascii_digit).count();
            number || name.starts_with("column_") || digits * 2 > name.chars().count()
        };
        let like = come.iter().filter(cell_like).count();
        !before.is_empty() && gone.len() == before.len() && like > 0
    }

    /// Names that got a number because they stand twice.
    fn doubled(&mut self, before: &[&str], come: Vec<&'a str>) -> Vec<&'a str> {
        let (twice, come): (Vec<&str>, Vec<&str>) = come.into_iter().partition(|name| {
            let base = name
                .rsplit_once('_')
                .filter(|(_, number)| number.parse::<u32>().is_ok());
            base.is_some_and(|(base, _)| before.contains(&base))
        });
        for name in twice {
            let base = name.rsplit_once('_').map_or(name, |(base, _)| base);
            self.add(Change::Duplicated, Some(base), Some(name));
        }
        come
    }

    /// Finds what became of names that are gone; gives the names that are left.
    fn paired(
        &mut self,
        before: &[&'a str],
        now: &[&'a str],
        mut gone: Vec<&'a str>,
        mut come: Vec<&'a str>,
    ) -> (Vec<&'a str>, Vec<&'a str>) {
        type Test<'t> = &'t dyn Fn(&str, &str) -> bool;
        let words = self.words;
        let spaces: Test<'_> =
            &|a, b| a.to_lowercase() != b.to_lowercase() && squeezed(a) == squeezed(b);
        let case: Test<'_> = &|a, b| a.to_lowercase() == b.to_lowercase();
        let language: Test<'_> = &|a, b| words.says_the_same(a, b);
        let tests = [
            (Change::Case, case),
            (Change::Spaces, spaces),
            (Change::Language, language),
        ];
        for (change, same) in tests {
            gone.retain(|&old| {
                let Some(place) = come.iter().position(|new| same(old, new)) else {
                    return true;
                };
                let new = come.remove(place);
                self.add(change, Some(old), Some(new));
                false
            });
        }
        let whole: Vec<&str> = come.clone();
        for new in whole {
            let parts: Vec<&str> = gone
                .iter()
                .copied()
                .filter(|old| contains(new, old))
                .collect();
            if parts.len() > 1 {
                come.retain(|name| *name != new);
                gone.retain(|name| !parts.contains(name));
                for part in parts {
                    self.add(Change::Merged, Some(part), Some(new));
                }
            }
        }
        let (before_roles, now_roles) = (self.before.roles(), self.now.roles());
        // A column in the place of one that is gone, with the like in its cells, is taken for it.
        gone.retain(|&old| {
            let place = before.iter().position(|name| *name == old);
            let there = place.and_then(|place| now.get(place));
            let fits =
                |new: &&str| come.contains(new) && self.now.kind(new) == self.before.kind(old);
            let mapped = before_roles.iter().find(|(_, column)| *column == old);
            let in_role = mapped.and_then(|(role, _)| {
                let mut now = now_roles.iter();
                let same = now.find(|(other, column)| other == role && come.contains(column));
                same.map(|&(_, column)| column)
            });
            let Some(new) = there.copied().filter(fits).or(in_role) else {
                return true;
            };
            come.retain(|name| *name != new);
            self.drifts.push(Drift {
                change: Change::Renamed,
                before: Some(old.to_owned()),
                now: Some(new.to_owned()),
                mapped: mapped.is_some(),
            });
            false
        });
        (gone, come)
    }

    fn reordered(&mut self) {
        let order = |shape: &'a Shape, other: &'a Shape| -> Vec<&'a str> {
            let others = other.names();
            let names = shape.names().into_iter();
            names.filter(|name| others.contains(name)).collect()
        };
        if order(self.before, self.now) != order(self.now, self.before) {
            self.add(Change::Reordered, None, None);
        }
    }

    fn retyped(&mut self) {
        for (name, before) in &self.before.kinds {
            let Some(&now) = self.now.kinds.get(name) else {
                continue;
            };
            if *before != now
                && *before != Kind::Empty
                && now != Kind::Empty
                && *before != Kind::Text
            {
                let words = serde_json::to_string(&now).unwrap_or_default();
                self.add(Change::Retyped, Some(name), Some(&words));
            }
        }
    }
}

/// A name without case, spaces and signs that cannot be seen.
fn squeezed(name: &str) -> String {
    let unseen = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
    };
    name.to_lowercase()
        .chars()
        .filter(|&c| !unseen(c))
        .collect()
}

fn contains(whole: &str, part: &str) -> bool {
    let part = squeezed(part);
    part.chars().count() > 1 && squeezed(whole).contains(&part)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
