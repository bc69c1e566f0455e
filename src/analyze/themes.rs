//! Themes: which terms count, and with which polarity.

use super::clauses::Clause;
use super::scoring::Scored;
use crate::annotation::{Polarity, ThemeId};
use crate::lexicon::codeframe::Codeframe;
use crate::lexicon::entry::{Condition, ConditionKind, EntryKind, ThemeEntry, Within};
use crate::lexicon::matcher::{Match, Matches, WIDEST_MATCH};
use crate::lexicon::pack::Pack;
use std::collections::BTreeMap;
use std::ops::Range;

/// The condition terms found among the words of a comment.
#[derive(Clone, Debug)]
pub struct Conditions {
    /// Entry and first word, sorted.
    places: Vec<(u32, usize)>,
}

impl Conditions {
    /// Picks them out of all matches.
    pub fn of(pack: &Pack, matches: &Matches) -> Self {
        let conditions = matches
            .found
            .iter()
            .filter(|m| matches!(pack.kind(m.entry), Some(EntryKind::Condition)));
        let mut places: Vec<(u32, usize)> = conditions.map(|m| (m.entry, m.first)).collect();
        places.sort_unstable();
        Self { places }
    }

    /// True if the term of an entry starts within these words.
    fn hold(&self, entry: u32, reach: &Range<usize>) -> bool {
        let at = self
            .places
            .partition_point(|&place| place < (entry, reach.start));
        let place = self.places.get(at);
        place.is_some_and(|&(found, first)| found == entry && first < reach.end)
    }
}

/// Words between the start of a wish and what is wished for.
const FARTHEST_WISH: usize = 5;

/// Clauses over which pronouns go on about the same people.
const FARTHEST_PRONOUN: usize = 3;

/// What is known of a comment beside its matches.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The themes.
    pub codeframe: &'a Codeframe,
    /// First words of the wishes uttered, sorted.
    pub wishes: Vec<usize>,
    /// Clauses in which a pronoun goes on about people of the clause before.
    pub continues: &'a [bool],
}

/// What theme terms are judged by.
#[derive(Clone, Debug)]
pub struct Scene<'a> {
    pack: &'a Pack,
    matches: &'a Matches,
    clauses: &'a [Clause],
    clause_of: &'a [usize],
    scored: &'a [Scored],
    conditions: &'a Conditions,
    /// What is only known together with clauses and feelings.
    context: Option<Context<'a>>,
    /// How many results before each one are positive, and negative.
    signs: Vec<(u32, u32)>,
}

impl<'a> Scene<'a> {
    /// A scene before clauses and feelings are known.
    pub fn before(pack: &'a Pack, matches: &'a Matches, conditions: &'a Conditions) -> Self {
        Self {
            pack,
            matches,
            clauses: &[],
            clause_of: &[],
            scored: &[],
            conditions,
            context: None,
            signs: Vec::new(),
        }
    }

    /// The scene with clauses and feelings.
    pub fn with_feelings(
        mut self,
        clauses: &'a [Clause],
        clause_of: &'a [usize],
        scored: &'a [Scored],
        context: Context<'a>,
    ) -> Self {
        self.context = Some(context);
        let (mut positive, mut negative) = (0, 0);
        self.signs = std::iter::once((0, 0))
            .chain(scored.iter().map(|one| {
                positive += u32::from(one.result > 0);
                negative += u32::from(one.result < 0);
                (positive, negative)
            }))
            .collect();
        self.clauses = clauses;
        self.clause_of = clause_of;
        self.scored = scored;
        self
    }

    /// True if the conditions of a theme term hold; what asks for feelings is passed over before they are known.
    pub fn allows(&self, m: &Match) -> bool {
        let Some(EntryKind::Theme(theme)) = self.pack.kind(m.entry) else {
            return true;
        };
        let required = theme.requires.is_empty()
            || theme
                .requires
                .iter()
                .any(|condition| self.holds(m, condition).unwrap_or(true));
        required
            && !theme
                .unless
                .iter()
                .any(|condition| self.holds(m, condition).unwrap_or(false))
    }

    /// `None` where it cannot be known yet.
    fn holds(&self, m: &Match, condition: &Condition) -> Option<bool> {
        let reach = || match condition.within {
            Within::Clause => self.clause_about(m),
            within => self.reach(within, m.first),
        };
        let known = !self.signs.is_empty();
        match condition.what {
            // Most terms of conditions stand nowhere in the comment.
            ConditionKind::Entry(entry) => Some(
                self.conditions.hold(entry, &(0..usize::MAX))
                    && self.conditions.hold(entry, &reach()),
            ),
            ConditionKind::Positive => known.then(|| self.felt(&reach()).0),
            ConditionKind::Negative => known.then(|| self.felt(&reach()).1),
            ConditionKind::Sentiment => known.then(|| {
                let (positive, negative) = self.felt(&reach());
                positive || negative || self.wished(m)
            }),
            ConditionKind::Question => known.then(|| {
                let reach = reach();
                let from = self
                    .clauses
                    .partition_point(|clause| clause.words.end <= reach.start);
                self.clauses[from..]
                    .iter()
                    .take_while(|clause| clause.words.start < reach.end)
                    .any(|clause| clause.question)
            }),
        }
    }

    /// Whether a positive and a negative result lie in a run of words.
    fn felt(&self, reach: &Range<usize>) -> (bool, bool) {
        let from = self.scored.partition_point(|one| one.first < reach.start);
        let to = self.scored.partition_point(|one| one.first < reach.end);
        match (self.signs.get(from), self.signs.get(to)) {
            (Some(before), Some(after)) => (after.0 > before.0, after.1 > before.1),
            _ => (false, false),
        }
    }

    /// The words that a condition at `word` looks at.
    fn reach(&self, within: Within, word: usize) -> Range<usize> {
        let words = &self.matches.words;
        match within {
            Within::Comment => 0..words.len(),
            Within::Clause if !self.clauses.is_empty() => self.clause_words(word),
            _ => {
                let sentence = self.sentence_of(word);
                let start = words.partition_point(|w| Some(w.sentence) < sentence);
                let end = words.partition_point(|w| Some(w.sentence) <= sentence);
                start..end
            }
        }
    }

    /// The clause of a match, and the ones behind it in which a pronoun means the people that it names.
    fn clause_about(&self, m: &Match) -> Range<usize> {
        let own = self.reach(Within::Clause, m.first);
        let Some(context) = &self.context else {
            return own;
        };
        let people = self
            .theme(m)
            .is_some_and(|theme| context.codeframe.theme(theme.theme).people);
        let Some(&clause) = self.clause_of.get(m.first).filter(|_| people) else {
            return own;
        };
        let continued = context.continues.get(clause + 1..).unwrap_or(&[]).iter();
        let behind = continued.take(FARTHEST_PRONOUN);
        let behind = behind.take_while(|&&continues| continues).count();
        let last = self.clauses.get(clause + behind);
        own.start..last.map_or(own.end, |last| last.words.end)
    }

    /// True if a wish stands shortly before a match, in its clause: the topic is named for the wish's sake.
    fn wished(&self, m: &Match) -> bool {
        let clause = self.clause_words(m.first);
        let reach = clause.start.max(m.first.saturating_sub(FARTHEST_WISH))..m.first;
        let wishes = self.context.as_ref().map_or(&[][..], |c| &c.wishes);
        let at = wishes.partition_point(|&wish| wish < reach.start);
        wishes.get(at).is_some_and(|wish| reach.contains(wish))
    }

    fn clause_words(&self, word: usize) -> Range<usize> {
        self.clause_of
            .get(word)
            .and_then(|&clause| self.clauses.get(clause))
            .map_or(0..0, |clause| clause.words.clone())
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
            let standing = theme
                .unless
                .iter()
                .find(|condition| self.holds(m, condition).unwrap_or(false));
            return Some(match standing {
                Some(condition) => Obstacle::Unless(*condition),
                None => Obstacle::Requires(theme.requires.clone()),
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
        let (Some(own), Some(others)) = (self.theme(m), self.theme(other)) else {
            return false;
        };
        if m == other {
            return false;
        }
        if own.theme == others.theme {
            let key = |m: &Match| {
                (
                    m.words(),
                    std::cmp::Reverse(m.matched.certainty()),
                    std::cmp::Reverse((m.first, m.entry, m.mask)),
                )
            };
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
