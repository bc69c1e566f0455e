//! Figures of the customers' own scores.

use super::figure::HUNDRED;
use super::{Band, Bands, Figure, Unit};
use crate::rollup::{Histogram, ScoreScale, Tally};
use crate::statistics::{Net, Sample, Share};
use serde::{Deserialize, Serialize};

/// How the headline of a scale is computed from its scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formula {
    /// Percent with 9 or 10, less percent with 0 to 6.
    Nps,
    /// Percent with 4 or 5.
    Csat,
    /// Mean from 1 to 7.
    Ces,
    /// Mean of a score on another scale.
    Mean,
}

impl Formula {
    /// That of a scale.
    pub fn of(scale: ScoreScale) -> Self {
        match scale {
            ScoreScale::Nps => Self::Nps,
            ScoreScale::Csat => Self::Csat,
            ScoreScale::Ces => Self::Ces,
            ScoreScale::Range { .. } | ScoreScale::Unknown => Self::Mean,
        }
    }

    /// The formula in numbers, as documents and tables print it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Nps => "NPS = 100 * (count(score >= 9) - count(score <= 6)) / count(score)",
            Self::Csat => "CSAT = 100 * count(score >= 4) / count(score)",
            Self::Ces => "CES = sum(score) / count(score)",
            Self::Mean => "mean = sum(score) / count(score)",
        }
    }
}

/// The scores on one scale, one a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreFigures {
    /// The scale.
    pub scale: ScoreScale,
    /// How the headline is computed.
    pub formula: Formula,
    /// The headline.
    pub headline: Figure,
    /// The mean on the scale.
    pub mean: Figure,
    /// Rows with low, middling and high scores: detractors, passives and promoters of NPS, 1-2, 3 and 4-5 of CSAT;
    /// `None` for other scales.
    pub bands: Option<Bands>,
    /// Rows by score in hundredths, ascending.
    pub histogram: Vec<(i32, u64)>,
}

/// A headline as the statistics see it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Estimate {
    Net(Net),
    Share(Share),
    Mean(Sample),
}

impl Formula {
    /// What a headline is counted in, and how many of it one of the statistics' units is.
    pub(super) fn unit(self) -> (Unit, f64) {
        match self {
            Self::Nps => (Unit::Points, HUNDRED),
            Self::Csat => (Unit::Percent, HUNDRED),
            Self::Ces | Self::Mean => (Unit::Score, 1.0),
        }
    }

    /// What a score in hundredths adds to the headline, which is the mean of these.
    pub(super) fn contribution(self, hundredths: i32) -> f64 {
        match self {
            Self::Nps if hundredths >= 900 => 1.0,
            Self::Nps if hundredths <= 600 => -1.0,
            Self::Nps => 0.0,
            Self::Csat => f64::from(u8::from(hundredths >= 400)),
            Self::Ces | Self::Mean => f64::from(hundredths) / HUNDRED,
        }
    }

    fn estimate(self, histogram: &Histogram) -> Option<Estimate> {
        let sample = self.sample(histogram)?;
        let base = total(histogram);
        let part = |side: f64| {
            let of = histogram.iter();
            let of = of.filter(|&(&score, _)| self.contribution(score) == side);
            let mut some = Tally::default();
            of.for_each(|(_, tally)| some.add(tally));
            base.share(&some)
        };
        Some(match self {
            Self::Nps => Estimate::Net(Net {
                positive: part(1.0)?.value,
                negative: part(-1.0)?.value,
                base: sample.base,
            }),
            Self::Csat => Estimate::Share(part(1.0)?),
            Self::Ces | Self::Mean => Estimate::Mean(sample),
        })
    }

    /// The contributions of scores.
    pub(super) fn sample(self, histogram: &Histogram) -> Option<Sample> {
        let values = histogram.iter();
        Sample::of(values.map(|(&score, tally)| (self.contribution(score), tally.weights())))
    }

    /// The headline of scores.
    pub(in crate::rollup) fn figure(self, histogram: &Histogram, minimum: u64) -> Figure {
        let found = self.estimate(histogram).map(|estimate| match estimate {
            Estimate::Net(net) => (net.value(), Some(net.interval())),
            Estimate::Share(share) => (share.value, Some(share.interval())),
            Estimate::Mean(sample) => (sample.mean, sample.interval()),
        });
        let (unit, factor) = self.unit();
        let base = total(histogram);
        let figure = Figure::new(unit, &base, minimum, found, factor);
        match self {
            Self::Nps | Self::Csat => {
                let parts = histogram.iter();
                let parts = parts
                    .map(|(&score, tally)| self.contribution(score) as i64 * tally.weight as i64);
                figure.percent_of(parts.sum(), &base)
            }
            Self::Ces | Self::Mean => figure,
        }
    }

    /// The headline of scores less that of others, with the chance of such a difference if there is none.
    pub(super) fn difference(
        self,
        one: &Histogram,
        other: &Histogram,
        minimum: u64,
    ) -> (Figure, Option<f64>) {
        let pair = (self.estimate(one), self.estimate(other));
        let found = match pair {
            (Some(Estimate::Net(a)), Some(Estimate::Net(b))) => {
                Some((a.value() - b.value(), a.difference(b), a.test(b)))
            }
            (Some(Estimate::Share(a)), Some(Estimate::Share(b))) => {
                Some((a.value - b.value, a.difference(b), a.test(b)))
            }
            (Some(Estimate::Mean(a)), Some(Estimate::Mean(b))) => a
                .difference(b)
                .map(|(interval, chance)| (a.mean - b.mean, interval, chance)),
            _ => None,
        };
        let base = smaller(&total(one), &total(other));
        let (unit, factor) = self.unit();
        let figure = found.map(|(value, interval, _)| (value, Some(interval)));
        let figure = Figure::new(unit, &base, minimum, figure, factor);
        let chance = found.filter(|_| figure.value.is_some());
        (figure, chance.map(|(_, _, chance)| chance))
    }
}

/// All scores of a histogram.
pub(super) fn total(histogram: &Histogram) -> Tally {
    let mut total = Tally::default();
    histogram.values().for_each(|tally| total.add(tally));
    total
}

/// The base that a difference stands on: the smaller of the two.
pub(super) fn smaller(one: &Tally, other: &Tally) -> Tally {
    if one.count <= other.count {
        *one
    } else {
        *other
    }
}

impl Band {
    /// The band of a score in hundredths; `None` on scales without bands.
    pub(super) fn of(scale: ScoreScale, hundredths: i32) -> Option<Self> {
        let (low, high) = match scale {
            ScoreScale::Nps => (600, 900),
            ScoreScale::Csat => (200, 400),
            _ => return None,
        };
        Some(match hundredths {
            score if score <= low => Self::Low,
            score if score >= high => Self::High,
            _ => Self::Middle,
        })
    }
}

impl ScoreFigures {
    /// Figures of the scores on a scale.
    pub(super) fn of(scale: ScoreScale, histogram: &Histogram, minimum: u64) -> Self {
        let formula = Formula::of(scale);
        let mut bands = Bands::default();
        for (&score, tally) in histogram {
            match Band::of(scale, score) {
                Some(Band::Low) => bands.low += tally.count,
                Some(Band::Middle) => bands.middle += tally.count,
                Some(Band::High) => bands.high += tally.count,
                None => {}
            }
        }
        Self {
            scale,
            formula,
            headline: formula.figure(histogram, minimum),
            mean: Formula::Mean.figure(histogram, minimum),
            bands: Band::of(scale, 0).map(|_| bands),
            histogram: histogram
                .iter()
                .map(|(&score, tally)| (score, tally.count))
                .collect(),
        }
    }
}
