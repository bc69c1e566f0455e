//! What is read: comments and rejects.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// One comment of an export.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Unique in a run; see the README for how it is made where the export has none.
    pub id: String,
    /// Name of the input as given on the command line, `-` for standard input.
    pub source: Arc<str>,
    /// Record in the input, from 1; headers are not counted.
    pub row: u64,
    /// The column of the comment, where a row has several.
    pub column: Option<Arc<str>>,
    /// The question that it answers, where the header asks one.
    pub question: Option<Arc<str>>,
    /// The verbatim.
    pub text: String,
    /// The row's date as written, if the export has one.
    pub date: Option<String>,
    /// The row's own score as written, if the export has one.
    pub score: Option<String>,
    /// The row's segment, if the export has one.
    pub segment: Option<String>,
    /// All columns but the comment itself, in the input's order.
    pub fields: Fields,
}

/// The columns of a row that pass through.
#[derive(Clone, Debug, PartialEq)]
pub enum Fields {
    /// Cells of a delimited row under the names of their columns.
    Cells(Cells),
    /// Members of a JSON object.
    Json(Map<String, Value>),
}

impl Fields {
    /// No columns.
    pub fn none() -> Self {
        Self::Json(Map::new())
    }

    /// What a row has under the name of a column, or under a path into an object; `None` for what is no single value.
    pub fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        let map = match self {
            Self::Cells(cells) => {
                let found = cells.iter().find(|(column, _)| *column == name);
                return found.map(|(_, cell)| Cow::Borrowed(cell));
            }
            Self::Json(map) => map,
        };
        let mut value = map.get(name);
        if value.is_none() {
            let mut parts = name.split('.');
            value = parts.next().and_then(|part| map.get(part));
            for part in parts {
                value = value.and_then(|value| value.get(part));
            }
        }
        match value? {
            Value::String(text) => Some(Cow::Borrowed(text)),
            Value::Number(number) => Some(Cow::Owned(number.to_string())),
            Value::Bool(flag) => Some(Cow::Owned(flag.to_string())),
            _ => None,
        }
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Cells(cells) => serializer.collect_map(cells.iter()),
            Self::Json(map) => map.serialize(serializer),
        }
    }
}

/// Cells under column names, all cells in one piece of memory: a row may have dozens and a run millions of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    names: Arc<[Arc<str>]>,
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    /// No cells yet; they will be pushed in the order of `names`.
    pub fn new(names: Arc<[Arc<str>]>) -> Self {
        Self {
            ends: Vec::with_capacity(names.len()),
            text: String::new(),
            names,
        }
    }

    /// Makes room for cells of `bytes` in all.
    pub fn reserve(&mut self, bytes: usize) {
        self.text.reserve_exact(bytes);
    }

    /// Adds the next cell.
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// Names and cells in the order of the input.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let starts = std::iter::once(&0).chain(&self.ends);
        let places = starts.zip(&self.ends);
        let cells = places.map(|(&start, &end)| self.text.get(start..end).unwrap_or_default());
        self.names.iter().map(|name| &**name).zip(cells)
    }

    /// Bytes that the cells take.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Name of the input.
    pub source: Arc<str>,
    /// Record in the input, from 1.
    pub row: u64,
    /// Line in the input where it starts, from 1.
    pub line: u64,
    /// Byte offsets in the (decoded) input, half-open.
    pub bytes: (u64, u64),
    /// Short code of the reason, kebab-case.
    pub reason: &'static str,
    /// The reason and the remedy in words.
    pub detail: String,
    /// The row as it stood in the input.
    pub raw: Vec<u8>,
}
