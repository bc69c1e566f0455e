//! Scores our themes against the categories of another scheme, through a table that says what stands for what.

use crate::document::Language;
use crate::error::{Error, Result};
use crate::evaluate::counts::Counts;
use crate::lexicon::codeframe::Codeframe;
use crate::lexicon::table::Table;
use crate::pipeline::Pipeline;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Columns of the table. `themes` holds ids parted by spaces; a star at the end stands for all ids that begin so. A
/// category without themes is counted, but neither found nor missed.
pub const COLUMNS: [&str; 3] = ["category", "themes", "note"];

/// Which themes a category stands for. Categories that stand for the same themes are scored as one: the codeframe does
/// not tell them apart, and the table says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThemeMap {
    themes: BTreeMap<String, BTreeSet<String>>,
}

impl ThemeMap {
    /// Parses the table.
    ///
    /// # Errors
    /// A table that breaks its format; a theme that the codeframe does not know.
    pub fn parse(file: &str, text: &str, codeframe: &Codeframe) -> Result<Self> {
        let table = Table::parse(file, text, &COLUMNS)?;
        let mut themes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in table.rows() {
            let own = themes.entry(row.cell(0).to_owned()).or_default();
            for pattern in row.cell(1).split_whitespace() {
                let before = own.len();
                let fits = |id: &str| match pattern.strip_suffix('*') {
                    Some(start) => id.starts_with(start),
                    None => id == pattern,
                };
                let ids = codeframe.themes.iter().map(|theme| &theme.id);
                own.extend(ids.filter(|id| fits(id)).cloned());
                if own.len() == before {
                    let problem = format!("`{pattern}` is no theme, or stands there already");
                    return Err(table.error(
                        &row,
                        problem,
                        "`verbatims codeframe list` names the themes",
                    ));
                }
            }
        }
        Ok(Self { themes })
    }

    /// Categories with the same themes, by their names together.
    fn groups(&self) -> BTreeMap<String, (BTreeSet<&str>, &BTreeSet<String>)> {
        let mut by_themes: BTreeMap<&BTreeSet<String>, BTreeSet<&str>> = BTreeMap::new();
        for (category, themes) in self.themes.iter().filter(|(_, themes)| !themes.is_empty()) {
            by_themes.entry(themes).or_default().insert(category);
        }
        let groups = by_themes.into_iter().map(|(themes, categories)| {
            let names: Vec<&str> = categories.iter().copied().collect();
            (names.join(" + "), (categories, themes))
        });
        groups.collect()
    }
}

/// A comment with the categories that people gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    text: String,
    categories: BTreeSet<String>,
}

#[derive(Deserialize)]
struct RawRow {
    text: String,
    aspects: Vec<RawAspect>,
}

#[derive(Deserialize)]
struct RawAspect {
    category: String,
}

/// Reads JSON Lines with `text` and `aspects`.
///
/// # Errors
/// A line that is no such object.
pub fn read(source: &str, content: &str) -> Result<Vec<Row>> {
    let lines = content
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            let raw: RawRow = serde_json::from_str(line).map_err(|error| Error::Input {
                source_name: format!("{source}:{}", index + 1),
                problem: error.to_string(),
                help: "each line is one JSON object with a text and a list of aspects".into(),
            })?;
            let categories = raw.aspects.into_iter().map(|aspect| aspect.category);
            Ok(Row {
                text: raw.text,
                categories: categories.collect(),
            })
        })
        .collect()
}

/// Figures of one category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// What was found, wrongly found and missed.
    #[serde(flatten)]
    pub counts: Counts,
    /// Share of ours that is right.
    pub precision: Option<f64>,
    /// Share of theirs that we found.
    pub recall: Option<f64>,
    /// Harmonic mean of the two.
    pub f1: Option<f64>,
}

impl Figures {
    fn new(counts: Counts) -> Self {
        let (precision, recall) = (counts.precision(), counts.recall());
        let f1 = precision.zip(recall).map(|(p, r)| match p + r > 0.0 {
            true => 2.0 * p * r / (p + r),
            false => 0.0,
        });
        Self {
            counts,
            precision,
            recall,
            f1,
        }
    }
}

/// All figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Rows scored.
    pub rows: usize,
    /// Rows in which we raised no theme at all.
    pub uncoded: usize,
    /// Over all mapped categories (micro).
    pub all: Figures,
    /// By category.
    pub categories: BTreeMap<String, Figures>,
    /// Categories that no theme stands for, with their rows: what the codeframe lacks, or what is no theme.
    pub unmapped: BTreeMap<String, u64>,
    /// Our themes that stand for no category, with their rows: what the other scheme does not tell apart.
    pub beyond: BTreeMap<String, u64>,
}

/// Annotates the rows and compares.
pub fn evaluate(
    rows: &[Row],
    map: &ThemeMap,
    pipeline: &Pipeline,
    language: Option<Language>,
) -> Evaluation {
    let codeframe = pipeline.lexicons().codeframe();
    let mapped = |name: &str| {
        map.themes
            .get(name)
            .is_some_and(|themes| !themes.is_empty())
    };
    let groups = map.groups();
    let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
    let (mut unmapped, mut beyond) = (BTreeMap::new(), BTreeMap::new());
    let mut uncoded = 0;
    for row in rows {
        let annotation = pipeline.annotate_as(&row.text, language);
        let ours: BTreeSet<&str> = annotation
            .mentions
            .iter()
            .map(|mention| codeframe.theme(mention.theme).id.as_str())
            .collect();
        uncoded += usize::from(ours.is_empty());
        for (name, (categories, themes)) in &groups {
            let found = ours.iter().any(|id| themes.contains(*id));
            let theirs = categories.iter().any(|name| row.categories.contains(*name));
            let counts = counts.entry(name).or_default();
            match (theirs, found) {
                (true, true) => counts.hit += 1,
                (false, true) => counts.extra += 1,
                (true, false) => counts.missed += 1,
                (false, false) => {}
            }
        }
        for category in row.categories.iter().filter(|name| !mapped(name)) {
            *unmapped.entry(category.clone()).or_insert(0) += 1;
        }
        for id in ours {
            if !map.themes.values().any(|themes| themes.contains(id)) {
                *beyond.entry(id.to_owned()).or_insert(0) += 1;
            }
        }
    }
    let all = counts.values().fold(Counts::default(), |sum, one| Counts {
        hit: sum.hit + one.hit,
        extra: sum.extra + one.extra,
        missed: sum.missed + one.missed,
    });
    let named = counts
        .into_iter()
        .map(|(name, counts)| (name.to_owned(), Figures::new(counts)));
    Evaluation {
        rows: rows.len(),
        uncoded,
        all: Figures::new(all),
        categories: named.collect(),
        unmapped,
        beyond,
    }
}

impl fmt::Display for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent =
            |share: Option<f64>| share.map_or("-".to_owned(), |s| format!("{:.1}", 100.0 * s));
        writeln!(
            f,
            "{} rows, {} without any theme of ours",
            self.rows, self.uncoded
        )?;
        writeln!(
            f,
            "\n{:<44}{:>8}{:>11}{:>8}{:>8}",
            "category", "rows", "precision", "recall", "F1"
        )?;
        let lines = self
            .categories
            .iter()
            .map(|(name, figures)| (name.as_str(), figures));
        for (name, figures) in lines.chain([("all (micro)", &self.all)]) {
            let rows = figures.counts.hit + figures.counts.missed;
            let (precision, recall) = (percent(figures.precision), percent(figures.recall));
            writeln!(
                f,
                "{name:<44}{rows:>8}{precision:>11}{recall:>8}{:>8}",
                percent(figures.f1)
            )?;
        }
        for (title, counts) in [
            ("no theme stands for", &self.unmapped),
            ("themes of ours that stand for none of theirs", &self.beyond),
        ] {
            if !counts.is_empty() {
                let listed: Vec<String> = counts
                    .iter()
                    .map(|(name, n)| format!("{name} {n}"))
                    .collect();
                writeln!(f, "\n{title}: {}", listed.join(", "))?;
            }
        }
        Ok(())
    }
}
