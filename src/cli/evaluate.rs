//! `verbatims evaluate`: scores annotations against labelled rows.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use verbatims::document::Language;
use verbatims::error::Error;
use verbatims::evaluate::evaluate;
use verbatims::evaluate::gold::{FIELDS, FieldMap, Gold, read};
use verbatims::evaluate::judge::{Judged, Labels};
use verbatims::evaluate::mistakes::{Mistake, worst};
use verbatims::evaluate::table::Table;
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
    /// Print one JSON object instead of tables.
    #[arg(long)]
    json: bool,
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
    let mut out = io::BufWriter::new(io::stdout().lock());
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&evaluation)?)?;
    } else {
        write!(out, "{}", Table(&evaluation))?;
    }
    for row in worst(&rows, args.errors) {
        let lexicons = pipeline.lexicons();
        write!(out, "\n{}", Mistake { row, lexicons })?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
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
        rows.extend(read(&path.display().to_string(), &content, &map)?);
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
