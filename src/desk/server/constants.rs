//! What the page needs to know once: words, themes, languages, columns, versions.

use super::app::App;
use super::open::Desk;
use super::problem::Answer;
use super::term::own_lexicons;
use crate::annotation::Polarity;
use crate::desk::queue::Reason;
use crate::document::Language;
use crate::error::Result;
use crate::lexicon::Files;
use crate::report::Words;
use crate::report::words::FILE;
use crate::store::ThemeRow;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The words of the page.
const OWN: &str = "common/desk.toml";

/// What the page is told.
#[derive(Debug, Serialize)]
pub(super) struct Constants {
    labels: String,
    locale: String,
    direction: String,
    label_languages: Vec<LabelLanguage>,
    languages: Vec<Named>,
    polarities: Vec<Name>,
    reasons: Vec<Name>,
    themes: Vec<Theme>,
    columns: Vec<Column>,
    own_lexicons: Option<String>,
    versions: Versions,
    words: BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
struct LabelLanguage {
    code: String,
    direction: String,
}

#[derive(Debug, Serialize)]
struct Named {
    code: &'static str,
    name: String,
    direction: String,
    served: bool,
}

#[derive(Debug, Serialize)]
struct Name {
    id: &'static str,
    name: String,
}

#[derive(Debug, Serialize)]
struct Theme {
    id: String,
    label: String,
    parent: Option<String>,
    top: bool,
    stage: String,
    definition: String,
    search: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Column {
    name: String,
    whole: bool,
    segment: bool,
}

#[derive(Debug, Serialize)]
struct Versions {
    program: &'static str,
    lexicons: String,
    codeframe: String,
}

pub(super) async fn constants(State(app): State<App>) -> Answer<Json<Constants>> {
    let labels = app.session().labels;
    app.json(move |desk| Ok(of(desk, &labels)?)).await
}

fn of(desk: &Desk, labels: &str) -> Result<Constants> {
    let words = words(&desk.files, labels)?;
    let languages = Language::SERVED
        .into_iter()
        .chain([Language::Other, Language::Und]);
    let name = |section: &str, id: &'static str| Name {
        id,
        name: words.of_id(section, id),
    };
    Ok(Constants {
        label_languages: label_languages(&desk.files)?,
        languages: languages
            .map(|language| Named {
                code: language.code(),
                name: words.of_id("language", language.code()),
                direction: words.direction_of(language.code()).to_owned(),
                served: language.served_index().is_some(),
            })
            .collect(),
        polarities: Polarity::ALL.map(|one| name("polarity", one.name())).into(),
        reasons: Reason::ALL.map(|one| name("doubt", one.name())).into(),
        themes: themes(desk, labels)?,
        columns: columns(desk)?,
        own_lexicons: own_lexicons(&desk.job).map(|own| own.display().to_string()),
        versions: Versions {
            program: env!("CARGO_PKG_VERSION"),
            lexicons: desk.files.hash(),
            codeframe: desk.state.codeframe()?.unwrap_or_default(),
        },
        labels: words.labels,
        locale: words.locale,
        direction: words.direction,
        words: words.words,
    })
}

/// The words of the report, and over them those of the desk.
fn words(files: &Files, labels: &str) -> Result<Words> {
    let mut words = Words::read(files, FILE, labels)?;
    let bundled = Files::bundled();
    if files.get(OWN).or_else(|| bundled.get(OWN)).is_some() {
        words.words.extend(Words::read(files, OWN, labels)?.words);
    }
    Ok(words)
}

fn label_languages(files: &Files) -> Result<Vec<LabelLanguage>> {
    let bundled = Files::bundled();
    let text = files.get(FILE).or_else(|| bundled.get(FILE));
    let codes = Words::languages(text.unwrap_or_default())?.into_iter();
    codes
        .map(|code| {
            Ok(LabelLanguage {
                direction: Words::read(files, FILE, &code)?.direction,
                code,
            })
        })
        .collect()
}

/// The themes of the codeframe that is published, in its order.
fn themes(desk: &Desk, labels: &str) -> Result<Vec<Theme>> {
    let mut rows = desk.state.themes()?;
    rows.retain(|row| !desk.standing.is_retired(&row.theme));
    let parents: BTreeSet<String> = rows.iter().filter_map(|row| row.parent.clone()).collect();
    let label = |row: &ThemeRow, language: &str| row.labels.get(language).cloned();
    let theme = |row: ThemeRow| {
        let english = label(&row, "en");
        let own = label(&row, labels).or(english.clone());
        let own = own.unwrap_or_else(|| row.theme.clone());
        let mut search = vec![own.clone()];
        search.extend(english.filter(|english| *english != own));
        search.push(row.theme.clone());
        Theme {
            label: own,
            search,
            top: parents.contains(&row.theme),
            id: row.theme,
            parent: row.parent,
            stage: row.stage,
            definition: row.definition,
        }
    };
    Ok(rows.into_iter().map(theme).collect())
}

fn columns(desk: &Desk) -> Result<Vec<Column>> {
    let segments: BTreeSet<&String> = desk.job.sources.iter().flat_map(|s| &s.segments).collect();
    let columns = desk.index.columns()?.into_iter();
    Ok(columns
        .map(|column| Column {
            segment: segments.contains(&column.name),
            name: column.name,
            whole: column.whole,
        })
        .collect())
}
