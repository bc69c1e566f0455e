//! Themes: which terms count, and with which polarity.

use super::clauses::Clause;
use super::scoring::Scored;
use crate::annotation::{Polarity, ThemeId};
use crate::lexicon::codeframe::Codeframe;
use crate::lexicon::entry::{Condition, ConditionKind, EntryKind, ThemeEntry, Within};
use crate::lexicon::matcher::{Match, Matches};
use crate::lexicon::pack::Pack;
use std::collections::BTreeMap;

/// What theme terms are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// Words and matches.
    pub matches: &'a Matches,
    /// Clauses.
    pub clauses: &'a [Clause],
    /// Clause of each word.
    pub clause_of: &'a [usize],
    /// Results.
    pub scored: &'a [Scored],
}

impl<'a> Scene<'a> {
    /// True if the conditions hold that do not ask for feelings. Feelings are not known yet when groups
    /// are chosen.
    pub fn allows(&self, m: &Match, feelings_known: bool) -> bool {
        let Some(EntryKind::Theme(theme)) = self.pack.kind(m.entry) else {
            return true;
        };
        let holds = |condition: &Condition| self.holds(m, condition, feelings_known);
        let required = theme.requires.is_empty()
            || theme
                .requires
                .iter()
                .any(|condition| holds(condition).unwrap_or(true));
        required
            && !theme
                .unless
                .iter()
                .any(|condition| holds(condition).unwrap_or(false))
    }

    /// `None` while feelings are not known.
    fn holds(&self, m: &Match, condition: &Condition, feelings_known: bool) -> Option<bool> {
        let feeling = |sign: fn(i32) -> bool| {
            feelings_known.then(|| {
                self.scored
                    .iter()
                    .any(|one| sign(one.result) && self.reaches(condition.within, m.first, one.first))
            })
        };
        match condition.what {
            ConditionKind::Entry(entry) => Some(self.matches.found.iter().any(|other| {
                other.entry == entry && self.reaches(condition.within, m.first, other.first)
            })),
            ConditionKind::Positive => feeling(|result| result > 0),
            ConditionKind::Negative => feeling(|result| result < 0),
            ConditionKind::Sentiment => feeling(|result| result != 0),
            ConditionKind::Question => Some(self.clauses.iter().any(|clause| {
                clause.question && self.reaches(condition.within, m.first, clause.words.start)
            })),
        }
    }

    fn reaches(&self, within: Within, from: usize, to: usize) -> bool {
        match within {
            Within::Comment => true,
            Within::Sentence => self.sentence_of(from) == self.sentence_of(to),
            Within::Clause => self.clause_of.get(from) == self.clause_of.get(to),
        }
    }

    fn sentence_of(&self, word: usize) -> Option<usize> {
        self.matches.words.get(word).map(|word| word.sentence)
    }

    fn theme(&self, m: &Match) -> Option<&'a ThemeEntry> {
        match self.pack.kind(m.entry) {
            Some(EntryKind::Theme(theme)) => Some(theme),
            _ => None,
        }
    }

    /// The theme matches that count, after conditions and overlaps.
    pub fn raised(&self) -> Vec<Match> {
        let candidates: Vec<Match> = self
            .matches
            .found
            .iter()
            .copied()
            .filter(|m| self.theme(m).is_some() && self.allows(m, true))
            .collect();
        let kept: Vec<Match> = candidates
            .iter()
            .copied()
            .filter(|m| !candidates.iter().any(|other| self.beaten(m, other)))
            .collect();
        let strong = |m: &Match| self.theme(m).is_some_and(|t| !t.weak && !t.last);
        let kept: Vec<Match> = kept
            .iter()
            .copied()
            .filter(|m| {
                let weak = self.theme(m).is_some_and(|t| t.weak);
                !weak
                    || !kept.iter().any(|other| {
                        strong(other) && self.reaches(Within::Clause, m.first, other.first)
                    })
            })
            .collect();
        let last_only = kept.iter().all(|m| self.theme(m).is_some_and(|t| t.last));
        kept.iter()
            .copied()
            .filter(|m| last_only || self.theme(m).is_some_and(|t| !t.last))
            .collect()
    }

    /// Within a theme the longest match wins; another theme's match wins only over what lies inside it.
    fn beaten(&self, m: &Match, other: &Match) -> bool {
        let (Some(own), Some(others)) = (self.theme(m), self.theme(other)) else {
            return false;
        };
        if m == other {
            return false;
        }
        if own.theme == others.theme {
            let key = |m: &Match| (m.words(), std::cmp::Reverse(m.matched), std::cmp::Reverse((m.first, m.entry, m.mask)));
            m.shared(other) != 0 && key(other) > key(m)
        } else {
            m.inside(other) && other.words() > m.words()
        }
    }

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
        let (clause, sentence) = (self.clause_of.get(m.first).copied(), self.sentence_of(m.first));
        let in_clause = |one: &&Scored| self.clause_of.get(one.first).copied() == clause;
        let in_sentence = |one: &&Scored| self.sentence_of(one.first) == sentence;
        let near = self
            .nearest(m, self.scored.iter().filter(in_clause))
            .or_else(|| self.nearest(m, self.scored.iter().filter(in_sentence)));
        if let Some(result) = near {
            return sign(result);
        }
        let asks = clause
            .and_then(|clause| self.clauses.get(clause))
            .is_some_and(|clause| clause.question);
        if asks {
            return Polarity::Neutral;
        }
        let total: i32 = self.scored.iter().map(|one| one.result).sum();
        let one_sided = self.scored.iter().all(|one| one.result.signum() * total.signum() >= 0);
        match entry.prior {
            _ if total != 0 && one_sided => sign(total),
            Some(prior) => prior,
            None => Polarity::Neutral,
        }
    }

    /// Result of the evidence that shares words with the match: the strongest of them.
    fn overlapping(&self, m: &Match) -> Option<i32> {
        self.scored
            .iter()
            .filter(|one| {
                let place = Match {
                    entry: one.entry,
                    first: one.first,
                    mask: one.mask,
                    matched: one.matched,
                    degree: m.degree,
                };
                m.shared(&place) != 0
            })
            .map(|one| one.result)
            .max_by_key(|result| result.abs())
    }

    fn nearest<'s>(&self, m: &Match, scored: impl Iterator<Item = &'s Scored>) -> Option<i32> {
        let distance = |one: &Scored| {
            if one.first > m.last() {
                one.first - m.last()
            } else {
                m.first.saturating_sub(one.last())
            }
        };
        scored
            .filter(|one| one.result != 0)
            .min_by_key(|one| (distance(one), std::cmp::Reverse(one.result.abs())))
            .map(|one| one.result)
    }
}

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
    for m in scene.raised() {
        let Some(theme) = scene.theme(&m) else { continue };
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
