//! The published tables. `docs/tables.md` is made from what stands here.

/// The columns of a table, one a line: name, kind, whether a cell may be empty (`never`, `maybe`), meaning.
macro_rules! columns {
    (@empty never) => { false };
    (@empty maybe) => { true };
    ($($name:literal $kind:ident $empty:ident $about:literal;)+) => {
        &[$($crate::outputs::table::Column {
            name: $name,
            kind: $crate::outputs::table::Kind::$kind,
            optional: columns!(@empty $empty),
            about: $about,
        }),+]
    };
}

mod dimensions;

pub use dimensions::{DATES, ROLLUPS, RUNS, THEMES};

use super::table::{Reference, Table};

/// Number of the tables' layout; a database of another layout is made anew.
pub const LAYOUT: i32 = 1;

const OF_COMMENT: Reference = Reference {
    columns: &["comment_id"],
    table: "comments",
};
const OF_THEME: Reference = Reference {
    columns: &["theme"],
    table: "themes",
};
const OF_DAY: Reference = Reference {
    columns: &["day"],
    table: "dates",
};

/// Comments.
pub const COMMENTS: Table = Table {
    name: "comments",
    about: "A customer's comment with its language and sentiment. Comments without a theme and in unknown languages are here too.",
    columns: columns! {
        "comment_id" Text never "unique; `source/id` in a job";
        "source" Text never "the source of the job, or the input";
        "file" Text never "the file it was last read from";
        "row" Whole never "record in the file, from 1";
        "column" Text maybe "its column, where a row has several comments";
        "question" Text maybe "the question it answers, where the header asks one";
        "language" Text never "`sv`, `ar`, `sr`, `ru`, `en`; `other`: another one; `und`: not to be told";
        "script" Text never "`latn`, `cyrl`, `arab`, ...";
        "language_score" Real never "certainty of the language, 0 to 1";
        "language_reason" Text maybe "why there is no language, where there is none";
        "polarity" Text never "`negative`, `neutral`, `mixed`, `positive`";
        "score" Whole never "`positive` + `negative`, hundredths";
        "positive" Whole never "sum of praise, hundredths, 0 or more";
        "negative" Whole never "sum of complaint, hundredths, 0 or less";
        "probability" Whole never "that the customer is content, thousandths";
        "mentions" Whole never "number of its rows in `mentions`; 0: uncoded";
        "flags" Text never "names parted by `;`";
        "duration_minutes" Text never "spans of time that it names, minutes, parted by `;`";
        "personal_data" Text never "kinds of personal data that it may hold, parted by `;`";
        "text" Text maybe "the verbatim; empty where texts are left out";
        "date" Text maybe "its date as written";
        "day" Day maybe "its day in the time zone of the job";
        "at" Moment maybe "its moment, where the date has a time";
        "own_score" Text maybe "the customer's own score as written";
        "own_score_number" Real maybe "the customer's own score as a number; empty if it is none of its scale";
        "own_score_scale" Text maybe "`nps` (0-10), `csat` (1-5), `ces` (1-7), a range as `1-10`, or `unknown`";
        "fields" Json never "the other columns of the input, an object";
        "content" Text never "hash of what was annotated, 32 hexadecimal letters";
        "first_generation" Whole never "the generation that brought it; 0 outside jobs";
        "generation" Whole never "the last generation that changed it; 0 outside jobs";
        "program" Text never "version of the program that made its tags";
        "lexicons" Text never "hash of the lexicons that made its tags";
        "codeframe" Text never "version of the codeframe that made its tags";
        "language_origin" Text never "whose word the language is: `machine` or `person`";
        "sentiment_origin" Text never "whose word the polarity is: `machine` or `person`; sums and evidence are always the machine's";
    },
    key: &["comment_id"],
    references: &[OF_DAY],
    indexes: &[&["day"], &["generation"]],
};

/// Groups that figures are told apart by.
pub const SEGMENTS: Table = Table {
    name: "segments",
    about: "The value of a comment in a column that figures are told apart by. Blank cells have no row.",
    columns: columns! {
        "comment_id" Text never "the comment";
        "segment" Text never "name of the column";
        "value" Text never "the cell";
    },
    key: &["comment_id", "segment"],
    references: &[OF_COMMENT],
    indexes: &[&["segment", "value"]],
};

/// Themes raised in comments.
pub const MENTIONS: Table = Table {
    name: "mentions",
    about: "A theme raised in a comment: the unit of counting by theme.",
    columns: columns! {
        "comment_id" Text never "the comment";
        "theme" Text never "the sub-theme";
        "parent" Text maybe "the theme above it";
        "stage" Text never "journey stage: `awareness`, `acquisition`, `onboarding`, `engagement`, `advocacy`";
        "polarity" Text never "of the theme in this comment: `negative`, `neutral`, `mixed`, `positive`";
        "evidence" Whole never "number of its rows in `evidence`";
        "origin" Text never "whose word it is: `machine` or `person`";
        "author" Text maybe "the person";
    },
    key: &["comment_id", "theme"],
    references: &[OF_COMMENT, OF_THEME],
    indexes: &[&["theme", "polarity"]],
};

/// What tags rest on.
pub const EVIDENCE: Table = Table {
    name: "evidence",
    about: "Words of a comment and the line of a lexicon that made a tag of them. Without a theme it is evidence of the comment's sentiment.",
    columns: columns! {
        "comment_id" Text never "the comment";
        "number" Whole never "from 1 in the comment";
        "theme" Text maybe "the theme of the mention that it made";
        "start" Whole never "first byte in the text (UTF-8)";
        "end" Whole never "byte behind the last";
        "quote" Text maybe "the words; empty where texts are left out";
        "term" Text never "the term of the lexicon";
        "entry" Text never "`file:line` of the lexicon";
        "kind" Text never "`sentiment`, `theme`, `emoji`, `rating`, `modifier`";
        "matched" Text never "how it was found: `exact`, `folded`, `elongated`, `clitic`, `compound`, `stem`, `repaired`";
        "parts" Text never "bytes of its words where there are gaps: `start-end` parted by `;`";
        "valence" Whole maybe "strength of the entry, hundredths";
        "result" Whole maybe "what it adds to the sums after all rules, hundredths";
        "steps" Json maybe "the arithmetic, an array; empty unless asked for";
    },
    key: &["comment_id", "number"],
    references: &[
        OF_COMMENT,
        Reference {
            columns: &["comment_id", "theme"],
            table: "mentions",
        },
    ],
    indexes: &[],
};

/// What people have said against the machine, and what it had said.
pub const CORRECTIONS: Table = Table {
    name: "corrections",
    about: "A correction that stands: what a person has said of a comment against the machine.",
    columns: columns! {
        "comment_id" Text never "the comment";
        "target" Text never "what it is about: `theme:ID`, `sentiment`, `language`";
        "value" Text never "what the person says: a polarity, a language, `none` for a theme that is not there";
        "machine" Text never "what the machine had said when it was made";
        "author" Text never "the person";
        "at" Moment never "when it was made";
        "why" Text never "the reason given, or empty";
        "batch" Text never "what was saved together";
        "correction" Text never "its id";
    },
    key: &["comment_id", "target"],
    references: &[OF_COMMENT],
    indexes: &[],
};

/// All tables, those that others refer to first.
pub const ALL: [&Table; 9] = [
    &THEMES,
    &DATES,
    &RUNS,
    &COMMENTS,
    &SEGMENTS,
    &MENTIONS,
    &EVIDENCE,
    &CORRECTIONS,
    &ROLLUPS,
];
