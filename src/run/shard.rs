//! Parts of a run: each row belongs to one of several parts by what it is, not by where it stands.

use crate::source::Batch;
use std::fmt;
use std::str::FromStr;

/// One of several parts of the rows. The parts are disjoint and together they are the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// From 1 to `of`.
    number: u32,
    of: u32,
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    /// Reads `2/8`: the second of eight.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        let numbers = parts.and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err("write it as 2/8: the second of eight parts".into()),
        }
    }
}

impl Shard {
    /// True if what one record gave belongs to this part. A row with comments goes by the id that its first comment has in
    /// the export, so that a row is in the same part wherever it stands and all rows of one id are in the same part;
    /// rows without comments go by their place, which is `record`, the number of records before it in the run.
    pub(super) fn holds(self, given: &Batch, record: u64) -> bool {
        let hash = match given.comments.first() {
            Some(comment) => hash(comment.id.as_bytes()),
            None => hash(&record.to_le_bytes()),
        };
        hash % u64::from(self.of) + 1 == u64::from(self.number)
    }
}

/// The first eight bytes of BLAKE3: the same on every machine and with every version of the program.
fn hash(bytes: &[u8]) -> u64 {
    let hash = blake3::hash(bytes);
    let (first, _) = hash.as_bytes().split_at(8);
    first
        .iter()
        .fold(0, |number, &byte| number << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_written_as_its_number_and_how_many_there_are() {
        let part = |text: &str| Shard::from_str(text).ok().map(|s| (s.number, s.of));
        assert_eq!(part("1/1"), Some((1, 1)));
        assert_eq!(part("2/8"), Some((2, 8)));
        for wrong in ["", "3", "0/4", "5/4", "a/b", "1/0", "-1/2"] {
            assert_eq!(part(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_record_is_in_one_part() {
        for of in [1, 2, 7] {
            for record in 0..100 {
                let holding = (1..=of)
                    .filter(|&number| Shard { number, of }.holds(&Batch::default(), record));
                assert_eq!(holding.count(), 1, "{record} of {of}");
            }
        }
    }
}
