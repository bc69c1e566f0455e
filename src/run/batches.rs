//! The rows of all inputs in batches, with ids that are unique in the run.

use super::Shard;
use crate::error::Result;
use crate::source::{self, Batch, Ids, Options, Profile, Source};

/// Most bytes of comments in a batch.
const BATCH_BYTES: usize = 4 << 20;

/// What comes out of reading.
pub(super) enum Message {
    /// Some rows of the current input.
    Batch(Batch),
    /// The current input has ended; with the number of ids that had been given before, in the run so far.
    End(Box<Profile>, u64),
}

/// Reads the inputs one after the other.
pub(super) struct Batches {
    inputs: std::vec::IntoIter<(String, Option<Box<dyn Source>>)>,
    options: Options,
    current: Option<Box<dyn Source>>,
    size: usize,
    shard: Option<Shard>,
    /// Records read so far, of all parts.
    records: u64,
    /// Repeated ids of other parts.
    elsewhere: u64,
    ids: Ids,
}

impl Batches {
    /// Batches of at most `size` comments, of one part of the rows if `shard` names one.
    pub fn new(
        inputs: Vec<(String, Option<Box<dyn Source>>)>,
        options: Options,
        size: usize,
        shard: Option<Shard>,
    ) -> Self {
        Self {
            inputs: inputs.into_iter(),
            options,
            current: None,
            size: size.max(1),
            shard,
            records: 0,
            elsewhere: 0,
            ids: Ids::default(),
        }
    }

    fn message(&mut self) -> Result<Option<Message>> {
        let source = match &mut self.current {
            Some(source) => source,
            None => match self.inputs.next() {
                None => return Ok(None),
                Some((_, Some(opened))) => self.current.insert(opened),
                Some((name, None)) => self.current.insert(source::open(&name, &self.options)?),
            },
        };
        let mut batch = Batch::default();
        while batch.comments.len() < self.size && batch.bytes < BATCH_BYTES {
            let more = match self.shard {
                None => source.read(&mut batch)?,
                Some(shard) => {
                    let mut one = Batch::default();
                    let more = source.read(&mut one)?;
                    if one.rows.read > 0 {
                        let own = shard.holds(&one, self.records);
                        self.records += 1;
                        // The ids of other parts count too: a comment has the same id in its part and in the whole.
                        let before = self.ids.repeated();
                        self.ids.make_unique(&mut one.comments);
                        if own {
                            batch.append(one);
                        } else {
                            self.elsewhere += self.ids.repeated() - before;
                        }
                    }
                    more
                }
            };
            if !more {
                break;
            }
        }
        if batch.rows.read == 0 {
            let profile = Box::new(source.profile());
            let repeated = self.ids.repeated() - self.elsewhere;
            self.current = None;
            return Ok(Some(Message::End(profile, repeated)));
        }
        if self.shard.is_none() {
            self.ids.make_unique(&mut batch.comments);
        }
        Ok(Some(Message::Batch(batch)))
    }
}

impl Iterator for Batches {
    type Item = Result<Message>;

    fn next(&mut self) -> Option<Self::Item> {
        self.message().transpose()
    }
}
