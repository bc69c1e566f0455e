//! Paradigms against forms written by hand. The Swedish and English tables are complete: every form is generated and
//! none is wrong. The tables of the languages with dozens of forms a word hold a choice of them: every one is generated.

use std::collections::BTreeSet;
use verbatims::lexicon::bundle::Files;
use verbatims::lexicon::paradigm::{ParadigmCell, Paradigms};
use verbatims::lexicon::table::Table;

/// Whether a table holds every form of its lemmas, or a choice.
#[derive(Clone, Copy, PartialEq)]
enum Listing {
    Complete,
    Choice,
}

fn the_forms_are_generated(language: &str, kind: Listing, table: &str) {
    let files = Files::bundled();
    let file = format!("{language}/paradigms.tsv");
    let paradigms =
        Paradigms::parse(&file, files.get(&file).expect("the list exists")).expect("it parses");
    let table =
        Table::parse("forms", table, &["lemma", "paradigm", "forms"]).expect("the table parses");
    let (mut wrong, mut lemmas) = (Vec::new(), 0);
    for row in table.rows() {
        let cell = ParadigmCell::parse(row.cell(1));
        let mut generated = BTreeSet::new();
        paradigms.forms(row.cell(0), cell.name, &mut |form, _| {
            generated.insert(form.to_owned());
        });
        generated.extend(cell.forms().map(str::to_owned));
        let expected: BTreeSet<String> = row
            .cell(2)
            .split('|')
            .map(|form| form.trim().to_owned())
            .collect();
        let missing: Vec<_> = expected.difference(&generated).collect();
        let extra: Vec<_> = generated.difference(&expected).collect();
        if !missing.is_empty() || kind == Listing::Complete && !extra.is_empty() {
            wrong.push(format!(
                "{} ({}): missing {missing:?}, wrong {extra:?}",
                row.cell(0),
                row.cell(1)
            ));
        }
        lemmas += 1;
    }
    assert!(lemmas >= 100, "only {lemmas} lemmas");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn swedish_forms() {
    the_forms_are_generated(
        "sv",
        Listing::Complete,
        include_str!("data/paradigms/sv.tsv"),
    );
}

#[test]
fn arabic_forms() {
    the_forms_are_generated("ar", Listing::Choice, include_str!("data/paradigms/ar.tsv"));
}

#[test]
fn serbian_forms() {
    the_forms_are_generated("sr", Listing::Choice, include_str!("data/paradigms/sr.tsv"));
}

#[test]
fn russian_forms() {
    the_forms_are_generated("ru", Listing::Choice, include_str!("data/paradigms/ru.tsv"));
}

#[test]
fn english_forms() {
    the_forms_are_generated(
        "en",
        Listing::Complete,
        include_str!("data/paradigms/en.tsv"),
    );
}
