//! `verbatims check`: how inputs will be read, without tagging them.
//!
//! A name that ends in `.toml` is a job's configuration, any other an export.

use super::{Usage, check_input, check_job};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An export, or `-` for standard input; a name that ends in .toml is a job.
    #[arg(required = true, value_name = "FILE")]
    file: String,
    /// Folder of lexicons to use in place of those the program carries.
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    #[command(flatten)]
    input: Box<check_input::Args>,
    #[command(flatten)]
    job: check_job::Args,
}

/// Checks a job or an export.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let ending = Path::new(&args.file).extension();
    if ending.is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
        return check_job::run(Path::new(&args.file), &args.job);
    }
    if args.job.any() {
        let message = "--env and --json go with a job, a name that ends in .toml";
        return Err(Usage(message.to_owned()).into());
    }
    check_input::run(&args.file, args.lexicons.as_deref(), &args.input)
}
