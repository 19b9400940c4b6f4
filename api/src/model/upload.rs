//! From a table somebody dropped to cases: `/uploads`, `/import-jobs`, `/import-roles`, `/import-mappings`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Words;
use super::intake::IntakeReport;

/// Name of the file that is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// Its name; the ending tells the kind: .csv, .tsv, .xlsx, .jsonl, .xes, some also with .gz.
    #[param(nullable = false)]
    pub name: Option<String>,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UploadSheet {
    /// Name.
    pub name: String,
    /// Rows.
    pub rows: u64,
    /// Whether it is hidden.
    pub is_hidden: bool,
}

/// A file that was sent and waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Upload {
    /// Its number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// `csv`, `xlsx`, `jsonl` or `xes`.
    pub kind: String,
    /// Sheets of a workbook.
    pub sheets: Vec<UploadSheet>,
    /// When it was sent.
    pub created_at: String,
}

/// Which sheet is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProposalQuery {
    /// Sheet of a workbook; without it the first visible one that has a header.
    #[param(nullable = false)]
    pub sheet: Option<String>,
}

/// What the columns of a table seem to mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Proposal {
    /// The file.
    pub upload: Upload,
    /// The sheet looked at.
    #[schema(required)]
    pub sheet: Option<String>,
    /// Line of the header.
    pub header_line: u64,
    /// Columns, in order. Empty for a file of events, which needs no roles.
    pub columns: Vec<ProposedColumn>,
    /// Columns that together make the case number, where none does alone; empty otherwise. To be sent back as `case_no_of`.
    pub case_no_of: Vec<String>,
    /// First rows, personal values masked.
    pub rows: Vec<ProposalRow>,
    /// What a person should know of how the table was read.
    pub notes: Vec<ProposalNote>,
    /// Saved mappings whose columns fit exactly.
    pub fitting: Vec<FittingMapping>,
    /// Important roles that no column has.
    pub missing: Vec<MissingRole>,
}

/// A column and what it seems to mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProposedColumn {
    /// Its name, as roles are given by it.
    pub column: String,
    /// As it stands in the file.
    pub heading: String,
    /// Code of its role; null for an empty column.
    #[schema(required)]
    pub role: Option<String>,
    /// `sure`, `likely` or `none`.
    pub sureness: String,
    /// What else it may be.
    pub alternatives: Vec<String>,
    /// `time`, `date`, `number`, `text` or `empty`.
    pub kind: String,
    /// At most three of its values, personal ones masked.
    pub samples: Vec<String>,
    /// Whether its values are personal.
    pub is_personal: bool,
}

/// A row, personal values masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProposalRow {
    /// Its line.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// Something about how the table was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProposalNote {
    /// The line it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// In words.
    pub text: Words,
}

/// A saved mapping that fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FittingMapping {
    /// Its name, to be sent as `mapping`.
    pub mapping: String,
    /// What it is called.
    pub title: String,
    /// The roles it was made from, where it was made here.
    pub roles: BTreeMap<String, String>,
    /// The columns that make its case number.
    pub case_no_of: Vec<String>,
    /// The centre it was saved for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub centre: Option<String>,
}

/// An important role that no column has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MissingRole {
    /// Its code.
    pub role: String,
    /// What it is called.
    pub title: Words,
    /// What cannot be told without it.
    pub consequence: Words,
}

/// What a column can mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoleItem {
    /// Code.
    pub code: String,
    /// What it is called.
    pub title: Words,
    /// What becomes of such a column.
    pub hint: Words,
    /// `case`, `time`, `limit`, `who`, `result` or `other`.
    pub group: String,
    /// Whether its values are personal.
    pub is_personal: bool,
    /// Whether several columns may have it.
    pub is_many: bool,
}

/// All roles, as they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoleList {
    /// The roles.
    pub roles: Vec<RoleItem>,
}

/// A centre, there already or new.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChosenCentre {
    /// Code: letters, digits, - and _, at most 40.
    pub code: String,
    /// Name of a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// How a file is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Code of the role of each column; a column that is not named is left out.
    #[serde(default)]
    pub roles: BTreeMap<String, String>,
    /// Columns that together make the case number, where no column has that role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub case_no_of: Vec<String>,
    /// A saved or shipped mapping instead of roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<String>,
    /// The centre.
    pub centre: ChosenCentre,
    /// Order of day, month and year in a column of times: `ymd`, `mdy` or `dmy`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub time_formats: BTreeMap<String, String>,
    /// Calendar of a new centre: `cn` (default) or `weekdays`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// For an import: save the mapping under this title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub save_as: Option<String>,
}

/// What an import would find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Checked {
    /// Rows read.
    pub read: u64,
    /// Rows that go in whole.
    pub good: u64,
    /// Rows of which something is at fault.
    pub bad: u64,
    /// Distinct cases.
    pub cases: u64,
    /// The first 50 faults.
    pub faults: Vec<CheckedFault>,
    /// Rows by reason, most first.
    pub faults_by_reason: Vec<ReasonCount>,
    /// Earliest event.
    #[schema(required)]
    pub first_at: Option<String>,
    /// Latest event.
    #[schema(required)]
    pub last_at: Option<String>,
}

/// A fault of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckedFault {
    /// Its line.
    pub line: u64,
    /// Column or field at fault.
    #[schema(required)]
    pub column: Option<String>,
    /// The cell, personal values masked.
    #[schema(required)]
    pub cell: Option<String>,
    /// Reason code.
    pub reason: String,
    /// What is wrong.
    pub message: Words,
    /// How to mend it.
    pub how_to_mend: Words,
}

/// How many rows have a fault for a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReasonCount {
    /// Reason code.
    pub reason: String,
    /// What it is called.
    pub title: Words,
    /// Rows.
    pub count: u64,
}

/// An import that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportJob {
    /// Its number, for `GET /import-jobs/{id}`.
    pub id: String,
}

/// How far an import is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportJobState {
    /// Its number.
    pub id: String,
    /// `waiting`, `reading`, `judging`, `done` or `failed`.
    pub state: String,
    /// Records read so far.
    pub records: u64,
    /// Bytes read so far.
    pub bytes: u64,
    /// Size of the file.
    pub total_bytes: u64,
    /// What was counted, once the file is read.
    #[schema(required)]
    pub counts: Option<IntakeReport>,
    /// Number of the import, for `POST /imports/{batch}/void`.
    #[schema(required)]
    pub batch: Option<i64>,
    /// The centre.
    pub centre: String,
    /// Why it failed.
    #[schema(required)]
    pub problem: Option<Words>,
}

/// A saved or shipped mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MappingItem {
    /// Name, as `mapping` of a choice and `mingjing import --mapping` take it.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// The columns it needs.
    pub columns: Vec<String>,
    /// The profile it was saved with.
    #[schema(required)]
    pub profile: Option<String>,
    /// When it was saved.
    #[schema(required)]
    pub saved_at: Option<String>,
    /// By whom.
    #[schema(required)]
    pub saved_by: Option<String>,
    /// Whether it came with the program.
    pub is_shipped: bool,
}

/// The mappings, saved ones first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MappingList {
    /// The mappings.
    pub items: Vec<MappingItem>,
}
