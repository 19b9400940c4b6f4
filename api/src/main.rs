//! `mingjing`: supervision and analytics for government service centres. One binary; each subcommand is a file in [`commands`].

#![forbid(unsafe_code)]

mod clock;
mod commands;
mod exchange;
mod model;
mod output;
mod serve;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = commands::Arguments::parse();
    output::start_logging(arguments.command.is_server());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("mingjing: cannot start: {error}");
            return ExitCode::from(2);
        }
    };
    match runtime.block_on(commands::run(arguments)) {
        Ok(status) => ExitCode::from(status),
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("mingjing: {error:#}");
            ExitCode::from(2)
        }
    }
}
