//! Learning the shipped weights, and measuring them.
//!
//! Everything here is deterministic: one thread, a fixed seed, floating-point operations in a fixed
//! order, so the same rows give the same bytes on every machine.

mod augment;
mod draw;
mod learn;
pub mod measure;
mod rows;
mod tune;

pub use rows::{Corpus, Part, Row, WordList, part_of};

use super::letters::Letters;
use super::model::Model;
use crate::document::Script;
use rows::Classes;
use std::borrow::Cow;

/// A file of `lexicons/detector/` that training writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trained {
    /// File name.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// How much is learned for one script.
struct Plan {
    script: Script,
    /// Examples drawn.
    steps: usize,
    /// Features kept.
    kept: usize,
}

const PLANS: [Plan; 3] = [
    Plan {
        script: Script::Latn,
        steps: 12_000_000,
        kept: 290_000,
    },
    Plan {
        script: Script::Cyrl,
        steps: 6_000_000,
        kept: 110_000,
    },
    Plan {
        script: Script::Arab,
        steps: 3_000_000,
        kept: 60_000,
    },
];

/// Learns weights and thresholds from the training and tuning parts of `corpus`; `effort` scales
/// the number of examples drawn in thousandths (1000 gives the shipped weights). `progress` is told
/// what is being done.
pub fn train(corpus: &Corpus, effort: usize, mut progress: impl FnMut(&str)) -> Vec<Trained> {
    let letters = Letters::bundled();
    let classes = Classes::bundled();
    let mut files = Vec::new();
    let mut models = Vec::new();
    for plan in PLANS {
        let model = learn_script(&plan, corpus, &classes, &letters, effort, &mut progress);
        files.push(Trained {
            name: format!("{}.weights", plan.script.code().to_lowercase()),
            bytes: model.encode(),
        });
        models.push((plan.script, model));
    }
    progress("tuning");
    files.push(thresholds(&models, corpus, &classes, &letters));
    files
}

/// Sets the thresholds of weights (for Latin, Cyrillic and Arabic script) that are already learned;
/// `None` if they cannot be read.
pub fn tune(corpus: &Corpus, weights: [Cow<'static, [u8]>; 3]) -> Option<Trained> {
    let scripts = PLANS.iter().map(|plan| plan.script);
    let models: Option<Vec<(Script, Model)>> = scripts
        .zip(weights)
        .map(|(script, weights)| Some((script, Model::decode(weights)?)))
        .collect();
    let (classes, letters) = (Classes::bundled(), Letters::bundled());
    Some(thresholds(&models?, corpus, &classes, &letters))
}

fn thresholds(
    models: &[(Script, Model)],
    corpus: &Corpus,
    classes: &Classes,
    letters: &Letters,
) -> Trained {
    let rows = tune::tune(models, corpus, classes, letters);
    Trained {
        name: "thresholds.tsv".to_owned(),
        bytes: super::decide::Thresholds(rows).encode().into_bytes(),
    }
}

fn learn_script(
    plan: &Plan,
    corpus: &Corpus,
    classes: &Classes,
    letters: &Letters,
    effort: usize,
    progress: &mut impl FnMut(&str),
) -> Model {
    progress(&format!("{}: reading", plan.script.code()));
    let drawer = draw::Drawer::new(corpus, classes, plan.script, letters);
    learn::learn(&drawer, plan.steps / 1000 * effort, plan.kept, progress)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus() -> Corpus {
        let row = |language: &str, script: &str, text: &str| Row {
            language: language.to_owned(),
            script: script.to_owned(),
            kind: "sentence".to_owned(),
            text: text.to_owned(),
        };
        Corpus {
            rows: vec![
                row("swe", "Latn", "det var en gång en katt som hette Nils"),
                row("eng", "Latn", "there once was a cat that had no name"),
                row("srp", "Latn", "bila jednom jedna mačka bez imena"),
                row("rus", "Cyrl", "жила была кошка и не было у неё имени"),
                row("ara", "Arab", "كان يا ما كان قطة بلا اسم"),
            ],
            lists: Vec::new(),
        }
    }

    #[test]
    fn the_same_rows_give_the_same_bytes() {
        let plan = Plan {
            script: Script::Latn,
            steps: 1000,
            kept: 500,
        };
        let (classes, letters) = (Classes::bundled(), Letters::bundled());
        let learned = || {
            let corpus = corpus();
            learn_script(&plan, &corpus, &classes, &letters, 1000, &mut |_| {}).encode()
        };
        assert_eq!(learned(), learned());
    }

    #[test]
    fn spellings_of_one_text_belong_to_one_part() {
        for spelling in [
            "Čaša đevreka",
            "casa djevreka",
            "ЧАША ЂЕВРЕКА!",
            "čaša, đevreka",
        ] {
            assert_eq!(part_of(spelling), part_of("čaša đevreka"), "{spelling}");
        }
    }

    #[test]
    fn about_a_tenth_is_tuned_on_and_an_eighth_tested_on() {
        let count = |part| (0..10_000).filter(|i| part_of(&word(*i)) == part).count();
        assert!((900..1100).contains(&count(Part::Tune)));
        assert!((1080..1320).contains(&count(Part::Test)));
    }

    /// A made-up word of letters for a number.
    fn word(mut number: u32) -> String {
        let mut word = String::new();
        while number > 0 {
            word.extend(char::from_digit(10 + number % 26, 36));
            number /= 26;
        }
        word
    }
}
