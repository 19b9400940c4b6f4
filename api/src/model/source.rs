//! Where data comes from and what came: `/sources`, `/imports`.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::intake::IntakeReport;

/// A source of a centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceItem {
    /// Centre.
    pub centre: String,
    /// Code.
    pub source: String,
    /// What it is called.
    pub title: String,
    /// Events that count.
    pub events: u64,
    /// Cases of these.
    pub cases: u64,
    /// Earliest event.
    #[schema(required)]
    pub first_at: Option<String>,
    /// Latest event.
    #[schema(required)]
    pub last_at: Option<String>,
    /// When the ledger last took one.
    #[schema(required)]
    pub last_recorded_at: Option<String>,
    /// Up to when it is complete (数据截至).
    #[schema(required)]
    pub watermark: Option<String>,
    /// From when it is supervised (纳入监察日期).
    #[schema(required)]
    pub starts_at: Option<String>,
    /// Hours by which it usually reports late.
    #[schema(required)]
    pub usual_lag_hours: Option<i64>,
    /// Events of cases that came later than that; 0 where no lag is declared.
    pub late_events: u64,
    /// Records that wait in quarantine.
    pub quarantined: u64,
    /// When it was last heard of, where that is longer ago than its usual lag and a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_silent_since: Option<String>,
}

/// All sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceList {
    /// The sources, by centre and code.
    pub items: Vec<SourceItem>,
}

/// What is declared of a source; what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceDeclared {
    /// Start of supervision (纳入监察日期): an instant, or a local day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<String>,
    /// The source is complete up to here (数据截至): an instant, or a local day, which means its end. It moves forward only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_to: Option<String>,
    /// Hours by which it usually reports late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_lag_hours: Option<i64>,
}

/// What became of a declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Declared {
    /// Events appended.
    pub events: u64,
    /// Position of the last one.
    pub position: u64,
}

/// An import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportItem {
    /// Its number.
    pub batch: i64,
    /// Centre.
    pub centre: String,
    /// Name of the file.
    pub file_name: String,
    /// Profile it was read with.
    pub profile: String,
    /// Mapping of a table.
    #[schema(required)]
    pub mapping: Option<String>,
    /// When it began.
    pub started_at: String,
    /// When it ended; null while it runs, and for one that broke off.
    #[schema(required)]
    pub finished_at: Option<String>,
    /// What was counted; null before it ended.
    #[schema(required)]
    pub counts: Option<IntakeReport>,
    /// When it was taken back.
    #[schema(required)]
    pub voided_at: Option<String>,
    /// Why.
    #[schema(required)]
    pub void_reason: Option<String>,
    /// Query of the list of its cases.
    pub list: String,
}

/// A page of imports, latest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportPage {
    /// The imports of this page.
    pub items: Vec<ImportItem>,
    /// Pass as `cursor` to get the next page; null on the last one.
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// Imports on all pages.
    pub total: u64,
}

/// Page of `GET /imports`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Centre code.
    #[param(nullable = false)]
    pub centre: Option<String>,
    /// `next_cursor` of the page before.
    #[param(nullable = false)]
    pub cursor: Option<String>,
    /// Imports a page, 1 to 200; default 50.
    #[param(nullable = false)]
    pub limit: Option<u32>,
}

/// Why an import is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidReason {
    /// The reason; it is kept in the ledger.
    pub reason: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VoidedImport {
    /// Events that no longer count.
    pub events: u64,
    /// Position of the event that says so.
    pub position: u64,
    /// Whether it was void before; then nothing was written.
    pub is_repeated: bool,
}
