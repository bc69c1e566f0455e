//! One run: inputs are read, annotated and written, and every row is accounted for.

mod batches;
pub mod coverage;
pub mod facts;
pub mod report;
mod shard;
mod tally;

pub use shard::Shard;
pub use tally::Tally;

use crate::annotation::{Annotation, Flag};
use crate::comment::Comment;
use crate::document::Language;
use crate::error::Result;
use crate::lexicon::scales::{Scale, Scales};
use crate::pipeline::{self, Pipeline};
use crate::sink::Sink;
use crate::sink::rejects::Rejects;
use crate::source::columns::Role;
use crate::source::{self, Options, Profile, Rows, Source};
use batches::{Batches, Message};
use coverage::{Coverage, Share};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

/// Inputs up to this number stay open between [`Inputs::open`] and being read.
const KEPT_OPEN: usize = 8;

/// The inputs of a run, in their order.
pub struct Inputs {
    options: Options,
    inputs: Vec<(String, Option<Box<dyn Source>>)>,
    profiles: Vec<Profile>,
}

impl Inputs {
    /// Opens all inputs and looks at their first rows, so that one that cannot be read is found before there is any
    /// output.
    pub fn open(names: &[String], options: Options) -> Result<Self> {
        let mut inputs = Vec::with_capacity(names.len());
        let mut profiles = Vec::with_capacity(names.len());
        for name in names {
            let source = source::open(name, &options)?;
            profiles.push(source.profile());
            let keep = name == "-" || inputs.len() < KEPT_OPEN;
            inputs.push((name.clone(), keep.then_some(source)));
        }
        Ok(Self {
            options,
            inputs,
            profiles,
        })
    }

    /// What the first rows told of each input.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// Columns that pass through, of all inputs, each once, in the order in which they come.
    pub fn fields(&self) -> Vec<Arc<str>> {
        let mut seen = HashSet::new();
        let fields = self.profiles.iter().flat_map(|profile| &profile.fields);
        fields
            .filter(|name| seen.insert(Arc::clone(name)))
            .cloned()
            .collect()
    }
}

/// Comments a thread that are annotated and rendered before they are written: what is said of a comment takes ten times
/// the room of its text, so that a whole batch of it would be most of a run's memory.
const RENDERED: usize = 256;

/// How a run goes about it.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Language of all comments, if it need not be detected.
    pub language: Option<Language>,
    /// Most comments in memory at a time.
    pub batch: usize,
    /// The part of the rows that is wanted; all if left out.
    pub shard: Option<Shard>,
}

/// What a run did.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Each input with the account of its rows.
    pub inputs: Vec<(Profile, Rows)>,
    /// The account of all rows.
    pub rows: Rows,
    /// What was said about the comments.
    pub tally: Tally,
    /// How much of the comments has a theme.
    pub coverage: Coverage,
    /// Comments whose id had been given before, and that got a number behind it.
    pub repeated_ids: u64,
}

/// Reads, annotates and writes everything. `progress` is told the rows of each batch.
///
/// Neither `sink` nor `rejects` is finished: whether the output is to be published is for the caller to decide.
pub fn run(
    inputs: Inputs,
    pipeline: &Pipeline,
    plan: Plan,
    sink: &mut dyn Sink,
    rejects: &mut Rejects,
    progress: &dyn Fn(&Rows),
) -> Result<Summary> {
    let scores = Scores::new(&inputs.profiles, pipeline.lexicons().scales());
    let batches = Batches::new(inputs.inputs, inputs.options, plan.batch, plan.shard);
    let mut writer = Writer {
        pipeline,
        plan,
        scores,
        sink,
        rejects,
        progress,
        summary: Summary {
            inputs: Vec::new(),
            rows: Rows::default(),
            tally: Tally::default(),
            coverage: Coverage::default(),
            repeated_ids: 0,
        },
        current: Rows::default(),
    };
    if pipeline::threads() == 1 {
        for message in batches {
            writer.take(message?)?;
        }
        return Ok(writer.summary);
    }
    // The next batch is read while this one is annotated.
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(1);
        scope.spawn(move || {
            for message in batches {
                // The receiver is gone when writing failed: there is nobody left to read for.
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        for message in receiver {
            writer.take(message?)?;
        }
        Ok(writer.summary)
    })
}

/// What the customers' own scores mean, by input.
struct Scores<'l> {
    scales: &'l Scales,
    by_source: HashMap<String, &'l Scale>,
}

impl<'l> Scores<'l> {
    fn new(profiles: &[Profile], scales: &'l Scales) -> Self {
        let scale = |profile: &Profile| {
            let used = profile
                .columns
                .iter()
                .find(|used| used.role == Role::Score)?;
            let scale = scales.of_header(&used.column)?;
            Some((profile.source.to_string(), scale))
        };
        Self {
            scales,
            by_source: profiles.iter().filter_map(scale).collect(),
        }
    }

    /// Flags comments whose words and scores disagree.
    fn compare(&self, comments: &[Comment], annotations: &mut [Annotation]) {
        for (comment, annotation) in comments.iter().zip(annotations) {
            let Some(score) = &comment.score else {
                continue;
            };
            let scale = self.by_source.get(&*comment.source).copied();
            let stance = self.scales.stance(score, scale);
            if self.scales.disagree(stance, &annotation.sentiment) {
                annotation.raise(Flag::ScoreMismatch);
            }
        }
    }
}

struct Writer<'r> {
    pipeline: &'r Pipeline,
    plan: Plan,
    scores: Scores<'r>,
    sink: &'r mut dyn Sink,
    rejects: &'r mut Rejects,
    progress: &'r dyn Fn(&Rows),
    summary: Summary,
    current: Rows,
}

impl Writer<'_> {
    fn take(&mut self, message: Message) -> Result<()> {
        match message {
            Message::Batch(batch) => {
                for comments in batch.comments.chunks(RENDERED * pipeline::threads()) {
                    self.tag(comments)?;
                }
                self.rejects.write(&batch.rejects)?;
                self.current.add(&batch.rows);
                (self.progress)(&batch.rows);
            }
            Message::End(profile, repeated) => {
                self.summary.rows.add(&self.current);
                let rows = std::mem::take(&mut self.current);
                self.summary.inputs.push((*profile, rows));
                self.summary.repeated_ids = repeated;
            }
        }
        Ok(())
    }

    /// Annotates some comments and writes what comes of it.
    fn tag(&mut self, comments: &[Comment]) -> Result<()> {
        let sink = &*self.sink;
        let lexicons = self.pipeline.lexicons();
        let scores = &self.scores;
        let parts =
            self.pipeline
                .map_batch(comments, self.plan.language, |comments, annotations| {
                    scores.compare(comments, annotations);
                    let rendered = sink.render(comments, annotations, lexicons);
                    let share = Share::of(comments, annotations, lexicons);
                    (rendered, Tally::of(annotations), share)
                });
        for (rendered, tally, share) in parts {
            self.sink.write(rendered)?;
            self.summary.coverage.add(share);
            self.summary.tally.add(&tally);
        }
        Ok(())
    }
}
