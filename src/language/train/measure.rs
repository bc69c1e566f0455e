//! The table of recall and false accepts on the test part of the rows.

use super::augment::Spellings;
use super::rows::{Classes, Corpus, Group, KeyFold, Part, Row};
use crate::document::{Detection, Language, Script};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Buckets by characters of the trimmed text: name and longest.
const BUCKETS: [(&str, usize); 3] = [("up to 20", 20), ("21-50", 50), ("over 50", usize::MAX)];

/// Languages in the scripts that recall is averaged over.
const WANTED: [(Language, Script); 6] = [
    (Language::Sv, Script::Latn),
    (Language::Ar, Script::Arab),
    (Language::Sr, Script::Latn),
    (Language::Sr, Script::Cyrl),
    (Language::Ru, Script::Cyrl),
    (Language::En, Script::Latn),
];

/// How a text was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Typed {
    Plain,
    Shaved,
}

/// Counts of one bucket.
#[derive(Clone, Debug, Default)]
struct Counts {
    /// Rows and rows right, for each of [`WANTED`].
    recall: [(usize, usize); 6],
    /// Served rows and those given to another served language.
    wrong: (usize, usize),
    /// Neighbours' rows and those taken for ours.
    neighbours: (usize, usize),
    /// Others' rows and those taken for ours.
    others: (usize, usize),
}

/// A detector's name and its function.
pub type NamedDetector<'d> = (&'d str, &'d dyn Fn(&str) -> Detection);

/// Measures `detectors` on the test rows; Markdown.
pub fn measure(corpus: &Corpus, detectors: &[NamedDetector<'_>]) -> String {
    let classes = Classes::bundled();
    let key = KeyFold::new();
    let spellings = Spellings::bundled();
    let rows: Vec<&Row> = corpus
        .rows
        .iter()
        .filter(|row| classes.of(row).is_some() && key.part(row.text.chars()) == Part::Test)
        .collect();
    let mut out = String::from(
        "| detector | typed | length | rows | macro recall | sv | ar | sr Latn | sr Cyrl | ru | en | wrong wanted | neighbours | others |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for (name, detect) in detectors {
        for typed in [Typed::Plain, Typed::Shaved] {
            for (i, (bucket, _)) in BUCKETS.iter().enumerate() {
                let rows = rows.iter().filter(|row| bucket_of(&row.text) == i);
                let counts = count(rows.copied(), &classes, &spellings, typed, detect);
                line(&mut out, name, typed, bucket, &counts);
            }
        }
    }
    out
}

/// Measures `detectors` on comments with their language's and script's codes; Markdown.
pub fn measure_labelled(
    rows: &[(String, String, String)],
    detectors: &[NamedDetector<'_>],
) -> String {
    let spellings = Spellings::bundled();
    let mut out = String::from(
        "| detector | typed | language | script | rows | right |\n|---|---|---|---|---|---|\n",
    );
    for (name, detect) in detectors {
        let mut counts: BTreeMap<(&str, &str, &str), (usize, usize)> = BTreeMap::new();
        for (language, script, text) in rows {
            let mut tally = |typed, text: &str| {
                let count = counts.entry((typed, language, script)).or_default();
                count.0 += 1;
                count.1 += usize::from(detect(text).language.code() == language);
            };
            tally("as written", text);
            let shaved = spellings.shaved(language, text);
            if script == Script::Latn.code() && shaved != *text {
                tally("shaved", &shaved);
            }
        }
        for ((typed, language, script), (rows, right)) in counts {
            let percent = 100.0 * right as f64 / rows as f64;
            // Writing to a string cannot fail.
            let _ = writeln!(
                out,
                "| {name} | {typed} | {language} | {script} | {rows} | {percent:.2} |"
            );
        }
    }
    out
}

fn bucket_of(text: &str) -> usize {
    let length = text.trim().chars().count();
    BUCKETS
        .iter()
        .position(|&(_, most)| length <= most)
        .unwrap_or(0)
}

fn count<'r>(
    rows: impl Iterator<Item = &'r Row>,
    classes: &Classes,
    spellings: &Spellings,
    typed: Typed,
    detect: &dyn Fn(&str) -> Detection,
) -> Counts {
    let mut counts = Counts::default();
    for row in rows {
        let Some(class) = classes.of(row) else {
            continue;
        };
        let wanted = WANTED.iter().position(|(language, script)| {
            class.group == Group::Served
                && class.class == language.code()
                && class.script == script.code()
        });
        let shaved = spellings.shaved(class.class, &row.text);
        // Typed without diacritics, only rows that change are of interest.
        let text = match typed {
            Typed::Plain => row.text.as_str(),
            Typed::Shaved if class.script == "Latn" && shaved != row.text => shaved.as_str(),
            Typed::Shaved => continue,
        };
        let found = detect(text).language;
        let ours = found.served_index().is_some();
        let tally = |sum: &mut (usize, usize), hit: bool| {
            sum.0 += 1;
            sum.1 += usize::from(hit);
        };
        match (wanted, class.group) {
            (Some(at), _) => {
                let right = found.code() == class.class;
                if let Some(recall) = counts.recall.get_mut(at) {
                    tally(recall, right);
                }
                tally(&mut counts.wrong, ours && !right);
            }
            (None, Group::Neighbour) => tally(&mut counts.neighbours, ours),
            (None, _) => tally(&mut counts.others, ours),
        }
    }
    counts
}

fn line(out: &mut String, name: &str, typed: Typed, bucket: &str, counts: &Counts) {
    let percent = |(rows, hits): (usize, usize)| match rows {
        0 => "-".to_owned(),
        _ => format!("{:.2}", 100.0 * hits as f64 / rows as f64),
    };
    let known = counts.recall.iter().filter(|(rows, _)| *rows > 0);
    let shares: Vec<f64> = known
        .map(|&(rows, hits)| 100.0 * hits as f64 / rows as f64)
        .collect();
    let mean = shares.iter().sum::<f64>() / shares.len().max(1) as f64;
    let total = counts.wrong.0 + counts.neighbours.0 + counts.others.0;
    let each: Vec<String> = counts.recall.iter().map(|&r| percent(r)).collect();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "| {name} | {typed} | {bucket} | {total} | {mean:.2} | {} | {} | {} | {} |",
        each.join(" | "),
        percent(counts.wrong),
        percent(counts.neighbours),
        percent(counts.others),
        typed = match typed {
            Typed::Plain => "as written",
            Typed::Shaved => "shaved",
        },
    );
}
