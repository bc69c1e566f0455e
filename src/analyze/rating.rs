//! Ratings in numbers and stars: "2/10", "five out of five", "0 stars", "★★☆☆☆".

use super::groups::Group;
use crate::document::Token;
use crate::lexicon::entry::Role;
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
}

/// Scales that people rate on.
const SCALES: [i32; 6] = [5, 6, 7, 10, 20, 100];

/// Finds the ratings of a comment.
pub fn ratings(
    pack: &Pack,
    text: &str,
    tokens: &[Token],
    words: &[Word],
    groups: &[Group],
) -> Vec<Rating> {
    let mut found = Vec::new();
    for group in groups {
        let (first, last) = (group.place.first, group.place.last());
        let before = first.checked_sub(1).and_then(|at| number(words, at));
        if let Some((entry, _)) = group.modifier(Role::RatingOf) {
            let after = number(words, last + 1);
            let alone = ends_thought(words, groups, last + 2);
            if let Some(valence) = valence(pack, before, after).filter(|_| alone) {
                found.push(Rating {
                    words: (first - 1, last + 1),
                    entry,
                    valence,
                });
            }
        } else if let Some((entry, modifier)) = group.modifier(Role::RatingUnit)
            && let Some(valence) = valence(pack, before, Some(modifier.strength))
        {
            found.push(Rating {
                words: (first - 1, last),
                entry,
                valence,
            });
        }
    }
    found.extend(stars(pack, groups));
    if let Some(entry) = pack.slash {
        for at in 1..words.len() {
            let opens = at
                .checked_sub(2)
                .is_none_or(|before| words[before].sentence != words[at].sentence);
            if slash_between(pack, entry, text, tokens, &words[at - 1], &words[at])
                && (opens || ends_thought(words, groups, at + 1))
                && let Some(valence) = valence(pack, words[at - 1].number, words[at].number)
            {
                found.push(Rating {
                    words: (at - 1, at),
                    entry,
                    valence,
                });
            }
        }
    }
    found.sort_by_key(|rating| rating.words);
    found.dedup_by(|later, earlier| later.words.0 <= earlier.words.1);
    found
}

/// Most stars of a rating.
const MOST_STARS: i32 = 5;

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
        if let Some(valence) = valence(pack, Some(given), Some(MOST_STARS)) {
            found.push(Rating {
                words: (first, last),
                entry,
                valence,
            });
        }
    }
    found
}

/// "3 out of 5 orders" counts things: a rating ends its clause, or a unit of rating follows.
fn ends_thought(words: &[Word], groups: &[Group], next: usize) -> bool {
    let Some(word) = words.get(next) else {
        return true;
    };
    let new_sentence = next
        .checked_sub(1)
        .and_then(|before| words.get(before))
        .is_some_and(|before| before.sentence != word.sentence);
    let index = groups.partition_point(|group| group.place.first < next);
    let joined = groups
        .get(index)
        .filter(|group| group.place.first == next)
        .is_some_and(|group| {
            let roles = [Role::RatingUnit, Role::Contrast, Role::Join, Role::Boundary];
            roles.iter().any(|&role| group.modifier(role).is_some())
        });
    word.after_break || new_sentence || joined || word.pictured
}

fn number(words: &[Word], at: usize) -> Option<i32> {
    words.get(at).and_then(|word| word.number)
}

fn slash_between(
    pack: &Pack,
    entry: u32,
    text: &str,
    tokens: &[Token],
    left: &Word,
    right: &Word,
) -> bool {
    right.token == left.token + 2
        && tokens
            .get(left.token + 1)
            .is_some_and(|token| token.span.of(text) == pack.source(entry).term)
}

/// Linear from the worst to the best rating of the scale.
fn valence(pack: &Pack, given: Option<i32>, scale: Option<i32>) -> Option<i16> {
    let (given, scale) = (given?, scale?);
    if !SCALES.contains(&scale) || !(0..=scale).contains(&given) {
        return None;
    }
    Some(((2 * given - scale) * pack.rules.rating_valence / scale) as i16)
}
