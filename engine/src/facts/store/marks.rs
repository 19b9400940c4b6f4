//! Deletion marks: which cases of a chunk no longer count.

use arrow::buffer::BooleanBuffer;

/// Marks over the cases of one chunk. Copied when one is added, so that snapshots taken before keep theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    words: Vec<u64>,
    len: usize,
    count: usize,
}

impl Marks {
    pub(super) fn none(len: usize) -> Marks {
        Marks { words: vec![0; len.div_ceil(64)], len, count: 0 }
    }

    /// Marks a case; false if it was marked already.
    pub(super) fn mark(&mut self, case: usize) -> bool {
        let (word, bit) = (case / 64, 1_u64 << (case % 64));
        let is_new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        self.count += usize::from(is_new);
        is_new
    }

    pub(super) fn has(&self, case: usize) -> bool {
        self.words[case / 64] & (1 << (case % 64)) != 0
    }

    /// How many are marked.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Which cases of a range are not marked; `None` if all of them are free of marks.
    pub(super) fn keep(&self, cases: std::ops::Range<usize>) -> Option<BooleanBuffer> {
        let keep = BooleanBuffer::collect_bool(cases.len(), |case| !self.has(cases.start + case));
        (keep.count_set_bits() < cases.len()).then_some(keep)
    }

    /// The marked cases, ascending, for the copy on disk.
    pub(super) fn marked(&self) -> Vec<u32> {
        (0..self.len).filter(|case| self.has(*case)).map(|case| case as u32).collect()
    }

    pub(super) fn bytes(&self) -> usize {
        self.words.len() * 8
    }
}
