//! The tables in PostgreSQL's SQL.

use crate::outputs::table::{Dialect, Table, list};
use crate::outputs::tables::ALL;
use std::fmt::Write as _;

/// What the tables hold, in one row.
const LOADED: &str = "CREATE TABLE loaded (
    one        BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
    layout     INTEGER NOT NULL,
    generation BIGINT NOT NULL,
    state      TEXT NOT NULL,
    settings   TEXT NOT NULL,
    status     TEXT NOT NULL,
    run_date   DATE NOT NULL,
    program    TEXT NOT NULL,
    lexicons   TEXT NOT NULL,
    codeframe  TEXT NOT NULL,
    loaded_at  TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE loaded IS 'The generation that the tables hold, and when it was loaded.';";

/// Notes what the tables hold.
pub(super) const NOTE: &str = "INSERT INTO loaded
    (layout, generation, state, settings, status, run_date, program, lexicons, codeframe)
    VALUES ($1, $2, $3, $4, $5, $6::text::date, $7, $8, $9)
    ON CONFLICT (one) DO UPDATE SET layout = EXCLUDED.layout, generation = EXCLUDED.generation,
    state = EXCLUDED.state, settings = EXCLUDED.settings, status = EXCLUDED.status, run_date = EXCLUDED.run_date,
    program = EXCLUDED.program, lexicons = EXCLUDED.lexicons, codeframe = EXCLUDED.codeframe, loaded_at = now()";

/// Makes way for tables of this layout.
pub(super) fn begin(schema: &str, exists: bool) -> String {
    let mut sql = search_path(schema);
    if exists {
        // What depends on a table of the old layout would break: the server says what it is.
        for table in ALL.iter().rev() {
            let _ = write!(sql, "DROP TABLE IF EXISTS {};", table.name);
        }
        sql.push_str("DROP TABLE loaded;");
    }
    sql
}

/// Unqualified names are those of the schema, until the transaction ends.
pub(super) fn search_path(schema: &str) -> String {
    format!("SET LOCAL search_path TO \"{schema}\";")
}

/// Makes the schema. Only asked for where it is missing: whoever may not make one can be given it.
pub(super) fn create_schema(schema: &str) -> String {
    format!("CREATE SCHEMA \"{schema}\";")
}

/// Makes the tables without keys: rows come faster so.
pub(super) fn create_tables() -> String {
    let mut sql = LOADED.to_owned();
    for table in ALL {
        let columns = table.column_definitions(Dialect::Postgres);
        let _ = write!(sql, "CREATE TABLE {} ({columns});", table.name);
        comments(table, &mut sql);
    }
    sql
}

/// What tables and columns mean, where clients show it.
fn comments(table: &Table, sql: &mut String) {
    let quoted = |text: &str| text.replace('\'', "''");
    let _ = write!(
        sql,
        "COMMENT ON TABLE {} IS '{}';",
        table.name,
        quoted(table.about)
    );
    for column in table.columns {
        let (table, name, about) = (table.name, column.name, quoted(column.about));
        let _ = write!(sql, "COMMENT ON COLUMN {table}.\"{name}\" IS '{about}';");
    }
}

/// Keys and indexes.
pub(super) fn keys() -> String {
    let mut sql = String::new();
    for table in ALL {
        let (name, key) = (table.name, list(table.key));
        let _ = write!(sql, "ALTER TABLE {name} ADD PRIMARY KEY ({key});");
        for by in table.indexes {
            let (columns, by) = (list(by), by.join("_"));
            let _ = write!(sql, "CREATE INDEX {name}_by_{by} ON {name} ({columns});");
        }
    }
    for table in ALL {
        for reference in table.references {
            let (name, columns, other) = (table.name, list(reference.columns), reference.table);
            // Rows of a comment go with it; whatever else is referred to must not vanish.
            let gone = if reference.columns.contains(&"comment_id") {
                " ON DELETE CASCADE"
            } else {
                ""
            };
            let _ = write!(
                sql,
                "ALTER TABLE {name} ADD FOREIGN KEY ({columns}) REFERENCES {other}{gone};"
            );
        }
    }
    sql
}

/// Tells the planner what the tables hold now.
pub(super) fn analyze() -> String {
    let names: Vec<&str> = ALL.iter().map(|table| table.name).collect();
    format!("ANALYZE {};", names.join(", "))
}
