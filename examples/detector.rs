use clap::Parser;
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    args: verbatims::cli::detector::Args,
}
fn main() -> anyhow::Result<std::process::ExitCode> {
    verbatims::cli::detector::run(Cli::parse().args)
}
