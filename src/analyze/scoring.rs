//! From groups to results: the arithmetic, each step kept.
//!
//! Negation by scope and litotes follow Taboada et al. 2011 (SO-CAL) with the numbers of `rules.toml`.

use super::clauses::Clause;
use super::groups::{Feeling, Group};
use super::rating::Rating;
use super::reach::Field;
use super::scored::{Scored, WordStep, percent_of};
use crate::annotation::{EvidenceKind, Matched};
use crate::lexicon::entry::{EntryKind, Role};
use crate::lexicon::matcher::{Match, Matches, Word};
use crate::lexicon::pack::Pack;
use crate::lexicon::paradigm::Degree;

/// What a group is changed by.
#[derive(Clone, Debug, Default)]
struct Influences {
    intensity: Vec<(usize, i32)>,
    excess: Option<usize>,
    negations: Vec<usize>,
    lack: Option<usize>,
    relief: Option<usize>,
    rival: Option<usize>,
    irrealis: Option<(usize, i32)>,
    past: Option<(usize, i32)>,
}

impl Influences {
    /// Drops what turns a feeling from outside of its words.
    fn keep_inside(&mut self, place: &Match) {
        let inside = |at: &usize| (place.first..=place.last()).contains(at);
        self.negations.retain(inside);
        self.lack = self.lack.filter(inside);
        self.relief = self.relief.filter(inside);
    }
}

/// Scores every feeling of a comment.
pub fn score(
    pack: &Pack,
    matches: &Matches,
    field: Field<'_>,
    rivals: &[usize],
    shouting: bool,
) -> Vec<Scored> {
    let words = &matches.words;
    let negators = negators(pack, matches);
    let mut influences = vec![Influences::default(); field.groups.len()];
    let mut silent = vec![false; field.groups.len()];
    let mut scored = Vec::new();
    for (index, group) in field.groups.iter().enumerate() {
        for &(entry, modifier) in &group.modifiers {
            if group.feeling.is_some_and(|feeling| feeling.entry == entry) {
                continue;
            }
            let reached = field.reached(index, &modifier);
            let word = group.place.first;
            let changes = acts_on_feelings(modifier.role);
            if changes && !reached.is_empty() {
                silent[index] = true;
            }
            for &target in &reached {
                note(
                    &mut influences[target],
                    modifier.role,
                    modifier.strength,
                    word,
                );
            }
        }
    }
    for (index, group) in field.groups.iter().enumerate() {
        let Some(feeling) = group.feeling.filter(|_| !silent[index]) else {
            continue;
        };
        let clause = field
            .clause_of
            .get(group.place.first)
            .and_then(|&clause| field.clauses.get(clause));
        // Several negative words make one negation: a term that holds one has it already.
        let holds_negator = || {
            let mut positions = group.place.positions();
            positions.any(|at| negators.get(at) == Some(&true))
        };
        if pack.config.negative_concord && holds_negator() {
            influences[index].negations.clear();
        }
        if feeling.firm {
            influences[index].keep_inside(&group.place);
        }
        let better = group.place.degree == Degree::Comparative;
        influences[index].rival = clause.filter(|_| better).and_then(|clause| {
            let at = rivals.partition_point(|&at| at < clause.words.start);
            let rival = rivals.get(at).copied();
            rival.filter(|&at| at < group.place.first)
        });
        scored.push(score_group(
            pack,
            words,
            group,
            &feeling,
            clause,
            &influences[index],
            shouting,
        ));
    }
    scored.sort_by_key(|one| (one.first, one.mask));
    scored
}

/// Which words are negators by themselves.
fn negators(pack: &Pack, matches: &Matches) -> Vec<bool> {
    let mut negators = vec![false; matches.words.len()];
    for m in matches.found.iter().filter(|m| m.words() == 1) {
        let negates = matches!(pack.kind(m.entry), Some(EntryKind::Modifier(modifier)) if modifier.role == Role::Negator);
        if let Some(slot) = negators.get_mut(m.first).filter(|_| negates) {
            *slot = true;
        }
    }
    negators
}

fn acts_on_feelings(role: Role) -> bool {
    matches!(
        role,
        Role::Negator
            | Role::Intensifier
            | Role::Diminisher
            | Role::Excess
            | Role::Lack
            | Role::Relief
            | Role::Irrealis
            | Role::Past
    )
}

/// Roles that are evidence by themselves where they reach nothing.
fn stands_alone(role: Role) -> bool {
    matches!(role, Role::Excess | Role::Lack | Role::Relief)
}

fn note(influences: &mut Influences, role: Role, strength: i32, word: usize) {
    match role {
        Role::Intensifier | Role::Diminisher => influences.intensity.push((word, strength)),
        Role::Excess => influences.excess = Some(word),
        Role::Negator => influences.negations.push(word),
        Role::Lack => influences.lack = Some(word),
        Role::Relief => influences.relief = Some(word),
        Role::Irrealis => influences.irrealis = Some((word, strength)),
        Role::Past => influences.past = Some((word, strength)),
        _ => {}
    }
}

/// Feelings of the groups whose modifier ("too", "lacks") is evidence by itself because it reaches none.
/// They are found first, so that a negation can reach them in turn.
pub fn feelings_alone(field: Field<'_>) -> Vec<(usize, Feeling)> {
    let mut alone = Vec::new();
    for (index, group) in field
        .groups
        .iter()
        .enumerate()
        .filter(|(_, group)| group.feeling.is_none())
    {
        for &(entry, modifier) in &group.modifiers {
            // "Too" says something of the word behind it; at the end of its clause it means "also".
            let next = group.place.last() + 1;
            let last = field.clause_of.get(next) != field.clause_of.get(group.place.last());
            let judges = stands_alone(modifier.role)
                && modifier.strength != 0
                && !(modifier.role == Role::Excess && last);
            if judges && field.reached(index, &modifier).is_empty() {
                let feeling = Feeling {
                    entry,
                    valence: modifier.strength.clamp(-500, 500) as i16,
                    verdict: false,
                    polite: false,
                    irony: false,
                    firm: false,
                };
                alone.push((index, feeling));
                break;
            }
        }
    }
    alone
}

fn score_group(
    pack: &Pack,
    words: &[Word],
    group: &Group,
    feeling: &Feeling,
    clause: Option<&Clause>,
    influences: &Influences,
    shouting: bool,
) -> Scored {
    let mut one = Scored {
        entry: feeling.entry,
        kind: match pack.kind(feeling.entry) {
            Some(EntryKind::Theme(_)) => EvidenceKind::Theme,
            Some(EntryKind::Emoji(_)) => EvidenceKind::Emoji,
            Some(EntryKind::Modifier(_)) => EvidenceKind::Modifier,
            _ => EvidenceKind::Sentiment,
        },
        first: group.place.first,
        mask: group.place.mask,
        matched: group.place.matched,
        valence: feeling.valence,
        result: i32::from(feeling.valence),
        verdict: feeling.verdict,
        polite: feeling.polite,
        ironic: feeling.irony,
        sentence: words.get(group.place.first).map_or(0, |word| word.sentence),
        negated: false,
        steps: Vec::new(),
    };
    strengthen(pack, words, group, influences, clause, shouting, &mut one);
    turn(pack, words, group, influences, &mut one);
    unmake(pack, clause, influences, &mut one);
    if let Some(clause) = clause.filter(|clause| clause.weight != 100) {
        one.scale("contrast", clause.weighed_by, clause.weight);
    }
    if one.result < 0 {
        one.scale("weight", None, pack.rules.negative_weight);
    }
    one
}

/// Degree, spelling, glued and free intensifiers.
fn strengthen(
    pack: &Pack,
    words: &[Word],
    group: &Group,
    influences: &Influences,
    clause: Option<&Clause>,
    shouting: bool,
    one: &mut Scored,
) {
    let rules = &pack.rules;
    match group.place.degree {
        Degree::Positive => {}
        Degree::Comparative => one.scale("comparative", Some(one.first), rules.comparative),
        Degree::Superlative => one.scale("superlative", Some(one.first), rules.superlative),
    }
    for at in group.place.positions() {
        let Some(word) = words.get(at) else { continue };
        if word.elongated {
            one.scale("elongation", Some(at), rules.elongated);
        }
        if word.capitals && !shouting {
            one.scale("capitals", Some(at), rules.capitals);
        }
        if let Some((Role::Intensifier | Role::Diminisher, strength)) = glued(pack, word) {
            one.scale("intensity", Some(at), 100 + strength);
        }
    }
    for &(word, strength) in &influences.intensity {
        one.scale("intensity", Some(word), (100 + strength).max(10));
    }
    if clause.is_some_and(|clause| clause.exclamation) {
        one.scale("exclamation", None, rules.exclamation);
    }
}

fn glued(pack: &Pack, word: &Word) -> Option<(Role, i32)> {
    match pack.kind(word.glued?) {
        Some(EntryKind::Modifier(modifier)) => Some((modifier.role, modifier.strength)),
        _ => None,
    }
}

/// Negation, lack, relief, excess.
fn turn(pack: &Pack, words: &[Word], group: &Group, influences: &Influences, one: &mut Scored) {
    if let Some(word) = influences.excess.filter(|_| one.result > 0) {
        one.step(
            "excess",
            Some(word),
            -percent_of(one.result, pack.rules.negated_positive),
        );
    }
    let mut negations = influences.negations.clone();
    for at in group.place.positions() {
        let Some(word) = words.get(at) else { continue };
        match glued(pack, word) {
            _ if word.negated => negations.push(at),
            Some((Role::Negator, _)) => negations.push(at),
            Some((Role::Lack, _)) if one.result > 0 => negate(pack, "lack", at, one),
            Some((Role::Relief, _)) => negate(pack, "relief", at, one),
            Some((Role::Excess, _)) if one.result > 0 => {
                one.step(
                    "excess",
                    Some(at),
                    -percent_of(one.result, pack.rules.negated_positive),
                );
            }
            _ => {}
        }
    }
    let counts = if pack.config.negative_concord {
        negations.len().min(1)
    } else {
        negations.len() % 2
    };
    if let Some(&word) = negations.first().filter(|_| counts == 1) {
        negate(pack, "negation", word, one);
        one.negated = true;
    } else if let [first, .., last] = negations.as_slice() {
        one.steps.push(WordStep {
            rule: "double negation",
            word: Some((*first).max(*last)),
            before: one.result,
            after: one.result,
        });
    }
    if let Some(word) = influences.lack.filter(|_| one.result > 0) {
        negate(pack, "lack", word, one);
    }
    if let Some(word) = influences.rival.filter(|_| one.result > 0) {
        negate(pack, "rival", word, one);
    }
    if let Some(word) = influences.relief {
        negate(pack, "relief", word, one);
        one.negated = true;
    }
}

fn negate(pack: &Pack, rule: &'static str, word: usize, one: &mut Scored) {
    let share = if one.result > 0 {
        pack.rules.negated_positive
    } else {
        pack.rules.negated_negative
    };
    one.step(rule, Some(word), -percent_of(one.result, share));
}

/// Wishes, the past, questions.
fn unmake(pack: &Pack, clause: Option<&Clause>, influences: &Influences, one: &mut Scored) {
    if let Some((word, share)) = influences.irrealis.filter(|_| one.result > 0) {
        one.scale("irrealis", Some(word), share);
    }
    if let Some((word, share)) = influences.past.filter(|_| one.result > 0) {
        one.scale("past", Some(word), share);
    }
    if clause.is_some_and(|clause| clause.question) {
        ask(pack, one);
    }
}

fn ask(pack: &Pack, one: &mut Scored) {
    let share = if one.result > 0 {
        pack.rules.positive_in_question
    } else {
        pack.rules.negative_in_question
    };
    one.scale("question", None, share);
}

/// A rating as a verdict; one that is denied or asked about is none.
pub fn rate(pack: &Pack, rating: &Rating, words: &[Word], clause: Option<&Clause>) -> Scored {
    let length = rating.words.1 - rating.words.0 + 1;
    let asked = clause.is_some_and(|clause| clause.question);
    let mut one = Scored {
        entry: rating.entry,
        kind: EvidenceKind::Rating,
        first: rating.words.0,
        mask: u64::MAX >> (64 - length.min(64)),
        matched: Matched::Exact,
        valence: rating.valence,
        result: i32::from(rating.valence),
        verdict: rating.denied_by.is_none() && !asked,
        polite: false,
        ironic: false,
        sentence: words.get(rating.words.0).map_or(0, |word| word.sentence),
        negated: rating.denied_by.is_some(),
        steps: Vec::new(),
    };
    if let Some(negator) = rating.denied_by {
        negate(pack, "negation", negator, &mut one);
    }
    if asked {
        ask(pack, &mut one);
    }
    one
}
