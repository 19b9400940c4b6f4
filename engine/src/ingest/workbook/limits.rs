//! How much of a workbook is taken, so that a small file can't fill memory or keep a core busy for an hour.

/// Limits of a workbook. The defaults are those of an import; tests lower them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file: u64,
    /// Parts of the archive.
    pub parts: usize,
    /// Bytes of the table of texts, inflated; it is held in memory while its workbook is read.
    pub texts: u64,
    /// Bytes of any other part that is read and is no sheet, inflated.
    pub part: u64,
    /// Bytes of a sheet, inflated. Sheets are read as a stream, so this bounds time, not memory.
    pub sheet: u64,
    /// Inflated bytes for one packed, from [`Limits::ratio_from`] on: sheets pack 10 to 50 times, deflate at most 1,032 times.
    pub ratio: u64,
    /// Inflated bytes up to which the ratio is not looked at.
    pub ratio_from: u64,
    /// Merged ranges of a sheet.
    pub merges: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        const MIB: u64 = 1024 * 1024;
        Limits {
            file: 512 * MIB,
            parts: 10_000,
            texts: 512 * MIB,
            part: 32 * MIB,
            sheet: 16 * 1024 * MIB,
            ratio: 250,
            ratio_from: 64 * MIB,
            merges: 1_000_000,
        }
    }
}
