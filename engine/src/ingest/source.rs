//! Opens a file of records: plain or gzip by its first bytes, its compressed size counted for the progress, its hash taken.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::error::ImportError;

const BUFFER: usize = 256 * 1024;

/// How the records of a file are written; told by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One event a line.
    JsonLines,
    /// A table with a header.
    Csv,
    /// A log of a process.
    Xes,
}

impl Format {
    /// The format of a file name: `.jsonl`, `.ndjson`, `.csv`, `.xes`, each also with `.gz`.
    pub fn of(path: &Path) -> Option<Format> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit_once('.')?.1 {
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            "csv" | "tsv" | "txt" => Some(Format::Csv),
            "xes" => Some(Format::Xes),
            _ => None,
        }
    }
}

/// Bytes of a file read so far, shared with whoever shows the progress.
#[derive(Clone, Default)]
pub struct Meter(Arc<AtomicU64>);

impl Meter {
    /// Bytes read so far, as they stand on disk.
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.meter.0.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Fails once, as reading failed before.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

impl BufRead for Failed {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.take().map_or(Ok(&[]), Err)
    }

    fn consume(&mut self, _: usize) {}
}

/// An opened file.
pub struct Source {
    /// Its uncompressed text.
    pub reader: Box<dyn BufRead + Send>,
    /// Bytes read so far.
    pub meter: Meter,
    /// Its size on disk.
    pub total: u64,
    /// Whether it is compressed.
    pub is_gzip: bool,
}

impl Source {
    /// Opens a file, plain or gzip. UTF-16, which spreadsheets write as "Unicode text", is refused by name.
    pub fn open(path: &Path) -> Result<Source, ImportError> {
        let unreadable = |source| ImportError::Unreadable { file: path.display().to_string(), source };
        let file = File::open(path).map_err(unreadable)?;
        let total = file.metadata().map_err(unreadable)?.len();
        let meter = Meter::default();
        let mut raw = BufReader::with_capacity(BUFFER, Metered { inner: file, meter: meter.clone() });
        let is_gzip = raw.fill_buf().map_err(unreadable)?.starts_with(&[0x1f, 0x8b]);
        let mut reader: Box<dyn BufRead + Send> =
            if is_gzip { Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(raw))) } else { Box::new(raw) };
        match reader.fill_buf() {
            Ok(head) if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) => {
                return Err(ImportError::Encoding { file: path.display().to_string() });
            }
            Ok(_) => {}
            // A gzip file that is cut in its first bytes: the decoder says so once, the reader of lines has to hear it.
            Err(error) => reader = Box::new(Failed(Some(error))),
        }
        Ok(Source { reader, meter, total, is_gzip })
    }
}

/// SHA-256 of a file as it stands on disk, 64 hexadecimal digits.
pub fn file_hash(path: &Path) -> Result<String, ImportError> {
    let unreadable = |source| ImportError::Unreadable { file: path.display().to_string(), source };
    let mut reader = BufReader::with_capacity(BUFFER, File::open(path).map_err(unreadable)?);
    let mut hash = Sha256::new();
    loop {
        let bytes = reader.fill_buf().map_err(unreadable)?;
        if bytes.is_empty() {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(bytes);
        let count = bytes.len();
        reader.consume(count);
    }
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
