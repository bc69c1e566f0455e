//! Themes in two groups of comments, tested together.

use super::figure::HUNDRED;
use super::score::{Formula, smaller};
use super::table::Table;
use super::{
    Band, Change, Comparison, Contrast, Figure, Half, SegmentFigures, SegmentValue, Settings, Unit,
    Verdict, period,
};
use crate::rollup::{Fact, Histogram, Polarities, ScoreScale, Tally, Themes};
use crate::statistics::discovery;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Comments that a theme needs in both groups together to be tested.
const LEAST_HITS: u64 = 5;

/// Values of a segment column whose themes are compared: those with the most comments.
const MOST_VALUES: usize = 50;

/// The comments of a group and those of each theme among them.
struct Group {
    base: Tally,
    themes: BTreeMap<u16, Tally>,
}

impl Group {
    fn of(table: &Table) -> Self {
        let themes = table.themes.iter();
        Self {
            base: table.base.comments.total(),
            themes: themes
                .map(|(&theme, counts)| (theme, counts.comments.total()))
                .collect(),
        }
    }

    fn theme(&self, theme: u16) -> Tally {
        self.themes.get(&theme).copied().unwrap_or_default()
    }

    /// All that is not in another group, which is part of this one.
    fn without(&self, part: &Self) -> Self {
        let rest = |(&theme, tally): (&u16, &Tally)| (theme, tally.without(&part.theme(theme)));
        Self {
            base: self.base.without(&part.base),
            themes: self.themes.iter().map(rest).collect(),
        }
    }
}

/// Each theme of two groups; those that can be tested have a chance. The verdicts are still to come: see [`settle`].
fn compare(group: &Group, against: &Group, themes: &Themes, minimum: u64) -> Vec<Comparison> {
    let mut positions: Vec<u16> = group
        .themes
        .keys()
        .chain(against.themes.keys())
        .copied()
        .collect();
    positions.sort_unstable();
    positions.dedup();
    let compared = positions.into_iter().filter_map(|theme| {
        let (some, others) = (group.theme(theme), against.theme(theme));
        if some.count + others.count == 0 {
            return None;
        }
        let shares = (group.base.share(&some), against.base.share(&others));
        let pair = match shares {
            (Some(a), Some(b)) => Some((a, b)),
            _ => None,
        };
        let difference = pair.map(|(a, b)| (a.value - b.value, Some(a.difference(b))));
        let base = smaller(&group.base, &against.base);
        let difference = Figure::new(Unit::Percent, &base, minimum, difference, HUNDRED);
        let enough = difference.value.is_some() && some.count + others.count >= LEAST_HITS;
        Some(Comparison {
            theme,
            id: themes.get(theme)?.id.clone(),
            share: Figure::share(&some, &group.base, minimum),
            against: Figure::share(&others, &against.base, minimum),
            p: pair.filter(|_| enough).map(|(a, b)| a.test(b)),
            q: None,
            verdict: Verdict::NotTested,
            difference,
        })
    });
    compared.collect()
}

/// Gives verdicts to comparisons that were tested together, and puts the surest first.
fn settle(mut families: Vec<&mut Vec<Comparison>>) {
    let all = families.iter().flat_map(|family| family.iter());
    let chances: Vec<f64> = all.filter_map(|one| one.p).collect();
    let mut adjusted = discovery::adjusted(&chances).into_iter();
    for family in &mut families {
        for one in family.iter_mut().filter(|one| one.p.is_some()) {
            one.q = adjusted.next();
            one.verdict = verdict(one.q, one.difference.value);
        }
        family.sort_by(|a, b| {
            let certainty = |one: &Comparison| one.q.unwrap_or(2.0);
            let size = |one: &Comparison| one.difference.value.unwrap_or(0.0).abs();
            let by_certainty = certainty(a).total_cmp(&certainty(b));
            let by_size = size(b).total_cmp(&size(a));
            by_certainty.then(by_size).then(a.theme.cmp(&b.theme))
        });
    }
}

/// What a test found.
pub(super) fn verdict(q: Option<f64>, difference: Option<f64>) -> Verdict {
    match (q, difference) {
        (Some(q), Some(value)) if q <= discovery::RATE && value > 0.0 => Verdict::More,
        (Some(q), Some(value)) if q <= discovery::RATE && value < 0.0 => Verdict::Less,
        (Some(_), Some(_)) => Verdict::NotShown,
        _ => Verdict::NotTested,
    }
}

/// Scores on a scale; empty where there are none.
fn scores(table: &Table, scale: ScoreScale) -> Histogram {
    table.base.scores.get(&scale).cloned().unwrap_or_default()
}

/// The later against the earlier part of the days.
pub(super) fn change(
    facts: &[Fact],
    themes: &Themes,
    settings: &Settings,
    days: Option<(Date, Date)>,
    scale: Option<ScoreScale>,
) -> Option<Change> {
    let (first, last) = days?;
    let middle = || {
        let half = i64::from((period::days(first, last) + 1) / 2);
        first.checked_add(half.days()).ok()
    };
    let from = settings.change_from.or_else(middle)?;
    let dated = |later: bool| {
        let of = facts.iter();
        of.filter(move |fact| fact.day.is_some_and(|day| (day >= from) == later))
    };
    let (earlier, later) = (
        Table::of(dated(false), themes),
        Table::of(dated(true), themes),
    );
    let minimum = settings.minimum_base;
    let half = |table: &Table, from: Date, to: Date| Half {
        from,
        to,
        comments: table.base.comments.total().count,
        net: Figure::net(&table.base.comments, minimum),
        score: scale.map(|scale| Formula::of(scale).figure(&scores(table, scale), minimum)),
    };
    let (net, net_chance) = net(&later.base.comments, &earlier.base.comments, minimum);
    let score = scale.map(|scale| {
        let pair = (scores(&later, scale), scores(&earlier, scale));
        Formula::of(scale).difference(&pair.0, &pair.1, minimum)
    });
    let score_chance = score.as_ref().and_then(|(_, chance)| *chance);
    let score = score.map(|(figure, _)| figure);
    let mut compared = compare(&Group::of(&later), &Group::of(&earlier), themes, minimum);
    settle(vec![&mut compared]);
    Some(Change {
        earlier: half(&earlier, first, from.yesterday().unwrap_or(from)),
        later: half(&later, from, last),
        // One test each: there is nothing to adjust.
        net_verdict: verdict(net_chance, net.value),
        net,
        score_verdict: verdict(score_chance, score.and_then(|figure| figure.value)),
        score,
        themes: compared,
    })
}

/// Net sentiment of some less that of others, with the chance of such a difference if there is none.
fn net(some: &Polarities, others: &Polarities, minimum: u64) -> (Figure, Option<f64>) {
    let pair = match (some.net(), others.net()) {
        (Some(a), Some(b)) => Some((a, b)),
        _ => None,
    };
    let base = smaller(&some.total(), &others.total());
    let found = pair.map(|(a, b)| (a.value() - b.value(), Some(a.difference(b))));
    let figure = Figure::new(Unit::Points, &base, minimum, found, HUNDRED);
    let chance = pair.filter(|_| figure.value.is_some());
    (figure, chance.map(|(a, b)| a.test(b)))
}

/// Bands of a scale against the low one.
pub(super) fn contrasts(
    facts: &[Fact],
    themes: &Themes,
    scale: Option<ScoreScale>,
    minimum: u64,
) -> Vec<Contrast> {
    let Some(scale) = scale.filter(|&scale| Band::of(scale, 0).is_some()) else {
        return Vec::new();
    };
    let group = |band: Band| {
        let own = facts.iter().filter(|fact| {
            let score = fact.own_score.filter(|own| own.scale == scale);
            score.and_then(|own| Band::of(scale, own.hundredths)) == Some(band)
        });
        Group::of(&Table::of(own, themes))
    };
    let low = group(Band::Low);
    let mut contrasts: Vec<Contrast> = [Band::Middle, Band::High]
        .into_iter()
        .map(|band| {
            let mut compared = compare(&group(band), &low, themes, minimum);
            compared.retain(|one| themes.is_raised_itself(one.theme));
            Contrast {
                scale,
                band,
                against: Band::Low,
                themes: compared,
            }
        })
        .collect();
    settle(contrasts.iter_mut().map(|one| &mut one.themes).collect());
    contrasts
}

/// The values of each column of segments against all others of the column.
pub(super) fn segments(
    facts: &[Fact],
    themes: &Themes,
    settings: &Settings,
    all: &Table,
    scale: Option<ScoreScale>,
) -> Vec<SegmentFigures> {
    let columns = settings.segments.iter();
    columns
        .map(|column| segment(facts, themes, settings, all, scale, column))
        .collect()
}

fn segment(
    facts: &[Fact],
    themes: &Themes,
    settings: &Settings,
    all: &Table,
    scale: Option<ScoreScale>,
    column: &str,
) -> SegmentFigures {
    let minimum = settings.minimum_base;
    let mut tables: BTreeMap<Option<&str>, Table> = BTreeMap::new();
    for fact in facts {
        let value = fact.segments.get(column).map(String::as_str);
        tables.entry(value).or_default().count(fact, themes);
    }
    let mut tables: Vec<(Option<&str>, Table)> = tables.into_iter().collect();
    tables.sort_by_key(|(_, table)| Reverse(table.base.comments.total().count));
    let whole = Group::of(all);
    let value = |(place, (value, table)): (usize, &(Option<&str>, Table))| {
        let own = Group::of(table);
        let mut compared = Vec::new();
        if place < MOST_VALUES {
            compared = compare(&own, &whole.without(&own), themes, minimum);
        }
        SegmentValue {
            value: value.map(str::to_owned),
            comments: own.base.count,
            net: Figure::net(&table.base.comments, minimum),
            score: scale.map(|scale| Formula::of(scale).figure(&scores(table, scale), minimum)),
            themes: compared,
        }
    };
    let mut values: Vec<SegmentValue> = tables.iter().enumerate().map(value).collect();
    settle(values.iter_mut().map(|value| &mut value.themes).collect());
    SegmentFigures {
        column: column.to_owned(),
        values,
    }
}
