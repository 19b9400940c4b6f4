//! Why a workbook cannot be read: what it is instead, or what is wrong with it, and what to do.

/// What is wrong with a workbook as a whole.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// Protected by a password.
    #[error("the workbook is protected by a password; save a copy without one")]
    Encrypted,
    /// The format before 2007.
    #[error("is a workbook of the format before 2007 (.xls); open it and save it as .xlsx")]
    Old,
    /// A binary workbook.
    #[error("is a binary workbook (.xlsb); open it and save it as .xlsx")]
    Binary,
    /// An OpenDocument file.
    #[error("is an OpenDocument file (.ods); open it and save it as .xlsx")]
    OpenDocument,
    /// A web page or an XML table that is called a workbook, as some systems export.
    #[error("is a web page that is called a workbook; open it with a spreadsheet program and save it as .xlsx")]
    WebPage,
    /// Compressed once more.
    #[error("is compressed with gzip; unpack it, a workbook is compressed already")]
    Packed,
    /// Something else.
    #[error("is no workbook: an .xlsx file is a zip archive and this is none; save it as .xlsx, or name it for what it is (.csv)")]
    NoWorkbook,
    /// An archive without the parts of a workbook.
    #[error("is a zip archive without a workbook in it; unpack it and import the files that it holds")]
    OtherArchive,
    /// The archive breaks off.
    #[error("the workbook breaks off: the end of its archive is missing; fetch or copy the file again")]
    Truncated,
    /// The archive or a part of it is damaged.
    #[error("the workbook is damaged: {message}; open it and save it again, or fetch it again")]
    Damaged {
        /// What was found.
        message: String,
    },
    /// It is larger than what is taken.
    #[error("the workbook is too large: {what} {found}, at most {most} are taken; split it, or save the sheet as CSV")]
    TooLarge {
        /// What of it, with the unit.
        what: String,
        /// How much.
        found: u64,
        /// The limit.
        most: u64,
    },
    /// A part inflates as no sheet does.
    #[error(
        "{part} inflates to more than {ratio} times its packed size, as an archive does that is meant to fill a disk; nothing of it was read"
    )]
    Bomb {
        /// Part of the archive.
        part: String,
        /// The limit.
        ratio: u64,
    },
    /// The sheet that was asked for is not there.
    #[error("the workbook has no sheet {name:?}; it has {known}")]
    NoSheet {
        /// Name asked for.
        name: String,
        /// Names there are.
        known: String,
    },
    /// No sheet has a table.
    #[error("no visible sheet holds a table: a row with the names of columns, and rows below it; looked at {sheets}{hidden}")]
    NoTable {
        /// Sheets looked at.
        sheets: String,
        /// A sentence on those that are hidden.
        hidden: String,
    },
    /// The sheet asked for has no table.
    #[error("the sheet {sheet:?} {what}")]
    NoHeader {
        /// The sheet.
        sheet: String,
        /// What is missing and what to do.
        what: String,
    },
    /// The file cannot be read.
    #[error("cannot be read: {0}; check the path and the right to read it")]
    Io(#[from] std::io::Error),
}

impl From<zip::result::ZipError> for WorkbookError {
    fn from(error: zip::result::ZipError) -> WorkbookError {
        WorkbookError::Damaged { message: error.to_string() }
    }
}

impl From<quick_xml::Error> for WorkbookError {
    fn from(error: quick_xml::Error) -> WorkbookError {
        WorkbookError::Damaged { message: error.to_string() }
    }
}

impl From<calamine::XlsxError> for WorkbookError {
    fn from(error: calamine::XlsxError) -> WorkbookError {
        match error {
            calamine::XlsxError::Password => WorkbookError::Encrypted,
            calamine::XlsxError::Io(error) => WorkbookError::Io(error),
            error => WorkbookError::Damaged { message: error.to_string() },
        }
    }
}
