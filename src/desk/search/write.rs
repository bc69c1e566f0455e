//! Comments into the index.

use super::fact::{Blocks, Fact, bit, day, language, tone};
use super::index::Index;
use super::norms::Norms;
use crate::annotation::Polarity;
use crate::desk::queue::{Options, Priority, order, priority};
use crate::document::Language;
use crate::error::Result;
use crate::store::{Stored, Theme};
use rusqlite::{OptionalExtension as _, params};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// Most values of a column that can be filtered by.
const MOST_VALUES: u64 = 10_000;
/// Longest value in bytes.
const LONGEST: usize = 100;
/// New words that a reason names.
const NAMED: usize = 3;

/// Writes comments, and keeps what many of them share.
pub(super) struct Writer<'i> {
    index: &'i Index,
    options: Options,
    fresh: &'i HashMap<String, u32>,
    /// True where no comment had a number before.
    empty: bool,
    next: usize,
    blocks: Blocks,
    themes: HashMap<String, i64>,
    columns: HashMap<String, Listed>,
    words: HashMap<String, u32>,
    text: String,
}

/// A column with those of its values that were met.
struct Listed {
    number: i64,
    /// False if it has more values than can be chosen from.
    whole: bool,
    /// How many values it has in all.
    count: u64,
    values: HashMap<String, u64>,
}

impl<'i> Writer<'i> {
    pub fn new(
        index: &'i Index,
        options: Options,
        fresh: &'i HashMap<String, u32>,
    ) -> Result<Self> {
        let next = index.next()?;
        let themes = index.with(|db| {
            let mut select = db.prepare("SELECT theme, t FROM theme")?;
            let themes = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            themes.collect()
        })?;
        Ok(Self {
            index,
            options,
            fresh,
            empty: next == 1,
            next,
            blocks: Blocks::default(),
            themes,
            columns: HashMap::new(),
            words: HashMap::new(),
            text: String::new(),
        })
    }

    /// Adds a comment, or puts it in the place of what the index had of it.
    pub fn write(&mut self, comment: &Stored) -> Result<()> {
        let n = self.number(&comment.row.comment_id)?;
        let new_words = self.new_words(comment);
        let found = priority(comment, &new_words, self.options);
        self.facts(n, comment, &found)?;
        for mention in &comment.tags.mentions {
            let theme = self.theme(mention)?;
            let polarity = tone(Polarity::from_name(&mention.polarity));
            self.set(Fact::Theme(theme), n, polarity)?;
        }
        self.cells(n, &comment.row.fields)?;
        self.write_words(n, comment)
    }

    fn set(&mut self, fact: Fact, n: usize, number: u64) -> Result<()> {
        self.blocks.set(self.index, fact, n, number)
    }

    /// A number for a comment; what the index had under another is passed over from now on.
    fn number(&mut self, comment_id: &str) -> Result<usize> {
        let n = self.next;
        self.next += 1;
        self.blocks.go_on(self.index, n)?;
        if !self.empty {
            let old = self.index.with(|db| {
                db.prepare_cached("DELETE FROM ids WHERE comment_id = ?1 RETURNING n")?
                    .query_row([comment_id], |row| row.get(0))
                    .optional()
            })?;
            if let Some(old) = old {
                self.set(Fact::Place, old, 0)?;
            }
        }
        self.index.with(|db| {
            db.prepare_cached("INSERT INTO ids VALUES (?1, ?2)")?
                .execute(params![n, comment_id])
        })?;
        Ok(n)
    }

    /// Words of a comment that are new in the store.
    fn new_words(&self, comment: &Stored) -> Vec<String> {
        if self.fresh.is_empty() {
            return Vec::new();
        }
        let text = &comment.row.text;
        let language = Language::from_code(&comment.tags.language);
        let words = self.index.norms.words(text, language).into_iter();
        let mut found: Vec<String> = Vec::new();
        for (word, span) in words {
            let quote = span.of(text).to_lowercase();
            if self.fresh.contains_key(&word) && !found.contains(&quote) {
                found.push(quote);
            }
        }
        found.truncate(NAMED);
        found
    }

    fn facts(&mut self, n: usize, comment: &Stored, found: &Priority) -> Result<()> {
        let tags = &comment.tags;
        let (worth, draw) = order(found.worth, &comment.row.comment_id);
        // 16 bits of worth before 40 of the draw; 0 is kept for no comment.
        let place = u64::from(worth) << 40 | u64::from_be_bytes(draw) >> 24;
        let doubts = found.doubts.iter();
        for (fact, number) in [
            (Fact::Place, place.max(1)),
            (Fact::Day, comment.row.day.as_deref().map_or(0, day)),
            (Fact::Language, language(&tags.language)),
            (Fact::Polarity, tone(Polarity::from_name(&tags.polarity))),
            (
                Fact::Reasons,
                doubts.fold(0, |bits, doubt| bits | bit(doubt.reason)),
            ),
            (Fact::Themes, tags.mentions.len() as u64),
            (Fact::Person, comment.corrected.corrections.len() as u64),
        ] {
            if number > 0 {
                self.set(fact, n, number)?;
            }
        }
        Ok(())
    }

    fn theme(&mut self, mention: &Theme) -> Result<i64> {
        if let Some(theme) = self.themes.get(&mention.theme) {
            return Ok(*theme);
        }
        let theme = self.index.with(|db| {
            db.execute(
                "INSERT INTO theme (theme, parent) VALUES (?1, ?2)",
                params![mention.theme, mention.parent],
            )?;
            Ok(db.last_insert_rowid())
        })?;
        self.themes.insert(mention.theme.clone(), theme);
        Ok(theme)
    }

    fn cells(&mut self, n: usize, fields: &str) -> Result<()> {
        let fields: Map<String, Value> = serde_json::from_str(fields).unwrap_or_default();
        for (name, value) in fields {
            let value = match value {
                Value::String(text) => text,
                Value::Number(number) => number.to_string(),
                Value::Bool(flag) => flag.to_string(),
                _ => continue,
            };
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            let mut column = match self.columns.remove(&name) {
                Some(column) => column,
                None => self.column(&name)?,
            };
            if column.whole
                && let Some(number) = self.value(&mut column, value)?
            {
                self.set(Fact::Column(column.number), n, number)?;
            }
            self.columns.insert(name, column);
        }
        Ok(())
    }

    fn column(&self, name: &str) -> Result<Listed> {
        let (number, whole, count) = self.index.with(|db| {
            db.prepare_cached(
                "INSERT INTO columns (name, whole) VALUES (?1, 1) ON CONFLICT DO NOTHING",
            )?
            .execute([name])?;
            db.prepare_cached(
                "SELECT c, whole, (SELECT count(*) FROM value WHERE value.c = columns.c)
                 FROM columns WHERE name = ?1",
            )?
            .query_row([name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        })?;
        Ok(Listed {
            number,
            whole,
            count,
            values: HashMap::new(),
        })
    }

    /// The number of a value; none where its column comes to have more than can be chosen from.
    fn value(&mut self, column: &mut Listed, value: &str) -> Result<Option<u64>> {
        if let Some(number) = column.values.get(value) {
            return Ok(Some(*number));
        }
        let known = match self.empty {
            true => None,
            false => self.index.value_numbers(column.number, &[value])?.pop(),
        };
        let number = match known {
            Some(number) => number,
            None if column.count >= MOST_VALUES || value.len() > LONGEST => {
                self.open_column(column)?;
                return Ok(None);
            }
            None => {
                column.count += 1;
                self.index.with(|db| {
                    db.prepare_cached("INSERT INTO value VALUES (?1, ?2, ?3)")?
                        .execute(params![column.number, column.count, value])
                })?;
                column.count
            }
        };
        column.values.insert(value.to_owned(), number);
        Ok(Some(number))
    }

    /// Notes that a column has more values than can be chosen from, and forgets those that were listed.
    fn open_column(&mut self, column: &mut Listed) -> Result<()> {
        let fact = Fact::Column(column.number);
        let blocks = fact.blocks();
        self.blocks.forget(fact);
        self.index.with(|db| {
            let number = column.number;
            db.execute("UPDATE columns SET whole = 0 WHERE c = ?1", [number])?;
            db.execute("DELETE FROM value WHERE c = ?1", [number])?;
            db.execute(
                "DELETE FROM block WHERE at BETWEEN ?1 AND ?2",
                [blocks.start(), blocks.end()],
            )
        })?;
        column.whole = false;
        column.values.clear();
        Ok(())
    }

    fn write_words(&mut self, n: usize, comment: &Stored) -> Result<()> {
        let language = Language::from_code(&comment.tags.language);
        let norms = &self.index.norms;
        norms.text(&comment.row.text, language, &mut self.text);
        self.index.with(|db| {
            db.prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?
                .execute(params![n, self.text])
        })?;
        let mut words: Vec<&str> = self.text.split_terminator(' ').collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            match self.words.get_mut(word) {
                Some(count) => *count += 1,
                None => {
                    self.words.insert(word.to_owned(), 1);
                }
            }
        }
        Ok(())
    }

    /// Writes what many comments share.
    pub fn finish(mut self) -> Result<()> {
        self.blocks.write(self.index)?;
        self.index.set_meta("next", &self.next.to_string())?;
        self.index.with(|db| {
            let mut add = db.prepare(
                "INSERT INTO word VALUES (?1, ?2) ON CONFLICT (word) DO UPDATE SET comments = comments + excluded.comments",
            )?;
            let mut words: Vec<(&String, &u32)> = self.words.iter().collect();
            words.sort_unstable();
            for (word, count) in words {
                add.execute(params![word, count])?;
            }
            if self.empty {
                // In one piece words are found faster, and no later correction has to put large pieces together.
                db.execute("INSERT INTO words (words) VALUES ('optimize')", [])?;
            }
            Ok(())
        })
    }
}

/// The distinct folded words of a comment.
pub(super) fn distinct(norms: &Norms, comment: &Stored) -> HashSet<String> {
    let language = Language::from_code(&comment.tags.language);
    let words = norms.words(&comment.row.text, language).into_iter();
    words.map(|(word, _)| word).collect()
}
