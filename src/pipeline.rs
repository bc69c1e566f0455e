//! The straight line from a verbatim to its annotation.

use crate::analyze::{self, personal};
use crate::annotation::{Annotation, Flag};
use crate::comment::Comment;
use crate::document::{Detection, DetectionReason, Language, Script};
use crate::error::Result;
use crate::language::{self, Detector};
use crate::lexicon::pack::Pack;
use crate::lexicon::{self, Lexicons};
use rayon::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};

/// Most words of a text that the lists may name the language of.
const MOST_VOTED: usize = 10;

/// Comments that a thread annotates before it takes on others.
const RUN: usize = 32;

/// Annotates comments. Cheap to share between threads.
#[derive(Debug)]
pub struct Pipeline {
    lexicons: Arc<Lexicons>,
    detector: Detector,
    repair: bool,
    /// Memories that no thread uses at the moment.
    memories: Mutex<Vec<Box<Memory>>>,
}

/// What one thread keeps between comments. What it holds changes no annotation, only the time it takes.
#[derive(Debug)]
struct Memory {
    detector: language::Memory,
    /// One a pack: the served languages, then all others.
    words: [lexicon::Memory; 6],
}

impl Memory {
    fn new(repair: bool) -> Self {
        Self {
            detector: language::Memory::with_room(),
            words: std::array::from_fn(|_| lexicon::Memory::new(repair)),
        }
    }
}

impl Pipeline {
    /// A pipeline over the lexicons the program carries.
    pub fn bundled() -> Result<Self> {
        Ok(Self::new(Arc::new(Lexicons::bundled()?)))
    }

    /// A pipeline over these lexicons.
    pub fn new(lexicons: Arc<Lexicons>) -> Self {
        Self {
            lexicons,
            detector: Detector::bundled(),
            repair: false,
            memories: Mutex::default(),
        }
    }

    /// The same pipeline with a prior for the detector: how many times likelier than unknown a language is in this
    /// source. Without one every language is as likely as any other.
    #[must_use]
    pub fn with_language_prior(mut self, prior: &[(Language, f32)]) -> Self {
        self.detector = self.detector.with_prior(prior);
        self
    }

    /// The same pipeline with spelling repair: an unknown word of six letters or more is taken for the one listed form
    /// that a single slip of the keys would turn into it. Evidence found so says [`Matched::Repaired`].
    ///
    /// [`Matched::Repaired`]: crate::annotation::Matched::Repaired
    #[must_use]
    pub fn with_spelling_repair(mut self, repair: bool) -> Self {
        self.repair = repair;
        self.memories = Mutex::default();
        self
    }

    /// The lexicons in use.
    pub fn lexicons(&self) -> &Lexicons {
        &self.lexicons
    }

    /// Annotates one verbatim. Total: every text gets an annotation.
    pub fn annotate(&self, text: &str) -> Annotation {
        self.annotate_as(text, None)
    }

    /// Annotates a batch in parallel; the result keeps the order of the comments.
    pub fn annotate_batch(&self, comments: &[Comment]) -> Vec<Annotation> {
        comments
            .par_chunks(RUN)
            .flat_map_iter(|run| self.annotate_run(run, None))
            .collect()
    }

    /// Annotates one verbatim whose language the caller knows, or that is detected where it is `None`.
    pub fn annotate_as(&self, text: &str, language: Option<Language>) -> Annotation {
        self.with_memory(|memory| self.annotate_with(memory, text, language))
    }

    /// Lends a memory, a new one if all are in use.
    fn with_memory<T>(&self, work: impl FnOnce(&mut Memory) -> T) -> T {
        // A memory is whole at any time, so it does not matter if a thread panicked.
        let memories = || self.memories.lock().unwrap_or_else(PoisonError::into_inner);
        let lent = memories().pop();
        let mut memory = lent.unwrap_or_else(|| Box::new(Memory::new(self.repair)));
        let result = work(&mut memory);
        memories().push(memory);
        result
    }

    fn annotate_with(
        &self,
        memory: &mut Memory,
        text: &str,
        language: Option<Language>,
    ) -> Annotation {
        let mut detection = self.detector.detect_with(text, &mut memory.detector);
        if let Some(language) = language {
            detection.language = language;
            detection.reason = DetectionReason::Given;
            detection.score = 1000;
        }
        let detection = self.settled_by_words(text, detection);
        let mut annotation = self.annotate_detected(memory, text, detection);
        annotation.personal = personal::find(text, self.lexicons.personal_words());
        if !annotation.personal.is_empty() {
            annotation.raise(Flag::Pii);
        }
        annotation
    }

    fn annotate_detected(
        &self,
        memory: &mut Memory,
        text: &str,
        detection: Detection,
    ) -> Annotation {
        if detection.language == Language::Other {
            return Annotation::untagged(detection);
        }
        let (tokens, sentences) = self.lexicons.pack(detection.language).cut(text);
        let index = detection.language.served_index();
        let words = &mut memory.words[index.unwrap_or(Language::SERVED.len())];
        let whole = detection.language;
        let mut annotation =
            analyze::analyze(&self.lexicons, words, text, detection, &tokens, &sentences);
        if annotation.flags.contains(&Flag::CodeMixed) {
            let spans = sentences
                .iter()
                .filter_map(|sentence| sentence.span(&tokens));
            annotation.sentences = self.detector.detect_sentences(text, spans, whole);
        }
        annotation
    }

    /// A few words tell the detector little, but where the lists of one language know them all and those of no other
    /// language of the script do, they are of that language.
    fn settled_by_words(&self, text: &str, detection: Detection) -> Detection {
        let open = matches!(detection.language, Language::Other | Language::Und)
            && detection.reason != DetectionReason::Given;
        if !open || text.split_whitespace().nth(MOST_VOTED).is_some() {
            return detection;
        }
        let script = detection.script;
        let writes = |pack: &Pack| pack.config.scripts.iter().any(|own| own == script.code());
        // In Arabic letters few other languages are written, and words carry clitics that no list has.
        let knows =
            |pack: &Pack| pack.knows_all(text) || script == Script::Arab && pack.finds_all(text);
        if let Some(language) = self.only(|pack| writes(pack) && knows(pack)) {
            return Detection {
                language,
                reason: DetectionReason::Words,
                ..detection
            };
        }
        let typed = |pack: &Pack| !writes(pack) && pack.knows_in_latin(text);
        if script == Script::Latn
            && let Some(language) = self.only(typed)
        {
            let mut flags = detection.flags.clone();
            flags.push(Flag::Translit);
            flags.sort_unstable();
            flags.dedup();
            return Detection {
                language,
                flags,
                reason: DetectionReason::Words,
                ..detection
            };
        }
        // What many languages say alike ("super", "n/a", "5 stars") the common lists know: it is no other language's.
        let common = self.lexicons.pack(Language::Und);
        if detection.language == Language::Other
            && script == Script::Latn
            && common.known_words(text) > 0
        {
            return Detection {
                language: Language::Und,
                reason: DetectionReason::Undecided,
                ..detection
            };
        }
        detection
    }

    /// The one served language whose lists fit.
    fn only(&self, fits: impl Fn(&Pack) -> bool) -> Option<Language> {
        let mut fitting = Language::SERVED
            .into_iter()
            .filter(|&language| fits(self.lexicons.pack(language)));
        fitting.next().filter(|_| fitting.next().is_none())
    }

    /// Annotates a batch in parallel and hands it in runs of comments with their annotations to `each`, in parallel
    /// too, which may add to the annotations what the rest of the row tells. The results keep the order of the comments, whatever the number of threads.
    pub fn map_batch<T: Send>(
        &self,
        comments: &[Comment],
        language: Option<Language>,
        each: impl Fn(&[Comment], &mut [Annotation]) -> T + Sync,
    ) -> Vec<T> {
        let annotate = |run: &[Comment]| {
            let mut annotations = self.annotate_run(run, language);
            each(run, &mut annotations)
        };
        // What one thread allocates another one had better not free: the system's allocator keeps room for each.
        match threads() {
            1 => comments.chunks(RUN).map(annotate).collect(),
            _ => comments.par_chunks(RUN).map(annotate).collect(),
        }
    }

    /// As [`Pipeline::map_batch`], for comments of which some have a language that the caller knows: one a comment in
    /// `languages`. `each` is handed one comment at a time.
    pub fn map_known<T: Send>(
        &self,
        comments: &[Comment],
        languages: &[Option<Language>],
        each: impl Fn(&Comment, Annotation) -> T + Sync,
    ) -> Vec<T> {
        comments
            .par_chunks(RUN)
            .zip(languages.par_chunks(RUN))
            .flat_map_iter(|(run, languages)| {
                let annotate = |memory: &mut Memory| -> Vec<T> {
                    let pairs = run.iter().zip(languages);
                    pairs
                        .map(|(comment, &language)| {
                            each(comment, self.annotate_with(memory, &comment.text, language))
                        })
                        .collect()
                };
                self.with_memory(annotate)
            })
            .collect()
    }

    fn annotate_run(&self, run: &[Comment], language: Option<Language>) -> Vec<Annotation> {
        self.with_memory(|memory| {
            run.iter()
                .map(|comment| self.annotate_with(memory, &comment.text, language))
                .collect()
        })
    }
}

/// Sets the number of threads that batches are annotated on, 0 for one a core. Has an effect once, and only before
/// the first batch.
pub fn set_threads(threads: usize) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    // It fails if there is a pool already; then that one is used.
    let _ = pool.build_global();
}

/// The number of threads that batches are annotated on.
pub fn threads() -> usize {
    rayon::current_num_threads()
}
