//! From a case's key to its place in a chunk.

use std::hash::Hasher;

/// Hashes of the cases' keys with their places, sorted: eight bytes a case, no hash table to keep.
#[derive(Debug, Default)]
pub(super) struct CaseIndex(Box<[(u32, u32)]>);

impl CaseIndex {
    pub(super) fn new(hashes: impl Iterator<Item = u32>) -> CaseIndex {
        let mut entries: Vec<(u32, u32)> = hashes.enumerate().map(|(place, hash)| (hash, place as u32)).collect();
        entries.sort_unstable();
        CaseIndex(entries.into_boxed_slice())
    }

    /// Places whose key has this hash, ascending.
    pub(super) fn candidates(&self, hash: u32) -> impl Iterator<Item = usize> {
        let from = self.0.partition_point(|(other, _)| *other < hash);
        self.0[from..].iter().take_while(move |(other, _)| *other == hash).map(|(_, place)| *place as usize)
    }

    pub(super) fn entries(&self) -> &[(u32, u32)] {
        &self.0
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.0)
    }
}

/// Hash of a case's key; of this process only, never stored.
pub(super) fn key_hash(centre: &str, case_no: &str) -> u32 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(centre.as_bytes());
    hasher.write_u8(0xff);
    hasher.write(case_no.as_bytes());
    let hash = hasher.finish();
    (hash >> 32) as u32 ^ hash as u32
}
