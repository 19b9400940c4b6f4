//! Reading a folder of rules into (path, text) pairs.

use std::io;
use std::path::Path;

/// Every `.rhai`, `.toml` and `.lock` file under a folder, its path relative to it and with `/`, sorted.
///
/// # Errors
/// Where the folder or a file cannot be read, or a file is not UTF-8.
pub fn read_folder(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).map_err(|error| named(&next, &error))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let known = path.extension().is_some_and(|extension| ["rhai", "toml", "lock"].iter().any(|known| extension == *known));
            if known {
                let text = std::fs::read_to_string(&path).map_err(|error| named(&path, &error))?;
                let name: Vec<String> = path
                    .strip_prefix(folder)
                    .unwrap_or(&path)
                    .components()
                    .map(|part| part.as_os_str().to_string_lossy().into_owned())
                    .collect();
                files.push((name.join("/"), text));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
