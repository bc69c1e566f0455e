//! Softmax regression by stochastic gradient descent, pruning, and rounding to four bits.

use super::draw::Drawer;
use crate::language::features::{self, BITS};
use crate::language::model::{BITMAP, LANES, Model, ZERO, lanes, softmax};
use crate::statistics::random::Random;
use std::borrow::Cow;

/// Number of hashed features before pruning.
const BUCKETS: usize = 1 << BITS;

/// First learning rate; it falls in a straight line to a tenth.
const RATE: f32 = 3.0;

/// Part of the steps before features are pruned, in percent.
const BEFORE_PRUNING: usize = 65;

/// Weights while learning. Adagrad with one sum of squares a feature.
struct Learner {
    classes: usize,
    weights: Vec<[f32; LANES]>,
    squares: Vec<f32>,
    seen: Vec<u32>,
    kept: Vec<u64>,
    bias: [f32; LANES],
}

/// Learns a model from `steps` examples, keeping the `kept` most useful features.
pub(super) fn learn(
    drawer: &Drawer,
    steps: usize,
    kept: usize,
    progress: &mut impl FnMut(&str),
) -> Model {
    let mut learner = Learner {
        classes: drawer.classes.len(),
        weights: vec![[0.0; LANES]; BUCKETS],
        squares: vec![0.0; BUCKETS],
        seen: vec![0; BUCKETS],
        kept: vec![u64::MAX; BITMAP],
        bias: [0.0; LANES],
    };
    let mut random = Random::new(7);
    let mut buckets = Vec::new();
    let prune_at = steps / 100 * BEFORE_PRUNING;
    let mut loss = 0.0;
    for step in 0..steps {
        if step == prune_at {
            learner.prune(kept);
        }
        if step % 500_000 == 0 {
            progress(&format!(
                "step {step} of {steps}, mean loss {:.4}",
                loss / 500_000.0
            ));
            loss = 0.0;
        }
        let Some((class, text)) = drawer.draw(&mut random) else {
            continue;
        };
        buckets.clear();
        if let Some(script) = text.words.first().map(|word| word.script) {
            features::features(&text, script, |bucket| buckets.push(bucket));
        }
        let rate = RATE * (1.0 - 0.9 * step as f32 / steps as f32);
        loss += learner.step(class, &buckets, rate);
    }
    learner.round(drawer.classes.clone())
}

impl Learner {
    /// One example; gives back its loss.
    fn step(&mut self, class: usize, buckets: &[u32], rate: f32) -> f32 {
        let x = 1.0 / (buckets.len().max(1) as f32).sqrt();
        let mut logits = [0f32; LANES];
        for &bucket in buckets {
            if self.keeps(bucket) {
                for (logit, weight) in logits.iter_mut().zip(&self.weights[bucket as usize]) {
                    *logit += weight;
                }
            }
        }
        for (logit, bias) in logits.iter_mut().zip(&self.bias) {
            *logit = *logit * x + bias;
        }
        softmax(&mut logits[..self.classes]);
        let loss = -logits[class].max(1e-9).ln();
        let mut gradient = logits;
        gradient[self.classes..].fill(0.0);
        gradient[class] -= 1.0;
        let square: f32 = gradient.iter().map(|g| g * g * x * x).sum();
        for &bucket in buckets {
            if !self.keeps(bucket) {
                continue;
            }
            let at = bucket as usize;
            self.seen[at] += 1;
            self.squares[at] += square;
            let pace = rate * x / (self.squares[at] + 1e-3).sqrt();
            for (weight, g) in self.weights[at].iter_mut().zip(&gradient) {
                *weight -= pace * g;
            }
        }
        for (bias, g) in self.bias.iter_mut().zip(&gradient) {
            *bias -= 0.002 * rate * g;
        }
        loss
    }

    fn keeps(&self, bucket: u32) -> bool {
        self.kept[(bucket >> 6) as usize] >> (bucket & 63) & 1 == 1
    }

    /// Keeps the features that move most decisions: spread of the weights times the square root of
    /// how often the feature was seen.
    fn prune(&mut self, kept: usize) {
        let mut worth: Vec<(f32, u32)> = (0..BUCKETS as u32)
            .filter(|&bucket| self.seen[bucket as usize] > 2)
            .map(|bucket| (self.worth(bucket as usize), bucket))
            .collect();
        worth.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.kept.fill(0);
        for &(_, bucket) in worth.iter().take(kept) {
            self.kept[(bucket >> 6) as usize] |= 1 << (bucket & 63);
        }
    }

    fn worth(&self, at: usize) -> f32 {
        let row = &self.weights[at][..self.classes];
        let mean = row.iter().sum::<f32>() / self.classes as f32;
        let spread: f32 = row.iter().map(|w| (w - mean) * (w - mean)).sum();
        spread.sqrt() * (self.seen[at] as f32).sqrt()
    }

    /// Rounds to four bits. The largest thousandth of the weights is cut.
    fn round(self, classes: Vec<String>) -> Model {
        let rows = || {
            (0..BUCKETS as u32)
                .filter(|&bucket| self.keeps(bucket))
                .map(|bucket| self.centred(bucket as usize))
        };
        let mut sizes: Vec<f32> = rows()
            .flat_map(|row| row.into_iter().take(self.classes))
            .map(f32::abs)
            .collect();
        sizes.sort_by(f32::total_cmp);
        let largest = sizes.get(sizes.len() * 999 / 1000).copied().unwrap_or(1.0);
        let scale = largest.max(1e-6) / (f32::from(u8::MAX) * f32::from(ZERO));
        let half = lanes(self.classes) / 2;
        let mut weights = Vec::new();
        for row in rows() {
            let step = best_step(&row[..self.classes], scale);
            weights.push(step);
            for i in 0..half {
                let lower = steps(row[i], step, scale);
                let upper = steps(row[i + half], step, scale);
                weights.push(lower | upper << 4);
            }
        }
        let bias = self.bias[..self.classes].to_vec();
        Model::new(classes, scale, bias, self.kept.clone(), Cow::Owned(weights))
    }

    /// A row around its mean, which no probability depends on.
    fn centred(&self, at: usize) -> [f32; LANES] {
        let row = self.weights[at];
        let mean = row[..self.classes].iter().sum::<f32>() / self.classes as f32;
        row.map(|w| w - mean)
    }
}

/// Number of steps for a weight, with the offset [`ZERO`].
fn steps(weight: f32, step: u8, scale: f32) -> u8 {
    let zero = f32::from(ZERO);
    let count = (weight / (f32::from(step) * scale)).round();
    (count.clamp(-zero, zero - 1.0) + zero) as u8
}

/// The step size with the least squared error, between that of the largest weight and half of it.
fn best_step(row: &[f32], scale: f32) -> u8 {
    let largest = row.iter().copied().map(f32::abs).fold(0.0, f32::max);
    let most = (largest / (f32::from(ZERO) - 1.0) / scale)
        .ceil()
        .clamp(1.0, 255.0) as u8;
    let error = |step: u8| -> f32 {
        let back =
            |w: f32| (f32::from(steps(w, step, scale)) - f32::from(ZERO)) * f32::from(step) * scale;
        row.iter().map(|&w| (w - back(w)) * (w - back(w))).sum()
    };
    let candidates = most.div_ceil(2)..=most;
    candidates
        .min_by(|&a, &b| error(a).total_cmp(&error(b)))
        .unwrap_or(1)
}
