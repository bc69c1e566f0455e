//! Ratings in numbers and stars: "2/10", "five out of five", "0 stars", "★★☆☆☆".

use super::groups::Group;
use crate::document::Token;
use crate::lexicon::entry::{Direction, Role};
use crate::lexicon::matcher::Word;
use crate::lexicon::pack::Pack;

/// A rating found among the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rating {
    /// Its words: first and last.
    pub words: (usize, usize),
    /// The entry that joins or names the numbers.
    pub entry: u32,
    /// Hundredths.
    pub valence: i16,
    /// The word of the negator that denies it: "not five stars".
    pub denied_by: Option<usize>,
}

/// Scales that people rate on.
const SCALES: [i32; 6] = [5, 6, 7, 10, 20, 100];
const MOST_STARS: i32 = 5;
const BEST_OF_TEN: i32 = 10;
/// What people go beyond the best with: "11 out of 10". Other numbers count or date.
const BEYOND: [i32; 7] = [11, 12, 15, 20, 100, 110, 1000];
/// Words between a negator and the rating that it denies, at most: "do not give it five stars".
const DENIAL: usize = 3;

/// Finds the ratings of a comment.
pub fn ratings(
    pack: &Pack,
    text: &str,
    tokens: &[Token],
    words: &[Word],
    groups: &[Group],
) -> Vec<Rating> {
    let numbers = Numbers {
        pack,
        text,
        tokens,
        words,
        groups,
    };
    let mut found: Vec<Rating> = groups
        .iter()
        .filter_map(|group| numbers.joined(group).or_else(|| numbers.of_unit(group)))
        .collect();
    found.extend(stars(pack, groups));
    found.extend((1..words.len()).filter_map(|at| numbers.slashed(at)));
    found.sort_by_key(|rating| rating.words);
    found.dedup_by(|later, earlier| later.words.0 <= earlier.words.1);
    for rating in found.iter_mut().filter(|rating| rating.valence > 0) {
        rating.denied_by = numbers.denial(rating.words.0);
    }
    found
}

/// A comment whose numbers are looked at.
#[derive(Clone, Copy)]
struct Numbers<'a> {
    pack: &'a Pack,
    text: &'a str,
    tokens: &'a [Token],
    words: &'a [Word],
    groups: &'a [Group],
}

impl<'a> Numbers<'a> {
    /// Numbers with a word between: "two out of five".
    fn joined(self, group: &Group) -> Option<Rating> {
        let (entry, _) = group.modifier(Role::RatingOf)?;
        let (first, last) = (group.place.first, group.place.last());
        let before = first.checked_sub(1)?;
        // Most of these words stand between no numbers.
        let (scale, given) = (self.number(last + 1)?, self.given(before)?);
        let beyond = scale == BEST_OF_TEN && BEYOND.contains(&given);
        let rates = (given <= scale || beyond)
            && (self.ends_thought(last + 2) || self.cue_after(last + 1) || self.cue_before(before));
        self.rating((before, last + 1), entry, given, scale)
            .filter(|_| rates)
    }

    /// A number of stars or points.
    fn of_unit(self, group: &Group) -> Option<Rating> {
        let (entry, unit) = group.modifier(Role::RatingUnit)?;
        let before = group.place.first.checked_sub(1)?;
        let given = self.given(before)?;
        // More than the scale has are out of ten: "10 stars". Points are also collected and lost.
        let scale = if given > unit.strength {
            let rates = self.opens(before) || self.cue_before(before);
            Some(BEST_OF_TEN).filter(|&scale| rates && given <= scale)?
        } else {
            unit.strength
        };
        self.rating((before, group.place.last()), entry, given, scale)
    }

    /// Numbers with a slash between; the second is the word at `at`. Dates are written so too, and scores of a game.
    fn slashed(self, at: usize) -> Option<Rating> {
        let entry = self.pack.slash?;
        let (left, right) = (self.words.get(at - 1)?, self.words.get(at)?);
        if !self.slash_between(entry, left, right) {
            return None;
        }
        let (given, scale) = (self.given(at - 1)?, self.number(at)?);
        let (opens, ends) = (self.opens(at - 1), self.ends_thought(at + 1));
        let rates = if given > scale {
            scale == BEST_OF_TEN && (opens && ends || self.cue_before(at - 1))
        } else {
            // As dates, 5/5 and 10/10 are two days of a year.
            let full = given == scale && [MOST_STARS, BEST_OF_TEN].contains(&scale);
            opens || ends || full || self.cue_before(at - 1)
        };
        self.rating((at - 1, at), entry, given, scale)
            .filter(|_| rates)
    }

    /// The rating of these words, linear from the worst to the best of the scale; beyond the best is the best.
    fn rating(self, words: (usize, usize), entry: u32, given: i32, scale: i32) -> Option<Rating> {
        Some(Rating {
            words,
            entry,
            valence: valence(self.pack, given.min(scale), scale)?,
            denied_by: None,
        })
    }

    /// True if the word at `at` is the first of its sentence.
    fn opens(self, at: usize) -> bool {
        let sentence = |at: usize| self.words.get(at).map(|word| word.sentence);
        at.checked_sub(1)
            .is_none_or(|before| sentence(before) != sentence(at))
    }

    fn number(self, at: usize) -> Option<i32> {
        self.words.get(at)?.number
    }

    /// What is given by the number at `at`: with a minus before it, nothing. Amid a sentence a minus is a dash.
    fn given(self, at: usize) -> Option<i32> {
        let number = self.number(at)?;
        let token = self.tokens.get(self.words.get(at)?.token)?;
        let mut before = self.text.get(..token.span.start as usize)?.chars().rev();
        let signed = matches!(before.next(), Some('-' | '\u{2212}'))
            && before.next().is_none_or(char::is_whitespace);
        let below = signed && (self.opens(at) || self.cue_before(at));
        Some(if below { 0 } else { number })
    }

    /// True if words before the number at `at` ask for a rating: "gave it", "betyg".
    fn cue_before(self, at: usize) -> bool {
        self.groups_before(at, usize::from(u8::MAX))
            .any(|(group, words)| {
                let cue = group.modifier(Role::RatingCue);
                cue.is_some_and(|(_, cue)| {
                    cue.direction != Direction::Left && words <= usize::from(cue.scope)
                })
            })
    }

    /// True if the word after `at` tells what is rated, and not for how much: "for the food", "for 20 pounds".
    fn cue_after(self, at: usize) -> bool {
        if self.number(at + 2).is_some() {
            return false;
        }
        let next = self.group_at(at + 1);
        let cue = next.and_then(|group| group.modifier(Role::RatingCue));
        cue.is_some_and(|(_, cue)| cue.direction != Direction::Right)
    }

    /// A negator shortly before the number at `at`, with no comma and no feeling between that it turns: "not five stars".
    fn denial(self, at: usize) -> Option<usize> {
        let negates = |group: &Group| group.modifier(Role::Negator).is_some();
        let (group, _) = self
            .groups_before(at, DENIAL)
            .find(|(group, _)| group.feeling.is_some() || negates(group))?;
        let word = group.place.last();
        let parted = (word + 1..=at).any(|between| self.words[between].after_break);
        Some(word).filter(|_| negates(group) && !parted)
    }

    /// The groups before the word at `at` in its sentence, at most so many words away: the nearest first, with how many.
    fn groups_before(self, at: usize, most: usize) -> impl Iterator<Item = (&'a Group, usize)> {
        let sentence = self.words.get(at).map(|word| word.sentence);
        let end = self.groups.partition_point(|group| group.place.first < at);
        self.groups[..end]
            .iter()
            .rev()
            .map(move |group| (group, at.saturating_sub(group.place.last())))
            .take_while(move |(group, words)| {
                let own = self.words.get(group.place.first).map(|word| word.sentence);
                *words <= most && own == sentence
            })
    }

    /// The group that begins with the word at `at`.
    fn group_at(self, at: usize) -> Option<&'a Group> {
        let index = self.groups.partition_point(|group| group.place.first < at);
        self.groups
            .get(index)
            .filter(|group| group.place.first == at)
    }

    /// "3 out of 5 orders" counts things: a rating ends its clause, or a unit of rating follows.
    fn ends_thought(self, next: usize) -> bool {
        let Some(word) = self.words.get(next) else {
            return true;
        };
        let new_sentence = next
            .checked_sub(1)
            .and_then(|before| self.words.get(before))
            .is_some_and(|before| before.sentence != word.sentence);
        let joined = self.group_at(next).is_some_and(|group| {
            let roles = [Role::RatingUnit, Role::Contrast, Role::Join, Role::Boundary];
            roles.iter().any(|&role| group.modifier(role).is_some())
        });
        word.after_break || new_sentence || joined || word.pictured
    }

    fn slash_between(self, entry: u32, left: &Word, right: &Word) -> bool {
        right.token == left.token + 2
            && self
                .tokens
                .get(left.token + 1)
                .is_some_and(|token| token.span.of(self.text) == self.pack.source(entry).term)
    }
}

/// Runs of stars. A single one decorates.
fn stars(pack: &Pack, groups: &[Group]) -> Vec<Rating> {
    let mut found = Vec::new();
    let starred: Vec<(usize, u32, i32)> = groups
        .iter()
        .filter_map(|group| {
            let (entry, modifier) = group.modifier(Role::Star)?;
            Some((group.place.first, entry, modifier.strength))
        })
        .collect();
    for run in starred.chunk_by(|left, right| left.0 + 1 == right.0) {
        let (Some(&(first, entry, _)), Some(&(last, _, _))) = (run.first(), run.last()) else {
            continue;
        };
        let full: i32 = run.iter().map(|(_, _, full)| *full).sum();
        if run.len() < 2 {
            continue;
        }
        let most = run.len() == full as usize;
        let given = if most { full.min(MOST_STARS) } else { full };
        if let Some(valence) = valence(pack, given, MOST_STARS) {
            found.push(Rating {
                words: (first, last),
                entry,
                valence,
                denied_by: None,
            });
        }
    }
    found
}

/// Linear from the worst to the best rating of the scale.
fn valence(pack: &Pack, given: i32, scale: i32) -> Option<i16> {
    if !SCALES.contains(&scale) || !(0..=scale).contains(&given) {
        return None;
    }
    Some(((2 * given - scale) * pack.rules.rating_valence / scale) as i16)
}
