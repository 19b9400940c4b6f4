//! The rules and subjects in the binary, or those of a folder.

use std::path::Path;

use rust_embed::Embed;

#[derive(Embed)]
#[folder = "../rules/"]
struct Shipped;

/// A file of rules: its path below the folder, with `/`, and its text.
pub type RuleFile = (String, String);

/// The files in the binary, in order of their paths.
pub fn embedded() -> Vec<RuleFile> {
    let mut files: Vec<RuleFile> = Shipped::iter()
        .filter(|path| is_rule_file(path))
        .filter_map(|path| Shipped::get(&path).map(|file| (path.into_owned(), String::from_utf8_lossy(&file.data).into_owned())))
        .collect();
    files.sort();
    files
}

/// The files of a folder (`.rhai`, `.toml`, `.sql`, `versions.lock`), in order of their paths.
pub fn folder(root: &Path) -> std::io::Result<Vec<RuleFile>> {
    let mut files = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .components()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("/");
            if is_rule_file(&name) {
                files.push((name, std::fs::read_to_string(&path)?));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a path below a folder of rules is one of its rules, helpers, subjects or versions.
fn is_rule_file(path: &str) -> bool {
    let is_text = [".rhai", ".toml", ".sql"].iter().any(|ending| path.ends_with(ending)) || path == "versions.lock";
    is_text && !path.starts_with("profiles/") && !path.starts_with("mapping/")
}
