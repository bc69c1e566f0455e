//! A job as its configuration file describes it.
//!
//! All mistakes of a file are found at once. Paths are relative to the folder of the file.

use super::dates::{self, Zone};
use super::finding::{Finding, place};
use super::section::{Placed, Reader, Section};
use crate::document::Language;
use crate::source::Format;
use crate::source::columns::Wanted;
use std::collections::BTreeSet;
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

/// One source of comments.
#[derive(Clone, Debug)]
pub struct SourceSettings {
    /// Its name: first part of the ids of its comments.
    pub name: String,
    /// Patterns of file names.
    pub files: Vec<String>,
    /// The format, if it is not to be guessed.
    pub format: Option<Format>,
    /// Columns in use.
    pub wanted: Wanted,
    /// Columns that figures are told apart by.
    pub segments: Vec<String>,
    /// Language of all comments.
    pub language: Option<Language>,
    /// Column that names the language of a comment.
    pub language_column: Option<String>,
    /// How dates are written, beside ISO 8601.
    pub date_formats: Vec<String>,
    /// Zone of dates without one, where it is not the job's.
    pub zone: Option<Zone>,
}

/// What is published.
#[derive(Clone, Debug)]
pub struct OutputSettings {
    /// The folder.
    pub folder: PathBuf,
    /// Formats, each once.
    pub formats: BTreeSet<OutputFormat>,
    /// Verbatims and quotes.
    pub text: bool,
    /// The arithmetic of each evidence.
    pub steps: bool,
    /// An apostrophe before cells that a spreadsheet would take for a formula.
    pub spreadsheet_safe: bool,
    /// True for the comments of the run alone, not of all runs.
    pub run_only: bool,
    /// Generations kept.
    pub keep: usize,
}

/// Format of what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutputFormat {
    /// One annotation with its evidence a line.
    Jsonl,
    /// Keyed tables.
    Csv,
    /// The same tables in one database.
    Sqlite,
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

/// Limits of a figure; what is left out does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// Below this it is warned.
    pub warn_below: Option<f64>,
    /// Below this the run stops.
    pub stop_below: Option<f64>,
    /// Above this it is warned.
    pub warn_above: Option<f64>,
    /// Above this the run stops.
    pub stop_above: Option<f64>,
}

/// What a night must look like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gates {
    /// Rows in percent of the median of the last runs.
    pub volume: Limits,
    /// The number of runs looked back on.
    pub runs: usize,
    /// Hours from the newest comment to the run.
    pub age: Limits,
    /// Percentage points by which the share of a language has moved.
    pub languages: Limits,
    /// Percentage of comments with a theme.
    pub coverage: Limits,
    /// Percentage of rows rejected.
    pub rejects: Limits,
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
        match job {
            Some(job) if findings.is_empty() => Ok(job),
            _ => Err(findings),
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
        let bytes = std::fs::read(path)
            .map_err(|error| whole(error.to_string(), "name a file that can be read", (1, 1)))?;
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

fn job(root: &Section<'_, '_>, file: &str, text: &str) -> Option<Job> {
    root.only(&[
        "job", "source", "lexicons", "output", "gates", "drift", "metrics", "limits",
    ]);
    let head = root.section("job");
    head.only(&["name", "time_zone", "state"]);
    let name = head.text("name");
    if name.is_none() && !head.is_there() {
        root.note(
            "job",
            "there is no [job]".to_owned(),
            "begin with [job] and name = \"...\"",
        );
    } else if name.is_none() {
        head.note(
            "name",
            "the job has no name".to_owned(),
            "write name = \"...\"",
        );
    }
    if let Some(name) = &name {
        simple_name(&head, "name", name);
    }
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
        name: name.map(|name| name.value).unwrap_or_default(),
        hash: short_hash(text.as_bytes()),
        zone: zone(&head).unwrap_or_default(),
        state: path(&head, "state").unwrap_or_else(|| home.join("state")),
        lexicons: path(&lexicons, "folder"),
        codeframe: path(&lexicons, "codeframe"),
        language_prior: prior(&lexicons.section("prior")),
        sources: sources(root),
        output: output(&root.section("output"), home),
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
    Some(job)
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

fn path_below(home: &Path, section: &Section<'_, '_>, key: &str) -> Option<PathBuf> {
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
        let help = dates::nearest_zone(&name.value).map_or_else(
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

fn sources(root: &Section<'_, '_>) -> Vec<SourceSettings> {
    let sections = root.sections("source");
    if sections.is_empty() {
        root.note(
            "source",
            "there is no [[source]]".to_owned(),
            "say where the comments come from",
        );
    }
    let mut names = BTreeSet::new();
    let mut sources = Vec::new();
    for section in sections {
        let source = source(&section);
        if !source.name.is_empty() && !names.insert(source.name.clone()) {
            let problem = format!("two sources are named {:?}", source.name);
            section.note(
                "name",
                problem,
                "names are the first part of comment ids: make them differ",
            );
        }
        sources.push(source);
    }
    sources
}

fn source(section: &Section<'_, '_>) -> SourceSettings {
    section.only(&[
        "name",
        "files",
        "format",
        "text",
        "id",
        "date",
        "date_format",
        "time_zone",
        "score",
        "segments",
        "language",
        "language_column",
    ]);
    let name = section.text("name");
    match &name {
        Some(name) => simple_name(section, "name", name),
        None => section.note(
            "name",
            "the source has no name".to_owned(),
            "write name = \"...\"",
        ),
    }
    let files = section.texts("files");
    if files.is_empty() {
        section.note(
            "files",
            "the source has no files".to_owned(),
            "write files = [\"in/*.csv\"]",
        );
    }
    for pattern in &files {
        if let Err(error) = glob::Pattern::new(&pattern.value) {
            let problem = format!(
                "{:?} is no pattern of file names: {}",
                pattern.value, error.msg
            );
            section.note(
                "files",
                problem,
                "* stands for any letters, ** for any folders",
            );
        }
    }
    let one = |key: &str| section.text(key).map(|text| text.value);
    let many = |key: &str| values(section.texts(key));
    let formats = [
        ("csv", Format::Csv),
        ("xlsx", Format::Workbook),
        ("jsonl", Format::JsonLines),
        ("json", Format::Json),
        ("text", Format::Text),
    ];
    let date_formats = section.texts("date_format");
    for format in &date_formats {
        if let Err(problem) = dates::check_format(&format.value) {
            section.note("date_format", problem, "as in \"%d/%m/%Y %H:%M\"");
        }
    }
    let segments = many("segments");
    let source = SourceSettings {
        name: name.map(|name| name.value).unwrap_or_default(),
        files: values(files),
        format: section.one_of("format", &formats),
        wanted: Wanted {
            text: many("text"),
            id: one("id"),
            date: one("date"),
            score: one("score"),
            segment: segments.first().cloned(),
        },
        segments,
        language: section.one_of("language", &languages()),
        language_column: one("language_column"),
        date_formats: values(date_formats),
        zone: zone(section),
    };
    twice_used(section, &source.wanted);
    if source.language.is_some() && source.language_column.is_some() {
        let problem = "`language` and `language_column` exclude each other".to_owned();
        section.note("language_column", problem, "leave one of them out");
    }
    source
}

/// A column of comments cannot be something else too.
fn twice_used(section: &Section<'_, '_>, wanted: &Wanted) {
    let roles = [
        ("id", &wanted.id),
        ("date", &wanted.date),
        ("score", &wanted.score),
    ];
    for (role, column) in roles {
        if let Some(column) = column
            .as_ref()
            .filter(|column| wanted.text.contains(column))
        {
            let problem = format!("column {column:?} is both `text` and `{role}`");
            section.note(role, problem, "name another column");
        }
    }
}

fn values(placed: Vec<Placed<String>>) -> Vec<String> {
    placed.into_iter().map(|text| text.value).collect()
}

fn output(section: &Section<'_, '_>, home: &Path) -> OutputSettings {
    section.only(&[
        "folder",
        "formats",
        "text",
        "steps",
        "spreadsheet_safe",
        "rows",
        "keep",
    ]);
    let names = [
        ("jsonl", OutputFormat::Jsonl),
        ("csv", OutputFormat::Csv),
        ("sqlite", OutputFormat::Sqlite),
    ];
    let named = section.texts("formats");
    let formats: BTreeSet<OutputFormat> = named
        .iter()
        .filter_map(|text| section.named("formats", text, &names))
        .collect();
    OutputSettings {
        folder: path_below(home, section, "folder").unwrap_or_else(|| home.join("out")),
        formats: if named.is_empty() {
            BTreeSet::from([OutputFormat::Jsonl, OutputFormat::Csv])
        } else {
            formats
        },
        text: section.flag("text").unwrap_or(true),
        steps: section.flag("steps").unwrap_or(false),
        spreadsheet_safe: section.flag("spreadsheet_safe").unwrap_or(false),
        run_only: section
            .one_of("rows", &[("all", false), ("run", true)])
            .unwrap_or(false),
        keep: section.count("keep", 1, 10_000).unwrap_or(7) as usize,
    }
}

fn gates(section: &Section<'_, '_>) -> Gates {
    section.only(&["volume", "age", "languages", "coverage", "rejects"]);
    let volume = section.section("volume");
    let rejects = section.section("rejects");
    let mut gates = Gates {
        runs: volume.count("runs", 1, 100).unwrap_or(7) as usize,
        volume: limits(&volume, &["runs"], 1e9),
        age: limits(&section.section("age"), &[], 1e6),
        languages: limits(&section.section("languages"), &[], 100.0),
        coverage: limits(&section.section("coverage"), &[], 100.0),
        rejects: limits(&rejects, &[], 100.0),
    };
    if !volume.is_there() {
        gates.volume.warn_below = Some(50.0);
    }
    if !rejects.is_there() {
        gates.rejects.warn_above = Some(1.0);
    }
    gates
}

fn limits(section: &Section<'_, '_>, others: &[&str], most: f64) -> Limits {
    let mut known = vec!["warn_below", "stop_below", "warn_above", "stop_above"];
    known.extend(others);
    section.only(&known);
    let limit = |key| section.number(key, 0.0, most);
    let limits = Limits {
        warn_below: limit("warn_below"),
        stop_below: limit("stop_below"),
        warn_above: limit("warn_above"),
        stop_above: limit("stop_above"),
    };
    let crossed = |low: Option<f64>, high: Option<f64>| matches!((low, high), (Some(low), Some(high)) if low > high);
    if crossed(limits.stop_below, limits.warn_below) {
        let problem =
            "`stop_below` is above `warn_below`: it would stop before it warns".to_owned();
        section.note("stop_below", problem, "exchange them");
    }
    if crossed(limits.warn_above, limits.stop_above) {
        let problem =
            "`stop_above` is below `warn_above`: it would stop before it warns".to_owned();
        section.note("stop_above", problem, "exchange them");
    }
    limits
}
