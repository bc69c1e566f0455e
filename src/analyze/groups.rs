//! Which matches count: the longest match wins, and matches of the same words stand together.

use crate::lexicon::entry::{EntryKind, Modifier, Role, SentimentEntry};
use crate::lexicon::matcher::{Match, Matches};
use crate::lexicon::pack::Pack;

/// Feeling of a group before any rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feeling {
    /// Entry behind it.
    pub entry: u32,
    /// Hundredths.
    pub valence: i16,
    /// A stated verdict.
    pub verdict: bool,
    /// A politeness.
    pub polite: bool,
    /// A cue of irony.
    pub irony: bool,
    /// A whole fact: no negator outside the match turns it.
    pub firm: bool,
}

/// Matches of exactly the same words that won them.
#[derive(Clone, Debug)]
pub struct Group {
    /// The words; the entry is the one of the first member.
    pub place: Match,
    /// The feeling, where one of the members is a feeling word.
    pub feeling: Option<Feeling>,
    /// Modifiers among the members, with their entries.
    pub modifiers: Vec<(u32, Modifier)>,
    /// The token of what stands apart from its sentence: an emoji, an emoticon, a hashtag at its end. Words outside of the
    /// token do not turn it.
    pub apart: Option<usize>,
}

impl Group {
    /// The modifier with this role, if the group has one.
    pub fn modifier(&self, role: Role) -> Option<(u32, Modifier)> {
        self.modifiers
            .iter()
            .copied()
            .find(|(_, modifier)| modifier.role == role)
    }
}

/// Chooses the groups of a comment. `allowed` says whether a theme match met its conditions.
pub fn choose(pack: &Pack, matches: &Matches, allowed: impl Fn(&Match) -> bool) -> Vec<Group> {
    let mut candidates: Vec<&Match> = matches
        .found
        .iter()
        .filter(|m| match pack.kind(m.entry) {
            Some(EntryKind::Emoji(_) | EntryKind::Modifier(_)) => true,
            Some(EntryKind::Sentiment(_)) => allowed(m),
            Some(EntryKind::Theme(theme)) => theme.valence.is_some() && allowed(m),
            _ => false,
        })
        .collect();
    candidates.sort_by_cached_key(|m| {
        (
            std::cmp::Reverse(m.words()),
            crosses_break(matches, m),
            m.matched.certainty(),
            m.first,
            m.mask,
        )
    });
    let mut owner: Vec<Option<usize>> = vec![None; matches.words.len()];
    let mut groups: Vec<Group> = Vec::with_capacity(candidates.len().min(owner.len()));
    for candidate in candidates {
        let first = owner.get(candidate.first).copied().flatten();
        let free = candidate
            .positions()
            .all(|at| owner.get(at).is_some_and(Option::is_none));
        let index = match first {
            _ if free => {
                groups.push(Group {
                    place: *candidate,
                    feeling: None,
                    modifiers: Vec::new(),
                    apart: matches
                        .words
                        .get(candidate.first)
                        .filter(|word| word.pictured)
                        .map(|word| word.token),
                });
                groups.len() - 1
            }
            Some(index)
                if groups[index].place.first == candidate.first
                    && groups[index].place.mask == candidate.mask =>
            {
                index
            }
            _ => continue,
        };
        for at in candidate.positions() {
            if let Some(slot) = owner.get_mut(at) {
                *slot = Some(index);
            }
        }
        add_member(pack, &mut groups[index], candidate);
    }
    groups.sort_by_key(|group| group.place.first);
    groups
}

/// True if a comma or its like stands inside a match: "the room, good" yields to "good beds" in "the room, good beds".
fn crosses_break(matches: &Matches, m: &Match) -> bool {
    let behind = matches.words.get(m.first + 1..=m.last()).unwrap_or(&[]);
    behind.iter().any(|word| word.after_break)
}

fn add_member(pack: &Pack, group: &mut Group, member: &Match) {
    match pack.kind(member.entry) {
        Some(EntryKind::Sentiment(entry) | EntryKind::Emoji(entry)) => {
            // The language's own list comes behind the common ones and wins.
            let own = member.entry >= pack.common_entries;
            if group.feeling.is_none() || own {
                group.feeling = Some(feeling(member.entry, entry));
            }
        }
        Some(EntryKind::Theme(theme)) => {
            if let (None, Some(valence)) = (group.feeling, theme.valence) {
                group.feeling = Some(Feeling {
                    entry: member.entry,
                    valence,
                    verdict: false,
                    polite: false,
                    irony: false,
                    firm: theme.firm,
                });
            }
        }
        Some(EntryKind::Modifier(modifier)) => group.modifiers.push((member.entry, *modifier)),
        _ => {}
    }
}

fn feeling(entry: u32, sentiment: &SentimentEntry) -> Feeling {
    Feeling {
        entry,
        valence: sentiment.valence,
        verdict: sentiment.verdict,
        polite: sentiment.polite,
        irony: sentiment.irony,
        firm: sentiment.firm,
    }
}
