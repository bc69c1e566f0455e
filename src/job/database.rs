//! The database of a job: how it is named in the configuration, and how it is brought to what is published.

use super::log::Log;
use super::section::Section;
use super::settings::{Job, path_below};
use super::stop::Stop;
#[cfg(feature = "postgres")]
use crate::error::Error;
use crate::error::Result;
use crate::lexicon::Lexicons;
use crate::store::generation::Folders;
use std::path::{Path, PathBuf};

/// How the database is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseSettings {
    /// Where its URL stands.
    pub url: Url,
    /// File with the password, in the form of `.pgpass`.
    pub passfile: Option<PathBuf>,
    /// True if a server on another machine may be spoken to without encryption.
    pub plaintext: bool,
    /// Schema of the tables.
    pub schema: String,
}

/// Where the URL of a database stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Url {
    /// In the configuration; without a password.
    Here(String),
    /// In this environment variable.
    Variable(String),
}

/// Reads the section, where it is there.
pub(super) fn settings(section: &Section<'_, '_>, home: &Path) -> Option<DatabaseSettings> {
    section.only(&["url", "url_variable", "passfile", "plaintext", "schema"]);
    if !section.is_there() {
        return None;
    }
    if cfg!(not(feature = "postgres")) {
        let problem = "this program was built without PostgreSQL".to_owned();
        section.note("", problem, "build it with the feature `postgres`");
    }
    let (here, variable) = (section.text("url"), section.text("url_variable"));
    let url = match (here, variable) {
        (Some(here), None) => {
            if has_password(&here.value) {
                let problem = "a password stands in the configuration".to_owned();
                let help = "keep it in a `passfile`, or the URL in an environment variable (`url_variable`)";
                section.note("url", problem, help);
            }
            Url::Here(here.value)
        }
        (None, Some(variable)) => Url::Variable(variable.value),
        (Some(_), Some(_)) => {
            let problem = "`url` and `url_variable` exclude each other".to_owned();
            section.note("url", problem, "leave one of them out");
            return None;
        }
        (None, None) => {
            let problem = "the database has no URL".to_owned();
            let help =
                "write url = \"postgresql://user@localhost/database\" or url_variable = \"NAME\"";
            section.note("url", problem, help);
            return None;
        }
    };
    let schema = section.text("schema").map(|schema| schema.value);
    let schema = schema.unwrap_or_else(|| "verbatims".to_owned());
    if !is_simple(&schema) {
        let problem = format!("`{}` cannot be {schema:?}", section.path("schema"));
        let help = "up to 63 of the letters a-z, digits, _; no digit and no pg_ at the beginning";
        section.note("schema", problem, help);
    }
    let settings = DatabaseSettings {
        url,
        passfile: path_below(home, section, "passfile"),
        plaintext: section.flag("plaintext").unwrap_or(false),
        schema,
    };
    #[cfg(feature = "postgres")]
    settings.check_here(section);
    Some(settings)
}

/// True if a URL, or a list of `key=value`, holds a password.
fn has_password(url: &str) -> bool {
    let authority = url.split_once("://").map_or("", |(_, rest)| rest);
    let user = authority.split_once('@').map_or("", |(user, _)| user);
    user.contains(':') || url.contains("password")
}

/// True for names that PostgreSQL takes as they are, with and without quotes.
fn is_simple(name: &str) -> bool {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    begins && name.chars().all(letters) && name.len() <= 63 && !name.starts_with("pg_")
}

#[cfg(feature = "postgres")]
impl DatabaseSettings {
    /// Notes what is wrong with a URL that stands in the configuration; one in a variable is there when the job runs.
    fn check_here(&self, section: &Section<'_, '_>) {
        let Url::Here(_) = self.url else { return };
        let checked = self.access().and_then(|access| access.check());
        if let Err(Error::Database { problem, help, .. }) = checked {
            section.note("url", problem, help);
        }
    }

    fn access(&self) -> Result<crate::outputs::postgres::Access> {
        let url = match &self.url {
            Url::Here(url) => url.clone(),
            Url::Variable(name) => std::env::var(name).map_err(|_| Error::Database {
                place: "postgresql".to_owned(),
                problem: format!("the environment variable {name} is not set"),
                help: "set it to the URL of the database".to_owned(),
            })?,
        };
        let passfile = self.passfile.clone();
        crate::outputs::postgres::Access::new(&url, passfile, self.plaintext, &self.schema)
    }
}

/// Tries to reach the database.
///
/// # Errors
/// It cannot be reached, or refuses.
#[cfg(feature = "postgres")]
pub(super) fn probe(job: &Job) -> Result<()> {
    let Some(settings) = &job.database else {
        return Ok(());
    };
    crate::outputs::postgres::Database::connect(&settings.access()?).map(drop)
}

/// Brings the database to the generation that is published; with `full` whatever it holds.
///
/// # Errors
/// It cannot be reached or written; it then holds what it held before.
#[cfg(feature = "postgres")]
pub(super) fn load(
    job: &Job,
    folders: &Folders,
    lexicons: &Lexicons,
    full: bool,
    (log, stop): (&Log, &Stop),
) -> Result<()> {
    use crate::outputs::Outputs;
    use crate::outputs::postgres::{Database, Load, Loaded};
    let (Some(settings), Some(manifest)) = (&job.database, folders.published()?) else {
        return Ok(());
    };
    let state = crate::store::State::read_only(&folders.state.join(&manifest.state.name))?;
    let outputs = Outputs {
        state: &state,
        lexicons,
        stages: super::publish::stages(job),
        go_on: &|| stop.check(),
    };
    let load = Load {
        generation: manifest.generation,
        state: &manifest.state.blake3,
        status: manifest.status,
        run_date: &manifest.run_date,
        text: job.output.text,
        steps: job.output.steps,
        full,
        spool: &folders.state,
    };
    let mut database = Database::connect(&settings.access()?)?;
    let (generation, schema) = (manifest.generation, &settings.schema);
    match database.load(&outputs, &load)? {
        Loaded::Unchanged => {}
        Loaded::Sent { comments, total } => log.info(
            "database-loaded",
            &format!("generation {generation} is in the database: {comments} comments sent, {total} in all"),
            serde_json::json!({"generation": generation, "schema": schema, "sent": comments, "comments": total}),
        ),
    }
    Ok(())
}

#[cfg(not(feature = "postgres"))]
pub(super) fn probe(_: &Job) -> Result<()> {
    Ok(())
}

#[cfg(not(feature = "postgres"))]
pub(super) fn load(_: &Job, _: &Folders, _: &Lexicons, _: bool, _: (&Log, &Stop)) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_the_configuration_are_seen() {
        for (url, seen) in [
            ("postgresql://me:secret@host/db", true),
            ("postgresql://me@host/db?password=secret", true),
            ("host=x user=me password=secret", true),
            ("postgresql://me@host:5432/db", false),
            ("postgresql:///db?host=/run/postgresql", false),
            ("host=x port=1 user=me", false),
        ] {
            assert_eq!(has_password(url), seen, "{url}");
        }
    }

    #[test]
    fn a_schema_has_a_name_that_needs_no_quotes() {
        for (name, simple) in [
            ("verbatims", true),
            ("_a1", true),
            ("1a", false),
            ("A", false),
            ("a\"b", false),
            ("pg_x", false),
            ("", false),
        ] {
            assert_eq!(is_simple(name), simple, "{name}");
        }
    }
}
