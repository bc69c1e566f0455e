//! The bundled lexicons: they load, check clean, and their own cases hold.

use std::path::Path;
use verbatims::Pipeline;
use verbatims::document::Language;
use verbatims::evaluate::cases;
use verbatims::lexicon::Lexicons;
use verbatims::lexicon::bundle::Files;
use verbatims::lexicon::check::check;

#[test]
fn the_bundled_lists_check_without_findings() {
    let findings = check(&Files::bundled(), &Language::SERVED).unwrap();
    let shown: Vec<String> = findings.iter().take(40).map(ToString::to_string).collect();
    assert!(
        findings.is_empty(),
        "{} findings:\n{}",
        findings.len(),
        shown.join("\n")
    );
}

#[test]
fn the_bundle_is_the_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons");
    assert_eq!(
        Files::from_dir(&folder).unwrap().hash(),
        Files::bundled().hash()
    );
}

#[test]
fn every_theme_has_labels_in_five_languages_and_both_serbian_scripts() {
    let lexicons = Lexicons::bundled().unwrap();
    let themes = &lexicons.codeframe().themes;
    assert_eq!(
        themes.iter().filter(|theme| theme.parent.is_none()).count(),
        18
    );
    assert_eq!(
        themes.iter().filter(|theme| theme.parent.is_some()).count(),
        94
    );
    for theme in themes {
        for label in ["en", "sv", "ar", "sr-Latn", "sr-Cyrl", "ru"] {
            let text = theme.labels.get(label).map_or("", String::as_str);
            assert!(!text.is_empty(), "{} has no label {label}", theme.id);
        }
    }
}

fn the_cases_hold(language: Language) {
    let pipeline = Pipeline::bundled().unwrap();
    let cases = cases::cases(&pipeline, language).unwrap();
    assert!(cases.len() >= 100, "only {} cases", cases.len());
    let failures = cases::failures(&pipeline, language).unwrap();
    let shown: Vec<String> = failures
        .iter()
        .map(|failure| format!("{failure:?}"))
        .collect();
    assert!(
        failures.is_empty(),
        "{} of {} cases fail:\n{}",
        failures.len(),
        cases.len(),
        shown.join("\n")
    );
}

#[test]
fn the_swedish_cases_hold() {
    the_cases_hold(Language::Sv);
}

#[test]
fn the_arabic_cases_hold() {
    the_cases_hold(Language::Ar);
}

#[test]
fn the_serbian_cases_hold() {
    the_cases_hold(Language::Sr);
}

#[test]
fn the_russian_cases_hold() {
    the_cases_hold(Language::Ru);
}

#[test]
fn the_english_cases_hold() {
    the_cases_hold(Language::En);
}
