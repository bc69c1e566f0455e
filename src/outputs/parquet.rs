//! The published tables as Parquet, one file a table.

use super::rows::Cells;
use super::table::{Column, Kind, Table, Value};
use super::{Target, Writer, tables};
use crate::error::{Error, Result};
use ::parquet::basic::Compression;
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::{ParquetError, Result as Written};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::parser::parse_message_type;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows in a group: what is in memory of a table at a time.
const GROUP: usize = 1 << 16;

/// Writes the tables.
pub(super) struct Parquet {
    files: Vec<TableFile>,
}

impl Parquet {
    pub fn create(folder: &Path) -> Result<Self> {
        let files = tables::ALL.iter();
        let files = files.map(|table| TableFile::create(folder, table));
        Ok(Self {
            files: files.collect::<Result<_>>()?,
        })
    }
}

impl Writer for Parquet {
    fn rows(&mut self, table: &'static Table, rows: &[Cells<'_>]) -> Result<()> {
        let mut files = self.files.iter_mut();
        match files.find(|file| file.table.name == table.name) {
            Some(file) => rows.iter().try_for_each(|row| file.row(row)),
            None => Ok(()),
        }
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.files.into_iter().try_for_each(TableFile::finish)
    }
}

/// One table.
struct TableFile {
    table: &'static Table,
    path: PathBuf,
    writer: SerializedFileWriter<Target>,
    columns: Vec<Pending>,
    rows: usize,
}

/// Cells of a column that are not written yet.
struct Pending {
    /// 1 where there is a cell, 0 where there is none; empty for columns whose cells are never empty.
    levels: Vec<i16>,
    cells: Physical,
}

/// Cells as Parquet keeps them.
enum Physical {
    Text(Vec<ByteArray>),
    Whole(Vec<i64>),
    Real(Vec<f64>),
    Day(Vec<i32>),
}

impl TableFile {
    fn create(folder: &Path, table: &'static Table) -> Result<Self> {
        let name = format!("{}.parquet", table.name);
        let path = folder.join(&name);
        let target = Target::create(folder, &name)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("verbatims {}", env!("CARGO_PKG_VERSION")))
            .build();
        let made = parse_message_type(&schema(table)).and_then(|schema| {
            SerializedFileWriter::new(target, Arc::new(schema), Arc::new(properties))
        });
        Ok(Self {
            table,
            writer: made.map_err(|error| failed(&path, error))?,
            path,
            columns: table.columns.iter().map(Pending::of).collect(),
            rows: 0,
        })
    }

    fn row(&mut self, row: &[Value<'_>]) -> Result<()> {
        for ((pending, cell), column) in self.columns.iter_mut().zip(row).zip(self.table.columns) {
            pending.push(cell, column);
        }
        self.rows += 1;
        if self.rows == GROUP {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Writes what is in memory as a row group.
    fn flush(&mut self) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let (writer, columns) = (&mut self.writer, &mut self.columns);
        let mut write = || -> Written<()> {
            let mut group = writer.next_row_group()?;
            for pending in columns.iter_mut() {
                if let Some(column) = group.next_column()? {
                    pending.write(column)?;
                }
            }
            group.close().map(drop)
        };
        write().map_err(|error| failed(&self.path, error))
    }

    fn finish(mut self) -> Result<()> {
        self.flush()?;
        let target = self.writer.into_inner();
        target.map_err(|error| failed(&self.path, error))?.finish()
    }
}

impl Pending {
    fn of(column: &Column) -> Self {
        Self {
            levels: Vec::new(),
            cells: match column.kind {
                Kind::Text | Kind::Json => Physical::Text(Vec::new()),
                Kind::Whole | Kind::Moment => Physical::Whole(Vec::new()),
                Kind::Real => Physical::Real(Vec::new()),
                Kind::Day => Physical::Day(Vec::new()),
            },
        }
    }

    fn push(&mut self, cell: &Value<'_>, column: &Column) {
        let there = match (&mut self.cells, cell) {
            (Physical::Text(cells), Value::Text(text)) => {
                cells.push(ByteArray::from(text.as_bytes().to_vec()));
                true
            }
            (Physical::Whole(cells), Value::Whole(number)) => {
                cells.push(*number);
                true
            }
            (Physical::Whole(cells), Value::Text(moment)) => {
                let moment = moment.parse::<Timestamp>().ok();
                cells.extend(moment.map(Timestamp::as_microsecond));
                moment.is_some()
            }
            (Physical::Real(cells), Value::Real(number)) => {
                cells.push(*number);
                true
            }
            (Physical::Day(cells), Value::Text(day)) => {
                let day = day.parse().ok().and_then(days_since_1970);
                cells.extend(day);
                day.is_some()
            }
            _ => false,
        };
        if column.optional {
            self.levels.push(i16::from(there));
        }
    }

    fn write(&mut self, mut column: SerializedColumnWriter<'_>) -> Written<()> {
        let levels = (!self.levels.is_empty()).then_some(self.levels.as_slice());
        match &mut self.cells {
            Physical::Text(cells) => {
                column
                    .typed::<ByteArrayType>()
                    .write_batch(cells, levels, None)?;
                cells.clear();
            }
            Physical::Whole(cells) => {
                column
                    .typed::<Int64Type>()
                    .write_batch(cells, levels, None)?;
                cells.clear();
            }
            Physical::Real(cells) => {
                column
                    .typed::<DoubleType>()
                    .write_batch(cells, levels, None)?;
                cells.clear();
            }
            Physical::Day(cells) => {
                column
                    .typed::<Int32Type>()
                    .write_batch(cells, levels, None)?;
                cells.clear();
            }
        }
        self.levels.clear();
        column.close()
    }
}

fn days_since_1970(day: Date) -> Option<i32> {
    Some(date(1970, 1, 1).until(day).ok()?.get_days())
}

/// A table in the language of Parquet's schemas.
fn schema(table: &Table) -> String {
    let column = |column: &Column| {
        let needed = if column.optional {
            "optional"
        } else {
            "required"
        };
        let name = column.name;
        let (physical, logical) = match column.kind {
            Kind::Text => ("binary", " (STRING)"),
            Kind::Json => ("binary", " (JSON)"),
            Kind::Whole => ("int64", ""),
            Kind::Real => ("double", ""),
            Kind::Day => ("int32", " (DATE)"),
            Kind::Moment => ("int64", " (TIMESTAMP(MICROS,true))"),
        };
        format!("{needed} {physical} {name}{logical};")
    };
    let columns: String = table.columns.iter().map(column).collect();
    format!("message {} {{ {columns} }}", table.name)
}

fn failed(path: &Path, error: ParquetError) -> Error {
    let kind = match &error {
        ParquetError::External(cause) => cause
            .downcast_ref::<io::Error>()
            .map_or(io::ErrorKind::Other, io::Error::kind),
        _ => io::ErrorKind::Other,
    };
    Error::io(path, io::Error::new(kind, error))
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
