//! Findings of `lexicon check`: what a list says twice, against itself, or in vain.

mod groups;

use super::build::{Cutter, build_with_errors, columns};
use super::bundle::Files;
use super::codeframe::Codeframe;
use super::entry::EntryKind;
use super::format::canonical;
use super::matcher;
use super::pack::Pack;
use super::table::Table;
use super::term::{Choice, Element, Term, spellings};
use crate::document::Language;
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::fmt;

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// File relative to the lexicon folder.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Name of the rule, as `exceptions.tsv` uses it.
    pub rule: &'static str,
    /// The term concerned; exceptions are by term.
    pub term: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}: {} (help: {})",
            self.file, self.line, self.rule, self.problem, self.help
        )
    }
}

/// Columns of `exceptions.tsv`.
pub const EXCEPTIONS: [&str; 3] = ["term", "rule", "reason"];

/// Checks a folder; `languages` says which of its languages.
///
/// # Errors
/// Files without which nothing can be checked: the codeframe, the settings.
pub fn check(files: &Files, languages: &[Language]) -> Result<Vec<Finding>> {
    let codeframe = Codeframe::of(files)?;
    let cutter = Cutter::new(files)?;
    let mut findings = Vec::new();
    for &language in languages {
        let (pack, errors) = build_with_errors(files, &cutter, language, &codeframe)?;
        let mut own: Vec<Finding> = errors.iter().map(syntax).collect();
        own.extend(order(files, language));
        own.extend(doubles(&pack));
        own.extend(signs(&pack));
        own.extend(shaved(&pack));
        own.extend(unreachable(&pack));
        own.extend(groups::groups(files, &pack));
        own.extend(groups::paradigms_of_phrases(files, &pack));
        let excepted = exceptions(files, language, &mut own);
        own.retain(|finding| !excepted.contains(&(finding.term.clone(), finding.rule.to_owned())));
        own.sort_by(|a, b| (&a.file, a.line, a.rule).cmp(&(&b.file, b.line, b.rule)));
        findings.extend(own);
    }
    Ok(findings)
}

pub(super) fn syntax(error: &Error) -> Finding {
    let (file, line, problem, help) = match error {
        Error::Lexicon {
            file,
            line,
            problem,
            help,
        } => (file.clone(), *line as u32, problem.clone(), help.clone()),
        other => (String::new(), 0, other.to_string(), String::new()),
    };
    Finding {
        file,
        line,
        rule: "syntax",
        term: String::new(),
        problem,
        help,
    }
}

/// Terms excepted from rules; a row without a reason is a finding of its own.
pub(super) fn exceptions(
    files: &Files,
    language: Language,
    findings: &mut Vec<Finding>,
) -> BTreeSet<(String, String)> {
    let file = format!("{}/exceptions.tsv", language.code());
    let mut excepted = BTreeSet::new();
    let Some(text) = files.get(&file) else {
        return excepted;
    };
    match Table::parse(&file, text, &EXCEPTIONS) {
        Err(error) => findings.push(syntax(&error)),
        Ok(table) => {
            for row in table.rows() {
                excepted.insert((row.cell(0).to_owned(), row.cell(1).to_owned()));
                if row.cell(2).is_empty() {
                    findings.push(Finding {
                        file: file.clone(),
                        line: row.line,
                        rule: "reason",
                        term: row.cell(0).to_owned(),
                        problem: format!("`{}` is excepted without a reason", row.cell(0)),
                        help: "say why in the third cell".into(),
                    });
                }
            }
        }
    }
    excepted
}

/// Tables that are not in canonical order.
fn order(files: &Files, language: Language) -> Vec<Finding> {
    let prefix = format!("{}/", language.code());
    files
        .under(&prefix)
        .filter(|(path, _)| path.ends_with(".tsv"))
        .filter_map(|(path, text)| {
            let wanted = canonical(path, text);
            let line = text
                .lines()
                .zip(wanted.lines())
                .position(|(is, should)| is != should);
            (wanted != text).then(|| Finding {
                file: path.to_owned(),
                line: line.map_or(1, |line| line as u32 + 1),
                rule: "order",
                term: path.to_owned(),
                problem: "the rows are not in canonical order or spacing".into(),
                help: "run `verbatims lexicon fmt`".into(),
            })
        })
        .collect()
}

/// A key under which two entries say the same thing.
fn double_key(pack: &Pack, index: u32, key: &str) -> Option<String> {
    match pack.kind(index)? {
        EntryKind::Sentiment(entry) => {
            let conditions = pack.conditions(entry.conditions);
            Some(format!("sentiment {conditions:?} {key}"))
        }
        EntryKind::Emoji(_) => Some(format!("emoji {}", pack.source(index).term)),
        EntryKind::Modifier(modifier) => Some(format!(
            "modifier {} {} {key}",
            modifier.role.name(),
            modifier.glued
        )),
        EntryKind::Theme(theme) => Some(format!(
            "theme {} {:?} {key}",
            theme.theme.0,
            pack.conditions(theme.conditions)
        )),
        _ => None,
    }
}

fn doubles(pack: &Pack) -> Vec<Finding> {
    let mut first: FxHashMap<String, u32> = FxHashMap::default();
    let mut findings = Vec::new();
    for index in 0..pack.entries.len() as u32 {
        let Some(key) = double_key(pack, index, &exact_key(pack, index)) else {
            continue;
        };
        let Some(&earlier) = first.get(&key) else {
            first.insert(key, index);
            continue;
        };
        let (source, other) = (pack.source(index), pack.source(earlier));
        let from_common = earlier < pack.common_entries;
        if from_common && index >= pack.common_entries {
            continue;
        }
        findings.push(Finding {
            file: source.file.to_owned(),
            line: source.line,
            rule: "double",
            term: source.term.to_owned(),
            problem: format!(
                "`{}` stands already at {}:{}",
                source.term, other.file, other.line
            ),
            help: "keep one of the two rows".into(),
        });
    }
    findings
}

fn exact_key(pack: &Pack, index: u32) -> String {
    let mut key = String::new();
    pack.exact.apply(pack.source(index).term, &mut key);
    key
}

/// Terms that are another term of the same kind without its diacritics: look-up finds that one anyway, and where a word
/// stands as typed, what else it may be with its diacritics is not looked for.
fn shaved(pack: &Pack) -> Vec<Finding> {
    if !pack.config.fold.unless.is_empty() {
        return Vec::new();
    }
    let mut marked: FxHashMap<String, u32> = FxHashMap::default();
    let mut folded = String::new();
    for index in pack.common_entries..pack.entries.len() as u32 {
        let exact = exact_key(pack, index);
        pack.fold.apply(&exact, &mut folded);
        // Where letters come or go, as in ijekavian words, they are two spellings.
        let as_long = folded.chars().count() == exact.chars().count();
        if folded != exact
            && as_long
            && let Some(key) = double_key(pack, index, &folded)
        {
            marked.entry(key).or_insert(index);
        }
    }
    let plain = |index: u32| {
        let key = double_key(pack, index, &exact_key(pack, index))?;
        let (source, other) = (pack.source(index), pack.source(*marked.get(&key)?));
        Some(Finding {
            file: source.file.to_owned(),
            line: source.line,
            rule: "shaved",
            term: source.term.to_owned(),
            problem: format!(
                "`{}` is `{}` of {}:{} without its diacritics",
                source.term, other.term, other.file, other.line
            ),
            help: "drop it: the folded spelling is found; if they are two words, except it".into(),
        })
    };
    (pack.common_entries..pack.entries.len() as u32)
        .filter_map(plain)
        .collect()
}

/// A theme term that judges one way while the sentiment list judges the same term the other way.
fn signs(pack: &Pack) -> Vec<Finding> {
    let mut valences: FxHashMap<&str, i16> = FxHashMap::default();
    for (index, entry) in (0..).zip(&pack.entries) {
        if let EntryKind::Sentiment(sentiment) = &entry.kind {
            valences.insert(pack.term(index), sentiment.valence);
        }
    }
    let mut findings = Vec::new();
    for index in 0..pack.entries.len() as u32 {
        let (Some(EntryKind::Theme(theme)), source) = (pack.kind(index), pack.source(index)) else {
            continue;
        };
        let listed = valences.get(source.term).copied().unwrap_or(0);
        if let Some(valence) = theme.valence.filter(|v| v.signum() * listed.signum() < 0) {
            findings.push(Finding {
                file: source.file.to_owned(),
                line: source.line,
                rule: "sign",
                term: source.term.to_owned(),
                problem: format!(
                    "`{}` judges {valence} here and {listed} in sentiment.tsv",
                    source.term
                ),
                help: "make the two agree, or leave the polarity empty".into(),
            });
        }
    }
    findings
}

/// Terms that our own matcher does not find in their own words.
fn unreachable(pack: &Pack) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, entry) in pack.entries.iter().enumerate() {
        let index = index as u32;
        if index < pack.common_entries || pack.bound.contains(&index) {
            continue;
        }
        let wanted = match &entry.kind {
            EntryKind::Sentiment(_) | EntryKind::Theme(_) | EntryKind::Condition => true,
            EntryKind::Modifier(modifier) => !modifier.glued,
            _ => false,
        };
        let source = pack.source(index);
        let Some(sample) = Term::parse(source.term).ok().as_ref().and_then(sample) else {
            continue;
        };
        if wanted && !found_again(pack, index, &sample) {
            findings.push(Finding {
                file: source.file.to_owned(),
                line: source.line,
                rule: "unreachable",
                term: source.term.to_owned(),
                problem: format!("`{}` is not found in `{sample}`", source.term),
                help: "the tokenizer or the folding cuts it differently; see `verbatims explain`"
                    .into(),
            });
        }
    }
    findings
}

/// The shortest text that a term should match; `None` if a class stands in the way.
pub(super) fn sample(term: &Term) -> Option<String> {
    let mut words = Vec::new();
    for element in &term.elements {
        let Element { choices, gap, .. } = element;
        words.extend(std::iter::repeat_n("x".to_owned(), usize::from(gap.least)));
        words.push(match choices.first()? {
            Choice::Word { text, .. } => spellings(text).into_iter().next()?,
            Choice::Prefix(prefix) => format!("{prefix}xx"),
            Choice::Number => "7".to_owned(),
            Choice::Phrase(phrase) => sample(phrase)?,
            Choice::Class(_) => return None,
        });
    }
    Some(words.join(" "))
}

fn found_again(pack: &Pack, entry: u32, sample: &str) -> bool {
    let (tokens, sentences) = pack.cut(sample);
    matcher::find(pack, sample, &tokens, &sentences)
        .found
        .iter()
        .any(|m| m.entry == entry)
}

/// Columns of the tables of a language, by file name.
pub fn columns_of(path: &str) -> Option<&'static [&'static str]> {
    let name = path.rsplit('/').next()?;
    Some(match name {
        _ if path.contains("/themes/") => &columns::THEMES,
        "sentiment.tsv" | "loanwords.tsv" => &columns::SENTIMENT,
        "modifiers.tsv" => &columns::MODIFIERS,
        "classes.tsv" => &columns::CLASSES,
        "numbers.tsv" => &columns::NUMBERS,
        "variants.tsv" => &columns::VARIANTS,
        "compounds.tsv" => &columns::COMPOUNDS,
        "paradigms.tsv" => &super::paradigm::COLUMNS,
        "exceptions.tsv" => &EXCEPTIONS,
        _ => return None,
    })
}
