//! A result with its arithmetic.

use crate::annotation::{EvidenceKind, Matched};

/// A step by word index; spans are filled in later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordStep {
    /// Name of the rule.
    pub rule: &'static str,
    /// The word that triggered it.
    pub word: Option<usize>,
    /// Value before.
    pub before: i32,
    /// Value after.
    pub after: i32,
}

/// A result with its arithmetic.
#[derive(Clone, Debug)]
pub struct Scored {
    /// Entry behind it.
    pub entry: u32,
    /// Kind of list.
    pub kind: EvidenceKind,
    /// First word and mask of the words.
    pub first: usize,
    /// As in [`crate::lexicon::matcher::Match`].
    pub mask: u64,
    /// How it was found.
    pub matched: Matched,
    /// Before any rule.
    pub valence: i16,
    /// After all rules so far.
    pub result: i32,
    /// A stated verdict.
    pub verdict: bool,
    /// A politeness.
    pub polite: bool,
    /// Praise that is meant only where nothing is blamed.
    pub ironic: bool,
    /// Its sentence.
    pub sentence: usize,
    /// True if a negation turned it.
    pub negated: bool,
    /// The arithmetic.
    pub steps: Vec<WordStep>,
}

impl Scored {
    /// Evidence that a rule adds in the name of an entry: from nothing to `result` in one step.
    pub fn added(
        rule: &'static str,
        entry: u32,
        place: (usize, u64),
        sentence: usize,
        result: i32,
    ) -> Self {
        let (first, mask) = place;
        Self {
            entry,
            kind: EvidenceKind::Modifier,
            first,
            mask,
            matched: Matched::Exact,
            valence: 0,
            result,
            verdict: false,
            polite: false,
            ironic: false,
            sentence,
            negated: false,
            steps: vec![WordStep {
                rule,
                word: Some(first),
                before: 0,
                after: result,
            }],
        }
    }

    /// Last word.
    pub fn last(&self) -> usize {
        self.first + 63 - self.mask.leading_zeros() as usize
    }

    pub(super) fn step(&mut self, rule: &'static str, word: Option<usize>, after: i32) {
        if after != self.result {
            self.steps.push(WordStep {
                rule,
                word,
                before: self.result,
                after,
            });
            self.result = after;
        }
    }

    pub(super) fn scale(&mut self, rule: &'static str, word: Option<usize>, percent: i32) {
        self.step(rule, word, percent_of(self.result, percent));
    }
}

/// Largest result of one evidence, in hundredths: no arithmetic on lists of any make leaves it.
const LARGEST: i64 = 100_000;

/// `percent` of `value`, rounded half away from zero.
pub fn percent_of(value: i32, percent: i32) -> i32 {
    let product = i64::from(value) * i64::from(percent);
    let rounded = (product + 50 * product.signum()) / 100;
    rounded.clamp(-LARGEST, LARGEST) as i32
}
