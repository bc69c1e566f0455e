//! Terms that no list knows and that one side uses more than the other.

use super::log_odds::log_odds;
use super::reading::{Candidate, Status};
use rustc_hash::FxHashMap;

/// Least distance from zero, in standard deviations: one in ten terms gets there by chance. A person reads them.
const LEAST_Z: f64 = 1.64;

/// A pair stands in at least one of so many comments of its rarer word; else it is two words that happened to meet.
const COLLOCATION: u32 = 5;

/// Rows kept as examples of a term.
const EXAMPLES: usize = 3;

/// In how many comments of each kind something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// More content than not.
    pub positive: u32,
    /// Less content than not.
    pub negative: u32,
    /// Neither.
    pub other: u32,
}

impl Counts {
    /// Counts a comment by how content it is, 0 to 1.
    pub fn add(&mut self, content: f64) {
        if content > 0.5 {
            self.positive += 1;
        } else if content < 0.5 {
            self.negative += 1;
        } else {
            self.other += 1;
        }
    }

    /// All comments.
    pub fn rows(self) -> u32 {
        self.positive + self.negative + self.other
    }

    fn sides(self) -> [f64; 2] {
        [f64::from(self.positive), f64::from(self.negative)]
    }
}

/// A term to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The word, or two words parted by a space, as the lists are searched.
    pub term: String,
    /// Its comments.
    pub counts: Counts,
    /// Log-odds in nats, above zero where content comments use it more.
    pub delta: f64,
    /// The same in standard deviations.
    pub z: f64,
    /// Up to three comments of the side that uses it more, by index.
    pub examples: Vec<usize>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    counts: Counts,
    known: bool,
    /// First comments of either side, as many as their count says.
    first: [[u32; EXAMPLES]; 2],
}

/// Counts candidates over comments.
#[derive(Debug, Default)]
pub struct Tallies {
    terms: FxHashMap<String, Tally>,
    words: Scale,
    pairs: Scale,
}

impl Tallies {
    /// Adds the candidates of the comment at `row`, each given once.
    pub fn add(&mut self, row: usize, content: f64, candidates: Vec<Candidate>) {
        for candidate in candidates {
            let pair = candidate.key.contains(' ');
            let scale = if pair {
                &mut self.pairs
            } else {
                &mut self.words
            };
            scale.add(content);
            if candidate.status != Status::Explained {
                let tally = self.terms.entry(candidate.key).or_default();
                tally.known |= candidate.status == Status::Known;
                tally.add(row, content);
            }
        }
    }

    /// Terms in at least `least` comments that lean to a side, surest first. Pairs are left out where a word of
    /// theirs alone leans as surely, and where the two merely happened to meet.
    pub fn proposals(&self, least: u32) -> Vec<Proposal> {
        let mut proposals: Vec<Proposal> = self
            .terms
            .iter()
            .filter(|(_, tally)| !tally.known && tally.counts.rows() >= least)
            .filter_map(|(term, tally)| {
                let (delta, z) = self.leaning(term)?;
                let wanted = z.abs() >= LEAST_Z && self.is_more_than_its_words(term, tally, z);
                wanted.then(|| tally.proposal(term, delta, z))
            })
            .collect();
        proposals.sort_by(|a, b| {
            let order = b.z.abs().total_cmp(&a.z.abs());
            order.then_with(|| a.term.cmp(&b.term))
        });
        proposals
    }

    /// Log-odds and z of a term.
    fn leaning(&self, term: &str) -> Option<(f64, f64)> {
        let pair = term.contains(' ');
        let scale = if pair { &self.pairs } else { &self.words };
        scale.log_odds(self.terms.get(term)?.counts)
    }

    fn is_more_than_its_words(&self, term: &str, tally: &Tally, z: f64) -> bool {
        let Some((first, second)) = term.split_once(' ') else {
            return true;
        };
        [first, second].into_iter().all(|word| {
            let leans = self.leaning(word);
            leans.is_none_or(|(_, own)| own * z.signum() < z.abs())
        }) && [first, second].into_iter().any(|word| {
            let rows = self.terms.get(word).map_or(0, |word| word.counts.rows());
            rows <= tally.counts.rows().saturating_mul(COLLOCATION)
        })
    }
}

impl Tally {
    fn add(&mut self, row: usize, content: f64) {
        let before = self.counts;
        self.counts.add(content);
        let (side, count) = if content > 0.5 {
            (0, before.positive)
        } else if content < 0.5 {
            (1, before.negative)
        } else {
            return;
        };
        let first = self.first.get_mut(side);
        if let Some(slot) = first.and_then(|first| first.get_mut(count as usize)) {
            *slot = row as u32;
        }
    }

    fn proposal(&self, term: &str, delta: f64, z: f64) -> Proposal {
        let [positive, negative] = self.first;
        let (first, count) = match z > 0.0 {
            true => (positive, self.counts.positive),
            false => (negative, self.counts.negative),
        };
        Proposal {
            term: term.to_owned(),
            counts: self.counts,
            delta,
            z,
            examples: first
                .iter()
                .take(count as usize)
                .map(|&row| row as usize)
                .collect(),
        }
    }
}

/// Totals of words or of pairs, a word counted once a comment.
#[derive(Clone, Copy, Debug, Default)]
struct Scale {
    totals: [u64; 2],
    all: u64,
}

impl Scale {
    fn add(&mut self, content: f64) {
        let [positive, negative] = &mut self.totals;
        *positive += u64::from(content > 0.5);
        *negative += u64::from(content < 0.5);
        self.all += 1;
    }

    /// Log-odds and z. The prior spreads as many terms as the smaller side holds over all comments' terms as they are.
    fn log_odds(self, counts: Counts) -> Option<(f64, f64)> {
        let [positive, negative] = self.totals;
        let prior_total = positive.min(negative) as f64;
        let prior = prior_total * f64::from(counts.rows()) / self.all.max(1) as f64;
        if prior <= 0.0 || u64::from(counts.rows()) == self.all {
            return None;
        }
        let totals = self.totals.map(|total| total as f64);
        let found = log_odds(counts.sides(), totals, prior, prior_total);
        Some((found.delta, found.z))
    }
}

#[cfg(test)]
mod tests {
    use super::Status::{Explained, Known, New};
    use super::*;

    fn tallies(rows: &[(f64, &[(&str, Status)])]) -> Tallies {
        let mut tallies = Tallies::default();
        for (row, (content, terms)) in rows.iter().enumerate() {
            let candidates = terms.iter().map(|&(key, status)| Candidate {
                key: key.to_owned(),
                status,
            });
            tallies.add(row, *content, candidates.collect());
        }
        tallies
    }

    fn rows<'a>(
        praise: &'a [(&'a str, Status)],
        blame: &'a [(&'a str, Status)],
    ) -> Vec<(f64, &'a [(&'a str, Status)])> {
        (0..200)
            .map(|row| match row % 2 {
                0 => (1.0, praise),
                _ => (0.0, blame),
            })
            .collect()
    }

    #[test]
    fn a_word_of_one_side_is_proposed_with_its_first_rows() {
        let rows = rows(&[("the", Known), ("swell", New)], &[("the", Known)]);
        let found = tallies(&rows).proposals(5);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].term, "swell");
        assert!(found[0].z > 5.0, "{found:?}");
        assert_eq!(found[0].examples, [0, 2, 4]);
        let counts = Counts {
            positive: 100,
            ..Counts::default()
        };
        assert_eq!(found[0].counts, counts);
    }

    #[test]
    fn known_words_and_rare_ones_are_not() {
        let mut rows = rows(&[("swell", Known)], &[("the", Known)]);
        rows.push((0.0, &[("meh", New)]));
        assert!(tallies(&rows).proposals(5).is_empty());
    }

    fn terms(tallies: &Tallies) -> Vec<String> {
        let found = tallies.proposals(5).into_iter();
        found.map(|one| one.term).collect()
    }

    #[test]
    fn a_pair_that_a_word_explains_is_left_out() {
        let praise = [
            ("swell", New),
            ("was", Known),
            ("was swell", New),
            ("x y", Explained),
        ];
        let blame = [
            ("the", Known),
            ("was", Known),
            ("was the", New),
            ("x y", Explained),
        ];
        let terms = terms(&tallies(&rows(&praise, &blame)));
        assert!(terms.contains(&"swell".to_owned()), "{terms:?}");
        assert!(!terms.contains(&"was swell".to_owned()), "{terms:?}");
    }

    #[test]
    fn a_pair_of_known_words_that_says_more_than_they_do_is_proposed() {
        let praise = [("on", Known), ("on top", New), ("top", Known)];
        let blame = [("on", Known), ("top on", New), ("top", Known)];
        let terms = terms(&tallies(&rows(&praise, &blame)));
        assert_eq!(terms, ["on top", "top on"]);
    }

    #[test]
    fn a_pair_of_words_that_happened_to_meet_is_left_out() {
        let mut rows = rows(
            &[("it", Known), ("is", Known)],
            &[("it", Known), ("is", Known)],
        );
        let met = [
            ("it", Known),
            ("is", Known),
            ("it is", New),
            ("so", Known),
            ("is so", New),
        ];
        let apart = [("so is", Explained), ("is it", Explained)];
        rows.extend((0..30).flat_map(|_| [(1.0, &met[..]), (0.0, &apart[..])]));
        assert_eq!(terms(&tallies(&rows)), ["is so"]);
    }

    #[test]
    fn what_is_explained_counts_among_all_and_is_not_proposed() {
        let terms = terms(&tallies(&rows(&[("good", Explained)], &[("meh", New)])));
        assert_eq!(terms, ["meh"]);
    }
}
