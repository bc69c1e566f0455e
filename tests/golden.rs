//! The example export as it is tagged today. A difference is a change in results: look at it, say it in the
//! CHANGELOG under *Results*, and accept it with `INSTA_UPDATE=always cargo test --test golden`.

mod common;

use common::texts;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use verbatims::Pipeline;
use verbatims::document::Language;
use verbatims::text::stem::WordStemmer;

const EXPORT: &str = "tests/data/example_export.csv";

#[test]
fn the_example_export_is_tagged_as_before() {
    let pipeline = Pipeline::bundled().expect("the bundled lexicons load");
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(Path::new(env!("CARGO_MANIFEST_DIR")).join(EXPORT))
        .expect("the export opens");
    let mut out = String::new();
    for record in reader.records() {
        let record = record.expect("the export is CSV");
        let (Some(id), Some(text)) = (record.get(0), record.get(5)) else {
            continue;
        };
        let annotation = pipeline.annotate(text);
        let themes: Vec<String> = annotation
            .mentions
            .iter()
            .map(|mention| {
                let theme = pipeline.lexicons().codeframe().theme(mention.theme);
                format!("{}:{}", theme.id, mention.polarity.name())
            })
            .collect();
        let flags: Vec<&str> = annotation.flags.iter().map(|flag| flag.name()).collect();
        let _ = writeln!(
            out,
            "{id} {} {} {} [{}] ({})",
            annotation.detection.language.code(),
            annotation.sentiment.polarity.name(),
            annotation.sentiment.score,
            themes.join(" "),
            flags.join(" ")
        );
    }
    insta::assert_snapshot!("example_export", out);
}

#[test]
fn explanations_read_as_before() {
    let mut out = String::new();
    for comment in [
        "Trevlig personal men leveransen tog tre veckor.",
        "الخدمة ممتازة لكن التوصيل تأخر أسبوعين",
        "Osoblje nije bilo ljubazno, ali je soba bila čista.",
        "Всё отлично, только доставка опоздала на два дня",
        "No complaints, the driver was lovely and the parcel wasn't damaged.",
    ] {
        let explained = Command::new(env!("CARGO_BIN_EXE_verbatims"))
            .args(["explain", comment])
            .output()
            .expect("the command runs");
        assert!(explained.status.success());
        out.push_str(&String::from_utf8_lossy(&explained.stdout));
        out.push('\n');
    }
    insta::assert_snapshot!("explanations", out);
}

/// Stems reach entries, so an update of a stemmer is a change in results too.
#[test]
fn stems_are_as_before() {
    let mut out = String::new();
    for (language, name) in [
        (Language::Sv, "swedish"),
        (Language::Ar, "arabic"),
        (Language::Sr, "serbian"),
        (Language::Ru, "russian"),
        (Language::En, "english"),
    ] {
        let stemmer = WordStemmer::named(name).expect("there is such a stemmer");
        let words: BTreeSet<String> = texts::lines_of(language)
            .flat_map(|line| line.split(|c: char| !c.is_alphabetic()))
            .filter(|word| word.chars().count() > 4)
            .map(str::to_lowercase)
            .collect();
        let _ = writeln!(out, "{name}");
        for word in words.iter().step_by(3) {
            let _ = writeln!(out, "  {word} {}", stemmer.stem(word));
        }
    }
    insta::assert_snapshot!("stems", out);
}
