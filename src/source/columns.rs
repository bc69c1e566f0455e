//! Which column holds the comments, the ids, the dates, the scores, the segments: as told, else by the words of the
//! header, else by what the cells hold.

use crate::error::{Error, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};
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
    fn rank(&self, role: Role, header: &str) -> Option<usize> {
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

    /// True if some header is the word of a role.
    pub(super) fn knows_one_of(&self, headers: &[Arc<str>]) -> bool {
        let roles = [Role::Text, Role::Id, Role::Date, Role::Score];
        headers
            .iter()
            .any(|header| roles.iter().any(|&role| self.rank(role, header).is_some()))
    }
}

/// A header as the lists write it: lower case, no markup, one space between words.
pub(super) fn normalize(header: &str) -> String {
    let mut plain = String::with_capacity(header.len());
    let mut in_tag = false;
    for c in header.chars().flat_map(char::to_lowercase) {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            '_' | '-' => plain.push(' '),
            _ => plain.push(c),
        }
    }
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

/// What the first rows of an input tell about a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    /// Name.
    pub name: Arc<str>,
    /// Cells that hold something.
    pub filled: usize,
    /// Letters in cells that hold a space.
    pub letters: usize,
    /// True if some cell holds a letter.
    pub has_letters: bool,
    seen: HashSet<String>,
}

impl Column {
    /// A column without cells.
    pub fn new(name: Arc<str>) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    /// Takes a cell into account.
    pub fn add(&mut self, cell: &str) {
        let cell = cell.trim();
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
        self.has_letters |= letters > 0;
        if cell.contains(char::is_whitespace) {
            self.letters += letters;
        }
        self.seen.insert(cell.to_owned());
    }

    /// True if few values come twice: an export may hold some rows again.
    fn is_distinct(&self) -> bool {
        self.seen.len() * 5 >= self.filled * 4
    }
}

/// The columns chosen, as positions among those asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Choice {
    /// Columns of comments, at least one.
    pub text: Vec<(usize, Basis)>,
    /// Column of ids.
    pub id: Option<(usize, Basis)>,
    /// Column of dates.
    pub date: Option<(usize, Basis)>,
    /// Column of scores.
    pub score: Option<(usize, Basis)>,
    /// Column of segments.
    pub segment: Option<(usize, Basis)>,
}

impl Choice {
    /// The choice in words.
    pub fn uses(&self, columns: &[Arc<str>]) -> Vec<Use> {
        let others = [
            (Role::Id, self.id),
            (Role::Date, self.date),
            (Role::Score, self.score),
            (Role::Segment, self.segment),
        ];
        let texts = self.text.iter().map(|&pick| (Role::Text, pick));
        let others = others
            .into_iter()
            .filter_map(|(role, pick)| Some((role, pick?)));
        texts
            .chain(others)
            .filter_map(|(role, (index, basis))| {
                let column = Arc::clone(columns.get(index)?);
                Some(Use {
                    role,
                    column,
                    basis,
                })
            })
            .collect()
    }
}

/// Chooses the columns of an input. Fails if a column that the caller names is missing, or if none looks like comments.
pub(super) fn choose(
    columns: &[Column],
    wanted: &Wanted,
    words: &ColumnWords,
    source: &str,
) -> Result<Choice> {
    let chooser = Chooser {
        columns,
        words,
        source,
    };
    let mut choice = Choice::default();
    for name in &wanted.text {
        choice.text.push((chooser.named(name)?, Basis::Given));
    }
    if choice.text.is_empty() {
        choice.text.push(chooser.guess_text()?);
    }
    let others = [
        (Role::Id, &wanted.id),
        (Role::Date, &wanted.date),
        (Role::Score, &wanted.score),
        (Role::Segment, &wanted.segment),
    ];
    for (role, name) in others {
        let pick = match name {
            Some(name) => Some((chooser.named(name)?, Basis::Given)),
            None => chooser.guess(role, &choice.text),
        };
        match role {
            Role::Text => {}
            Role::Id => choice.id = pick,
            Role::Date => choice.date = pick,
            Role::Score => choice.score = pick,
            Role::Segment => choice.segment = pick,
        }
    }
    Ok(choice)
}

struct Chooser<'a> {
    columns: &'a [Column],
    words: &'a ColumnWords,
    source: &'a str,
}

impl Chooser<'_> {
    /// The column of this name: letter by letter, else by the name without case, spaces and markup.
    fn named(&self, name: &str) -> Result<usize> {
        let exact = self.columns.iter().position(|column| *column.name == *name);
        let plain = normalize(name);
        exact
            .or_else(|| {
                let mut columns = self.columns.iter();
                columns.position(|column| normalize(&column.name) == plain)
            })
            .ok_or_else(|| self.error(&format!("there is no column {name:?}"), "name one of"))
    }

    fn guess_text(&self) -> Result<(usize, Basis)> {
        let fits = |column: &Column| column.has_letters || column.filled == 0;
        if let Some(index) = self.best(Role::Text, &fits) {
            return Ok((index, Basis::Header));
        }
        if self.columns.len() == 1 {
            return Ok((0, Basis::Content));
        }
        let longest = (0..self.columns.len()).max_by_key(|&index| {
            let letters = self.columns.get(index).map_or(0, |column| column.letters);
            (letters, std::cmp::Reverse(index))
        });
        let longest = longest.filter(|&i| self.columns.get(i).is_some_and(|c| c.letters > 0));
        if let Some(index) = longest {
            return Ok((index, Basis::Content));
        }
        match self.best(Role::Text, &|_| true) {
            Some(index) => Ok((index, Basis::Header)),
            None => Err(self.error(
                "no column looks like comments",
                "name it with --text, one of",
            )),
        }
    }

    fn guess(&self, role: Role, taken: &[(usize, Basis)]) -> Option<(usize, Basis)> {
        let free = |column: &Column| {
            let is_text = taken.iter().any(|&(index, _)| {
                self.columns
                    .get(index)
                    .is_some_and(|c| c.name == column.name)
            });
            !is_text && (role != Role::Id || column.is_distinct())
        };
        Some((self.best(role, &free)?, Basis::Header))
    }

    /// The column that fits best by its header: of several the one least deep in its object, then the fullest.
    fn best(&self, role: Role, fits: &dyn Fn(&Column) -> bool) -> Option<usize> {
        let ranked = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(index, column)| {
                let rank = self.words.rank(role, &column.name)?;
                let depth = column.name.matches('.').count();
                let fill = match role {
                    Role::Text => column.letters,
                    _ => column.filled,
                };
                fits(column).then_some((rank, depth, std::cmp::Reverse(fill), index))
            });
        ranked.min().map(|(_, _, _, index)| index)
    }

    fn error(&self, problem: &str, help: &str) -> Error {
        let names: Vec<String> = self
            .columns
            .iter()
            .take(40)
            .map(|column| format!("{:?}", column.name))
            .collect();
        Error::Input {
            source_name: self.source.to_owned(),
            problem: problem.to_owned(),
            help: format!("{help} {}", names.join(", ")),
        }
    }
}
