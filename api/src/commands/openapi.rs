//! `mingjing openapi`: the document of the HTTP API, from which `dashboards/openapi.json` and the console's client are made (`make openapi`).

use clap::Args;

/// Options of `openapi`.
#[derive(Args)]
pub struct Openapi {}

impl Openapi {
    /// Runs it.
    pub fn run(self) -> anyhow::Result<u8> {
        print!("{}", crate::serve::openapi::text()?);
        Ok(0)
    }
}
