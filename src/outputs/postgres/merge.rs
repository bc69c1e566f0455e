//! From staged rows to the tables.

use super::schema::search_path;
use crate::outputs::table::{Table, list};
use crate::outputs::tables::{
    ALL, COMMENTS, CORRECTIONS, DATES, EVIDENCE, MENTIONS, ROLLUPS, RUNS, SEGMENTS, THEMES,
};
use std::fmt::Write as _;

/// Before the names of staged tables.
pub(super) const STAGED: &str = "staged_";

/// Comments that are not among those staged go, and what belongs to them.
pub(super) const REMOVE_NOT_STAGED: &str = "DELETE FROM comments WHERE NOT EXISTS
    (SELECT FROM staged_comments WHERE staged_comments.comment_id = comments.comment_id);";

/// Room for the ids of all comments.
pub(super) const KEPT: &str =
    "CREATE TEMPORARY TABLE kept (comment_id TEXT PRIMARY KEY) ON COMMIT DROP;";

/// Comments that are not among those kept go, and what belongs to them.
pub(super) const REMOVE_NOT_KEPT: &str = "DELETE FROM comments WHERE NOT EXISTS
    (SELECT FROM kept WHERE kept.comment_id = comments.comment_id);";

/// Makes a temporary table for each.
pub(super) fn staging(schema: &str) -> String {
    let mut sql = search_path(schema);
    for table in ALL {
        let name = table.name;
        let _ = write!(
            sql,
            "CREATE TEMPORARY TABLE {STAGED}{name} (LIKE {name}) ON COMMIT DROP;"
        );
    }
    sql
}

/// Brings staged rows into the tables by their keys. The rows of a comment are replaced together.
pub(super) fn upsert() -> String {
    let mut sql = format!(
        "CREATE UNIQUE INDEX ON {STAGED}{} (comment_id); ANALYZE {STAGED}{};",
        COMMENTS.name, COMMENTS.name
    );
    for table in [&THEMES, &DATES, &RUNS, &COMMENTS] {
        by_key(table, &mut sql);
    }
    for table in [&EVIDENCE, &MENTIONS, &SEGMENTS, &CORRECTIONS] {
        let _ = write!(
            sql,
            "DELETE FROM {0} USING {STAGED}comments s WHERE {0}.comment_id = s.comment_id;",
            table.name
        );
    }
    let _ = write!(sql, "DELETE FROM {};", ROLLUPS.name);
    for table in [&SEGMENTS, &MENTIONS, &EVIDENCE, &CORRECTIONS, &ROLLUPS] {
        let (name, columns) = (table.name, table.column_list());
        let _ = write!(
            sql,
            "INSERT INTO {name} ({columns}) SELECT {columns} FROM {STAGED}{name};"
        );
    }
    sql
}

fn by_key(table: &Table, sql: &mut String) {
    let (name, columns, key) = (table.name, table.column_list(), list(table.key));
    let others = table.columns.iter().map(|column| column.name);
    let set: Vec<String> = others
        .filter(|column| !table.key.contains(column))
        .map(|column| format!("\"{column}\" = EXCLUDED.\"{column}\""))
        .collect();
    let _ = write!(
        sql,
        "INSERT INTO {name} ({columns}) SELECT {columns} FROM {STAGED}{name}
         ON CONFLICT ({key}) DO UPDATE SET {};",
        set.join(", ")
    );
}

/// Themes, days and runs that nothing names any more go.
pub(super) fn tidy() -> String {
    let mut sql = String::new();
    for table in [&THEMES, &DATES, &RUNS] {
        let name = table.name;
        let same: Vec<String> = table
            .key
            .iter()
            .map(|key| format!("s.\"{key}\" = {name}.\"{key}\""))
            .collect();
        let _ = write!(
            sql,
            "DELETE FROM {name} WHERE NOT EXISTS (SELECT FROM {STAGED}{name} s WHERE {});",
            same.join(" AND ")
        );
    }
    sql
}
