//! Effects of themes on the customers' own score.

use super::score::{smaller, total};
use super::{Figure, Formula, Withheld};
use crate::rollup::{Fact, Histogram, ScoreScale, Themes, WEIGHT};
use crate::statistics::discovery;
use crate::statistics::effect::{self, Effect, Observation};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Effects of sub-themes on a score: what goes with the score, not what causes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drivers {
    /// The scale of the score.
    pub scale: ScoreScale,
    /// The headline that effects are counted in.
    pub formula: Formula,
    /// Rows with a score; the comments of a row are taken together.
    pub base: u64,
    /// Part of the score's variance that the themes explain together, 0 to 1; `None` if it is withheld.
    pub explained: Option<f64>,
    /// Why there are no drivers.
    pub withheld: Option<Withheld>,
    /// Themes, the largest effect first. Rare ones are left out.
    pub themes: Vec<Driver>,
}

/// The effect of one theme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Driver {
    /// Position of the theme.
    pub theme: u16,
    /// Its id.
    pub id: String,
    /// Rows with a score that raise it.
    pub rows: u64,
    /// Leave-out difference: the headline of all less the headline of those that do not raise the theme. Themes that
    /// come together share their effect.
    pub leave_out: Figure,
    /// Joint model: how much higher the headline is for those that raise the theme, all other themes being equal.
    pub joint: Figure,
    /// Chance of such a joint effect if there is none, after Benjamini and Hochberg over all themes; `None` if it is
    /// withheld.
    pub q: Option<f64>,
    /// True if the joint effect is shown at a false discovery rate of 5 %.
    pub stands_out: bool,
}

/// Effects of the themes of comments with a score.
pub(super) fn drivers(facts: &[Fact], themes: &Themes, scale: ScoreScale, minimum: u64) -> Drivers {
    let formula = Formula::of(scale);
    let rows = rows(facts, scale);
    let all = histogram(rows.values());
    let base = total(&all);
    let mut drivers = Drivers {
        scale,
        formula,
        base: base.count,
        explained: None,
        withheld: None,
        themes: Vec::new(),
    };
    if base.count < minimum {
        drivers.withheld = Some(Withheld::SmallBase { minimum });
        return drivers;
    }
    let raised = frequent(&rows, minimum);
    let observations: Vec<Observation> = rows
        .values()
        .map(|row| Observation {
            outcome: formula.contribution(row.score),
            weight: f64::from(row.weight) / f64::from(WEIGHT),
            traits: row
                .themes
                .iter()
                .filter_map(|theme| raised.binary_search(theme).ok())
                .collect(),
        })
        .collect();
    let joint = effect::joint(&observations, raised.len());
    drivers.explained = joint.as_ref().map(|joint| joint.explained);
    if joint.is_none() {
        drivers.withheld = Some(Withheld::NoVariation);
    }
    let effects = joint.map(|joint| joint.effects).unwrap_or_default();
    let chances: Vec<f64> = effects.iter().map(|effect| effect.chance).collect();
    let adjusted = discovery::adjusted(&chances);
    for (place, &theme) in raised.iter().enumerate() {
        let with = histogram(rows.values().filter(|row| row.themes.contains(&theme)));
        let with_base = total(&with);
        let rest = base.without(&with_base);
        let without = without(&all, &with);
        let (unit, factor) = formula.unit();
        let samples = formula.sample(&with).zip(formula.sample(&without));
        let share = with_base.weight as f64 / (base.weight as f64).max(1.0);
        let left_out = samples.and_then(|(with, rest)| effect::leave_out(with, rest, share));
        let figure = |effect: Option<Effect>| {
            let found = effect.map(|effect| (effect.value, Some(effect.interval)));
            Figure::new(unit, &smaller(&with_base, &rest), minimum, found, factor)
        };
        let q = adjusted.get(place).copied();
        drivers.themes.push(Driver {
            theme,
            id: themes
                .get(theme)
                .map(|theme| theme.id.clone())
                .unwrap_or_default(),
            rows: with_base.count,
            leave_out: figure(left_out),
            joint: figure(effects.get(place).copied()),
            q,
            stands_out: q.is_some_and(|q| q <= discovery::RATE),
        });
    }
    drivers.themes.sort_by(|a, b| {
        let size = |one: &Driver| one.joint.value.unwrap_or(0.0).abs();
        size(b).total_cmp(&size(a)).then(a.theme.cmp(&b.theme))
    });
    drivers
}

/// A row with its score and the themes of all its comments.
struct Row {
    score: i32,
    weight: u32,
    themes: BTreeSet<u16>,
}

fn rows(facts: &[Fact], scale: ScoreScale) -> BTreeMap<(&str, Cow<'_, str>), Row> {
    let mut rows: BTreeMap<(&str, Cow<'_, str>), Row> = BTreeMap::new();
    for fact in facts {
        let Some(own) = fact.own_score.filter(|own| own.scale == scale) else {
            continue;
        };
        let row = rows.entry((fact.source.as_str(), fact.row_id()));
        let row = row.or_insert_with(|| Row {
            score: own.hundredths,
            weight: fact.weight,
            themes: BTreeSet::new(),
        });
        row.themes
            .extend(fact.mentions.iter().map(|mention| mention.theme));
    }
    rows
}

/// Themes that enough rows raise and enough do not, by position.
fn frequent(rows: &BTreeMap<(&str, Cow<'_, str>), Row>, minimum: u64) -> Vec<u16> {
    let mut counts: BTreeMap<u16, u64> = BTreeMap::new();
    for theme in rows.values().flat_map(|row| &row.themes) {
        *counts.entry(*theme).or_default() += 1;
    }
    let enough =
        |count: u64| count >= minimum.max(2) && rows.len() as u64 - count >= minimum.max(2);
    let counts = counts.into_iter();
    counts
        .filter(|&(_, count)| enough(count))
        .map(|(theme, _)| theme)
        .collect()
}

fn histogram<'r>(rows: impl Iterator<Item = &'r Row>) -> Histogram {
    let mut histogram = Histogram::new();
    for row in rows {
        histogram.entry(row.score).or_default().count(row.weight);
    }
    histogram
}

/// The scores of all without those of some of them.
fn without(all: &Histogram, some: &Histogram) -> Histogram {
    let rest = all.iter().map(|(&score, tally)| {
        let part = some.get(&score).copied().unwrap_or_default();
        (score, tally.without(&part))
    });
    rest.filter(|(_, tally)| tally.count > 0).collect()
}
