//! `verbatims evaluate`: scores annotations against labelled rows.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use verbatims::document::Language;
use verbatims::error::Error;
use verbatims::evaluate::agreement::{Agreement, Coder, agreement};
use verbatims::evaluate::aspects::{self, ThemeMap};
use verbatims::evaluate::floor::Floor;
use verbatims::evaluate::gold::{FIELDS, FieldMap, Gold, read, survey};
use verbatims::evaluate::judge::{Judged, Labels};
use verbatims::evaluate::mistakes::{Mistake, worst};
use verbatims::evaluate::table::Table;
use verbatims::evaluate::{Evaluation, evaluate};
use verbatims::pipeline::Pipeline;

/// Score annotations against labelled JSON Lines.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Labelled rows, one JSON object a line; `-` for standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Read the lexicons from this folder.
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    /// Own codeframe, as for `tag`.
    #[arg(long, value_name = "DIR")]
    codeframe: Option<PathBuf>,
    /// Only rows of this language (sv, ar, sr, ru, en, other, und); rows that name none count as it.
    #[arg(long, value_name = "LANG", value_parser = language)]
    language: Option<Language>,
    /// Pass the row's language to the pipeline instead of detecting it.
    #[arg(long)]
    given_language: bool,
    /// Read a field from another name, as `sentiment=label`. Repeatable.
    #[arg(long = "map", value_name = "FIELD=NAME", value_parser = mapping)]
    maps: Vec<(String, String)>,
    /// Repair the spelling of unknown words, as `tag --repair-spelling` does.
    #[arg(long)]
    repair_spelling: bool,
    /// Only rows labelled positive or negative; the sign of the score decides, zero is positive.
    #[arg(long, conflicts_with = "three")]
    binary: bool,
    /// Positive, negative and neutral; a mixed answer goes by the sign of its score.
    #[arg(long)]
    three: bool,
    /// Score categories of another scheme: a table `category  themes  note` says which themes each category stands for, and
    /// the rows carry `aspects`, a list of objects with a `category`.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["binary", "three", "errors", "maps"])]
    map_themes: Option<PathBuf>,
    /// Print one JSON object instead of tables.
    #[arg(long)]
    json: bool,
    /// What people said of the same rows, one file a person: how far they agree is told beside how far the machine agrees with
    /// each of them.
    #[arg(long, value_name = "FILE", num_args = 2.., conflicts_with = "map_themes")]
    people: Vec<PathBuf>,
    /// Figures to stay above, as --json wrote them for the same rows. Exit code 3 if any has dropped.
    #[arg(long, value_name = "FILE", conflicts_with = "map_themes")]
    floor: Option<PathBuf>,
    /// How far a figure may drop below --floor, in percentage points.
    #[arg(long, value_name = "POINTS", default_value_t = 2.0, requires = "floor")]
    margin: f64,
    /// Print the N worst cases with their evidence.
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "json")]
    errors: usize,
    /// Score only N rows, spread evenly over the input.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
}

fn mapping(text: &str) -> Result<(String, String), String> {
    super::mapping(text, &FIELDS)
}

fn language(code: &str) -> Result<Language, String> {
    Language::from_code(code).ok_or_else(|| "give sv, ar, sr, ru, en, other or und".to_owned())
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read, a row that is no labelled comment, lexicons that do not load, no rows.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let only = args.language.filter(|l| l.served_index().is_some());
    let languages = only.map_or(Language::SERVED.to_vec(), |language| vec![language]);
    let (folder, codeframe) = (args.lexicons.as_deref(), args.codeframe.as_deref());
    let lexicons = super::load_with(folder, codeframe, &languages)?;
    let pipeline = Pipeline::new(Arc::new(lexicons)).with_spelling_repair(args.repair_spelling);
    if let Some(path) = &args.map_themes {
        return categories(&args, path, &pipeline);
    }
    let labels = match (args.binary, args.three) {
        (true, _) => Labels::Binary,
        (_, true) => Labels::Three,
        _ => Labels::Four,
    };
    let rows: Vec<Judged> = gold(&args)?
        .into_iter()
        .map(|row| judge(row, &args, labels, &pipeline))
        .collect();
    let evaluation = evaluate(&rows, labels, args.language);
    let mut out = String::new();
    let beside = Beside {
        people: people(&args.people, &rows, &pipeline)?,
        evaluation,
    };
    let evaluation = &beside.evaluation;
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&beside)?)?;
    } else {
        write!(out, "{}", Table(evaluation))?;
        if let Some(people) = &beside.people {
            write!(out, "\n{people}")?;
        }
    }
    for row in worst(&rows, args.errors) {
        let lexicons = pipeline.lexicons();
        write!(out, "\n{}", Mistake { row, lexicons })?;
    }
    super::print(&out)?;
    match &args.floor {
        Some(path) => above(path, evaluation, args.margin),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// The machine's figures, and the people's beside them.
#[derive(serde::Serialize)]
struct Beside {
    #[serde(flatten)]
    evaluation: Evaluation,
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<Agreement>,
}

/// How far people agree with one another and with the machine.
fn people(
    files: &[PathBuf],
    rows: &[Judged],
    pipeline: &Pipeline,
) -> anyhow::Result<Option<Agreement>> {
    if files.is_empty() {
        return Ok(None);
    }
    let mut coders = super::agreement::coders(files)?;
    coders.push(machine(rows, pipeline));
    Ok(Some(agreement(&coders)))
}

/// The machine's answers as those of one who labels.
fn machine(rows: &[Judged], pipeline: &Pipeline) -> Coder {
    let codeframe = pipeline.lexicons().codeframe();
    let answer = |row: &Judged| {
        let mentions = row.annotation.mentions.iter();
        let themes = mentions.map(|one| (codeframe.theme(one.theme).id.clone(), one.polarity));
        Gold {
            id: row.gold.id.clone(),
            language: Some(row.annotation.detection.language),
            sentiment: Some(row.annotation.sentiment.polarity),
            mentions: Some(themes.collect()),
            ..Gold::default()
        }
    };
    Coder {
        name: "machine".to_owned(),
        rows: rows.iter().map(answer).collect(),
    }
}

/// Says which figures have dropped by more than a margin in percentage points.
fn above(path: &Path, evaluation: &Evaluation, margin: f64) -> anyhow::Result<ExitCode> {
    let text = fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
    let floor = Floor::parse(&path.display().to_string(), &text)?;
    let drops = floor.drops(evaluation, margin / 100.0)?;
    for drop in &drops {
        let is = drop
            .is
            .map_or("gone".to_owned(), |is| format!("{:.1}", 100.0 * is));
        eprintln!(
            "verbatims: {} of {} was {:.1} and is {is}",
            drop.figure,
            drop.scope,
            100.0 * drop.was
        );
    }
    Ok(match drops.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(super::exit::ABOVE_LIMIT),
    })
}

/// Scores the categories of another scheme.
fn categories(args: &Args, path: &Path, pipeline: &Pipeline) -> anyhow::Result<ExitCode> {
    let table = fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
    let codeframe = pipeline.lexicons().codeframe();
    let map = ThemeMap::parse(&path.display().to_string(), &table, codeframe)?;
    let mut rows = Vec::new();
    for file in &args.files {
        let content = content(file).map_err(|error| Error::io(file, error))?;
        rows.extend(aspects::read(&file.display().to_string(), &content)?);
    }
    if let Some(count) = args.sample {
        rows = spread(rows, count);
    }
    let result = aspects::evaluate(&rows, &map, pipeline, args.language);
    match args.json {
        true => super::print(&(serde_json::to_string_pretty(&result)? + "\n")),
        false => super::print(&result.to_string()),
    }
}

fn judge(row: Gold, args: &Args, labels: Labels, pipeline: &Pipeline) -> Judged {
    let given = row
        .language
        .or(args.language)
        .filter(|_| args.given_language);
    let annotation = pipeline.annotate_as(&row.text, given);
    Judged::new(row, annotation, labels, pipeline.lexicons().codeframe())
}

/// The rows asked for, in the order of the files.
fn gold(args: &Args) -> Result<Vec<Gold>, Error> {
    let mut map = FieldMap::default();
    for (field, name) in &args.maps {
        map.set(field, name);
    }
    let mut rows = Vec::new();
    for path in &args.files {
        let content = content(path).map_err(|error| Error::io(path, error))?;
        let own = read(&path.display().to_string(), &content, &map)?;
        labelled(path, &content, &own, args, &map)?;
        rows.extend(own);
    }
    if let Some(language) = args.language {
        rows.retain(|row| row.language.is_none_or(|own| own == language));
    }
    if let Some(count) = args.sample {
        rows = spread(rows, count);
    }
    if rows.is_empty() {
        let names: Vec<String> = args.files.iter().map(|p| p.display().to_string()).collect();
        return Err(Error::Empty(names.join(", ")));
    }
    Ok(rows)
}

/// Rows without any label that is asked for would give an empty table: say what they have instead.
fn labelled(
    path: &Path,
    content: &str,
    rows: &[Gold],
    args: &Args,
    map: &FieldMap,
) -> Result<(), Error> {
    let name = map.name("sentiment");
    let (fields, values) = survey(content, name);
    let listed = |names: &BTreeSet<String>| {
        let first: Vec<&str> = names.iter().take(12).map(String::as_str).collect();
        first.join(", ")
    };
    let wrong = |problem: String, help: String| {
        Err(Error::Input {
            source_name: path.display().to_string(),
            problem,
            help,
        })
    };
    for (field, name) in &args.maps {
        if !rows.is_empty() && !fields.contains(name) {
            let problem = format!("no row has a field '{name}', from which {field} is to be read");
            return wrong(problem, format!("the rows have {}", listed(&fields)));
        }
    }
    if !values.is_empty() && rows.iter().all(|row| row.sentiment.is_none()) {
        let problem = format!(
            "no row's '{name}' is positive, negative, neutral or mixed; they are {}",
            listed(&values)
        );
        return wrong(
            problem,
            "--map sentiment=NAME names the field with the labels".to_owned(),
        );
    }
    let bare =
        |row: &Gold| row.sentiment.is_none() && row.mentions.is_none() && row.language.is_none();
    if !rows.is_empty() && rows.iter().all(bare) {
        let problem = "no row has a label: sentiment, mentions or lang".to_owned();
        let help = format!(
            "--map sentiment=NAME names the field that holds it; the rows have {}",
            listed(&fields)
        );
        return wrong(problem, help);
    }
    Ok(())
}

fn content(path: &Path) -> io::Result<String> {
    if path == Path::new("-") {
        let mut content = String::new();
        io::stdin().read_to_string(&mut content)?;
        return Ok(content);
    }
    fs::read_to_string(path)
}

/// `count` of the rows, evenly spaced; all of them if there are fewer.
fn spread<T>(rows: Vec<T>, count: usize) -> Vec<T> {
    let total = rows.len();
    let keep = |i: usize| (i + 1) * count / total > i * count / total;
    rows.into_iter()
        .enumerate()
        .filter(|(i, _)| count >= total || keep(*i))
        .map(|(_, row)| row)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_evenly() {
        assert_eq!(spread((0..10).collect(), 5), [1, 3, 5, 7, 9]);
        assert_eq!(spread((0..10).collect(), 3), [3, 6, 9]);
        assert_eq!(spread((0..3).collect(), 9), [0, 1, 2]);
        assert!(spread(Vec::<u8>::new(), 3).is_empty());
        for count in 0..=100 {
            assert_eq!(spread((0..100).collect(), count).len(), count);
        }
    }

    #[test]
    fn a_mapping_names_a_known_field() {
        assert_eq!(
            mapping("sentiment=label"),
            Ok(("sentiment".to_owned(), "label".to_owned()))
        );
        for wrong in ["sentiment", "feeling=label", "text="] {
            assert!(mapping(wrong).is_err(), "{wrong}");
        }
    }
}
