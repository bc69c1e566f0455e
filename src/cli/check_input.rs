//! `verbatims check EXPORT`: what an export is taken for, what becomes of its rows, and the first that cannot be read.

use super::input::{self, listed};
use super::{counted, exit, overwriting, print, printable};
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verbatims::comment::Reject;
use verbatims::lexicon::Files;
use verbatims::sink::output::Output;
use verbatims::source::columns::Role;
use verbatims::source::piece::{Kind, Piece};
use verbatims::source::{self, Batch, Options, Packing, Profile, Reading, Rows, Source};
use verbatims::{Error, Result};

/// Arguments of `check` for an export.
#[derive(Debug, clap::Args)]
#[group(id = "export")]
pub struct Args {
    /// Write the rows as they are read into this file, `-` for standard output, as CSV in UTF-8: the header, then every row; of a row that is
    /// rejected its cells as well as they could be cut.
    #[arg(long, value_name = "OUT")]
    dump_rows: Option<PathBuf>,
    /// Write how the export is read into this file, for --pin.
    #[arg(long, value_name = "FILE")]
    write_pin: Option<PathBuf>,
    /// Percentage of rejected rows above which the exit code is 3.
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0, value_parser = super::percentage)]
    max_rejects: f64,
    /// Rejected rows to show.
    #[arg(long, value_name = "N", default_value_t = 10)]
    problems: usize,
    // Last: the headings in it hold for all that follows.
    #[command(flatten)]
    input: input::Args,
}

/// Reads an export to its end and says what was found.
pub fn run(name: &str, lexicons: Option<&Path>, args: &Args) -> anyhow::Result<ExitCode> {
    let inputs = [Some(Path::new(name)), args.input.pin()];
    let outputs = args.dump_rows.iter().chain(&args.write_pin).cloned();
    overwriting::refuse(inputs.into_iter().flatten(), outputs)?;
    let files = match lexicons {
        None => Files::bundled(),
        Some(folder) => Files::from_dir(folder)?,
    };
    let words = files.get("common/columns.toml").unwrap_or_default();
    let options = Options {
        lenient: true,
        ..args.input.options(words)?
    };
    let mut dump = args.dump_rows.as_deref().map(Dump::create).transpose()?;
    let mut source = source::open(name, &options)?;
    if let Some(dump) = &mut dump {
        dump.write(source.head())?;
    }
    let mut found = Found::default();
    found.read(&mut *source, dump.as_mut(), args.problems)?;
    if let Some(dump) = dump {
        dump.finish()?;
    }
    let profile = source.profile();
    if let Some(path) = &args.write_pin {
        let mut output = Output::create(path)?;
        output.write(Reading::of(&profile).to_toml().as_bytes())?;
        output.commit()?;
    }
    let told = told(&profile, &found);
    // Rows that go to standard output have it for themselves.
    match args.dump_rows.as_deref() == Some(Path::new("-")) {
        true => eprint!("{told}"),
        false => drop(print(&told)?),
    }
    Ok(ExitCode::from(code(&profile, &found.rows, args)))
}

/// The exit code that tagging the export would have.
fn code(profile: &Profile, rows: &Rows, args: &Args) -> u8 {
    let share = 100.0 * rows.rejected_sum() as f64 / rows.read.max(1) as f64;
    if !profile.problems.is_empty() {
        exit::CONTRACT
    } else if rows.read == 0 {
        exit::INCOMPLETE
    } else if share > args.max_rejects {
        exit::ABOVE_LIMIT
    } else {
        0
    }
}

/// What became of the rows.
#[derive(Default)]
struct Found {
    rows: Rows,
    rejects: Vec<Reject>,
}

impl Found {
    fn read(
        &mut self,
        source: &mut dyn Source,
        mut dump: Option<&mut Dump>,
        keep: usize,
    ) -> Result<()> {
        let mut going_on = true;
        while going_on {
            let mut batch = match dump {
                Some(_) => Batch::with_pieces(),
                None => Batch::default(),
            };
            going_on = source.read(&mut batch)?;
            self.rows.add(&batch.rows);
            if let Some(dump) = &mut dump {
                dump.write(&batch.pieces.unwrap_or_default())?;
            }
            let more = keep.saturating_sub(self.rejects.len());
            self.rejects.extend(batch.rejects.into_iter().take(more));
        }
        Ok(())
    }
}

/// Writes rows as they are read.
struct Dump {
    path: PathBuf,
    output: Output,
}

impl Dump {
    fn create(path: &Path) -> Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            output: Output::create(path)?,
        })
    }

    fn write(&mut self, pieces: &[Piece]) -> Result<()> {
        let fail = |error| Error::io(&self.path, error);
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(Vec::new());
        for piece in pieces {
            let shown = matches!(piece.kind, Kind::Header | Kind::Row | Kind::Reject);
            if shown && !piece.cells.is_empty() {
                let written = writer.write_record(&piece.cells);
                written.map_err(|error| fail(io::Error::from(error)))?;
            }
        }
        let bytes = writer.into_inner();
        self.output
            .write(&bytes.map_err(|error| fail(error.into_error()))?)
    }

    fn finish(self) -> Result<()> {
        self.output.commit()
    }
}

/// What was found, a line a thing.
fn told(profile: &Profile, found: &Found) -> String {
    let mut lines: Vec<(&str, String)> = vec![
        ("input", profile.source.to_string()),
        ("format", profile.format.name().to_owned()),
    ];
    lines.extend(of_file(profile));
    lines.extend(of_columns(profile));
    lines.extend(of_rows(found));
    let changed = profile
        .drift
        .iter()
        .map(|drift| ("changed", drift.to_string()));
    lines.extend(changed);
    let problems = profile.problems.iter().cloned();
    lines.extend(
        problems
            .chain(found.rejects.iter().map(rejected))
            .map(|one| ("problem", one)),
    );
    let mut text = String::new();
    for (name, value) in lines {
        let _ = writeln!(text, "{name:<10} {}", printable(&value));
    }
    text
}

fn sure(confidence: u16) -> String {
    format!("sure to {}.{} %", confidence / 10, confidence % 10)
}

/// How the file as a whole is written.
fn of_file(profile: &Profile) -> Vec<(&'static str, String)> {
    let confidence = profile.confidence;
    let mut lines = Vec::new();
    if profile.packing != Packing::Plain {
        lines.push(("packed by", profile.packing.name().to_owned()));
    }
    match &profile.sheet {
        Some(sheet) => {
            let all = profile.sheets.join(", ");
            lines.push(("sheet", format!("{sheet:?} of {all}")));
        }
        None => {
            let mark = match profile.encoding.mark {
                true => " with a byte order mark",
                false => "",
            };
            let (name, sure) = (&profile.encoding.name, sure(confidence.encoding));
            lines.push(("encoding", format!("{name}{mark}, {sure}")));
        }
    }
    if profile.replaced > 0 {
        lines.push(("replaced", counted(profile.replaced, "character")));
    }
    if let (Some(delimiter), Some(quote), None) = (profile.delimiter, profile.quote, &profile.sheet)
    {
        let sure = sure(confidence.dialect);
        let dialect = format!("delimiter {delimiter:?}, quote {quote:?}, {sure}");
        lines.push(("dialect", dialect));
    }
    lines
}

/// The header, and the columns in use.
fn of_columns(profile: &Profile) -> Vec<(&'static str, String)> {
    let confidence = profile.confidence;
    let mut lines = Vec::new();
    if profile.header_rows > 0 {
        let shape = profile.header_shape.as_deref().unwrap_or("plain");
        let rows = counted(profile.header_rows as u64, "row");
        let header = format!("{rows}, {shape}, {}", sure(confidence.header));
        lines.push(("header", header));
    }
    if !profile.names.is_empty() {
        lines.push(("columns", profile.names.len().to_string()));
    }
    for used in &profile.columns {
        let sure = match used.role {
            Role::Text => format!(", {}", sure(confidence.columns)),
            _ => String::new(),
        };
        let column = format!("{:?}, by {}{sure}", used.column, used.basis.name());
        lines.push((used.role.name(), column));
    }
    lines
}

/// The account of the rows.
fn of_rows(found: &Found) -> [(&'static str, String); 2] {
    let rows = &found.rows;
    let account = format!(
        "{} read = {} with comments + {} rejected{} + {} skipped{}",
        rows.read,
        rows.annotated,
        rows.rejected_sum(),
        listed(&rows.rejected),
        rows.skipped_sum(),
        listed(&rows.skipped)
    );
    [("rows", account), ("comments", rows.comments.to_string())]
}

/// A row that cannot be read, with its place.
fn rejected(reject: &Reject) -> String {
    let (start, end) = reject.bytes;
    format!(
        "row {}, line {}, bytes {start}-{end}: {}: {}",
        reject.row, reject.line, reject.reason, reject.detail
    )
}
