//! What is wrong with terms as terms of their themes.

use crate::annotation::{Polarity, ThemeId};
use crate::document::Language;
use crate::error::Result;
use crate::lexicon::build::{Cutter, build_with_errors};
use crate::lexicon::bundle::Files;
use crate::lexicon::check::{Finding, sample};
use crate::lexicon::codeframe::Codeframe;
use crate::lexicon::common::FunctionWords;
use crate::lexicon::entry::{EntryKind, NO_CONDITIONS, ThemeEntry};
use crate::lexicon::matcher;
use crate::lexicon::pack::Pack;
use crate::lexicon::table::Table;
use crate::lexicon::term::{Choice, Gap, Term};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Checks the terms of one language.
pub fn check(
    files: &Files,
    cutter: &Cutter,
    language: Language,
    codeframe: &Codeframe,
) -> Result<Vec<Finding>> {
    let (pack, _) = build_with_errors(files, cutter, language, codeframe)?;
    let terms: Vec<(u32, &ThemeEntry)> = (0..pack.entries.len() as u32)
        .filter_map(|index| match pack.kind(index) {
            Some(EntryKind::Theme(theme)) => Some((index, theme)),
            _ => None,
        })
        .collect();
    let mut findings = empty(language, codeframe, &terms);
    findings.extend(unknown(files, language, codeframe)?);
    findings.extend(unused(files, language)?);
    findings.extend(conflicting(&pack, codeframe, &terms));
    findings.extend(broad(&pack, &FunctionWords::read(files)?, &terms));
    findings.extend(shadowed(&pack, &terms));
    Ok(findings)
}

fn at(pack: &Pack, entry: u32, rule: &'static str, problem: String, help: &str) -> Finding {
    let source = pack.source(entry);
    Finding {
        file: source.file.to_owned(),
        line: source.line,
        rule,
        term: source.term.to_owned(),
        problem,
        help: help.to_owned(),
    }
}

/// Themes that no term of the language raises and no rule gives.
fn empty(language: Language, codeframe: &Codeframe, terms: &[(u32, &ThemeEntry)]) -> Vec<Finding> {
    let raised: BTreeSet<ThemeId> = terms.iter().map(|(_, theme)| theme.theme).collect();
    let ids = (0..codeframe.themes.len() as u16).map(ThemeId);
    let parents: BTreeSet<ThemeId> = codeframe.themes.iter().filter_map(|t| t.parent).collect();
    ids.filter(|id| {
        let theme = codeframe.theme(*id);
        !raised.contains(id) && !parents.contains(id) && theme.fallback.is_none()
    })
    .map(|id| {
        let name = &codeframe.theme(id).id;
        let top = codeframe
            .theme(id)
            .parent
            .map_or(name, |top| &codeframe.theme(top).id);
        Finding {
            file: format!("{}/themes/{top}.tsv", language.code()),
            line: 1,
            rule: "empty",
            term: name.clone(),
            problem: format!("`{name}` has no term"),
            help: "add terms, or say in exceptions.tsv why the language has none".into(),
        }
    })
    .collect()
}

/// Rows that name a theme which is none any more, or never was.
fn unknown(files: &Files, language: Language, codeframe: &Codeframe) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (path, text) in files.under(&format!("{}/themes/", language.code())) {
        let Ok(table) = Table::parse(path, text, &crate::lexicon::columns::THEMES) else {
            continue;
        };
        for row in table.rows() {
            let name = row.cell(0);
            if codeframe.find(name).is_some() {
                continue;
            }
            let (rule, help) = match (codeframe.current(name), codeframe.parts(name)) {
                (Some(now), _) => ("retired", format!("write {}", codeframe.theme(now).id)),
                (None, Some(parts)) => ("split", format!("write one of {}", parts.join(", "))),
                (None, None) => ("unknown", "codeframe.toml lists the themes".to_owned()),
            };
            findings.push(Finding {
                file: path.to_owned(),
                line: row.line,
                rule,
                term: row.cell(1).to_owned(),
                problem: format!("`{name}` is no theme"),
                help,
            });
        }
    }
    Ok(findings)
}

/// Classes that no term names.
fn unused(files: &Files, language: Language) -> Result<Vec<Finding>> {
    let path = format!("{}/classes.tsv", language.code());
    let Some(text) = files.get(&path) else {
        return Ok(Vec::new());
    };
    let table = Table::parse(&path, text, &crate::lexicon::columns::CLASSES)?;
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let folder = format!("{}/", language.code());
    for (_, text) in files.under(&folder) {
        for piece in text.split('@').skip(1) {
            let end = piece.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')));
            named.extend(piece.get(..end.unwrap_or(piece.len())));
        }
    }
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut findings = Vec::new();
    for row in table.rows() {
        let name = row.cell(0).trim_start_matches('@');
        if !named.contains(name) && told.insert(name) {
            findings.push(Finding {
                file: path.clone(),
                line: row.line,
                rule: "unused",
                term: name.to_owned(),
                problem: format!("no term names the class `@{name}`"),
                help: "use it in a term, or take it away".into(),
            });
        }
    }
    Ok(findings)
}

/// One term that judges two ways: for two themes, or against the polarity that its theme always has.
fn conflicting(pack: &Pack, codeframe: &Codeframe, terms: &[(u32, &ThemeEntry)]) -> Vec<Finding> {
    let mut first: FxHashMap<String, (u32, i16)> = FxHashMap::default();
    let mut findings = Vec::new();
    let mut key = String::new();
    for &(entry, theme) in terms {
        let Some(valence) = theme.valence.filter(|valence| *valence != 0) else {
            continue;
        };
        let name = &codeframe.theme(theme.theme).id;
        let against = match codeframe.theme(theme.theme).fixed {
            Some(Polarity::Positive) => valence < 0,
            Some(Polarity::Negative) => valence > 0,
            _ => false,
        };
        if against {
            let problem = format!(
                "`{}` judges against the polarity that `{name}` always has",
                pack.source(entry).term
            );
            findings.push(at(
                pack,
                entry,
                "conflicting",
                problem,
                "leave the polarity empty",
            ));
            continue;
        }
        if theme.conditions != NO_CONDITIONS {
            continue;
        }
        pack.exact.apply(pack.source(entry).term, &mut key);
        let (other, others) = *first.entry(key.clone()).or_insert((entry, valence));
        if others.signum() != valence.signum() {
            let there = pack.source(other);
            let problem = format!(
                "`{}` praises in one row and blames in the other ({}:{})",
                pack.source(entry).term,
                there.file,
                there.line
            );
            findings.push(at(
                pack,
                entry,
                "conflicting",
                problem,
                "make the two agree, or tell them apart with requires",
            ));
        }
    }
    findings
}

/// Terms without a condition that stand in comments about anything: a function word, a letter, any number.
fn broad(
    pack: &Pack,
    function_words: &FunctionWords,
    terms: &[(u32, &ThemeEntry)],
) -> Vec<Finding> {
    let wide = |choice: &Choice| match choice {
        Choice::Number => true,
        Choice::Word { text, .. } => {
            let mut key = String::new();
            pack.exact.apply(text, &mut key);
            key.chars().count() < 2 || function_words.contains(pack.language, &key)
        }
        Choice::Prefix(prefix) => function_words.contains(pack.language, prefix),
        Choice::Class(_) | Choice::Phrase(_) => false,
    };
    terms
        .iter()
        .filter(|(_, theme)| {
            pack.conditions(theme.conditions).requires.is_empty() && !theme.weak && !theme.last
        })
        .filter(|(entry, _)| {
            Term::parse(pack.source(*entry).term).is_ok_and(|term| match term.elements.as_slice() {
                [only] => only.choices.iter().any(wide),
                _ => false,
            })
        })
        .map(|&(entry, _)| {
            let problem = format!(
                "`{}` stands in comments about anything",
                pack.source(entry).term
            );
            at(
                pack,
                entry,
                "over-broad",
                problem,
                "add a word, a requires, or the flag weak",
            )
        })
        .collect()
}

/// Terms that change nothing: wherever they stand, another term of their theme stands on the same words, on no condition
/// and with the same judgement.
fn shadowed(pack: &Pack, terms: &[(u32, &ThemeEntry)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for &(entry, theme) in terms {
        let source = pack.source(entry);
        let Ok(term) = Term::parse(source.term) else {
            continue;
        };
        // A sample stands for a term of plain words alone.
        let plain = term.elements.iter().all(|element| {
            matches!(element.choices.as_slice(), [Choice::Word { text, paradigm: None }] if !text.contains('['))
                && !element.optional
                && element.gap == Gap::NONE
        });
        let Some(text) = plain.then(|| sample(&term)).flatten() else {
            continue;
        };
        let (tokens, sentences) = pack.cut(&text);
        let found = matcher::find(pack, &text, &tokens, &sentences).found;
        let Some(own) = found.iter().find(|m| m.entry == entry) else {
            continue;
        };
        let stands_for = |other: u32| {
            let Some(EntryKind::Theme(others)) = pack.kind(other) else {
                return false;
            };
            other != entry
                && others.theme == theme.theme
                && others.valence == theme.valence
                && others.conditions == NO_CONDITIONS
                && (!others.weak || theme.weak)
                && (!others.last || theme.last)
                && pack.source(other).term.contains(' ') == source.term.contains(' ')
        };
        let rival = found.iter().find(|m| {
            stands_for(m.entry) && own.inside(m) && m.inside(own) && m.matched <= own.matched
        });
        let both = |other: u32| {
            (pack.source(other).term == source.term && other > entry) || !has_forms(pack, entry)
        };
        if let Some(rival) = rival.filter(|m| both(m.entry)) {
            let there = pack.source(rival.entry);
            let problem = format!(
                "`{}` never counts: `{}` ({}:{}) stands on the same words",
                source.term, there.term, there.file, there.line
            );
            findings.push(at(
                pack,
                entry,
                "shadowed",
                problem,
                "take it away, or give it a condition or a judgement of its own",
            ));
        }
    }
    findings
}

/// True if a term of one word has forms beside the word as written: what shadows the word need not shadow them.
fn has_forms(pack: &Pack, entry: u32) -> bool {
    let source = pack.source(entry);
    if source.term.contains(' ') {
        return false;
    }
    let mut key = String::new();
    pack.exact.apply(source.term, &mut key);
    let own: Vec<u32> = pack
        .forms
        .get(&key)
        .iter()
        .map(|atom| atom.atom())
        .filter(|&atom| {
            let node = pack.terms.after_root(atom);
            node.is_some_and(|node| pack.terms.accepts(node).contains(&entry))
        })
        .collect();
    let further = |atoms: &[crate::lexicon::vocabulary::AtomRef]| {
        atoms.iter().any(|atom| own.contains(&atom.atom()))
    };
    pack.forms
        .iter()
        .filter(|(_, atoms)| further(atoms))
        .count()
        > 1
}
