//! How rows are sealed: each row's hash covers the hash before it, so that no row can be changed, removed or moved unseen.
//!
//! `content_hash` = SHA-256(body). `hash` = SHA-256(hash of the row before ‖ position ‖ recorded_at ‖ batch ‖ line ‖ epoch ‖
//! content_hash), integers as 8 bytes big endian, a missing batch or line as -1; before the first row stand 32 zero bytes.
//! Rows are chained one by one, not by transaction: a fault is then named by its position, however many rows were committed
//! together. The other columns repeat what the body says; [`super::verify`] compares them with it.

use sha2::{Digest, Sha256};

use super::Position;
use crate::time::Micros;

/// A SHA-256 digest, shown as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The digest in a stored column; `None` if it has not 32 bytes.
    pub fn of_bytes(bytes: &[u8]) -> Option<Hash> {
        bytes.try_into().ok().map(Hash)
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Hash> {
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Hash(bytes))
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

/// The hash of an event's body.
pub fn content_hash(body: &[u8]) -> Hash {
    Hash(Sha256::digest(body).into())
}

/// What a row's hash covers besides the hash before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Place in the ledger.
    pub position: Position,
    /// When the ledger learned of it.
    pub recorded_at: Micros,
    /// The import it came with.
    pub batch: Option<i64>,
    /// Its place in the imported file.
    pub line: Option<i64>,
    /// Epoch of the node that sealed it.
    pub epoch: i64,
    /// Hash of the body.
    pub content: Hash,
}

impl Seal {
    /// The row's hash, given the one before it.
    pub fn hash(&self, previous: &Hash) -> Hash {
        let mut covered = [0u8; 104];
        covered[..32].copy_from_slice(&previous.0);
        let numbers = [self.position, self.recorded_at, self.batch.unwrap_or(-1), self.line.unwrap_or(-1), self.epoch];
        for (slot, number) in covered[32..72].chunks_exact_mut(8).zip(numbers) {
            slot.copy_from_slice(&number.to_be_bytes());
        }
        covered[72..].copy_from_slice(&self.content.0);
        Hash(Sha256::digest(covered).into())
    }
}

/// The end of the chain. `Head::default()` is that of an empty ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Head {
    /// The last position; 0 when there is none.
    pub position: Position,
    /// Its hash.
    pub hash: Hash,
}

/// What leaves the machine to bear witness: at `position` the ledger held `count` events and ended in `hash`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last position.
    pub position: Position,
    /// Number of events up to it; equal to the position, as there are no gaps.
    pub count: u64,
    /// The hash there.
    pub hash: Hash,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal() -> Seal {
        Seal { position: 7, recorded_at: 1_700_000_000_000_000, batch: Some(3), line: Some(12), epoch: 1, content: content_hash(b"{}") }
    }

    #[test]
    fn every_covered_value_changes_the_hash() {
        let previous = content_hash(b"before");
        let base = seal().hash(&previous);
        let changed = [
            Seal { position: 8, ..seal() },
            Seal { recorded_at: 0, ..seal() },
            Seal { batch: None, ..seal() },
            Seal { line: None, ..seal() },
            Seal { batch: Some(12), line: Some(3), ..seal() },
            Seal { epoch: 2, ..seal() },
            Seal { content: content_hash(b"{ }"), ..seal() },
        ];
        for seal in changed {
            assert_ne!(seal.hash(&previous), base, "{seal:?}");
        }
        assert_ne!(seal().hash(&Hash::default()), base);
    }

    #[test]
    fn a_hash_survives_a_round_trip_through_text() {
        let hash = content_hash(b"abc");
        assert_eq!(hash.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(Hash::parse(&hash.to_string()), Some(hash));
        for text in ["", "ba78", "zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"] {
            assert_eq!(Hash::parse(text), None, "{text}");
        }
    }
}
