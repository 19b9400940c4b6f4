//! Cases: `GET /cases`, `GET /cases/{centre}/{case_no}`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::alert::Alert;
use super::dossier::CaseParts;
use super::why::{CalendarDay, ClockBar, TimelineEvent};
use super::{Level, LimitUnit};

/// A case as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseItem {
    /// Centre of the case.
    pub centre: String,
    /// 办件编号.
    pub case_no: String,
    /// State code of the domain reference.
    pub state: String,
    /// No end since the last reopening.
    pub is_open: bool,
    /// Stopped after its promised limit, or not stopped and past it.
    pub is_overdue: bool,
    /// 1 immediate, 2 promised, 9 other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_type: Option<i64>,
    /// Code of the item applied for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_impl_code: Option<String>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_name: Option<String>,
    /// Masked name of the applicant; only where words were searched for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant_mask: Option<String>,
    /// Department code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dept_code: Option<String>,
    /// Department name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dept_name: Option<String>,
    /// First event of the case.
    pub first_event_at: String,
    /// Acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<String>,
    /// Last instant in time by the promise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_due_at: Option<String>,
    /// Finish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<String>,
    /// Counted so far, in `limit_unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elapsed_wd: Option<i64>,
    /// Left of the promise, in `limit_unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining_wd: Option<i64>,
    /// Promised limit, extensions included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_days: Option<i64>,
    /// Unit of the limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_unit: Option<LimitUnit>,
    /// Alerts about this case whose status is open.
    pub alerts_open: u64,
    /// Their highest level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub highest_level: Option<Level>,
}

/// One page of cases, latest first event first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CasePage {
    /// The cases of this page.
    pub items: Vec<CaseItem>,
    /// Pass as `cursor` to get the next page; null on the last one.
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// Cases that the filter lets through, on all pages.
    pub total: u64,
    /// Ledger position of the snapshot that was read.
    pub position: u64,
}

/// A column of the row shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ColumnInfo {
    /// Name in rules, SQL and JSON.
    pub name: String,
    /// Chinese term.
    pub zh: String,
    /// English term.
    pub en: String,
    /// Type: `text code key int bool ts date fen list attributes`.
    #[serde(rename = "type")]
    pub type_name: String,
}

/// All that is known of one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseDetail {
    /// The row as of now, by column name. Lists stand as the number of their entries.
    #[schema(value_type = BTreeMap<String, Option<String>>)]
    pub case: BTreeMap<String, Option<String>>,
    /// The row's columns, in their order.
    pub columns: Vec<ColumnInfo>,
    /// Its events in fold order, those that do not count included.
    pub events: Vec<TimelineEvent>,
    /// Its alerts, earliest first.
    pub alerts: Vec<Alert>,
    /// Its days up to now or to its end, first to last, at most the last 120.
    pub days: Vec<CalendarDay>,
    /// Its clock; absent where none has started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockBar>,
    /// What hangs on it.
    pub parts: CaseParts,
    /// The instant it is shown as of.
    pub at: String,
    /// As known on which day; absent where everything known now is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownOn>,
}

/// The day on which a case is shown as it was known then, and what was learned of it since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KnownOn {
    /// The local day, to its end.
    pub day: String,
    /// When the first event of the case was recorded.
    pub first_recorded_at: String,
    /// Events of the case that were recorded later.
    pub later_events: u64,
    /// Its alerts that were raised later.
    pub later_alerts: u64,
}

/// As known when a case is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct KnownQuery {
    /// Only what was recorded by the end of this local day: the case, its events and its alerts as they stood then.
    #[param(nullable = false)]
    pub known: Option<String>,
}

/// Filter and page of `GET /cases`. Filters are joined by and.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CaseQuery {
    /// Centre code.
    #[param(nullable = false)]
    pub centre: Option<String>,
    /// State code.
    #[param(nullable = false)]
    pub state: Option<String>,
    /// Department: its code, or words of its name.
    #[param(nullable = false)]
    pub dept: Option<String>,
    /// Item: its code, or words of its name.
    #[param(nullable = false)]
    pub item: Option<String>,
    /// Channel (办理形式): 1 window, 2 PC, 3 mobile, 4 post, 9 other.
    #[param(nullable = false)]
    pub channel: Option<i64>,
    /// Case type (办件类型): 1 immediate, 2 promised, 9 other.
    #[param(nullable = false)]
    pub case_type: Option<i64>,
    /// Only cases with an open alert of this level, or of one of several with commas between (`yellow,red`).
    #[param(nullable = false)]
    pub level: Option<String>,
    /// Only open cases, or only ended ones.
    #[param(nullable = false)]
    pub open: Option<bool>,
    /// Only cases over their promised limit, or only others.
    #[param(nullable = false)]
    pub overdue: Option<bool>,
    /// Only ended cases that kept their promised limit.
    #[param(nullable = false)]
    pub on_time: Option<bool>,
    /// Only cases of a finding of the health check: `overdue`, `open_overdue`, `due_soon`, `time_inverted`, `finished_unaccepted`, `no_promise`,
    /// `id_invalid`, or all that are `finished`.
    #[param(nullable = false)]
    pub finding: Option<String>,
    /// Only cases that a cell of a report counts: what a row of the report gives, and behind it the code of the column.
    #[param(nullable = false)]
    pub cell: Option<String>,
    /// Only cases of which this import brought events.
    #[param(nullable = false)]
    pub batch: Option<i64>,
    /// First local day of the first event.
    #[param(nullable = false)]
    pub from: Option<String>,
    /// Last local day of the first event.
    #[param(nullable = false)]
    pub to: Option<String>,
    /// First local day of the finish.
    #[param(nullable = false)]
    pub finished_from: Option<String>,
    /// Last local day of the finish.
    #[param(nullable = false)]
    pub finished_to: Option<String>,
    /// First local day of the acceptance.
    #[param(nullable = false)]
    pub accepted_from: Option<String>,
    /// Last local day of the acceptance.
    #[param(nullable = false)]
    pub accepted_to: Option<String>,
    /// First local day on which the promise falls due, of open cases whose clock has not stopped; of an immediate case by its own limit.
    #[param(nullable = false)]
    pub due_from: Option<String>,
    /// Last local day on which the promise falls due, of the same.
    #[param(nullable = false)]
    pub due_to: Option<String>,
    /// Words to find in case number, item code, item name or the department's name, or the whole name, document number or telephone number of
    /// the applicant.
    #[param(nullable = false)]
    pub q: Option<String>,
    /// `next_cursor` of the page before.
    #[param(nullable = false)]
    pub cursor: Option<String>,
    /// Cases a page, 1 to 200; default 50.
    #[param(nullable = false)]
    pub limit: Option<u32>,
}
