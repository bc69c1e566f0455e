//! The cases that travel with the lexicons: a comment, its sentiment, its themes.

use crate::annotation::Polarity;
use crate::document::Language;
use crate::error::Result;
use crate::lexicon::check::EXCEPTIONS;
use crate::lexicon::table::Table;
use crate::pipeline::Pipeline;

/// Columns of `cases.tsv`.
pub const COLUMNS: [&str; 4] = ["text", "sentiment", "themes", "note"];

/// What a case says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Line in `cases.tsv`, from 1.
    pub line: u32,
    /// The comment.
    pub text: String,
    /// Name of the expected sentiment.
    pub sentiment: String,
    /// Expected themes with `+`, `-`, `0`, `±`, or nothing where any polarity will do.
    pub themes: Vec<(String, String)>,
}

/// A case that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The case.
    pub case: Case,
    /// The sentiment it got.
    pub sentiment: &'static str,
    /// Expected themes that are missing or have another polarity.
    pub missing: Vec<String>,
    /// The themes it got.
    pub found: Vec<String>,
}

/// Reads the cases of a language.
///
/// # Errors
/// A table that breaks its format.
pub fn cases(pipeline: &Pipeline, language: Language) -> Result<Vec<Case>> {
    let path = format!("{}/cases.tsv", language.code());
    let Some(text) = pipeline.lexicons().file(&path) else {
        return Ok(Vec::new());
    };
    let table = Table::parse(&path, text, &COLUMNS)?;
    Ok(table
        .rows()
        .map(|row| Case {
            line: row.line,
            text: row.cell(0).replace("\\n", "\n"),
            sentiment: row.cell(1).to_owned(),
            themes: row
                .cell(2)
                .split_whitespace()
                .map(|theme| match theme.rsplit_once(':') {
                    Some((id, sign)) => (id.to_owned(), sign.to_owned()),
                    None => (theme.to_owned(), String::new()),
                })
                .collect(),
        })
        .collect())
}

/// The cases that do not hold, but for those that `exceptions.tsv` names under the rule `case` with a reason.
///
/// # Errors
/// A table that breaks its format.
pub fn failures(pipeline: &Pipeline, language: Language) -> Result<Vec<Failure>> {
    let excepted = excepted(pipeline, language)?;
    Ok(cases(pipeline, language)?
        .into_iter()
        .filter(|case| !excepted.contains(&case.text))
        .filter_map(|case| judge(pipeline, language, case))
        .collect())
}

fn excepted(pipeline: &Pipeline, language: Language) -> Result<Vec<String>> {
    let path = format!("{}/exceptions.tsv", language.code());
    let Some(text) = pipeline.lexicons().file(&path) else {
        return Ok(Vec::new());
    };
    let table = Table::parse(&path, text, &EXCEPTIONS)?;
    Ok(table
        .rows()
        .filter(|row| row.cell(1) == "case")
        .map(|row| row.cell(0).to_owned())
        .collect())
}

fn judge(pipeline: &Pipeline, language: Language, case: Case) -> Option<Failure> {
    let annotation = pipeline.annotate_as(&case.text, Some(language));
    let codeframe = pipeline.lexicons().codeframe();
    let found: Vec<(&str, &str)> = annotation
        .mentions
        .iter()
        .map(|mention| {
            (
                codeframe.theme(mention.theme).id.as_str(),
                sign(mention.polarity),
            )
        })
        .collect();
    let missing: Vec<String> = case
        .themes
        .iter()
        .filter(|(id, wanted)| {
            !found
                .iter()
                .any(|(theme, sign)| theme == id && (wanted == sign || wanted.is_empty()))
        })
        .map(|(id, wanted)| format!("{id}:{wanted}"))
        .collect();
    let sentiment = annotation.sentiment.polarity.name();
    (sentiment != case.sentiment || !missing.is_empty()).then(|| Failure {
        sentiment,
        missing,
        found: found
            .iter()
            .map(|(theme, sign)| format!("{theme}:{sign}"))
            .collect(),
        case,
    })
}

fn sign(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Positive => "+",
        Polarity::Negative => "-",
        Polarity::Neutral => "0",
        Polarity::Mixed => "±",
    }
}
