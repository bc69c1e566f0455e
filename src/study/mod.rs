//! Studies of the lists on a user's own labelled rows.
//!
//! [`learn`] estimates the valences of the entries that fired ([`regression`], around the judged values) and proposes
//! terms that no list knows ([`log_odds`]); [`overlay`] and [`report`] put the result into a folder for a person to
//! read. [`why_not`] asks the lists about one comment. Nothing here changes a list.

pub mod log_odds;
pub mod overlay;
pub mod proposals;
pub mod reading;
pub mod regression;
pub mod report;
pub mod rows;
pub mod trial;
pub mod why_not;

use crate::annotation::EntryId;
use crate::document::Language;
use crate::pipeline::Pipeline;
use crate::span::Span;
use proposals::{Counts, Proposal, Tallies};
use reading::{Counted, Reading};
use regression::{Fit, Observation, estimate, link, log_loss};
use rows::Labelled;

/// Comments that are annotated before their words are counted.
const BATCH: usize = 4096;

/// One in so many comments is kept back to see what the estimates are worth.
const KEPT_BACK: usize = 5;

/// Example rows of an estimate.
const EXAMPLES: usize = 3;

/// How to learn.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The language of all rows.
    pub language: Language,
    /// Least comments that an entry or a term must stand in.
    pub least: u32,
    /// How far off a judged valence may be: standard deviation of the prior in hundredths, above zero.
    pub spread: u16,
}

/// An entry's judged valence beside what the rows say.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The entry.
    pub entry: EntryId,
    /// Hundredths, as its list has it.
    pub judged: i16,
    /// Hundredths, rounded to tens as the lists are.
    pub estimate: i16,
    /// How sure the estimate is: posterior standard deviation in hundredths.
    pub deviation: i16,
    /// The comments it counted in.
    pub counts: Counts,
    /// Up to three comments that pull it the way it moved, by index, the shortest first, with its place there.
    pub examples: Vec<(usize, Span)>,
}

impl Estimate {
    /// How far the rows move it, in hundredths.
    pub fn moved(&self) -> i16 {
        self.estimate - self.judged
    }
}

/// Mean logarithmic loss per comment before and after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// With the judged valences.
    pub judged: f64,
    /// With the estimates.
    pub estimated: f64,
}

/// What was learned.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// The language of the comments.
    pub language: Language,
    /// The comments.
    pub counts: Counts,
    /// Comments in which no entry counted; they say nothing about valences.
    pub silent: usize,
    /// Logit of a comment at score zero, and logits a hundred hundredths.
    pub link: regression::Link,
    /// Loss on comments that the estimates did not see, when a fifth is kept back.
    pub kept_back: Loss,
    /// Entries with rows enough, by entry.
    pub estimates: Vec<Estimate>,
    /// Terms that no list knows, surest first.
    pub proposals: Vec<Proposal>,
}

/// Learns from labelled rows. The same rows and lists give the same result, whatever the number of threads.
pub fn learn(pipeline: &Pipeline, rows: &Labelled, options: Options) -> Learned {
    let pack = pipeline.lexicons().pack(options.language);
    let material = Material::read(pipeline, rows, options.language);
    let judged: Vec<f64> = (0..pack.entries.len() as u32)
        .map(|entry| f64::from(reading::judged(pack, entry).unwrap_or(0)) / 100.0)
        .collect();
    let per_entry = per_entry(&material.evidence, &rows.contents, judged.len());
    let open: Vec<bool> = per_entry
        .iter()
        .map(|counts| counts.rows() >= options.least.max(1))
        .collect();
    let spread = f64::from(options.spread.max(1)) / 100.0;
    let fit = estimate(&material.speaking, &judged, &open, spread);
    let estimates = per_entry
        .iter()
        .enumerate()
        .filter(|&(entry, _)| open.get(entry) == Some(&true))
        .filter_map(|(entry, &counts)| {
            let id = pack.id(entry as u32);
            estimate_of(id, reading::judged(pack, id.index)?, counts, &fit)
        })
        .collect();
    let mut learned = Learned {
        language: options.language,
        counts: material.counts,
        silent: rows.len() - material.speaking.len(),
        link: fit.link,
        kept_back: kept_back(&material.speaking, &judged, &open, spread),
        estimates,
        proposals: material.tallies.proposals(options.least),
    };
    learned.find_examples(&material.evidence, &rows.contents);
    learned
}

/// What the rows give to learn from.
#[derive(Debug, Default)]
struct Material {
    counts: Counts,
    /// For each comment the entries that counted.
    evidence: Vec<Vec<Counted>>,
    /// Comments with evidence.
    speaking: Vec<Observation>,
    tallies: Tallies,
}

impl Material {
    fn read(pipeline: &Pipeline, rows: &Labelled, language: Language) -> Self {
        let pack = pipeline.lexicons().pack(language);
        let mut material = Self::default();
        let mut contents = rows.contents.iter().copied();
        for batch in rows.comments.chunks(BATCH) {
            let readings = pipeline.map_batch(batch, Some(language), |comments, annotations| {
                let pairs = comments.iter().zip(annotations);
                pairs
                    .map(|(comment, annotation)| reading::read(pack, &comment.text, annotation))
                    .collect::<Vec<Reading>>()
            });
            for (reading, content) in readings.into_iter().flatten().zip(&mut contents) {
                material.add(reading, content);
            }
        }
        material
    }

    fn add(&mut self, reading: Reading, content: f64) {
        self.counts.add(content);
        self.tallies
            .add(self.evidence.len(), content, reading.candidates);
        let observation = observation(&reading.counted, reading.fixed, content);
        if speaks(&observation) {
            self.speaking.push(observation);
        }
        self.evidence.push(reading.counted);
    }
}

fn observation(counted: &[Counted], fixed: f64, content: f64) -> Observation {
    let weights = counted.iter().map(|one| (one.entry as usize, one.weight));
    Observation {
        content,
        fixed,
        weights: weights.filter(|&(_, weight)| weight != 0.0).collect(),
    }
}

fn speaks(observation: &Observation) -> bool {
    !observation.weights.is_empty() || observation.fixed != 0.0
}

fn per_entry(evidence: &[Vec<Counted>], contents: &[f64], entries: usize) -> Vec<Counts> {
    let mut counts = vec![Counts::default(); entries];
    for (counted, &content) in evidence.iter().zip(contents) {
        for one in counted.iter().filter(|one| one.weight != 0.0) {
            if let Some(counts) = counts.get_mut(one.entry as usize) {
                counts.add(content);
            }
        }
    }
    counts
}

fn estimate_of(entry: EntryId, judged: i16, counts: Counts, fit: &Fit) -> Option<Estimate> {
    let index = entry.index as usize;
    let (valence, deviation) = (fit.valences.get(index)?, fit.deviations.get(index)?);
    Some(Estimate {
        entry,
        judged,
        estimate: (valence * 10.0).round() as i16 * 10,
        deviation: (deviation * 100.0).round() as i16,
        counts,
        examples: Vec::new(),
    })
}

/// Learns from all but every fifth comment and measures on those.
fn kept_back(observations: &[Observation], judged: &[f64], open: &[bool], spread: f64) -> Loss {
    let part = |kept: bool| -> Vec<Observation> {
        let rows = observations.iter().enumerate();
        rows.filter(|(row, _)| (row % KEPT_BACK == KEPT_BACK - 1) == kept)
            .map(|(_, one)| one.clone())
            .collect()
    };
    let (seen, unseen) = (part(false), part(true));
    let fit = estimate(&seen, judged, open, spread);
    Loss {
        judged: log_loss(&unseen, link(&seen, judged), judged),
        estimated: log_loss(&unseen, fit.link, &fit.valences),
    }
}

impl Learned {
    /// Estimates that the rows move, farthest first.
    pub fn differences(&self) -> Vec<&Estimate> {
        let mut moved: Vec<&Estimate> = self
            .estimates
            .iter()
            .filter(|one| one.moved() != 0)
            .collect();
        moved.sort_by_key(|one| (std::cmp::Reverse(one.moved().abs()), one.entry));
        moved
    }

    fn find_examples(&mut self, evidence: &[Vec<Counted>], contents: &[f64]) {
        let mut slot_of = rustc_hash::FxHashMap::default();
        for (slot, one) in self.estimates.iter().enumerate() {
            slot_of.insert(one.entry.index, slot);
        }
        let mut order: Vec<usize> = (0..evidence.len()).collect();
        order.sort_by_key(|&row| evidence.get(row).map_or(0, Vec::len));
        for row in order {
            let (Some(counted), Some(&content)) = (evidence.get(row), contents.get(row)) else {
                continue;
            };
            for one in counted {
                let slot = slot_of.get(&one.entry);
                let Some(estimate) = slot.and_then(|&slot| self.estimates.get_mut(slot)) else {
                    continue;
                };
                // Neutral and mixed rows pull to zero.
                let towards = match content {
                    0.5 => -f64::from(estimate.judged),
                    _ => (content - 0.5) * one.weight,
                };
                if towards * f64::from(estimate.moved()) > 0.0 && estimate.examples.len() < EXAMPLES
                {
                    estimate.examples.push((row, one.span));
                }
            }
        }
    }
}
