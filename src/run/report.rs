//! The record of a run, for machines.

use super::coverage::{Coverage, Covered, Uncovered};
use super::{Shard, Summary};
use crate::document::Language;
use crate::lexicon::Lexicons;
use crate::sink::MadeBy;
use crate::source::columns::Use;
use crate::source::{Confidence, Drift, Profile, Rows};
use serde::Serialize;
use std::collections::BTreeMap;

/// Version of the report's layout.
const LAYOUT: u32 = 2;

/// Settings of the run that the report keeps.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// Percentage of rejected rows that was allowed.
    pub max_rejects_percent: f64,
    /// The language that all comments were given.
    pub language: Option<Language>,
    /// How many times likelier the languages were taken to be.
    pub language_prior: &'a [(Language, f32)],
    /// True if spelling was repaired.
    pub repair_spelling: bool,
    /// The part of the rows that was tagged, if not all were.
    pub shard: Option<Shard>,
}

/// One run. Everything but `volatile` is the same for the same inputs, options and program.
#[derive(Debug, Serialize)]
pub struct Report<'s> {
    report: u32,
    made_by: MadeBy<'s>,
    exit_code: u8,
    inputs: Vec<Input<'s>>,
    rows: Account<'s>,
    comments: u64,
    languages: BTreeMap<&'static str, u64>,
    scripts: &'s BTreeMap<&'static str, u64>,
    undetermined: &'s BTreeMap<&'static str, u64>,
    sentiment: BTreeMap<&'static str, u64>,
    without_sentiment_evidence: u64,
    mentions: u64,
    uncoded: u64,
    coverage: Shares<'s>,
    flags: BTreeMap<&'static str, u64>,
    repeated_ids: u64,
    max_rejects_percent: f64,
    /// The language that all comments were given, if one was.
    language: Option<Language>,
    /// How many times likelier than elsewhere the languages were taken to be.
    language_prior: BTreeMap<&'static str, f32>,
    /// True if spelling was repaired.
    repair_spelling: bool,
    /// The part of the rows that was tagged, if not all were.
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<String>,
    volatile: Volatile,
}

/// What differs from run to run.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Volatile {
    /// Start in seconds since 1970-01-01 UTC.
    pub started_unix: u64,
    /// Wall time in seconds.
    pub seconds: f64,
    /// Threads that annotated.
    pub threads: usize,
}

#[derive(Debug, Serialize)]
struct Input<'s> {
    source: &'s str,
    blake3: &'s str,
    bytes: u64,
    format: &'static str,
    packing: &'static str,
    sheet: Option<&'s str>,
    encoding: &'s str,
    byte_order_mark: bool,
    replaced_characters: u64,
    delimiter: Option<char>,
    header_rows: usize,
    header_shape: Option<&'s str>,
    /// How sure the reader is, in thousandths.
    confidence: Confidence,
    /// What has changed since the source's reading was pinned.
    drift: &'s [Drift],
    columns: Vec<Column<'s>>,
    rows: Account<'s>,
}

#[derive(Debug, Serialize)]
struct Column<'s> {
    role: &'static str,
    column: &'s str,
    basis: &'static str,
}

/// `read` = `annotated` + `rejected` + `skipped`.
#[derive(Debug, Serialize)]
struct Account<'s> {
    read: u64,
    annotated: u64,
    rejected: u64,
    skipped: u64,
    reject_reasons: &'s BTreeMap<&'static str, u64>,
    skip_reasons: &'s BTreeMap<&'static str, u64>,
    comments: u64,
    hashed_ids: u64,
}

impl<'s> Report<'s> {
    /// The report of a run that ends with `exit_code`.
    pub fn new(
        summary: &'s Summary,
        lexicons: &'s Lexicons,
        settings: Settings<'_>,
        exit_code: u8,
        volatile: Volatile,
    ) -> Self {
        let tally = &summary.tally;
        Self {
            report: LAYOUT,
            made_by: MadeBy::new(lexicons),
            exit_code,
            inputs: summary.inputs.iter().map(Input::new).collect(),
            rows: Account::new(&summary.rows),
            comments: tally.comments,
            languages: named(&tally.languages, |language| language.code()),
            scripts: &tally.scripts,
            undetermined: &tally.undetermined,
            sentiment: named(&tally.polarities, |polarity| polarity.name()),
            without_sentiment_evidence: tally.without_evidence,
            mentions: tally.mentions,
            uncoded: tally.uncoded,
            coverage: Shares::new(&summary.coverage),
            flags: named(&tally.flags, |flag| flag.name()),
            repeated_ids: summary.repeated_ids,
            max_rejects_percent: settings.max_rejects_percent,
            language: settings.language,
            language_prior: settings
                .language_prior
                .iter()
                .map(|(language, times)| (language.code(), *times))
                .collect(),
            repair_spelling: settings.repair_spelling,
            shard: settings.shard.map(|shard| shard.to_string()),
            volatile,
        }
    }
}

/// Shares of comments, sentences and characters with a theme.
#[derive(Debug, Serialize)]
struct Shares<'s> {
    #[serde(flatten)]
    all: Share,
    languages: BTreeMap<&'static str, Share>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    segments: BTreeMap<&'s str, Share>,
    #[serde(skip_serializing_if = "Option::is_none")]
    further_segments: Option<Share>,
    /// Phrases of comments without a theme, with the number of comments that a term for each would code.
    uncovered: Vec<Phrase>,
}

#[derive(Debug, Serialize)]
struct Share {
    comments: Part,
    sentences: Part,
    characters: Part,
}

/// So many of all have a theme.
#[derive(Debug, Serialize)]
struct Part {
    all: u64,
    coded: u64,
    share: f64,
}

#[derive(Debug, Serialize)]
struct Phrase {
    language: &'static str,
    phrase: String,
    comments: u64,
    share_of_uncoded: f64,
}

impl Part {
    fn new(all: u64, coded: u64) -> Self {
        Self {
            all,
            coded,
            share: coded as f64 / all.max(1) as f64,
        }
    }
}

impl Share {
    fn new(covered: &Covered) -> Self {
        Self {
            comments: Part::new(covered.comments, covered.coded_comments),
            sentences: Part::new(covered.sentences, covered.coded_sentences),
            characters: Part::new(covered.characters, covered.coded_characters),
        }
    }
}

impl<'s> Shares<'s> {
    fn new(coverage: &'s Coverage) -> Self {
        let languages = coverage.languages.iter();
        let segments = coverage.segments.iter();
        let only_unnamed = coverage.segments.keys().all(String::is_empty);
        let phrase = |one: Uncovered| Phrase {
            language: one.language.code(),
            phrase: one.phrase,
            comments: one.comments,
            share_of_uncoded: one.share,
        };
        Self {
            all: Share::new(&coverage.all),
            languages: languages.map(|(l, c)| (l.code(), Share::new(c))).collect(),
            segments: segments
                .filter(|_| !only_unnamed)
                .map(|(name, covered)| (name.as_str(), Share::new(covered)))
                .collect(),
            further_segments: (coverage.further_segments.comments > 0)
                .then(|| Share::new(&coverage.further_segments)),
            uncovered: coverage.uncovered().into_iter().map(phrase).collect(),
        }
    }
}

fn named<K: Copy>(
    counts: &BTreeMap<K, u64>,
    name: impl Fn(K) -> &'static str,
) -> BTreeMap<&'static str, u64> {
    counts.iter().map(|(&key, &n)| (name(key), n)).collect()
}

impl<'s> Input<'s> {
    fn new((profile, rows): &'s (Profile, Rows)) -> Self {
        let column = |used: &'s Use| Column {
            role: used.role.name(),
            column: &used.column,
            basis: used.basis.name(),
        };
        Self {
            source: &profile.source,
            blake3: &profile.hash,
            bytes: profile.bytes,
            format: profile.format.name(),
            packing: profile.packing.name(),
            sheet: profile.sheet.as_deref(),
            encoding: &profile.encoding.name,
            byte_order_mark: profile.encoding.mark,
            replaced_characters: profile.replaced,
            delimiter: profile.delimiter,
            header_rows: profile.header_rows,
            header_shape: profile.header_shape.as_deref(),
            confidence: profile.confidence,
            drift: &profile.drift,
            columns: profile.columns.iter().map(column).collect(),
            rows: Account::new(rows),
        }
    }
}

impl<'s> Account<'s> {
    fn new(rows: &'s Rows) -> Self {
        Self {
            read: rows.read,
            annotated: rows.annotated,
            rejected: rows.rejected_sum(),
            skipped: rows.skipped_sum(),
            reject_reasons: &rows.rejected,
            skip_reasons: &rows.skipped,
            comments: rows.comments,
            hashed_ids: rows.hashed_ids,
        }
    }
}
