//! The linear model of one script: which features it kept, and a row of small weights for each.
//!
//! A row is one byte of step size and, for each class, four bits that say how many steps. Bits of
//! two classes share a byte: class `i` the lower, class `i + lanes / 2` the upper half.

use super::clean::Text;
use super::features::{self, BITS};
use super::memory::{Room, Words};
use crate::document::{Language, Script};
use std::borrow::Cow;

/// Most classes of a model.
pub(super) const LANES: usize = 16;

/// Zero steps; weights lie that many steps below and one fewer above.
pub(super) const ZERO: u8 = 8;

/// First bytes of a model; the digit is the version of the format and of the features.
const MAGIC: &[u8; 4] = b"VLD2";

/// Words of the bitmap of kept features.
pub(super) const BITMAP: usize = 1 << (BITS - 6);

/// The model of one script.
#[derive(Debug)]
pub(super) struct Model {
    /// Names of the classes: language codes and names of groups.
    pub(super) classes: Vec<String>,
    /// The language of each class.
    languages: Vec<Language>,
    /// What a step size of one is worth.
    scale: f32,
    bias: Vec<f32>,
    /// A bit for each feature that is kept.
    kept: Vec<u64>,
    /// Features kept before each word of the bitmap.
    before: Vec<u32>,
    weights: Cow<'static, [u8]>,
}

/// Sums of weights over the features of a piece of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums {
    /// One sum for each class, in units of the scale; all may be off by the same amount.
    pub(super) by_class: [u32; LANES],
    /// Features seen, kept ones and others.
    pub(super) features: u32,
}

impl Sums {
    /// Nothing seen.
    pub(super) const NONE: Self = Self {
        by_class: [0; LANES],
        features: 0,
    };

    /// The sums of two pieces together.
    fn plus(mut self, other: &Self) -> Self {
        for (a, b) in self.by_class.iter_mut().zip(other.by_class) {
            *a += b;
        }
        self.features += other.features;
        self
    }
}

/// Probability of each class, with the class's language.
pub(super) type Odds = Vec<(Language, f32)>;

impl Model {
    /// A model from its parts. `kept` is the bitmap, `weights` one row a kept feature.
    pub(super) fn new(
        classes: Vec<String>,
        scale: f32,
        bias: Vec<f32>,
        kept: Vec<u64>,
        weights: Cow<'static, [u8]>,
    ) -> Self {
        let mut count = 0;
        let before = kept
            .iter()
            .map(|kept| {
                let before = count;
                count += kept.count_ones();
                before
            })
            .collect();
        let language = |name: &String| Language::from_code(name).unwrap_or(Language::Other);
        Self {
            languages: classes.iter().map(language).collect(),
            classes,
            scale,
            bias,
            kept,
            before,
            weights,
        }
    }

    /// Reads a model; `None` if the bytes are not one.
    ///
    /// Layout, little endian: magic, number of classes (u8), scale (f32), per class its name
    /// (eight bytes, blank filled) and bias (f32), the bitmap, the weights.
    pub(super) fn decode(bytes: Cow<'static, [u8]>) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk::<4>()?;
        let (&[count], rest) = rest.split_first_chunk::<1>()?;
        let (&scale, mut rest) = rest.split_first_chunk::<4>()?;
        if magic != MAGIC || usize::from(count) > LANES {
            return None;
        }
        let (mut classes, mut bias) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let (name, after) = rest.split_first_chunk::<8>()?;
            let (value, after) = after.split_first_chunk::<4>()?;
            classes.push(std::str::from_utf8(name).ok()?.trim_end().to_owned());
            bias.push(f32::from_le_bytes(*value));
            rest = after;
        }
        let (bitmap, weights) = rest.split_at_checked(8 * BITMAP)?;
        let (words, _) = bitmap.as_chunks::<8>();
        let kept: Vec<u64> = words.iter().map(|&word| u64::from_le_bytes(word)).collect();
        let rows: usize = kept.iter().map(|word| word.count_ones() as usize).sum();
        let (start, length) = (bytes.len() - weights.len(), weights.len());
        let weights = match bytes {
            Cow::Borrowed(bytes) => Cow::Borrowed(bytes.get(start..)?),
            Cow::Owned(bytes) => Cow::Owned(bytes.get(start..)?.to_vec()),
        };
        (length == rows * (lanes(classes.len()) / 2 + 1))
            .then(|| Self::new(classes, f32::from_le_bytes(scale), bias, kept, weights))
    }

    /// The bytes that [`Model::decode`] reads.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.push(self.classes.len() as u8);
        bytes.extend(self.scale.to_le_bytes());
        for (name, bias) in self.classes.iter().zip(&self.bias) {
            bytes.extend(format!("{name:8}").as_bytes());
            bytes.extend(bias.to_le_bytes());
        }
        for kept in &self.kept {
            bytes.extend(kept.to_le_bytes());
        }
        bytes.extend_from_slice(&self.weights);
        bytes
    }

    /// Sums over the words of `script`, one for each sentence that holds any.
    pub(super) fn sums(&self, text: &Text, script: Script, words: &mut Words) -> Vec<(u32, Sums)> {
        // Fixed widths let the compiler add a row at a time.
        match lanes(self.classes.len()) {
            LANES => self.sums_of_width::<{ LANES / 2 }, { LANES / 2 + 1 }>(text, script, words),
            _ => self.sums_of_width::<{ LANES / 4 }, { LANES / 4 + 1 }>(text, script, words),
        }
    }

    /// `HALF` is half the lanes, `ROW` the bytes of a row.
    fn sums_of_width<const HALF: usize, const ROW: usize>(
        &self,
        text: &Text,
        script: Script,
        words: &mut Words,
    ) -> Vec<(u32, Sums)> {
        let mut room = std::mem::take(&mut words.room);
        let Room {
            buckets,
            pairs,
            kept,
        } = &mut room;
        let mut all = Vec::new();
        for sentence in text.words.chunk_by(|a, b| a.sentence == b.sentence) {
            let mut sums = Sums::NONE;
            let mut before = None;
            pairs.clear();
            for word in sentence.iter().filter(|word| word.script == script) {
                let letters = text.letters(word);
                let hash = features::word_hash(letters);
                let inner = words.sums(letters, hash, || {
                    buckets.clear();
                    features::of_word(text, word, hash, &mut |bucket| buckets.push(bucket));
                    self.sum::<HALF, ROW>(buckets, kept)
                });
                sums = sums.plus(&inner);
                pairs.extend(before.map(|before| features::of_pair(before, hash)));
                before = Some(hash);
            }
            if let (Some(first), Some(_)) = (sentence.first(), before) {
                sums = sums.plus(&self.sum::<HALF, ROW>(pairs, kept));
                all.push((first.sentence, sums));
            }
        }
        words.room = room;
        all
    }

    /// Adds the rows of these features. The kept ones are picked out first and without a branch, so
    /// that the processor can wait for many rows at a time.
    fn sum<const HALF: usize, const ROW: usize>(
        &self,
        buckets: &[u32],
        kept: &mut Vec<u32>,
    ) -> Sums {
        let mut found = 0;
        kept.resize(kept.len().max(buckets.len()), 0);
        for &bucket in buckets {
            if let Some(slot) = kept.get_mut(found) {
                *slot = bucket;
            }
            found += usize::from(self.keeps(bucket));
        }
        let (rows, _) = self.weights.as_chunks::<ROW>();
        let mut sums = Sums::NONE;
        for kept in kept.get(..found).unwrap_or(&[]).chunks(MOST_ROWS) {
            let mut steps = Steps::<HALF>::NONE;
            for &bucket in kept {
                if let Some((step, pairs)) = self.row(bucket, rows) {
                    steps.add(step, pairs);
                }
            }
            steps.add_to(&mut sums.by_class);
        }
        sums.features = buckets.len() as u32;
        sums
    }

    #[inline]
    fn keeps(&self, bucket: u32) -> bool {
        let kept = self.kept.get((bucket >> 6) as usize);
        kept.is_some_and(|kept| kept >> (bucket & 63) & 1 == 1)
    }

    /// Row of a kept feature: its step, and the bytes behind it.
    #[inline]
    fn row<'r, const HALF: usize, const ROW: usize>(
        &self,
        bucket: u32,
        rows: &'r [[u8; ROW]],
    ) -> Option<(u8, &'r [u8; HALF])> {
        let at = (bucket >> 6) as usize;
        let below = self.kept.get(at)? & ((1u64 << (bucket & 63)) - 1);
        let row = rows.get(*self.before.get(at)? as usize + below.count_ones() as usize)?;
        let (&step, pairs) = row.split_first()?;
        Some((step, pairs.first_chunk()?))
    }

    /// Probabilities of the classes.
    pub(super) fn odds<'s>(&self, pieces: impl Iterator<Item = &'s Sums>) -> Odds {
        let sums = pieces.fold(Sums::NONE, Sums::plus);
        let norm = self.scale / (sums.features.max(1) as f32).sqrt();
        let least = sums.by_class.iter().take(self.classes.len()).min();
        let least = least.copied().unwrap_or(0);
        let mut logits = [0f32; LANES];
        for ((logit, sum), bias) in logits.iter_mut().zip(sums.by_class).zip(&self.bias) {
            *logit = bias + norm * sum.saturating_sub(least) as f32;
        }
        let logits = logits.get_mut(..self.classes.len()).unwrap_or_default();
        softmax(logits);
        let languages = self.languages.iter().copied();
        languages.zip(logits.iter().copied()).collect()
    }
}

/// Rows whose steps sixteen bits can add up: fifteen steps of 255 are the most that a row holds for a class.
const MOST_ROWS: usize = 17;

/// Sums over some rows, of the classes in the lower halves of the bytes and of those in the upper halves. Sixteen bits each,
/// so that the compiler adds eight classes at once.
struct Steps<const HALF: usize> {
    lower: [u16; HALF],
    upper: [u16; HALF],
}

impl<const HALF: usize> Steps<HALF> {
    const NONE: Self = Self {
        lower: [0; HALF],
        upper: [0; HALF],
    };

    /// Adds a row.
    #[inline]
    fn add(&mut self, step: u8, pairs: &[u8; HALF]) {
        let step = u16::from(step);
        for ((lower, upper), &pair) in self.lower.iter_mut().zip(&mut self.upper).zip(pairs) {
            *lower += u16::from(pair & 0xF) * step;
            *upper += u16::from(pair >> 4) * step;
        }
    }

    /// Adds what was summed to the sums of the classes.
    #[inline]
    fn add_to(&self, by_class: &mut [u32; LANES]) {
        let steps = self.lower.iter().chain(&self.upper);
        for (class, &steps) in by_class.iter_mut().zip(steps) {
            *class += u32::from(steps);
        }
    }
}

/// Lanes of a row for this many classes.
pub(super) fn lanes(classes: usize) -> usize {
    if classes > LANES / 2 {
        LANES
    } else {
        LANES / 2
    }
}

/// Turns logits into probabilities in place.
pub(super) fn softmax(logits: &mut [f32]) {
    let most = logits.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for logit in logits.iter_mut() {
        *logit = exp(*logit - most);
        sum += *logit;
    }
    for logit in logits.iter_mut() {
        *logit /= sum;
    }
}

/// `e` to the power `x` for `x <= 0`, from IEEE operations only, so that every machine trains and
/// answers with the same bits (the exponential of the system's library differs between systems).
/// Relative error below 1e-6.
fn exp(x: f32) -> f32 {
    const LOG2_E: f32 = std::f32::consts::LOG2_E;
    let scaled = x.max(-80.0) * LOG2_E;
    let whole = scaled.floor();
    let part = (scaled - whole) * std::f32::consts::LN_2;
    let mut term = 1.0;
    let mut sum = 1.0;
    for i in 1..9 {
        term *= part / i as f32;
        sum += term;
    }
    sum * f32::from_bits(((whole as i32 + 127) as u32) << 23)
}
