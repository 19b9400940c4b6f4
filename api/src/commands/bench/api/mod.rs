//! `mingjing bench api`: many clients on kept connections read what the console reads, then the list of cases alone.
//!
//! Each client asks again as soon as it is answered, unless it is told to pause. The processors are shared with the server.
//!
//! | file | subject |
//! |---|---|
//! | `mix` | what is asked |
//! | `clients` | the clients |
//! | `report` | what is printed |

mod clients;
mod mix;
mod report;

use std::time::Duration;

use clap::Args;

use super::made::{Cases, NOW, Wanted};
use super::memory::Resident;
use super::server::Server;
use crate::output::print_json;
use crate::say;
use clients::Asked;
use mix::Mix;

/// Options of `bench api`.
#[derive(Args)]
pub struct ApiBench {
    #[command(flatten)]
    wanted: Wanted,
    /// Clients, each with a connection of its own.
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    clients: u32,
    /// For how long each part is measured.
    #[arg(long, default_value_t = 20, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// How long a client waits after an answer.
    #[arg(long, default_value_t = 0, value_name = "MILLISECONDS")]
    pause: u64,
}

/// What was measured.
struct Measured {
    /// How the ledger came to be, in words.
    made: String,
    cases: u64,
    /// Seconds from the start of the server until it listened.
    ready: f64,
    memory: Resident,
    /// All kinds of reads, mixed.
    mixed: Asked,
    /// The list of cases alone.
    lists: Asked,
}

impl ApiBench {
    /// Runs it; 2 where an answer was none.
    pub async fn run(self, json: bool) -> anyhow::Result<u8> {
        let made = self.wanted.ledger("api", Cases::TwoYears).await?;
        let (data, text) = (made.data().to_owned(), made.text());
        let (bench, measured) = tokio::task::spawn_blocking(move || {
            let server = Server::start(&data, NOW)?;
            let mix = Mix::of(server.address)?;
            let time = Duration::from_secs(self.seconds.into());
            let pause = Duration::from_millis(self.pause);
            let mixed = clients::ask(server.address, self.clients, time, pause, &mix.all(), self.wanted.seed)?;
            let lists = clients::ask(server.address, self.clients, time, pause, &mix.lists(), self.wanted.seed)?;
            let measured = Measured { made: text, cases: mix.cases, ready: server.ready, memory: server.memory(), mixed, lists };
            anyhow::Ok((self, measured))
        })
        .await??;
        if json {
            print_json(&report::object(&bench, &measured))?;
        } else {
            say!("{}", report::text(&bench, &measured));
        }
        Ok(if measured.mixed.failed + measured.lists.failed > 0 { 2 } else { 0 })
    }
}
