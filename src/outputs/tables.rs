//! The published tables. `docs/tables.md` is made from what stands here.

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

/// Themes with their labels.
pub const THEMES: Table = Table {
    name: "themes",
    about: "A theme of the codeframe in use, or of an older one that mentions still name.",
    columns: &[
        column("theme", Text, "its id"),
        optional("parent", Text, "the theme above it; empty for a top theme"),
        column("stage", Text, "journey stage"),
        column(
            "owner",
            Text,
            "the role that acts on it; empty if nobody is named",
        ),
        optional("prior", Text, "polarity where nothing else tells it"),
        column("label_en", Text, "English label"),
        column("label_sv", Text, "Swedish label"),
        column("label_ar", Text, "Arabic label"),
        column("label_sr_latn", Text, "Serbian label in Latin letters"),
        column("label_sr_cyrl", Text, "Serbian label in Cyrillic letters"),
        column("label_ru", Text, "Russian label"),
        column("definition", Text, "what is meant"),
        column(
            "codeframe",
            Text,
            "the last version of the codeframe that has it",
        ),
    ],
    key: &["theme"],
    references: &[],
    indexes: &[],
};

/// Days.
pub const DATES: Table = Table {
    name: "dates",
    about: "A day of the calendar, from the first to the last day of comments; gaps of more than a year are left out.",
    columns: &[
        column("day", Day, "the day"),
        column("weekday", Whole, "1 Monday to 7 Sunday"),
        column("week", Text, "week of ISO 8601, as `2026-W09`"),
        column("month", Text, "as `2026-03`"),
        column("quarter", Text, "as `2026-Q1`"),
        column("year", Whole, "the year"),
        column("week_start", Day, "its Monday"),
        column("month_start", Day, "the first day of its month"),
        column("quarter_start", Day, "the first day of its quarter"),
    ],
    key: &["day"],
    references: &[],
    indexes: &[],
};

/// Runs that were published.
pub const RUNS: Table = Table {
    name: "runs",
    about: "A run of the job that published something.",
    columns: &[
        column("generation", Whole, "the generation it made, from 1"),
        column("run_date", Day, "its date in the time zone of the job"),
        column("kind", Text, "`run`, `replay`, `recode`"),
        column("status", Text, "`published`, `incomplete`"),
        column("read", Whole, "rows read = annotated + rejected + skipped"),
        column("annotated", Whole, "rows"),
        column("rejected", Whole, "rows"),
        column("skipped", Whole, "rows"),
        column("new", Whole, "comments"),
        column("changed", Whole, "comments with another text"),
        column("updated", Whole, "comments with other columns"),
        column("unchanged", Whole, "comments"),
        column("duplicates", Whole, "comments"),
        column("superseded", Whole, "comments"),
        column("recoded", Whole, "comments coded again"),
        column("program", Text, "version of the program"),
        column("lexicons", Text, "hash of the lexicons"),
        column("codeframe", Text, "version of the codeframe"),
    ],
    key: &["generation"],
    references: &[],
    indexes: &[],
};

/// Counts that are made already.
pub const ROLLUPS: Table = Table {
    name: "rollups",
    about: "Counts by source, language, day and theme, for dashboards over many comments. The row without a theme counts all comments of its source, language and day: the base of shares. A comment counts once in the row of each theme that it raises.",
    columns: &[
        column(
            "number",
            Whole,
            "place in the order of source, language, day, theme, from 1",
        ),
        column("source", Text, "the source of the job, or the input"),
        column("language", Text, "as in `comments`"),
        optional("day", Day, "the day; empty for comments without a date"),
        optional("theme", Text, "the theme; empty in the row of all comments"),
        column("comments", Whole, "comments"),
        column(
            "comments_negative",
            Whole,
            "comments by their own polarity, as in the next three",
        ),
        column("comments_neutral", Whole, "comments"),
        column("comments_mixed", Whole, "comments"),
        column("comments_positive", Whole, "comments"),
        column(
            "uncoded",
            Whole,
            "comments without any theme; 0 in rows of themes",
        ),
        column("mentions", Whole, "mentions"),
        column(
            "mentions_negative",
            Whole,
            "mentions by their polarity, as in the next three",
        ),
        column("mentions_neutral", Whole, "mentions"),
        column("mentions_mixed", Whole, "mentions"),
        column("mentions_positive", Whole, "mentions"),
    ],
    key: &["number"],
    references: &[OF_DAY, OF_THEME],
    indexes: &[&["day"]],
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
