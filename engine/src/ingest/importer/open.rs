//! Opens a file for an import: which reader it needs, and whether its columns are those of the mapping.

use std::path::Path;
use std::sync::Arc;

use super::{Importer, Opened};
use crate::ingest::error::ImportError;
use crate::ingest::library;
use crate::ingest::lines::Lines;
use crate::ingest::mapping::Mapping;
use crate::ingest::mapping::bind::Bound;
use crate::ingest::records::Records;
use crate::ingest::sink::FileInfo;
use crate::ingest::source::{Format, Source};
use crate::ingest::table::Rows;
use crate::ingest::workbook::{Book, Limits};
use crate::ingest::xes;

impl Importer<'_> {
    /// Opens a file. `found` is what an earlier opening found of a log.
    pub(super) fn open(&self, path: &Path, found: Option<Arc<Vec<String>>>) -> Result<Opened, ImportError> {
        let file = path.display().to_string();
        let format = Format::of(path).ok_or_else(|| ImportError::UnknownFormat { file: file.clone() })?;
        let name = path.file_name().map_or_else(|| file.clone(), |name| name.to_string_lossy().into_owned());
        let info = FileInfo {
            centre: self.profile.centre.clone(),
            name,
            sha256: String::new(),
            profile: self.profile.name.clone(),
            mapping: None,
        };
        match format {
            Format::JsonLines => open_events(path, info),
            Format::Csv => self.open_table(path, file, info),
            Format::Xes => self.open_log(path, file, info, found),
            Format::Workbook => self.open_workbook(path, file, info),
        }
    }

    fn open_table(&self, path: &Path, file: String, mut info: FileInfo) -> Result<Opened, ImportError> {
        let mapping = self.table_mapping(&file)?;
        let source = Source::open(path)?;
        let encoding = mapping.encoding.filter(|_| !source.is_utf16).or(source.encoding);
        let lines = Lines::of(source.reader, source.is_gzip, encoding);
        let (rows, header, columns) = Rows::open(lines, mapping.delimiter, &mapping.wanted())
            .map_err(|message| ImportError::Header { file: file.clone(), message })?;
        let bound = self.bind(mapping, &columns, file)?;
        info.mapping = Some(mapping.name.clone());
        let (records, meter, total) = (Records::Table(rows), source.meter, source.total);
        Ok(Opened { info, records, bound: Some(bound), header: Some(header), meter, total, found: None })
    }

    fn open_log(&self, path: &Path, file: String, mut info: FileInfo, found: Option<Arc<Vec<String>>>) -> Result<Opened, ImportError> {
        let mapping = self.table_mapping(&file)?;
        let unfit = |message| ImportError::Log { file: file.clone(), message };
        let found = match found {
            Some(found) => found,
            None => {
                let text = xes::encoding::utf8(Source::open(path)?.reader).map_err(unfit)?;
                Arc::new(xes::columns::gather(text).map_err(unfit)?)
            }
        };
        let source = Source::open(path)?;
        let text = xes::encoding::utf8(source.reader).map_err(unfit)?;
        let columns = Arc::new(xes::Columns::new(&found, mapping));
        let bound = self.bind(mapping, &columns.names, file)?;
        info.mapping = Some(mapping.name.clone());
        let header = columns.header(mapping.delimiter);
        let records = Records::Xes(Box::new(xes::Log::new(text, columns, mapping.delimiter, source.is_gzip)));
        let (meter, total) = (source.meter, source.total);
        Ok(Opened { info, records, bound: Some(bound), header: Some(header), meter, total, found: Some(found) })
    }

    fn open_workbook(&self, path: &Path, file: String, mut info: FileInfo) -> Result<Opened, ImportError> {
        let mapping = self.table_mapping(&file)?;
        let rows = Book::open(path, Limits::default())
            .and_then(|book| book.rows(&mapping.wanted(), mapping.delimiter))
            .map_err(|source| ImportError::Workbook { file: file.clone(), source: Box::new(source) })?;
        let mut bound = self.bind(mapping, rows.names(), format!("{file}#{}", rows.sheet()))?;
        bound.take_date_cells();
        info.name = format!("{}#{}", info.name, rows.sheet());
        info.mapping = Some(mapping.name.clone());
        let (header, meter, total) = (Some(rows.header()), rows.meter(), rows.total());
        Ok(Opened { info, records: Records::Workbook(Box::new(rows)), bound: Some(bound), header, meter, total, found: None })
    }

    fn table_mapping(&self, file: &str) -> Result<&Mapping, ImportError> {
        self.mapping.ok_or_else(|| ImportError::NoMapping { file: file.to_owned(), known: library::mapping_names().join(", ") })
    }

    fn bind(&self, mapping: &Mapping, columns: &[String], file: String) -> Result<Bound, ImportError> {
        mapping.bind(columns, self.profile).map_err(|problems| ImportError::Columns { file, mapping: mapping.name.clone(), problems })
    }
}

fn open_events(path: &Path, info: FileInfo) -> Result<Opened, ImportError> {
    let source = Source::open(path)?;
    let records = Records::JsonLines(Lines::of(source.reader, source.is_gzip, source.encoding));
    Ok(Opened { info, records, bound: None, header: None, meter: source.meter, total: source.total, found: None })
}
