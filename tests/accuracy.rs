//! Floors under what the lexicons reach on labelled comments of our own: a change that loses ground shows here.
//! The figures themselves stand in `benches/record/`.

use std::process::Command;

/// Percent that language, sentiment and sub-themes must reach on a set, in every language.
const FLOORS: [(&str, f64, f64, f64); 3] = [
    ("first", 97.0, 88.0, 85.0),
    ("second", 97.0, 85.0, 85.0),
    ("third", 93.0, 47.0, 32.0),
];

fn figure(evaluation: &serde_json::Value, language: &str, name: &str) -> f64 {
    let scopes = evaluation["scopes"].as_array().expect("scopes");
    let scope = scopes
        .iter()
        .find(|scope| scope["name"] == language)
        .expect("the language");
    100.0 * scope["figures"][name]["value"].as_f64().expect("a figure")
}

#[test]
fn every_language_stays_above_the_floors() {
    let mut below = Vec::new();
    for (set, language_floor, sentiment_floor, theme_floor) in FLOORS {
        for language in ["sv", "ar", "sr", "ru", "en"] {
            let file = format!("tests/data/labelled/{set}-{language}.jsonl");
            let output = Command::new(env!("CARGO_BIN_EXE_verbatims"))
                .current_dir(env!("CARGO_MANIFEST_DIR"))
                .args(["evaluate", &file, "--json"])
                .output()
                .expect("the command runs");
            assert!(output.status.success(), "{file}");
            let evaluation = serde_json::from_slice(&output.stdout).expect("JSON");
            for (name, floor) in [
                ("language_accuracy", language_floor),
                ("sentiment_accuracy", sentiment_floor),
                ("subtheme_f1", theme_floor),
            ] {
                let reached = figure(&evaluation, language, name);
                if reached < floor {
                    below.push(format!(
                        "{set} {language} {name}: {reached:.1} below {floor}"
                    ));
                }
            }
        }
    }
    assert!(below.is_empty(), "{}", below.join("\n"));
}
