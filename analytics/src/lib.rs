//! Mingjing's analytics over the engine's facts: reports, the files they are handed out as, and their charts.
//!
//! | room | what it does |
//! |---|---|
//! | [`reports`] | one statutory report a file: SQL, columns with their meaning, checks; and the frame that runs them all |
//! | [`export`] | a report as a table for a terminal, CSV, or a workbook |
//! | [`charts`] | a report as a picture, SVG or PNG, drawn with the font that the program carries |
//!
//! Nothing here reads a clock: what is printed as the time of a report is the instant that its facts are as of, so that the same report as
//! known on the same day is the same to the byte.
//!
//! ```
//! use mingjing_analytics::reports;
//!
//! let report = reports::find("case-statistics").expect("a report of that name");
//! assert_eq!(report.title.zh, "办件统计");
//! ```
#![forbid(unsafe_code)]

pub mod charts;
pub mod export;
pub mod reports;

/// A text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// Language of what is printed. Names of departments and items stay as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Words {
    /// A text in both languages.
    pub const fn new(zh: &'static str, en: &'static str) -> Words {
        Words { zh, en }
    }

    /// It in a language.
    pub fn of(self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }
}
