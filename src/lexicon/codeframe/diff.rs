//! Two codeframes compared, in words that an analyst reads.

use super::{Change, Codeframe, Theme};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What differs between two codeframes, a line a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The version was raised, or was not although something changed.
    Version(String, String),
    /// The version is the same although something changed.
    SameVersion(String),
    /// A new theme.
    Added(String),
    /// A theme that went away without a record.
    Removed(String),
    /// A theme that goes by another id.
    Renamed(String, String),
    /// A theme that became part of another.
    Merged(String, String),
    /// A theme that became several.
    Split(String, Vec<String>),
    /// A theme that says something else: its id, what changed, before, after.
    Changed(String, String, String, String),
    /// Terms of a theme in a language: how many were added and taken away.
    Terms(String, String, usize, usize),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_none = |text: &str| match text {
            "" => "nothing".to_owned(),
            text => format!("\"{text}\""),
        };
        match self {
            Self::Version(old, new) => write!(f, "version {old} became {new}"),
            Self::SameVersion(version) => write!(
                f,
                "version {version} stayed although themes changed: raise it, so that figures are not compared by accident"
            ),
            Self::Added(id) => write!(f, "{id}: new theme"),
            Self::Removed(id) => write!(
                f,
                "{id}: removed without a record; rows that name it lose their meaning (add [[renamed]], [[merged]] or [[split]])"
            ),
            Self::Renamed(old, new) => write!(f, "{old}: goes by the id {new} now"),
            Self::Merged(old, new) => write!(f, "{old}: is part of {new} now"),
            Self::Split(old, parts) => write!(f, "{old}: was split into {}", parts.join(" and ")),
            Self::Changed(id, what, old, new) => {
                write!(f, "{id}: {what} was {}, is {}", or_none(old), or_none(new))
            }
            Self::Terms(id, language, added, removed) => match (added, removed) {
                (added, 0) => write!(f, "{id}: {added} terms more in {language}"),
                (0, removed) => write!(f, "{id}: {removed} terms fewer in {language}"),
                _ => write!(
                    f,
                    "{id}: {added} terms added and {removed} taken away in {language}"
                ),
            },
        }
    }
}

/// What differs, in the order of the newer codeframe; what is gone comes last.
pub fn diff(old: &Codeframe, new: &Codeframe) -> Vec<Difference> {
    let mut found = Vec::new();
    for theme in &new.themes {
        match old.find(&theme.id) {
            Some(id) => changes(old, old.theme(id), new, theme, &mut found),
            None => found.push(Difference::Added(theme.id.clone())),
        }
    }
    let records = new.history().changes();
    for theme in old
        .themes
        .iter()
        .filter(|theme| new.find(&theme.id).is_none())
    {
        let id = theme.id.clone();
        let gone = match records.get(id.as_str()) {
            Some((Change::Renamed(to), _)) => {
                // What took its place is no new theme.
                found.retain(|one| *one != Difference::Added((*to).to_owned()));
                Difference::Renamed(id, (*to).to_owned())
            }
            Some((Change::Merged(to), _)) => Difference::Merged(id, (*to).to_owned()),
            Some((Change::Split(to), _)) => Difference::Split(id, to.to_vec()),
            None => Difference::Removed(id),
        };
        found.push(gone);
    }
    match (old.version == new.version, found.is_empty()) {
        (false, _) => found.insert(
            0,
            Difference::Version(old.version.clone(), new.version.clone()),
        ),
        (true, false) => found.insert(0, Difference::SameVersion(new.version.clone())),
        (true, true) => {}
    }
    found
}

fn changes(
    old_frame: &Codeframe,
    old: &Theme,
    new_frame: &Codeframe,
    new: &Theme,
    found: &mut Vec<Difference>,
) {
    let parent = |frame: &Codeframe, theme: &Theme| {
        theme
            .parent
            .map_or(String::new(), |id| frame.theme(id).id.clone())
    };
    let name = |polarity: Option<crate::annotation::Polarity>| {
        polarity.map_or(String::new(), |p| p.name().to_owned())
    };
    let excludes = |theme: &Theme| {
        let pairs = theme
            .excludes
            .iter()
            .map(|(id, what)| format!("{what} ({id})"));
        pairs.collect::<Vec<_>>().join("; ")
    };
    let yes = |is: bool| if is { "yes" } else { "" }.to_owned();
    let mut pairs = vec![
        (
            "top theme".to_owned(),
            parent(old_frame, old),
            parent(new_frame, new),
        ),
        ("stage".to_owned(), old.stage.clone(), new.stage.clone()),
        ("prior".to_owned(), name(old.prior), name(new.prior)),
        (
            "fixed polarity".to_owned(),
            name(old.fixed),
            name(new.fixed),
        ),
        (
            "standing beside its topic".to_owned(),
            yes(old.beside),
            yes(new.beside),
        ),
        (
            "definition".to_owned(),
            old.definition.clone(),
            new.definition.clone(),
        ),
        ("owner".to_owned(), old.owner.clone(), new.owner.clone()),
        (
            "what it includes".to_owned(),
            old.includes.join("; "),
            new.includes.join("; "),
        ),
        ("what it excludes".to_owned(), excludes(old), excludes(new)),
    ];
    let languages: BTreeSet<&String> = old.labels.keys().chain(new.labels.keys()).collect();
    for language in languages {
        let label = |theme: &Theme| theme.labels.get(language).cloned().unwrap_or_default();
        pairs.push((format!("label ({language})"), label(old), label(new)));
    }
    for (what, before, after) in pairs {
        if before != after {
            found.push(Difference::Changed(new.id.clone(), what, before, after));
        }
    }
}

/// Terms added and taken away, by theme and language. A term is its row without the note.
pub fn diff_terms(
    old: &BTreeMap<(String, String), BTreeSet<String>>,
    new: &BTreeMap<(String, String), BTreeSet<String>>,
) -> Vec<Difference> {
    let keys: BTreeSet<&(String, String)> = old.keys().chain(new.keys()).collect();
    let none = BTreeSet::new();
    keys.into_iter()
        .filter_map(|key| {
            let (before, after) = (old.get(key).unwrap_or(&none), new.get(key).unwrap_or(&none));
            let added = after.difference(before).count();
            let removed = before.difference(after).count();
            let (theme, language) = key.clone();
            (added + removed > 0).then_some(Difference::Terms(theme, language, added, removed))
        })
        .collect()
}

/// Rows of terms by theme and language, without their notes.
pub fn terms(files: &super::Files) -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut found: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for language in crate::document::Language::SERVED {
        for (path, text) in files.under(&format!("{}/themes/", language.code())) {
            let columns = crate::lexicon::columns::THEMES;
            let Ok(table) = crate::lexicon::table::Table::parse(path, text, &columns) else {
                continue;
            };
            for row in table.rows() {
                let cells: Vec<&str> = (1..columns.len() - 1).map(|at| row.cell(at)).collect();
                let key = (row.cell(0).to_owned(), language.code().to_owned());
                found.entry(key).or_default().insert(cells.join("\t"));
            }
        }
    }
    found
}
