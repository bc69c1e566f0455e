//! Tables that are not about a comment: what comments refer to, the runs, and counts.

use super::{OF_DAY, OF_THEME, column, optional};
use crate::outputs::table::{
    Kind::{Day, Text, Whole},
    Table,
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
