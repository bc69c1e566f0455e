//! A roll-up as rows with figures.

use super::figures::{Figure, Formula, Withheld};
use super::{Column, Counts, Group, Key, Polarities, Rollup, ScoreScale};
use crate::document::Language;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowKind {
    /// All comments of a group: the base of its other rows.
    All,
    /// Comments of the group that raise something.
    Coded,
    /// Comments of the group that raise no theme.
    Uncoded,
}

impl RowKind {
    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Coded => "coded",
            Self::Uncoded => "uncoded",
        }
    }
}

/// A row of a roll-up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Values of the columns of comments, then of those of mentions.
    pub key: Key,
    /// What it counts.
    pub kind: RowKind,
    /// Comments.
    pub comments: u64,
    /// Percent of the comments of the group; of [`RowKind::All`], of all comments.
    pub share: Figure,
    /// Comments by polarity, in the order of [`crate::annotation::Polarity::ALL`].
    pub comment_polarities: [u64; 4],
    /// Net sentiment of the comments.
    pub comment_net: Figure,
    /// Mentions.
    pub mentions: u64,
    /// Mentions by polarity.
    pub mention_polarities: [u64; 4],
    /// Net sentiment of the mentions.
    pub mention_net: Figure,
    /// Comments without a theme.
    pub uncoded: u64,
    /// The headline of the customers' own scores by scale, once a row of the input; see [`Formula`].
    pub scores: BTreeMap<ScoreScale, Figure>,
    /// Rows of the input with a score that is no number of its scale.
    pub unread_scores: u64,
}

impl Rollup {
    /// Scales of the scores in any group.
    pub fn scales(&self) -> BTreeSet<ScoreScale> {
        let groups = self.groups().values();
        groups
            .flat_map(|group| group.base.scores.keys().copied())
            .collect()
    }

    /// All rows, in the order of their keys: of each group its base, what it raises and what raises nothing. The
    /// languages `other` and `und` have rows also where there are no such comments, and so has what raises nothing.
    /// Figures on fewer than `minimum` are withheld.
    pub fn rows(&self, minimum: u64) -> Vec<Row> {
        let mut groups: BTreeMap<Key, Group> = self.groups().clone();
        for key in self.missing_languages() {
            groups.entry(key).or_default();
        }
        let scales = self.scales();
        let blank: Key = vec![None; self.by_mention().len()];
        let mut whole = Counts::default();
        groups.values().for_each(|group| whole.add(&group.base));
        let mut rows = Vec::new();
        for (key, group) in &groups {
            let row = |kind, part: &Key, counts, base| {
                let key = key.iter().chain(part).cloned().collect();
                row(key, kind, counts, base, &scales, minimum)
            };
            rows.push(row(RowKind::All, &blank, &group.base, &whole));
            if self.by_mention().is_empty() {
                continue;
            }
            let coded = group.mentions.iter().filter(|(part, _)| **part != blank);
            rows.extend(coded.map(|(part, counts)| row(RowKind::Coded, part, counts, &group.base)));
            let none = Counts::default();
            let uncoded = group.mentions.get(&blank).unwrap_or(&none);
            rows.push(row(RowKind::Uncoded, &blank, uncoded, &group.base));
        }
        rows
    }

    /// Keys of the languages that are no served ones, beside all keys that differ in the language alone.
    fn missing_languages(&self) -> BTreeSet<Key> {
        let languages = self.by_comment().iter();
        let Some(place) = languages
            .into_iter()
            .position(|column| *column == Column::Language)
        else {
            return BTreeSet::new();
        };
        let unserved = [Language::Other, Language::Und];
        let keys = self.groups().keys().flat_map(|key| {
            unserved.map(|language| {
                let mut key = key.clone();
                if let Some(value) = key.get_mut(place) {
                    *value = Some(language.code().to_owned());
                }
                key
            })
        });
        keys.collect()
    }
}

fn row(
    key: Key,
    kind: RowKind,
    counts: &Counts,
    base: &Counts,
    scales: &BTreeSet<ScoreScale>,
    minimum: u64,
) -> Row {
    let comments = counts.comments.total();
    let score = |&scale: &ScoreScale| {
        let none = BTreeMap::new();
        let scores = counts.scores.get(&scale).unwrap_or(&none);
        (scale, Formula::of(scale).figure(scores, minimum))
    };
    Row {
        key,
        kind,
        comments: comments.count,
        share: Figure::share(&comments, &base.comments.total(), minimum),
        comment_polarities: counted(&counts.comments),
        comment_net: Figure::net(&counts.comments, minimum),
        mentions: counts.mentions.total().count,
        mention_polarities: counted(&counts.mentions),
        mention_net: Figure::net(&counts.mentions, minimum),
        uncoded: counts.uncoded,
        scores: scales.iter().map(score).collect(),
        unread_scores: counts.unread_scores,
    }
}

fn counted(polarities: &Polarities) -> [u64; 4] {
    crate::annotation::Polarity::ALL.map(|polarity| polarities.of(polarity).count)
}

/// Names of the polarities' columns.
const POLARITIES: [&str; 4] = ["negative", "neutral", "mixed", "positive"];

/// The header of rows as a table.
pub fn header(rollup: &Rollup) -> Vec<String> {
    let mut names = rollup.by_names();
    let figure = |names: &mut Vec<String>, name: &str| {
        names.extend(["", "_low", "_high", "_base"].map(|end| format!("{name}{end}")));
    };
    names.extend(["kind", "comments"].map(str::to_owned));
    figure(&mut names, "share");
    names.extend(POLARITIES.map(|name| format!("comments_{name}")));
    figure(&mut names, "comments_net");
    names.push("mentions".to_owned());
    names.extend(POLARITIES.map(|name| format!("mentions_{name}")));
    figure(&mut names, "mentions_net");
    names.push("uncoded".to_owned());
    for scale in rollup.scales() {
        figure(&mut names, &format!("score_{scale}"));
    }
    names.extend(["unread_scores", "withheld"].map(str::to_owned));
    names
}

impl Row {
    /// Its cells under [`header`]. Figures have four decimals.
    pub fn cells(&self) -> Vec<String> {
        let mut withheld = Vec::new();
        let mut cells: Vec<String> = self
            .key
            .iter()
            .map(|v| v.clone().unwrap_or_default())
            .collect();
        let mut figure = |cells: &mut Vec<String>, name: String, figure: &Figure| {
            let ends = figure.interval;
            let values = [
                figure.value,
                ends.map(|ends| ends.low),
                ends.map(|ends| ends.high),
            ];
            cells.extend(values.map(|value| value.map(decimals).unwrap_or_default()));
            cells.push(figure.base.to_string());
            if let Some(reason) = figure.withheld {
                withheld.push(format!("{name}:{}", reason.name()));
            }
        };
        cells.extend([self.kind.name().to_owned(), self.comments.to_string()]);
        figure(&mut cells, "share".to_owned(), &self.share);
        cells.extend(self.comment_polarities.map(|count| count.to_string()));
        figure(&mut cells, "comments_net".to_owned(), &self.comment_net);
        cells.push(self.mentions.to_string());
        cells.extend(self.mention_polarities.map(|count| count.to_string()));
        figure(&mut cells, "mentions_net".to_owned(), &self.mention_net);
        cells.push(self.uncoded.to_string());
        for (scale, score) in &self.scores {
            figure(&mut cells, format!("score_{scale}"), score);
        }
        cells.push(self.unread_scores.to_string());
        cells.push(withheld.join(" "));
        cells
    }
}

/// A figure with four decimals, and zero without a sign.
fn decimals(value: f64) -> String {
    let text = format!("{value:.4}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.to_owned(),
        _ => text,
    }
}

impl Withheld {
    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::SmallBase { .. } => "small-base",
            Self::NoVariation => "no-variation",
            Self::TooFewPeriods => "too-few-periods",
        }
    }
}

/// What the columns of figures mean, a line each.
pub fn formulas(rollup: &Rollup) -> Vec<&'static str> {
    let mut lines = vec![
        "share = 100 * comments / comments of the row `all` above it; of rows `all`: of all comments",
        "net = 100 * (positive - negative) / (negative + neutral + mixed + positive)",
    ];
    lines.extend(
        rollup
            .scales()
            .into_iter()
            .map(|scale| Formula::of(scale).text()),
    );
    lines.dedup();
    lines
}
