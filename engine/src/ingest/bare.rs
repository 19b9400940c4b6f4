//! Peers of `mingjing bench readers`: each library reading a file alone, and the writer of the workbook that is read.
//!
//! They count what they read, so that nothing of the work can be left out as unused.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use calamine::{DataType, Reader, Xlsx};
use zip::write::SimpleFileOptions;

/// Bytes of a read.
const BUFFER: usize = 256 * 1024;

/// Records and the characters or cells in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Records.
    pub records: u64,
    /// Cells, or members.
    pub parts: u64,
}

/// A table by the `csv` crate, each row as texts.
pub fn csv(path: &Path) -> io::Result<Seen> {
    let mut seen = Seen::default();
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(BUFFER).from_path(path)?;
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row)? {
        seen.records += 1;
        seen.parts += row.len() as u64;
    }
    Ok(seen)
}

/// JSON Lines by `serde_json`, each line as a tree.
pub fn json_lines(path: &Path) -> io::Result<Seen> {
    let mut seen = Seen::default();
    let mut reader = BufReader::with_capacity(BUFFER, File::open(path)?);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        let value: serde_json::Value = serde_json::from_str(&line)?;
        seen.records += 1;
        seen.parts += value.as_object().map_or(0, |members| members.len() as u64);
        line.clear();
    }
    Ok(seen)
}

/// The first sheet of a workbook by `calamine`, as the range that it makes.
pub fn workbook(path: &Path) -> io::Result<Seen> {
    let mut library: Xlsx<BufReader<File>> = calamine::open_workbook(path).map_err(io::Error::other)?;
    let range = library.worksheet_range_at(0).ok_or_else(|| io::Error::other("the workbook has no sheet"))?.map_err(io::Error::other)?;
    let mut seen = Seen::default();
    for row in range.rows().skip(1) {
        seen.records += 1;
        seen.parts += row.iter().filter(|cell| !cell.is_empty()).count() as u64;
    }
    Ok(seen)
}

/// The tags of a part of an archive by `quick-xml`, for a file of XML.
pub fn xml(path: &Path) -> io::Result<Seen> {
    let mut reader = quick_xml::Reader::from_reader(BufReader::with_capacity(BUFFER, File::open(path)?));
    let mut seen = Seen::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(io::Error::other)? {
            quick_xml::events::Event::Eof => return Ok(seen),
            quick_xml::events::Event::Start(element) | quick_xml::events::Event::Empty(element) => {
                seen.records += u64::from(element.local_name().as_ref() == "event");
                seen.parts += 1;
            }
            _ => {}
        }
    }
}

/// A cell to write.
#[derive(Clone, Debug, PartialEq)]
pub enum Written<'a> {
    /// Nothing.
    Empty,
    /// A text, kept in the table of texts.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// An instant as days since 1899-12-30, shown with hours.
    Instant(f64),
}

/// Writes a plain workbook of one sheet, as spreadsheet programs do: texts in a table, dates as serials.
pub struct WorkbookWriter {
    zip: zip::ZipWriter<BufWriter<File>>,
    texts: Vec<String>,
    places: HashMap<String, usize>,
    row: u64,
    line: String,
}

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const PACKAGE: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const PARTS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>"#;

impl WorkbookWriter {
    /// Begins a workbook.
    pub fn create(path: &Path) -> io::Result<WorkbookWriter> {
        let mut zip = zip::ZipWriter::new(BufWriter::new(File::create(path)?));
        for (name, text) in [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", PACKAGE),
            ("xl/workbook.xml", BOOK),
            ("xl/_rels/workbook.xml.rels", PARTS),
            ("xl/styles.xml", STYLES),
        ] {
            zip.start_file(name, SimpleFileOptions::default()).map_err(io::Error::other)?;
            zip.write_all(text.as_bytes())?;
        }
        zip.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default().large_file(true)).map_err(io::Error::other)?;
        zip.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>")?;
        Ok(WorkbookWriter { zip, texts: Vec::new(), places: HashMap::new(), row: 0, line: String::new() })
    }

    /// Writes the next row.
    pub fn row(&mut self, cells: &[Written<'_>]) -> io::Result<()> {
        use std::fmt::Write as _;
        self.row += 1;
        self.line.clear();
        // Writing to a string cannot fail.
        let _ = write!(self.line, "<row r=\"{}\">", self.row);
        for (column, cell) in cells.iter().enumerate() {
            let name = super::workbook::merges::letters(column);
            let _ = match cell {
                Written::Empty => Ok(()),
                Written::Text(text) => {
                    let next = self.texts.len();
                    let place = match self.places.get(*text) {
                        Some(place) => *place,
                        None => {
                            self.places.insert((*text).to_owned(), next);
                            self.texts.push((*text).to_owned());
                            next
                        }
                    };
                    write!(self.line, "<c r=\"{name}{}\" t=\"s\"><v>{place}</v></c>", self.row)
                }
                Written::Number(number) => write!(self.line, "<c r=\"{name}{}\"><v>{number}</v></c>", self.row),
                Written::Instant(serial) => write!(self.line, "<c r=\"{name}{}\" s=\"1\"><v>{serial}</v></c>", self.row),
            };
        }
        self.line.push_str("</row>");
        self.zip.write_all(self.line.as_bytes())
    }

    /// Writes the table of texts and ends the workbook.
    pub fn finish(mut self) -> io::Result<()> {
        self.zip.write_all(b"</sheetData></worksheet>")?;
        self.zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default().large_file(true)).map_err(io::Error::other)?;
        let count = self.texts.len();
        write!(self.zip, "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"{count}\">")?;
        for text in &self.texts {
            write!(self.zip, "<si><t>{}</t></si>", quick_xml::escape::escape(text.as_str()))?;
        }
        self.zip.write_all(b"</sst>")?;
        self.zip.finish().map_err(io::Error::other)?.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_by_the_library_and_by_us() {
        let path = std::env::temp_dir().join(format!("mingjing-bare-{}.xlsx", std::process::id()));
        let mut writer = WorkbookWriter::create(&path).expect("a file");
        writer.row(&[Written::Text("编号"), Written::Text("时间"), Written::Text("数")]).expect("written");
        writer.row(&[Written::Text("A<1>"), Written::Instant(45_681.5), Written::Number(7.0)]).expect("written");
        writer.row(&[Written::Text("A2"), Written::Empty, Written::Number(0.5)]).expect("written");
        writer.finish().expect("written");
        assert_eq!(workbook(&path).expect("read"), Seen { records: 2, parts: 5 });
        let preview = crate::ingest::tables::preview(&path, None, 10).expect("read");
        let rows: Vec<String> = preview.rows.iter().map(|row| row.cells.join(",")).collect();
        assert_eq!(rows, ["A<1>,2025-01-24 12:00:00,7", "A2,,0.5"]);
        std::fs::remove_file(path).expect("removed");
    }
}
