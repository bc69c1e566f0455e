//! Clauses: the reach of negation and contrast.

use super::groups::Group;
use crate::document::Sentence;
use crate::lexicon::config::Rules;
use crate::lexicon::entry::Role;
use crate::lexicon::matcher::Word;
use std::ops::Range;

/// A clause: a run of words inside one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its words.
    pub words: Range<usize>,
    /// Its sentence.
    pub sentence: usize,
    /// Weight of its results in percent.
    pub weight: i32,
    /// The word that set the weight.
    pub weighed_by: Option<usize>,
    /// True if it asks.
    pub question: bool,
    /// True if its sentence ends in an exclamation mark.
    pub exclamation: bool,
    /// The heading it stands under.
    pub frame: Option<Frame>,
}

/// A heading that judges what stands under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// True for the good side.
    pub pros: bool,
    /// Entry of the heading.
    pub entry: u32,
    /// Word of the heading.
    pub word: usize,
}

/// Cuts the words into clauses and weighs them.
pub fn clauses(
    words: &[Word],
    sentences: &[Sentence],
    groups: &[Group],
    headings: &[Frame],
    rules: &Rules,
) -> Vec<Clause> {
    let opens = |at: usize| {
        groups.iter().find(|group| {
            group.place.first == at
                && group.modifiers.iter().any(|(_, modifier)| {
                    matches!(modifier.role, Role::Contrast | Role::Concession | Role::Boundary)
                })
        })
    };
    let mut clauses: Vec<Clause> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let new_sentence = clauses
            .last()
            .is_none_or(|clause| clause.sentence != word.sentence);
        if new_sentence || word.after_break || opens(at).is_some() {
            let sentence = sentences.get(word.sentence);
            clauses.push(Clause {
                words: at..at + 1,
                sentence: word.sentence,
                weight: 100,
                weighed_by: None,
                question: sentence.is_some_and(|s| s.question),
                exclamation: sentence.is_some_and(|s| s.exclamation),
                frame: None,
            });
        } else if let Some(clause) = clauses.last_mut() {
            clause.words.end = at + 1;
        }
    }
    weigh(&mut clauses, groups, rules);
    ask(&mut clauses, groups);
    place_under_headings(&mut clauses, headings);
    clauses
}

/// What stands behind "but" counts more, what stands before it less.
fn weigh(clauses: &mut [Clause], groups: &[Group], rules: &Rules) {
    for group in groups {
        let at = group.place.first;
        let Some(index) = clauses.iter().position(|clause| clause.words.contains(&at)) else {
            continue;
        };
        if let Some((_, modifier)) = group.modifier(Role::Contrast) {
            let sentence = clauses[index].sentence;
            let before = index.checked_sub(1).map(|before| clauses[before].sentence);
            for (other, clause) in clauses.iter_mut().enumerate() {
                if other < index && Some(clause.sentence) == before {
                    clause.weight = clause.weight * rules.before_contrast / 100;
                    clause.weighed_by = Some(at);
                } else if other >= index && clause.sentence == sentence {
                    clause.weight = modifier.strength;
                    clause.weighed_by = Some(at);
                }
            }
        } else if let Some((_, modifier)) = group.modifier(Role::Concession) {
            clauses[index].weight = clauses[index].weight * modifier.strength / 100;
            clauses[index].weighed_by = Some(at);
        }
    }
}

/// A question word at the start of a sentence asks even without a question mark.
fn ask(clauses: &mut [Clause], groups: &[Group]) {
    for group in groups {
        if group.modifier(Role::Question).is_none() {
            continue;
        }
        let at = group.place.first;
        let starts = clauses.iter().enumerate().find_map(|(index, clause)| {
            let first = index
                .checked_sub(1)
                .is_none_or(|before| clauses[before].sentence != clause.sentence);
            (clause.words.start == at && first).then_some(clause.sentence)
        });
        if let Some(sentence) = starts {
            for clause in clauses.iter_mut().filter(|c| c.sentence == sentence) {
                clause.question = true;
            }
        }
    }
}

/// A heading reaches to the next heading, at most to the end of its sentence, or of the next one where it
/// stands alone on its line.
fn place_under_headings(clauses: &mut [Clause], headings: &[Frame]) {
    for (index, heading) in headings.iter().enumerate() {
        let end = headings.get(index + 1).map_or(usize::MAX, |next| next.word);
        let Some(own) = clauses.iter().position(|c| c.words.contains(&heading.word)) else {
            continue;
        };
        let sentence = clauses[own].sentence;
        let alone = clauses
            .iter()
            .filter(|c| c.sentence == sentence)
            .all(|c| c.words.end <= heading.word + 1);
        let last = if alone { sentence + 1 } else { sentence };
        for clause in clauses.iter_mut().skip(own) {
            let before_next = clause.words.start < end && !(clause.words.contains(&end));
            let reached = clause.sentence <= last && (before_next || clause.words.contains(&heading.word));
            if reached {
                clause.frame = Some(*heading);
            }
        }
    }
}
