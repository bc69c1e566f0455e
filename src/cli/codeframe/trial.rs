//! `verbatims codeframe try`: what an edit would change in comments that were annotated before.

use super::super::{Usage, files_with, print, printable};
use rayon::prelude::*;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verbatims::annotation::Polarity;
use verbatims::document::Language;
use verbatims::error::Error;
use verbatims::lexicon::bundle::Files;
use verbatims::pipeline;
use verbatims::study::trial::{EXAMPLES, Outcome, Scratch, Themes, Trial};

/// Say which comments would gain and lose which themes by an edit, before anything is saved.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The edit: a folder laid out as the lexicons, with the files as they would be (codeframe.toml, en/themes/price.tsv ...).
    edit: PathBuf,
    /// The comments: JSON Lines as `tag` writes them; `-` for standard input.
    input: PathBuf,
    /// The lexicons that the edit is made to; the bundled ones unless given.
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    /// Threads; one a core if 0. The output does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
}

/// Bytes of rows in memory at a time.
const CHUNK: u64 = 16 << 20;

/// Characters of an example.
const LONGEST_EXAMPLE: usize = 160;

/// What is read of a row; the rest is passed over.
#[derive(Deserialize)]
struct Row<'r> {
    #[serde(borrow, default)]
    id: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    text: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    language: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    mentions: Option<Vec<RowMention<'r>>>,
    #[serde(borrow, default)]
    made_by: Option<RowMadeBy<'r>>,
}

#[derive(Deserialize)]
struct RowMention<'r> {
    #[serde(borrow)]
    theme: Cow<'r, str>,
    polarity: Polarity,
}

#[derive(Deserialize)]
struct RowMadeBy<'r> {
    #[serde(borrow, default)]
    lexicons: Cow<'r, str>,
}

/// A comment that would change.
struct Changed {
    id: String,
    text: String,
    outcome: Outcome,
}

/// What a run of rows says.
#[derive(Default)]
struct Part {
    rows: u64,
    concerned: u64,
    before: BTreeMap<String, u64>,
    changed: Vec<Changed>,
    /// Rows of other lexicons, whose themes had to be found anew.
    foreign: u64,
}

/// A theme's account.
#[derive(Default)]
struct Account {
    before: u64,
    gained: u64,
    lost: u64,
    turned: u64,
    examples: [Vec<String>; 3],
}

/// Runs the command.
///
/// # Errors
/// Lexicons or an edit that break their format, an input that cannot be read or whose rows have no text.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    pipeline::set_threads(args.threads);
    if !args.edit.is_dir() {
        return Err(Usage(format!(
            "{} is no folder; put the edited files into one, laid out as the lexicons",
            args.edit.display()
        ))
        .into());
    }
    let old = files_with(args.lexicons.as_deref(), None)?;
    let new = old.clone().with_codeframe(Files::from_dir(&args.edit)?)?;
    let trial = Trial::new(old, new)?;
    for (language, file) in trial.whole_languages() {
        eprintln!(
            "verbatims: {file} differs, which can change any comment in {}: all of them are annotated",
            language.code()
        );
    }
    let mut totals = Part::default();
    let mut accounts: BTreeMap<String, Account> = BTreeMap::new();
    let read = |error| Error::io(&args.input, error);
    let mut reader = open(&args.input).map_err(read)?;
    loop {
        let chunk = chunk(&mut reader).map_err(read)?;
        if chunk.is_empty() {
            break;
        }
        let first = totals.rows + 1;
        for part in parts(&trial, &chunk, first, &args.input)? {
            add(&mut totals, &mut accounts, part);
        }
    }
    if totals.rows == 0 {
        return Err(Error::Empty(args.input.display().to_string()).into());
    }
    print(&told(&totals, &accounts)?)?;
    Ok(ExitCode::SUCCESS)
}

fn open(path: &Path) -> io::Result<BufReader<Box<dyn io::Read>>> {
    let source: Box<dyn io::Read> = match path == Path::new("-") {
        true => Box::new(io::stdin()),
        false => Box::new(File::open(path)?),
    };
    Ok(BufReader::with_capacity(1 << 20, source))
}

/// Some whole lines.
fn chunk(reader: &mut BufReader<Box<dyn io::Read>>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.by_ref().take(CHUNK).read_to_end(&mut bytes)?;
    if !bytes.is_empty() && bytes.last() != Some(&b'\n') {
        reader.read_until(b'\n', &mut bytes)?;
    }
    Ok(bytes)
}

/// Looks at the rows of a chunk on all cores; the parts keep their order.
fn parts(trial: &Trial, chunk: &[u8], first: u64, path: &Path) -> anyhow::Result<Vec<Part>> {
    let lines: Vec<&[u8]> = chunk
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.iter().all(u8::is_ascii_whitespace))
        .collect();
    let run = 512;
    let parts: Vec<anyhow::Result<Part>> = lines
        .par_chunks(run)
        .enumerate()
        .map_init(Scratch::default, |scratch, (index, lines)| {
            let mut part = Part::default();
            for (offset, line) in lines.iter().enumerate() {
                let number = first + (index * run + offset) as u64;
                look(trial, scratch, line, &mut part).map_err(|problem| Error::Input {
                    source_name: format!("{}:{number}", path.display()),
                    problem,
                    help: "give the JSON Lines that `verbatims tag` writes, with their texts (without --no-text)".into(),
                })?;
            }
            Ok(part)
        })
        .collect();
    parts.into_iter().collect()
}

fn look(trial: &Trial, scratch: &mut Scratch, line: &[u8], part: &mut Part) -> Result<(), String> {
    let row: Row<'_> = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let text = row.text.ok_or("the row has no text")?;
    part.rows += 1;
    let language = row
        .language
        .and_then(|code| Language::from_code(&code))
        .unwrap_or_else(|| trial.language(&text));
    let ours = row
        .made_by
        .is_some_and(|made| made.lexicons == trial.old_hash());
    let stored: Option<Themes> = row.mentions.map(|mentions| {
        let pairs = mentions
            .into_iter()
            .map(|m| (m.theme.into_owned(), m.polarity));
        pairs.collect()
    });
    let concerned = trial.concerns(scratch, &text, language);
    let before = match stored {
        Some(stored) if ours || !concerned => stored,
        _ => {
            part.foreign += u64::from(!ours);
            trial.before(&text, language)
        }
    };
    for theme in before.keys() {
        match part.before.get_mut(theme) {
            Some(count) => *count += 1,
            None => {
                part.before.insert(theme.clone(), 1);
            }
        }
    }
    if !concerned {
        return Ok(());
    }
    part.concerned += 1;
    let outcome = trial.outcome(&text, language, &before);
    if outcome != Outcome::default() {
        part.changed.push(Changed {
            id: row.id.unwrap_or_default().into_owned(),
            text: text.into_owned(),
            outcome,
        });
    }
    Ok(())
}

fn add(totals: &mut Part, accounts: &mut BTreeMap<String, Account>, part: Part) {
    totals.rows += part.rows;
    totals.concerned += part.concerned;
    totals.foreign += part.foreign;
    for (theme, count) in part.before {
        accounts.entry(theme).or_default().before += count;
    }
    for changed in part.changed {
        let example = |more: &str| {
            let text: String = changed.text.chars().take(LONGEST_EXAMPLE).collect();
            let dots = if text.len() < changed.text.len() {
                "…"
            } else {
                ""
            };
            format!(
                "{}{more}  {}{dots}",
                printable(&changed.id),
                printable(&text)
            )
        };
        let mut keep = |theme: &str, side: usize, line: String| {
            let account = accounts.entry(theme.to_owned()).or_default();
            match side {
                0 => account.gained += 1,
                1 => account.lost += 1,
                _ => account.turned += 1,
            }
            if let Some(examples) = account
                .examples
                .get_mut(side)
                .filter(|e| e.len() < EXAMPLES)
            {
                examples.push(line);
            }
        };
        for theme in &changed.outcome.gained {
            keep(theme, 0, example(""));
        }
        for theme in &changed.outcome.lost {
            keep(theme, 1, example(""));
        }
        for (theme, was, is) in &changed.outcome.turned {
            keep(
                theme,
                2,
                example(&format!(" ({} -> {})", was.name(), is.name())),
            );
        }
    }
}

fn told(totals: &Part, accounts: &BTreeMap<String, Account>) -> Result<String, fmt::Error> {
    let mut out = String::new();
    writeln!(
        out,
        "{} comments; the edit can concern {} of them; nothing was saved",
        totals.rows, totals.concerned
    )?;
    if totals.foreign > 0 {
        writeln!(
            out,
            "{} of them were annotated with other lexicons; what they have is taken from the lexicons that the edit is made to",
            totals.foreign
        )?;
    }
    let touched: Vec<(&String, &Account)> = accounts
        .iter()
        .filter(|(_, account)| account.gained + account.lost + account.turned > 0)
        .collect();
    if touched.is_empty() {
        writeln!(out, "no comment gains or loses a theme")?;
    }
    for (theme, account) in touched {
        let after =
            account.before + account.gained - account.lost.min(account.before + account.gained);
        writeln!(
            out,
            "\n{theme}: {} comments, would be {after}: {} gained, {} lost, {} with another polarity",
            account.before, account.gained, account.lost, account.turned
        )?;
        for (side, examples) in ["gained", "lost", "turned"].iter().zip(&account.examples) {
            if !examples.is_empty() {
                writeln!(out, "  {side}")?;
            }
            for example in examples {
                writeln!(out, "    {example}")?;
            }
        }
    }
    Ok(out)
}
