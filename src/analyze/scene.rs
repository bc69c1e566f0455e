//! What theme terms are judged by: conditions, clauses, feelings.

use super::clauses::Clause;
use super::conditions::ConditionPlaces;
use super::scored::Scored;
use crate::lexicon::codeframe::Codeframe;
use crate::lexicon::entry::{
    Condition, ConditionKind, Conditions, EntryKind, NO_CONDITIONS, Parts, Requirement, ThemeEntry,
    Within,
};
use crate::lexicon::matcher::{Match, Matches};
use crate::lexicon::pack::Pack;
use std::ops::Range;

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
    pub(super) pack: &'a Pack,
    pub(super) matches: &'a Matches,
    pub(super) clauses: &'a [Clause],
    pub(super) clause_of: &'a [usize],
    pub(super) scored: &'a [Scored],
    pub(super) conditions: &'a ConditionPlaces,
    /// What is only known together with clauses and feelings.
    pub(super) context: Option<Context<'a>>,
    /// How many results before each one are positive, and negative.
    pub(super) signs: Vec<(u32, u32)>,
}

impl<'a> Scene<'a> {
    /// A scene before clauses and feelings are known.
    pub fn before(pack: &'a Pack, matches: &'a Matches, conditions: &'a ConditionPlaces) -> Self {
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

    /// True if the conditions of a term hold; what asks for feelings is passed over before they are known.
    pub fn allows(&self, m: &Match) -> bool {
        let conditions = match self.pack.kind(m.entry) {
            Some(EntryKind::Theme(theme)) => theme.conditions,
            Some(EntryKind::Sentiment(sentiment)) => sentiment.conditions,
            _ => return true,
        };
        !self.held_back(m)
            && (conditions == NO_CONDITIONS || self.meets(m, self.pack.conditions(conditions)))
    }

    /// True if the match takes a negator out of a phrase that does not negate ("not only").
    pub(super) fn held_back(&self, m: &Match) -> bool {
        let takes =
            |held: &&(usize, Match)| m.positions().any(|at| at == held.0) && !held.1.inside(m);
        self.conditions.held.iter().any(|held| takes(&held))
    }

    pub(super) fn meets(&self, m: &Match, conditions: Conditions<'_>) -> bool {
        let Conditions { requires, unless } = conditions;
        let required = requires.is_empty()
            || requires
                .iter()
                .any(|condition| self.holds(m, condition).unwrap_or(true));
        required
            && !unless
                .iter()
                .any(|condition| self.holds(m, condition).unwrap_or(false))
    }

    /// True if all parts of a condition hold; `None` where it cannot be known yet.
    #[inline]
    pub(super) fn holds(&self, m: &Match, condition: &Condition) -> Option<bool> {
        // Most conditions are a single term that stands nowhere in the comment.
        if let Parts::One([part]) = &condition.all
            && let ConditionKind::Entry(entry) = part.what
            && !self.conditions.may_hold(entry)
        {
            return Some(false);
        }
        self.holds_all(m, &condition.all)
    }

    fn holds_all(&self, m: &Match, parts: &[Requirement]) -> Option<bool> {
        let mut known = Some(true);
        for part in parts {
            match self.is_met(m, part) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => known = None,
            }
        }
        known
    }

    /// `None` where it cannot be known yet.
    pub(super) fn is_met(&self, m: &Match, condition: &Requirement) -> Option<bool> {
        let reach = || match condition.within {
            Within::Clause => self.clause_about(m),
            within => self.reach(within, m.first),
        };
        let known = !self.signs.is_empty();
        match condition.what {
            ConditionKind::Entry(entry) => Some(self.conditions.hold(entry, &reach())),
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
    pub(super) fn felt(&self, reach: &Range<usize>) -> (bool, bool) {
        let from = self.scored.partition_point(|one| one.first < reach.start);
        let to = self.scored.partition_point(|one| one.first < reach.end);
        match (self.signs.get(from), self.signs.get(to)) {
            (Some(before), Some(after)) => (after.0 > before.0, after.1 > before.1),
            _ => (false, false),
        }
    }

    /// The words that a condition at `word` looks at.
    pub(super) fn reach(&self, within: Within, word: usize) -> Range<usize> {
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
    pub(super) fn clause_about(&self, m: &Match) -> Range<usize> {
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
    pub(super) fn wished(&self, m: &Match) -> bool {
        let clause = self.clause_words(m.first);
        let reach = clause.start.max(m.first.saturating_sub(FARTHEST_WISH))..m.first;
        let wishes = self.context.as_ref().map_or(&[][..], |c| &c.wishes);
        let at = wishes.partition_point(|&wish| wish < reach.start);
        wishes.get(at).is_some_and(|wish| reach.contains(wish))
    }

    pub(super) fn clause_words(&self, word: usize) -> Range<usize> {
        self.clause_of
            .get(word)
            .and_then(|&clause| self.clauses.get(clause))
            .map_or(0..0, |clause| clause.words.clone())
    }

    pub(super) fn sentence_of(&self, word: usize) -> Option<usize> {
        self.matches.words.get(word).map(|word| word.sentence)
    }

    pub(super) fn theme(&self, m: &Match) -> Option<&'a ThemeEntry> {
        match self.pack.kind(m.entry) {
            Some(EntryKind::Theme(theme)) => Some(theme),
            _ => None,
        }
    }
}
