//! Interned codes: text from closed or slowly growing lists (departments, items, kinds, states), four bytes each.
//!
//! Only codes are interned, never free text or personal values: an interned text is kept for the life of the process.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU32;
use std::sync::{OnceLock, RwLock};

const CHUNK_BITS: u32 = 12;
const CHUNK: usize = 1 << CHUNK_BITS;
const CHUNKS: usize = 1 << 12;

type Chunk = Box<[OnceLock<&'static str>]>;

/// Texts by number. Chunks never move, so reading needs no lock.
static TEXTS: [OnceLock<Chunk>; CHUNKS] = [const { OnceLock::new() }; CHUNKS];
static NUMBERS: OnceLock<RwLock<HashMap<&'static str, Sym, rustc_hash::FxBuildHasher>>> = OnceLock::new();

const RECENT_BITS: u32 = 10;

thread_local! {
    /// The codes that this thread asked for last, by the hash of their text: the same few hundred come again with every event, and
    /// the lock on the map is one that all threads wait at.
    static RECENT: [Cell<Option<Sym>>; 1 << RECENT_BITS] = const { [const { Cell::new(None) }; 1 << RECENT_BITS] };
}

/// An interned code. Equal codes are equal numbers; codes sort as their texts do.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sym(NonZeroU32);

impl Sym {
    /// The code of a text, made when it is new. Past some sixteen million different codes the last one stands for all
    /// further ones: no list of codes grows like that, and a full table must not stop an import.
    pub fn new(text: &str) -> Sym {
        let mut hasher = rustc_hash::FxHasher::default();
        text.hash(&mut hasher);
        let place = (hasher.finish() >> (u64::BITS - RECENT_BITS)) as usize;
        RECENT.with(|recent| match recent[place].get() {
            Some(sym) if sym.text() == text => sym,
            _ => {
                let sym = Sym::shared(text);
                recent[place].set(Some(sym));
                sym
            }
        })
    }

    /// The same by the map that all threads share.
    fn shared(text: &str) -> Sym {
        let numbers = NUMBERS.get_or_init(RwLock::default);
        // A panic elsewhere cannot leave the map half written: every insert is one call.
        if let Some(sym) = numbers.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(text) {
            return *sym;
        }
        let mut numbers = numbers.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(sym) = numbers.get(text) {
            return *sym;
        }
        let index = numbers.len().min(CHUNKS * CHUNK - 1);
        let kept: &'static str = Box::leak(text.to_owned().into_boxed_str());
        let chunk = TEXTS[index >> CHUNK_BITS].get_or_init(|| (0..CHUNK).map(|_| OnceLock::new()).collect());
        chunk[index & (CHUNK - 1)].get_or_init(|| kept);
        let sym = Sym(NonZeroU32::MIN.saturating_add(index as u32));
        numbers.insert(kept, sym);
        sym
    }

    /// The text.
    pub fn text(self) -> &'static str {
        let index = (self.0.get() - 1) as usize;
        TEXTS[index >> CHUNK_BITS].get().and_then(|chunk| chunk[index & (CHUNK - 1)].get()).copied().unwrap_or_default()
    }

    /// A dense number from 0, for dictionary-coded columns.
    pub fn number(self) -> u32 {
        self.0.get() - 1
    }
}

impl PartialOrd for Sym {
    fn partial_cmp(&self, other: &Sym) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Sym {
    fn cmp(&self, other: &Sym) -> std::cmp::Ordering {
        self.text().cmp(other.text())
    }
}

impl std::fmt::Debug for Sym {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.text())
    }
}

impl std::fmt::Display for Sym {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())
    }
}

impl From<&str> for Sym {
    fn from(text: &str) -> Sym {
        Sym::new(text)
    }
}

impl<'de> serde::Deserialize<'de> for Sym {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Sym, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Sym;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a code")
            }
            fn visit_str<E>(self, text: &str) -> Result<Sym, E> {
                Ok(Sym::new(text))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

impl serde::Serialize for Sym {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_one_code() {
        assert_eq!(Sym::new("accepted"), Sym::new("accepted"));
        assert_ne!(Sym::new("accepted"), Sym::new("received"));
        assert_eq!(Sym::new("受理").text(), "受理");
    }

    #[test]
    fn many_threads_agree_on_every_code() {
        let all: Vec<Vec<Sym>> = std::thread::scope(|scope| {
            let workers: Vec<_> =
                (0..4).map(|_| scope.spawn(|| (0..10_000).map(|n| Sym::new(&format!("code {n}"))).collect::<Vec<_>>())).collect();
            workers.into_iter().map(|worker| worker.join().expect("no panic")).collect()
        });
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(all[0][9_999].text(), "code 9999");
    }
}
