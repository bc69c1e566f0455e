//! Paradigms against tables of forms that were judged one by one: all of them are generated, and none beside them.

use std::collections::BTreeSet;
use verbatims::lexicon::bundle::Files;
use verbatims::lexicon::paradigm::{ParadigmCell, Paradigms};
use verbatims::lexicon::table::Table;

fn the_forms_are_generated(language: &str, table: &str) {
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
        if !missing.is_empty() || !extra.is_empty() {
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
    the_forms_are_generated("sv", include_str!("data/paradigms/sv.tsv"));
}

#[test]
fn arabic_forms() {
    the_forms_are_generated("ar", include_str!("data/paradigms/ar.tsv"));
}

#[test]
fn serbian_forms() {
    the_forms_are_generated("sr", include_str!("data/paradigms/sr.tsv"));
}

#[test]
fn russian_forms() {
    the_forms_are_generated("ru", include_str!("data/paradigms/ru.tsv"));
}

#[test]
fn english_forms() {
    the_forms_are_generated("en", include_str!("data/paradigms/en.tsv"));
}
