//! PostgreSQL: what a job loads, and that a load is whole or nothing. With a real server of the test's own.
#![cfg(unix)]

mod common;
#[path = "common/postgres.rs"]
mod server;

use common::job::{CONFIG, JobDir};
use rusqlite::types::Value as Sqlite;
use server::TestDatabase;
use std::fs;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use verbatims::outputs::table::{Kind, Table};
use verbatims::outputs::tables;

/// A job that loads into a database.
fn job(database: &TestDatabase) -> JobDir {
    job_with(&format!("url = {:?}", database.url()))
}

fn job_with(settings: &str) -> JobDir {
    JobDir::with(&format!("{CONFIG}\n[postgres]\n{settings}\n"))
}

/// All cells of a table in the published SQLite file, as PostgreSQL would show them.
fn in_sqlite(job: &JobDir, table: &Table) -> Vec<Vec<Option<String>>> {
    let database = job.database();
    let sql = format!("SELECT {} FROM {}", table.column_list(), table.name);
    let mut select = database.prepare(&sql).unwrap();
    let columns = table.columns.len();
    let rows = select.query_map([], |row| {
        (0..columns)
            .map(|i| {
                Ok(match row.get::<_, Sqlite>(i)? {
                    Sqlite::Null => None,
                    Sqlite::Integer(number) => Some(number.to_string()),
                    Sqlite::Real(number) => Some(number.to_string()),
                    Sqlite::Text(text) => Some(text.replace('\0', "\u{fffd}")),
                    Sqlite::Blob(_) => panic!("no table has bytes"),
                })
            })
            .collect()
    });
    let mut rows: Vec<_> = rows.unwrap().map(Result::unwrap).collect();
    rows.sort();
    rows
}

/// All cells of a table in PostgreSQL.
fn in_postgres(database: &TestDatabase, table: &Table) -> Vec<Vec<Option<String>>> {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| match column.kind {
            Kind::Moment => {
                // Moments of corrections have six digits behind the second.
                let digits = if table.name == "corrections" {
                    ".US"
                } else {
                    ""
                };
                format!(
                    "to_char(\"{}\" AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS{digits}\"Z\"')",
                    column.name
                )
            }
            _ => format!("\"{}\"", column.name),
        })
        .collect();
    let mut rows = database.rows(&format!(
        "SELECT {} FROM {}",
        columns.join(", "),
        table.name
    ));
    rows.sort();
    rows
}

fn holds_what_is_published(database: &TestDatabase, job: &JobDir) {
    for table in tables::ALL {
        let (here, there) = (in_sqlite(job, table), in_postgres(database, table));
        assert_eq!(here.len(), there.len(), "{}", table.name);
        for (here, there) in here.iter().zip(&there) {
            assert_eq!(here, there, "{}", table.name);
        }
    }
    let generation = job.count("SELECT max(generation) FROM runs");
    assert_eq!(database.count("SELECT generation FROM loaded"), generation);
}

#[test]
fn the_tables_are_those_of_sqlite_cell_by_cell_night_after_night() {
    let Some(database) = server::database() else {
        return;
    };
    let job = job(&database);
    job.many("a.csv", 0, 40);
    job.ends(0, &[]);
    holds_what_is_published(&database, &job);
    // The same again: nothing is sent.
    let again = job.run(&[]);
    assert!(!String::from_utf8_lossy(&again.stderr).contains("comments sent"));
    holds_what_is_published(&database, &job);
    // A night with new, changed and updated comments: only those are sent.
    job.export(
        "b.csv",
        &[
            "r3,2026-03-02,9,web,Great staff but late delivery",
            "r4,2026-03-01 10:04,4,shop,Late delivery again 4",
            "n1,2026-03-05,10,web,Osoblje je ljubazno",
            "n2,,,,",
            "n3,,2,,x\ty \\. \\N 'z' \u{1F600}",
        ],
    );
    let night = job.run(&[]);
    let told = String::from_utf8_lossy(&night.stderr).into_owned();
    assert!(told.contains("4 comments sent, 42 in all"), "{told}");
    holds_what_is_published(&database, &job);
}

#[test]
fn rows_that_vanished_are_removed_and_come_back() {
    let Some(database) = server::database() else {
        return;
    };
    let job = job(&database);
    job.many("a.csv", 0, 10);
    job.ends(0, &[]);
    job.many("b.csv", 10, 10);
    job.ends(0, &[]);
    assert_eq!(database.count("SELECT count(*) FROM comments"), 20);
    job.ends(0, &["--rollback"]);
    assert_eq!(database.count("SELECT count(*) FROM comments"), 10);
    holds_what_is_published(&database, &job);
    job.ends(0, &["--rollback=2"]);
    holds_what_is_published(&database, &job);
    // Rows that somebody else has removed or added are seen and mended on request.
    let mut client = database.client();
    client
        .batch_execute("DELETE FROM comments WHERE comment_id = 'nps/r3'")
        .unwrap();
    job.many("c.csv", 20, 1);
    let report = job.ends(74, &[]);
    assert_eq!(report["problem"]["code"], "database");
    assert_eq!(report["status"], "published");
    let full = job.command("publish", &["--full"]).output().unwrap();
    assert_eq!(full.status.code(), Some(0), "{full:?}");
    holds_what_is_published(&database, &job);
}

#[test]
fn an_erased_respondent_is_in_no_table_of_the_database() {
    let Some(database) = server::database() else {
        return;
    };
    let job = job(&database);
    let rows = [
        "r1,2026-03-01,9,web,Friendly staff",
        "r2,2026-03-01,1,app,Late delivery and zebras",
    ];
    job.export("a.csv", &rows);
    job.ends(0, &[]);
    let holding = || -> i64 {
        let tables = tables::ALL.iter();
        let held = tables.map(|table| {
            let row = format!("{}::text", table.name);
            let sql = format!(
                "SELECT count(*) FROM {} WHERE {row} LIKE '%nps/r2%' OR {row} LIKE '%zebras%'",
                table.name
            );
            database.count(&sql)
        });
        held.sum()
    };
    assert!(holding() > 2);
    job.file("ids", "r2\n");
    let erased = job.command("erase", &["--ids", "ids"]).output().unwrap();
    assert_eq!(erased.status.code(), Some(0), "{erased:?}");
    assert_eq!(holding(), 0);
    assert_eq!(database.count("SELECT count(*) FROM comments"), 1);
    holds_what_is_published(&database, &job);
}

#[test]
fn comments_that_are_no_longer_in_the_state_go_also_when_only_changes_are_sent() {
    let Some(database) = server::database() else {
        return;
    };
    let job = job(&database);
    job.many("a.csv", 0, 10);
    job.ends(0, &[]);
    let mut client = database.client();
    // As if the generation that is held had had one comment more.
    client
        .batch_execute(
            "CREATE TEMPORARY TABLE one AS SELECT * FROM comments WHERE comment_id = 'nps/r1';
             UPDATE one SET comment_id = 'nps/gone'; INSERT INTO comments SELECT * FROM one;",
        )
        .unwrap();
    job.many("b.csv", 10, 2);
    let told = job.run(&[]);
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(told.contains("2 comments sent, 12 in all"), "{told}");
    holds_what_is_published(&database, &job);
}

/// A way to the server on which the client's bytes stop after some number.
struct Way {
    folder: tempfile::TempDir,
    stopped: Arc<AtomicBool>,
}

impl Way {
    fn to(database: &TestDatabase, bytes: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let server: PathBuf = database.folder.join(".s.PGSQL.5432");
        let stopped = Arc::new(AtomicBool::new(false));
        let reached = Arc::clone(&stopped);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), UnixStream::connect(&server).unwrap());
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let reached = Arc::clone(&reached);
                thread::spawn(move || forward(from, to, bytes, &reached));
                thread::spawn(move || forward(server, client, usize::MAX, &AtomicBool::new(false)));
            }
        });
        Self { folder, stopped }
    }

    fn url(&self, database: &TestDatabase) -> String {
        let folder = self.folder.path().display();
        format!("postgresql://owner@/{}?host={folder}", database.name)
    }

    fn wait(&self) {
        let begun = Instant::now();
        while !self.stopped.load(Ordering::SeqCst) {
            assert!(begun.elapsed() < Duration::from_secs(120), "nothing came");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

fn forward(mut from: UnixStream, mut to: UnixStream, most: usize, reached: &AtomicBool) {
    let mut buffer = [0; 4096];
    let mut sent = 0;
    while let Ok(read) = from.read(&mut buffer) {
        if read == 0 || to.write_all(&buffer[..read]).is_err() {
            break;
        }
        sent += read;
        if sent >= most {
            reached.store(true, Ordering::SeqCst);
            // Nothing more gets through; the end of the client is the end of the connection.
            while from.read(&mut buffer).is_ok_and(|read| read > 0) {}
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}

/// The statement that the loader's connection is at.
fn statement(database: &TestDatabase) -> String {
    let rows = database.rows(&format!(
        "SELECT query FROM pg_stat_activity WHERE application_name = 'verbatims' AND datname = '{}'",
        database.name
    ));
    rows.first()
        .and_then(|row| row[0].clone())
        .unwrap_or_default()
}

fn gone(database: &TestDatabase) {
    let begun = Instant::now();
    while !statement(database).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60));
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn killed_in_the_middle_of_a_load_the_tables_hold_the_last_whole_run() {
    let Some(database) = server::database() else {
        return;
    };
    let job = job_with("url_variable = \"VERBATIMS_TEST_URL\"");
    let run = |url: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_verbatims"));
        let config = job.path("job.toml");
        command.args(["run", "--run-date", "2026-03-02", config.to_str().unwrap()]);
        command
            .env("VERBATIMS_TEST_URL", url)
            .stderr(Stdio::piped());
        command
    };
    job.many("a.csv", 0, 20);
    assert!(run(&database.url()).output().unwrap().status.success());
    let before: Vec<_> = tables::ALL
        .iter()
        .map(|t| in_postgres(&database, t))
        .collect();
    let is_as_before = || {
        gone(&database);
        for (table, before) in tables::ALL.iter().zip(&before) {
            assert_eq!(&in_postgres(&database, table), before, "{}", table.name);
        }
        assert_eq!(database.count("SELECT generation FROM loaded"), 1);
    };
    job.many("b.csv", 20, 3000);
    // The client is killed while it sends rows.
    let way = Way::to(&database, 300_000);
    let mut client = run(&way.url(&database)).spawn().unwrap();
    way.wait();
    assert!(
        statement(&database).starts_with("COPY staged_"),
        "{}",
        statement(&database)
    );
    client.kill().unwrap();
    client.wait().unwrap();
    is_as_before();
    // The server ends the connection while it takes rows: the run says so, and its files are published.
    let way = Way::to(&database, 300_000);
    let client = run(&way.url(&database)).spawn().unwrap();
    way.wait();
    assert!(statement(&database).starts_with("COPY staged_"));
    database.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'verbatims' AND datname = current_database()");
    let ended = client.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(74), "{ended:?}");
    is_as_before();
    assert_eq!(job.count("SELECT count(*) FROM comments"), 3020);
    // The next run has nothing to read, and brings the tables to what is published.
    assert!(run(&database.url()).output().unwrap().status.success());
    holds_what_is_published(&database, &job);
}

#[test]
fn a_load_beside_another_is_refused_and_made_up_for() {
    let Some(database) = server::database() else {
        return;
    };
    let job = job(&database);
    job.many("a.csv", 0, 5);
    let mut other = database.client();
    other
        .batch_execute("SELECT pg_advisory_lock(hashtext('verbatims'), hashtext('verbatims'))")
        .unwrap();
    let report = job.ends(74, &[]);
    let told = report["problem"]["message"].as_str().unwrap();
    assert!(told.contains("another load into this schema"), "{told}");
    drop(other);
    job.ends(0, &[]);
    holds_what_is_published(&database, &job);
}

#[test]
fn a_server_that_is_not_there_costs_the_night_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("postgresql://me@/db?host={}", folder.path().display());
    let job = job_with(&format!("url = {url:?}"));
    job.many("a.csv", 0, 5);
    let report = job.ends(74, &[]);
    assert_eq!(
        (&report["status"], &report["generation"]),
        (&"published".into(), &1.into())
    );
    assert_eq!(report["problem"]["code"], "database");
    assert_eq!(job.count("SELECT count(*) FROM comments"), 5);
    let dry = job.run(&["--dry-run"]);
    assert_eq!(dry.status.code(), Some(0));
}

#[test]
fn a_password_comes_from_a_private_file_and_is_told_nowhere() {
    let Some(database) = server::database() else {
        return;
    };
    let secret = "kept:se\\cret";
    let mut client = database.client();
    client
        .batch_execute(&format!(
            "CREATE ROLE guarded LOGIN PASSWORD '{secret}'; CREATE SCHEMA feedback AUTHORIZATION guarded;"
        ))
        .unwrap();
    let url = format!(
        "postgresql://guarded@/{}?host={}",
        database.name,
        database.folder.display()
    );
    let settings = format!("url = {url:?}\npassfile = \"pass\"\nschema = \"feedback\"");
    let job = job_with(&settings);
    job.many("a.csv", 0, 5);
    let pass = |password: &str, mode: u32| {
        job.file("pass", &format!("# comment\n*:*:*:guarded:{password}\n"));
        fs::set_permissions(job.path("pass"), fs::Permissions::from_mode(mode)).unwrap();
    };
    let everywhere = |output: std::process::Output| {
        let report = fs::read_to_string(job.path("out/last-run.json")).unwrap();
        let told = format!("{}{report}", String::from_utf8_lossy(&output.stderr));
        assert!(
            !told.contains("se\\cret") && !told.contains("wrong-one"),
            "{told}"
        );
        (output.status.code(), told)
    };
    pass("kept\\:se\\\\cret", 0o644);
    let (code, told) = everywhere(job.run(&[]));
    assert!(code == Some(74) && told.contains("chmod 600"), "{told}");
    pass("wrong-one", 0o600);
    let (code, told) = everywhere(job.run(&["--log-format", "json"]));
    assert!(code == Some(74) && told.contains("28P01"), "{told}");
    pass("kept\\:se\\\\cret", 0o600);
    assert_eq!(everywhere(job.run(&[])).0, Some(0));
    assert_eq!(database.count("SELECT count(*) FROM feedback.comments"), 5);
    let config = fs::read_to_string(job.path("job.toml")).unwrap();
    job.file(
        "job.toml",
        &config.replace("guarded@", "guarded:se\\\\cret@"),
    );
    let (code, told) = everywhere(job.run(&[]));
    assert!(
        code == Some(78) && told.contains("a password stands in the configuration"),
        "{told}"
    );
}

#[test]
fn tables_that_somebody_else_wrote_to_are_told_of_also_when_nothing_is_new_and_a_missing_one_comes_back()
 {
    let Some(database) = server::database() else {
        return;
    };
    let job = job(&database);
    job.many("a.csv", 0, 5);
    job.ends(0, &[]);
    let mut client = database.client();
    client
        .batch_execute("DELETE FROM comments WHERE comment_id = 'nps/r1'")
        .unwrap();
    let report = job.ends(74, &[]);
    let told = report["problem"]["message"].as_str().unwrap();
    assert!(told.contains("4 rows where there are 5"), "{told}");
    job.command("publish", &["--full"]).assert().success();
    holds_what_is_published(&database, &job);
    client.batch_execute("DROP TABLE evidence").unwrap();
    job.ends(0, &[]);
    holds_what_is_published(&database, &job);
}

#[test]
fn tables_of_an_older_layout_are_made_anew_and_of_a_newer_one_left_alone() {
    let Some(database) = server::database() else {
        return;
    };
    let job = job(&database);
    job.many("a.csv", 0, 5);
    job.ends(0, &[]);
    let mut client = database.client();
    client
        .batch_execute("UPDATE loaded SET layout = 0; ALTER TABLE comments DROP COLUMN flags;")
        .unwrap();
    job.ends(0, &[]);
    holds_what_is_published(&database, &job);
    client
        .batch_execute("UPDATE loaded SET layout = 99")
        .unwrap();
    let report = job.ends(74, &[]);
    let told = report["problem"]["message"].as_str().unwrap();
    assert!(told.contains("layout 99"), "{told}");
    assert_eq!(database.count("SELECT count(*) FROM comments"), 5);
}

#[test]
fn hostile_cells_come_through_as_they_are() {
    let Some(database) = server::database() else {
        return;
    };
    let job = job(&database);
    let cells = [
        "'; DROP TABLE comments; --",
        "\\.",
        "\\N",
        "a\u{0}b",
        "\"quoted\"",
        "$1 %s {} \\x41",
        "\u{202e}x",
    ];
    let mut lines = String::new();
    for (n, cell) in cells.iter().enumerate() {
        let row = serde_json::json!({"id": n.to_string(), "comment": cell, "channel": cell, "date": "2026-03-01"});
        lines.push_str(&format!("{row}\n"));
    }
    job.file("in/a.jsonl", &lines);
    let config = fs::read_to_string(job.path("job.toml")).unwrap();
    job.file("job.toml", &config.replace("in/*.csv", "in/*.jsonl"));
    let output = job.run(&[]);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{output:?}");
    holds_what_is_published(&database, &job);
    assert_eq!(
        database.count("SELECT count(*) FROM comments"),
        cells.len() as i64
    );
}

#[test]
fn texts_are_left_out_of_the_database_too() {
    let Some(database) = server::database() else {
        return;
    };
    let url = database.url();
    let config = CONFIG.replace("[output]", "[output]\ntext = false");
    let job = JobDir::with(&format!("{config}\n[postgres]\nurl = {url:?}\n"));
    job.many("a.csv", 0, 6);
    job.ends(0, &[]);
    assert_eq!(database.count("SELECT count(text) FROM comments"), 0);
    assert_eq!(database.count("SELECT count(quote) FROM evidence"), 0);
    holds_what_is_published(&database, &job);
    // With texts from now on: all comments are sent again.
    let config = fs::read_to_string(job.path("job.toml")).unwrap();
    job.file("job.toml", &config.replace("text = false", "text = true"));
    job.many("b.csv", 6, 1);
    job.ends(0, &[]);
    assert_eq!(database.count("SELECT count(text) FROM comments"), 7);
    holds_what_is_published(&database, &job);
}

#[test]
fn a_schema_with_tables_of_others_is_not_touched() {
    let Some(database) = server::database() else {
        return;
    };
    let mut client = database.client();
    client
        .batch_execute("CREATE SCHEMA verbatims; CREATE TABLE verbatims.comments (mine TEXT); INSERT INTO verbatims.comments VALUES ('x')")
        .unwrap();
    let job = job(&database);
    job.many("a.csv", 0, 5);
    let report = job.ends(74, &[]);
    let told = report["problem"]["message"].as_str().unwrap();
    assert!(told.contains("already exists"), "{told}");
    assert_eq!(database.count("SELECT count(mine) FROM comments"), 1);
}

#[test]
fn what_people_say_is_in_the_tables_too() {
    let Some(database) = server::database() else {
        return;
    };
    let job = job(&database);
    job.many("a.csv", 0, 6);
    job.ends(0, &[]);
    let said = [
        "sentiment=mixed",
        "theme:price-level=negative",
        "--author",
        "Analyst",
    ];
    let mut add = common::command(&["corrections", "add", "job.toml", "nps/r1"]);
    let add = add.args(said).current_dir(job.path("")).output().unwrap();
    assert_eq!(add.status.code(), Some(0), "{add:?}");
    let told = job.run(&[]);
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(told.contains("1 comments sent, 6 in all"), "{told}");
    holds_what_is_published(&database, &job);
    assert_eq!(database.count("SELECT count(*) FROM corrections"), 2);
}
