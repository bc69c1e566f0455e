//! Queries over the index.

use super::fact::{Fact, bit, day, language, tone};
use super::index::Index;
use super::{Order, Page, Query, ThemeFilter};
use crate::error::{Error, Result};
use std::collections::BTreeMap;

impl Index {
    /// Finds comments: `count` of them after the first `offset`, and how many there are.
    ///
    /// # Errors
    /// A column that cannot be filtered by; the index cannot be read.
    pub fn find(&self, query: &Query, offset: u64, count: usize) -> Result<Page> {
        let _one_view = self.view()?;
        let places = self.present()?;
        let mut chosen: Vec<bool> = places.iter().map(|place| *place > 0).collect();
        self.narrow(query, &mut chosen)?;
        let days = match query.order {
            Order::Queue => Vec::new(),
            Order::Newest | Order::Oldest => self.numbers(Fact::Day, places.len())?,
        };
        let rank = |n: usize| match query.order {
            Order::Queue => 0,
            Order::Newest => u64::MAX - days[n],
            Order::Oldest => days[n],
        };
        let chosen = chosen.iter().enumerate().filter(|(_, chosen)| **chosen);
        let found: Vec<_> = chosen.map(|(n, _)| (rank(n), places[n], n)).collect();
        let total = found.len() as u64;
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let comments = self.ids(&part(found, offset, count))?;
        Ok(Page { total, comments })
    }

    /// Ids of all comments that a query finds, at most so many, in its order: for what is done to all of them.
    ///
    /// # Errors
    /// As [`Index::find`].
    pub fn all(&self, query: &Query, most: usize) -> Result<Vec<String>> {
        Ok(self.find(query, 0, most)?.comments)
    }

    fn ids(&self, found: &[(u64, u64, usize)]) -> Result<Vec<String>> {
        self.with(|db| {
            let mut select = db.prepare_cached("SELECT comment_id FROM ids WHERE n = ?1")?;
            let found = found.iter();
            found
                .map(|(_, _, n)| select.query_row([n], |row| row.get(0)))
                .collect()
        })
    }

    /// Leaves those chosen for which all that a query asks holds. A fact of all comments is read in a millisecond or
    /// two, so that no plan is better than going from one to the next.
    fn narrow(&self, query: &Query, chosen: &mut [bool]) -> Result<()> {
        if let Some(question) = super::words::question(&self.norms, &query.text) {
            both(chosen, &self.having_words(&question, chosen.len())?);
        }
        for filter in &query.themes {
            both(chosen, &self.having_theme(filter, chosen.len())?);
        }
        self.narrow_cells(query, chosen)?;
        let mut keep = |fact, test: &dyn Fn(u64) -> bool| -> Result<()> {
            let numbers = self.numbers(fact, chosen.len())?;
            for (chosen, number) in chosen.iter_mut().zip(numbers) {
                *chosen = *chosen && test(number);
            }
            Ok(())
        };
        if query.uncoded {
            keep(Fact::Themes, &|themes| themes == 0)?;
        }
        if !query.polarities.is_empty() {
            let polarities = query.polarities.iter();
            let wanted: Vec<u64> = polarities.map(|one| tone(Some(*one))).collect();
            keep(Fact::Polarity, &|polarity| wanted.contains(&polarity))?;
        }
        if !query.languages.is_empty() {
            let wanted: Vec<u64> = query.languages.iter().map(|code| language(code)).collect();
            keep(Fact::Language, &|language| wanted.contains(&language))?;
        }
        if query.from.is_some() || query.to.is_some() {
            let from = query.from.as_deref().map_or(0, day);
            let to = query.to.as_deref().map_or(u64::MAX, day);
            // A comment without a day is on no side of one.
            keep(Fact::Day, &|day| day > 0 && (from..=to).contains(&day))?;
        }
        if !query.reasons.is_empty() {
            let reasons = query.reasons.iter();
            let wanted = reasons.fold(0, |bits, reason| bits | bit(*reason));
            keep(Fact::Reasons, &|reasons| reasons & wanted > 0)?;
        }
        if let Some(corrected) = query.corrected {
            keep(Fact::Person, &|corrections| (corrections > 0) == corrected)?;
        }
        Ok(())
    }

    fn having_words(&self, question: &str, count: usize) -> Result<Vec<bool>> {
        let mut having = vec![false; count];
        self.with(|db| {
            let mut select = db.prepare_cached("SELECT rowid FROM words WHERE words MATCH ?1")?;
            let mut rows = select.query([question])?;
            while let Some(row) = rows.next()? {
                mark(&mut having, row.get(0)?);
            }
            Ok(())
        })?;
        Ok(having)
    }

    fn having_theme(&self, filter: &ThemeFilter, count: usize) -> Result<Vec<bool>> {
        let themes: Vec<i64> = self.with(|db| {
            let sql = "SELECT t FROM theme WHERE theme = ?1 OR parent = ?1";
            let mut select = db.prepare_cached(sql)?;
            let rows = select.query_map([&filter.theme], |row| row.get(0))?;
            rows.collect()
        })?;
        let wanted = filter.polarity.map(|polarity| tone(Some(polarity)));
        let mut having = vec![false; count];
        for theme in themes {
            self.each(Fact::Theme(theme), |n, tone| {
                if tone > 0 && wanted.is_none_or(|wanted| wanted == tone) {
                    mark(&mut having, n);
                }
            })?;
        }
        Ok(having)
    }

    fn narrow_cells(&self, query: &Query, chosen: &mut [bool]) -> Result<()> {
        let mut by_column: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (column, value) in &query.cells {
            by_column.entry(column).or_default().push(value);
        }
        for (name, values) in by_column {
            let Some(column) = self.column(name)? else {
                return Err(Error::Input {
                    source_name: name.to_owned(),
                    problem: "comments cannot be filtered by this column".to_owned(),
                    help: "name a column of the export with no more than 10000 short values"
                        .to_owned(),
                });
            };
            let wanted = self.value_numbers(column, &values)?;
            let mut having = vec![false; chosen.len()];
            self.each(Fact::Column(column), |n, value| {
                if wanted.contains(&value) {
                    mark(&mut having, n);
                }
            })?;
            both(chosen, &having);
        }
        Ok(())
    }
}

fn mark(marks: &mut [bool], n: usize) {
    if let Some(mark) = marks.get_mut(n) {
        *mark = true;
    }
}

fn both(chosen: &mut [bool], having: &[bool]) {
    for (chosen, having) in chosen.iter_mut().zip(having) {
        *chosen &= *having;
    }
}

/// `count` of the smallest after the first `offset`, in order, without putting the rest in order.
fn part<T: Ord>(mut found: Vec<T>, offset: usize, count: usize) -> Vec<T> {
    let end = offset.saturating_add(count);
    if end < found.len() {
        found.select_nth_unstable(end);
        found.truncate(end);
    }
    if 0 < offset && offset < found.len() {
        found.select_nth_unstable(offset);
    }
    found.drain(..offset.min(found.len()));
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_part_is_what_stands_there_when_all_is_in_order(
            found in prop::collection::vec(0_u16..500, 0..40), offset in 0_usize..50, count in 0_usize..50
        ) {
            let mut all = found.clone();
            all.sort_unstable();
            let expected: Vec<u16> = all.into_iter().skip(offset).take(count).collect();
            prop_assert_eq!(part(found, offset, count), expected);
        }
    }
}
