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
    let opening = [Role::Contrast, Role::Concession, Role::Boundary];
    let mut opens = vec![false; words.len()];
    for group in groups {
        let opening = opening.iter().any(|&role| group.modifier(role).is_some());
        if let Some(slot) = opens.get_mut(group.place.first).filter(|_| opening) {
            *slot = true;
        }
    }
    let mut clauses: Vec<Clause> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let new_sentence = clauses
            .last()
            .is_none_or(|clause| clause.sentence != word.sentence);
        if new_sentence || word.after_break || opens.get(at) == Some(&true) {
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

/// The clause that holds a word.
pub fn clause_at(clauses: &[Clause], word: usize) -> Option<usize> {
    let index = clauses
        .partition_point(|clause| clause.words.start <= word)
        .checked_sub(1)?;
    clauses[index].words.contains(&word).then_some(index)
}

/// What stands behind "but" counts more, what stands before it less: back to the contrast before, in the same
/// sentence or, where the contrast opens its sentence, in the one before.
fn weigh(clauses: &mut [Clause], groups: &[Group], rules: &Rules) {
    let mut weighed = 0;
    for group in groups {
        let at = group.place.first;
        let Some(index) = clause_at(clauses, at) else {
            continue;
        };
        if let Some((_, modifier)) = group.modifier(Role::Contrast) {
            let before = index.checked_sub(1).map(|before| clauses[before].sentence);
            for clause in clauses[weighed.min(index)..index].iter_mut().rev() {
                if Some(clause.sentence) != before {
                    break;
                }
                clause.weight = clause.weight * rules.before_contrast / 100;
                clause.weighed_by = Some(at);
            }
            let sentence = clauses[index].sentence;
            for clause in clauses[index..]
                .iter_mut()
                .take_while(|c| c.sentence == sentence)
            {
                clause.weight = modifier.strength;
                clause.weighed_by = Some(at);
                // The next contrast weighs what stands behind it again; more than a screenful is not one thought.
                if clause.words.start > at + FARTHEST {
                    break;
                }
            }
            weighed = index;
        } else if let Some((_, modifier)) = group.modifier(Role::Concession) {
            clauses[index].weight = clauses[index].weight * modifier.strength / 100;
            clauses[index].weighed_by = Some(at);
        }
    }
}

/// Words behind a contrast or a modifier that it can still be about.
pub const FARTHEST: usize = 60;

/// A question word at the start of a sentence asks even without a question mark.
fn ask(clauses: &mut [Clause], groups: &[Group]) {
    for group in groups
        .iter()
        .filter(|group| group.modifier(Role::Question).is_some())
    {
        let at = group.place.first;
        let Some(index) = clause_at(clauses, at).filter(|&index| clauses[index].words.start == at)
        else {
            continue;
        };
        let sentence = clauses[index].sentence;
        let opens = index
            .checked_sub(1)
            .is_none_or(|before| clauses[before].sentence != sentence);
        if opens {
            for clause in clauses[index..]
                .iter_mut()
                .take_while(|c| c.sentence == sentence)
            {
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
        let Some(own) = clause_at(clauses, heading.word) else {
            continue;
        };
        let sentence = clauses[own].sentence;
        let alone = clauses[own].words.end <= heading.word + 1
            && clauses
                .get(own + 1)
                .is_none_or(|next| next.sentence != sentence);
        let last = if alone { sentence + 1 } else { sentence };
        for clause in clauses[own..]
            .iter_mut()
            .take_while(|clause| clause.sentence <= last && clause.words.start < end)
        {
            if !clause.words.contains(&end) {
                clause.frame = Some(*heading);
            }
        }
    }
}
