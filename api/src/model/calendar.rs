//! Calendars and their notices: `GET /calendar`, `POST /calendar/preview`, `POST /calendar/notices`.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which calendar.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// The year; this one where it is left out.
    pub year: Option<i16>,
    /// The centre; may be left out where only one has cases.
    pub centre: Option<String>,
}

/// Whose notice it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CalendarLayer {
    /// The State Council's.
    #[default]
    Nation,
    /// A province's or region's own.
    Region,
    /// A centre's own.
    Centre,
}

/// What a notice makes of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeDayKind {
    /// Off.
    Holiday,
    /// Worked.
    Workday,
}

/// A day as a notice names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoticeDay {
    /// The day.
    pub date: String,
    /// Off or worked.
    pub kind: NoticeDayKind,
    /// The holiday it is off or worked for; may be empty.
    #[serde(default)]
    pub name: String,
}

/// A notice of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalendarNotice {
    /// Whose.
    pub layer: CalendarLayer,
    /// The year it is for.
    pub year: i16,
    /// Of two versions the higher counts, from when it is known.
    pub version: u32,
    /// From when it is known; left out where it always was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_from: Option<String>,
    /// Its number, or where it was published.
    pub number: String,
    /// How many days it names.
    pub days: u64,
    /// Whether it counts as of now: known, and not replaced by a later version.
    pub in_force: bool,
}

/// A day that a notice names, with the notice that decides it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedDay {
    /// The day.
    pub date: String,
    /// Off or worked.
    pub kind: NoticeDayKind,
    /// The holiday it is off or worked for; may be empty.
    pub name: String,
    /// Layer of the notice.
    pub layer: CalendarLayer,
    /// Year of the notice: the days around new year are named by the notice of the other year.
    pub notice_year: i16,
    /// Its version.
    pub version: u32,
    /// Its number.
    pub number: String,
}

/// A year of a centre's calendar, as known now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalendarYear {
    /// Centre.
    pub centre: String,
    /// Name of the calendar.
    pub calendar: String,
    /// The year.
    pub year: i16,
    /// Name and short hash of all notices in force.
    pub version: String,
    /// No notice of the year is loaded: its days are only a guess by weekday.
    pub is_provisional: bool,
    /// Working days of the year.
    pub workdays: u64,
    /// Its notices of all layers and versions.
    pub notices: Vec<CalendarNotice>,
    /// The days that they name, ascending; every other day follows its weekday.
    pub days: Vec<NamedDay>,
}

/// A notice to be looked at or declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeRequest {
    /// Whose; the nation's where it is left out.
    #[serde(default)]
    pub layer: CalendarLayer,
    /// The year it is for; that of its days where they are all of one.
    #[serde(default)]
    pub year: Option<i16>,
    /// It names every day of the year that differs from its weekday. Otherwise the days named before stay, unless named anew.
    #[serde(default)]
    pub is_whole: bool,
    /// Its document number.
    pub number: String,
    /// From when it is known: an instant with offset.
    pub known_from: String,
    /// The centres it is for; a nation's notice without any is for all that use the national calendar.
    #[serde(default)]
    pub centres: Vec<String>,
    /// The days.
    pub days: Vec<NoticeDay>,
}

/// Counts of a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DepartmentForecast {
    /// Centre.
    pub centre: String,
    /// Department; empty for cases that name none.
    pub dept: String,
    /// Open cases whose clock has started.
    pub open: u64,
    /// Of them those whose due date moves.
    pub moved: u64,
    /// Alerts that come.
    pub alerts_come: u64,
    /// Alerts that vanish.
    pub alerts_vanish: u64,
    /// Alerts that change.
    pub alerts_change: u64,
}

/// An open case whose due date moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseForecast {
    /// Centre.
    pub centre: String,
    /// Number.
    pub case_no: String,
    /// Department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dept: Option<String>,
    /// Item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Promised due instant as things are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_due: Option<String>,
    /// As it would be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_due: Option<String>,
    /// Statutory due instant as things are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_statutory_due: Option<String>,
    /// As it would be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_statutory_due: Option<String>,
    /// It would come earlier, were it not for the date on the acceptance notice.
    pub is_kept: bool,
}

/// One state of an alert that a forecast compares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertSeen {
    /// Rule.
    pub rule: String,
    /// Level.
    pub level: super::Level,
    /// First instant.
    pub since: String,
    /// First instant after it; left out while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
}

/// What becomes of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertMove {
    /// It is there only afterwards.
    Comes,
    /// It is there only as things are: remind and warn withdraw themselves, a card becomes a proposal to lift it.
    Vanishes,
    /// Its level or its times change.
    Changes,
}

/// An alert that comes, vanishes or changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertForecast {
    /// Centre.
    pub centre: String,
    /// Case.
    pub case_no: String,
    /// Department that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dept: Option<String>,
    /// Family of its rule.
    pub family: String,
    /// What becomes of it.
    pub what: AlertMove,
    /// As things are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<AlertSeen>,
    /// As they would be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<AlertSeen>,
}

/// What a declaration moves. The lists hold at most ten thousand rows each; the counts count all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MoveForecast {
    /// What is declared.
    pub title: String,
    /// The centres it is for.
    pub centres: Vec<String>,
    /// It stands in the ledger already, so that nothing would move.
    pub is_known: bool,
    /// The moment at which both states are compared: now, or the instant from which the change counts, where that is later.
    pub at: String,
    /// Open cases whose clock has started.
    pub open: u64,
    /// Of them those whose due date moves.
    pub moved: u64,
    /// Alerts that come.
    pub alerts_come: u64,
    /// Alerts that vanish.
    pub alerts_vanish: u64,
    /// Alerts that change.
    pub alerts_change: u64,
    /// By department.
    pub departments: Vec<DepartmentForecast>,
    /// By case.
    pub cases: Vec<CaseForecast>,
    /// By alert.
    pub alerts: Vec<AlertForecast>,
}

/// What a declaration did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoticeDeclared {
    /// Events written; none where all of it was there before, or where it waits to be confirmed.
    pub events: u64,
    /// Number of the proposal that a second person has to confirm, where it moves cases or alerts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<i64>,
    /// What it moves.
    pub forecast: MoveForecast,
}
