//! Tables that are not about a comment: what comments refer to, the runs, and counts.

use super::{OF_DAY, OF_THEME};
use crate::outputs::table::Table;

/// Themes with their labels.
pub const THEMES: Table = Table {
    name: "themes",
    about: "A theme of the codeframe in use, or of an older one that mentions still name.",
    columns: columns! {
        "theme" Text never "its id";
        "parent" Text maybe "the theme above it; empty for a top theme";
        "stage" Text never "journey stage";
        "owner" Text never "the role that acts on it; empty if nobody is named";
        "prior" Text maybe "polarity where nothing else tells it";
        "label_en" Text never "English label";
        "label_sv" Text never "Swedish label";
        "label_ar" Text never "Arabic label";
        "label_sr_latn" Text never "Serbian label in Latin letters";
        "label_sr_cyrl" Text never "Serbian label in Cyrillic letters";
        "label_ru" Text never "Russian label";
        "definition" Text never "what is meant";
        "codeframe" Text never "the last version of the codeframe that has it";
    },
    key: &["theme"],
    references: &[],
    indexes: &[],
};

/// Days.
pub const DATES: Table = Table {
    name: "dates",
    about: "A day of the calendar, from the first to the last day of comments; gaps of more than a year are left out.",
    columns: columns! {
        "day" Day never "the day";
        "weekday" Whole never "1 Monday to 7 Sunday";
        "week" Text never "week of ISO 8601, as `2026-W09`";
        "month" Text never "as `2026-03`";
        "quarter" Text never "as `2026-Q1`";
        "year" Whole never "the year";
        "week_start" Day never "its Monday";
        "month_start" Day never "the first day of its month";
        "quarter_start" Day never "the first day of its quarter";
    },
    key: &["day"],
    references: &[],
    indexes: &[],
};

/// Runs that were published.
pub const RUNS: Table = Table {
    name: "runs",
    about: "A run of the job that published something.",
    columns: columns! {
        "generation" Whole never "the generation it made, from 1";
        "run_date" Day never "its date in the time zone of the job";
        "kind" Text never "`run`, `replay`, `recode`, `erase`";
        "status" Text never "`published`, `incomplete`";
        "read" Whole never "rows read = annotated + rejected + skipped";
        "annotated" Whole never "rows";
        "rejected" Whole never "rows";
        "skipped" Whole never "rows";
        "new" Whole never "comments";
        "changed" Whole never "comments with another text";
        "updated" Whole never "comments with other columns";
        "unchanged" Whole never "comments";
        "duplicates" Whole never "comments";
        "superseded" Whole never "comments";
        "recoded" Whole never "comments coded again";
        "program" Text never "version of the program";
        "lexicons" Text never "hash of the lexicons";
        "codeframe" Text never "version of the codeframe";
    },
    key: &["generation"],
    references: &[],
    indexes: &[],
};

/// Counts that are made already.
pub const ROLLUPS: Table = Table {
    name: "rollups",
    about: "Counts by source, language, day and theme, for dashboards over many comments. The row without a theme counts all comments of its source, language and day: the base of shares. A comment counts once in the row of each theme that it raises.",
    columns: columns! {
        "number" Whole never "place in the order of source, language, day, theme, from 1";
        "source" Text never "the source of the job, or the input";
        "language" Text never "as in `comments`";
        "day" Day maybe "the day; empty for comments without a date";
        "theme" Text maybe "the theme; empty in the row of all comments";
        "comments" Whole never "comments";
        "comments_negative" Whole never "comments by their own polarity, as in the next three";
        "comments_neutral" Whole never "comments";
        "comments_mixed" Whole never "comments";
        "comments_positive" Whole never "comments";
        "uncoded" Whole never "comments without any theme; 0 in rows of themes";
        "mentions" Whole never "mentions";
        "mentions_negative" Whole never "mentions by their polarity, as in the next three";
        "mentions_neutral" Whole never "mentions";
        "mentions_mixed" Whole never "mentions";
        "mentions_positive" Whole never "mentions";
    },
    key: &["number"],
    references: &[OF_DAY, OF_THEME],
    indexes: &[&["day"]],
};
