//! The published tables and their documentation.

mod common;

use common::TestDir;
use common::job::JobDir;
use std::fs;
use std::path::Path;
use verbatims::outputs::table::Dialect;
use verbatims::outputs::{manual, tables};

#[test]
fn the_documentation_is_what_the_code_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = manual::page();
    let path = root.join("docs/tables.md");
    if fs::read_to_string(&path).is_ok_and(|text| text == page) {
        return;
    }
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tables.md");
    fs::write(&made, page).unwrap();
    panic!(
        "docs/tables.md is not what src/outputs/tables.rs says: copy {}",
        made.display()
    );
}

#[test]
fn keys_and_references_name_columns_that_are_there() {
    for table in tables::ALL {
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let known = |names: &[&str]| names.iter().all(|name| columns.contains(name));
        assert!(known(table.key), "{}", table.name);
        assert!(table.indexes.iter().all(|by| known(by)), "{}", table.name);
        for reference in table.references {
            assert!(known(reference.columns), "{}", table.name);
            let other = tables::ALL.iter().find(|t| t.name == reference.table);
            assert_eq!(other.unwrap().key, reference.columns, "{}", table.name);
        }
        let mut distinct = columns.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), columns.len(), "{}", table.name);
        let keyed = table.columns.iter().filter(|c| table.key.contains(&c.name));
        assert!(keyed.into_iter().all(|column| !column.optional));
        assert!(!table.column_definitions(Dialect::Sqlite).is_empty());
    }
}

/// The rows of a table in CSV.
fn rows(folder: &Path, table: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let text = fs::read(folder.join(format!("{table}.csv"))).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let own = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = own(reader.headers().unwrap());
    (
        header,
        reader.records().map(|row| own(&row.unwrap())).collect(),
    )
}

#[test]
fn tag_and_run_write_the_same_tables() {
    let job = JobDir::new();
    job.many("a.csv", 0, 30);
    job.ends(0, &[]);
    let dir = TestDir::new();
    let input = job.path("in/a.csv");
    let out = dir.name("out");
    common::tag(&[input.to_str().unwrap(), "--out-dir", &out, "--quiet"]);
    for table in tables::ALL {
        if ["runs", "corrections"].contains(&table.name) {
            continue;
        }
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let (header, ran) = rows(&job.path("out/current"), table.name);
        let (tagged_header, tagged) = rows(&dir.path("out"), table.name);
        assert_eq!(header, columns);
        assert_eq!(tagged_header, columns);
        assert_eq!(ran.len(), tagged.len(), "{}", table.name);
        // What belongs to the job, not to the comment: its source, its time zone, its generations.
        let of_job = [
            "comment_id",
            "source",
            "file",
            "day",
            "at",
            "week",
            "first_generation",
            "generation",
            "content",
        ];
        let sorted = |rows: Vec<Vec<String>>| {
            let keep = |row: Vec<String>| -> Vec<String> {
                let cells = row.into_iter().zip(&columns);
                cells
                    .filter(|(_, column)| !of_job.contains(column))
                    .map(|(cell, _)| cell)
                    .collect()
            };
            let mut rows: Vec<Vec<String>> = rows.into_iter().map(keep).collect();
            rows.sort();
            rows
        };
        assert_eq!(sorted(ran), sorted(tagged), "{}", table.name);
    }
}

#[test]
fn roll_ups_add_up_to_the_comments_and_mentions() {
    let job = JobDir::new();
    job.many("a.csv", 0, 60);
    job.export("b.csv", &["x,,5,web,12345", "y,2026-02-11,9,,Great staff"]);
    job.ends(0, &[]);
    for (counted, table) in [
        (
            "SELECT sum(comments) FROM rollups WHERE theme IS NULL",
            "comments",
        ),
        (
            "SELECT sum(mentions) FROM rollups WHERE theme IS NULL",
            "mentions",
        ),
        (
            "SELECT sum(mentions) FROM rollups WHERE theme IS NOT NULL",
            "mentions",
        ),
        (
            "SELECT sum(uncoded) FROM rollups",
            "comments WHERE mentions = 0",
        ),
        (
            "SELECT sum(comments) FROM rollups WHERE theme IS NULL AND day IS NULL",
            "comments WHERE day IS NULL",
        ),
        (
            "SELECT sum(mentions_negative) FROM rollups WHERE theme IS NOT NULL",
            "mentions WHERE polarity = 'negative'",
        ),
        (
            "SELECT sum(comments_positive) FROM rollups WHERE theme IS NULL",
            "comments WHERE polarity = 'positive'",
        ),
    ] {
        let rows = job.count(&format!("SELECT count(*) FROM {table}"));
        assert!(rows > 0, "{table}");
        assert_eq!(job.count(counted), rows, "{counted}");
    }
    assert_eq!(job.count("SELECT count(*) FROM dates"), 19);
}

/// The cells of a table in Parquet, as CSV would show them.
#[cfg(feature = "parquet")]
fn in_parquet(folder: &Path, table: &str) -> Vec<Vec<String>> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let file = fs::File::open(folder.join(format!("{table}.parquet"))).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let day = |days: i32| {
        let days = jiff::Span::new().days(days);
        jiff::civil::date(1970, 1, 1).checked_add(days).unwrap()
    };
    let cell = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8(bytes.data().to_vec()).unwrap(),
        Field::Long(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::Date(days) => day(*days).to_string(),
        Field::TimestampMicros(at) => jiff::Timestamp::from_microsecond(*at).unwrap().to_string(),
        other => panic!("{other:?}"),
    };
    let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
    rows.map(|row| {
        row.get_column_iter()
            .map(|(_, field)| cell(field))
            .collect()
    })
    .collect()
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_the_cells_of_csv() {
    let config = common::job::CONFIG.replace("\"sqlite\"", "\"sqlite\", \"parquet\"");
    let job = JobDir::with(&config);
    job.many("a.csv", 0, 50);
    job.export(
        "b.csv",
        &["x,,5,,12345", "y,2026-02-11,9,web,\"Great, \"\"staff\"\"\""],
    );
    job.ends(0, &[]);
    let folder = job.path("out/current");
    for table in tables::ALL {
        let (_, expected) = rows(&folder, table.name);
        assert_eq!(in_parquet(&folder, table.name), expected, "{}", table.name);
    }
}
