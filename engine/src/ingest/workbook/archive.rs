//! The archive that a workbook is: told from what it is not, and measured before anything of it is held.
//!
//! A part's declared size may lie, so each part that will be read is inflated once and counted, piece by piece. Pictures, charts and
//! macros are not inflated at all.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::error::WorkbookError;
use super::limits::Limits;
use super::merges::{Merge, Scanner};

const PIECE: usize = 128 * 1024;
/// First bytes of a compound file: an old workbook, or one that is encrypted.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// Fewest bytes of an entry in the table of texts: `<si/>`.
const LEAST_TEXT: u64 = 5;

/// Parts that are not held: sheets, which are a stream, and what no row is made from.
const BESIDE: [&str; 7] = ["/worksheets/sheet", "/charts/", "/drawings/", "/pivotcache/", "/externallinks/", "customxml/", "/comments"];

/// A sheet as the workbook lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Name.
    pub name: String,
    /// Whether it is hidden in any way.
    pub is_hidden: bool,
    /// Its part of the archive; `None` where the workbook names none.
    part: Option<String>,
}

/// What one look over a sheet's text told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Merged ranges.
    pub merges: Vec<Merge>,
    /// Number of the last row, from 1.
    pub last_row: u64,
}

/// A workbook's archive.
pub struct Archive {
    zip: ZipArchive<BufReader<File>>,
    limits: Limits,
    /// Its sheets that hold cells, in order.
    pub sheets: Vec<Listed>,
    /// Whether it carries macros. They are never run.
    pub has_macros: bool,
}

impl Archive {
    /// Opens a workbook and measures all that is held of it. What is no .xlsx is named for what it is.
    pub fn open(path: &Path, limits: Limits) -> Result<Archive, WorkbookError> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        if size > limits.file {
            return Err(WorkbookError::TooLarge { what: "bytes".to_owned(), found: size, most: limits.file });
        }
        let mut head = Vec::with_capacity(512);
        file.by_ref().take(512).read_to_end(&mut head)?;
        if !head.starts_with(b"PK\x03\x04") {
            return Err(told_apart(&head, &mut file)?);
        }
        file.seek(SeekFrom::Start(0))?;
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|error| match error {
            ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => WorkbookError::Io(error),
            ZipError::UnsupportedArchive(what) => WorkbookError::Damaged { message: what.to_owned() },
            // The list of parts stands at the end.
            _ => WorkbookError::Truncated,
        })?;
        let mut archive = Archive { zip, limits, sheets: Vec::new(), has_macros: false };
        let names = archive.names()?;
        let has = |ending: &str| names.iter().any(|name| name.to_ascii_lowercase().ends_with(ending));
        if has("workbook.bin") {
            return Err(WorkbookError::Binary);
        }
        if names.iter().any(|name| name == "content.xml") {
            return Err(WorkbookError::OpenDocument);
        }
        if !has("[content_types].xml") || !has("workbook.xml") {
            return Err(WorkbookError::OtherArchive);
        }
        archive.has_macros = has("vbaproject.bin");
        archive.measure(&names)?;
        archive.list(&names)?;
        Ok(archive)
    }

    fn names(&mut self) -> Result<Vec<String>, WorkbookError> {
        if self.zip.len() > self.limits.parts {
            let most = self.limits.parts as u64;
            return Err(WorkbookError::TooLarge { what: "parts in its archive:".to_owned(), found: self.zip.len() as u64, most });
        }
        (0..self.zip.len())
            .map(|index| match self.zip.name_for_index(index) {
                Some(name) => Ok(name?.into_owned()),
                None => Err(WorkbookError::Damaged { message: "a part has no name".to_owned() }),
            })
            .collect()
    }

    /// Measures every part of which something is held in memory.
    fn measure(&mut self, names: &[String]) -> Result<(), WorkbookError> {
        for name in names {
            let lower = name.to_ascii_lowercase();
            let is_text = lower.ends_with("sharedstrings.xml");
            let is_read = lower.ends_with(".xml") || lower.ends_with(".rels");
            // Read whatever folder it stands in.
            let is_certain = ["styles.xml", "workbook.xml", ".rels"].iter().any(|ending| lower.ends_with(ending));
            let is_beside = !is_certain && BESIDE.iter().any(|folder| lower.contains(folder));
            if is_text {
                let mut head = Vec::new();
                let size = self.inflate(name, self.limits.texts, &mut |piece| {
                    let room = 4096_usize.saturating_sub(head.len());
                    head.extend_from_slice(&piece[..piece.len().min(room)]);
                })?;
                // The reader makes room for as many texts as the table says it has.
                if let Some(count) = unique_count(&head).filter(|count| *count > size / LEAST_TEXT) {
                    let message = format!("{name} says that it holds {count} texts, and has {size} bytes");
                    return Err(WorkbookError::Damaged { message });
                }
            } else if is_read && !is_beside {
                self.inflate(name, self.limits.part, &mut |_| {})?;
            }
        }
        Ok(())
    }

    /// Inflates a part piece by piece; gives its size. Its checksum is checked at the end.
    fn inflate(&mut self, name: &str, most: u64, look: &mut dyn FnMut(&[u8])) -> Result<u64, WorkbookError> {
        let Limits { ratio, ratio_from, .. } = self.limits;
        let mut part = self.zip.by_name(name)?;
        let packed = part.compressed_size();
        let too_large = |found| WorkbookError::TooLarge { what: format!("inflated bytes of {name}:"), found, most };
        if part.size() > most {
            return Err(too_large(part.size()));
        }
        let mut piece = vec![0; PIECE];
        let mut size: u64 = 0;
        loop {
            let count = part.read(&mut piece).map_err(|error| WorkbookError::Damaged { message: format!("{name}: {error}") })?;
            if count == 0 {
                return Ok(size);
            }
            size += count as u64;
            if size > ratio_from && size > packed.saturating_mul(ratio) {
                return Err(WorkbookError::Bomb { part: name.to_owned(), ratio });
            }
            if size > most {
                return Err(too_large(size));
            }
            look(&piece[..count]);
        }
    }

    /// Reads the list of sheets and where each stands.
    fn list(&mut self, names: &[String]) -> Result<(), WorkbookError> {
        let mut main = None;
        if names.iter().any(|name| name == "_rels/.rels") {
            self.elements("_rels/.rels", |element| {
                if value(element, "Type").is_some_and(|kind| kind.ends_with("/officeDocument")) {
                    main = value(element, "Target");
                }
            })?;
        }
        // A main part of another name would be read without having been measured.
        if let Some(main) = main.filter(|main| !main.to_ascii_lowercase().ends_with("workbook.xml")) {
            return Err(WorkbookError::Damaged { message: format!("its main part is called {main}") });
        }
        let of_ending = |ending: &str| names.iter().find(|name| name.to_ascii_lowercase().ends_with(ending)).cloned();
        let mut targets: Vec<(String, String)> = Vec::new();
        if let Some(name) = of_ending("workbook.xml.rels") {
            self.elements(&name, |element| {
                if element.local_name().as_ref() == "Relationship"
                    && value(element, "Type").is_some_and(|kind| kind.ends_with("/worksheet"))
                    && let (Some(id), Some(target)) = (value(element, "Id"), value(element, "Target"))
                {
                    targets.push((id, target));
                }
            })?;
        }
        let workbook = of_ending("/workbook.xml").or_else(|| of_ending("workbook.xml")).unwrap_or_default();
        let folder = workbook.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut sheets = Vec::new();
        self.elements(&workbook, |element| {
            if element.local_name().as_ref() != "sheet" {
                return;
            }
            let Some(name) = value(element, "name") else { return };
            let id = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "id");
            // A sheet of a chart or a macro has no worksheet to lead to.
            let Some((_, target)) = id.and_then(|id| targets.iter().find(|(known, _)| *known == id.value)) else { return };
            let path = match target.strip_prefix('/') {
                Some(from_root) => from_root.to_owned(),
                None if folder.is_empty() => target.clone(),
                None => format!("{folder}/{target}"),
            };
            let part = names.iter().find(|known| known.eq_ignore_ascii_case(&path)).cloned();
            let is_hidden = value(element, "state").is_some_and(|state| state != "visible");
            sheets.push(Listed { name, is_hidden, part });
        })?;
        self.sheets = sheets;
        Ok(())
    }

    /// Shows every start tag of a part that was measured.
    fn elements(&mut self, name: &str, mut look: impl FnMut(&BytesStart<'_>)) -> Result<(), WorkbookError> {
        let mut reader = quick_xml::Reader::from_reader(BufReader::new(self.zip.by_name(name)?));
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer)? {
                Event::Start(element) | Event::Empty(element) => look(&element),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Measures a sheet, and finds what stands behind its rows.
    pub fn look(&mut self, sheet: usize) -> Result<Looked, WorkbookError> {
        let Some(part) = self.sheets.get(sheet).and_then(|sheet| sheet.part.clone()) else { return Ok(Looked::default()) };
        let mut scanner = Scanner::new(self.limits.merges);
        self.inflate(&part, self.limits.sheet, &mut |piece| scanner.feed(piece))?;
        if scanner.overflows {
            let most = self.limits.merges as u64;
            return Err(WorkbookError::TooLarge { what: "merged ranges: more than".to_owned(), found: most, most });
        }
        Ok(Looked { merges: scanner.merges, last_row: scanner.last_row })
    }
}

/// What a file is that is no zip archive.
fn told_apart(head: &[u8], file: &mut File) -> Result<WorkbookError, WorkbookError> {
    if head.starts_with(&COMPOUND) {
        return Ok(if is_encrypted(file)? { WorkbookError::Encrypted } else { WorkbookError::Old });
    }
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok(WorkbookError::Packed);
    }
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if ["<html", "<!doctype", "<table", "<?xml", "<head", "<meta"].iter().any(|tag| text.starts_with(tag)) || text.contains("<html") {
        return Ok(WorkbookError::WebPage);
    }
    // `PK` alone: an archive that was cut, or one that is empty.
    if head.starts_with(b"PK") { Ok(WorkbookError::Truncated) } else { Ok(WorkbookError::NoWorkbook) }
}

/// Whether a compound file holds an encrypted package, looked for in its text by the name that its directory gives it.
fn is_encrypted(file: &mut File) -> Result<bool, WorkbookError> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    file.seek(SeekFrom::Start(0))?;
    let mut text: Vec<u8> = Vec::new();
    let mut piece = vec![0; PIECE];
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            return Ok(false);
        }
        text.extend_from_slice(&piece[..count]);
        if text.windows(name.len()).any(|window| window == name) {
            return Ok(true);
        }
        text.drain(..text.len().saturating_sub(name.len()));
    }
}

/// How many texts the table of texts says it has.
fn unique_count(head: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(head);
    let (_, behind) = text.split_once("uniqueCount=")?;
    let quote = behind.chars().next()?;
    let digits = behind[quote.len_utf8()..].split(quote).next()?;
    // More digits than a number has are more texts than there can be.
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) { None } else { Some(digits.parse().unwrap_or(u64::MAX)) }
}

/// An attribute's text.
fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(quick_xml::escape::unescape(&attribute.value).map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned))
}
