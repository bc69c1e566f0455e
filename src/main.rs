//! The command line.

use clap::Parser;
use std::process::ExitCode;

#[derive(Parser)]
enum Command {
    Evaluate(verbatims::cli::evaluate::Args),
    Explain(verbatims::cli::explain::Args),
    Lexicon(verbatims::cli::lexicon::Args),
}

fn main() -> anyhow::Result<ExitCode> {
    match Command::parse() {
        Command::Evaluate(args) => verbatims::cli::evaluate::run(args),
        Command::Explain(args) => verbatims::cli::explain::run(&args),
        Command::Lexicon(args) => verbatims::cli::lexicon::run(&args),
    }
}
