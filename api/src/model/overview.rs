//! The first screen's figures: `GET /overview`.
//!
//! Each count is the `total` of a list: of `GET /cases` or `GET /alerts` with the same `centre` and `dept` and the filter named at the field.
//! What stands open is counted now, whatever period is asked for; what happened, in the period. In `departments` the row's code is the `dept`;
//! in `days` the row's date is `from` and `to`.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::why::DayKind;
use super::{Kind, Level, Words};

/// Figures of the scope and period asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Overview {
    /// Ledger position of the snapshot that was read.
    pub position: u64,
    /// The server's time.
    pub now: String,
    /// The local day of the snapshot.
    pub today: String,
    /// The first working day after it, by the centre's calendar; without a centre by the national one.
    pub next_workday: String,
    /// What stands open now.
    pub totals: Totals,
    /// What happened in the period: the days asked for, up to today; without a beginning the 30 days up to its end.
    pub period: PeriodFigures,
    /// What happened in the period before: as many whole months where the period is whole months, else as many days.
    pub before: PeriodFigures,
    /// One entry a level, all four, lowest first.
    pub alerts_by_level: Vec<LevelCount>,
    /// Open alerts by kind; kinds without any are left out.
    pub alerts_by_kind: Vec<KindCount>,
    /// One entry a rule that has any, most open ones first.
    pub alerts_by_rule: Vec<RuleCount>,
    /// One entry a department that has any case or alert, by code.
    pub departments: Vec<DepartmentFigures>,
    /// The weeks of a year up to the period's last day, earliest first, none left out; the first day is a Monday.
    pub days: Vec<DayFigures>,
}

/// What stands open now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Totals {
    /// Cases, `open=true`.
    pub open: u64,
    /// `open=true&overdue=true`: not ended, and past the promised limit.
    pub open_overdue: u64,
    /// `open=true&overdue=false`, `due_from` and `due_to` = `today`.
    pub due_today: u64,
    /// `open=true&overdue=false`, `due_from` = the day after `today`, `due_to` = `next_workday`.
    pub due_next: u64,
    /// Alerts, `state=open`.
    pub alerts_open: u64,
    /// Alerts, `state=open&pending=true`.
    pub alerts_pending: u64,
    /// Alerts, `state=open&stock=true`.
    pub alerts_stock: u64,
}

/// What happened in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeriodFigures {
    /// First local day.
    pub from: String,
    /// Last local day; the day before `from` where the period has none.
    pub to: String,
    /// Cases, `from` and `to`: whose first event lies in it.
    pub received: u64,
    /// `accepted_from` and `accepted_to`.
    pub accepted: u64,
    /// `finished_from` and `finished_to`, as in the following.
    pub finished: u64,
    /// `on_time=true`: ended, and stopped within the promised limit.
    pub on_time: u64,
    /// `overdue=true`: stopped after the promised limit.
    pub late: u64,
    /// `on_time=false&overdue=false`: no limit is known, so that nobody can tell.
    pub unlimited: u64,
    /// Ten-thousandths of `on_time` in `finished`; null where nothing was finished.
    #[schema(required)]
    pub on_time_rate: Option<i64>,
    /// Alerts, `state=all`, `from` and `to`: whose `since` lies in it.
    pub alerts: u64,
}

/// Alerts of one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LevelCount {
    /// The level.
    pub level: Level,
    /// `state=open`.
    pub open: u64,
    /// `state=all`, with `from` and `to` of `period`.
    pub raised: u64,
    /// `state=all`, with `from` and `to` of `before`.
    pub raised_before: u64,
}

/// Open alerts of one kind, by level: `state=open&kind=…&level=…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KindCount {
    /// The kind.
    pub kind: Kind,
    /// Of level remind.
    pub remind: u64,
    /// Of level warn.
    pub warn: u64,
    /// Of level yellow.
    pub yellow: u64,
    /// Of level red.
    pub red: u64,
}

/// Alerts of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleCount {
    /// Code of the rule.
    pub rule: String,
    /// Its title.
    pub title: Words,
    /// Its level.
    pub level: Level,
    /// `rule=…&state=open`.
    pub open: u64,
    /// `rule=…&state=all`.
    pub total: u64,
}

/// Figures of one department: cases by the case's department, alerts by the responsible one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DepartmentFigures {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// As in [`Totals`].
    pub open: u64,
    /// As in [`Totals`].
    pub open_overdue: u64,
    /// As in [`Totals`].
    pub due_today: u64,
    /// As in [`Totals`].
    pub due_next: u64,
    /// As in [`PeriodFigures`].
    pub received: u64,
    /// As in [`PeriodFigures`].
    pub finished: u64,
    /// As in [`PeriodFigures`].
    pub on_time: u64,
    /// As in [`PeriodFigures`].
    pub late: u64,
    /// As in [`PeriodFigures`].
    #[schema(required)]
    pub on_time_rate: Option<i64>,
    /// `state=open&level=remind`.
    pub remind: u64,
    /// `state=open&level=warn`.
    pub warn: u64,
    /// `state=open&level=yellow`.
    pub yellow: u64,
    /// `state=open&level=red`.
    pub red: u64,
}

/// What happened on one local day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DayFigures {
    /// The day.
    pub date: String,
    /// Cases whose first event lies on it.
    pub received: u64,
    /// Cases whose finish lies on it: `finished_from` and `finished_to`.
    pub finished: u64,
    /// Alerts whose `since` lies on it: `state=all`.
    pub alerts: u64,
    /// What the day is by the calendar of `next_workday`; left out where no centre is installed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<DayKind>,
    /// The holiday it is off or worked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Scope and period of `GET /overview`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OverviewQuery {
    /// Centre code; default all.
    #[param(nullable = false)]
    pub centre: Option<String>,
    /// Department code; default all.
    #[param(nullable = false)]
    pub dept: Option<String>,
    /// First local day of the period.
    #[param(nullable = false)]
    pub from: Option<String>,
    /// Last local day of the period; today at the latest.
    #[param(nullable = false)]
    pub to: Option<String>,
}
