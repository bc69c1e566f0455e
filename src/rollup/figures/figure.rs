//! Single figures from counts.

use super::{Figure, PolarityCounts, PolarityShare, SentimentFigures, Unit, Withheld};
use crate::annotation::Polarity;
use crate::rollup::{Polarities, Tally};
use crate::statistics::{Interval, Net, Share, Weights};

impl Tally {
    /// The weights for the statistics.
    pub(super) fn weights(&self) -> Weights {
        const UNIT: f64 = crate::rollup::WEIGHT as f64;
        Weights {
            sum: self.weight as f64 / UNIT,
            squares: self.squares as f64 / (UNIT * UNIT),
        }
    }

    /// The part that some of these are, by weight; `None` of none.
    pub(super) fn share(&self, some: &Tally) -> Option<Share> {
        let (all, some) = (self.weights(), some.weights());
        let base = all.effective();
        Share::of(some.sum / all.sum * base, base)
    }
}

impl Polarities {
    /// The net score of all; `None` of none.
    pub(super) fn net(&self) -> Option<Net> {
        let total = self.total();
        Some(Net {
            positive: total.share(&self.positive)?.value,
            negative: total.share(&self.negative)?.value,
            base: total.weights().effective(),
        })
    }
}

/// Points and percent are hundredths of what the statistics count in.
pub(super) const HUNDRED: f64 = 100.0;

impl Figure {
    /// A figure without a value.
    pub(super) fn withheld(unit: Unit, base: &Tally, reason: Withheld) -> Self {
        Self {
            unit,
            value: None,
            interval: None,
            base: base.count,
            effective_base: base.weights().effective(),
            withheld: Some(reason),
        }
    }

    /// A figure with its interval, unless its base is too small; `factor` is from the statistics to the unit.
    pub(super) fn new(
        unit: Unit,
        base: &Tally,
        minimum: u64,
        found: Option<(f64, Option<Interval>)>,
        factor: f64,
    ) -> Self {
        let Some((value, interval)) = found.filter(|_| base.count > 0) else {
            let reason = match base.count {
                0 => Withheld::Empty,
                _ => Withheld::NoVariation,
            };
            return Self::withheld(unit, base, reason);
        };
        if base.count < minimum {
            return Self::withheld(unit, base, Withheld::SmallBase { minimum });
        }
        Self {
            unit,
            value: Some(value * factor),
            interval: interval.map(|interval| interval.scaled(factor)),
            base: base.count,
            effective_base: base.weights().effective(),
            withheld: None,
        }
    }

    /// The part of a base that some are, in percent.
    pub(in crate::rollup) fn share(some: &Tally, base: &Tally, minimum: u64) -> Self {
        let share = base.share(some);
        let found = share.map(|share| (share.value, Some(share.interval())));
        let figure = Self::new(Unit::Percent, base, minimum, found, HUNDRED);
        figure.percent_of(some.weight as i64, base)
    }

    /// Net sentiment in points.
    pub(in crate::rollup) fn net(polarities: &Polarities, minimum: u64) -> Self {
        let net = polarities.net();
        let found = net.map(|net| (net.value(), Some(net.interval())));
        let total = polarities.total();
        let sides = polarities.positive.weight as i64 - polarities.negative.weight as i64;
        Self::new(Unit::Points, &total, minimum, found, HUNDRED).percent_of(sides, &total)
    }

    /// The same with its value as one division of whole numbers, which rounds once: equal to the last digit to what SQL
    /// makes of the same counts. `part` is a sum of weights in thousandths.
    pub(super) fn percent_of(mut self, part: i64, base: &Tally) -> Self {
        let exact = HUNDRED * part as f64 / base.weight as f64;
        self.value = self.value.map(|_| exact);
        self
    }
}

impl SentimentFigures {
    /// Sentiment of some units.
    pub(super) fn of(polarities: &Polarities, minimum: u64) -> Self {
        let total = polarities.total();
        let shares = Polarity::ALL.map(|polarity| {
            let some = polarities.of(polarity);
            PolarityShare {
                polarity,
                count: some.count,
                share: Figure::share(some, &total, minimum),
            }
        });
        Self {
            net: Figure::net(polarities, minimum),
            shares: shares.to_vec(),
        }
    }
}

impl From<&Polarities> for PolarityCounts {
    fn from(polarities: &Polarities) -> Self {
        Self {
            negative: polarities.negative.count,
            neutral: polarities.neutral.count,
            mixed: polarities.mixed.count,
            positive: polarities.positive.count,
        }
    }
}
