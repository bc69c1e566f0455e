//! What stands out of a daily series, against its own history.
//!
//! Each day is set against the eight weeks before it. What is expected is the rate over those weeks times a factor of the
//! day of the week, which counts for as much as the weeks bear it out (empirical Bayes with the moments of DerSimonian
//! and Laird 1986). The day's count is then held against a negative binomial variable that allows for days that vary
//! more than Poisson's, as the surveillance of outbreaks does (Farrington et al. 1996; Noufaily et al. 2013). Topics are
//! judged by their share of the day's total, so that a busy day is not a day of complaints. What stood out is kept in
//! the history only as far as it was to be expected, so that it neither hides the next one nor rings forever.

mod forecast;

use super::distribution::{negative_binomial_above, negative_binomial_below};
use forecast::{Forecast, Past};

/// Days looked back on: eight weeks.
pub const WINDOW: usize = 56;

/// Days that a judgement needs behind it: four weeks.
pub const LEAST_HISTORY: usize = 28;

/// Chance of a false alarm on an ordinary day, over all topics together.
const DAILY_RATE: f64 = 0.01;

/// Chance of calling an ordinary day incomplete.
const INCOMPLETE_RATE: f64 = 0.005;

/// An incomplete day has less than this part of what was to be expected.
const INCOMPLETE_PART: f64 = 0.65;

/// A spike has at least this many, and this many times what was to be expected: less is nobody's alarm.
const LEAST_SPIKE: (u64, f64) = (5, 1.5);

/// A new topic has at least this many.
const LEAST_NEW: u64 = 3;

/// One day of a series.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// Day of the week, 0 to 6.
    pub weekday: usize,
    /// All units of the day.
    pub total: u64,
    /// Units by topic; as many topics on every day.
    pub topics: Vec<u64>,
}

/// What kind of thing stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// More of a topic.
    Spike,
    /// A topic that the eight weeks before did not have.
    New,
    /// Far fewer units in all; topics of that day are not judged.
    Incomplete,
}

/// Something that stands out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlier {
    /// Position of the day.
    pub day: usize,
    /// What kind.
    pub kind: Kind,
    /// Position of the topic; `None` for [`Kind::Incomplete`].
    pub topic: Option<usize>,
    /// As many came.
    pub observed: u64,
    /// As many were to be expected.
    pub expected: f64,
    /// Chance of as much (or as little) on an ordinary day.
    pub chance: f64,
}

/// Finds what stands out of days that follow each other without a gap.
pub fn outliers(days: &[Day]) -> Vec<Outlier> {
    let mut history: Vec<Kept> = Vec::with_capacity(days.len());
    let mut found = Vec::new();
    for (place, day) in days.iter().enumerate() {
        let recent = history.len().saturating_sub(WINDOW);
        let window = history.get(recent..).unwrap_or_default();
        let kept = if window.len() < LEAST_HISTORY {
            Kept::of(day)
        } else {
            judge(place, day, window, &mut found)
        };
        history.push(kept);
    }
    found
}

/// A day as the history keeps it.
struct Kept {
    weekday: usize,
    total: u64,
    /// Empty if the day was incomplete.
    topics: Vec<u64>,
    /// The total that the topics are of.
    exposure: u64,
}

impl Kept {
    fn of(day: &Day) -> Self {
        Self {
            weekday: day.weekday,
            total: day.total,
            topics: day.topics.clone(),
            exposure: day.total,
        }
    }
}

fn judge(place: usize, day: &Day, window: &[Kept], found: &mut Vec<Outlier>) -> Kept {
    let volume = volume(day, window);
    let chance = negative_binomial_below(day.total, volume.mean, volume.relative());
    if (day.total as f64) < INCOMPLETE_PART * volume.mean && chance < INCOMPLETE_RATE {
        found.push(Outlier {
            day: place,
            kind: Kind::Incomplete,
            topic: None,
            observed: day.total,
            expected: volume.mean,
            chance,
        });
        return Kept {
            weekday: day.weekday,
            total: (INCOMPLETE_PART * volume.mean).round() as u64,
            topics: Vec::new(),
            exposure: 0,
        };
    }
    let mut kept = Kept::of(day);
    if window.iter().filter(|kept| kept.exposure > 0).count() < LEAST_HISTORY / 7 {
        return kept;
    }
    let forecasts = topics(day, window);
    let limit = DAILY_RATE / (forecasts.len() as f64).max(1.0);
    for (topic, forecast) in forecasts.iter().enumerate() {
        let observed = day.topics.get(topic).copied().unwrap_or(0);
        let chance = negative_binomial_above(observed, forecast.mean, forecast.relative());
        let new = forecast.history == 0 && observed >= LEAST_NEW;
        let spike = observed >= LEAST_SPIKE.0 && observed as f64 >= LEAST_SPIKE.1 * forecast.mean;
        if chance >= limit || !(new || spike) {
            continue;
        }
        found.push(Outlier {
            day: place,
            kind: if forecast.history == 0 {
                Kind::New
            } else {
                Kind::Spike
            },
            topic: Some(topic),
            observed,
            expected: forecast.mean,
            chance,
        });
        if let Some(slot) = kept.topics.get_mut(topic) {
            *slot = observed.min((forecast.mean + 3.0 * forecast.deviation()).ceil() as u64);
        }
    }
    kept
}

/// What was to be expected of the total.
fn volume(day: &Day, window: &[Kept]) -> Forecast {
    let past: Vec<Past> = window
        .iter()
        .map(|kept| Past {
            weekday: kept.weekday,
            exposure: 1.0,
            count: kept.total as f64,
        })
        .collect();
    Forecast::new(&past, day.weekday, 1.0)
}

/// What was to be expected of each topic, given the day's total. Topics whose own days vary less than those of all topics
/// together are taken to vary as much: few counts tell little about it.
fn topics(day: &Day, window: &[Kept]) -> Vec<Forecast> {
    let mut forecasts = Vec::with_capacity(day.topics.len());
    let mut past = Vec::with_capacity(window.len());
    for topic in 0..day.topics.len() {
        past.clear();
        past.extend(
            window
                .iter()
                .filter(|kept| kept.exposure > 0)
                .map(|kept| Past {
                    weekday: kept.weekday,
                    exposure: kept.exposure as f64,
                    count: kept.topics.get(topic).copied().unwrap_or(0) as f64,
                }),
        );
        forecasts.push(Forecast::new(&past, day.weekday, day.total as f64));
    }
    let (excess, scale) = forecasts.iter().fold((0.0, 0.0), |(excess, scale), one| {
        (excess + one.excess, scale + one.scale)
    });
    let common = if scale > 0.0 {
        (excess / scale).max(0.0)
    } else {
        0.0
    };
    for forecast in &mut forecasts {
        forecast.dispersion = forecast.dispersion.max(common);
    }
    forecasts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many ordinary days, by a pattern without chance.
    fn ordinary(count: usize) -> Vec<Day> {
        let day = |place: usize| {
            let total = [100, 110, 105, 95, 90, 40, 30][place % 7];
            Day {
                weekday: place % 7,
                total,
                topics: vec![total / 5 + (place % 3) as u64, total / 10, 0],
            }
        };
        (0..count).map(day).collect()
    }

    #[test]
    fn ordinary_days_raise_nothing() {
        assert_eq!(outliers(&ordinary(150)), []);
    }

    #[test]
    fn a_day_that_is_always_busy_raises_nothing() {
        let mut days = ordinary(150);
        for day in days.iter_mut().filter(|day| day.weekday == 2) {
            day.topics[1] = 40;
        }
        assert_eq!(outliers(&days), []);
    }

    #[test]
    fn a_doubled_topic_is_a_spike_on_its_day_only() {
        let mut days = ordinary(150);
        days[100].topics[0] *= 3;
        let found = outliers(&days);
        assert_eq!(found.len(), 1, "{found:?}");
        let one = found[0];
        assert_eq!((one.day, one.kind, one.topic), (100, Kind::Spike, Some(0)));
        assert!(one.expected > 18.0 && one.expected < 26.0, "{one:?}");
    }

    #[test]
    fn a_topic_never_seen_before_is_new() {
        let mut days = ordinary(150);
        days[120].topics[2] = 6;
        let found = outliers(&days);
        let kinds: Vec<_> = found
            .iter()
            .map(|one| (one.day, one.kind, one.topic))
            .collect();
        assert_eq!(kinds, [(120, Kind::New, Some(2))]);
    }

    #[test]
    fn half_a_day_is_incomplete_and_its_topics_are_not_judged() {
        let mut days = ordinary(150);
        let day = &mut days[100];
        day.total /= 3;
        day.topics = vec![day.total, 0, 0];
        let found = outliers(&days);
        let kinds: Vec<_> = found.iter().map(|one| (one.day, one.kind)).collect();
        assert_eq!(kinds, [(100, Kind::Incomplete)]);
    }

    #[test]
    fn a_new_level_stops_ringing() {
        let mut days = ordinary(300);
        for day in days.iter_mut().skip(100) {
            day.topics[0] = day.topics[0] * 5 / 2;
        }
        let found = outliers(&days);
        let last = found.iter().map(|one| one.day).max();
        assert!(last.is_some_and(|day| day < 100 + WINDOW), "{last:?}");
    }

    #[test]
    fn a_short_history_judges_nothing() {
        let mut days = ordinary(LEAST_HISTORY);
        days[20].topics[2] = 50;
        assert_eq!(outliers(&days), []);
    }
}
