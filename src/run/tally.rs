//! Counts over annotations.

use crate::annotation::{Annotation, Flag, Polarity};
use crate::document::Language;
use std::collections::BTreeMap;

/// Counts over annotations. Sums of tallies do not depend on how the comments were divided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Comments.
    pub comments: u64,
    /// Comments by language.
    pub languages: BTreeMap<Language, u64>,
    /// Comments by script code.
    pub scripts: BTreeMap<&'static str, u64>,
    /// Comments of undetermined language, by reason.
    pub undetermined: BTreeMap<&'static str, u64>,
    /// Comments by polarity.
    pub polarities: BTreeMap<Polarity, u64>,
    /// Comments without evidence of sentiment.
    pub without_evidence: u64,
    /// Comments without a theme.
    pub uncoded: u64,
    /// Mentions.
    pub mentions: u64,
    /// Comments by flag.
    pub flags: BTreeMap<Flag, u64>,
}

impl Tally {
    /// Counts some annotations.
    pub fn of(annotations: &[Annotation]) -> Self {
        let mut tally = Self::default();
        for annotation in annotations {
            tally.count(annotation);
        }
        tally
    }

    fn count(&mut self, annotation: &Annotation) {
        let (detection, sentiment) = (&annotation.detection, &annotation.sentiment);
        self.comments += 1;
        *self.languages.entry(detection.language).or_default() += 1;
        *self.scripts.entry(detection.script.code()).or_default() += 1;
        if detection.language == Language::Und {
            let reason = detection.reason.name();
            *self.undetermined.entry(reason).or_default() += 1;
        }
        *self.polarities.entry(sentiment.polarity).or_default() += 1;
        self.without_evidence += u64::from(sentiment.evidence.is_empty());
        self.uncoded += u64::from(annotation.mentions.is_empty());
        self.mentions += annotation.mentions.len() as u64;
        for &flag in &annotation.flags {
            *self.flags.entry(flag).or_default() += 1;
        }
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Self) {
        self.comments += other.comments;
        self.without_evidence += other.without_evidence;
        self.uncoded += other.uncoded;
        self.mentions += other.mentions;
        add(&mut self.languages, &other.languages);
        add(&mut self.scripts, &other.scripts);
        add(&mut self.undetermined, &other.undetermined);
        add(&mut self.polarities, &other.polarities);
        add(&mut self.flags, &other.flags);
    }
}

fn add<K: Ord + Copy>(counts: &mut BTreeMap<K, u64>, others: &BTreeMap<K, u64>) {
    for (&key, count) in others {
        *counts.entry(key).or_default() += count;
    }
}
