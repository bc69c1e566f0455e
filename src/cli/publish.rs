//! `verbatims publish`: what is published, into the database of the job.

use super::run::{EXIT_CODES, How, with_job};
use std::path::PathBuf;
use std::process::ExitCode;
use verbatims::job;

/// Arguments of `publish`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub struct Args {
    /// Configuration of the job.
    #[arg(value_name = "JOB")]
    job: PathBuf,
    /// Send all comments, not only those that changed since the generation that the database holds.
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    how: How,
}

/// Brings the database to what is published. A run does so by itself; this is for a server that was not there then.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    Ok(with_job(&args.job, &args.how, |job, log, stop| {
        job::publish(job, args.full, log, stop)
    }))
}
