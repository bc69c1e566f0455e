//! What is known of each comment: facts, one number a comment.

use super::array::{self, Array};
use super::index::Index;
use crate::annotation::Polarity;
use crate::desk::queue::Reason;
use crate::document::Language;
use crate::error::Result;
use rusqlite::{OptionalExtension as _, params};
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;

/// Comments of a block: few enough that one comment more writes little, enough that few blocks are read.
const BLOCK: usize = 1 << 13;
/// Bits of the number of a block in its key.
const BITS: u32 = 32;
/// Facts that every comment has come before those of themes and columns.
const OWN: i64 = 16;

/// A fact. Where there is none its number is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// The place in the queue, the first the smallest. None: the comment is no longer under this number.
    Place,
    /// The day, 2026-03-01 as 20260301.
    Day,
    /// See [`language`].
    Language,
    /// See [`tone`].
    Polarity,
    /// One bit each: see [`bit`].
    Reasons,
    /// How many themes.
    Themes,
    /// How many corrections stand.
    Person,
    /// The [`tone`] of a theme in the comment.
    Theme(i64),
    /// The value of a column.
    Column(i64),
}

impl Fact {
    fn number(self) -> i64 {
        match self {
            Self::Place => 0,
            Self::Day => 1,
            Self::Language => 2,
            Self::Polarity => 3,
            Self::Reasons => 4,
            Self::Themes => 5,
            Self::Person => 6,
            Self::Theme(theme) => OWN + 2 * theme,
            Self::Column(column) => OWN + 2 * column + 1,
        }
    }

    /// Keys of its blocks.
    pub fn blocks(self) -> RangeInclusive<i64> {
        let first = self.number() << BITS;
        first..=first + (1 << BITS) - 1
    }

    fn block_of(self, n: usize) -> i64 {
        self.blocks().start() + (n / BLOCK) as i64
    }
}

impl Index {
    /// Hands the numbers of a fact to `work`, each with that of its comment. Numbers of 0 may be left out.
    pub(super) fn each(&self, fact: Fact, mut work: impl FnMut(usize, u64)) -> Result<()> {
        let blocks = fact.blocks();
        self.with(|db| {
            let mut select = db.prepare_cached(
                "SELECT at, width, bytes FROM block WHERE at BETWEEN ?1 AND ?2 ORDER BY at",
            )?;
            let mut rows = select.query([blocks.start(), blocks.end()])?;
            while let Some(row) = rows.next()? {
                let at: i64 = row.get(0)?;
                let first = (at - blocks.start()) as usize * BLOCK;
                let bytes = row.get_ref(2)?.as_blob()?;
                array::each(row.get(1)?, bytes, |at, number| work(first + at, number));
            }
            Ok(())
        })
    }

    /// The numbers of a fact for `count` comments.
    pub(super) fn numbers(&self, fact: Fact, count: usize) -> Result<Vec<u64>> {
        let mut numbers = vec![0; count];
        self.each(fact, |n, number| {
            if let Some(place) = numbers.get_mut(n) {
                *place = number;
            }
        })?;
        Ok(numbers)
    }

    /// The number of a fact for one comment.
    pub(super) fn number(&self, fact: Fact, n: usize) -> Result<u64> {
        let bytes: Option<Vec<u8>> = self.with(|db| {
            db.prepare_cached(
                "SELECT substr(bytes, 1 + ?2 * width, width) FROM block WHERE at = ?1",
            )?
            .query_row(params![fact.block_of(n), n % BLOCK], |row| row.get(0))
            .optional()
        })?;
        // The lowest byte comes first.
        let bytes = bytes.unwrap_or_default().into_iter().rev();
        Ok(bytes.fold(0, |number, byte| number << 8 | u64::from(byte)))
    }
}

/// Blocks that are being written.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    open: FxHashMap<i64, Array>,
    last: usize,
}

impl Blocks {
    /// Puts a number in its place.
    pub fn set(&mut self, index: &Index, fact: Fact, n: usize, number: u64) -> Result<()> {
        let block = fact.block_of(n);
        let array = match self.open.entry(block) {
            std::collections::hash_map::Entry::Occupied(open) => open.into_mut(),
            std::collections::hash_map::Entry::Vacant(closed) => closed.insert(load(index, block)?),
        };
        array.set(n % BLOCK, number);
        Ok(())
    }

    /// Tells that comments follow from this number on: what is full is written.
    pub fn go_on(&mut self, index: &Index, n: usize) -> Result<()> {
        if n / BLOCK != self.last {
            self.write(index)?;
            self.last = n / BLOCK;
        }
        Ok(())
    }

    /// Drops a fact that is no longer kept.
    pub fn forget(&mut self, fact: Fact) {
        let blocks = fact.blocks();
        self.open.retain(|block, _| !blocks.contains(block));
    }

    /// Writes all.
    pub fn write(&mut self, index: &Index) -> Result<()> {
        let mut blocks: Vec<(i64, Array)> = self.open.drain().collect();
        blocks.sort_unstable_by_key(|(block, _)| *block);
        index.with(|db| {
            let mut insert =
                db.prepare_cached("INSERT OR REPLACE INTO block VALUES (?1, ?2, ?3)")?;
            for (block, array) in &blocks {
                insert.execute(params![block, array.width(), array.bytes()])?;
            }
            Ok(())
        })
    }
}

fn load(index: &Index, block: i64) -> Result<Array> {
    let loaded = index.with(|db| {
        db.prepare_cached("SELECT width, bytes FROM block WHERE at = ?1")?
            .query_row([block], |row| Ok(Array::new(row.get(0)?, row.get(1)?)))
            .optional()
    })?;
    Ok(loaded.unwrap_or_default())
}

/// The bit of a reason.
pub(super) fn bit(reason: Reason) -> u64 {
    let at = Reason::ALL.iter().position(|other| *other == reason);
    1 << at.unwrap_or_default()
}

/// A day as a number: 2026-03-01 as 20260301.
pub(super) fn day(day: &str) -> u64 {
    let digits: String = day.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_default()
}

/// A language as a number: those that are served in their order, then others, then none.
pub(super) fn language(code: &str) -> u64 {
    let language = Language::from_code(code).unwrap_or(Language::Und);
    let served = language
        .served_index()
        .unwrap_or(5 + usize::from(language == Language::Und));
    1 + served as u64
}

/// A polarity as a number. One that has no name of ours is 1: the theme is there all the same.
pub(super) fn tone(polarity: Option<Polarity>) -> u64 {
    let at = polarity.and_then(|polarity| Polarity::ALL.iter().position(|one| *one == polarity));
    at.map_or(1, |at| 2 + at as u64)
}
