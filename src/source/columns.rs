//! Which column holds the comments, the ids, the dates, the scores, the segments: as told, else by the words of the
//! header, else by what the cells hold.

use crate::error::{Error, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a column is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The comments.
    Text,
    /// Ids of the rows.
    Id,
    /// Dates of the rows.
    Date,
    /// The customers' own scores.
    Score,
    /// Groups that figures are told apart by.
    Segment,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [Self::Text, Self::Id, Self::Date, Self::Score, Self::Segment];

    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Id => "id",
            Self::Date => "date",
            Self::Score => "score",
            Self::Segment => "segment",
        }
    }
}

/// What a choice of a column rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The caller named it.
    Given,
    /// The words of its header.
    Header,
    /// What its cells hold.
    Content,
}

impl Basis {
    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Header => "header",
            Self::Content => "content",
        }
    }
}

/// A column in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// What for.
    pub role: Role,
    /// Its name.
    pub column: Arc<str>,
    /// Why this one.
    pub basis: Basis,
}

/// Columns that the caller names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Columns of comments.
    pub text: Vec<String>,
    /// Column of ids.
    pub id: Option<String>,
    /// Column of dates.
    pub date: Option<String>,
    /// Column of scores.
    pub score: Option<String>,
    /// Column of segments.
    pub segment: Option<String>,
}

/// Words of headers, from `common/columns.toml`, where the format is described.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnWords {
    #[serde(default)]
    text: RoleWords,
    #[serde(default)]
    id: RoleWords,
    #[serde(default)]
    date: RoleWords,
    #[serde(default)]
    score: RoleWords,
    #[serde(default)]
    segment: RoleWords,
    /// Headers that take several rows.
    #[serde(default)]
    pub(super) header: Vec<HeaderShape>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleWords {
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    patterns: Vec<String>,
    /// Columns of text that is not the customer's answer.
    #[serde(default)]
    never_second: Vec<String>,
}

/// A header that takes several rows, and how it is known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeaderShape {
    /// Who writes it.
    pub name: String,
    /// Rows it takes.
    pub rows: usize,
    /// Every cell of its last row is like this.
    pub last_row: Option<String>,
    /// Names in its first row, below which the last row is blank.
    #[serde(default)]
    pub blank_below: Vec<String>,
    /// Which of its rows, from 1, holds the questions.
    pub question_row: Option<usize>,
    /// True if the last row tells apart the columns that share a name in the first.
    #[serde(default)]
    pub join: bool,
}

impl ColumnWords {
    /// Reads `common/columns.toml`.
    pub fn parse(toml: &str) -> Result<Self> {
        toml::from_str(toml).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let before = toml.get(..start).unwrap_or_default();
            Error::Lexicon {
                file: "common/columns.toml".to_owned(),
                line: before.lines().count().max(1),
                problem: error.message().to_owned(),
                help: "the head of the file describes its format".to_owned(),
            }
        })
    }

    fn role(&self, role: Role) -> &RoleWords {
        match role {
            Role::Text => &self.text,
            Role::Id => &self.id,
            Role::Date => &self.date,
            Role::Score => &self.score,
            Role::Segment => &self.segment,
        }
    }

    /// How well a header fits a role, smaller is better: the place of its word in the list, patterns behind words.
    pub(super) fn rank(&self, role: Role, header: &str) -> Option<usize> {
        let words = self.role(role);
        let whole = normalize(header);
        let last = header.rsplit_once('.').map(|(_, last)| normalize(last));
        let fits = |test: &dyn Fn(&str) -> bool| test(&whole) || last.as_deref().is_some_and(test);
        let by_word = words
            .words
            .values()
            .filter_map(|list| list.iter().position(|word| fits(&|name| name == word)))
            .min();
        by_word.or_else(|| {
            let found = words
                .patterns
                .iter()
                .position(|p| fits(&|name| matches(p, name)));
            found.map(|position| position + 1000)
        })
    }

    /// The header that fits a role best.
    pub fn best<'h>(&self, role: Role, headers: impl Iterator<Item = &'h str>) -> Option<&'h str> {
        let ranked = headers.filter_map(|header| Some((self.rank(role, header)?, header)));
        ranked
            .min_by_key(|(rank, _)| *rank)
            .map(|(_, header)| header)
    }

    /// True if two headers are words of the same role in different languages.
    pub fn says_the_same(&self, a: &str, b: &str) -> bool {
        let (a, b) = (normalize(a), normalize(b));
        let languages = |role: Role, name: &str| -> Vec<&str> {
            let lists = self.role(role).words.iter();
            let lists = lists.filter(|(_, list)| list.iter().any(|word| word == name));
            lists.map(|(language, _)| language.as_str()).collect()
        };
        Role::ALL.into_iter().any(|role| {
            let (of_a, of_b) = (languages(role, &a), languages(role, &b));
            let apart = of_a.iter().all(|language| !of_b.contains(language));
            !of_a.is_empty() && !of_b.is_empty() && apart
        })
    }

    /// True if a column of text may be a further one of comments: its header asks something or has a pattern of
    /// comments, and is not listed as another's text.
    pub(super) fn may_be_second(&self, header: &str, question: Option<&str>) -> bool {
        let plain = normalize(header);
        let listed = |patterns: &[String]| patterns.iter().any(|p| matches(p, &plain));
        let asks = question.is_some() || is_question(header);
        (asks || listed(&self.text.patterns)) && !listed(&self.text.never_second)
    }

    /// True if some header is the word of a role.
    pub(super) fn knows_one_of(&self, headers: &[Arc<str>]) -> bool {
        let roles = [Role::Text, Role::Id, Role::Date, Role::Score];
        headers
            .iter()
            .any(|header| roles.iter().any(|&role| self.rank(role, header).is_some()))
    }
}

/// A header that asks something: a question mark, or as many words as names of columns seldom have.
pub(super) fn is_question(header: &str) -> bool {
    header.contains(['?', '\u{61f}']) || header.split_whitespace().count() > 3
}

/// A header for people: without markup, one space between words.
pub(super) fn readable(header: &str) -> String {
    let mut plain = String::with_capacity(header.len());
    let mut in_tag = false;
    for c in header.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            _ => plain.push(c),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A header as the lists write it: lower case, no markup, one space between words.
pub(super) fn normalize(header: &str) -> String {
    let plain = readable(header).to_lowercase().replace(['_', '-'], " ");
    let words: Vec<&str> = plain.split_whitespace().collect();
    let joined = words.join(" ");
    joined.trim_end_matches([':', '*', '?', ' ']).to_owned()
}

/// True if all of `text` fits `pattern`, in which `*` stands for anything.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else {
        return rest.is_empty();
    };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = rest.get(at + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}
