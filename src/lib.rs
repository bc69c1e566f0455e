//! Tags customer comments in Swedish, Arabic, Serbian, Russian and English with sentiment and themes, and says
//! for every tag which words of the comment and which line of which lexicon made it. Offline and deterministic.
//!
//! ```
//! use verbatims::Pipeline;
//!
//! # fn main() -> verbatims::Result<()> {
//! let pipeline = Pipeline::bundled()?;
//! let text = "Friendly staff, but the parcel arrived damaged.";
//! let annotation = pipeline.annotate(text);
//!
//! assert_eq!(annotation.detection.language.code(), "en");
//! assert_eq!(annotation.sentiment.polarity.name(), "mixed");
//! for mention in &annotation.mentions {
//!     let theme = pipeline.lexicons().codeframe().theme(mention.theme);
//!     for evidence in &mention.evidence {
//!         let entry = pipeline.lexicons().entry(evidence.entry);
//!         println!("{} from {:?}: {}:{}", theme.id, evidence.span.of(text), entry.file, entry.line);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # The line
//!
//! ```text
//! export ─read→ Comment ─detect→ Language ─segment→ Sentence ─tokenize→ Token ─match→ Match
//!        ─score→ Sentiment ─code→ Mention ─collect→ Annotation ─write→ JSON Lines · CSV tables
//! ```
//!
//! [`pipeline`] reads top to bottom as this line.
//!
//! # A map of the code
//!
//! | module | what it does | what it does not know |
//! | --- | --- | --- |
//! | [`span`], [`document`], [`comment`], [`annotation`], [`error`], [`exit`] | plain data | anything else |
//! | [`language`] | detects language and script | files, threads, lexicon entries |
//! | [`text`] | tokens, sentences, norms, stems | lexicon entries |
//! | [`lexicon`] | parses, expands, matches and checks the lists | what a match means |
//! | [`analyze`] | scores and codes a comment | files, threads, any language by name |
//! | [`pipeline`] | the line; the one place that annotates in parallel | files, CSV, JSON |
//! | [`source`], [`sink`] | read exports, write annotations | analysis |
//! | [`dates`] | how dates are written, the day they belong to | files, jobs |
//! | [`statistics`] | estimates, intervals, tests | comments, themes, chance that is not seeded |
//! | [`rollup`] | facts, counts that add up, figures with intervals | how comments are read or tagged |
//! | [`evaluate`] | scores annotations against labelled rows | how they were made |
//! | [`run`] | one run from inputs to outputs and report | analysis |
//! | [`store`] | comments with their tags over many runs; generations; what people say against them | how comments are read or tagged |
//! | [`outputs`] | the published tables, in CSV, SQLite, Parquet and PostgreSQL | how comments are read or tagged |
//! | [`job`] | the nightly job: configuration, gates, drift, lock, publishing | analysis |
//! | [`desk`] | the analyst's desk: what to look at, search, agreement, exchange, rules from corrections, the server of its page | how comments are read or tagged |
//! | [`report`] | one page of figures and verbatims, and a workbook | how comments are read, tagged or counted |
//! | [`study`] | learns from a user's labelled rows what to look at in the lists | how lists are changed |
//!
//! A test (`tests/layers.rs`) keeps the table true. Everything that is known of a language stands in
//! `lexicons/`, as text; see the README there.

pub mod analyze;
pub mod annotation;
mod bundled;
pub mod comment;
pub mod dates;
pub mod desk;
pub mod document;
pub mod error;
pub mod evaluate;
pub mod exit;
pub mod job;
pub mod language;
pub mod lexicon;
pub mod outputs;
pub mod pipeline;
pub mod report;
pub mod rollup;
pub mod run;
pub mod sink;
pub mod source;
pub mod span;
mod spreadsheet;
pub mod statistics;
pub mod store;
pub mod study;
pub mod text;

pub use annotation::Annotation;
pub use comment::Comment;
pub use error::{Error, Result};
pub use pipeline::Pipeline;
