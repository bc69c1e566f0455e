//! Finds out how one shape differs from another.

use super::{Kind, Shape};
use crate::job::drift::{Change, Drift};
use crate::source::columns::ColumnWords;
use crate::source::{Format, Reading};
use std::collections::{HashMap, HashSet, VecDeque};

/// Most pairs of names that are looked at one by one. Where more columns than that have other names at once, those that
/// are said in another language or have become a part of another are told as renamed, gone and new.
const MOST_PAIRS: usize = 1 << 18;

/// Two shapes, and what was found of their differences so far.
pub(super) struct Comparison<'a> {
    before: &'a Shape,
    now: &'a Shape,
    words: &'a ColumnWords,
    /// Columns in use before.
    mapped: HashSet<&'a str>,
    drifts: Vec<Drift>,
}

/// Names that have no counterpart yet, in their order.
struct Unpaired<'a> {
    gone: Vec<&'a str>,
    come: Vec<&'a str>,
}

impl Unpaired<'_> {
    fn are_many(&self) -> bool {
        self.gone.len().saturating_mul(self.come.len()) > MOST_PAIRS
    }
}

impl<'a> Comparison<'a> {
    /// Compares `now` with `before`.
    pub fn new(before: &'a Shape, now: &'a Shape, words: &'a ColumnWords) -> Self {
        Self {
            before,
            now,
            words,
            mapped: before.roles().into_iter().map(|(_, name)| name).collect(),
            drifts: Vec::new(),
        }
    }

    /// All differences.
    pub fn drifts(mut self) -> Vec<Drift> {
        self.format();
        let names = self.unpaired();
        if self.header_is_gone(&names) {
            self.note(Change::HeaderGone, None, None, true);
            return self.drifts;
        }
        let names = self.doubled(names);
        let names = self.respelled(names);
        let names = self.translated(names);
        let names = self.merged(names);
        let names = self.renamed(names);
        for name in names.gone {
            self.add(Change::Dropped, Some(name), None);
        }
        for name in names.come {
            self.add(Change::Added, None, Some(name));
        }
        self.reordered();
        self.retyped();
        self.drifts
    }

    fn add(&mut self, change: Change, before: Option<&str>, now: Option<&str>) {
        let mapped = before.is_some_and(|name| self.mapped.contains(name));
        self.note(change, before, now, mapped);
    }

    fn note(&mut self, change: Change, before: Option<&str>, now: Option<&str>, mapped: bool) {
        self.drifts.push(Drift {
            change,
            before: before.map(str::to_owned),
            now: now.map(str::to_owned),
            mapped,
        });
    }

    /// Names that stand on one side only.
    fn unpaired(&self) -> Unpaired<'a> {
        let (before, now) = (self.before.names(), self.now.names());
        let (was, is): (HashSet<&str>, HashSet<&str>) = (
            before.iter().copied().collect(),
            now.iter().copied().collect(),
        );
        Unpaired {
            gone: before
                .into_iter()
                .filter(|name| !is.contains(name))
                .collect(),
            come: now.into_iter().filter(|name| !was.contains(name)).collect(),
        }
    }

    /// Differences of the file as a whole.
    fn format(&mut self) {
        if self.before.sheets != self.now.sheets {
            let (before, now) = (self.before.sheets.join(", "), self.now.sheets.join(", "));
            self.add(Change::Sheets, Some(&before), Some(&now));
        }
        let (was, is) = (written(&self.before.reading), written(&self.now.reading));
        if was != is {
            self.add(Change::Format, Some(was.trim_end()), Some(is.trim_end()));
        }
    }

    /// No column has kept its name, and the names look like cells.
    fn header_is_gone(&self, names: &Unpaired<'_>) -> bool {
        let cell_like = |name: &&str| {
            let number = name.replace([',', ' '], ".").parse::<f64>().is_ok();
            let digits = name.chars().filter(char::is_ascii_digit).count();
            number || name.starts_with("column_") || digits * 2 > name.chars().count()
        };
        let before = self.before.reading.columns.len();
        before > 0 && names.gone.len() == before && names.come.iter().any(cell_like)
    }

    /// Names that got a number because they stand twice.
    fn doubled(&mut self, names: Unpaired<'a>) -> Unpaired<'a> {
        let before: HashSet<&str> = self.before.names().into_iter().collect();
        let (twice, come): (Vec<&str>, Vec<&str>) = names.come.into_iter().partition(|name| {
            let numbered = name.rsplit_once('_');
            let numbered = numbered.filter(|(_, number)| number.parse::<u32>().is_ok());
            numbered.is_some_and(|(base, _)| before.contains(base))
        });
        for name in twice {
            let base = name.rsplit_once('_').map_or(name, |(base, _)| base);
            self.add(Change::Duplicated, Some(base), Some(name));
        }
        Unpaired { come, ..names }
    }

    /// Names that are written with other cases or other spaces.
    fn respelled(&mut self, names: Unpaired<'a>) -> Unpaired<'a> {
        let names = self.alike(Change::Case, names, |name| name.to_lowercase());
        self.alike(Change::Spaces, names, squeezed)
    }

    /// Pairs names of which `key` makes the same.
    fn alike(
        &mut self,
        change: Change,
        names: Unpaired<'a>,
        key: impl Fn(&str) -> String,
    ) -> Unpaired<'a> {
        let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (place, name) in names.come.iter().enumerate() {
            places.entry(key(name)).or_default().push_back(place);
        }
        let mut taken = HashSet::new();
        let mut gone = Vec::new();
        for old in names.gone {
            let place = places.get_mut(&key(old)).and_then(VecDeque::pop_front);
            let new = place.and_then(|place| Some((place, *names.come.get(place)?)));
            let Some((place, new)) = new else {
                gone.push(old);
                continue;
            };
            taken.insert(place);
            self.add(change, Some(old), Some(new));
        }
        let come = names.come.into_iter().enumerate();
        let come = come.filter(|(place, _)| !taken.contains(place));
        Unpaired {
            gone,
            come: come.map(|(_, name)| name).collect(),
        }
    }

    /// Names that say the same in another language.
    fn translated(&mut self, mut names: Unpaired<'a>) -> Unpaired<'a> {
        if names.are_many() {
            return names;
        }
        let words = self.words;
        names.gone.retain(|&old| {
            let mut come = names.come.iter();
            let Some(place) = come.position(|new| words.says_the_same(old, new)) else {
                return true;
            };
            let new = names.come.remove(place);
            self.add(Change::Language, Some(old), Some(new));
            false
        });
        names
    }

    /// Names of which several have become one.
    fn merged(&mut self, mut names: Unpaired<'a>) -> Unpaired<'a> {
        if names.are_many() {
            return names;
        }
        for new in names.come.clone() {
            let whole = squeezed(new);
            let is_part = |old: &&str| {
                let part = squeezed(old);
                part.chars().count() > 1 && whole.contains(&part)
            };
            let (parts, others): (Vec<&str>, Vec<&str>) =
                names.gone.iter().copied().partition(is_part);
            if parts.len() > 1 {
                names.come.retain(|name| *name != new);
                names.gone = others;
                for part in parts {
                    self.add(Change::Merged, Some(part), Some(new));
                }
            }
        }
        names
    }

    /// A column in the place of one that is gone, with the like in its cells, is taken for it; so is one that has its
    /// role now.
    fn renamed(&mut self, names: Unpaired<'a>) -> Unpaired<'a> {
        let now = self.now.names();
        let place: HashMap<&str, usize> = (self.before.names().into_iter())
            .enumerate()
            .map(|(place, name)| (name, place))
            .collect();
        let (roles_before, roles_now) = (self.before.roles(), self.now.roles());
        let mut free: HashSet<&str> = names.come.iter().copied().collect();
        let mut gone = Vec::new();
        for old in names.gone {
            let there = place.get(old).and_then(|&place| now.get(place)).copied();
            let there = there.filter(|new| free.contains(new));
            let there = there.filter(|new| self.now.kind(new) == self.before.kind(old));
            let in_role = || {
                let (role, _) = roles_before.iter().find(|(_, column)| *column == old)?;
                let mut now = roles_now.iter();
                let same = now.find(|(other, column)| other == role && free.contains(column));
                same.map(|&(_, column)| column)
            };
            let Some(new) = there.or_else(in_role) else {
                gone.push(old);
                continue;
            };
            free.remove(new);
            self.add(Change::Renamed, Some(old), Some(new));
        }
        let come = names.come.into_iter().filter(|name| free.contains(name));
        Unpaired {
            gone,
            come: come.collect(),
        }
    }

    fn reordered(&mut self) {
        let order = |shape: &'a Shape, other: &'a Shape| -> Vec<&'a str> {
            let others: HashSet<&str> = other.names().into_iter().collect();
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
            let told = *before != Kind::Empty && now != Kind::Empty && *before != Kind::Text;
            if *before != now && told {
                let words = serde_json::to_string(&now).unwrap_or_default();
                self.add(Change::Retyped, Some(name), Some(&words));
            }
        }
    }
}

/// Format, encoding, delimiter and quote in words.
fn written(reading: &Reading) -> String {
    let letter = |letter: Option<char>| letter.map(String::from).unwrap_or_default();
    let format = reading.format.map_or("", Format::name);
    let encoding = reading.encoding.as_deref().unwrap_or_default();
    format!(
        "{format} {encoding} {} {}",
        letter(reading.delimiter),
        letter(reading.quote)
    )
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
