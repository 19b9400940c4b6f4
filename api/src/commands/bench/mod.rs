//! `mingjing bench`: figures of this machine, ours beside those of others on the same data in the same run.
//!
//! It prints what was measured and claims nothing. Where both sides must come to the same answer and do not, it says so and ends
//! with status 2.

mod api;
mod events;
mod follow;
mod http;
mod ingest;
mod latency;
mod machine;
mod made;
mod memory;
mod random;
mod readers;
mod rules;
mod scratch;
mod server;
mod spread;
mod table;
mod walk;

use clap::{Args, Subcommand};

/// Options of `bench`.
#[derive(Args)]
pub struct Bench {
    #[command(subcommand)]
    command: BenchCommand,
    /// Print one machine-readable object.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum BenchCommand {
    /// Rules over generated rows: vectorised, by hand in DataFusion, by closures, by Rhai's interpreter, by CEL.
    Rules(rules::RulesBench),
    /// Two years of a generated district through the walk, all shipped rules; memory a case; start from a snapshot.
    Walk(walk::WalkBench),
    /// Import of a generated district, beside bare inserts of the same rows by the same library.
    Ingest(ingest::IngestBench),
    /// Each kind of file through our reader, mapping and check of form, beside its library alone.
    Readers(readers::ReadersBench),
    /// From the ledger alone to published facts and alerts, and the second start from the copy; memory a case.
    Follow(follow::FollowBench),
    /// Event by event: each applied to its case, eight rules judged, proofs taken; beside zen-engine on the same rows.
    Events(events::EventsBench),
    /// How long after its event's commit an alert is in the ledger and on the live stream, under a steady load.
    Latency(latency::LatencyBench),
    /// Reads of the API under many clients.
    Api(api::ApiBench),
}

impl Bench {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        let json = self.json;
        match self.command {
            // Those that compute and nothing else are kept off the runtime's own threads.
            BenchCommand::Rules(bench) => tokio::task::spawn_blocking(move || bench.run(json)).await?,
            BenchCommand::Walk(bench) => bench.run(json).await,
            BenchCommand::Ingest(bench) => bench.run(json).await,
            BenchCommand::Readers(bench) => tokio::task::spawn_blocking(move || bench.run(json)).await?,
            BenchCommand::Follow(bench) => bench.run(json).await,
            BenchCommand::Events(bench) => tokio::task::spawn_blocking(move || bench.run(json)).await?,
            BenchCommand::Latency(bench) => bench.run(json).await,
            BenchCommand::Api(bench) => bench.run(json).await,
        }
    }
}
