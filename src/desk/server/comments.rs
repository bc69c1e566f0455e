//! Finding comments.

use super::app::App;
use super::body::{Asked, Sent};
use super::item::Item;
use super::problem::{Answer, Problem};
use crate::desk::search::Query;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

/// Most comments of a page.
const MOST: usize = 200;
/// Most values of a column that are listed.
const MOST_VALUES: usize = 1000;

/// What is looked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    #[serde(default)]
    query: Query,
    #[serde(default)]
    offset: u64,
    #[serde(default = "page")]
    count: usize,
}

fn page() -> usize {
    50
}

/// A page of what was found.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    total: u64,
    offset: u64,
    comments: Vec<Item>,
}

pub(super) async fn comments(
    State(app): State<App>,
    Sent(search): Sent<Search>,
) -> Answer<Json<Found>> {
    app.json(move |desk| {
        let Search {
            query,
            offset,
            count,
        } = search;
        let page = desk.index.find(&query, offset, count.min(MOST))?;
        Ok(Found {
            total: page.total,
            offset,
            comments: desk.items(&page.comments, &query.text)?,
        })
    })
    .await
}

/// Which column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Column {
    column: String,
    #[serde(default = "most")]
    most: usize,
}

fn most() -> usize {
    100
}

/// What stands in a column.
#[derive(Debug, Serialize)]
pub(super) struct Values {
    column: String,
    whole: bool,
    values: Vec<Value>,
}

#[derive(Debug, Serialize)]
struct Value {
    value: String,
    comments: u64,
}

pub(super) async fn values(
    State(app): State<App>,
    Asked(asked): Asked<Column>,
) -> Answer<Json<Values>> {
    app.json(move |desk| {
        let columns = desk.index.columns()?;
        let known = columns.into_iter().find(|one| one.name == asked.column);
        let known = known.ok_or_else(|| Problem::not_found("such column"))?;
        let values = desk
            .index
            .values(&known.name, asked.most.min(MOST_VALUES))?
            .into_iter();
        Ok(Values {
            column: known.name,
            whole: known.whole,
            values: values
                .map(|(value, comments)| Value { value, comments })
                .collect(),
        })
    })
    .await
}
