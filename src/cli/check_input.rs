//! `verbatims check EXPORT`: what an export is taken for, what becomes of its rows, and the first that cannot be read.

use super::input::{self, listed};
use super::{exit, printable};
use std::fs::File;
use std::io::{self, Write};
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
    /// Write the rows as they are read into this file, as CSV in UTF-8: the header, then every row; of a row that is
    /// rejected its cells as well as they could be cut.
    #[arg(long, value_name = "OUT")]
    dump_rows: Option<PathBuf>,
    /// Write how the export is read into this file, for --pin.
    #[arg(long, value_name = "FILE")]
    write_pin: Option<PathBuf>,
    #[command(flatten)]
    input: input::Args,
    /// Percentage of rejected rows above which the exit code is 3.
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0)]
    max_rejects: f64,
    /// Rejected rows to show.
    #[arg(long, value_name = "N", default_value_t = 10)]
    problems: usize,
}

/// Reads an export to its end and says what was found.
pub fn run(name: &str, lexicons: Option<&Path>, args: &Args) -> anyhow::Result<ExitCode> {
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
    tell(&mut io::stdout().lock(), &profile, &found).map_err(|error| Error::io("-", error))?;
    Ok(ExitCode::from(code(&profile, &found.rows, args)))
}

/// The exit code that tagging the export would have.
fn code(profile: &Profile, rows: &Rows, args: &Args) -> u8 {
    let share = 100.0 * rows.rejected_sum() as f64 / rows.read.max(1) as f64;
    if !profile.problems.is_empty() {
        exit::INPUT
    } else if rows.read == 0 {
        exit::EMPTY
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
    writer: csv::Writer<File>,
}

impl Dump {
    fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).map_err(|source| Error::Create {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self {
            path: path.to_owned(),
            writer: csv::WriterBuilder::new().flexible(true).from_writer(file),
        })
    }

    fn write(&mut self, pieces: &[Piece]) -> Result<()> {
        for piece in pieces {
            let shown = matches!(piece.kind, Kind::Header | Kind::Row | Kind::Reject);
            if shown && !piece.cells.is_empty() {
                self.writer
                    .write_record(&piece.cells)
                    .map_err(|error| Error::io(&self.path, io::Error::from(error)))?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        self.writer
            .flush()
            .map_err(|error| Error::io(&self.path, error))
    }
}

fn tell(out: &mut dyn Write, profile: &Profile, found: &Found) -> io::Result<()> {
    let mut line = |name: &str, value: &str| writeln!(out, "{name:<10} {}", printable(value));
    line("input", &profile.source)?;
    line("format", profile.format.name())?;
    if profile.packing != Packing::Plain {
        line("packed by", profile.packing.name())?;
    }
    let sure = |value: u16| format!("sure to {}.{} %", value / 10, value % 10);
    let confidence = profile.confidence;
    if let Some(sheet) = &profile.sheet {
        let all = profile.sheets.join(", ");
        line("sheet", &format!("{sheet:?} of {all}"))?;
    } else {
        let mark = if profile.encoding.mark {
            " with a byte order mark"
        } else {
            ""
        };
        let name = &profile.encoding.name;
        line(
            "encoding",
            &format!("{name}{mark}, {}", sure(confidence.encoding)),
        )?;
    }
    if profile.replaced > 0 {
        line("replaced", &format!("{} characters", profile.replaced))?;
    }
    if let (Some(delimiter), Some(quote), None) = (profile.delimiter, profile.quote, &profile.sheet)
    {
        let dialect = format!("delimiter {delimiter:?}, quote {quote:?}");
        line(
            "dialect",
            &format!("{dialect}, {}", sure(confidence.dialect)),
        )?;
    }
    if profile.header_rows > 0 {
        let shape = profile.header_shape.as_deref().unwrap_or("plain");
        let rows = profile.header_rows;
        line(
            "header",
            &format!("{rows} rows, {shape}, {}", sure(confidence.header)),
        )?;
    }
    if !profile.names.is_empty() {
        line("columns", &profile.names.len().to_string())?;
    }
    for used in &profile.columns {
        let basis = used.basis.name();
        let sure = match used.role {
            Role::Text => format!(", {}", sure(confidence.columns)),
            _ => String::new(),
        };
        line(
            used.role.name(),
            &format!("{:?}, by {basis}{sure}", used.column),
        )?;
    }
    let rows = &found.rows;
    line(
        "rows",
        &format!(
            "{} read = {} with comments + {} rejected{} + {} skipped{}",
            rows.read,
            rows.annotated,
            rows.rejected_sum(),
            listed(&rows.rejected),
            rows.skipped_sum(),
            listed(&rows.skipped)
        ),
    )?;
    line("comments", &rows.comments.to_string())?;
    for drift in &profile.drift {
        line("changed", &drift.to_string())?;
    }
    for problem in &profile.problems {
        line("problem", problem)?;
    }
    for reject in &found.rejects {
        let (start, end) = reject.bytes;
        line(
            "problem",
            &format!(
                "row {}, line {}, bytes {start}-{end}: {}: {}",
                reject.row, reject.line, reject.reason, reject.detail
            ),
        )?;
    }
    Ok(())
}
