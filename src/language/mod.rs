//! Detection of a comment's language and script.
//!
//! A text is cleaned (`clean`), the script of its words picks a linear model over hashed character
//! n-grams, words and word pairs (`features`, `model`), and a threshold by length decides whether
//! the best language is named (`decide`). Word lists recognise Arabic and Russian in Latin letters
//! (`romanized`) and the variety of Serbian (`yat`).
//!
//! The bundled weights are learned by [`train`] from the texts that `lexicons/detector/SOURCES.toml`
//! names.

mod baseline;
mod clean;
mod decide;
mod features;
mod letters;
mod lists;
mod memory;
mod mixed;
mod model;
mod romanized;
pub mod train;
mod yat;

pub use baseline::whatlang_baseline;
pub use memory::Memory;

use crate::annotation::Flag;
use crate::document::{Detection, DetectionReason, Language, Script};
use crate::span::Span;
use clean::Text;
use decide::{Thresholds, Verdict};
use letters::Letters;
use model::Model;
use romanized::{Found, Romanized};
use std::borrow::Cow;
use yat::Yat;

/// Below this probability of a served language, Latin text is searched for Arabic and Russian.
const CERTAIN: f32 = 0.9;

/// Tells the language of short customer comments.
///
/// Text in Croatian, Bosnian and Montenegrin counts as Serbian: they are mutually intelligible, and
/// [`Detection::variant`] says which reflex of yat a longer text shows, no more.
#[derive(Debug)]
pub struct Detector {
    letters: Letters,
    models: [(Script, Option<Model>); 3],
    thresholds: Thresholds,
    romanized: Romanized,
    yat: Yat,
    prior: Vec<(Language, f32)>,
}

impl Detector {
    /// The detector with the weights the program carries.
    pub fn bundled() -> Self {
        Self::new(
            [
                Cow::Borrowed(include_bytes!("../../lexicons/detector/latn.weights")),
                Cow::Borrowed(include_bytes!("../../lexicons/detector/cyrl.weights")),
                Cow::Borrowed(include_bytes!("../../lexicons/detector/arab.weights")),
            ],
            include_str!("../../lexicons/detector/thresholds.tsv"),
        )
    }

    /// A detector with these weights (for Latin, Cyrillic and Arabic script) and thresholds, as
    /// [`train::train`] makes them. A script whose weights cannot be read is answered like one that
    /// no served language uses.
    pub fn new(weights: [Cow<'static, [u8]>; 3], thresholds: &str) -> Self {
        let [latin, cyrillic, arabic] = weights.map(Model::decode);
        Self {
            letters: Letters::bundled(),
            models: [
                (Script::Latn, latin),
                (Script::Cyrl, cyrillic),
                (Script::Arab, arabic),
            ],
            thresholds: Thresholds::decode(thresholds),
            romanized: Romanized::bundled(),
            yat: Yat::bundled(),
            prior: Vec::new(),
        }
    }

    /// The detector for a source where some languages are likelier than others: the odds of each
    /// language are multiplied by its factor (1 where none is given) before they are decided on.
    pub fn with_prior(mut self, prior: &[(Language, f32)]) -> Self {
        self.prior = prior.to_vec();
        self
    }

    /// Detects the language of `text`. Total: every text gets an answer.
    ///
    /// Only the first 4,096 letters are read, and no more than 256 KiB.
    pub fn detect(&self, verbatim: &str) -> Detection {
        self.detect_with(verbatim, &mut Memory::default())
    }

    /// The same with the words that were read before: `memory` belongs to this detector alone.
    pub fn detect_with(&self, verbatim: &str, memory: &mut Memory) -> Detection {
        let verbatim = clean::head(verbatim);
        let text = Text::of(verbatim, &self.letters);
        let Some(script) = text.main_script() else {
            return Detection::undetermined(Script::Zyyy, DetectionReason::NoLetters);
        };
        let Some(model) = self.model(script) else {
            return Detection {
                language: Language::Other,
                ..Detection::undetermined(script, DetectionReason::Script)
            };
        };
        let sums = model.sums(&text, script, memory.words(script));
        let odds = decide::weighted(model.odds(sums.iter().map(|(_, sums)| sums)), &self.prior);
        let verdict = decide::decide(&odds, &self.thresholds, script, text.count(script));
        if let Some(found) = self.romanized(verbatim, &text, script, &verdict) {
            return by_words(&found, &verdict, &text);
        }
        let mut flags = Vec::new();
        if mixed::is_mixed(self, &text, script, &sums, memory) {
            flags.push(Flag::CodeMixed);
        }
        if text.mixed {
            flags.push(Flag::MixedScript);
        }
        Detection {
            language: verdict.language,
            script,
            score: thousandths(verdict.probability),
            runner_up: runner_up(verdict.next),
            reason: match verdict.language {
                Language::Und => DetectionReason::Undecided,
                _ => DetectionReason::Model,
            },
            variant: match verdict.language {
                Language::Sr => self.yat.variant(&text, script),
                _ => None,
            },
            flags,
        }
    }

    /// The language of each of these sentences of a comment in the language `whole`, which a sentence that does not
    /// tell has too.
    pub fn detect_sentences(
        &self,
        verbatim: &str,
        sentences: impl IntoIterator<Item = Span>,
        whole: Language,
    ) -> Vec<(Span, Language)> {
        let of = |sentence: Span| match self.detect(sentence.of(verbatim)).language {
            Language::Und | Language::Other => (sentence, whole),
            language => (sentence, language),
        };
        sentences.into_iter().map(of).collect()
    }

    fn model(&self, script: Script) -> Option<&Model> {
        let mut models = self.models.iter();
        models.find(|(s, _)| *s == script)?.1.as_ref()
    }

    /// Arabic or Russian in Latin letters, searched for where digits touch words or no served
    /// language is certain.
    fn romanized(
        &self,
        verbatim: &str,
        text: &Text,
        script: Script,
        verdict: &Verdict,
    ) -> Option<Found> {
        let certain = verdict.language.served_index().is_some() && verdict.probability >= CERTAIN;
        let search =
            script == Script::Latn && (!certain || text.words.iter().any(|word| word.digits));
        search.then(|| self.romanized.find(verbatim)).flatten()
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::bundled()
    }
}

fn by_words(found: &Found, verdict: &Verdict, text: &Text) -> Detection {
    let mut flags = vec![found.flag];
    if text.mixed {
        flags.insert(0, Flag::MixedScript);
    }
    Detection {
        language: found.language,
        score: thousandths(found.share),
        runner_up: runner_up((verdict.best, verdict.probability)),
        flags,
        ..Detection::undetermined(Script::Latn, DetectionReason::Words)
    }
}

fn runner_up((language, probability): (Language, f32)) -> Option<(Language, u16)> {
    let score = thousandths(probability);
    (score > 0 && language != Language::Und).then_some((language, score))
}

fn thousandths(probability: f32) -> u16 {
    (probability * 1000.0).round() as u16
}
