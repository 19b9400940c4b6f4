//! `mingjing reference events|facts|functions|catalogue`: the reference pages, from the definitions in this very binary.

use clap::{Args, ValueEnum};
use mingjing_engine::facts::query::facts_markdown;
use mingjing_engine::ingest::reference::events_markdown;
use mingjing_engine::rules::Catalogue;
use mingjing_engine::script::functions_markdown;
use mingjing_engine::supervision::groups::groups;
use mingjing_engine::supervision::page::catalogue_markdown;
use mingjing_engine::supervision::shipped;

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
    /// All rules that are shipped.
    Catalogue,
}

impl Reference {
    /// Runs it.
    pub fn run(&self) -> u8 {
        let text = match self.page {
            Page::Events => events_markdown(),
            Page::Facts => facts_markdown(),
            Page::Functions => functions_markdown(),
            Page::Catalogue => catalogue(),
        };
        say!("{}", text.trim_end());
        0
    }
}

/// The catalogue from the rules and subjects in the binary.
fn catalogue() -> String {
    let files = shipped::embedded();
    let (groups, _) = groups(&files);
    let relation = |name: &str| {
        let group = || groups.iter().map(|group| group.relation).find(|relation| relation.name == name);
        mingjing_engine::facts::subject(name).or_else(group)
    };
    catalogue_markdown(&Catalogue::load(&files, &relation), &groups)
}
