//! Opens a file of records: plain or gzip by its first bytes, its compressed size counted for the progress, its hash taken.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::encoding::{Encoding, FromUtf16};
use super::error::ImportError;

const BUFFER: usize = 256 * 1024;

/// How the records of a file are written; told by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One event a line.
    JsonLines,
    /// A table with a header.
    Csv,
    /// A workbook.
    Workbook,
    /// A log of a process.
    Xes,
}

impl Format {
    /// The format of a file name: `.jsonl`, `.ndjson`, `.csv`, `.xes`, each also with `.gz`, and `.xlsx`. Names of other workbooks lead to the
    /// reader of workbooks too, which says how to make an `.xlsx` of them. A sheet may be named behind the file: `cases.xlsx#Sheet1`.
    pub fn of(path: &Path) -> Option<Format> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let name = match name.find(".xls").and_then(|at| Some(at + name[at..].find('#')?)) {
            Some(sheet) => &name[..sheet],
            None => &name,
        };
        let name = name.strip_suffix(".gz").unwrap_or(name);
        match name.rsplit_once('.')?.1 {
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            "csv" | "tsv" | "txt" => Some(Format::Csv),
            "xlsx" | "xlsm" | "xls" | "xlsb" | "ods" | "et" => Some(Format::Workbook),
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

/// A reader whose bytes are counted.
pub struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R> Metered<R> {
    /// Counts with this meter.
    pub fn new(inner: R, meter: Meter) -> Metered<R> {
        Metered { inner, meter }
    }
}

impl<R: Seek> Seek for Metered<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
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
    /// What its beginning is written in, as far as that can be told.
    pub encoding: Option<Encoding>,
    /// Whether it was UTF-16, which the reader turns into UTF-8.
    pub is_utf16: bool,
}

impl Source {
    /// Opens a file, plain or gzip, in any encoding that is read.
    pub fn open(path: &Path) -> Result<Source, ImportError> {
        let unreadable = |source| ImportError::Unreadable { file: path.display().to_string(), source };
        let file = File::open(path).map_err(unreadable)?;
        let total = file.metadata().map_err(unreadable)?.len();
        let meter = Meter::default();
        let mut raw = BufReader::with_capacity(BUFFER, Metered::new(file, meter.clone()));
        let is_gzip = raw.fill_buf().map_err(unreadable)?.starts_with(&[0x1f, 0x8b]);
        let mut reader: Box<dyn BufRead + Send> =
            if is_gzip { Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(raw))) } else { Box::new(raw) };
        let (encoding, is_utf16) = match reader.fill_buf() {
            Ok(head) if head.starts_with(b"PK\x03\x04") => return Err(ImportError::Archive { file: path.display().to_string() }),
            Ok([0xff, 0xfe, ..] | [0xfe, 0xff, ..]) => (Some(Encoding::Utf8), true),
            Ok(head) => (Encoding::of(head), false),
            // A gzip file that is cut in its first bytes: the decoder says so once, the reader of lines has to hear it.
            Err(error) => {
                reader = Box::new(Failed(Some(error)));
                (None, false)
            }
        };
        if is_utf16 {
            reader = Box::new(BufReader::with_capacity(BUFFER, FromUtf16::new(reader)));
        }
        Ok(Source { reader, meter, total, is_gzip, encoding, is_utf16 })
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

/// SHA-256 of a text, 64 hexadecimal digits.
pub fn text_hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
