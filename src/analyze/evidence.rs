//! Matches and results put into evidence with places in the comment.

use super::Analysis;
use super::scored::Scored;
use crate::annotation::{Annotation, Evidence, EvidenceKind, Flag, Mention, Reach, Step};
use crate::lexicon::entry::Role;
use crate::lexicon::matcher::{Match, Word, bits};
use crate::span::Span;

/// The evidence of a mention: what raised it, not what it adds to the sums.
pub(super) fn raising(evidence: &Evidence) -> Evidence {
    Evidence {
        valence: None,
        result: None,
        steps: Vec::new(),
        ..evidence.clone()
    }
}

/// Most evidence that a tag keeps: what stands first. A comment of a mebibyte has a hundred thousand words, and what it
/// takes to hold and to write its evidence is a hundred times its size. Sums, labels and reach count all evidence.
pub const MOST_EVIDENCE: usize = 1000;

/// Cuts the evidence of every tag to what is kept, and says so with a flag.
pub(super) fn keep_most(annotation: &mut Annotation) {
    let Annotation {
        sentiment,
        mentions,
        ..
    } = annotation;
    let mentioned = mentions.iter_mut().map(|mention| &mut mention.evidence);
    let mut cut = false;
    for evidence in mentioned.chain([&mut sentiment.evidence]) {
        cut |= evidence.len() > MOST_EVIDENCE;
        evidence.truncate(MOST_EVIDENCE);
    }
    if cut {
        annotation.raise(Flag::EvidenceCut);
    }
}

impl Analysis<'_> {
    /// Which words raised a theme.
    pub(super) fn coded_words(&self, mentions: &[Mention]) -> Vec<bool> {
        let words = &self.matches.words;
        let mut coded = vec![false; words.len()];
        for one in mentions.iter().flat_map(|mention| &mention.evidence) {
            let parts = match one.parts.as_slice() {
                [] => std::slice::from_ref(&one.span),
                parts => parts,
            };
            for part in parts {
                let before = |word: &Word| {
                    let token = self.tokens.get(word.token);
                    token.is_some_and(|token| token.span.start < part.start)
                };
                let from = words.partition_point(before);
                let inside = (from..words.len()).take_while(|&at| part.contains(self.span_of(at)));
                for at in inside {
                    coded[at] = true;
                }
            }
        }
        coded
    }

    /// How many sentences and characters of words raised a theme.
    pub(super) fn reach(&self, text: &str, mentions: &[Mention]) -> Reach {
        let coded = self.coded_words(mentions);
        let mut reach = Reach::default();
        let (mut last, mut last_coded) = (None, None);
        for (at, word) in self.matches.words.iter().enumerate() {
            let span = self.span_of(at);
            let length = span.of(text).chars().count() as u32;
            let coded = coded.get(at) == Some(&true);
            reach.characters += length;
            if last.replace(word.sentence) != Some(word.sentence) {
                reach.sentences += 1;
            }
            if coded {
                reach.coded_characters += length;
                if last_coded.replace(word.sentence) != Some(word.sentence) {
                    reach.coded_sentences += 1;
                }
            }
        }
        reach
    }

    pub(super) fn empty_evidence(&self) -> Vec<Evidence> {
        self.groups
            .iter()
            .filter_map(|group| {
                let (entry, _) = group.modifier(Role::Empty)?;
                let (span, parts) = self.place(group.place.first, group.place.mask);
                Some(Evidence {
                    span,
                    parts,
                    entry: self.pack.id(entry),
                    kind: EvidenceKind::Modifier,
                    matched: group.place.matched,
                    valence: None,
                    result: None,
                    steps: Vec::new(),
                })
            })
            .collect()
    }

    pub(super) fn theme_evidence(&self, m: &Match) -> Evidence {
        let (span, parts) = self.place(m.first, m.mask);
        Evidence {
            span,
            parts,
            entry: self.pack.id(m.entry),
            kind: EvidenceKind::Theme,
            matched: m.matched,
            valence: None,
            result: None,
            steps: Vec::new(),
        }
    }

    pub(super) fn evidence_of(&self, one: &Scored) -> Evidence {
        let (span, parts) = self.place(one.first, one.mask);
        Evidence {
            span,
            parts,
            entry: self.pack.id(one.entry),
            kind: one.kind,
            matched: one.matched,
            valence: Some(one.valence),
            result: Some(one.result),
            steps: one
                .steps
                .iter()
                .map(|step| Step {
                    rule: step.rule,
                    word: step.word.map(|at| self.span_of(at)),
                    before: step.before,
                    after: step.after,
                })
                .collect(),
        }
    }

    pub(super) fn span_of(&self, word: usize) -> Span {
        self.matches
            .words
            .get(word)
            .and_then(|word| self.tokens.get(word.token))
            .map_or_else(Span::default, |token| token.span)
    }

    /// The span of some words, and its parts where words between them do not belong.
    pub(super) fn place(&self, first: usize, mask: u64) -> (Span, Vec<Span>) {
        let last = first + mask.checked_ilog2().unwrap_or(0) as usize;
        let whole = self.span_of(first).cover(self.span_of(last));
        let gapless = mask & mask.wrapping_add(1) == 0;
        let parts = if gapless {
            Vec::new()
        } else {
            self.parts(first, mask)
        };
        (whole, parts)
    }

    /// The spans of the runs of words that a mask names from `first` on.
    fn parts(&self, first: usize, mask: u64) -> Vec<Span> {
        let mut parts: Vec<Span> = Vec::new();
        let mut previous = None;
        for bit in bits(mask) {
            let span = self.span_of(first + bit);
            match parts.last_mut() {
                Some(part) if previous == Some(bit) => *part = part.cover(span),
                _ => parts.push(span),
            }
            previous = Some(bit + 1);
        }
        parts
    }
}
