//! The sources of a job: `[[source]]`.

use super::{languages, simple_name, values, zone};
use crate::dates::{self, Zone};
use crate::document::Language;
use crate::job::section::{Placed, Section};
use crate::source::Format;
use crate::source::columns::Wanted;
use std::collections::BTreeSet;

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
    /// Journey stage of all its comments in roll-ups and reports, in place of the themes' own.
    pub stage: Option<String>,
    /// How dates are written, beside ISO 8601.
    pub date_formats: Vec<String>,
    /// Zone of dates without one, where it is not the job's.
    pub zone: Option<Zone>,
}

/// All sources; their names differ.
pub(super) fn sources(root: &Section<'_, '_>) -> Vec<SourceSettings> {
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

/// Keys of a source.
const KEYS: [&str; 13] = [
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
    "stage",
];

fn source(section: &Section<'_, '_>) -> SourceSettings {
    section.only(&KEYS);
    let one = |key: &str| section.text(key).map(|text| text.value);
    let many = |key: &str| values(section.texts(key));
    let formats = [
        ("csv", Format::Csv),
        ("xlsx", Format::Workbook),
        ("jsonl", Format::JsonLines),
        ("json", Format::Json),
        ("text", Format::Text),
    ];
    let segments = many("segments");
    let source = SourceSettings {
        name: name(section),
        files: files(section),
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
        stage: one("stage"),
        date_formats: date_formats(section),
        zone: zone(section),
    };
    twice_used(section, &source.wanted);
    if source.language.is_some() && source.language_column.is_some() {
        let problem = "`language` and `language_column` exclude each other".to_owned();
        section.note("language_column", problem, "leave one of them out");
    }
    source
}

fn name(section: &Section<'_, '_>) -> String {
    let name = section.text("name");
    match &name {
        Some(name) => simple_name(section, "name", name),
        None => section.note(
            "name",
            "the source has no name".to_owned(),
            "write name = \"...\"",
        ),
    }
    name.map(|name| name.value).unwrap_or_default()
}

fn files(section: &Section<'_, '_>) -> Vec<String> {
    let files = section.texts("files");
    if files.is_empty() {
        section.note(
            "files",
            "the source has no files".to_owned(),
            "write files = [\"in/*.csv\"]",
        );
    }
    for Placed { value: pattern, .. } in &files {
        if let Err(error) = glob::Pattern::new(pattern) {
            let problem = format!("{pattern:?} is no pattern of file names: {}", error.msg);
            let help = "* stands for any letters, ** for any folders";
            section.note("files", problem, help);
        }
    }
    values(files)
}

fn date_formats(section: &Section<'_, '_>) -> Vec<String> {
    let formats = section.texts("date_format");
    for format in &formats {
        if let Err(problem) = dates::check_format(&format.value) {
            section.note("date_format", problem, "as in \"%d/%m/%Y %H:%M\"");
        }
    }
    values(formats)
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
