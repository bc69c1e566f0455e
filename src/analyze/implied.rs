//! What a comment says without a feeling word: under a heading, behind a contrast.

use super::Analysis;
use super::clauses::{FARTHEST, Frame};
use super::groups::Group;
use super::scored::Scored;
use crate::document::Token;
use crate::lexicon::entry::Role;
use crate::lexicon::matcher::Word;
use std::ops::Range;

/// Words behind a contrast that are too few to say anything of their own.
const LEAST_UNKNOWN: usize = 2;

/// Headings: a pros or cons word with a colon, a dash or the end of its line behind it.
pub(super) fn headings(
    text: &str,
    tokens: &[Token],
    words: &[Word],
    groups: &[Group],
) -> Vec<Frame> {
    groups
        .iter()
        .filter_map(|group| {
            let (pros, (entry, _)) = match (group.modifier(Role::Pros), group.modifier(Role::Cons))
            {
                (Some(found), _) => (true, found),
                (None, Some(found)) => (false, found),
                _ => return None,
            };
            let word = group.place.last();
            let token = words.get(word)?.token;
            let end = tokens.get(token)?.span.end as usize;
            let behind = text
                .get(end..)?
                .trim_end()
                .trim_start_matches([' ', '\u{a0}', '\t']);
            let heads = behind.starts_with([':', '-', '–', '—', '\n', '\r', '=']);
            heads.then_some(Frame { pros, entry, word })
        })
        .collect()
}

impl Analysis<'_> {
    /// "Minus: nothing" praises, "Plus: nothing" blames; what else stands under a heading without a feeling word takes the
    /// heading's side.
    pub(super) fn answer_headings(&mut self) {
        let mut added = Vec::new();
        for clause in &self.clauses {
            let Some(frame) = clause.frame else { continue };
            let content = clause.words.start.max(frame.word + 1)..clause.words.end;
            let from = self.scored.partition_point(|one| one.first < content.start);
            let felt = self
                .scored
                .get(from)
                .is_some_and(|one| one.first < content.end);
            if felt || content.is_empty() {
                continue;
            }
            let at = self
                .groups
                .partition_point(|group| group.place.first < content.start);
            let empty = self.groups.get(at).filter(|group| {
                group.place.first == content.start && group.modifier(Role::Empty).is_some()
            });
            let side = if frame.pros { 1 } else { -1 };
            let value = match empty {
                Some(_) => -side * self.pack.rules.empty_under_heading,
                None => side * self.pack.rules.empty_under_heading / 2,
            };
            let place = (frame.word, 1);
            added.push(Scored::added(
                "heading",
                frame.entry,
                place,
                clause.sentence,
                value,
            ));
        }
        added.dedup_by_key(|one| one.first);
        self.scored.extend(added);
        self.scored.sort_by_key(|one| (one.first, one.mask));
    }

    /// "Lovely room, but the pillow was a brick": praise set against words that no list knows.
    pub(super) fn hear_contrasts(&mut self) {
        let implied = -self.pack.rules.implied_by_contrast;
        let mut added = Vec::new();
        for group in &self.groups {
            let opening = [Role::Contrast, Role::Concession];
            let Some((entry, _)) = opening.iter().find_map(|&role| group.modifier(role)) else {
                continue;
            };
            let at = group.place.first;
            let Some(index) = self.clause_of.get(at).copied() else {
                continue;
            };
            let sentence = self.clauses[index].sentence;
            let rest = self.clauses[index..]
                .iter()
                .take_while(|clause| {
                    clause.sentence == sentence && clause.words.start < at + FARTHEST
                })
                .last()
                .map_or(at, |clause| clause.words.end);
            let unknown = rest > group.place.last() + 1 + LEAST_UNKNOWN && !self.feels(at..rest);
            if unknown && !self.clauses[index].question && self.praises_before(index) {
                let evidence =
                    Scored::added("implied", entry, (at, group.place.mask), sentence, implied);
                added.push(Scored {
                    matched: group.place.matched,
                    ..evidence
                });
            }
        }
        self.scored.extend(added);
        self.scored.sort_by_key(|one| (one.first, one.mask));
    }

    pub(super) fn feels(&self, words: Range<usize>) -> bool {
        let from = self.scored.partition_point(|one| one.first < words.start);
        self.scored[from..]
            .iter()
            .take_while(|one| one.first < words.end)
            .next()
            .is_some()
    }

    /// True if the last evidence before a clause, in its sentence or the one before, is praise.
    pub(super) fn praises_before(&self, clause: usize) -> bool {
        let (start, sentence) = (
            self.clauses[clause].words.start,
            self.clauses[clause].sentence,
        );
        let before = self.scored.partition_point(|one| one.first < start);
        self.scored[..before]
            .last()
            .is_some_and(|one| one.result > 0 && one.sentence + 1 >= sentence)
    }
}
