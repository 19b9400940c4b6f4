//! The files: events in an order that is not that of time, compressed to the same bytes every time, and the two manifests.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use serde_json::Value;

use crate::error::GenerateError;
use crate::random::Random;

/// Lines that are mixed with each other.
const MIXED: usize = 4_096;
/// Of a thousand lines this many come much later than their neighbours.
const STRAGGLERS: u64 = 10;
/// How many lines later.
const STRAGGLE: u64 = 20_000;

/// Writes `events.jsonl.gz`.
pub struct EventFile {
    out: GzEncoder<BufWriter<File>>,
    random: Random,
    mixing: Vec<String>,
    stragglers: VecDeque<(u64, String)>,
    lines: u64,
}

impl EventFile {
    /// Creates the file. Header and level are fixed, so that the bytes depend on the lines alone.
    pub fn create(path: &Path, seed: u64) -> Result<Self, GenerateError> {
        let file = File::create(path).map_err(|source| GenerateError::Write { path: path.to_owned(), source })?;
        let out = GzBuilder::new().mtime(0).operating_system(255).write(BufWriter::new(file), Compression::new(4));
        Ok(Self { out, random: Random::new(seed, u64::MAX), mixing: Vec::new(), stragglers: VecDeque::new(), lines: 0 })
    }

    /// Writes a line in its place.
    pub fn put(&mut self, line: &Value) -> std::io::Result<()> {
        self.lines += 1;
        writeln!(self.out, "{line}")
    }

    /// Takes a line that comes somewhere near here, or much later.
    pub fn mix(&mut self, line: &Value) -> std::io::Result<()> {
        self.lines += 1;
        if self.random.chance(STRAGGLERS) {
            self.stragglers.push_back((self.lines + STRAGGLE, line.to_string()));
        } else {
            self.mixing.push(line.to_string());
        }
        if self.mixing.len() >= 2 * MIXED {
            while self.stragglers.front().is_some_and(|(due, _)| *due <= self.lines) {
                self.mixing.extend(self.stragglers.pop_front().map(|(_, line)| line));
            }
            self.random.shuffle(&mut self.mixing);
            for line in self.mixing.split_off(MIXED) {
                self.out.write_all(line.as_bytes())?;
                self.out.write_all(b"\n")?;
            }
        }
        Ok(())
    }

    /// Writes what is left, then the last line, and closes the file. Returns the number of lines.
    pub fn finish(mut self, last: &Value) -> std::io::Result<u64> {
        self.mixing.extend(self.stragglers.drain(..).map(|(_, line)| line));
        self.random.shuffle(&mut self.mixing);
        for line in std::mem::take(&mut self.mixing) {
            self.out.write_all(line.as_bytes())?;
            self.out.write_all(b"\n")?;
        }
        self.put(last)?;
        let lines = self.lines;
        self.out.finish()?.flush()?;
        Ok(lines)
    }
}

/// Writes a text file.
pub fn text_file(path: &Path, text: &str) -> Result<(), GenerateError> {
    std::fs::write(path, text).map_err(|source| GenerateError::Write { path: path.to_owned(), source })
}
