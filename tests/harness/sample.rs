//! A generated district: its file of events and what it owes.

use std::path::PathBuf;

use serde_json::Value;

use crate::{Folder, SAMPLE_NOW, cli, files};

/// What `mingjing generate` wrote.
#[derive(Debug)]
pub struct Sample {
    folder: Folder,
    /// Its seed, for messages.
    pub seed: u64,
}

impl Sample {
    /// Generates one as of [`SAMPLE_NOW`].
    pub fn generate(cases: u64, seed: u64) -> Sample {
        let folder = Folder::new();
        let (cases, text) = (cases.to_string(), seed.to_string());
        let out = folder.path().display().to_string();
        cli(&["generate", "--cases", &cases, "--seed", &text, "--out", &out, "--now", SAMPLE_NOW]).status(0);
        Sample { folder, seed }
    }

    /// `events.jsonl.gz`.
    pub fn file(&self) -> PathBuf {
        self.folder.join("events.jsonl.gz")
    }

    /// Its events, in the file's order; the last moves the watermark.
    pub fn events(&self) -> Vec<Value> {
        files::events(&self.file())
    }

    /// Rows of `manifest.csv`, without the header.
    pub fn manifest(&self) -> Vec<String> {
        files::text(&self.folder.join("manifest.csv")).lines().skip(1).map(str::to_owned).collect()
    }

    /// Rows of `manifest_groups.csv`, without the header.
    pub fn manifest_groups(&self) -> Vec<String> {
        files::text(&self.folder.join("manifest_groups.csv")).lines().skip(1).map(str::to_owned).collect()
    }
}
