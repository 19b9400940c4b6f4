//! How the command line speaks: results on standard output, progress and logs on standard error.

use std::io::{ErrorKind, IsTerminal, Write};

use tracing_subscriber::EnvFilter;

use crate::say;

/// Starts logging to standard error: a server tells what it does, a command only what is wrong. `MINGJING_LOG` changes it.
pub fn start_logging(is_server: bool) {
    let default = if is_server { "mingjing=info,mingjing_engine=info,warn" } else { "warn" };
    let filter = EnvFilter::try_from_env("MINGJING_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
}

/// Progress on standard error: one line redrawn on a terminal, plain lines elsewhere.
pub struct Progress {
    is_terminal: bool,
    /// What was shown last, and how many tenths of it.
    last: (String, u64),
}

impl Progress {
    /// A new line of progress.
    pub fn new() -> Progress {
        Progress { is_terminal: std::io::stderr().is_terminal(), last: Default::default() }
    }

    /// Shows how far it is with `what`; `done` of `total` in any unit, `told` in words.
    pub fn show(&mut self, what: &str, told: &str, done: u64, total: u64) {
        let percent = done.saturating_mul(100).checked_div(total).map_or(100, |percent| percent.min(100));
        if self.is_terminal {
            let filled = (percent / 5) as usize;
            eprint!("\r{what}: {told} [{}{}] {percent:>3}% ", "=".repeat(filled), " ".repeat(20 - filled));
            return;
        }
        // Elsewhere a line every tenth, so that a log stays readable.
        let reached = (what.to_owned(), percent / 10);
        if reached != self.last {
            eprintln!("{what}: {told} {}%", percent / 10 * 10);
            self.last = reached;
        }
    }
}

/// Prints one machine-readable object.
pub fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    say!("{}", serde_json::to_string(value)?);
    Ok(())
}

/// Prints a line on standard output. A reader that has had enough, as `head` has, ends nothing: the command still finishes its work.
#[macro_export]
macro_rules! say {
    ($($text:tt)*) => {
        $crate::output::print_line(format_args!($($text)*))
    };
}

/// Prints a line; behind [`say`](crate::say).
pub fn print_line(text: std::fmt::Arguments<'_>) {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("mingjing: the output cannot be written: {error}");
            std::process::exit(2);
        }
        _ => {}
    }
}

/// Whether an error is only that nobody reads the output any more.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(|cause| cause.kind() == ErrorKind::BrokenPipe))
}
