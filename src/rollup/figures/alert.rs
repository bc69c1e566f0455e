//! What stands out of a source's own history.

use super::period;
use crate::rollup::{Fact, Themes};
use crate::statistics::series::{self, Day};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What kind of thing stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlertKind {
    /// A theme came more often than on such days before.
    Spike,
    /// A theme came that the source had not had for a long time, and more than once.
    NewTheme,
    /// Far fewer comments than on such days before: themes of that day are not judged.
    Incomplete,
}

/// Something that stands out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// What kind.
    pub kind: AlertKind,
    /// The source.
    pub source: String,
    /// The day.
    pub day: Date,
    /// Position of the theme; `None` for [`AlertKind::Incomplete`].
    pub theme: Option<u16>,
    /// Id of the theme.
    pub id: Option<String>,
    /// Comments that raise the theme; all comments for [`AlertKind::Incomplete`].
    pub observed: u64,
    /// As many were to be expected.
    pub expected: f64,
    /// Comments of the source on that day.
    pub comments: u64,
    /// Chance of as much or more (for [`AlertKind::Incomplete`]: as little or less) on an ordinary day.
    pub p: f64,
}

/// Days of a source that are looked at: two years.
const DAYS: i32 = 731;

/// What stands out of each source's days, the newest first.
pub(super) fn alerts(facts: &[Fact], themes: &Themes) -> Vec<Alert> {
    let mut sources: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.day.is_some()) {
        sources.entry(&fact.source).or_default().push(fact);
    }
    let mut alerts: Vec<Alert> = Vec::new();
    for (source, facts) in sources {
        alerts.extend(of_source(source, &facts, themes));
    }
    alerts.sort_by(|a, b| {
        let newest = b.day.cmp(&a.day);
        newest.then_with(|| (&a.source, a.theme).cmp(&(&b.source, b.theme)))
    });
    alerts
}

fn of_source(source: &str, facts: &[&Fact], themes: &Themes) -> Vec<Alert> {
    let days = facts.iter().filter_map(|fact| fact.day);
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else {
        return Vec::new();
    };
    let first = match period::days(first, last) > DAYS {
        true => last
            .checked_sub(i64::from(DAYS - 1).days())
            .unwrap_or(first),
        false => first,
    };
    let raised = facts.iter().flat_map(|fact| &fact.mentions);
    let topics: BTreeSet<u16> = raised.map(|mention| mention.theme).collect();
    let topics: Vec<u16> = topics.into_iter().collect();
    let series = series(facts, first, last, &topics);
    let outliers = series::outliers(&series).into_iter();
    outliers
        .filter_map(|one| {
            let theme = one.topic.and_then(|topic| topics.get(topic)).copied();
            Some(Alert {
                kind: match one.kind {
                    series::Kind::Spike => AlertKind::Spike,
                    series::Kind::New => AlertKind::NewTheme,
                    series::Kind::Incomplete => AlertKind::Incomplete,
                },
                source: source.to_owned(),
                day: first.checked_add((one.day as i64).days()).ok()?,
                theme,
                id: theme.and_then(|theme| Some(themes.get(theme)?.id.clone())),
                observed: one.observed,
                expected: one.expected,
                comments: series.get(one.day)?.total,
                p: one.chance,
            })
        })
        .collect()
}

/// Comments a day, and those of each topic, without a gap.
fn series(facts: &[&Fact], first: Date, last: Date, topics: &[u16]) -> Vec<Day> {
    let weekday = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0);
    let length = usize::try_from(period::days(first, last)).unwrap_or(0);
    let mut days: Vec<Day> = (0..length)
        .map(|place| Day {
            weekday: (weekday + place) % 7,
            total: 0,
            topics: vec![0; topics.len()],
        })
        .collect();
    for fact in facts {
        let place = fact.day.map(|day| period::days(first, day) - 1);
        let place = place.and_then(|place| usize::try_from(place).ok());
        let Some(day) = place.and_then(|place| days.get_mut(place)) else {
            continue;
        };
        day.total += 1;
        for mention in &fact.mentions {
            let topic = topics.binary_search(&mention.theme);
            if let Some(count) = topic.ok().and_then(|topic| day.topics.get_mut(topic)) {
                *count += 1;
            }
        }
    }
    days
}
