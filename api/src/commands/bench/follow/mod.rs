//! `mingjing bench follow`: from the ledger alone to published facts and alerts, as the first start of an installation does it, and the second
//! start from the copy on disk.
//!
//! Each start is a process of its own, so that its memory is its own. Where the time goes is measured on the same ledger once more, stage by
//! stage, as timers inside the pass would cost what they measure.
//!
//! | file | subject |
//! |---|---|
//! | `start` | one start, in its own process |
//! | `stages` | the ledger read, parsed, folded and walked, made facts of; alert steps written |
//! | `report` | what is printed |

mod report;
mod stages;
mod start;

use clap::Args;

use super::made::{self, Cases, Wanted};
use crate::output::print_json;
use crate::say;
use stages::Stages;
use start::Start;

/// Options of `bench follow`.
#[derive(Args)]
pub struct FollowBench {
    #[command(flatten)]
    wanted: Wanted,
    /// Make a ledger in which every case is open, as `bench latency` uses it, instead of one of two years.
    #[arg(long)]
    open: bool,
    /// Leave out the second pass that tells where the time goes.
    #[arg(long)]
    no_stages: bool,
    /// One start in this process; what a run of the benchmark calls itself with.
    #[arg(long, hide = true, requires = "data")]
    start: bool,
}

/// What was measured.
struct Measured {
    /// How the ledger came to be, in words.
    made: String,
    made_seconds: Option<f64>,
    events: u64,
    first: Start,
    second: Start,
    stages: Option<Stages>,
}

impl FollowBench {
    /// Runs it.
    pub async fn run(self, json: bool) -> anyhow::Result<u8> {
        if self.start {
            print_json(&Start::here(self.wanted.named()?).await?)?;
            return Ok(0);
        }
        let cases = if self.open { Cases::Open } else { Cases::TwoYears };
        let made = self.wanted.ledger("follow", cases).await?;
        // The first start of an installation has no copy; alerts that an earlier run of this benchmark wrote stay in the ledger.
        let copy = made.data().join("facts");
        if copy.exists() {
            std::fs::remove_dir_all(&copy)?;
        }
        let events = made::events(made.data()).await?;
        let first = Start::of_process(made.data())?;
        let second = Start::of_process(made.data())?;
        let stages = match self.no_stages {
            true => None,
            false => Some(Stages::measure(made.data()).await?),
        };
        let measured = Measured { made: made.text(), made_seconds: made.seconds, events, first, second, stages };
        if json {
            print_json(&report::object(&measured, self.wanted.seed))?;
        } else {
            say!("{}", report::text(&measured));
        }
        Ok(0)
    }
}
