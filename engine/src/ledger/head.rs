//! The head file: the end of the chain, kept outside the database so that a cut tail shows.
//!
//! Two slots of 128 bytes, a line of text each, written in turn and synced after each commit: a write that is torn leaves the
//! other slot, which is one transaction older. The file is also the lock that lets one process at a time write.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::chain::{Hash, Head, content_hash};

const SLOT: usize = 128;
const WORD: &str = "mingjing-head";

/// What the head file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// Nothing was ever written to it.
    Nothing,
    /// Neither slot makes sense.
    Unreadable,
    /// The end of the chain as of the last commit it saw.
    At(Head),
}

/// The head file of a data folder.
#[derive(Debug)]
pub struct HeadFile {
    file: File,
    path: PathBuf,
}

impl HeadFile {
    /// Opens it, and makes an empty one when there is none.
    pub fn open(path: &Path) -> std::io::Result<HeadFile> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        Ok(HeadFile { file, path: path.to_owned() })
    }

    /// Another handle to the same file, with a lock of its own.
    pub fn reopen(&self) -> std::io::Result<HeadFile> {
        HeadFile::open(&self.path)
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the lock if no other handle has it.
    pub fn try_lock(&self) -> std::io::Result<bool> {
        match self.file.try_lock() {
            Ok(()) => Ok(true),
            Err(std::fs::TryLockError::WouldBlock) => Ok(false),
            Err(std::fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// Gives the lock back. The system does so too when the process ends.
    pub fn unlock(&self) -> std::io::Result<()> {
        self.file.unlock()
    }

    /// What it holds.
    pub fn read(&mut self) -> std::io::Result<Recorded> {
        let slots = self.slots()?;
        let newest = slots.iter().flatten().max_by_key(|head| head.position);
        Ok(match newest {
            Some(head) => Recorded::At(*head),
            None if self.file.metadata()?.len() == 0 => Recorded::Nothing,
            None => Recorded::Unreadable,
        })
    }

    /// Writes the end of the chain over the older slot, and waits for the disk.
    pub fn write(&mut self, head: Head) -> std::io::Result<()> {
        let [first, second] = self.slots()?.map(|slot| slot.map(|head| head.position));
        let older = if first > second { 1 } else { 0 };
        self.write_slot(older, head)?;
        self.file.sync_data()
    }

    /// Makes this the head whatever stood there, a later position included.
    pub fn reset(&mut self, head: Head) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.write_slot(0, head)?;
        self.file.sync_all()
    }

    fn write_slot(&mut self, index: u64, head: Head) -> std::io::Result<()> {
        let text = format!("{WORD} {} {}", head.position, head.hash);
        let check = content_hash(text.as_bytes()).to_string();
        let mut line = format!("{text} {:.16}", check);
        while line.len() < SLOT - 1 {
            line.push(' ');
        }
        line.push('\n');
        self.file.seek(SeekFrom::Start(index * SLOT as u64))?;
        self.file.write_all(line.as_bytes())
    }

    fn slots(&mut self) -> std::io::Result<[Option<Head>; 2]> {
        let mut bytes = Vec::with_capacity(2 * SLOT);
        self.file.seek(SeekFrom::Start(0))?;
        (&self.file).take(2 * SLOT as u64).read_to_end(&mut bytes)?;
        let mut slots = [None; 2];
        for (slot, line) in slots.iter_mut().zip(bytes.chunks(SLOT)) {
            *slot = std::str::from_utf8(line).ok().and_then(parse);
        }
        Ok(slots)
    }
}

fn parse(line: &str) -> Option<Head> {
    let (text, check) = line.trim_end().rsplit_once(' ')?;
    if check.len() != 16 || !content_hash(text.as_bytes()).to_string().starts_with(check) {
        return None;
    }
    let mut words = text.split(' ');
    if words.next() != Some(WORD) {
        return None;
    }
    Some(Head { position: words.next()?.parse().ok()?, hash: Hash::parse(words.next()?)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::conformance::folder::Folder;

    fn head(position: i64) -> Head {
        Head { position, hash: content_hash(&position.to_be_bytes()) }
    }

    #[test]
    fn the_newest_head_is_read_back() {
        let folder = Folder::new();
        let path = folder.path().join("head");
        let mut file = HeadFile::open(&path).expect("opens");
        assert_eq!(file.read().expect("reads"), Recorded::Nothing);
        for position in 0..5 {
            file.write(head(position)).expect("writes");
            assert_eq!(HeadFile::open(&path).expect("opens").read().expect("reads"), Recorded::At(head(position)));
        }
        file.reset(head(2)).expect("resets");
        assert_eq!(file.read().expect("reads"), Recorded::At(head(2)));
    }

    #[test]
    fn a_torn_write_leaves_the_head_before_it() {
        let folder = Folder::new();
        let path = folder.path().join("head");
        let mut file = HeadFile::open(&path).expect("opens");
        file.write(head(1)).expect("writes");
        file.write(head(2)).expect("writes");
        let whole = std::fs::read(&path).expect("reads");
        for byte in SLOT..SLOT + 90 {
            let mut torn = whole.clone();
            torn[byte] ^= 0x11;
            std::fs::write(&path, &torn).expect("writes");
            assert_eq!(HeadFile::open(&path).expect("opens").read().expect("reads"), Recorded::At(head(1)), "byte {byte}");
        }
        std::fs::write(&path, "nonsense").expect("writes");
        assert_eq!(HeadFile::open(&path).expect("opens").read().expect("reads"), Recorded::Unreadable);
    }

    #[test]
    fn one_handle_at_a_time_has_the_lock() {
        let folder = Folder::new();
        let one = HeadFile::open(&folder.path().join("head")).expect("opens");
        let other = one.reopen().expect("opens");
        assert!(one.try_lock().expect("locks"));
        assert!(!other.try_lock().expect("asks"));
        one.unlock().expect("unlocks");
        assert!(other.try_lock().expect("locks"));
    }
}
