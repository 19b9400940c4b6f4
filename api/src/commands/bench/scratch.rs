//! A folder for the data of one run, removed when the run ends, however it ends.

use std::path::{Path, PathBuf};

use anyhow::Context;

/// A folder that goes when it is dropped.
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Makes one in the system's folder for temporary files.
    pub fn new(name: &str) -> anyhow::Result<Scratch> {
        let path = std::env::temp_dir().join(format!("mingjing-bench-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Scratch { path })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            eprintln!("{} was not removed: {error}", self.path.display());
        }
    }
}
