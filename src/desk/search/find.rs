//! Queries over the index.

use super::index::Index;
use super::write::{bit, day, language, polarity};
use super::{Order, Page, Query};
use crate::error::{Error, Result};
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use std::collections::BTreeMap;

/// Where fewer are found than this, they are put in order after they are found; else they are met in order.
const FEW: u64 = 20_000;

/// What must hold, in SQL.
#[derive(Default)]
struct Conditions {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, sql: impl Into<String>) {
        self.sql.push(sql.into());
    }

    /// A place for a value.
    fn mark(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn any_of(&mut self, column: &str, numbers: impl Iterator<Item = i64>) {
        let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
        self.add(format!("{column} IN ({})", numbers.join(", ")));
    }

    fn together(&self) -> String {
        match self.sql.is_empty() {
            true => "1".to_owned(),
            false => self.sql.join(" AND "),
        }
    }
}

impl Index {
    /// Finds comments: `count` of them after the first `offset`, and how many there are.
    ///
    /// # Errors
    /// A column that cannot be filtered by; the index cannot be read.
    pub fn find(&self, query: &Query, offset: u64, count: usize) -> Result<Page> {
        let conditions = self.conditions(query)?;
        let total = self.total(&conditions)?;
        let place = match (query.order, total < FEW) {
            // A sign before the column keeps the planner from walking its index.
            (Order::Queue, true) => "+place",
            (Order::Queue, false) => "place",
            (Order::Newest, true) => "+day DESC, place",
            (Order::Newest, false) => "day DESC, place",
            (Order::Oldest, true) => "+day, place",
            (Order::Oldest, false) => "day, place",
        };
        let sql = format!(
            "SELECT comment_id FROM ids JOIN (SELECT n AS number, row_number() OVER () AS at FROM
             (SELECT n FROM comment WHERE {} ORDER BY {place} LIMIT {count} OFFSET {offset}))
             ON n = number ORDER BY at",
            conditions.together()
        );
        let comments = self.with(|db| {
            let mut select = db.prepare_cached(&sql)?;
            let rows = select.query_map(params_from_iter(&conditions.values), |row| row.get(0))?;
            rows.collect()
        })?;
        Ok(Page { total, comments })
    }

    /// Ids of all comments that a query finds, at most so many, in its order: for what is done to all of them.
    ///
    /// # Errors
    /// As [`Index::find`].
    pub fn all(&self, query: &Query, most: usize) -> Result<Vec<String>> {
        Ok(self.find(query, 0, most)?.comments)
    }

    fn total(&self, conditions: &Conditions) -> Result<u64> {
        let sql = format!(
            "SELECT count(*) FROM comment WHERE {}",
            conditions.together()
        );
        self.with(|db| {
            db.prepare_cached(&sql)?
                .query_row(params_from_iter(&conditions.values), |row| row.get(0))
        })
    }

    fn conditions(&self, query: &Query) -> Result<Conditions> {
        let mut conditions = Conditions::default();
        if let Some(question) = super::words::question(&self.norms, &query.text) {
            let mark = conditions.mark(question);
            conditions.add(format!(
                "n IN (SELECT rowid FROM words WHERE words MATCH {mark})"
            ));
        }
        for filter in &query.themes {
            let mark = conditions.mark(filter.theme.clone());
            let themes =
                format!("t IN (SELECT t FROM theme WHERE theme = {mark} OR parent = {mark})");
            let tone = filter
                .polarity
                .map(|wanted| format!(" AND polarity = {}", polarity(wanted)));
            let tone = tone.unwrap_or_default();
            conditions.add(format!("n IN (SELECT n FROM mention WHERE {themes}{tone})"));
        }
        if query.uncoded {
            conditions.add("themes = 0");
        }
        if !query.polarities.is_empty() {
            conditions.any_of(
                "polarity",
                query.polarities.iter().map(|one| polarity(*one)),
            );
        }
        if !query.languages.is_empty() {
            conditions.any_of(
                "language",
                query.languages.iter().map(|code| language(code)),
            );
        }
        if let Some(from) = &query.from {
            conditions.add(format!("day >= {}", day(from)));
        }
        if let Some(to) = &query.to {
            conditions.add(format!("day BETWEEN 1 AND {}", day(to)));
        }
        if !query.reasons.is_empty() {
            let bits = query
                .reasons
                .iter()
                .fold(0, |bits, reason| bits | bit(*reason));
            conditions.add(format!("reasons & {bits} <> 0"));
        }
        if let Some(corrected) = query.corrected {
            conditions.add(if corrected {
                "person > 0"
            } else {
                "person = 0"
            });
        }
        self.cells(query, &mut conditions)?;
        Ok(conditions)
    }

    fn cells(&self, query: &Query, conditions: &mut Conditions) -> Result<()> {
        let mut by_column: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (column, value) in &query.cells {
            by_column.entry(column).or_default().push(value);
        }
        let columns = if by_column.is_empty() {
            Vec::new()
        } else {
            self.columns()?
        };
        for (column, values) in by_column {
            if !columns
                .iter()
                .any(|known| known.name == column && known.whole)
            {
                return Err(Error::Input {
                    source_name: column.to_owned(),
                    problem: "comments cannot be filtered by this column".to_owned(),
                    help: "name a column of the export with no more than 10000 short values"
                        .to_owned(),
                });
            }
            let column = conditions.mark(column.to_owned());
            let values: Vec<String> = values
                .into_iter()
                .map(|value| conditions.mark(value.to_owned()))
                .collect();
            conditions.add(format!(
                "n IN (SELECT n FROM cell WHERE v IN (SELECT v FROM value WHERE name = {column} AND value IN ({})))",
                values.join(", ")
            ));
        }
        Ok(())
    }
}
