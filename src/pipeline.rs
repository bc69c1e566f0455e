//! The straight line from a verbatim to its annotation.

use crate::annotation::{Annotation, Polarity, Sentiment};
use crate::comment::Comment;
use crate::document::{DetectionReason, Language};
use crate::error::Result;
use crate::language::Detector;
use crate::lexicon::Lexicons;
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
        Annotation {
            detection: self.detector.detect(text),
            sentiment: Sentiment {
                polarity: Polarity::Neutral,
                score: 0,
                positive: 0,
                negative: 0,
                probability: 500,
                evidence: Vec::new(),
            },
            mentions: Vec::new(),
            flags: Vec::new(),
        }
    }

    /// Annotates one verbatim whose language is known.
    pub fn annotate_as(&self, text: &str, language: Language) -> Annotation {
        let mut annotation = self.annotate(text);
        annotation.detection.language = language;
        annotation.detection.reason = DetectionReason::Given;
        annotation
    }

    /// Annotates a batch in parallel; the result keeps the order of the comments.
    pub fn annotate_batch(&self, comments: &[Comment]) -> Vec<Annotation> {
        comments
            .par_iter()
            .map(|comment| self.annotate(&comment.text))
            .collect()
    }
}
