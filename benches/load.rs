//! Loads comments into PostgreSQL beside plain COPY of the same rows, and a night in which one of a hundred is new.
//!
//! `cargo bench --bench load -- 1000000` starts a server of its own in a temporary folder, if one is installed.

#[cfg(unix)]
#[path = "../tests/common/many.rs"]
mod many;
#[cfg(unix)]
#[path = "../tests/common/postgres.rs"]
mod server;

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
fn main() {
    // `cargo bench` adds an argument of its own.
    let count = std::env::args().find_map(|argument| argument.parse().ok());
    if let Some(database) = server::database() {
        load::run(&database, count.unwrap_or(100_000));
    }
}

#[cfg(unix)]
mod load {
    use super::many::{self, Made};
    use super::server::TestDatabase;
    use std::collections::BTreeMap;
    use std::time::Instant;
    use verbatims::Pipeline;
    use verbatims::outputs::postgres::{Access, Database, Load, Loaded};
    use verbatims::outputs::{Outputs, tables};
    use verbatims::store::generation::GenerationStatus;
    use verbatims::store::{State, Version};

    pub fn run(database: &TestDatabase, count: usize) {
        let pipeline = Pipeline::bundled().unwrap();
        let lexicons = pipeline.lexicons();
        let texts = many::texts(&pipeline);
        let comments: Vec<Made> = (0..count).map(|n| Made::new(n, texts.len())).collect();
        let folder = tempfile::tempdir().unwrap();
        let state = State::create(&folder.path().join("state.sqlite")).unwrap();
        let version = Version::of(lexicons);
        let old = count - count / 100;
        timed("fill the state", || {
            many::fill(&state, &texts, &comments[..old], &version, lexicons, 1);
        });
        let outputs = Outputs {
            state: &state,
            lexicons,
            stages: BTreeMap::new(),
            go_on: &|| Ok(()),
        };
        let load = |generation: u64, name: &str| {
            let access = Access::new(&database.url(), None, false, "verbatims").unwrap();
            let load = Load {
                generation,
                state: name,
                status: GenerationStatus::Published,
                run_date: "2026-05-11",
                text: true,
                steps: false,
                full: false,
                spool: folder.path(),
            };
            let mut database = Database::connect(&access).unwrap();
            match database.load(&outputs, &load).unwrap() {
                Loaded::Sent { comments, total } => println!("{comments} of {total} comments sent"),
                Loaded::Unchanged => println!("nothing sent"),
            }
        };
        timed(
            "first load, rows read from the state, keys and indexes made",
            || load(1, "first"),
        );
        plain(database, false);
        plain(database, true);
        many::fill(&state, &texts, &comments[old..], &version, lexicons, 2);
        timed("the next night, one comment of a hundred new", || {
            load(2, "second")
        });
        timed("again, nothing new", || load(2, "second"));
    }

    /// COPY of the same rows out of the tables into others, by the server itself.
    fn plain(database: &TestDatabase, keys: bool) {
        let files = database.folder.display();
        let mut sql = String::from("CREATE SCHEMA plain;");
        let mut copy = String::new();
        for table in tables::ALL {
            let name = table.name;
            sql += &format!("CREATE TABLE plain.{name} (LIKE verbatims.{name});");
            sql += &format!("COPY verbatims.{name} TO '{files}/{name}.copy';");
            copy += &format!("COPY plain.{name} FROM '{files}/{name}.copy';");
            if keys {
                let key = table.key.join("\", \"");
                copy += &format!("ALTER TABLE plain.{name} ADD PRIMARY KEY (\"{key}\");");
            }
        }
        database.client().batch_execute(&sql).unwrap();
        let told = if keys {
            "plain COPY, and primary keys"
        } else {
            "plain COPY"
        };
        timed(told, || database.client().batch_execute(&copy).unwrap());
        database
            .client()
            .batch_execute("DROP SCHEMA plain CASCADE")
            .unwrap();
    }

    fn timed(what: &str, work: impl FnOnce()) {
        let begun = Instant::now();
        work();
        println!("{:8.2} s  {what}", begun.elapsed().as_secs_f64());
    }
}
