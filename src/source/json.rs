//! JSON objects as rows: nested members under dotted names; and documents that hold an array of such objects.

use super::choice::{Choice, Column, choose};
use super::columns::Use;
use super::delimited::too_large;
use super::ids::RowHash;
use super::window::Window;
use super::{Batch, Format, Options, Profile, Source};
use crate::comment::{Comment, Fields, Reject};
use crate::error::{Error, Result};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// Longest document in bytes: it is held in memory as a whole.
const MAX_DOCUMENT: usize = 1 << 26;

/// Which member of an object goes where.
#[derive(Debug)]
pub(super) struct Layout {
    pub choice: Choice,
    paths: Vec<Vec<String>>,
    several: Option<Vec<Arc<str>>>,
    pub uses: Vec<Use>,
}

/// The object of a row.
pub(super) type Object = Map<String, Value>;

impl Layout {
    /// Chooses the members to use by the first objects of an input.
    pub fn new<'o>(
        sample: impl Iterator<Item = &'o Object>,
        options: &Options,
        source: &str,
    ) -> Result<Self> {
        let mut found = Found::default();
        for object in sample {
            found.object(object, &mut Vec::new());
        }
        if found.columns.is_empty() {
            return Err(Error::Empty(source.to_owned()));
        }
        let choice = choose(&found.columns, options, source)?;
        let names: Vec<Arc<str>> = found.columns.iter().map(|c| Arc::clone(&c.name)).collect();
        let texts = choice.text.iter();
        let texts: Vec<Arc<str>> = texts.filter_map(|&(i, _)| names.get(i).cloned()).collect();
        Ok(Self {
            uses: choice.uses(&names),
            several: (texts.len() > 1).then_some(texts),
            paths: found.paths,
            choice,
        })
    }

    fn path(&self, index: usize) -> &[String] {
        self.paths.get(index).map_or(&[], Vec::as_slice)
    }

    /// Adds the comments of an object to `batch`, or says why it cannot be a row and leaves the object as it is.
    pub fn push(
        &self,
        object: &mut Object,
        source: &Arc<str>,
        row: u64,
        max_cell: usize,
        batch: &mut Batch,
    ) -> std::result::Result<(), (&'static str, String)> {
        let mut texts = Vec::new();
        for (order, &(index, _)) in self.choice.text.iter().enumerate() {
            let text = match get(object, self.path(index)).map(plain) {
                None => continue,
                Some(Some(text)) => text,
                Some(None) => {
                    let detail = "the comment is an object or an array; name a member with --text";
                    return Err(("comment-not-text", detail.to_owned()));
                }
            };
            if text.len() > max_cell {
                return Err(("cell-too-large", too_large(text.len(), max_cell)));
            }
            if !text.trim().is_empty() {
                texts.push((order, text));
            }
        }
        if texts.is_empty() {
            batch.skip("empty-comment");
            return Ok(());
        }
        let value = |pick: Option<(usize, _)>| {
            let value = get(object, self.path(pick?.0)).and_then(plain)?;
            (!value.trim().is_empty()).then_some(value)
        };
        let id = value(self.choice.id).unwrap_or_else(|| {
            batch.rows.hashed_ids += 1;
            hash(object)
        });
        let date = value(self.choice.date);
        let score = value(self.choice.score);
        let segment = value(self.choice.segment);
        for &(index, _) in &self.choice.text {
            remove(object, self.path(index));
        }
        batch.rows.read += 1;
        batch.rows.annotated += 1;
        batch.rows.comments += texts.len() as u64;
        let last = texts.len() - 1;
        for (number, (order, text)) in texts.into_iter().enumerate() {
            let column = self.several.as_ref().and_then(|names| names.get(order));
            batch.push(Comment {
                id: match column {
                    Some(column) => format!("{id}#{column}"),
                    None => id.clone(),
                },
                source: Arc::clone(source),
                row,
                column: column.cloned(),
                text,
                date: date.clone(),
                score: score.clone(),
                segment: segment.clone(),
                fields: Fields::Json(if number == last {
                    std::mem::take(object)
                } else {
                    object.clone()
                }),
            });
        }
        Ok(())
    }
}

/// The members met so far that hold no object or array.
#[derive(Default)]
struct Found {
    columns: Vec<Column>,
    paths: Vec<Vec<String>>,
    places: HashMap<Vec<String>, usize>,
}

impl Found {
    fn object(&mut self, object: &Object, path: &mut Vec<String>) {
        for (name, value) in object {
            path.push(name.clone());
            match value {
                Value::Object(inner) => self.object(inner, path),
                Value::Array(_) => {}
                _ => self.leaf(value, path),
            }
            path.pop();
        }
    }

    fn leaf(&mut self, value: &Value, path: &[String]) {
        let place = match self.places.get(path) {
            Some(&place) => place,
            None => {
                self.columns.push(Column::new(Arc::from(path.join("."))));
                self.paths.push(path.to_vec());
                self.places.insert(path.to_vec(), self.paths.len() - 1);
                self.paths.len() - 1
            }
        };
        if let (Some(column), Some(text)) = (self.columns.get_mut(place), plain(value)) {
            column.add(&text);
        }
    }
}

fn get<'o>(object: &'o Object, path: &[String]) -> Option<&'o Value> {
    let (last, inner) = path.split_last()?;
    let mut object = object;
    for name in inner {
        object = object.get(name)?.as_object()?;
    }
    object.get(last)
}

fn remove(object: &mut Object, path: &[String]) {
    let Some((last, inner)) = path.split_last() else {
        return;
    };
    let mut object = object;
    for name in inner {
        match object.get_mut(name).and_then(Value::as_object_mut) {
            Some(next) => object = next,
            None => return,
        }
    }
    object.shift_remove(last);
}

/// A member as the text of a cell: empty for null, `None` for objects and arrays.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn hash(object: &Object) -> String {
    let mut hash = RowHash::default();
    for (name, value) in object {
        hash.add(name.as_bytes());
        hash.add(value.to_string().as_bytes());
    }
    hash.id()
}

/// A JSON document that is an array of objects or holds one.
#[derive(Debug)]
pub(super) struct Document {
    source: Arc<str>,
    window: Window,
    layout: Layout,
    rows: std::vec::IntoIter<Value>,
    row: u64,
    max_cell: usize,
}

impl Document {
    /// Reads the whole document.
    ///
    /// Fails if it is too long, no JSON, or holds no array of objects.
    pub fn open(source: Arc<str>, mut window: Window, options: &Options) -> Result<Self> {
        window.reach(MAX_DOCUMENT + 1)?;
        let fail = |problem: String, help: &str| Error::Input {
            source_name: source.to_string(),
            problem,
            help: help.to_owned(),
        };
        if window.rest().len() > MAX_DOCUMENT {
            let problem = format!("the JSON document is longer than {MAX_DOCUMENT} bytes");
            return Err(fail(problem, "export one object a line (JSON Lines)"));
        }
        let value: Value = serde_json::from_slice(window.rest())
            .map_err(|error| fail(format!("not JSON: {error}"), "check the export"))?;
        let rows = rows(value).ok_or_else(|| {
            let problem = "the JSON document holds no array of objects".to_owned();
            fail(problem, "export one object a line (JSON Lines)")
        })?;
        let sample = rows.iter().take(200).filter_map(Value::as_object);
        let layout = Layout::new(sample, options, &source)?;
        Ok(Self {
            layout,
            rows: rows.into_iter(),
            row: 0,
            max_cell: options.max_cell,
            source,
            window,
        })
    }
}

/// The rows of a document: the document if it is an array, else the longest array of objects among its members.
fn rows(document: Value) -> Option<Vec<Value>> {
    match document {
        Value::Array(rows) => Some(rows),
        Value::Object(members) => {
            let arrays = members.into_iter().filter_map(|(_, value)| match value {
                Value::Array(rows) if rows.iter().any(Value::is_object) => Some(rows),
                _ => None,
            });
            arrays.max_by_key(Vec::len)
        }
        _ => None,
    }
}

impl Source for Document {
    fn read(&mut self, batch: &mut Batch) -> Result<bool> {
        let Some(mut value) = self.rows.next() else {
            return Ok(false);
        };
        self.row += 1;
        let result = match &mut value {
            Value::Object(object) => {
                self.layout
                    .push(object, &self.source, self.row, self.max_cell, batch)
            }
            _ => Err(("not-an-object", "a row must be an object".to_owned())),
        };
        if let Err((reason, detail)) = result {
            batch.reject(Reject {
                source: Arc::clone(&self.source),
                row: self.row,
                line: 1,
                bytes: (0, self.window.rest().len() as u64),
                reason,
                detail,
                raw: value.to_string().into_bytes(),
            });
        }
        Ok(true)
    }

    fn profile(&self) -> Profile {
        Profile {
            columns: self.layout.uses.clone(),
            problems: self.layout.choice.problems.clone(),
            ..Profile::new(&self.source, Format::Json, &self.window)
        }
    }
}
