//! Learning the shipped weights, and measuring them.
//!
//! Everything here is deterministic: one thread, a fixed seed, floating-point operations in a fixed
//! order, so the same rows give the same bytes on every machine.

mod augment;
mod draw;
mod learn;
pub mod measure;
mod random;
mod rows;
mod tune;

pub use rows::{Corpus, Part, Row, WordList, part_of};

use super::letters::Letters;
use crate::document::Script;
use rows::Classes;

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
        steps: 5_000_000,
        kept: 290_000,
    },
    Plan {
        script: Script::Cyrl,
        steps: 3_000_000,
        kept: 110_000,
    },
    Plan {
        script: Script::Arab,
        steps: 2_000_000,
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
        progress(&format!("{}: reading", plan.script.code()));
        let drawer = draw::Drawer::new(corpus, &classes, plan.script, &letters);
        let steps = plan.steps / 1000 * effort;
        let model = learn::learn(&drawer, steps, plan.kept, &mut progress);
        files.push(Trained {
            name: format!("{}.weights", plan.script.code().to_lowercase()),
            bytes: model.encode(),
        });
        models.push((plan.script, model));
    }
    progress("tuning");
    let thresholds = tune::tune(&models, corpus, &classes, &letters);
    files.push(Trained {
        name: "thresholds.tsv".to_owned(),
        bytes: super::decide::Thresholds(thresholds).encode().into_bytes(),
    });
    files
}
