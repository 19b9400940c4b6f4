//! What must be true of the tree itself: who may know whom, what no file may hold, that documents tell of commands there are.
//! Each test lists all offenders, not the first.

mod catalogue;
mod crates;
mod documents;
mod figures;
mod floors;
mod rules_page;
mod tree;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::must;

/// The workspace's folder.
fn root() -> PathBuf {
    must("finding the workspace", Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize())
}

/// Every file that is or may come under version control, as (path from the root, absolute path).
fn files() -> Vec<(String, PathBuf)> {
    let root = root();
    let listed = Command::new("git").args(["ls-files", "-co", "--exclude-standard", "-z"]).current_dir(&root).output();
    let names: Vec<String> = match listed {
        Ok(output) if output.status.success() => {
            String::from_utf8_lossy(&output.stdout).split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect()
        }
        // A tree that was unpacked from an archive has no git; then everything counts that is not made by a build.
        _ => walk(&root, &root),
    };
    names.into_iter().map(|name| (name.clone(), root.join(name))).filter(|(_, path)| path.is_file()).collect()
}

fn walk(root: &Path, folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in must("reading a folder", std::fs::read_dir(folder)).flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if ["target", "node_modules", "mingjing-data", "dist", ".git"].iter().any(|made| name == *made) {
            continue;
        }
        if path.is_dir() {
            names.extend(walk(root, &path));
        } else if let Ok(relative) = path.strip_prefix(root) {
            names.push(relative.display().to_string());
        }
    }
    names
}

/// The files that end so, with their text.
fn texts(ending: &str) -> Vec<(String, String)> {
    let files = files().into_iter().filter(|(name, _)| name.ends_with(ending));
    files.map(|(name, path)| (name, must("reading", std::fs::read_to_string(path)))).collect()
}

#[track_caller]
fn assert_none(what: &str, offenders: &[String]) {
    assert!(offenders.is_empty(), "{what}:\n  {}", offenders.join("\n  "));
}
