//! Counts that add up: of comments and of mentions, by polarity, and of the customers' own scores.

use super::fact::{Fact, WEIGHT};
use super::score::ScoreScale;
use crate::annotation::Polarity;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Units counted, with their weights. Sums stop at the largest number instead of wrapping, so that the order of
/// adding never matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Units.
    pub count: u64,
    /// Sum of their weights in thousandths.
    pub weight: u64,
    /// Sum of the squares of their weights.
    pub squares: u64,
}

impl Tally {
    /// So many units without weights of their own.
    pub fn of(count: u64) -> Self {
        let weight = u64::from(WEIGHT);
        Self {
            count,
            weight: count.saturating_mul(weight),
            squares: count.saturating_mul(weight * weight),
        }
    }

    /// Counts one unit.
    pub fn count(&mut self, weight: u32) {
        let weight = u64::from(weight);
        self.add(&Self {
            count: 1,
            weight,
            squares: weight.saturating_mul(weight),
        });
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        self.weight = self.weight.saturating_add(other.weight);
        self.squares = self.squares.saturating_add(other.squares);
    }

    /// What is left without some of these.
    pub fn without(&self, some: &Self) -> Self {
        Self {
            count: self.count.saturating_sub(some.count),
            weight: self.weight.saturating_sub(some.weight),
            squares: self.squares.saturating_sub(some.squares),
        }
    }
}

/// Units by their polarity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Polarities {
    /// Outweighed by complaints.
    pub negative: Tally,
    /// No evaluation.
    pub neutral: Tally,
    /// Praise and complaint, and no verdict.
    pub mixed: Tally,
    /// Outweighed by praise.
    pub positive: Tally,
}

impl Polarities {
    /// Those of one polarity.
    pub fn of(&self, polarity: Polarity) -> &Tally {
        match polarity {
            Polarity::Negative => &self.negative,
            Polarity::Neutral => &self.neutral,
            Polarity::Mixed => &self.mixed,
            Polarity::Positive => &self.positive,
        }
    }

    fn of_mut(&mut self, polarity: Polarity) -> &mut Tally {
        match polarity {
            Polarity::Negative => &mut self.negative,
            Polarity::Neutral => &mut self.neutral,
            Polarity::Mixed => &mut self.mixed,
            Polarity::Positive => &mut self.positive,
        }
    }

    /// Counts one unit.
    pub fn count(&mut self, polarity: Polarity, weight: u32) {
        self.of_mut(polarity).count(weight);
    }

    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        for polarity in Polarity::ALL {
            self.of_mut(polarity).add(other.of(polarity));
        }
    }

    /// All units: the base of shares and of net sentiment.
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        for polarity in Polarity::ALL {
            total.add(self.of(polarity));
        }
        total
    }
}

/// Scores by their value in hundredths.
pub type Histogram = BTreeMap<i32, Tally>;

/// What is counted in one group. Comments and mentions are kept apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Comments by the sentiment of the whole comment.
    pub comments: Polarities,
    /// Mentions by their own polarity. Of a group by theme, only the mentions of that theme.
    pub mentions: Polarities,
    /// Comments that raise no theme at all.
    pub uncoded: u64,
    /// The customers' own scores by scale, once a row.
    pub scores: BTreeMap<ScoreScale, Histogram>,
    /// Rows with a score that is no number of its scale.
    pub unread_scores: u64,
}

impl Counts {
    /// Counts a comment, without its mentions.
    pub fn count(&mut self, fact: &Fact) {
        self.comments.count(fact.polarity, fact.weight);
        self.uncoded += u64::from(fact.is_uncoded());
        if !fact.first_of_row {
            return;
        }
        self.unread_scores += u64::from(fact.unread_score);
        if let Some(own) = fact.own_score {
            let histogram = self.scores.entry(own.scale).or_default();
            let tally = histogram.entry(own.hundredths).or_default();
            tally.count(fact.weight);
        }
    }

    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        self.comments.add(&other.comments);
        self.mentions.add(&other.mentions);
        self.uncoded += other.uncoded;
        self.unread_scores += other.unread_scores;
        for (&scale, histogram) in &other.scores {
            let own = self.scores.entry(scale).or_default();
            for (&value, tally) in histogram {
                own.entry(value).or_default().add(tally);
            }
        }
    }
}
