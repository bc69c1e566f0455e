//! Comments into the index.

use super::index::Index;
use super::norms::Norms;
use crate::annotation::Polarity;
use crate::desk::queue::{Options, Priority, Reason, order, priority};
use crate::document::Language;
use crate::error::Result;
use crate::store::{Stored, Theme};
use rusqlite::{OptionalExtension as _, params};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Most values of a column that can be filtered by.
const MOST_VALUES: usize = 10_000;
/// Longest value in bytes.
const LONGEST: usize = 100;
/// New words that a reason names.
const NAMED: usize = 3;

/// Writes comments, and keeps what many of them share.
pub(super) struct Writer<'i> {
    index: &'i Index,
    options: Options,
    fresh: &'i HashMap<String, u32>,
    empty: bool,
    next: i64,
    themes: HashMap<String, i64>,
    values: HashMap<String, HashMap<String, i64>>,
    open: HashSet<String>,
    words: HashMap<String, u32>,
    text: String,
}

impl<'i> Writer<'i> {
    pub fn new(
        index: &'i Index,
        options: Options,
        fresh: &'i HashMap<String, u32>,
    ) -> Result<Self> {
        let (next, themes, listed, open) = index.with(|db| {
            let last: Option<i64> = db.query_row("SELECT max(n) FROM ids", [], |row| row.get(0))?;
            let mut select = db.prepare("SELECT theme, t FROM theme")?;
            let themes = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let themes: HashMap<String, i64> = themes.collect::<rusqlite::Result<_>>()?;
            let mut select = db.prepare("SELECT name, value, v FROM value")?;
            let listed = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let listed: Vec<(String, String, i64)> = listed.collect::<rusqlite::Result<_>>()?;
            let mut select = db.prepare("SELECT name FROM columns WHERE NOT whole")?;
            let open = select
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            Ok((last.map_or(1, |last| last + 1), themes, listed, open))
        })?;
        let mut values: HashMap<String, HashMap<String, i64>> = HashMap::new();
        for (name, value, v) in listed {
            values.entry(name).or_default().insert(value, v);
        }
        Ok(Self {
            index,
            options,
            fresh,
            empty: next == 1,
            next,
            themes,
            values,
            open,
            words: HashMap::new(),
            text: String::new(),
        })
    }

    /// Adds a comment, or puts it in the place of what the index had of it.
    pub fn write(&mut self, comment: &Stored) -> Result<()> {
        let n = self.number(&comment.row.comment_id)?;
        let new_words = self.new_words(comment);
        let found = priority(comment, &new_words, self.options);
        self.comment(n, comment, &found)?;
        let mut seen = BTreeSet::new();
        for mention in &comment.tags.mentions {
            if seen.insert(mention.theme.as_str()) {
                self.mention(n, mention)?;
            }
        }
        self.cells(n, &comment.row.fields)?;
        let language = Language::from_code(&comment.tags.language);
        let mut text = std::mem::take(&mut self.text);
        self.index
            .norms
            .text(&comment.row.text, language, &mut text);
        let written = self.index.with(|db| {
            db.prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?
                .execute(params![n, text])
        });
        for word in text.split(' ').collect::<HashSet<_>>() {
            match self.words.get_mut(word) {
                Some(count) => *count += 1,
                None => {
                    self.words.insert(word.to_owned(), 1);
                }
            }
        }
        self.text = text;
        written.map(drop)
    }

    /// The number of a comment; what the index had under it is gone.
    fn number(&mut self, comment_id: &str) -> Result<i64> {
        let next = self.next;
        let known = !self.empty;
        let n = self.index.with(|db| {
            let n: Option<i64> = match known {
                true => db
                    .prepare_cached("SELECT n FROM ids WHERE comment_id = ?1")?
                    .query_row([comment_id], |row| row.get(0))
                    .optional()?,
                false => None,
            };
            let Some(n) = n else {
                db.prepare_cached("INSERT INTO ids VALUES (?1, ?2)")?
                    .execute(params![next, comment_id])?;
                return Ok(next);
            };
            for sql in [
                "DELETE FROM comment WHERE n = ?1",
                "DELETE FROM mention WHERE n = ?1",
                "DELETE FROM cell WHERE n = ?1",
                "DELETE FROM words WHERE rowid = ?1",
            ] {
                db.prepare_cached(sql)?.execute([n])?;
            }
            Ok(n)
        })?;
        self.next += i64::from(n == next);
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

    fn comment(&self, n: i64, comment: &Stored, found: &Priority) -> Result<()> {
        let tags = &comment.tags;
        let (worth, draw) = order(found.worth, &comment.row.comment_id);
        // 16 bits of worth before 40 of the draw.
        let place = i64::from(worth) << 40 | (u64::from_be_bytes(draw) >> 24) as i64;
        let bits = found
            .doubts
            .iter()
            .fold(0, |bits, doubt| bits | bit(doubt.reason));
        self.index.with(|db| {
            db.prepare_cached("INSERT INTO comment VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
                .execute(params![
                    n,
                    place,
                    comment.row.day.as_deref().map_or(0, day),
                    language(&tags.language),
                    Polarity::from_name(&tags.polarity).map_or(-1, polarity),
                    bits,
                    tags.mentions.len(),
                    comment.corrected.corrections.len(),
                ])
        })?;
        Ok(())
    }

    fn mention(&mut self, n: i64, mention: &Theme) -> Result<()> {
        let t = match self.themes.get(&mention.theme) {
            Some(&t) => t,
            None => {
                let t = self.index.with(|db| {
                    db.execute(
                        "INSERT INTO theme (theme, parent) VALUES (?1, ?2)",
                        params![mention.theme, mention.parent],
                    )?;
                    Ok(db.last_insert_rowid())
                })?;
                self.themes.insert(mention.theme.clone(), t);
                t
            }
        };
        let polarity = Polarity::from_name(&mention.polarity).map_or(-1, polarity);
        self.index.with(|db| {
            db.prepare_cached("INSERT INTO mention VALUES (?1, ?2, ?3)")?
                .execute(params![t, n, polarity])
        })?;
        Ok(())
    }

    fn cells(&mut self, n: i64, fields: &str) -> Result<()> {
        let fields: Map<String, Value> = serde_json::from_str(fields).unwrap_or_default();
        let mut seen = BTreeSet::new();
        for (name, value) in fields {
            let value = match value {
                Value::String(text) => text,
                Value::Number(number) => number.to_string(),
                Value::Bool(flag) => flag.to_string(),
                _ => continue,
            };
            let value = value.trim();
            if value.is_empty() || self.open.contains(&name) {
                continue;
            }
            if let Some(v) = self.value(&name, value)?
                && seen.insert(v)
            {
                self.index.with(|db| {
                    db.prepare_cached("INSERT INTO cell VALUES (?1, ?2)")?
                        .execute(params![v, n])
                })?;
            }
        }
        Ok(())
    }

    /// The number of a value; none where its column has more than can be chosen from.
    fn value(&mut self, name: &str, value: &str) -> Result<Option<i64>> {
        if let Some(&v) = self.values.get(name).and_then(|values| values.get(value)) {
            return Ok(Some(v));
        }
        let first = !self.values.contains_key(name);
        let values = self.values.entry(name.to_owned()).or_default();
        let whole = values.len() < MOST_VALUES && value.len() <= LONGEST;
        let v = self.index.with(|db| {
            if first || !whole {
                db.execute(
                    "INSERT OR REPLACE INTO columns VALUES (?1, ?2)",
                    params![name, whole],
                )?;
            }
            if !whole {
                db.execute(
                    "DELETE FROM cell WHERE v IN (SELECT v FROM value WHERE name = ?1)",
                    [name],
                )?;
                db.execute("DELETE FROM value WHERE name = ?1", [name])?;
                return Ok(None);
            }
            db.execute(
                "INSERT INTO value (name, value) VALUES (?1, ?2)",
                [name, value],
            )?;
            Ok(Some(db.last_insert_rowid()))
        })?;
        match v {
            Some(v) => {
                values.insert(value.to_owned(), v);
            }
            None => {
                values.clear();
                self.open.insert(name.to_owned());
            }
        }
        Ok(v)
    }

    /// Writes what many comments share.
    pub fn finish(self) -> Result<()> {
        self.index.with(|db| {
            let mut add = db.prepare(
                "INSERT INTO word VALUES (?1, ?2) ON CONFLICT (word) DO UPDATE SET comments = comments + excluded.comments",
            )?;
            let mut words: Vec<(&String, &u32)> = self.words.iter().collect();
            words.sort_unstable();
            for (word, count) in words {
                add.execute(params![word, count])?;
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

/// The bit of a reason.
pub(super) fn bit(reason: Reason) -> i64 {
    let at = Reason::ALL.iter().position(|other| *other == reason);
    1 << at.unwrap_or_default()
}

/// A day as a number: 2026-03-01 as 20260301.
pub(super) fn day(day: &str) -> i64 {
    let digits: String = day.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_default()
}

pub(super) fn language(code: &str) -> i64 {
    let language = Language::from_code(code).unwrap_or(Language::Und);
    let served = language
        .served_index()
        .unwrap_or(5 + usize::from(language == Language::Und));
    served as i64
}

pub(super) fn polarity(polarity: Polarity) -> i64 {
    let at = Polarity::ALL.iter().position(|other| *other == polarity);
    at.unwrap_or_default() as i64
}
