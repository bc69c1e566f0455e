//! The straight line from a verbatim to its annotation.

use crate::analyze;
use crate::annotation::Annotation;
use crate::comment::Comment;
use crate::document::{Detection, DetectionReason, Language};
use crate::error::Result;
use crate::language::Detector;
use crate::lexicon::Lexicons;
use rayon::prelude::*;
use std::sync::Arc;

/// Comments that a thread annotates before it takes on others.
const RUN: usize = 32;

/// Annotates comments. Cheap to share between threads.
#[derive(Debug)]
pub struct Pipeline {
    lexicons: Arc<Lexicons>,
    detector: Detector,
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
        }
    }

    /// The same pipeline with a prior for the detector: how many times likelier than unknown a language is in this
    /// source. Without one every language is as likely as any other.
    #[must_use]
    pub fn with_language_prior(mut self, prior: &[(Language, f32)]) -> Self {
        self.detector = self.detector.with_prior(prior);
        self
    }

    /// The lexicons in use.
    pub fn lexicons(&self) -> &Lexicons {
        &self.lexicons
    }

    /// Annotates one verbatim. Total: every text gets an annotation.
    pub fn annotate(&self, text: &str) -> Annotation {
        self.annotate_detected(text, self.detector.detect(text))
    }

    /// Annotates a batch in parallel; the result keeps the order of the comments.
    pub fn annotate_batch(&self, comments: &[Comment]) -> Vec<Annotation> {
        comments
            .par_iter()
            .map(|comment| self.annotate(&comment.text))
            .collect()
    }

    /// Annotates one verbatim whose language the caller knows; [`Pipeline::annotate`] where it is `None`.
    pub fn annotate_as(&self, text: &str, language: Option<Language>) -> Annotation {
        let Some(language) = language else {
            return self.annotate(text);
        };
        let mut detection = self.detector.detect(text);
        detection.language = language;
        detection.reason = DetectionReason::Given;
        detection.score = 1000;
        self.annotate_detected(text, detection)
    }

    fn annotate_detected(&self, text: &str, detection: Detection) -> Annotation {
        if detection.language == Language::Other {
            return Annotation::untagged(detection);
        }
        let (tokens, sentences) = self.lexicons.pack(detection.language).cut(text);
        analyze::analyze(&self.lexicons, text, detection, &tokens, &sentences)
    }

    /// Annotates a batch in parallel and hands it in runs of comments with their annotations to `each`, in parallel
    /// too. The results keep the order of the comments, whatever the number of threads.
    pub fn map_batch<T: Send>(
        &self,
        comments: &[Comment],
        language: Option<Language>,
        each: impl Fn(&[Comment], &[Annotation]) -> T + Sync,
    ) -> Vec<T> {
        comments
            .par_chunks(RUN)
            .map(|run| {
                let annotate = |comment: &Comment| self.annotate_as(&comment.text, language);
                let annotations: Vec<Annotation> = run.iter().map(annotate).collect();
                each(run, &annotations)
            })
            .collect()
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
