//! How a source is read: found out once, looked at by a person, and kept, so that later exports of the source are
//! read the same way, and a change of their shape is seen and not guessed away.

use super::columns::{Role, Wanted, normalize};
use super::{Format, Profile};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How a source is read. What is left out is found out anew for every file.
///
/// As TOML it looks like this:
///
/// ```toml
/// format = "csv"
/// encoding = "windows-1252"
/// delimiter = ";"
/// quote = "\""
/// header_rows = 1
/// text = ["Kommentar"]
/// id = "ID"
/// columns = ["ID", "Start time", "Kommentar"]
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// The format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// Sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Encoding, by its name in the WHATWG Encoding Standard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Parts the cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Stands around cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<char>,
    /// True if quotes inside cells have a backslash before them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub backslash: bool,
    /// True if a space stands behind each delimiter.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub padded: bool,
    /// Records of the header, with what stands above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_rows: Option<usize>,
    /// The tool that writes such headers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_shape: Option<String>,
    /// Columns of comments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
    /// Column of ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Column of dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Column of the customers' own scores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
    /// Column of segments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// All columns, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
}

impl Reading {
    /// Reads the TOML that [`Reading::to_toml`] writes. `file` is named in the error.
    pub fn parse(toml: &str, file: &str) -> Result<Self> {
        toml::from_str(toml).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let before = toml.get(..start).unwrap_or_default();
            Error::Lexicon {
                file: file.to_owned(),
                line: before.matches('\n').count() + 1,
                problem: error.message().to_owned(),
                help: "write it anew with `verbatims check EXPORT --write-pin FILE`".to_owned(),
            }
        })
    }

    /// As TOML.
    pub fn to_toml(&self) -> String {
        // Names, numbers and lists of names always have a form in TOML.
        toml::to_string(self).unwrap_or_default()
    }

    /// How an input was read.
    pub fn of(profile: &Profile) -> Self {
        let all = |role: Role| {
            let uses = profile.columns.iter().filter(move |used| used.role == role);
            uses.map(|used| used.column.to_string())
        };
        let workbook = profile.format == Format::Workbook;
        Self {
            format: Some(profile.format),
            sheet: profile.sheet.clone(),
            encoding: (!workbook).then(|| profile.encoding.name.clone()),
            delimiter: profile.delimiter.filter(|_| !workbook),
            quote: profile.quote.filter(|_| !workbook),
            backslash: profile.backslash,
            padded: profile.padded,
            header_rows: (profile.header_rows > 0).then_some(profile.header_rows),
            header_shape: profile.header_shape.clone(),
            text: all(Role::Text).collect(),
            id: all(Role::Id).next(),
            date: all(Role::Date).next(),
            score: all(Role::Score).next(),
            segment: all(Role::Segment).next(),
            columns: profile.names.iter().map(ToString::to_string).collect(),
        }
    }

    /// The columns to use where the caller names none.
    pub(super) fn fill(&self, wanted: &mut Wanted) {
        if wanted.text.is_empty() {
            wanted.text.clone_from(&self.text);
        }
        let others = [
            (&mut wanted.id, &self.id),
            (&mut wanted.date, &self.date),
            (&mut wanted.score, &self.score),
            (&mut wanted.segment, &self.segment),
        ];
        for (wanted, kept) in others {
            if wanted.is_none() {
                wanted.clone_from(kept);
            }
        }
    }

    /// In what an input read now differs from this reading.
    pub fn drift(&self, now: &Profile) -> Vec<Drift> {
        let new = Self::of(now);
        let mut found = Vec::new();
        let mut compare = |kind, old: Option<String>, new: Option<String>| {
            if old.is_some() && old != new {
                found.push(Drift {
                    kind,
                    before: old,
                    now: new,
                });
            }
        };
        let text = |value: &Option<usize>| value.map(|n| n.to_string());
        let letter = |value: Option<char>| value.map(String::from);
        let format = |value: Option<Format>| value.map(|f| f.name().to_owned());
        compare(DriftKind::Format, format(self.format), format(new.format));
        compare(DriftKind::Sheet, self.sheet.clone(), new.sheet.clone());
        compare(
            DriftKind::Encoding,
            self.encoding.clone(),
            new.encoding.clone(),
        );
        compare(
            DriftKind::Dialect,
            letter(self.delimiter),
            letter(new.delimiter),
        );
        compare(DriftKind::Dialect, letter(self.quote), letter(new.quote));
        compare(
            DriftKind::Header,
            text(&self.header_rows),
            text(&new.header_rows),
        );
        found.extend(columns(&self.columns, &now.names));
        found
    }
}

/// What differs from how a source was read before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The kind of difference.
    pub kind: DriftKind,
    /// What was there before; `None` for a new column.
    pub before: Option<String>,
    /// What is there now; `None` for a column that is gone.
    pub now: Option<String>,
}

impl std::fmt::Display for Drift {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = self.kind.name();
        match (&self.before, &self.now) {
            (Some(before), Some(now)) => write!(f, "{kind}: {before:?} became {now:?}"),
            (Some(before), None) => write!(f, "{kind}: {before:?}"),
            (None, now) => write!(f, "{kind}: {:?}", now.as_deref().unwrap_or_default()),
        }
    }
}

/// Kinds of [`Drift`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DriftKind {
    /// Another format.
    Format,
    /// Another sheet of the workbook.
    Sheet,
    /// Another encoding.
    Encoding,
    /// Another delimiter or quote.
    Dialect,
    /// Another number of header rows.
    Header,
    /// A column is new.
    ColumnAdded,
    /// A column is gone.
    ColumnDropped,
    /// A column stands where one of another name stood.
    ColumnRenamed,
    /// A column is written with other case, spaces or markup.
    ColumnRespelled,
    /// The columns come in another order.
    ColumnsReordered,
    /// A name comes more than once.
    ColumnRepeated,
}

impl DriftKind {
    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Sheet => "sheet",
            Self::Encoding => "encoding",
            Self::Dialect => "dialect",
            Self::Header => "header",
            Self::ColumnAdded => "column-added",
            Self::ColumnDropped => "column-dropped",
            Self::ColumnRenamed => "column-renamed",
            Self::ColumnRespelled => "column-respelled",
            Self::ColumnsReordered => "columns-reordered",
            Self::ColumnRepeated => "column-repeated",
        }
    }
}

/// The differences between two lists of columns.
fn columns(before: &[String], now: &[Arc<str>]) -> Vec<Drift> {
    if before.is_empty() {
        return Vec::new();
    }
    let drift = |kind, before: Option<&str>, now: Option<&str>| Drift {
        kind,
        before: before.map(str::to_owned),
        now: now.map(str::to_owned),
    };
    let old: BTreeSet<&str> = before.iter().map(String::as_str).collect();
    let new: BTreeSet<&str> = now.iter().map(|name| &**name).collect();
    let plain: BTreeMap<String, &str> = new.difference(&old).map(|n| (normalize(n), *n)).collect();
    let mut found = Vec::new();
    let mut explained: BTreeSet<&str> = BTreeSet::new();
    for (place, name) in before
        .iter()
        .enumerate()
        .filter(|(_, n)| !new.contains(n.as_str()))
    {
        let respelled = plain.get(&normalize(name)).copied();
        let here = now.get(place).map(|n| &**n).filter(|n| !old.contains(n));
        let same_length = before.len() == now.len();
        let (kind, other) = match (respelled, here) {
            (Some(other), _) => (DriftKind::ColumnRespelled, Some(other)),
            (None, Some(other)) if same_length => (DriftKind::ColumnRenamed, Some(other)),
            _ => (DriftKind::ColumnDropped, None),
        };
        explained.extend(other);
        found.push(drift(kind, Some(name), other));
    }
    for name in now.iter().map(|name| &**name) {
        if old.contains(name) || explained.contains(name) {
            continue;
        }
        let repeated = name.rsplit_once('_').is_some_and(|(base, number)| {
            new.contains(base) && number.bytes().all(|b| b.is_ascii_digit())
        });
        let kind = if repeated {
            DriftKind::ColumnRepeated
        } else {
            DriftKind::ColumnAdded
        };
        found.push(drift(kind, None, Some(name)));
    }
    let order = |name: &&str| old.contains(name) && new.contains(name);
    let was: Vec<&str> = before.iter().map(String::as_str).filter(order).collect();
    let is: Vec<&str> = now.iter().map(|name| &**name).filter(order).collect();
    if was != is {
        found.push(drift(
            DriftKind::ColumnsReordered,
            Some(&was.join(", ")),
            Some(&is.join(", ")),
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(before: &[&str], now: &[&str]) -> Vec<DriftKind> {
        let before: Vec<String> = before.iter().map(|&name| name.to_owned()).collect();
        let now: Vec<Arc<str>> = now.iter().map(|&name| Arc::from(name)).collect();
        columns(&before, &now)
            .into_iter()
            .map(|drift| drift.kind)
            .collect()
    }

    #[test]
    fn each_change_of_the_columns_has_its_kind() {
        use DriftKind::*;
        let before = ["id", "date", "comment"];
        for (now, expected) in [
            (&["id", "date", "comment"][..], &[][..]),
            (&["id", "date", "comment", "unit"], &[ColumnAdded]),
            (&["id", "comment"], &[ColumnDropped]),
            (&["id", "date", "remark"], &[ColumnRenamed]),
            (&["id", "date", "Comment"], &[ColumnRespelled]),
            (&["id", "date", "comment\u{a0}"], &[ColumnRespelled]),
            (&["id", "comment", "date"], &[ColumnsReordered]),
            (&["id", "date", "comment", "comment_2"], &[ColumnRepeated]),
        ] {
            assert_eq!(kinds(&before, now), expected, "{now:?}");
        }
    }

    #[test]
    fn a_reading_survives_its_toml() {
        let reading = Reading {
            format: Some(Format::Csv),
            delimiter: Some('\t'),
            quote: Some('"'),
            header_rows: Some(3),
            text: vec!["Q2_TEXT".to_owned(), "Why?\nSay more".to_owned()],
            columns: vec!["a".to_owned()],
            ..Reading::default()
        };
        assert_eq!(Reading::parse(&reading.to_toml(), "x").unwrap(), reading);
    }

    #[test]
    fn a_misspelt_key_is_an_error_with_its_line() {
        let error =
            Reading::parse("format = \"csv\"\nencodng = \"utf-8\"\n", "pin.toml").unwrap_err();
        assert!(error.to_string().starts_with("pin.toml:2: "), "{error}");
    }
}
