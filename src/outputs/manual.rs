//! The tables as a page of documentation.

use super::table::Table;
use super::tables::ALL;
use std::fmt::Write as _;

const HEAD: &str = "\
# The published tables

Written by `verbatims run` (CSV, SQLite, PostgreSQL) and by `verbatims tag --out-dir` (CSV) alike. This page is made from
the code (`src/outputs/tables.rs`), and a test keeps it equal to it.

* **Keys hold**: every column under *refers to* names a row that is there, or is empty. In SQLite and PostgreSQL the keys
  are declared.
* **Counts** are of comments (`comments`) or of mentions (`mentions`), never of evidence. A comment with two themes is one
  comment and two mentions. Net sentiment is 100 x (positive - negative) / all of the base, in which `neutral` and `mixed`
  are. NPS is the percentage of 9 and 10 minus that of 0 to 6.
* **Kinds**: in CSV an empty cell is no value; days are `2026-03-01`, moments `2026-03-01T09:30:00Z`. SQLite: `TEXT`,
  `INTEGER`, `REAL`. PostgreSQL: `TEXT`, `BIGINT`, `DOUBLE PRECISION`, `DATE`, `TIMESTAMPTZ`, `JSON`; the character U+0000,
  which PostgreSQL cannot hold, becomes U+FFFD there.
* **Versions**: every comment names the program, lexicons and codeframe that made its tags; compare figures of one version.
* **Corrections** have been put on what the tables say: a tag of a person's is marked so, and `corrections` has what the
  machine had said.
* `tag --out-dir` writes neither `runs` nor `corrections`, and days in UTC.
* Files from which texts are left out (`text = false`, `--no-text`) have empty `text` and `quote`.
* The `user_version` of the SQLite file and `layout` in PostgreSQL's table `loaded` are the number of this layout. A
  column that is added at the end of a table changes it too: name columns, do not count them.
";

/// The page.
pub fn page() -> String {
    let mut out = HEAD.to_owned();
    for table in ALL {
        section(&mut out, table);
    }
    out
}

fn section(out: &mut String, table: &Table) {
    // Writing to memory does not fail.
    let _ = writeln!(out, "\n## {}\n\n{}\n", table.name, table.about);
    let _ = writeln!(out, "Key: {}.", names(table.key));
    for reference in table.references {
        let to = reference.table;
        let _ = writeln!(out, "{} refers to `{to}`.", names(reference.columns));
    }
    let _ = writeln!(
        out,
        "\n| column | kind | empty | meaning |\n| --- | --- | --- | --- |"
    );
    for column in table.columns {
        let empty = if column.optional { "may be" } else { "never" };
        let (name, kind, about) = (column.name, column.kind.name(), column.about);
        let _ = writeln!(out, "| `{name}` | {kind} | {empty} | {about} |");
    }
}

fn names(columns: &[&str]) -> String {
    let names: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
