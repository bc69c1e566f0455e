//! Why a comment was not given a theme: the nearest term, and the part of it that is missing.
//!
//! A term is a row of parts (words, alternatives, classes) with gaps. Each part of each term of the theme is looked for by
//! itself, by the same parser and matcher as whole terms: the parts are written into a list of their own beside the lists in use.

use crate::analyze::withheld::{Withheld, withheld};
use crate::annotation::{Annotation, EntryId, ThemeId};
use crate::document::Language;
use crate::error::Result;
use crate::lexicon::Lexicons;
use crate::lexicon::codeframe::Fallback;
use crate::lexicon::entry::EntryKind;
use crate::lexicon::matcher::{self, Matches};
use crate::lexicon::term::{Element, Gap, Term};
use crate::span::Span;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Why a theme was not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// It was given.
    Given,
    /// The comment is in a language without lists.
    NotServed,
    /// Terms of it stand in the comment, but something kept them from counting.
    Withheld(Vec<Withheld>),
    /// No term of it stands there whole; this one is nearest.
    Near(Near),
    /// No term of so many shares a part with the comment.
    Nothing(usize),
    /// It has no terms: a rule gives it.
    Rule(Fallback),
}

/// The nearest term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The term.
    pub entry: EntryId,
    /// Its parts that stand in the comment, with their places.
    pub found: Vec<(String, Span)>,
    /// What is missing.
    pub missing: Missing,
}

/// What a term lacks to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// These parts stand nowhere.
    Parts(Vec<String>),
    /// Two parts stand farther apart than the term allows.
    Gap {
        /// Words between them.
        between: usize,
        /// Most words that may stand between them.
        most: u8,
    },
    /// A comma, a dash or a line break stands in a gap.
    Break,
    /// The parts stand in another order.
    Order,
    /// The parts stand in different sentences.
    Sentence,
}

/// Says why a theme, or every sub-theme of a top theme, was not given.
///
/// # Errors
/// None with lexicons that were loaded: their parts are as sound as they are.
pub fn why_not(
    lexicons: &Lexicons,
    text: &str,
    annotation: &Annotation,
    theme: ThemeId,
) -> Result<WhyNot> {
    let codeframe = lexicons.codeframe();
    let wanted: BTreeSet<ThemeId> = (0..codeframe.themes.len() as u16)
        .map(ThemeId)
        .filter(|&id| id == theme || codeframe.theme(id).parent == Some(theme))
        .collect();
    if annotation
        .mentions
        .iter()
        .any(|m| wanted.contains(&m.theme))
    {
        return Ok(WhyNot::Given);
    }
    let language = annotation.detection.language;
    if language.served_index().is_none() {
        return Ok(WhyNot::NotServed);
    }
    let mut kept = withheld(lexicons, text, &annotation.detection);
    kept.retain(|one| wanted.contains(&one.theme));
    if !kept.is_empty() {
        return Ok(WhyNot::Withheld(kept));
    }
    let terms = terms(lexicons, language, &wanted);
    if terms.is_empty()
        && let Some(fallback) = codeframe.theme(theme).fallback
    {
        return Ok(WhyNot::Rule(fallback));
    }
    let count = terms.len();
    Ok(nearest(lexicons, text, language, terms)?.map_or(WhyNot::Nothing(count), WhyNot::Near))
}

/// The terms of some themes.
fn terms(
    lexicons: &Lexicons,
    language: Language,
    wanted: &BTreeSet<ThemeId>,
) -> Vec<(EntryId, Term)> {
    let pack = lexicons.pack(language);
    let entries = (0..).zip(&pack.entries);
    entries
        .filter(|(_, entry)| {
            matches!(&entry.kind, EntryKind::Theme(theme) if wanted.contains(&theme.theme))
        })
        .filter_map(|(index, _)| Some((pack.id(index), Term::parse(pack.term(index)).ok()?)))
        .collect()
}

/// A part as a list writes it.
fn part(element: &Element) -> String {
    let alone = Element {
        gap: Gap::NONE,
        optional: false,
        ..element.clone()
    };
    Term {
        elements: vec![alone],
    }
    .to_string()
}

/// Where each part stands: runs of words by part.
type Places = BTreeMap<String, Vec<Range<usize>>>;

fn nearest(
    lexicons: &Lexicons,
    text: &str,
    language: Language,
    terms: Vec<(EntryId, Term)>,
) -> Result<Option<Near>> {
    let parts: Vec<String> = terms
        .iter()
        .filter(|(_, term)| term.elements.len() > 1)
        .flat_map(|(_, term)| term.elements.iter().map(part))
        .collect::<BTreeSet<String>>()
        .into_iter()
        .collect();
    let Some(theme) = lexicons.codeframe().themes.first() else {
        return Ok(None);
    };
    let file = format!("{}/themes/~parts.tsv", language.code());
    let mut list = String::from(
        "theme\tterm\tpos\tparadigm\tmatch\tpolarity\trequires\tunless\tflags\tnote\n",
    );
    for part in &parts {
        list.push_str(&format!("{}\t{part}\n", theme.id));
    }
    let files = lexicons.files().clone().with(&file, list);
    let with_parts = Lexicons::load(files, &[language])?;
    let pack = with_parts.pack(language);
    let (tokens, sentences) = pack.cut(text);
    let matches = matcher::find(pack, text, &tokens, &sentences);
    let mut places = Places::new();
    for m in &matches.found {
        let source = pack.source(m.entry);
        if source.file == file {
            let run = m.first..m.last() + 1;
            places.entry(source.term.to_owned()).or_default().push(run);
        }
    }
    let span_of = |run: &Range<usize>| -> Span {
        let token = |at: usize| tokens.get(matches.words.get(at)?.token);
        let ends = token(run.start).zip(token(run.end - 1));
        ends.map_or_else(Span::default, |(first, last)| first.span.cover(last.span))
    };
    let best = terms
        .iter()
        .filter_map(|(entry, term)| Some((*entry, compare(term, &places, &matches)?)))
        .min_by_key(|(entry, compared)| (compared.rank(), entry.index));
    Ok(best.map(|(entry, compared)| Near {
        entry,
        found: compared
            .found
            .iter()
            .map(|(part, run)| (part.clone(), span_of(run)))
            .collect(),
        missing: compared.missing,
    }))
}

/// A term beside a comment.
struct Compared {
    found: Vec<(String, Range<usize>)>,
    missing: Missing,
}

impl Compared {
    /// Smaller is nearer: few parts missing, many found, long words rather than short ones.
    fn rank(&self) -> (usize, u8, Reverse<usize>, Reverse<usize>) {
        let (missing, kind) = match &self.missing {
            Missing::Parts(parts) => (parts.len(), 4),
            Missing::Gap { .. } => (0, 0),
            Missing::Break => (0, 1),
            Missing::Order => (0, 2),
            Missing::Sentence => (0, 3),
        };
        let letters = self.found.iter().map(|(part, _)| part.chars().count());
        (
            missing,
            kind,
            Reverse(self.found.len()),
            Reverse(letters.sum()),
        )
    }
}

/// What a term lacks; `None` if none of its parts is there, or if it is a single part.
fn compare(term: &Term, places: &Places, matches: &Matches) -> Option<Compared> {
    let needed: Vec<(&Element, String)> = term
        .elements
        .iter()
        .filter(|element| !element.optional)
        .map(|element| (element, part(element)))
        .collect();
    if term.elements.len() < 2 {
        return None;
    }
    let (there, absent): (Vec<_>, Vec<_>) = needed
        .iter()
        .partition(|(_, part)| places.contains_key(part));
    if there.is_empty() {
        return None;
    }
    let first_of = |part: &String| places.get(part).and_then(|runs| runs.first()).cloned();
    let found = there
        .iter()
        .filter_map(|(_, part)| Some((part.clone(), first_of(part)?)))
        .collect();
    if !absent.is_empty() {
        let parts = absent.iter().map(|(_, part)| part.clone()).collect();
        return Some(Compared {
            found,
            missing: Missing::Parts(parts),
        });
    }
    let names: Vec<&String> = needed.iter().map(|(_, part)| part).collect();
    let sentence_of = |run: &Range<usize>| matches.words.get(run.start).map(|word| word.sentence);
    let sentences: BTreeSet<usize> = places.values().flatten().filter_map(sentence_of).collect();
    let mut in_one = false;
    for sentence in sentences {
        let runs = |part: &&String| -> Vec<&Range<usize>> {
            let runs = places.get(*part).map_or(&[][..], Vec::as_slice).iter();
            runs.filter(|run| sentence_of(run) == Some(sentence))
                .collect()
        };
        let rows: Vec<Vec<&Range<usize>>> = names.iter().map(runs).collect();
        in_one |= rows.iter().all(|row| !row.is_empty());
        if let Some(chosen) = in_order(&rows) {
            let missing = apart(&needed, &chosen, matches)?;
            let found = names.iter().map(|part| (*part).clone()).zip(chosen);
            return Some(Compared {
                found: found.collect(),
                missing,
            });
        }
    }
    let missing = if in_one {
        Missing::Order
    } else {
        Missing::Sentence
    };
    Some(Compared { found, missing })
}

/// One place for each part, each behind the one before, as near to it as can be.
fn in_order(rows: &[Vec<&Range<usize>>]) -> Option<Vec<Range<usize>>> {
    let (first, rest) = rows.split_first()?;
    let ways = first.iter().filter_map(|&start| {
        let mut chosen = vec![start.clone()];
        for row in rest {
            let end = chosen.last()?.end;
            let next = row.iter().find(|run| run.start >= end)?;
            chosen.push((*next).clone());
        }
        Some(chosen)
    });
    ways.min_by_key(|chosen| match (chosen.first(), chosen.last()) {
        (Some(first), Some(last)) => last.end - first.start,
        _ => usize::MAX,
    })
}

/// What stands between parts that are there in their order; `None` if nothing does.
fn apart(
    needed: &[(&Element, String)],
    chosen: &[Range<usize>],
    matches: &Matches,
) -> Option<Missing> {
    let pairs = chosen.windows(2).zip(needed.iter().skip(1));
    for (pair, (element, _)) in pairs {
        let [left, right] = pair else { continue };
        let between = right.start - left.end;
        if between > usize::from(element.gap.most) {
            let most = element.gap.most;
            return Some(Missing::Gap { between, most });
        }
        let passed = matches.words.get(left.end..right.start + 1).unwrap_or(&[]);
        let breaks = passed.iter().filter(|word| word.after_break).count();
        if between > 0 && breaks > usize::from(element.gap.over_comma) {
            return Some(Missing::Break);
        }
    }
    None
}
