//! Themes with their polarity.

use super::scene::Scene;
use super::scored::Scored;
use crate::annotation::{Polarity, ThemeId};
use crate::lexicon::codeframe::Codeframe;
use crate::lexicon::entry::Within;
use crate::lexicon::matcher::{Match, WIDEST_MATCH};
use std::collections::BTreeMap;
use std::ops::Range;

/// The label of a signed value.
pub fn sign(value: i32) -> Polarity {
    match value.signum() {
        1 => Polarity::Positive,
        -1 => Polarity::Negative,
        _ => Polarity::Neutral,
    }
}

/// One theme with its matches and the polarity they add up to.
pub type Raised = BTreeMap<ThemeId, (Polarity, Vec<Match>)>;

/// Gathers the raised matches by theme: both sides of one theme make it mixed.
pub fn gather(scene: &Scene<'_>, codeframe: &Codeframe) -> Raised {
    let mut raised = Raised::new();
    for m in scene.raised(codeframe) {
        let Some(theme) = scene.theme(&m) else {
            continue;
        };
        let polarity = scene.polarity(codeframe, &m);
        let slot = raised
            .entry(theme.theme)
            .or_insert((Polarity::Neutral, Vec::new()));
        slot.0 = merge(slot.0, polarity);
        slot.1.push(m);
    }
    raised
}

fn merge(a: Polarity, b: Polarity) -> Polarity {
    match (a, b) {
        (Polarity::Neutral, other) | (other, Polarity::Neutral) => other,
        (a, b) if a == b => a,
        _ => Polarity::Mixed,
    }
}

impl Scene<'_> {
    /// Polarity of one raised match.
    pub fn polarity(&self, codeframe: &Codeframe, m: &Match) -> Polarity {
        let Some(theme) = self.theme(m) else {
            return Polarity::Neutral;
        };
        let entry = codeframe.theme(theme.theme);
        if let Some(fixed) = entry.fixed {
            return fixed;
        }
        if let Some(own) = self.overlapping(m) {
            return sign(own);
        }
        if let Some(valence) = theme.valence {
            return sign(i32::from(valence));
        }
        let clause = self.clause_about(m);
        let near = self
            .nearest(m, &clause)
            .or_else(|| self.wished(m).then_some(0))
            .or_else(|| self.nearest(m, &self.reach(Within::Sentence, m.first)));
        if let Some(result) = near {
            return sign(result);
        }
        let clause = self.clause_of.get(m.first).copied();
        let asks = clause
            .and_then(|clause| self.clauses.get(clause))
            .is_some_and(|clause| clause.question);
        if asks {
            return Polarity::Neutral;
        }
        let comment = self.reach(Within::Comment, m.first);
        match (self.felt(&comment), entry.prior) {
            ((true, false), _) => Polarity::Positive,
            ((false, true), _) => Polarity::Negative,
            (_, Some(prior)) => prior,
            (_, None) => Polarity::Neutral,
        }
    }

    /// Result of the evidence that shares words with the match: the strongest of them.
    fn overlapping(&self, m: &Match) -> Option<i32> {
        let from = self
            .scored
            .partition_point(|one| one.first + WIDEST_MATCH <= m.first);
        self.scored[from..]
            .iter()
            .take_while(|one| one.first <= m.last())
            .filter(|one| m.shares_with(one.first, one.mask))
            .map(|one| one.result)
            .max_by_key(|result| result.abs())
    }

    /// The nearest result on either side of the match inside a run of words.
    fn nearest(&self, m: &Match, reach: &Range<usize>) -> Option<i32> {
        let at = self.scored.partition_point(|one| one.first < m.first);
        let felt = |one: &&Scored| one.result != 0;
        let left = self.scored[..at]
            .iter()
            .rev()
            .take_while(|one| one.first >= reach.start)
            .find(felt);
        let right = self.scored[at..]
            .iter()
            .take_while(|one| one.first < reach.end)
            .find(felt);
        let distance = |one: &&Scored| {
            if one.first > m.last() {
                one.first - m.last()
            } else {
                m.first.saturating_sub(one.last())
            }
        };
        left.into_iter()
            .chain(right)
            .min_by_key(|one| (distance(one), std::cmp::Reverse(one.result.abs())))
            .map(|one| one.result)
    }
}
