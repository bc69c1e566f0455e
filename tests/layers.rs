//! The layers of the code, kept true: a module uses only the layers below its own.
//!
//! | layer | modules |
//! | --- | --- |
//! | 0 | span, error, exit, comment, document, annotation, spreadsheet, statistics, bundled |
//! | 1 | language, text, dates |
//! | 2 | lexicon |
//! | 3 | analyze |
//! | 4 | pipeline |
//! | 5 | source, sink, rollup, evaluate |
//! | 6 | run, study, store |
//! | 7 | outputs, report |
//! | 8 | job |
//! | 9 | desk |
//! | 10 | cli, main |

use std::fs;
use std::path::{Path, PathBuf};

/// Modules by layer; `text` and `language` do not use each other.
const LAYERS: [(&str, u8); 27] = [
    ("span", 0),
    ("error", 0),
    ("exit", 0),
    ("comment", 0),
    ("document", 0),
    ("annotation", 0),
    ("spreadsheet", 0),
    ("statistics", 0),
    ("bundled", 0),
    ("language", 1),
    ("dates", 1),
    ("text", 1),
    ("lexicon", 2),
    ("analyze", 3),
    ("pipeline", 4),
    ("source", 5),
    ("sink", 5),
    ("rollup", 5),
    ("run", 6),
    ("study", 6),
    ("evaluate", 5),
    ("store", 6),
    ("outputs", 7),
    ("report", 7),
    ("job", 8),
    ("desk", 9),
    ("cli", 10),
];

/// Uses that the table allows beside the layers, each with its reason.
const ALLOWED: [(&str, &str, &str); 1] = [(
    "evaluate",
    "pipeline",
    "scoring labelled rows means annotating them",
)];

fn layer(module: &str) -> Option<u8> {
    LAYERS
        .iter()
        .find(|(name, _)| *name == module)
        .map(|(_, layer)| *layer)
}

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn module_of(root: &Path, file: &Path) -> String {
    let relative = file.strip_prefix(root).unwrap();
    let first = relative.components().next().unwrap();
    let name = first.as_os_str().to_string_lossy();
    name.trim_end_matches(".rs").to_owned()
}

/// Modules named as `crate::name` outside comments and unit tests.
fn used_modules(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or("");
    let mut used = Vec::new();
    for line in code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
    {
        for piece in line.split("crate::").skip(1) {
            let name: String = piece
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            used.push(name);
        }
    }
    used
}

#[test]
fn a_module_uses_only_the_layers_below_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut broken = Vec::new();
    for file in files {
        let module = module_of(&root, &file);
        if module == "lib" || module == "main" {
            continue;
        }
        let own = layer(&module)
            .unwrap_or_else(|| panic!("`{module}` has no layer: add it to the table"));
        for used in used_modules(&fs::read_to_string(&file).unwrap()) {
            let Some(other) = layer(&used) else { continue };
            let allowed = ALLOWED
                .iter()
                .any(|(from, to, _)| *from == module && *to == used);
            let below = other < own || used == module || (own == 0 && other == 0);
            if !below && !allowed {
                broken.push(format!("{} uses crate::{used}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_language_is_named_in_the_analysis() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/analyze");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for name in [
            "Language::Sv",
            "Language::Ar",
            "Language::Sr",
            "Language::Ru",
            "Language::En",
        ] {
            assert!(!text.contains(name), "{} names {name}", file.display());
        }
    }
}

#[test]
fn threads_are_used_where_batches_and_lists_are_handled_and_nowhere_else() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let allowed = ["pipeline", "lexicon", "run", "cli"];
    for file in files {
        let module = module_of(&root, &file);
        let text = fs::read_to_string(&file).unwrap();
        let threaded = text.contains("rayon") || text.contains("std::thread");
        assert!(
            !threaded || allowed.contains(&module.as_str()),
            "{} uses threads",
            file.display()
        );
    }
}

#[test]
fn no_word_of_a_customer_language_stands_in_the_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let foreign = |c: char| {
        let script = matches!(c as u32, 0x0400..=0x04FF | 0x0600..=0x06FF);
        c.is_alphabetic() && (script || "åäöÅÄÖčćšžđ".contains(c))
    };
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !file.ends_with("tests.rs")) {
        let text = fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        for (index, line) in code.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            // A quoted word, not a single character of a range or a punctuation mark.
            let quoted = code.split('"').skip(1).step_by(2);
            if quoted
                .into_iter()
                .any(|text| text.chars().filter(|&c| foreign(c)).count() > 1)
            {
                found.push(format!("{}:{}", file.display(), index + 1));
            }
        }
    }
    assert!(
        found.is_empty(),
        "words belong to lexicons/: {}",
        found.join(", ")
    );
}
