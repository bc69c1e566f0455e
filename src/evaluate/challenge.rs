//! Minimal pairs: rows that differ in one thing and must be told apart, or kept together.

use super::counts::share;
use super::judge::Judged;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that are right.
    pub right: u64,
    /// Those asked for.
    pub total: u64,
}

impl Tally {
    /// Counts one.
    pub fn add(&mut self, right: bool) {
        self.right += u64::from(right);
        self.total += 1;
    }

    /// `right / total`.
    pub fn share(self) -> Option<f64> {
        share(self.right, self.total)
    }
}

impl Serialize for Tally {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("right", &self.right)?;
        map.serialize_entry("total", &self.total)?;
        map.serialize_entry("share", &self.share())?;
        map.end()
    }
}

/// Results on rows that carry a group, a pair or a relation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Challenge {
    /// Rows with the right sentiment.
    pub items: Tally,
    /// Pairs of which every row has the right sentiment.
    pub pairs: Tally,
    /// Rows that got the same label, themes and polarities as the row they name.
    pub same_as: Tally,
    /// Rows that got the same label as the row they name and a larger score, signs aside.
    pub stronger_than: Tally,
    /// Rows with the right sentiment, by phenomenon.
    pub groups: BTreeMap<String, Tally>,
}

impl Challenge {
    /// Results over `rows`; relations may point to any row of `by_id`, and are passed over if they
    /// point elsewhere. `None` if no row is a challenge.
    pub fn over(rows: &[&Judged], by_id: &HashMap<&str, &Judged>) -> Option<Self> {
        let mut result = Self::default();
        let mut pairs: BTreeMap<&str, bool> = BTreeMap::new();
        for row in rows.iter().filter(|row| is_challenge(row)) {
            result.add_relations(row, by_id);
            if row.sentiment.is_none() {
                continue;
            }
            let right = row.sentiment_right();
            result.items.add(right);
            if let Some(group) = &row.gold.group {
                result.groups.entry(group.clone()).or_default().add(right);
            }
            if let Some(pair) = &row.gold.pair {
                *pairs.entry(pair).or_insert(true) &= right;
            }
        }
        for whole in pairs.into_values() {
            result.pairs.add(whole);
        }
        (result != Self::default()).then_some(result)
    }

    fn add_relations(&mut self, row: &Judged, by_id: &HashMap<&str, &Judged>) {
        let find = |id: &Option<String>| by_id.get(id.as_deref()?).copied();
        if let Some(other) = find(&row.gold.same_as) {
            self.same_as.add(same(row, other));
        }
        if let Some(other) = find(&row.gold.stronger_than) {
            self.stronger_than.add(stronger(row, other));
        }
    }
}

fn is_challenge(row: &Judged) -> bool {
    let gold = &row.gold;
    [&gold.group, &gold.pair, &gold.same_as, &gold.stronger_than]
        .into_iter()
        .any(Option::is_some)
}

/// True if both rows got the same label, themes and polarities.
pub fn same(a: &Judged, b: &Judged) -> bool {
    a.annotation.sentiment.polarity == b.annotation.sentiment.polarity && a.mentions == b.mentions
}

/// True if both rows got the same label and `a` the larger score, signs aside.
pub fn stronger(a: &Judged, b: &Judged) -> bool {
    let (a, b) = (&a.annotation.sentiment, &b.annotation.sentiment);
    a.polarity == b.polarity && a.score.unsigned_abs() > b.score.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Polarity::{self, Negative, Positive};
    use crate::evaluate::fixture::{annotation, codeframe, gold};
    use crate::evaluate::judge::Labels;

    fn row(id: &str, pair: &str, expected: Polarity, ours: Polarity, score: i32) -> Judged {
        let mut gold = gold(id, Some(expected), &[]);
        gold.pair = Some(pair.to_owned());
        gold.group = Some("negation".to_owned());
        Judged::new(
            gold,
            annotation(ours, score, &[("price-level", ours)]),
            Labels::Four,
            &codeframe(),
        )
    }

    fn over(rows: &[Judged]) -> Option<Challenge> {
        let refs: Vec<&Judged> = rows.iter().collect();
        let by_id = rows.iter().map(|row| (row.gold.id.as_str(), row)).collect();
        Challenge::over(&refs, &by_id)
    }

    #[test]
    fn a_pair_is_whole_when_every_row_is_right() {
        let result = over(&[
            row("a", "1", Positive, Positive, 1),
            row("b", "1", Negative, Negative, -1),
            row("c", "2", Positive, Positive, 1),
            row("d", "2", Negative, Positive, 1),
        ])
        .unwrap();
        assert_eq!(result.items, Tally { right: 3, total: 4 });
        assert_eq!(result.pairs, Tally { right: 1, total: 2 });
        assert_eq!(result.groups["negation"], result.items);
    }

    #[test]
    fn same_as_asks_for_label_and_mentions() {
        let mut rows = [
            row("a", "1", Positive, Positive, 100),
            row("b", "1", Positive, Positive, 300),
            row("c", "1", Positive, Positive, 100),
        ];
        rows[1].gold.same_as = Some("a".to_owned());
        rows[2].gold.same_as = Some("a".to_owned());
        rows[2].mentions.clear();
        assert_eq!(over(&rows).unwrap().same_as, Tally { right: 1, total: 2 });
    }

    #[test]
    fn stronger_asks_for_the_same_label_and_a_larger_score() {
        let mut rows = [
            row("a", "1", Negative, Negative, -100),
            row("b", "1", Negative, Negative, -300),
            row("c", "1", Negative, Negative, -100),
            row("d", "1", Negative, Positive, 400),
        ];
        for row in &mut rows[1..] {
            row.gold.stronger_than = Some("a".to_owned());
        }
        assert_eq!(
            over(&rows).unwrap().stronger_than,
            Tally { right: 1, total: 3 }
        );
    }

    #[test]
    fn a_relation_to_a_row_that_is_not_there_is_passed_over() {
        let mut rows = [row("a", "1", Positive, Positive, 1)];
        rows[0].gold.same_as = Some("gone".to_owned());
        assert_eq!(over(&rows).unwrap().same_as, Tally::default());
    }

    #[test]
    fn plain_gold_is_no_challenge() {
        let mut rows = [row("a", "1", Positive, Positive, 1)];
        rows[0].gold.pair = None;
        rows[0].gold.group = None;
        assert_eq!(over(&rows), None);
    }
}
