//! The folder of uploads: `uploads/ID/` in the data folder, with the file under its own name and `upload.json` beside it.
//!
//! The files hold personal values as their office wrote them, so the folder and all in it can be read by the server's own account only (modes 0700
//! and 0600), and what is older than seven days is removed when the server starts.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use mingjing_engine::ingest::source::Format;
use mingjing_engine::time::{DAY, Micros};
use serde::{Deserialize, Serialize};

use crate::serve::problem::{ApiError, What};

/// Most bytes of an upload.
pub const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// Days an upload is kept.
const KEPT_DAYS: Micros = 7;
/// Characters kept of a file's name.
const NAME: usize = 60;

/// A file on the shelf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Its number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// When it came, microseconds UTC.
    pub created_at: Micros,
}

/// The folder of uploads.
pub struct Shelf {
    folder: PathBuf,
}

impl Shelf {
    /// The shelf of a data folder.
    pub fn of(data: &Path) -> Shelf {
        Shelf { folder: data.join("uploads") }
    }

    /// A new place for a file: its record, and the path to write to.
    pub fn place(&self, name: &str, now: Micros) -> Result<(Kept, PathBuf), ApiError> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = plain_name(name);
        if Format::of(Path::new(&name)).is_none() {
            let message = format!("{name}: the name tells no known kind of file; save it as .xlsx or .csv and send that");
            return Err(ApiError::BadTable { message });
        }
        let id = format!("U{now:x}-{}", COUNT.fetch_add(1, Ordering::Relaxed) + 1);
        let folder = self.folder.join(&id);
        make_private(&folder).map_err(|error| ApiError::internal("making a folder for an upload", error))?;
        let path = folder.join(&name);
        Ok((Kept { id, name, bytes: 0, created_at: now }, path))
    }

    /// Puts the record beside the file, which is there as a whole now.
    pub fn keep(&self, kept: &Kept) -> Result<(), ApiError> {
        let failed = |error| ApiError::internal("keeping an upload", error);
        let text = serde_json::to_string(kept).map_err(|error| ApiError::internal("keeping an upload", error))?;
        let path = self.folder.join(&kept.id).join("upload.json");
        std::fs::write(&path, text).map_err(failed)?;
        close(&path, 0o600).map_err(failed)
    }

    /// Removes a file and its record.
    pub fn remove(&self, id: &str) {
        if is_id(id)
            && let Err(error) = std::fs::remove_dir_all(self.folder.join(id))
        {
            tracing::warn!(error = %error, "an upload could not be removed");
        }
    }

    /// A file on the shelf and its path.
    pub fn get(&self, id: &str) -> Result<(Kept, PathBuf), ApiError> {
        let unknown = || ApiError::Unknown { what: What::Upload, name: id.to_owned() };
        if !is_id(id) {
            return Err(unknown());
        }
        let folder = self.folder.join(id);
        let text = std::fs::read_to_string(folder.join("upload.json")).map_err(|_| unknown())?;
        let kept: Kept = serde_json::from_str(&text).map_err(|error| ApiError::internal("reading an upload's record", error))?;
        let path = folder.join(&kept.name);
        if path.is_file() { Ok((kept, path)) } else { Err(unknown()) }
    }

    /// Removes what is too old, and what never became whole. Gives how many.
    pub fn tidy(&self, now: Micros) -> usize {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return 0 };
        let ids = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).filter(|id| is_id(id));
        let mut removed = 0;
        for id in ids {
            let is_current = self.get(&id).is_ok_and(|(kept, _)| now.saturating_sub(kept.created_at) <= KEPT_DAYS * DAY);
            if !is_current {
                self.remove(&id);
                removed += 1;
            }
        }
        removed
    }
}

/// Whether a text can be the number of an upload; it is used as a folder's name.
fn is_id(text: &str) -> bool {
    text.starts_with('U') && text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The last part of a path, without what a file's name cannot hold, and not too long.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).collect();
    let plain = plain.trim().trim_start_matches('.');
    let split = plain.strip_suffix(".gz").unwrap_or(plain).rfind('.').unwrap_or(plain.len());
    let (stem, ending) = plain.split_at(split);
    let ending: String = ending.chars().take(16).collect();
    format!("{}{ending}", stem.chars().take(NAME).collect::<String>())
}

fn make_private(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    if let Some(shelf) = folder.parent() {
        close(shelf, 0o700)?;
    }
    close(folder, 0o700)
}

/// Lets only the owner in, where files have such a mode.
pub fn close(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))?;
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_plain_and_numbers_lead_out_of_no_folder() {
        let table = [
            ("台账 2025.xlsx", "台账 2025.xlsx"),
            ("C:\\目录\\a.csv", "a.csv"),
            ("../../etc/passwd.csv", "passwd.csv"),
            (".hidden.csv", "hidden.csv"),
            ("a.jsonl.gz", "a.jsonl.gz"),
            ("a\nb.csv", "ab.csv"),
        ];
        for (name, expected) in table {
            assert_eq!(plain_name(name), expected);
        }
        assert_eq!(plain_name(&format!("{}.csv", "长".repeat(100))), format!("{}.csv", "长".repeat(NAME)));
        assert!(is_id("U1f-2") && !is_id("../x") && !is_id("U/..") && !is_id(""));
    }

    #[test]
    fn old_and_broken_uploads_are_removed() {
        let data = std::env::temp_dir().join(format!("mingjing-shelf-{}", std::process::id()));
        let shelf = Shelf::of(&data);
        let put = |now: Micros, is_whole: bool| {
            let (kept, path) = shelf.place("a.csv", now).expect("a place");
            std::fs::write(&path, "x").expect("written");
            if is_whole {
                shelf.keep(&kept).expect("kept");
            }
            kept.id
        };
        let (old, broken, young) = (put(DAY, true), put(9 * DAY, false), put(9 * DAY, true));
        assert_eq!(shelf.tidy(10 * DAY), 2);
        assert!(shelf.get(&old).is_err() && shelf.get(&broken).is_err() && shelf.get(&young).is_ok());
        assert!(shelf.place("a.exe", 0).is_err());
        std::fs::remove_dir_all(&data).expect("removed");
    }
}
