//! `mingjing reference events|facts|functions`: the reference pages, from the definitions in this very binary.

use clap::{Args, ValueEnum};
use mingjing_engine::facts::query::facts_markdown;
use mingjing_engine::ingest::reference::events_markdown;
use mingjing_engine::script::functions_markdown;

use crate::say;

/// Options of `reference`.
#[derive(Args)]
pub struct Reference {
    /// Which page.
    page: Page,
}

#[derive(Clone, Copy, ValueEnum)]
enum Page {
    /// Events on the wire.
    Events,
    /// Relations and their columns.
    Facts,
    /// Functions of rules.
    Functions,
}

impl Reference {
    /// Runs it.
    pub fn run(&self) -> u8 {
        let text = match self.page {
            Page::Events => events_markdown(),
            Page::Facts => facts_markdown(),
            Page::Functions => functions_markdown(),
        };
        say!("{}", text.trim_end());
        0
    }
}
