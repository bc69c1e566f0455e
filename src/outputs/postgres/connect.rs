//! How a server is reached.
//!
//! Connections are not encrypted: a server on this machine is spoken to over its socket or the loopback; for another
//! one the job must say so (`plaintext = true`), or reach it through a tunnel.

use crate::error::{Error, Result};
use ::postgres::config::{Host, SslMode};
use ::postgres::{Client, Config, NoTls};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The usual port.
const PORT: u16 = 5432;
/// How long connecting may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a database is reached.
#[derive(Clone, Debug)]
pub struct Access {
    config: Config,
    passfile: Option<PathBuf>,
    plaintext: bool,
    /// The schema of the tables.
    pub schema: String,
}

impl Access {
    /// From a URL as PostgreSQL's own programs take it; the password may come from a file in the form of theirs
    /// (`.pgpass`). With `plaintext` a server elsewhere is spoken to without encryption.
    ///
    /// # Errors
    /// It is no such URL. It is not repeated: it may hold a password.
    pub fn new(
        url: &str,
        passfile: Option<PathBuf>,
        plaintext: bool,
        schema: &str,
    ) -> Result<Self> {
        let config: Config = url.trim().parse().map_err(|_| Error::Database {
            place: "postgresql".to_owned(),
            problem: "the URL of the database cannot be understood".to_owned(),
            help: "as in postgresql://user@host/database or postgresql:///database?host=/run/postgresql"
                .to_owned(),
        })?;
        Ok(Self {
            config,
            passfile,
            plaintext,
            schema: schema.to_owned(),
        })
    }

    /// True if the URL holds a password.
    pub fn has_password(&self) -> bool {
        self.config.get_password().is_some()
    }

    /// Host, port if it is not the usual one, and database, without user and password.
    pub fn place(&self) -> String {
        let database = self.config.get_dbname().unwrap_or_default();
        let port = self.config.get_ports().first();
        let port = port.filter(|&&port| port != PORT);
        let port = port.map_or(String::new(), |port| format!(":{port}"));
        format!("postgresql {}{port}/{database}", host(&self.config))
    }

    pub(super) fn connect(&self) -> Result<(Client, String)> {
        let place = self.place();
        self.check()?;
        let mut config = self.config.clone();
        if let (Some(path), None) = (&self.passfile, config.get_password())
            && let Some(password) = password(path, &config)?
        {
            config.password(password);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        config.application_name("verbatims");
        match config.connect(NoTls) {
            Ok(client) => Ok((client, place)),
            Err(error) => Err(super::failed(&place, &error)),
        }
    }

    /// Whether the server may be spoken to without encryption, which is all that this program knows.
    ///
    /// # Errors
    /// The URL asks for encryption, or the server is on another machine and the job does not say that this is all right.
    pub fn check(&self) -> Result<()> {
        let refuse = |problem: &str, help: &str| {
            Err(Error::Database {
                place: self.place(),
                problem: problem.to_owned(),
                help: help.to_owned(),
            })
        };
        if self.config.get_ssl_mode() == SslMode::Require {
            return refuse(
                "the URL asks for TLS, which this program does not speak",
                "reach the server over its socket or through a tunnel, without sslmode",
            );
        }
        if self.is_local() || self.plaintext {
            return Ok(());
        }
        refuse(
            "the server is on another machine, and connections are not encrypted",
            "go through a tunnel (ssh -L), or write `plaintext = true` under [postgres] for a network you trust",
        )
    }

    /// Whether all servers of the URL are on this machine. An address beside a name (`hostaddr`) is the one connected to.
    fn is_local(&self) -> bool {
        match self.config.get_hostaddrs() {
            [] => self.config.get_hosts().iter().all(is_local),
            addresses => addresses.iter().all(|address| address.is_loopback()),
        }
    }
}

/// Whether a host, as it is named, is this machine.
fn is_local(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            let address = name.parse::<std::net::IpAddr>();
            name == "localhost" || address.is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

fn host(config: &Config) -> String {
    match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        #[cfg(unix)]
        Some(Host::Unix(path)) => path.display().to_string(),
        None => String::new(),
    }
}

/// The password that a file in the form of `.pgpass` has for a server; the first line that fits.
fn password(path: &Path, config: &Config) -> Result<Option<String>> {
    check_private(path)?;
    let text = fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
    let port = config.get_ports().first().copied().unwrap_or(PORT);
    let wanted = [
        host(config),
        port.to_string(),
        config.get_dbname().unwrap_or_default().to_owned(),
        config.get_user().unwrap_or_default().to_owned(),
    ];
    Ok(text.lines().find_map(|line| fitting(line, &wanted)))
}

fn fitting(line: &str, wanted: &[String; 4]) -> Option<String> {
    if line.starts_with('#') {
        return None;
    }
    let mut parts = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            // The password is the rest of the line.
            ':' if parts.len() < 5 => parts.push(String::new()),
            '\\' => parts.last_mut()?.extend(letters.next()),
            other => parts.last_mut()?.push(other),
        }
    }
    let password = parts.get(4)?.clone();
    let fits = |(part, wanted): (&String, &String)| part == "*" || part == wanted;
    let fits = parts.iter().zip(wanted).all(fits);
    fits.then_some(password)
}

#[cfg(unix)]
fn check_private(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = fs::metadata(path).map_err(|error| Error::io(path, error))?;
    if metadata.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    Err(Error::Database {
        place: path.display().to_string(),
        problem: "others may read the file of passwords".to_owned(),
        help: "chmod 600".to_owned(),
    })
}

#[cfg(not(unix))]
fn check_private(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(url: &str, plaintext: bool) -> Access {
        Access::new(url, None, plaintext, "verbatims").unwrap()
    }

    #[test]
    fn a_server_elsewhere_is_spoken_to_only_where_the_job_says_so() {
        for (url, plaintext, spoken) in [
            ("postgresql:///db?host=/run/postgresql", false, true),
            ("postgresql://me@localhost/db", false, true),
            ("postgresql://me@127.0.0.1/db", false, true),
            (
                "postgresql://me@localhost/db?hostaddr=127.0.0.1",
                false,
                true,
            ),
            (
                "postgresql://me@localhost/db?hostaddr=192.0.2.7",
                false,
                false,
            ),
            ("postgresql://me@db.example.org/db", false, false),
            ("postgresql://me@db.example.org/db", true, true),
            ("postgresql://me@localhost/db?sslmode=require", true, false),
        ] {
            let checked = access(url, plaintext).check();
            assert_eq!(checked.is_ok(), spoken, "{url} {plaintext}");
        }
    }

    #[test]
    fn a_url_that_cannot_be_understood_is_not_repeated() {
        let error = Access::new("postgresql://me:secret@host:port/db", None, false, "x");
        let told = error.unwrap_err().to_string();
        assert!(!told.contains("secret"), "{told}");
    }

    #[test]
    fn neither_user_nor_password_is_part_of_the_place() {
        for (url, place) in [
            (
                "postgresql://me:secret@localhost/db",
                "postgresql localhost/db",
            ),
            (
                "postgresql://me:secret@localhost:5433/db",
                "postgresql localhost:5433/db",
            ),
        ] {
            assert_eq!(access(url, false).place(), place);
        }
    }

    #[test]
    fn the_first_line_that_fits_has_the_password() {
        let wanted = ["db.example.org", "5432", "feedback", "loader"].map(str::to_owned);
        for (line, found) in [
            ("db.example.org:5432:feedback:loader:pa:ss", Some("pa:ss")),
            ("*:*:*:loader:a\\:b\\\\c", Some("a:b\\c")),
            ("*:*:*:other:x", None),
            ("#*:*:*:*:x", None),
            ("*:*:*", None),
            ("", None),
        ] {
            assert_eq!(fitting(line, &wanted).as_deref(), found, "{line}");
        }
    }
}
