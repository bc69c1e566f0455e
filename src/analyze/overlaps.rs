//! Which theme matches count where several share words.

use super::scene::Scene;
use crate::lexicon::codeframe::Codeframe;
use crate::lexicon::entry::{Condition, ThemeEntry};
use crate::lexicon::matcher::{Match, WIDEST_MATCH};

impl Scene<'_> {
    /// The theme matches that count, after conditions and overlaps.
    pub fn raised(&self, codeframe: &Codeframe) -> Vec<Match> {
        let candidates = self.candidates();
        let mut kept: Vec<Match> = candidates
            .iter()
            .copied()
            .filter(|m| {
                !near(&candidates, m)
                    .iter()
                    .any(|other| self.beaten(m, other))
            })
            .collect();
        let mut specific = vec![false; self.clauses.len()];
        for m in &kept {
            let topic = |theme: &ThemeEntry| {
                !theme.weak && !theme.last && !codeframe.theme(theme.theme).beside
            };
            if self.theme(m).is_some_and(topic)
                && let Some(slot) = self
                    .clause_of
                    .get(m.first)
                    .and_then(|&clause| specific.get_mut(clause))
            {
                *slot = true;
            }
        }
        kept.retain(|m| {
            let yields = self.theme(m).is_some_and(|theme| theme.weak);
            let clause = self
                .clause_of
                .get(m.first)
                .and_then(|&clause| specific.get(clause));
            !(yields && clause == Some(&true))
        });
        let last_only = kept
            .iter()
            .all(|m| self.theme(m).is_some_and(|theme| theme.last));
        kept.retain(|m| last_only || self.theme(m).is_some_and(|theme| !theme.last));
        kept
    }

    /// The theme matches whose conditions hold, before overlaps.
    pub fn candidates(&self) -> Vec<Match> {
        let found = self.matches.found.iter().copied();
        found
            .filter(|m| self.theme(m).is_some() && self.allows(m))
            .collect()
    }

    /// What keeps a theme match from counting; `None` if it counts: it is one of those `raised`, which [`Scene::raised`]
    /// picked from the `candidates`.
    pub fn obstacle(&self, candidates: &[Match], raised: &[Match], m: &Match) -> Option<Obstacle> {
        let theme = self.theme(m)?;
        if !self.allows(m) {
            let conditions = self.pack.conditions(theme.conditions);
            let standing = conditions
                .unless
                .iter()
                .find(|condition| self.holds(m, condition).unwrap_or(false));
            return Some(match standing {
                Some(condition) => Obstacle::Unless(condition.clone()),
                None => Obstacle::Requires(conditions.requires.to_vec()),
            });
        }
        if let Some(winner) = near(candidates, m)
            .iter()
            .find(|other| self.beaten(m, other))
        {
            return Some(Obstacle::Beaten(*winner));
        }
        // Those raised are in the order of their first words, as all matches are.
        let from = raised.partition_point(|other| other.first < m.first);
        let mut beginning = raised[from..]
            .iter()
            .take_while(|other| other.first == m.first);
        if beginning.any(|other| other == m) {
            return None;
        }
        let clause = |m: &Match| self.clause_of.get(m.first);
        let beside = raised
            .iter()
            .find(|other| theme.weak && clause(other) == clause(m));
        let other = beside.or(raised.first()).copied();
        Some(match (theme.weak, beside) {
            (true, Some(_)) | (true, None) if !theme.last => Obstacle::Weak(other),
            _ => Obstacle::Last(other),
        })
    }

    /// Within a theme the longest match wins; another theme's match wins only over what lies inside it.
    fn beaten(&self, m: &Match, other: &Match) -> bool {
        // Most matches near each other have no word in common.
        if m.shared(other) == 0 || m == other {
            return false;
        }
        let (Some(own), Some(others)) = (self.theme(m), self.theme(other)) else {
            return false;
        };
        if own.theme == others.theme {
            let key = |m: &Match, theme: &ThemeEntry| {
                (
                    m.words(),
                    !theme.weak && !theme.last,
                    std::cmp::Reverse(m.matched.certainty()),
                    std::cmp::Reverse((m.first, m.entry, m.mask)),
                )
            };
            key(other, others) > key(m, own)
        } else {
            m.inside(other) && other.words() > m.words()
        }
    }
}

/// What keeps a theme match from counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// None of what its term requires is there.
    Requires(Vec<Condition>),
    /// Something is there that its term must not stand beside.
    Unless(Condition),
    /// A longer match has its words.
    Beaten(Match),
    /// A bare topic word yields to what is more specific in its clause.
    Weak(Option<Match>),
    /// Its term counts only where nothing else is raised.
    Last(Option<Match>),
}

/// The matches that could share words with `m`; `sorted` is in order of first words.
fn near<'s>(sorted: &'s [Match], m: &Match) -> &'s [Match] {
    let from = sorted.partition_point(|other| other.first + WIDEST_MATCH <= m.first);
    let to = sorted.partition_point(|other| other.first <= m.last());
    &sorted[from..to]
}
