//! A real PostgreSQL server of the tests' own: in a temporary folder, on a socket there, gone with the test.
#![allow(dead_code, reason = "each test program uses a part of it")]

use postgres::{Client, NoTls, SimpleQueryMessage};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Starts a server and waits; when standard input ends, which it does with the test however that ends, stops it.
const SCRIPT: &str = r#"
"$1/initdb" -D "$2/data" -U owner -A trust -E UTF8 --locale=C --no-sync >"$2/initdb.log" 2>&1 || exit 1
printf 'local all guarded scram-sha-256\nlocal all all trust\n' >"$2/data/pg_hba.conf"
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c full_page_writes=off >"$2/log" 2>&1 &
cat >/dev/null
kill -INT $!
wait
rm -rf "$2"
"#;

/// The server of this test binary.
pub struct Server {
    pub folder: PathBuf,
    /// Its standard input ends with this process.
    _script: Child,
}

/// A database on the server.
pub struct TestDatabase {
    pub name: String,
    pub folder: PathBuf,
}

/// A new database; nothing where no server is installed, which is told.
pub fn database() -> Option<TestDatabase> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let server = SERVER.get_or_init(start).as_ref()?;
    let name = format!("test{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut client = connect(&server.folder, "postgres").unwrap();
    client
        .batch_execute(&format!("CREATE DATABASE {name}"))
        .unwrap();
    Some(TestDatabase {
        name,
        folder: server.folder.clone(),
    })
}

fn start() -> Option<Server> {
    let Some(programs) = programs() else {
        eprintln!("skipped: no PostgreSQL server is installed");
        return None;
    };
    let folder = tempfile::tempdir().unwrap().keep();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    let mut script = Command::new("sh");
    script.args(["-c", SCRIPT, "sh"]).arg(programs).arg(&folder);
    script.stdin(Stdio::piped()).current_dir("/");
    if let Some((user, group)) = root_runs_as() {
        chown(&folder, Some(user), Some(group)).unwrap();
        script.uid(user).gid(group);
    }
    let script = script.spawn().unwrap();
    let begun = Instant::now();
    while connect(&folder, "postgres").is_err() {
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "the server does not start: see {}",
            folder.display()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    Some(Server {
        folder,
        _script: script,
    })
}

/// Folder of the server's programs.
fn programs() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    folders.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    let has = |folder: &PathBuf| {
        ["initdb", "postgres"]
            .iter()
            .all(|p| folder.join(p).is_file())
    };
    folders.into_iter().find(has)
}

/// User and group that root runs the server as: it refuses to be run by root.
fn root_runs_as() -> Option<(u32, u32)> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if String::from_utf8(id.stdout).ok()?.trim() != "0" {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let user = users.lines().find(|line| line.starts_with("postgres:"))?;
    let parts: Vec<&str> = user.split(':').collect();
    Some((parts.get(2)?.parse().ok()?, parts.get(3)?.parse().ok()?))
}

fn connect(folder: &Path, database: &str) -> Result<Client, postgres::Error> {
    Client::connect(&url(folder, database, 5432), NoTls)
}

fn url(folder: &Path, database: &str, port: u16) -> String {
    format!(
        "postgresql://owner@/{database}?host={}&port={port}",
        folder.display()
    )
}

impl TestDatabase {
    pub fn url(&self) -> String {
        url(&self.folder, &self.name, 5432)
    }

    pub fn client(&self) -> Client {
        let mut client = connect(&self.folder, &self.name).unwrap();
        client
            .batch_execute("SET search_path TO verbatims")
            .unwrap();
        client
    }

    /// All cells as texts, in the order of the answer.
    pub fn rows(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        let answers = self.client().simple_query(sql);
        let answers = answers.unwrap_or_else(|error| panic!("{sql}\n{error:?}"));
        let rows = answers.iter().filter_map(|answer| match answer {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        rows.map(|row| {
            (0..row.len())
                .map(|i| row.get(i).map(str::to_owned))
                .collect()
        })
        .collect()
    }

    /// One number.
    pub fn count(&self, sql: &str) -> i64 {
        self.rows(sql)[0][0].as_ref().unwrap().parse().unwrap()
    }
}
