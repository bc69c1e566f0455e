//! Scores annotations against labelled rows, in the definitions of the guide for annotators.
//!
//! [`gold`] reads the rows, [`judge`] puts each beside its annotation, [`totals`] adds them up,
//! [`bootstrap`](crate::statistics::bootstrap) says how sure the figures are, [`table`] and [`mistakes`] print. Nothing here
//! annotates: the caller brings the annotations.

pub mod agreement;
pub mod alpha;
pub mod aspects;
pub mod cases;
pub mod challenge;
pub mod confusion;
pub mod counts;
#[cfg(test)]
mod fixture;
pub mod floor;
pub mod gold;
pub mod judge;
pub mod mistakes;
pub mod reliability;
pub mod table;
pub mod totals;

use challenge::Challenge;
use confusion::Confusion;
use counts::Counts;
use judge::{FLAGS, Judged, Labels};
use reliability::{Bin, reliability};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use totals::{FIGURES, Item, LANGUAGES, Totals};

use crate::annotation::Polarity;
use crate::document::Language;
use crate::statistics::bootstrap::intervals;

/// All figures over a set of labelled rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Rows scored.
    pub rows: usize,
    /// Rows without a label that is asked for.
    pub unlabelled: usize,
    /// Themes of the gold that the codeframe does not know.
    pub unknown_themes: BTreeSet<String>,
    /// Figures per language, per language and script where a language has several, and over all.
    pub scopes: Vec<Scope>,
    /// Predicted against observed share of positive rows; only for two labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reliability: Option<Vec<Bin>>,
}

/// Figures over some of the rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scope {
    /// `sv`, `sr/Cyrl`, `all`.
    pub name: String,
    /// Its rows.
    pub rows: usize,
    /// Figures by the names of [`FIGURES`]; those the rows do not allow are absent.
    pub figures: BTreeMap<&'static str, Figure>,
    /// Languages, gold by ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub languages: Option<Matrix>,
    /// Sentiment labels, gold by ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentiments: Option<Matrix>,
    /// Flags by their names in the gold.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub flags: BTreeMap<&'static str, FlagFigure>,
    /// Minimal pairs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<Challenge>,
}

/// A figure with its 95 % bootstrap interval, all 0 to 1 (kappa from -1).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Over the rows as they are.
    pub value: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// A confusion matrix with the names of its labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// Names of rows and columns.
    pub labels: Vec<&'static str>,
    /// `cells[gold][ours]`.
    pub cells: Vec<Vec<u64>>,
}

/// Precision and recall of a flag.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FlagFigure {
    /// What was found, wrongly found and missed.
    #[serde(flatten)]
    pub counts: Counts,
    /// Share of ours that is right.
    pub precision: Option<f64>,
    /// Share of the gold's that we found.
    pub recall: Option<f64>,
}

/// Scores rows. `assumed` is the language of rows that name none, if the caller knows it.
pub fn evaluate(rows: &[Judged], labels: Labels, assumed: Option<Language>) -> Evaluation {
    let by_id: HashMap<&str, &Judged> =
        rows.iter().map(|row| (row.gold.id.as_str(), row)).collect();
    Evaluation {
        rows: rows.len(),
        unlabelled: rows.iter().filter(|row| row.sentiment.is_none()).count(),
        unknown_themes: rows
            .iter()
            .filter_map(|row| row.themes.as_ref())
            .flat_map(|themes| themes.unknown.iter().cloned())
            .collect(),
        scopes: scopes(rows, assumed, &by_id),
        reliability: (labels == Labels::Binary).then(|| {
            reliability(rows.iter().filter_map(|row| {
                let (gold, _) = row.sentiment?;
                Some((
                    row.annotation.sentiment.probability,
                    gold == Polarity::Positive,
                ))
            }))
        }),
    }
}

fn scopes(
    rows: &[Judged],
    assumed: Option<Language>,
    by_id: &HashMap<&str, &Judged>,
) -> Vec<Scope> {
    let mut scopes: Vec<Scope> = groups(rows, assumed)
        .into_iter()
        .map(|(name, rows)| Scope::new(name, &rows, by_id))
        .collect();
    let all = match scopes.first() {
        Some(only) if only.rows == rows.len() => only.clone(),
        _ => Scope::new(String::new(), &rows.iter().collect::<Vec<_>>(), by_id),
    };
    scopes.push(Scope {
        name: "all".to_owned(),
        ..all
    });
    scopes
}

/// Rows by language, and by language and script where a language has several.
fn groups(rows: &[Judged], assumed: Option<Language>) -> Vec<(String, Vec<&Judged>)> {
    let mut result = Vec::new();
    for language in LANGUAGES {
        let own: Vec<&Judged> = rows
            .iter()
            .filter(|row| row.gold.language.or(assumed) == Some(language))
            .collect();
        if own.is_empty() {
            continue;
        }
        let mut scripts: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
        for row in &own {
            if let Some(script) = &row.gold.script {
                scripts.entry(script).or_default().push(row);
            }
        }
        result.push((language.code().to_owned(), own));
        if scripts.len() > 1 {
            result.extend(
                scripts
                    .into_iter()
                    .map(|(script, rows)| (format!("{}/{script}", language.code()), rows)),
            );
        }
    }
    result
}

impl Scope {
    fn new(name: String, rows: &[&Judged], by_id: &HashMap<&str, &Judged>) -> Self {
        let items: Vec<Item> = rows.iter().map(|row| Item::from(*row)).collect();
        let total = Totals::over(&items);
        let bounds = intervals(items.len(), |drawn| {
            Totals::over(drawn.iter().filter_map(|&row| items.get(row))).figures()
        });
        let figures = FIGURES
            .into_iter()
            .zip(total.figures())
            .zip(bounds)
            .filter_map(|((name, value), bounds)| {
                let (value, (low, high)) = (value?, bounds?);
                Some((name, Figure { value, low, high }))
            })
            .collect();
        Self {
            name,
            rows: rows.len(),
            figures,
            languages: matrix(&total.language, LANGUAGES.map(Language::code)),
            sentiments: matrix(&total.sentiment, Polarity::ALL.map(Polarity::name)),
            flags: flags(&total, rows),
            challenge: Challenge::over(rows, by_id),
        }
    }

    /// True for a script within a language.
    pub fn is_part(&self) -> bool {
        self.name.contains('/')
    }

    /// A figure by its name in [`FIGURES`].
    pub fn figure(&self, name: &str) -> Option<Figure> {
        self.figures.get(name).copied()
    }
}

fn matrix<const N: usize>(confusion: &Confusion<N>, labels: [&'static str; N]) -> Option<Matrix> {
    (confusion.total() > 0).then(|| Matrix {
        labels: labels.to_vec(),
        cells: confusion.cells.iter().map(|row| row.to_vec()).collect(),
    })
}

fn flags(total: &Totals, rows: &[&Judged]) -> BTreeMap<&'static str, FlagFigure> {
    if rows.iter().all(|row| row.flags.is_none()) {
        return BTreeMap::new();
    }
    FLAGS
        .into_iter()
        .zip(total.flags)
        .map(|((name, _), counts)| {
            let figure = FlagFigure {
                counts,
                precision: counts.precision(),
                recall: counts.recall(),
            };
            (name, figure)
        })
        .collect()
}
