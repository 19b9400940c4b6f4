//! The health check of a centre (体检报告): `GET /checkup`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Words;

/// The health check of a centre. Every figure comes from a SQL text of `sql` over the facts, and `list` is the query of `GET /cases` that
/// gives exactly the cases counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Checkup {
    /// The centre.
    pub centre: CheckupCentre,
    /// First day of the first event of a case counted.
    #[schema(required)]
    pub from: Option<String>,
    /// Last such day.
    #[schema(required)]
    pub to: Option<String>,
    /// Instant of the facts.
    pub as_of: String,
    /// Position of the ledger of the facts.
    pub fact_position: u64,
    /// Up to when the centre's sources are complete (数据截至), where one said so.
    #[schema(required)]
    pub source_complete_to: Option<String>,
    /// Cases.
    pub cases: u64,
    /// Cases that are finished.
    pub finished: u64,
    /// Cases that are open.
    pub open: u64,
    /// Query of the list of all cases.
    pub list: String,
    /// Query of the list of finished cases.
    pub finished_list: String,
    /// Query of the list of open cases.
    pub open_list: String,
    /// What was found, worst first.
    pub findings: Vec<CheckupFinding>,
    /// Departments, slowest first.
    pub departments: Vec<CheckupGroup>,
    /// The ten slowest items.
    pub items: Vec<CheckupGroup>,
    /// Months, earliest first, at most the last 24.
    pub months: Vec<CheckupMonth>,
    /// Rules that cannot speak, because of what is empty in every case.
    pub silent_rules: Vec<SilentRule>,
    /// Rules that can.
    pub speaking_rules: u64,
    /// How well columns are filled.
    pub columns: Vec<CheckupColumn>,
    /// The SQL behind the figures, by finding, and `cases`, `departments`, `items`, `months_received`, `months_finished`, `columns`.
    pub sql: BTreeMap<String, String>,
}

/// The centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckupCentre {
    /// Code.
    pub code: String,
    /// Name.
    pub title: Words,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckupFinding {
    /// Its code, as `finding=` of the list of cases takes it.
    pub code: String,
    /// What it is called.
    pub title: Words,
    /// What it means.
    pub meaning: Words,
    /// Cases.
    pub count: u64,
    /// Of so many that it could have been found in.
    pub of: u64,
    /// Ten-thousandths; null where there is none to be found in.
    #[schema(required)]
    pub share_bp: Option<u64>,
    /// Query of the list of these cases.
    pub list: String,
    /// False where a column is empty in every case without which this cannot be told.
    pub is_told: bool,
    /// These columns.
    pub missing: Vec<MissingColumn>,
}

/// A department or an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CheckupGroup {
    /// Code.
    pub code: String,
    /// Name; the code where there is none.
    pub title: String,
    /// Finished cases.
    pub finished: u64,
    /// Median of the working days from the start of the clock (else receipt, else application) to the finish; null where no case has both.
    #[schema(required)]
    pub median_wd: Option<f64>,
    /// Of the finished ones those that were late.
    pub late: u64,
    /// Their share, ten-thousandths.
    pub late_share_bp: u64,
    /// Query of the list of finished cases.
    pub list: String,
    /// Query of the list of late ones.
    pub late_list: String,
}

/// A month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckupMonth {
    /// `YYYY-MM`.
    pub month: String,
    /// Cases that began in it.
    pub received: u64,
    /// Cases that were finished in it.
    pub finished: u64,
    /// Of these those that were late.
    pub late: u64,
    /// Query of the list of cases that began.
    pub list: String,
    /// Query of the list of finished ones.
    pub finished_list: String,
    /// Query of the list of late ones.
    pub late_list: String,
}

/// A rule that cannot hold for any case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SilentRule {
    /// Code.
    pub code: String,
    /// Name.
    pub title: Words,
    /// What it lacks.
    pub missing: Vec<MissingColumn>,
    /// What more data would do.
    pub unlocks: Words,
}

/// Something that is empty in every case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MissingColumn {
    /// Column of `case`, or another relation.
    pub column: String,
    /// What it is called.
    pub title: Words,
}

/// How well a column is filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckupColumn {
    /// Column of `case`.
    pub column: String,
    /// What it is called.
    pub title: Words,
    /// Cases in which it is filled.
    pub filled: u64,
    /// Of so many.
    pub of: u64,
}

/// What to check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CheckupQuery {
    /// Centre code; may be left out where there is one with cases.
    #[param(nullable = false)]
    pub centre: Option<String>,
    /// First local day of the first event.
    #[param(nullable = false)]
    pub from: Option<String>,
    /// Last local day of the first event.
    #[param(nullable = false)]
    pub to: Option<String>,
}
