//! The command line of `verbatims`.

mod cli;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let command = cli::Cli::parse();
    cli::run(command).unwrap_or_else(|error| cli::fail(&error))
}
