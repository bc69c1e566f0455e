//! From matches to sentiment, themes and flags. Knows no language by name: all it needs stands in the pack.

mod apart;
mod clauses;
mod conditions;
mod durations;
mod evidence;
mod flags;
mod groups;
mod implied;
mod mentions;
mod overlaps;
pub mod personal;
mod rating;
mod reach;
mod scene;
mod scored;
mod scoring;
mod themes;
mod together;
pub mod withheld;

pub use evidence::MOST_EVIDENCE;

use crate::annotation::{Annotation, Polarity, Sentiment};
use crate::document::{Detection, Sentence, Token};
use crate::lexicon::entry::{EntryKind, Role};
use crate::lexicon::matcher::{self, Match, Matches, Word};
use crate::lexicon::pack::Pack;
use crate::lexicon::{Lexicons, Memory};
use clauses::Clause;
use conditions::ConditionPlaces;
use groups::Group;
use scene::Scene;
use scored::Scored;

/// A comment on its way to an annotation.
struct Analysis<'a> {
    lexicons: &'a Lexicons,
    pack: &'a Pack,
    tokens: &'a [Token],
    matches: Matches,
    conditions: ConditionPlaces,
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
    let annotation = analysis.annotation(detection, text);
    memory.done_with(analysis.matches);
    annotation
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
    let conditions = ConditionPlaces::of(pack, &matches);
    let scene = Scene::before(pack, &matches, &conditions);
    let groups = groups::choose(pack, &matches, |m| scene.allows(m));
    let ratings = rating::ratings(pack, text, tokens, &matches.words, &groups);
    let mut groups = without(groups, &ratings);
    apart::set_apart_hashtags(tokens, &matches.words, &mut groups);
    let headings = implied::headings(text, tokens, &matches.words, &groups);
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
    let mut clauses = clauses::clauses(&matches.words, sentences, &groups, &headings, &pack.rules);
    let lost: Vec<bool> = sentences
        .iter()
        .map(|sentence| {
            sentence
                .span(tokens)
                .is_some_and(|span| apart::ends_in_lost_emoji(span.of(text)))
        })
        .collect();
    apart::answer_lost_emoji(&mut clauses, &groups, &lost);
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
    scored.extend(ratings.iter().map(|rating| {
        let clause = clause_of[rating.words.0];
        scoring::rate(pack, rating, &matches.words, clauses.get(clause))
    }));
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
    together::weigh_together(pack, &mut analysis.scored);
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

/// Groups that begin or end with a word of a rating are used up by it: "give it five" in "give it five stars".
fn without(groups: Vec<Group>, ratings: &[rating::Rating]) -> Vec<Group> {
    let rates = |word: usize| {
        let at = ratings.partition_point(|rating| rating.words.1 < word);
        ratings.get(at).is_some_and(|rating| rating.words.0 <= word)
    };
    groups
        .into_iter()
        .filter(|group| !rates(group.place.first) && !rates(group.place.last()))
        .collect()
}

impl Analysis<'_> {
    fn annotation(&self, detection: Detection, text: &str) -> Annotation {
        let sentiment = self.sentiment();
        let empty = self.is_empty_answer();
        let mentions = self.mentions(&sentiment, empty);
        let durations = durations::durations(self, text);
        let timed = !durations.is_empty();
        let flags = flags::flags(self, &detection, &sentiment, &mentions, empty, timed);
        let reach = self.reach(text, &mentions);
        let mut annotation = Annotation {
            detection,
            sentiment,
            mentions,
            flags,
            sentences: Vec::new(),
            durations,
            personal: Vec::new(),
            reach,
        };
        evidence::keep_most(&mut annotation);
        annotation
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
