//! The published tables. `docs/tables.md` is made from what stands here.

mod dimensions;

pub use dimensions::{DATES, ROLLUPS, RUNS, THEMES};

use super::table::{Column, Kind, Reference, Table};
use Kind::{Day, Json, Moment, Real, Text, Whole};

/// Number of the tables' layout; a database of another layout is made anew.
pub const LAYOUT: i32 = 1;

const fn column(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column {
        name,
        kind,
        optional: false,
        about,
    }
}

const fn optional(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column {
        name,
        kind,
        optional: true,
        about,
    }
}

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
    columns: &[
        column("comment_id", Text, "unique; `source/id` in a job"),
        column("source", Text, "the source of the job, or the input"),
        column("file", Text, "the file it was last read from"),
        column("row", Whole, "record in the file, from 1"),
        optional(
            "column",
            Text,
            "its column, where a row has several comments",
        ),
        optional(
            "question",
            Text,
            "the question it answers, where the header asks one",
        ),
        column(
            "language",
            Text,
            "`sv`, `ar`, `sr`, `ru`, `en`; `other`: another one; `und`: not to be told",
        ),
        column("script", Text, "`latn`, `cyrl`, `arab`, ..."),
        column("language_score", Real, "certainty of the language, 0 to 1"),
        optional(
            "language_reason",
            Text,
            "why there is no language, where there is none",
        ),
        column(
            "polarity",
            Text,
            "`negative`, `neutral`, `mixed`, `positive`",
        ),
        column("score", Whole, "`positive` + `negative`, hundredths"),
        column("positive", Whole, "sum of praise, hundredths, 0 or more"),
        column("negative", Whole, "sum of complaint, hundredths, 0 or less"),
        column(
            "probability",
            Whole,
            "that the customer is content, thousandths",
        ),
        column(
            "mentions",
            Whole,
            "number of its rows in `mentions`; 0: uncoded",
        ),
        column("flags", Text, "names parted by `;`"),
        column(
            "duration_minutes",
            Text,
            "spans of time that it names, minutes, parted by `;`",
        ),
        column(
            "personal_data",
            Text,
            "kinds of personal data that it may hold, parted by `;`",
        ),
        optional("text", Text, "the verbatim; empty where texts are left out"),
        optional("date", Text, "its date as written"),
        optional("day", Day, "its day in the time zone of the job"),
        optional("at", Moment, "its moment, where the date has a time"),
        optional("own_score", Text, "the customer's own score as written"),
        optional(
            "own_score_number",
            Real,
            "the customer's own score as a number; empty if it is none of its scale",
        ),
        optional(
            "own_score_scale",
            Text,
            "`nps` (0-10), `csat` (1-5), `ces` (1-7), a range as `1-10`, or `unknown`",
        ),
        column("fields", Json, "the other columns of the input, an object"),
        column(
            "content",
            Text,
            "hash of what was annotated, 32 hexadecimal letters",
        ),
        column(
            "first_generation",
            Whole,
            "the generation that brought it; 0 outside jobs",
        ),
        column(
            "generation",
            Whole,
            "the last generation that changed it; 0 outside jobs",
        ),
        column("program", Text, "version of the program that made its tags"),
        column("lexicons", Text, "hash of the lexicons that made its tags"),
        column(
            "codeframe",
            Text,
            "version of the codeframe that made its tags",
        ),
        column(
            "language_origin",
            Text,
            "whose word the language is: `machine` or `person`",
        ),
        column(
            "sentiment_origin",
            Text,
            "whose word the polarity is: `machine` or `person`; sums and evidence are always the machine's",
        ),
    ],
    key: &["comment_id"],
    references: &[OF_DAY],
    indexes: &[&["day"], &["generation"]],
};

/// Groups that figures are told apart by.
pub const SEGMENTS: Table = Table {
    name: "segments",
    about: "The value of a comment in a column that figures are told apart by. Blank cells have no row.",
    columns: &[
        column("comment_id", Text, "the comment"),
        column("segment", Text, "name of the column"),
        column("value", Text, "the cell"),
    ],
    key: &["comment_id", "segment"],
    references: &[OF_COMMENT],
    indexes: &[&["segment", "value"]],
};

/// Themes raised in comments.
pub const MENTIONS: Table = Table {
    name: "mentions",
    about: "A theme raised in a comment: the unit of counting by theme.",
    columns: &[
        column("comment_id", Text, "the comment"),
        column("theme", Text, "the sub-theme"),
        optional("parent", Text, "the theme above it"),
        column(
            "stage",
            Text,
            "journey stage: `awareness`, `acquisition`, `onboarding`, `engagement`, `advocacy`",
        ),
        column(
            "polarity",
            Text,
            "of the theme in this comment: `negative`, `neutral`, `mixed`, `positive`",
        ),
        column("evidence", Whole, "number of its rows in `evidence`"),
        column("origin", Text, "whose word it is: `machine` or `person`"),
        optional("author", Text, "the person"),
    ],
    key: &["comment_id", "theme"],
    references: &[OF_COMMENT, OF_THEME],
    indexes: &[&["theme", "polarity"]],
};

/// What tags rest on.
pub const EVIDENCE: Table = Table {
    name: "evidence",
    about: "Words of a comment and the line of a lexicon that made a tag of them. Without a theme it is evidence of the comment's sentiment.",
    columns: &[
        column("comment_id", Text, "the comment"),
        column("number", Whole, "from 1 in the comment"),
        optional("theme", Text, "the theme of the mention that it made"),
        column("start", Whole, "first byte in the text (UTF-8)"),
        column("end", Whole, "byte behind the last"),
        optional("quote", Text, "the words; empty where texts are left out"),
        column("term", Text, "the term of the lexicon"),
        column("entry", Text, "`file:line` of the lexicon"),
        column(
            "kind",
            Text,
            "`sentiment`, `theme`, `emoji`, `rating`, `modifier`",
        ),
        column(
            "matched",
            Text,
            "how it was found: `exact`, `folded`, `elongated`, `clitic`, `compound`, `stem`, `repaired`",
        ),
        column(
            "parts",
            Text,
            "bytes of its words where there are gaps: `start-end` parted by `;`",
        ),
        optional("valence", Whole, "strength of the entry, hundredths"),
        optional(
            "result",
            Whole,
            "what it adds to the sums after all rules, hundredths",
        ),
        optional(
            "steps",
            Json,
            "the arithmetic, an array; empty unless asked for",
        ),
    ],
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
    columns: &[
        column("comment_id", Text, "the comment"),
        column(
            "target",
            Text,
            "what it is about: `theme:ID`, `sentiment`, `language`",
        ),
        column(
            "value",
            Text,
            "what the person says: a polarity, a language, `none` for a theme that is not there",
        ),
        column(
            "machine",
            Text,
            "what the machine had said when it was made",
        ),
        column("author", Text, "the person"),
        column("at", Moment, "when it was made"),
        column("why", Text, "the reason given, or empty"),
        column("batch", Text, "what was saved together"),
        column("correction", Text, "its id"),
    ],
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
