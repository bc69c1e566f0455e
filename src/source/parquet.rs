//! Parquet, row by row: each row is an object of its columns.
//!
//! A file that is damaged anywhere is refused as a whole: there is no telling how many of its rows are right.

use super::input::{hash, refusal};
use super::json::members::{Layout, Object};
use super::piece::{Kind, Piece};
use super::{Batch, Format, Options, Profile, Reading, Source};
use crate::comment::Reject;
use crate::error::{Error, Result};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use serde_json::{Number, Value};
use std::collections::VecDeque;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Rows by which the columns are chosen.
const GUESS_ROWS: usize = 200;
/// Bytes of the rows that are looked at for that, at most by one row more.
const GUESS_BYTES: usize = 1 << 22;
/// Bytes that the columns of a row group may unpack to, however small they are.
const ALWAYS_ALLOWED: i64 = 1 << 26;

/// A Parquet file that is being read.
pub(super) struct Parquet {
    source: Arc<str>,
    rows: RowIter<'static>,
    /// Rows that were read to choose the columns.
    first: VecDeque<Object>,
    layout: Layout,
    head: [Piece; 1],
    row: u64,
    max_cell: usize,
    bytes: u64,
    hash: String,
    pin: Option<Arc<Reading>>,
}

impl Parquet {
    /// Reads the first rows and chooses the columns.
    ///
    /// Fails if the file is damaged, or unpacks to more than is allowed.
    pub fn open(source: Arc<str>, mut file: File, options: &Options) -> Result<Self> {
        let (bytes, hash) = hash(&mut file).map_err(|error| Error::io(&*source, error))?;
        let ratio = i64::from(options.max_ratio);
        let mut rows = guarded(&source, || {
            let reader = SerializedFileReader::new(file)?;
            check_sizes(&reader, bytes, ratio)?;
            Ok(RowIter::from_file_into(Box::new(reader)))
        })?;
        let mut first = VecDeque::new();
        let mut size = 0;
        while first.len() < GUESS_ROWS && size < GUESS_BYTES {
            let Some(row) = next(&source, &mut rows)? else {
                break;
            };
            size += row.values().map(weight).sum::<usize>();
            first.push_back(row);
        }
        let layout = Layout::new(first.iter(), &[], options, &source)?;
        Ok(Self {
            head: [layout.head()],
            source,
            rows,
            first,
            layout,
            row: 0,
            max_cell: options.max_cell,
            bytes,
            hash,
            pin: options.pin.clone(),
        })
    }
}

impl Source for Parquet {
    fn read(&mut self, batch: &mut Batch) -> Result<bool> {
        let row = match self.first.pop_front() {
            Some(row) => Some(row),
            None => next(&self.source, &mut self.rows)?,
        };
        let Some(mut row) = row else {
            return Ok(false);
        };
        self.row += 1;
        let cells = batch.pieces.is_some().then(|| self.layout.cells(&row));
        let pushed = self
            .layout
            .push(&mut row, &self.source, self.row, self.max_cell, batch);
        match pushed {
            Ok(()) => batch.piece(Kind::Row, (0, 0), || cells.unwrap_or_default()),
            Err((reason, detail)) => {
                batch.piece(Kind::Reject, (0, 0), Vec::new);
                batch.reject(Reject {
                    source: Arc::clone(&self.source),
                    row: self.row,
                    line: self.row,
                    bytes: (0, 0),
                    reason,
                    detail,
                    raw: Vec::new(),
                });
            }
        }
        Ok(true)
    }

    fn head(&self) -> &[Piece] {
        &self.head
    }

    fn profile(&self) -> Profile {
        let hash = self.hash.clone();
        let profile = Profile::of_file(&self.source, Format::Parquet, self.bytes, hash);
        self.layout.describe(profile, self.pin.as_deref())
    }
}

/// Refuses row groups whose columns say that they unpack to far more than the file is worth.
fn check_sizes(
    reader: &SerializedFileReader<File>,
    bytes: u64,
    ratio: i64,
) -> std::result::Result<(), ParquetError> {
    let allowed = i64::try_from(bytes)
        .unwrap_or(i64::MAX)
        .saturating_mul(ratio);
    for group in reader.metadata().row_groups() {
        let sizes = group
            .columns()
            .iter()
            .map(|column| column.uncompressed_size());
        let size = sizes.fold(0, i64::saturating_add);
        if size > allowed.max(ALWAYS_ALLOWED) {
            let problem = format!("it unpacks to more than {ratio} times its size");
            return Err(ParquetError::General(problem));
        }
    }
    Ok(())
}

/// The next row.
fn next(source: &str, rows: &mut RowIter<'static>) -> Result<Option<Object>> {
    guarded(source, || match rows.next() {
        None => Ok(None),
        Some(row) => Ok(Some(object(&row?))),
    })
}

/// Runs the parser; what makes it fail, or panic, makes the file a damaged one.
fn guarded<T>(
    name: &str,
    parse: impl FnOnce() -> std::result::Result<T, ParquetError>,
) -> Result<T> {
    let refuse = |problem: &str| refusal(name, problem, "export it again");
    match catch_unwind(AssertUnwindSafe(parse)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(refuse(&format!("the Parquet file is damaged: {error}"))),
        Err(_) => Err(refuse("the Parquet file is damaged")),
    }
}

fn object(row: &Row) -> Object {
    let members = row.get_column_iter();
    members
        .map(|(name, field)| (name.clone(), value(field)))
        .collect()
}

fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(value) => Value::Bool(*value),
        Field::Byte(number) => Value::from(*number),
        Field::Short(number) => Value::from(*number),
        Field::Int(number) => Value::from(*number),
        Field::Long(number) => Value::from(*number),
        Field::UByte(number) => Value::from(*number),
        Field::UShort(number) => Value::from(*number),
        Field::UInt(number) => Value::from(*number),
        Field::ULong(number) => Value::from(*number),
        Field::Float(number) => decimal(f64::from(*number)),
        Field::Double(number) => decimal(*number),
        Field::Str(text) => Value::String(text.clone()),
        Field::Bytes(bytes) => Value::String(String::from_utf8_lossy(bytes.data()).into_owned()),
        Field::Group(row) => Value::Object(object(row)),
        Field::ListInternal(list) => Value::Array(list.elements().iter().map(value).collect()),
        // Dates, times, decimal numbers and maps, as the format prints them.
        other => Value::String(other.to_string()),
    }
}

fn decimal(number: f64) -> Value {
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// Bytes that a value takes, roughly.
fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        _ => size_of::<Value>(),
    }
}
