//! Bytes with their lines, and a limit for each token: quick-xml holds a token whole, so a token without end would fill the memory.

use std::io::{self, BufRead, Read};

use crate::ingest::fault::Position;

/// A reader that knows where it is and refuses to go on past a limit.
pub struct Counted<R> {
    inner: R,
    at: Position,
    left: usize,
}

impl<R: BufRead> Counted<R> {
    /// At the beginning of a text.
    pub fn new(inner: R) -> Counted<R> {
        Counted { inner, at: Position { line: 1, byte: 0 }, left: usize::MAX }
    }

    /// Where the next byte stands.
    pub fn position(&self) -> Position {
        self.at
    }

    /// From here on so many bytes are given.
    pub fn allow(&mut self, bytes: usize) {
        self.left = bytes;
    }

    /// Whether the limit was reached.
    pub fn is_spent(&self) -> bool {
        self.left == 0
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other("the limit of a token is reached"));
        }
        let available = self.inner.fill_buf()?;
        Ok(&available[..available.len().min(self.left)])
    }

    fn consume(&mut self, count: usize) {
        // What is consumed was filled before, so this reads nothing.
        if let Ok(available) = self.inner.fill_buf() {
            let passed = &available[..count.min(available.len())];
            self.at.line += passed.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        }
        self.at.byte += count as u64;
        self.left = self.left.saturating_sub(count);
        self.inner.consume(count);
    }
}
