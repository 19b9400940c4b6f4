//! Exchange folders: another system puts files in, each is taken once, and its result lies beside it afterwards. The layout and
//! what a sender has to keep to are told in docs/OPERATIONS.md.
//!
//! | file | subject |
//! |---|---|
//! | [`rules`] | `folder.toml`: which profile and mapping a file is read with |
//! | [`listing`] | what was wrong with a file's records, gathered while it is imported |
//! | [`outcome`] | the result beside a file |
//!
//! A file goes `in` → `work` → `done` or `failed`, each step one rename. What a crash leaves in `work` is imported again: what is in already
//! counts as duplicates. One process at a time works on a folder, by a lock; where the file system knows no locks, the rename decides.

pub mod listing;
pub mod outcome;
pub mod rules;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::error::ConfigError;
use outcome::{FileResult, Status};
use rules::Rules;

/// Name of the rules.
pub const RULES: &str = "folder.toml";
/// Files whose name ends so are still being written.
const UNFINISHED: &[&str] = &[".part", ".tmp", ".partial", ".filepart", ".crdownload"];
/// Most bytes of a name that is kept as it is; a longer one would leave no room for the name of its result.
const LONGEST: usize = 180;

/// Why an exchange folder cannot be worked on.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The file system refused.
    #[error("{}: {doing} failed: {source}; check that the folder is there and that this user may write to it", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The rules are wrong.
    #[error(transparent)]
    Rules(#[from] ConfigError),
}

/// An exchange folder, and what was seen in it the last time.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    seen: BTreeMap<OsString, Look>,
}

/// A file as it was when it was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    size: u64,
    modified: Option<SystemTime>,
    is_plain: bool,
}

/// A folder that nobody else works on while this lives.
#[derive(Debug)]
pub struct Held {
    _lock: File,
}

/// A file that is ours to import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its name.
    pub name: String,
    /// Where it lies now.
    pub path: PathBuf,
    /// Whether it is a file, and not a link or something else that is not read.
    pub is_plain: bool,
}

impl Folder {
    /// Opens a folder; what is missing of its layout is made.
    pub fn open(root: &Path) -> Result<Folder, FolderError> {
        let folder = Folder { root: root.to_owned(), seen: BTreeMap::new() };
        for part in ["in", "work", "done", "failed"] {
            let path = folder.root.join(part);
            fs::create_dir_all(&path).map_err(|source| FolderError::Io { doing: "making the folder", path, source })?;
        }
        Ok(folder)
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Its rules as they are now.
    pub fn rules(&self) -> Result<Rules, FolderError> {
        let path = self.root.join(RULES);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Rules::read(&self.root, &path.display().to_string(), &text)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Rules::default()),
            Err(source) => Err(FolderError::Io { doing: "reading the rules", path, source }),
        }
    }

    /// Keeps other processes from the folder; `None` if one works on it.
    pub fn hold(&self) -> Result<Option<Held>, FolderError> {
        let path = self.root.join("work").join(".lock");
        let opened = File::options().create(true).truncate(false).write(true).open(&path);
        let lock = opened.map_err(|source| FolderError::Io { doing: "opening the lock", path: path.clone(), source })?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Held { _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(Some(Held { _lock: lock })),
            Err(TryLockError::Error(source)) => Err(FolderError::Io { doing: "locking", path, source }),
        }
    }

    /// Files that a process took and did not bring to an end, by name. A result that had no time to be put beside its file is put there.
    pub fn left_behind(&self, _: &Held) -> Result<Vec<Taken>, FolderError> {
        let work = self.root.join("work");
        let mut left = Vec::new();
        for (name, look) in listed(&work)? {
            let path = work.join(&name);
            let name = name.to_string_lossy().into_owned();
            match outcome::file_of(&name) {
                Some(file) if work.join(file).symlink_metadata().is_ok() => remove(&path)?,
                Some(_) => self.settle(&path)?,
                None if name.starts_with('.') => {}
                None => left.push(Taken { name, path, is_plain: look.is_plain }),
            }
        }
        Ok(left)
    }

    /// Looks at what lies in `in`. Gives the names that have not changed since the last look, in order: these are complete.
    pub fn look(&mut self) -> Result<Vec<OsString>, FolderError> {
        let found: BTreeMap<OsString, Look> = listed(&self.root.join("in"))?.into_iter().filter(|(name, _)| is_finished(name)).collect();
        let complete = found.iter().filter(|(name, look)| self.seen.get(*name) == Some(look)).map(|(name, _)| name.clone()).collect();
        self.seen = found;
        Ok(complete)
    }

    /// Takes a file; `None` if it is gone: withdrawn, or taken by another process.
    pub fn take(&mut self, _: &Held, name: &OsString) -> Result<Option<Taken>, FolderError> {
        let from = self.root.join("in").join(name);
        let look = self.seen.remove(name);
        let shown = shortened(&name.to_string_lossy());
        let (name, path) = free(&self.root.join("work"), &shown, "again");
        match fs::rename(&from, &path) {
            Ok(()) => Ok(Some(Taken { name, path, is_plain: look.is_some_and(|look| look.is_plain) })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(FolderError::Io { doing: "taking the file", path: from, source }),
        }
    }

    /// Puts a file where it belongs, its result beside it. `stamp` keeps a name apart from an earlier file's. Gives the name it got, or
    /// `None` if the file is gone.
    pub fn put(&self, _: &Held, taken: &Taken, result: &mut FileResult, stamp: &str) -> Result<Option<String>, FolderError> {
        let place = match result.status {
            Status::Done => "done",
            Status::Failed => "failed",
        };
        let (name, path) = free(&self.root.join(place), &taken.name, stamp);
        result.moved_to = format!("{place}/{name}");
        // The result is written first and named last: whoever sees it may rely on the file, and a crash in between loses neither.
        let beside = self.root.join("work").join(outcome::unplaced(&taken.name));
        let text = result.to_json();
        fs::write(&beside, text).map_err(|source| FolderError::Io { doing: "writing the result", path: beside.clone(), source })?;
        match fs::rename(&taken.path, &path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                remove(&beside)?;
                return Ok(None);
            }
            Err(source) => return Err(FolderError::Io { doing: "moving the file", path, source }),
        }
        self.settle(&beside)?;
        Ok(Some(name))
    }

    /// Puts a result beside its file.
    fn settle(&self, beside: &Path) -> Result<(), FolderError> {
        let moved_to = fs::read_to_string(beside).ok().and_then(|text| FileResult::moved_to(&text));
        let Some(moved_to) = moved_to.filter(|place| self.root.join(place).symlink_metadata().is_ok()) else { return remove(beside) };
        let path = self.root.join(outcome::beside(&moved_to));
        fs::rename(beside, &path).map_err(|source| FolderError::Io { doing: "placing the result", path, source })
    }
}

/// What lies in a folder, without folders.
fn listed(path: &Path) -> Result<Vec<(OsString, Look)>, FolderError> {
    let failed = |source| FolderError::Io { doing: "listing", path: path.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // One that is gone since is not there. A link is not followed: it could lead anywhere.
        let Ok(about) = entry.path().symlink_metadata() else { continue };
        if !about.is_dir() {
            found.push((entry.file_name(), Look { size: about.len(), modified: about.modified().ok(), is_plain: about.is_file() }));
        }
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found)
}

fn is_finished(name: &OsString) -> bool {
    let name = name.to_string_lossy().to_ascii_lowercase();
    !name.starts_with(['.', '~']) && !UNFINISHED.iter().any(|ending| name.ends_with(ending))
}

fn remove(path: &Path) -> Result<(), FolderError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(FolderError::Io { doing: "removing", path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

/// A name that no file of the folder and no result has: the name itself, else with the stamp, else with a number too.
fn free(folder: &Path, name: &str, stamp: &str) -> (String, PathBuf) {
    let (stem, ending) = split(name);
    let numbered = (2u64..).map(|number| format!("{stem}.{stamp}-{number}{ending}"));
    let names = [name.to_owned(), format!("{stem}.{stamp}{ending}")].into_iter().chain(numbered);
    let is_free = |name: &String| {
        let taken = [folder.join(name), folder.join(outcome::beside(name)), folder.join(outcome::unplaced(name))];
        taken.iter().all(|path| path.symlink_metadata().is_err())
    };
    let name = names.into_iter().find(is_free).unwrap_or_else(|| name.to_owned());
    let path = folder.join(&name);
    (name, path)
}

/// Stem and ending of a name; `.gz` belongs to the ending before it.
fn split(name: &str) -> (&str, &str) {
    let inner = name.strip_suffix(".gz").unwrap_or(name);
    match inner.rfind('.') {
        Some(at) if at > 0 => name.split_at(at),
        _ => (name, ""),
    }
}

fn shortened(name: &str) -> String {
    let (stem, ending) = split(name);
    if name.len() <= LONGEST || ending.len() > LONGEST / 2 {
        return name.chars().take(LONGEST).collect();
    }
    let mut kept = LONGEST - ending.len();
    while !stem.is_char_boundary(kept) {
        kept -= 1;
    }
    format!("{}{ending}", &stem[..kept])
}

#[cfg(test)]
mod tests;
