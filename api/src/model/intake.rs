//! What comes in and what could not be taken: `POST /events`, `GET /quarantine`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Words;
use super::upload::ReasonCount;

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
    /// What the reason is called.
    pub reason_title: Words,
    /// Centre.
    pub centre: String,
    /// The import that brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<i64>,
    /// When it was mended and sent again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replayed_at: Option<String>,
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
    /// Records that the filter lets through, on all pages.
    pub total: u64,
    /// Records by reason, most first, whatever the filter says of reasons.
    pub reasons: Vec<ReasonCount>,
    /// Records by source, most first, whatever the filter says of sources.
    pub sources: Vec<SourceCount>,
}

/// Records of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceCount {
    /// File or sending system.
    pub source: String,
    /// Records.
    pub count: u64,
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordField {
    /// Column of a table, or JSON pointer of an event's member.
    pub name: String,
    /// Its value; of a personal one only stars.
    pub value: String,
    /// Whether it is hidden.
    pub is_personal: bool,
}

/// A record with its fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuarantineRecord {
    /// The record as the list shows it.
    pub item: QuarantineItem,
    /// Its fields, to be written over; none where it cannot be split or was not kept.
    pub fields: Vec<RecordField>,
    /// Whether it can be sent again: it was kept, and neither replayed nor withdrawn with its import.
    pub can_replay: bool,
}

/// How a record is mended; as it came where neither is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mend {
    /// Its text as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mended: Option<String>,
    /// Values to write over fields, by their names; an empty one empties the field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// What is still wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordFault {
    /// Reason code.
    pub reason: String,
    /// Field or column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What is wrong.
    pub message: Words,
    /// How to mend it.
    pub how_to_mend: Words,
}

/// What became of a record that was sent again; without faults it is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplayedRecord {
    /// Events appended.
    pub appended: u64,
    /// Events that were there already.
    pub duplicates: u64,
    /// What is still wrong.
    pub faults: Vec<RecordFault>,
}

/// Which records are sent again as they came: these, or all of a source, a reason or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaySome {
    /// Their numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<i64>,
    /// File or sending system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Reason code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What became of several records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplayedSome {
    /// Records that are in now.
    pub replayed: u64,
    /// Events appended.
    pub appended: u64,
    /// Records of which something is still wrong.
    pub still_wrong: u64,
    /// Records that were not tried, because a request tries 5,000 at most: send it again.
    pub left: u64,
}

/// Page of `GET /quarantine`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QuarantineQuery {
    /// File or sending system.
    #[param(nullable = false)]
    pub source: Option<String>,
    /// Reason code.
    #[param(nullable = false)]
    pub reason: Option<String>,
    /// Centre code.
    #[param(nullable = false)]
    pub centre: Option<String>,
    /// Those that were mended and sent again, instead of those that wait.
    #[param(nullable = false)]
    pub is_replayed: Option<bool>,
    /// `next_cursor` of the page before.
    #[param(nullable = false)]
    pub cursor: Option<String>,
    /// Records a page, 1 to 200; default 50.
    #[param(nullable = false)]
    pub limit: Option<u32>,
}
