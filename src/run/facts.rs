//! From annotated comments to facts.

use crate::annotation::Annotation;
use crate::comment::{Comment, Fields};
use crate::dates::Dates;
use crate::error::{Error, Result};
use crate::lexicon::Lexicons;
use crate::lexicon::scales::Scales;
use crate::rollup::{Context, Fact, Line, OwnScore, Rows, ScoreScale, Themes, WEIGHT};
use crate::sink::{Rendered, Sink};
use crate::source::Profile;
use crate::source::columns::{ColumnWords, Role, Wanted};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, Read as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Name of the segment that an input has by guess, where no column has it.
pub const SEGMENT: &str = "segment";

/// A column that somebody asked for by its name. Clones share whether it was met.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its name.
    pub name: String,
    met: Arc<AtomicBool>,
}

impl Asked {
    /// A column that no comment has had yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            met: Arc::default(),
        }
    }

    /// What a comment has in it.
    fn of<'f>(&self, fields: &'f Fields) -> Option<Cow<'f, str>> {
        let value = fields.value(&self.name);
        if value.is_some() {
            self.met.store(true, Ordering::Relaxed);
        }
        value
    }
}

/// What facts take from a comment's own columns.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// How dates are read, and the zone of days.
    pub dates: Dates,
    /// The scale of scores, if it is not to be told by their header.
    pub score_scale: Option<ScoreScale>,
    /// Columns that figures are told apart by; [`SEGMENT`] is also the column that was taken for the segment.
    pub segments: Vec<Asked>,
    /// Column of weights.
    pub weight: Option<Asked>,
    /// Journey stage of all comments of a source, in place of the themes' own.
    pub stages: BTreeMap<String, String>,
}

/// The cells of a comment that facts are made from.
#[derive(Clone, Debug)]
pub struct Cells<'c> {
    /// Name of the source.
    pub source: &'c str,
    /// The day, if somebody has read the date before.
    pub day: Option<&'c str>,
    /// The date as written.
    pub date: Option<Cow<'c, str>>,
    /// The customer's own score as written.
    pub score: Option<Cow<'c, str>>,
    /// The column of the score, empty if it is not known.
    pub score_column: &'c str,
    /// What was taken for the segment.
    pub segment: Option<Cow<'c, str>>,
}

impl Wishes {
    /// Columns that no comment has had so far; what was taken for the segment need not be there.
    pub fn unmet(&self) -> Vec<&str> {
        let asked = self.segments.iter().chain(&self.weight);
        asked
            .filter(|one| one.name != SEGMENT && !one.met.load(Ordering::Relaxed))
            .map(|one| one.name.as_str())
            .collect()
    }

    /// What a comment brings beside its annotation. A weight that is no number counts nothing.
    pub fn context(&self, cells: Cells<'_>, fields: &Fields, scales: &Scales) -> Context {
        let day = cells.day.and_then(|day| day.parse().ok());
        let read = || Some(self.dates.read(cells.date.as_deref()?)?.day);
        let score = cells.score.filter(|score| !score.trim().is_empty());
        let own = score
            .as_deref()
            .and_then(|cell| OwnScore::read(cell, cells.score_column, scales, self.score_scale));
        let segment = |asked: &Asked| {
            let guessed = || cells.segment.clone().filter(|_| asked.name == SEGMENT);
            let value = asked.of(fields).or_else(guessed)?;
            let value = value.trim();
            (!value.is_empty()).then(|| (asked.name.clone(), value.to_owned()))
        };
        let weight = self.weight.as_ref().map(|column| {
            let cell = column.of(fields);
            cell.as_deref().and_then(weight).unwrap_or(0)
        });
        Context {
            day: day.or_else(read),
            unread_score: score.is_some() && own.is_none(),
            own_score: own,
            segments: self.segments.iter().filter_map(segment).collect(),
            weight,
            stage: self.stages.get(cells.source).cloned(),
        }
    }
}

/// A weight in thousandths; `None` if it is none.
fn weight(cell: &str) -> Option<u32> {
    let value: f64 = cell.trim().replace(',', ".").parse().ok()?;
    let thousandths = (value * f64::from(WEIGHT)).round();
    // Sums of weights must stay far from the largest number.
    (thousandths >= 0.0).then_some(thousandths.min(1e9) as u32)
}

/// Makes facts of comments that are annotated in this run.
#[derive(Debug)]
pub struct FactMaker<'a> {
    wishes: &'a Wishes,
    scales: &'a Scales,
    themes: &'a Themes,
    /// The column of scores by input.
    score_columns: HashMap<Arc<str>, String>,
}

impl<'a> FactMaker<'a> {
    /// For inputs with these profiles.
    pub fn new(
        wishes: &'a Wishes,
        profiles: &[Profile],
        lexicons: &'a Lexicons,
        themes: &'a Themes,
    ) -> Self {
        let scored = |profile: &Profile| {
            let used = profile.columns.iter().find(|used| used.role == Role::Score);
            Some((profile.source.clone(), used?.column.to_string()))
        };
        Self {
            wishes,
            scales: lexicons.scales(),
            themes,
            score_columns: profiles.iter().filter_map(scored).collect(),
        }
    }

    /// The fact of a comment. Whether it is the first of its row is for [`Rows`] to say.
    pub fn fact(&self, comment: &Comment, annotation: &Annotation) -> Fact {
        let borrowed = |cell: &'_ Option<String>| cell.clone().map(Cow::Owned);
        let score_column = self.score_columns.get(&*comment.source);
        let cells = Cells {
            source: &comment.source,
            day: None,
            date: borrowed(&comment.date),
            score: borrowed(&comment.score),
            score_column: score_column.map_or("", String::as_str),
            segment: borrowed(&comment.segment),
        };
        let context = self.wishes.context(cells, &comment.fields, self.scales);
        Fact::new(comment, annotation, self.themes, context)
    }
}

/// A sink that hands on the fact of each comment, in order.
pub struct Facts<'a> {
    maker: FactMaker<'a>,
    rows: Rows,
    each: Box<dyn FnMut(Fact) + Send + Sync + 'a>,
}

impl<'a> Facts<'a> {
    /// Hands facts to `each`.
    pub fn new(maker: FactMaker<'a>, each: impl FnMut(Fact) + Send + Sync + 'a) -> Self {
        Self {
            maker,
            rows: Rows::default(),
            each: Box::new(each),
        }
    }
}

impl Sink for Facts<'_> {
    fn render(
        &self,
        comments: &[Comment],
        annotations: &[Annotation],
        _lexicons: &Lexicons,
    ) -> Rendered {
        let facts = comments.iter().zip(annotations);
        let facts: Vec<Fact> = facts.map(|(c, a)| self.maker.fact(c, a)).collect();
        // Facts are plain data: they always have a text form.
        vec![serde_json::to_vec(&facts).unwrap_or_default()]
    }

    fn write(&mut self, rendered: Rendered) -> Result<()> {
        for piece in rendered {
            let facts: Vec<Fact> = serde_json::from_slice(&piece).unwrap_or_default();
            for mut fact in facts {
                self.rows.mark(&mut fact);
                (self.each)(fact);
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

/// Bytes of a line of annotations beyond which it is none.
pub const LONGEST_LINE: u64 = 64 << 20;

/// The next line of a file of annotations that holds something, and its number; `number` is the number of the line
/// before it. `None` at the end.
///
/// # Errors
/// A file that cannot be read, or a line of more than [`LONGEST_LINE`] bytes.
pub fn next_line(input: &mut impl BufRead, number: &mut u64, file: &str) -> Result<Option<String>> {
    loop {
        let mut line = String::new();
        let read = input.by_ref().take(LONGEST_LINE).read_line(&mut line);
        if read.map_err(|error| Error::io(file, error))? == 0 {
            return Ok(None);
        }
        *number += 1;
        if line.len() as u64 >= LONGEST_LINE {
            return Err(not_annotated(
                file,
                *number,
                "the line is too long for an annotation",
            ));
        }
        if !line.trim().is_empty() {
            return Ok(Some(line));
        }
    }
}

fn not_annotated(file: &str, number: u64, problem: impl Into<String>) -> Error {
    Error::Input {
        source_name: format!("{file}:{number}"),
        problem: problem.into(),
        help: "give what `verbatims tag` or a job wrote as JSON Lines".to_owned(),
    }
}

/// Makes facts of annotations that are read back.
#[derive(Debug)]
pub struct LineReader<'a> {
    wishes: &'a Wishes,
    scales: &'a Scales,
    words: &'a ColumnWords,
    wanted: &'a Wanted,
    rows: Rows,
    /// Columns of date, score and segment by source.
    columns: HashMap<String, [Option<String>; 3]>,
}

impl<'a> LineReader<'a> {
    /// Columns that the caller does not name are guessed by the words of their headers.
    pub fn new(
        wishes: &'a Wishes,
        lexicons: &'a Lexicons,
        words: &'a ColumnWords,
        wanted: &'a Wanted,
    ) -> Self {
        Self {
            wishes,
            scales: lexicons.scales(),
            words,
            wanted,
            rows: Rows::default(),
            columns: HashMap::new(),
        }
    }

    /// The fact of a line; `file` and `number` are its place.
    ///
    /// # Errors
    /// A line that is no annotation.
    pub fn fact(
        &mut self,
        text: &str,
        themes: &mut Themes,
        file: &str,
        number: u64,
    ) -> Result<(Fact, Line)> {
        // A line break would be counted in the place that a parsing error names.
        let mut line: Line = serde_json::from_str(text.trim_end()).map_err(|error| {
            not_annotated(file, number, format!("the line is no annotation: {error}"))
        })?;
        if !self.columns.contains_key(&line.source) {
            let columns = self.columns_of(&line);
            self.columns.insert(line.source.clone(), columns);
        }
        let [date, score, segment] = match self.columns.get(&line.source) {
            Some(columns) => columns.each_ref().map(Option::as_deref),
            None => [None; 3],
        };
        let mut all = std::mem::take(&mut line.fields);
        for (name, value) in &line.segments {
            all.insert(name.clone(), value.clone());
        }
        let fields = Fields::Json(all);
        let cell = |column: Option<&str>| column.and_then(|column| fields.value(column));
        let cells = Cells {
            source: &line.source,
            day: line.day.as_deref(),
            date: cell(date),
            score: cell(score),
            score_column: score.unwrap_or(""),
            segment: cell(segment),
        };
        let context = self.wishes.context(cells, &fields, self.scales);
        let mut fact = Fact::of_line(&line, themes, context);
        self.rows.mark(&mut fact);
        Ok((fact, line))
    }

    fn columns_of(&self, line: &Line) -> [Option<String>; 3] {
        let names = || line.fields.keys().map(String::as_str);
        let wanted = [&self.wanted.date, &self.wanted.score, &self.wanted.segment];
        let roles = [Role::Date, Role::Score, Role::Segment];
        std::array::from_fn(|place| {
            let named = wanted.get(place).copied().cloned().flatten();
            let role = roles.get(place).copied()?;
            named.or_else(|| self.words.best(role, names()).map(str::to_owned))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, repeat};

    #[test]
    fn lines_of_annotations_are_read_one_by_one_and_empty_ones_count() {
        let (mut input, mut number) = ("a\n\n \r\nb".as_bytes(), 0);
        let mut next = || next_line(&mut input, &mut number, "a.jsonl").unwrap();
        assert_eq!(
            (next().as_deref(), next().as_deref()),
            (Some("a\n"), Some("b"))
        );
        assert_eq!((next(), number), (None, 4));
    }

    #[test]
    fn a_line_without_end_is_refused_by_its_place() {
        let mut input = BufReader::with_capacity(1 << 20, repeat(b'a'));
        let error = next_line(&mut input, &mut 6, "a.jsonl").unwrap_err();
        assert!(error.to_string().starts_with("a.jsonl:7"), "{error}");
    }
}
