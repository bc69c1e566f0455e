//! The command line.

use clap::Parser;
use std::process::ExitCode;

#[derive(Parser)]
enum Command {
    Evaluate(verbatims::cli::evaluate::Args),
}

fn main() -> anyhow::Result<ExitCode> {
    let Command::Evaluate(args) = Command::parse();
    verbatims::cli::evaluate::run(args)
}
