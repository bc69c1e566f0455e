//! A job as its configuration file describes it.
//!
//! All mistakes of a file are found at once. Paths are relative to the folder of the file.

mod gates;
mod output;
mod sources;

pub use gates::{Gates, Limits};
pub use output::{OutputFormat, OutputSettings};
pub use sources::SourceSettings;

use super::database::{self, DatabaseSettings};
use super::finding::{Finding, nearest_zone, place};
use super::section::{Placed, Reader, Section};
use crate::dates::Zone;
use crate::document::Language;
use crate::error::explained;
use gates::gates;
use output::output;
use sources::sources;
use std::path::{Component, Path, PathBuf};
use toml::de::DeTable;

/// Largest configuration file in bytes.
pub const MAX_FILE: u64 = 1 << 20;

/// A job.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its name, in reports and metrics.
    pub name: String,
    /// Folder that relative paths start from.
    pub home: PathBuf,
    /// Hash over the configuration file (BLAKE3, 16 hexadecimal letters).
    pub hash: String,
    /// Zone in which days begin, and of dates without one.
    pub zone: Zone,
    /// Private folder of the job: the state, the lock, unfinished work.
    pub state: PathBuf,
    /// Lexicons in place of those the program carries.
    pub lexicons: Option<PathBuf>,
    /// Codeframe in place of the lexicons' own.
    pub codeframe: Option<PathBuf>,
    /// How many times likelier languages are than elsewhere.
    pub language_prior: Vec<(Language, f32)>,
    /// Where comments come from.
    pub sources: Vec<SourceSettings>,
    /// What is published.
    pub output: OutputSettings,
    /// The database that is brought to what is published.
    pub database: Option<DatabaseSettings>,
    /// What a night must look like.
    pub gates: Gates,
    /// Changes of columns in use.
    pub drift_mapped: Response,
    /// Changes of other columns.
    pub drift_others: Response,
    /// A source without any file, or with an empty one.
    pub missing: Response,
    /// File for a Prometheus text collector.
    pub metrics: Option<PathBuf>,
    /// Threads, 0 for one a core.
    pub threads: usize,
    /// Most comments in memory at a time.
    pub batch: usize,
    /// Longest cell in bytes.
    pub max_cell: usize,
}

/// What is done about something that should not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// It is reported.
    Allow,
    /// It is reported, and the exit code says so.
    Warn,
    /// Nothing is published.
    Stop,
}

impl Job {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the file.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Finding>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let reader = Reader::new(file, text);
        for error in errors {
            let span = error.span().unwrap_or_default();
            reader.note(&span, "", error.message().to_owned(), "this is not TOML");
        }
        let job = job(&Section::root(&reader, table.get_ref()), file, text);
        let findings = reader.into_findings();
        match findings.is_empty() {
            true => Ok(job),
            false => Err(findings),
        }
    }

    /// Reads a configuration file from disk.
    ///
    /// # Errors
    /// As [`Job::parse`], and a file that cannot be read, is too large or not UTF-8.
    pub fn load(path: &Path) -> Result<Self, Vec<Finding>> {
        let file = path.display().to_string();
        let whole = |problem: String, help: &str, at: (usize, usize)| {
            vec![Finding {
                file: file.clone(),
                line: at.0,
                column: at.1,
                key: String::new(),
                problem,
                help: help.to_owned(),
            }]
        };
        let large = std::fs::metadata(path).is_ok_and(|metadata| metadata.len() > MAX_FILE);
        if large {
            let problem = format!("the file has more than {MAX_FILE} bytes");
            return Err(whole(problem, "name the job's configuration", (1, 1)));
        }
        let bytes = std::fs::read(path).map_err(|error| {
            let (problem, help) = explained(&error);
            whole(problem, help, (1, 1))
        })?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => Self::parse(&file, text),
            Err(error) => {
                let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let before = String::from_utf8_lossy(before);
                let at = place(&before, before.len());
                let problem = "the file is not UTF-8".to_owned();
                Err(whole(problem, "save it as UTF-8", at))
            }
        }
    }
}

fn job(root: &Section<'_, '_>, file: &str, text: &str) -> Job {
    root.only(&[
        "job", "source", "lexicons", "output", "postgres", "gates", "drift", "metrics", "limits",
    ]);
    let head = root.section("job");
    head.only(&["name", "time_zone", "state"]);
    let lexicons = root.section("lexicons");
    lexicons.only(&["folder", "codeframe", "prior"]);
    let metrics = root.section("metrics");
    metrics.only(&["file"]);
    let limits = root.section("limits");
    limits.only(&["threads", "batch", "max_cell"]);
    let drift = root.section("drift");
    drift.only(&["mapped", "others", "missing"]);
    let home = Path::new(file).parent().unwrap_or(Path::new(""));
    let path = |section: &Section<'_, '_>, key| path_below(home, section, key);
    let job = Job {
        name: name(root, &head),
        hash: short_hash(text.as_bytes()),
        zone: zone(&head).unwrap_or_default(),
        state: path(&head, "state").unwrap_or_else(|| home.join("state")),
        lexicons: path(&lexicons, "folder"),
        codeframe: path(&lexicons, "codeframe"),
        language_prior: prior(&lexicons.section("prior")),
        sources: sources(root),
        output: output(&root.section("output"), home),
        database: database::settings(&root.section("postgres"), home),
        gates: gates(&root.section("gates")),
        drift_mapped: response(&drift, "mapped").unwrap_or(Response::Stop),
        drift_others: response(&drift, "others").unwrap_or(Response::Allow),
        missing: response(&drift, "missing").unwrap_or(Response::Stop),
        metrics: path(&metrics, "file"),
        threads: limits.count("threads", 0, 1024).unwrap_or(0) as usize,
        batch: limits.count("batch", 1, 1 << 20).unwrap_or(2048) as usize,
        max_cell: limits.count("max_cell", 1, 1 << 30).unwrap_or(1 << 20) as usize,
        home: home.to_owned(),
    };
    places_apart(root, &job);
    job
}

/// The job's name, which it must have.
fn name(root: &Section<'_, '_>, head: &Section<'_, '_>) -> String {
    let name = head.text("name");
    match &name {
        Some(name) => simple_name(head, "name", name),
        None if head.is_there() => head.note(
            "name",
            "the job has no name".to_owned(),
            "write name = \"...\"",
        ),
        None => root.note(
            "job",
            "there is no [job]".to_owned(),
            "begin with [job] and name = \"...\"",
        ),
    }
    name.map(|name| name.value).unwrap_or_default()
}

/// The state is private and the output is not: neither may lie in the other.
fn places_apart(root: &Section<'_, '_>, job: &Job) {
    let (state, output) = (&job.state, &job.output.folder);
    if state.starts_with(output) || output.starts_with(state) {
        let section = root.section(if root.section("output").is_there() {
            "output"
        } else {
            "job"
        });
        section.note(
            "folder",
            "the output folder and the state folder lie in one another".to_owned(),
            "the state is private, the output is for readers: give them folders of their own",
        );
    }
}

fn short_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().chars().take(16).collect()
}

fn simple_name(section: &Section<'_, '_>, key: &str, name: &Placed<String>) {
    let simple = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !name.value.chars().all(simple) || name.value.len() > 64 {
        let problem = format!("`{}` cannot be {:?}", section.path(key), name.value);
        section.note(key, problem, "up to 64 of the letters a-z, digits, - _ .");
    }
}

/// A path of the configuration, which starts from the folder of its file.
pub(super) fn path_below(home: &Path, section: &Section<'_, '_>, key: &str) -> Option<PathBuf> {
    let text = section.text(key)?;
    if text.value.contains('\0') {
        section.note(key, format!("`{}` is no path", section.path(key)), "");
        return None;
    }
    let mut path = PathBuf::new();
    for component in home.join(&text.value).components() {
        if component != Component::CurDir {
            path.push(component);
        }
    }
    Some(path)
}

fn zone(section: &Section<'_, '_>) -> Option<Zone> {
    let name = section.text("time_zone")?;
    let zone = Zone::named(&name.value);
    if zone.is_none() {
        let problem = format!("there is no time zone {:?}", name.value);
        let help = nearest_zone(&name.value).map_or_else(
            || "an IANA name such as \"Europe/Stockholm\"".to_owned(),
            |meant| format!("did you mean \"{meant}\"?"),
        );
        section.note("time_zone", problem, help);
    }
    zone
}

fn languages() -> Vec<(&'static str, Language)> {
    let served = Language::SERVED.into_iter();
    served.map(|language| (language.code(), language)).collect()
}

fn prior(section: &Section<'_, '_>) -> Vec<(Language, f32)> {
    let languages = languages();
    let codes: Vec<&str> = languages.iter().map(|&(code, _)| code).collect();
    section.only(&codes);
    let pairs = languages.iter();
    pairs
        .filter_map(|&(code, language)| {
            Some((language, section.number(code, 0.01, 1000.0)? as f32))
        })
        .collect()
}

fn response(section: &Section<'_, '_>, key: &str) -> Option<Response> {
    let names = [
        ("allow", Response::Allow),
        ("warn", Response::Warn),
        ("stop", Response::Stop),
    ];
    section.one_of(key, &names)
}

fn values(placed: Vec<Placed<String>>) -> Vec<String> {
    placed.into_iter().map(|text| text.value).collect()
}
