//! What the page knows: a compact record of every comment, and a sample of the verbatims.

use super::columns::{Columns, FLAGS, LANGUAGES, columns, days};
use super::places::Places;
use super::record::Record;
use super::texts::{Tables, Verbatims, verbatims};
use super::words::Words;
use crate::annotation::{Flag, Polarity};
use crate::document::Language;
use crate::lexicon::codeframe::Codeframe;
use crate::rollup::figures::{Alert, Contrast, Drivers, Figures, Formula, Pair};
use crate::rollup::{ScoreScale, Themes};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What the page is made with, beside the records.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Its title.
    pub title: &'a str,
    /// Names of the inputs.
    pub inputs: &'a [String],
    /// The themes that the facts refer to.
    pub themes: &'a Themes,
    /// The codeframe, for labels and definitions.
    pub codeframe: &'a Codeframe,
    /// The words of the report.
    pub words: &'a Words,
    /// Columns of segments that one can filter by.
    pub segments: &'a [String],
    /// Versions of program, lexicons and codeframe behind the annotations.
    pub made_by: &'a Versions,
    /// Most verbatims in the page.
    pub verbatims: usize,
}

impl Setting<'_> {
    /// The label of a theme in the language of the report; its id where the codeframe has none.
    pub fn label<'a>(&'a self, id: &'a str) -> &'a str {
        let mut known = self.codeframe.themes.iter();
        let theme = known.find(|theme| theme.id == id);
        let label = theme.and_then(|theme| theme.labels.get(&self.words.labels));
        label.map_or(id, String::as_str)
    }
}

/// The versions behind the annotations; there may be several of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Versions {
    /// Versions of the program.
    pub program: BTreeSet<String>,
    /// Hashes of the lexicons.
    pub lexicons: BTreeSet<String>,
    /// Versions of the codeframe.
    pub codeframe: BTreeSet<String>,
}

impl Versions {
    /// Adds what made some annotations.
    pub fn add(&mut self, program: &str, lexicons: &str, codeframe: &str) {
        self.program.insert(program.to_owned());
        self.lexicons.insert(lexicons.to_owned());
        self.codeframe.insert(codeframe.to_owned());
    }
}

/// Everything the page shows.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    title: String,
    locale: String,
    words: BTreeMap<String, String>,
    inputs: Vec<String>,
    made_by: Versions,
    minimum_base: u64,
    period: String,
    change_from: Option<i32>,
    /// Days since 1970 of the first comment; all other days are counted from it.
    first_day: i32,
    last_day: Option<i32>,
    polarities: Vec<&'static str>,
    flags: Vec<&'static str>,
    stages: Vec<String>,
    themes: Vec<Theme>,
    languages: Vec<LanguageLabel>,
    scales: Vec<Scale>,
    segments: Vec<Segment>,
    size: usize,
    comments: Columns,
    verbatims: Verbatims,
    files: Vec<String>,
    entries: Vec<(usize, u32, String)>,
    kinds: Vec<String>,
    matches: Vec<String>,
    rules: Vec<String>,
    figures: Whole,
}

/// Most alerts in a page, the newest.
const MOST_ALERTS: usize = 50;

/// Figures that have no closed formula: the page shows them over all comments only.
#[derive(Clone, Debug, Serialize)]
struct Whole {
    drivers: Option<Drivers>,
    contrasts: Vec<Contrast>,
    alerts: Vec<Alert>,
    together: Vec<Pair>,
}

#[derive(Clone, Debug, Serialize)]
struct Theme {
    id: String,
    label: String,
    parent: Option<u16>,
    stage: usize,
    owner: String,
}

#[derive(Clone, Debug, Serialize)]
struct LanguageLabel {
    code: &'static str,
    label: String,
    direction: String,
}

#[derive(Clone, Debug, Serialize)]
struct Scale {
    name: String,
    formula: Formula,
    worst: Option<i16>,
    best: Option<i16>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Segment {
    pub name: String,
    pub values: Vec<String>,
}

impl Page {
    /// The page of these records. `figures` are those over all of them.
    pub fn new(records: &[Record], figures: &Figures, setting: &Setting<'_>) -> Self {
        let first = records.iter().filter_map(|record| record.fact.day).min();
        let first = first.map_or(0, days);
        let last = records.iter().filter_map(|record| record.fact.day).max();
        let mut stages = Places::default();
        let themes = themes(setting, &mut stages);
        let segments = segments(records, setting.segments);
        let mut scales = Places::default();
        let comments = columns(records, first, &mut stages, &mut scales, &segments);
        let mut tables = Tables::default();
        let verbatims = verbatims(records, setting.verbatims, &mut tables);
        let change = figures.change.as_ref().map(|change| change.later.from);
        let trend = figures.trend.as_ref();
        Self {
            title: setting.title.to_owned(),
            locale: setting.words.locale.clone(),
            words: setting.words.words.clone(),
            inputs: setting.inputs.to_vec(),
            made_by: setting.made_by.clone(),
            minimum_base: figures.settings.minimum_base,
            period: trend.map_or_else(|| "week".to_owned(), |trend| trend.period.to_string()),
            change_from: change.map(|day| days(day) - first),
            first_day: first,
            last_day: last.map(|day| days(day) - first),
            polarities: Polarity::ALL.map(Polarity::name).to_vec(),
            flags: FLAGS.map(Flag::name).to_vec(),
            stages: stages.values,
            themes,
            languages: languages(setting.words),
            scales: scales.values.iter().copied().map(scale).collect(),
            segments,
            size: records.len(),
            comments,
            verbatims,
            files: tables.files.values,
            entries: tables.entries.values,
            kinds: tables.kinds.values,
            matches: tables.matches.values,
            rules: tables.rules.values,
            figures: Whole {
                drivers: figures.drivers.clone(),
                contrasts: figures.contrasts.clone(),
                alerts: figures.alerts.iter().take(MOST_ALERTS).cloned().collect(),
                together: figures.together.clone(),
            },
        }
    }

    /// Its title.
    pub fn title(&self) -> &str {
        &self.title
    }
}

fn themes(setting: &Setting<'_>, stages: &mut Places<String>) -> Vec<Theme> {
    // The stages of the journey in its order, whether or not a theme has them.
    for stage in [
        "awareness",
        "acquisition",
        "onboarding",
        "engagement",
        "advocacy",
    ] {
        stages.of(stage.to_owned());
    }
    let all = setting.themes.all().iter();
    all.map(|theme| Theme {
        label: setting.label(&theme.id).to_owned(),
        id: theme.id.clone(),
        parent: theme.parent,
        stage: stages.of(theme.stage.clone()),
        owner: theme.owner.clone(),
    })
    .collect()
}

fn languages(words: &Words) -> Vec<LanguageLabel> {
    let label = |language: Language| LanguageLabel {
        code: language.code(),
        label: words.of_id("language", language.code()),
        direction: words.direction_of(language.code()).to_owned(),
    };
    LANGUAGES.into_iter().map(label).collect()
}

fn scale(scale: ScoreScale) -> Scale {
    Scale {
        name: scale.to_string(),
        formula: Formula::of(scale),
        worst: scale.ends().map(|ends| ends.0),
        best: scale.ends().map(|ends| ends.1),
    }
}

fn segments(records: &[Record], names: &[String]) -> Vec<Segment> {
    let values = |name: &String| {
        let values = records.iter().filter_map(|r| r.fact.segments.get(name));
        let values: BTreeSet<&String> = values.collect();
        Segment {
            name: name.clone(),
            values: values.into_iter().cloned().collect(),
        }
    };
    let segments = names.iter().map(values);
    segments.filter(|one| !one.values.is_empty()).collect()
}
