//! What a table is: its columns with their kinds and meanings, its keys, and its form in SQL.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A table.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What a row of it is.
    pub about: &'static str,
    /// Its columns in their order.
    pub columns: &'static [Column],
    /// Columns that tell rows apart.
    pub key: &'static [&'static str],
    /// Columns that name rows of other tables.
    pub references: &'static [Reference],
    /// Columns that rows are often looked up by.
    pub indexes: &'static [&'static [&'static str]],
}

/// A column.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its cells are.
    pub kind: Kind,
    /// True if a cell may be empty.
    pub optional: bool,
    /// What it holds: unit, range, form.
    pub about: &'static str,
}

/// Columns that name a row of another table; the key there has the same names.
#[derive(Debug, PartialEq, Eq)]
pub struct Reference {
    /// The columns, here and there.
    pub columns: &'static [&'static str],
    /// The other table.
    pub table: &'static str,
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number of 64 bits.
    Whole,
    /// A fraction: IEEE 754, 64 bits.
    Real,
    /// A day as in ISO 8601.
    Day,
    /// A moment in UTC as in RFC 3339.
    Moment,
    /// A document in JSON.
    Json,
}

/// A dialect of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite's.
    Sqlite,
    /// PostgreSQL's.
    Postgres,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    None,
    /// A text of the customer's or of the lexicons'.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(i64),
    /// A fraction.
    Real(f64),
}

impl Kind {
    /// Its name in the documentation.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Whole => "whole number",
            Self::Real => "fraction",
            Self::Day => "day",
            Self::Moment => "moment",
            Self::Json => "JSON",
        }
    }

    /// Its type in a dialect of SQL.
    pub fn sql(self, dialect: Dialect) -> &'static str {
        match (dialect, self) {
            (_, Self::Text) | (Dialect::Sqlite, Self::Day | Self::Moment | Self::Json) => "TEXT",
            (Dialect::Sqlite, Self::Whole) => "INTEGER",
            (Dialect::Sqlite, Self::Real) => "REAL",
            (Dialect::Postgres, Self::Whole) => "BIGINT",
            (Dialect::Postgres, Self::Real) => "DOUBLE PRECISION",
            (Dialect::Postgres, Self::Day) => "DATE",
            (Dialect::Postgres, Self::Moment) => "TIMESTAMPTZ",
            (Dialect::Postgres, Self::Json) => "JSON",
        }
    }
}

impl Table {
    /// The columns with their types, for `CREATE TABLE`.
    pub fn column_definitions(&self, dialect: Dialect) -> String {
        let mut out = String::new();
        for (place, column) in self.columns.iter().enumerate() {
            let parted = if place > 0 { ", " } else { "" };
            let needed = if column.optional { "" } else { " NOT NULL" };
            let kind = column.kind.sql(dialect);
            // Writing to memory does not fail.
            let _ = write!(out, "{parted}\"{}\" {kind}{needed}", column.name);
        }
        out
    }

    /// Names of all columns, quoted.
    pub fn column_list(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name).collect();
        list(&names)
    }
}

/// Names, quoted and parted by commas.
pub fn list(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    names.join(", ")
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

macro_rules! whole {
    ($($number:ty),*) => {$(
        impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                Self::Whole(i64::from(number))
            }
        }
    )*};
}
whole!(i64, i32, i16, i8, u32, u16);

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Self::Whole(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<f64> for Value<'_> {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

/// The cells of a row, each from what it is made of.
macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$($crate::outputs::table::Value::from($cell)),*] };
}
pub(super) use row;
