//! JSON objects as rows: nested members under dotted names.

use super::super::choice::{Choice, Column, choose};
use super::super::columns::{Basis, Use, Wanted};
use super::super::delimited::too_large;
use super::super::ids::RowHash;
use super::super::piece::{Kind, Piece};
use super::super::window::Why;
use super::super::{Batch, Options, Profile, Reading};
use crate::comment::{Comment, Fields};
use crate::error::{Error, Result};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Which member of an object goes where.
#[derive(Debug)]
pub(in crate::source) struct Layout {
    choice: Choice,
    paths: Vec<Vec<String>>,
    several: Option<Vec<Arc<str>>>,
    uses: Vec<Use>,
    /// Names of all members that the first objects have.
    pub names: Vec<Arc<str>>,
    /// How sure the columns of comments are, in thousandths.
    pub confidence: u16,
}

/// The object of a row.
pub(in crate::source) type Object = Map<String, Value>;

impl Layout {
    /// Chooses the members to use by the first objects of an input, which stand in an array under `path`.
    pub fn new<'o>(
        sample: impl Iterator<Item = &'o Object>,
        path: &[String],
        options: &Options,
        source: &str,
    ) -> Result<Self> {
        let mut found = Found::default();
        for object in sample {
            found.object(object, &mut Vec::new());
        }
        if found.columns.len() > options.max_columns {
            let (members, most) = (found.columns.len(), options.max_columns);
            return Err(Error::Input {
                source_name: source.to_owned(),
                problem: format!("{members} members where {most} are allowed"),
                help: "export fewer, or raise --max-columns".to_owned(),
            });
        }
        let mut choice = Choice::default();
        // Without a single member all rows are rejects or empty, and each says so itself.
        if !found.columns.is_empty() {
            let wanted = inside(&options.wanted, path, &found.columns);
            let options = Options {
                wanted,
                ..options.clone()
            };
            choice = choose(&found.columns, &options, source)?;
        }
        let names: Vec<Arc<str>> = found.columns.iter().map(|c| Arc::clone(&c.name)).collect();
        let texts = choice.text.iter();
        let texts: Vec<Arc<str>> = texts.filter_map(|&(i, _)| names.get(i).cloned()).collect();
        Ok(Self {
            uses: choice.uses(&names),
            several: (texts.len() > 1).then_some(texts),
            confidence: choice.confidence(&found.columns),
            names,
            paths: found.paths,
            choice,
        })
    }

    /// True if an object has most of the members that rows have.
    pub fn is_like(&self, object: &Object) -> bool {
        let tops: BTreeSet<&String> = self.paths.iter().filter_map(|path| path.first()).collect();
        let shared = tops.iter().filter(|name| object.contains_key(**name));
        shared.count() * 2 > tops.len()
    }

    /// True if the name of a member, or the caller, says which one holds the comments.
    pub fn knows_comments(&self) -> bool {
        let mut texts = self.choice.text.iter();
        texts.any(|&(_, basis)| basis != Basis::Content)
    }

    /// The names of the members as a header, which takes no bytes of the input.
    pub fn head(&self) -> Piece {
        Piece {
            kind: Kind::Header,
            bytes: (0, 0),
            cells: self.names.iter().map(ToString::to_string).collect(),
        }
    }

    /// What was found out about the members.
    pub fn describe(&self, mut profile: Profile, pin: Option<&Reading>) -> Profile {
        profile.columns.clone_from(&self.uses);
        profile.names.clone_from(&self.names);
        profile.problems.clone_from(&self.choice.problems);
        profile.confidence.columns = self.confidence;
        profile.drift = pin.map(|pin| pin.drift(&profile)).unwrap_or_default();
        profile
    }

    fn path(&self, index: usize) -> &[String] {
        self.paths.get(index).map_or(&[], Vec::as_slice)
    }

    /// The members of an object in the order of their names; what is an object or an array itself as JSON.
    pub fn cells(&self, object: &Object) -> Vec<String> {
        let text = |value: &Value| plain(value).unwrap_or_else(|| value.to_string());
        let members = self.paths.iter().map(|path| get(object, path));
        members
            .map(|value| value.map(text).unwrap_or_default())
            .collect()
    }

    /// Adds the comments of an object to `batch`, or says why it cannot be a row and leaves the object as it is.
    pub fn push(
        &self,
        object: &mut Object,
        source: &Arc<str>,
        row: u64,
        max_cell: usize,
        batch: &mut Batch,
    ) -> std::result::Result<(), Why> {
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
            batch.skip(if self.choice.text.is_empty() {
                "no-comment-column"
            } else {
                "empty-comment"
            });
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
                question: None,
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

/// The names that the caller gives, as they are inside a row: a name may begin with the path to the rows.
fn inside(wanted: &Wanted, path: &[String], columns: &[Column]) -> Wanted {
    let outer = path.join(".");
    let is_member = |name: &str| columns.iter().any(|column| *column.name == *name);
    let strip = |name: &String| {
        let rest = name.strip_prefix(outer.as_str()).unwrap_or(name);
        let rest = rest.strip_prefix("[]").unwrap_or(rest);
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        if is_member(name) || !is_member(rest) {
            name.clone()
        } else {
            rest.to_owned()
        }
    };
    Wanted {
        text: wanted.text.iter().map(strip).collect(),
        id: wanted.id.as_ref().map(strip),
        date: wanted.date.as_ref().map(strip),
        score: wanted.score.as_ref().map(strip),
        segment: wanted.segment.as_ref().map(strip),
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
                let mut column = Column::new(Arc::from(path.join(".")));
                column.nested = true;
                self.columns.push(column);
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
