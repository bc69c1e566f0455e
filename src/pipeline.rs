//! The straight line from a verbatim to its annotation.

use crate::analyze;
use crate::annotation::Annotation;
use crate::comment::Comment;
use crate::document::{Detection, DetectionReason, Language};
use crate::error::Result;
use crate::language::Detector;
use crate::lexicon::Lexicons;
use crate::text;
use rayon::prelude::*;
use std::sync::Arc;

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

    /// The lexicons in use.
    pub fn lexicons(&self) -> &Lexicons {
        &self.lexicons
    }

    /// Annotates one verbatim. Total: every text gets an annotation.
    pub fn annotate(&self, text: &str) -> Annotation {
        self.annotate_detected(text, self.detector.detect(text))
    }

    /// Annotates a verbatim whose language is known.
    pub fn annotate_as(&self, text: &str, language: Language) -> Annotation {
        let mut detection = self.detector.detect(text);
        detection.language = language;
        detection.reason = DetectionReason::Given;
        detection.score = 1000;
        self.annotate_detected(text, detection)
    }

    fn annotate_detected(&self, text: &str, detection: Detection) -> Annotation {
        let tokens = text::tokenize(text);
        let sentences = text::sentences(text, &tokens);
        analyze::analyze(&self.lexicons, text, detection, &tokens, &sentences)
    }

    /// Annotates a batch in parallel; the result keeps the order of the comments.
    pub fn annotate_batch(&self, comments: &[Comment]) -> Vec<Annotation> {
        comments
            .par_iter()
            .map(|comment| self.annotate(&comment.text))
            .collect()
    }
}
