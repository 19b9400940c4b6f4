//! What comes in and what could not be taken: `POST /events`, `GET /quarantine`.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What became of the events sent; `read` = `accepted` + `duplicates` + `quarantined`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IntakeReport {
    /// Records read.
    pub read: u64,
    /// Records taken.
    pub accepted: u64,
    /// Records that were there already.
    pub duplicates: u64,
    /// Records put aside to be mended.
    pub quarantined: u64,
    /// Distinct cases touched.
    pub cases: u64,
    /// Events appended to the ledger.
    pub events: u64,
    /// Time taken.
    pub seconds: f64,
    /// Why records were put aside, in their order: the first 1,000. All stand in the quarantine.
    pub problems: Vec<IntakeProblem>,
}

/// Why one record was put aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IntakeProblem {
    /// Line of the body, or place in the array, from 1.
    pub line: u64,
    /// The field concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub how_to_mend: String,
}

/// A record that waits to be mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuarantineItem {
    /// Number in the quarantine.
    pub id: u64,
    /// File or sending system.
    pub source: String,
    /// Line or place in the source.
    pub position: u64,
    /// Reason code, such as `conflict`.
    pub reason: String,
    /// The field concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub how_to_mend: String,
    /// The record as it came, personal values masked.
    pub raw: String,
    /// When it was put aside.
    pub recorded_at: String,
}

/// The quarantine, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuarantinePage {
    /// The records of this page.
    pub items: Vec<QuarantineItem>,
    /// Pass as `cursor` to get the next page; null on the last one.
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// Records in quarantine, on all pages.
    pub total: u64,
}

/// Page of `GET /quarantine`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QuarantineQuery {
    /// `next_cursor` of the page before.
    #[param(nullable = false)]
    pub cursor: Option<String>,
    /// Records a page, 1 to 200; default 50.
    #[param(nullable = false)]
    pub limit: Option<u32>,
}
