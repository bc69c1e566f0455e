//! Chooses the columns of an input.

use super::Options;
use super::charset::share;
use super::columns::{Basis, ColumnWords, Role, Use, normalize};
use crate::error::{Error, Result};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;

/// Words from which on a cell counts as a sentence.
const PROSE_WORDS: usize = 3;
/// Sentences that a column has at least if it is taken for comments beside another.
const PROSE_CELLS: usize = 3;

/// What the first rows of an input tell about a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    /// Name.
    pub name: Arc<str>,
    /// Cells that hold something.
    pub filled: usize,
    /// Letters in cells that hold a space.
    pub letters: usize,
    /// Cells of several words.
    pub prose: usize,
    /// The question that it holds answers to, if the header asks one.
    pub question: Option<Arc<str>>,
    /// True if some cell holds a letter.
    pub has_letters: bool,
    /// True for a member of an object.
    pub nested: bool,
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

    /// A column without cells that holds answers to this question.
    pub fn of_question(name: &Arc<str>, question: Option<&Arc<str>>) -> Self {
        Self {
            question: question.cloned(),
            ..Self::new(Arc::clone(name))
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
        self.prose += usize::from(cell.split_whitespace().count() >= PROSE_WORDS);
        self.seen.insert(cell.to_owned());
    }

    /// True if it holds sentences that people wrote, and not a choice from a list.
    fn is_prose(&self) -> bool {
        self.prose * 3 >= self.filled && self.prose >= PROSE_CELLS && self.is_distinct()
    }

    /// True if few values come twice: an export may hold some rows again.
    fn is_distinct(&self) -> bool {
        self.seen.len() * 5 >= self.filled * 4
    }
}

/// The columns chosen, as positions among those asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Choice {
    /// Columns of comments: at least one, but for a lenient reader.
    pub text: Vec<(usize, Basis)>,
    /// Column of ids.
    pub id: Option<(usize, Basis)>,
    /// Column of dates.
    pub date: Option<(usize, Basis)>,
    /// Column of scores.
    pub score: Option<(usize, Basis)>,
    /// Column of segments.
    pub segment: Option<(usize, Basis)>,
    /// What a lenient reader lets pass.
    pub problems: Vec<String>,
}

impl Choice {
    /// How sure the columns of comments are, in thousandths.
    pub fn confidence(&self, columns: &[Column]) -> u16 {
        let letters = |column: &Column| column.letters;
        let all: usize = columns.iter().map(letters).sum();
        let of = |&(index, basis): &(usize, Basis)| match basis {
            Basis::Given => 1000,
            Basis::Header => 950,
            Basis::Content => share(columns.get(index).map_or(0, letters), all).min(900),
        };
        self.text.iter().map(of).min().unwrap_or(0)
    }

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
///
/// With [`Options::lenient`] none need look like comments.
pub(super) fn choose(columns: &[Column], options: &Options, source: &str) -> Result<Choice> {
    let wanted = &options.wanted;
    let chooser = Chooser {
        columns,
        words: &options.words,
        source,
    };
    let mut choice = Choice::default();
    for name in &wanted.text {
        choice.text.push((chooser.named(name)?, Basis::Given));
    }
    if choice.text.is_empty() {
        match chooser.guess_text() {
            Ok(pick) => {
                choice.text.push(pick);
                choice.text.extend(chooser.further_texts(pick));
                choice.text.sort_unstable_by_key(|&(index, _)| index);
            }
            Err(error) if options.lenient => choice.problems.push(error.to_string()),
            Err(error) => return Err(error),
        }
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
        let asked = self
            .answers()
            .max_by_key(|(index, column)| (column.letters, Reverse(*index)));
        if let Some((index, _)) = asked {
            return Ok((index, Basis::Header));
        }
        let longest = (0..self.columns.len()).max_by_key(|&index| {
            let letters = self.columns.get(index).map_or(0, |column| column.letters);
            (letters, Reverse(index))
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

    /// Further columns of comments beside the one that the header names.
    fn further_texts(&self, (first, basis): (usize, Basis)) -> Vec<(usize, Basis)> {
        if basis != Basis::Header {
            return Vec::new();
        }
        let others = self.answers().filter(|&(index, _)| index != first);
        others.map(|(index, _)| (index, Basis::Header)).collect()
    }

    /// Columns of sentences whose header asks something, or looks like one of comments.
    fn answers(&self) -> impl Iterator<Item = (usize, &Column)> {
        // Members of objects have no questions for names.
        let columns = self.columns.iter().enumerate();
        columns.filter(|(_, column)| {
            let question = column.question.as_deref();
            !column.nested && column.is_prose() && self.words.may_be_second(&column.name, question)
        })
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
                fits(column).then_some((rank, depth, Reverse(fill), index))
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
