//! From matches to sentiment, themes and flags. Knows no language by name: all it needs stands in the pack.

mod clauses;
mod durations;
mod flags;
mod groups;
pub mod personal;
mod rating;
mod reach;
mod scoring;
mod themes;
pub mod withheld;

use crate::annotation::{
    Annotation, Evidence, EvidenceKind, Flag, Matched, Mention, Polarity, Reach, Sentiment, Step,
};
use crate::document::{Detection, Sentence, Token};
use crate::lexicon::codeframe::Fallback;
use crate::lexicon::entry::{EntryKind, Role};
use crate::lexicon::matcher::{self, Match, Matches, Word};
use crate::lexicon::pack::Pack;
use crate::lexicon::{Lexicons, Memory};
use crate::span::Span;
use clauses::{Clause, FARTHEST, Frame};
use groups::Group;
use scoring::Scored;
use std::ops::Range;
use themes::{Conditions, Context, Scene};

/// Words behind a contrast that are too few to say anything of their own.
const LEAST_UNKNOWN: usize = 2;

/// A comment on its way to an annotation.
struct Analysis<'a> {
    lexicons: &'a Lexicons,
    pack: &'a Pack,
    tokens: &'a [Token],
    matches: Matches,
    conditions: Conditions,
    groups: Vec<Group>,
    clauses: Vec<Clause>,
    clause_of: Vec<usize>,
    scored: Vec<Scored>,
    rated: bool,
    /// Clauses in which a pronoun goes on about people of the clause before.
    continues: Vec<bool>,
}

/// Analyses one comment whose language is known; `memory` belongs to that language's pack.
pub fn analyze(
    lexicons: &Lexicons,
    memory: &mut Memory,
    text: &str,
    detection: Detection,
    tokens: &[Token],
    sentences: &[Sentence],
) -> Annotation {
    let pack = lexicons.pack(detection.language);
    let analysis = analysis(lexicons, pack, memory, text, tokens, sentences);
    analysis.annotation(detection, text)
}

/// The judgement of a comment before it is put into words.
fn analysis<'a>(
    lexicons: &'a Lexicons,
    pack: &'a Pack,
    memory: &mut Memory,
    text: &str,
    tokens: &'a [Token],
    sentences: &[Sentence],
) -> Analysis<'a> {
    let matches = matcher::find_with(pack, memory, text, tokens, sentences);
    let conditions = Conditions::of(pack, &matches);
    let scene = Scene::before(pack, &matches, &conditions);
    let groups = groups::choose(pack, &matches, |m| scene.allows(m));
    let ratings = rating::ratings(pack, text, tokens, &matches.words, &groups);
    let mut groups = without(groups, &ratings);
    let headings = headings(text, tokens, &matches.words, &groups);
    for group in &mut groups {
        // A heading names a side; it is no feeling of its own.
        let word = group.place.last();
        if headings
            .binary_search_by_key(&word, |heading| heading.word)
            .is_ok()
        {
            group.feeling = None;
        }
    }
    let clauses = clauses::clauses(&matches.words, sentences, &groups, &headings, &pack.rules);
    let mut clause_of = vec![0; matches.words.len()];
    for (index, clause) in clauses.iter().enumerate() {
        for at in clause.words.clone() {
            clause_of[at] = index;
        }
    }
    let alone = scoring::feelings_alone(reach::Field {
        groups: &groups,
        clauses: &clauses,
        clause_of: &clause_of,
    });
    for (index, feeling) in alone {
        groups[index].feeling = Some(feeling);
    }
    let field = reach::Field {
        groups: &groups,
        clauses: &clauses,
        clause_of: &clause_of,
    };
    let shouting = !matches.words.is_empty()
        && matches.words.iter().filter(|word| word.capitals).count() * 2 > matches.words.len();
    let rivals = rivals(lexicons, pack, &matches, &clauses);
    let mut scored = scoring::score(pack, &matches, field, &rivals, shouting);
    scored.extend(ratings.iter().map(|rating| rated(rating, &matches.words)));
    scored.sort_by_key(|one| (one.first, one.mask));
    let continues = continues(lexicons, pack, text, tokens, &matches.words, &clauses);
    let mut analysis = Analysis {
        lexicons,
        pack,
        tokens,
        matches,
        conditions,
        groups,
        clauses,
        clause_of,
        scored,
        rated: !ratings.is_empty(),
        continues,
    };
    analysis.answer_headings();
    analysis.hear_contrasts();
    scoring::weigh_together(pack, &mut analysis.scored);
    analysis
}

/// Which clauses go on about the people of the clause before: a pronoun for them is the first or the second word.
fn continues(
    lexicons: &Lexicons,
    pack: &Pack,
    text: &str,
    tokens: &[Token],
    words: &[Word],
    clauses: &[Clause],
) -> Vec<bool> {
    let mut key = String::new();
    let mut pronoun = |at: usize| {
        let token = words.get(at).and_then(|word| tokens.get(word.token));
        token.is_some_and(|token| {
            pack.exact.apply(token.span.of(text), &mut key);
            lexicons.pronouns().contains(pack.language, &key)
        })
    };
    let mut before = None;
    let clauses = clauses.iter().map(|clause| {
        let goes_on = before.replace(clause.sentence) == Some(clause.sentence);
        goes_on && clause.words.clone().take(2).any(&mut pronoun)
    });
    clauses.collect()
}

/// The rivals that are the subject of their clause: single words that name them, at its start.
fn rivals(lexicons: &Lexicons, pack: &Pack, matches: &Matches, clauses: &[Clause]) -> Vec<usize> {
    let names = |m: &&Match| match pack.kind(m.entry) {
        Some(EntryKind::Theme(theme)) => {
            let rival = lexicons.codeframe().theme(theme.theme).rival;
            m.words() == 1 && theme.valence.is_none() && rival
        }
        _ => false,
    };
    let subject = |m: &&Match| {
        let clause = clauses::clause_at(clauses, m.first).and_then(|at| clauses.get(at));
        clause.is_some_and(|clause| m.first <= clause.words.start + 1)
    };
    let found = matches.found.iter().filter(names).filter(subject);
    found.map(Match::last).collect()
}

/// The evidence of a mention: what raised it, not what it adds to the sums.
fn raising(evidence: &Evidence) -> Evidence {
    Evidence {
        valence: None,
        result: None,
        steps: Vec::new(),
        ..evidence.clone()
    }
}

/// Groups whose words belong to a rating are used up by it.
fn without(groups: Vec<Group>, ratings: &[rating::Rating]) -> Vec<Group> {
    groups
        .into_iter()
        .filter(|group| {
            let at = ratings.partition_point(|rating| rating.words.1 < group.place.first);
            ratings
                .get(at)
                .is_none_or(|rating| group.place.first < rating.words.0)
        })
        .collect()
}

fn rated(rating: &rating::Rating, words: &[Word]) -> Scored {
    let length = rating.words.1 - rating.words.0 + 1;
    Scored {
        entry: rating.entry,
        kind: EvidenceKind::Rating,
        first: rating.words.0,
        mask: u64::MAX >> (64 - length.min(64)),
        matched: Matched::Exact,
        valence: rating.valence,
        result: i32::from(rating.valence),
        verdict: true,
        polite: false,
        ironic: false,
        sentence: words.get(rating.words.0).map_or(0, |word| word.sentence),
        negated: false,
        steps: Vec::new(),
    }
}

/// Headings: a pros or cons word with a colon, a dash or the end of its line behind it.
fn headings(text: &str, tokens: &[Token], words: &[Word], groups: &[Group]) -> Vec<Frame> {
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
    fn answer_headings(&mut self) {
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
    fn hear_contrasts(&mut self) {
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

    fn feels(&self, words: Range<usize>) -> bool {
        let from = self.scored.partition_point(|one| one.first < words.start);
        self.scored[from..]
            .iter()
            .take_while(|one| one.first < words.end)
            .next()
            .is_some()
    }

    /// True if the last evidence before a clause, in its sentence or the one before, is praise.
    fn praises_before(&self, clause: usize) -> bool {
        let (start, sentence) = (
            self.clauses[clause].words.start,
            self.clauses[clause].sentence,
        );
        let before = self.scored.partition_point(|one| one.first < start);
        self.scored[..before]
            .last()
            .is_some_and(|one| one.result > 0 && one.sentence + 1 >= sentence)
    }

    fn annotation(self, detection: Detection, text: &str) -> Annotation {
        let sentiment = self.sentiment();
        let empty = self.is_empty_answer();
        let mentions = self.mentions(&sentiment, empty);
        let durations = durations::durations(&self, text);
        let timed = !durations.is_empty();
        let flags = flags::flags(&self, &detection, &sentiment, &mentions, empty, timed);
        let reach = self.reach(text, &mentions);
        Annotation {
            detection,
            sentiment,
            mentions,
            flags,
            sentences: Vec::new(),
            durations,
            personal: Vec::new(),
            reach,
        }
    }

    /// Which words raised a theme.
    fn coded_words(&self, mentions: &[Mention]) -> Vec<bool> {
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
    fn reach(&self, text: &str, mentions: &[Mention]) -> Reach {
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

    fn sentiment(&self) -> Sentiment {
        let positive: i32 = self.scored.iter().map(|one| one.result.max(0)).sum();
        let negative: i32 = self.scored.iter().map(|one| one.result.min(0)).sum();
        let verdict = self.scored.iter().any(|one| one.verdict && one.result != 0);
        let score = positive + negative;
        Sentiment {
            polarity: self.label(positive, negative, verdict),
            score,
            positive,
            negative,
            probability: self.lexicons.probability(score),
            evidence: self
                .scored
                .iter()
                .map(|one| self.evidence_of(one))
                .collect(),
        }
    }

    fn label(&self, positive: i32, negative: i32, verdict: bool) -> Polarity {
        let rules = &self.pack.rules;
        let (smaller, larger) = (positive.min(-negative), positive.max(-negative));
        let mixed = !verdict
            && smaller >= rules.mixed_least
            && i64::from(smaller) * 100 >= i64::from(larger) * i64::from(rules.mixed_share);
        let score = positive + negative;
        if mixed {
            Polarity::Mixed
        } else if score.abs() <= rules.neutral_band {
            Polarity::Neutral
        } else {
            themes::sign(score)
        }
    }

    /// True if the comment consists of empty answers and punctuation.
    fn is_empty_answer(&self) -> bool {
        let mut covered = vec![false; self.matches.words.len()];
        for group in self
            .groups
            .iter()
            .filter(|group| group.modifier(Role::Empty).is_some())
        {
            for at in group.place.positions() {
                if let Some(slot) = covered.get_mut(at) {
                    *slot = true;
                }
            }
        }
        let framed = self.clauses.iter().any(|clause| clause.frame.is_some());
        covered.iter().all(|&covered| covered) && !framed && self.scored.is_empty()
    }

    /// What theme terms are judged by.
    fn scene(&self) -> Scene<'_> {
        Scene::before(self.pack, &self.matches, &self.conditions).with_feelings(
            &self.clauses,
            &self.clause_of,
            &self.scored,
            Context {
                codeframe: self.lexicons.codeframe(),
                wishes: self.wishes(),
                continues: &self.continues,
            },
        )
    }

    /// First words of the terms that utter a wish.
    fn wishes(&self) -> Vec<usize> {
        let codeframe = self.lexicons.codeframe();
        let scene = Scene::before(self.pack, &self.matches, &self.conditions);
        let wishes = self.matches.found.iter().filter(|m| {
            let theme = match self.pack.kind(m.entry) {
                Some(EntryKind::Theme(theme)) => theme.theme,
                _ => return false,
            };
            codeframe.theme(theme).flag == Some(Flag::Suggestion) && scene.allows(m)
        });
        wishes.map(|m| m.first).collect()
    }

    fn mentions(&self, sentiment: &Sentiment, empty: bool) -> Vec<Mention> {
        let codeframe = self.lexicons.codeframe();
        let scene = self.scene();
        let mut mentions: Vec<Mention> = themes::gather(&scene, codeframe)
            .into_iter()
            .map(|(theme, (polarity, matches))| Mention {
                theme,
                polarity,
                evidence: matches.iter().map(|m| self.theme_evidence(m)).collect(),
            })
            .collect();
        if empty && mentions.is_empty() {
            mentions.extend(codeframe.fallback(Fallback::Empty).map(|theme| Mention {
                theme,
                polarity: Polarity::Neutral,
                evidence: self.empty_evidence(),
            }));
        }
        if mentions.is_empty() {
            mentions.extend(self.general(sentiment));
        }
        mentions.sort_by_key(|mention| mention.theme);
        mentions
    }

    /// The general themes, of a comment that says nothing more specific: one whose words are nearly all judgement. A long
    /// comment of which only the judgement is understood has a topic that no list knows; it is left uncoded.
    fn general(&self, sentiment: &Sentiment) -> Vec<Mention> {
        let understood: u32 = self.groups.iter().map(|group| group.place.words()).sum();
        let most = self.pack.rules.general_unknown_words.unsigned_abs();
        if self.matches.words.len() as u32 > understood + most {
            return Vec::new();
        }
        let codeframe = self.lexicons.codeframe();
        [
            (Fallback::Praise, Polarity::Positive, 1),
            (Fallback::Complaint, Polarity::Negative, -1),
        ]
        .into_iter()
        .filter(|(_, polarity, _)| [*polarity, Polarity::Mixed].contains(&sentiment.polarity))
        .filter_map(|(case, polarity, sign)| {
            let judges = |evidence: &&Evidence| {
                evidence
                    .result
                    .is_some_and(|result| result.signum() == sign)
            };
            Some(Mention {
                theme: codeframe.fallback(case)?,
                polarity,
                evidence: sentiment
                    .evidence
                    .iter()
                    .filter(judges)
                    .map(raising)
                    .collect(),
            })
        })
        .collect()
    }

    fn empty_evidence(&self) -> Vec<Evidence> {
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

    fn theme_evidence(&self, m: &Match) -> Evidence {
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

    fn evidence_of(&self, one: &Scored) -> Evidence {
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

    fn span_of(&self, word: usize) -> Span {
        self.matches
            .words
            .get(word)
            .and_then(|word| self.tokens.get(word.token))
            .map_or_else(Span::default, |token| token.span)
    }

    /// The span of some words, and its parts where words between them do not belong.
    fn place(&self, first: usize, mask: u64) -> (Span, Vec<Span>) {
        let mut parts: Vec<Span> = Vec::new();
        let mut previous = None;
        for bit in (0..64).filter(|bit| mask & (1 << bit) != 0) {
            let span = self.span_of(first + bit);
            match parts.last_mut() {
                Some(part) if previous == Some(bit) => *part = part.cover(span),
                _ => parts.push(span),
            }
            previous = Some(bit + 1);
        }
        let whole = parts
            .iter()
            .copied()
            .reduce(Span::cover)
            .unwrap_or_default();
        if parts.len() == 1 {
            parts.clear();
        }
        (whole, parts)
    }

    fn has_role(&self, role: Role) -> bool {
        self.groups
            .iter()
            .any(|group| group.modifier(role).is_some())
    }

    /// A cue that what stands here is not meant: a marked word that is no praise, or praise that was taken back.
    fn irony_cue(&self) -> bool {
        self.has_role(Role::Irony)
            || self
                .scored
                .iter()
                .any(|one| one.ironic && (one.valence <= 0 || one.result == 0))
    }
}
