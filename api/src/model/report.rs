//! Statutory reports (统计报表): `GET /reports`, `GET /reports/{name}`, `GET /reports/{name}/file`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Words;

/// A report that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportInfo {
    /// Name in addresses and commands.
    pub code: String,
    /// Title.
    pub title: Words,
    /// What it tells.
    pub meaning: Words,
    /// What its rows can be.
    pub by: Vec<String>,
    /// The dates by which a case can belong to its period.
    pub bases: Vec<String>,
}

/// The reports there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportList {
    /// The reports.
    pub items: Vec<ReportInfo>,
}

/// A heading over several columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportGroup {
    /// Its code.
    pub code: String,
    /// Heading.
    pub title: Words,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportColumn {
    /// Name.
    pub code: String,
    /// Heading.
    pub title: Words,
    /// Code of the heading over it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Heading between that and its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<Words>,
    /// Table of the page it stands in, from 1; 0 for one that is only counted for a check.
    pub block: u8,
    /// `count`, `share` or `days`.
    pub kind: String,
    /// What it counts.
    pub meaning: Words,
}

/// A figure, exact; only `text` is rounded, half up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportFigure {
    /// Cases of a count; null for a share and for days.
    #[schema(required)]
    pub count: Option<u64>,
    /// Of a share: cases above the line. Of a mean: sum of the days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<i64>,
    /// Of a share or a mean: cases below the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<u64>,
    /// As it is printed; `–` of nothing.
    pub text: String,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportLine {
    /// `total`, `group`, `leaf` (stands under the group before it) or `alone`.
    pub level: String,
    /// Code of its group.
    #[schema(required)]
    pub group: Option<String>,
    /// Its own code.
    #[schema(required)]
    pub leaf: Option<String>,
    /// Its name.
    pub name: Words,
    /// Query of `GET /cases` that lists the cases of a cell of this row, once the code of the column is put behind it.
    pub list: String,
    /// Figures in the order of the columns.
    pub figures: Vec<ReportFigure>,
}

/// A row in which a check fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportFailure {
    /// The row, and the column where rows do not add up.
    pub row: String,
    /// Left side less right side.
    pub difference: i64,
}

/// What must hold between figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportCheck {
    /// Its code.
    pub code: String,
    /// What was compared and found, in a sentence.
    pub text: Words,
    /// Whether it holds in every row.
    pub holds: bool,
    /// Where it does not.
    pub failures: Vec<ReportFailure>,
}

/// What is printed over a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportHead {
    /// Centre and report.
    pub title: Words,
    /// Period and basis.
    pub period: Words,
    /// What narrows it.
    pub filters: Words,
    /// As of when.
    pub time: Words,
}

/// A bar of a chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportBar {
    /// Whose it is.
    pub name: Words,
    /// Cases by part.
    pub values: Vec<u64>,
    /// What stands at its end.
    pub label: Words,
}

/// The chart of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportChart {
    /// The message.
    pub title: Words,
    /// Parts of each bar.
    pub parts: Vec<Words>,
    /// Bars in their order.
    pub bars: Vec<ReportBar>,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatutoryReport {
    /// Which.
    pub code: String,
    /// What was asked, by parameter.
    pub asked: BTreeMap<String, String>,
    /// As of when: the time printed on it.
    pub as_of: String,
    /// The day by whose end everything in it was recorded, where that was asked for.
    #[schema(required)]
    pub known: Option<String>,
    /// What is printed over it.
    pub head: ReportHead,
    /// Heading of the names of its rows.
    pub row_title: Words,
    /// Titles of its tables.
    pub blocks: Vec<Words>,
    /// Headings over columns.
    pub groups: Vec<ReportGroup>,
    /// Columns.
    pub columns: Vec<ReportColumn>,
    /// Rows, that of all last.
    pub rows: Vec<ReportLine>,
    /// Checks.
    pub checks: Vec<ReportCheck>,
    /// Chart.
    pub chart: ReportChart,
}

/// What is asked of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// Centre code; may be left out where one centre alone has cases.
    #[param(nullable = false)]
    pub centre: Option<String>,
    /// First local day of the period.
    #[param(nullable = false)]
    pub from: Option<String>,
    /// Last local day of the period.
    #[param(nullable = false)]
    pub to: Option<String>,
    /// By which date a case belongs to the period: `received` (default), `accepted` or `finished`.
    #[param(nullable = false)]
    pub basis: Option<String>,
    /// What rows are: `department` (default), `window`, `item` or `month`.
    #[param(nullable = false)]
    pub by: Option<String>,
    /// Region, with those under it.
    #[param(nullable = false)]
    pub region: Option<String>,
    /// Department, with those under it.
    #[param(nullable = false)]
    pub dept: Option<String>,
    /// Window.
    #[param(nullable = false)]
    pub window: Option<String>,
    /// Type of item.
    #[param(nullable = false)]
    pub item_type: Option<String>,
    /// Item code.
    #[param(nullable = false)]
    pub item: Option<String>,
    /// Handling item code.
    #[param(nullable = false)]
    pub handling_item: Option<String>,
    /// Channel: 1 window, 2 computer, 3 mobile, 4 post, 9 other.
    #[param(nullable = false)]
    pub channel: Option<String>,
    /// Case type: 1 immediate, 2 promised, 9 special.
    #[param(nullable = false)]
    pub case_type: Option<String>,
    /// Only what was recorded by the end of this day; the report is then as of that day's end at the latest.
    #[param(nullable = false)]
    pub known: Option<String>,
}

impl ReportQuery {
    /// Pairs of name and text, but for `known`.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let texts = [
            ("centre", &self.centre),
            ("from", &self.from),
            ("to", &self.to),
            ("basis", &self.basis),
            ("by", &self.by),
            ("region", &self.region),
            ("dept", &self.dept),
            ("window", &self.window),
            ("item_type", &self.item_type),
            ("item", &self.item),
            ("handling_item", &self.handling_item),
            ("channel", &self.channel),
            ("case_type", &self.case_type),
        ];
        texts.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?))).collect()
    }
}

/// How a file is to be, beside what is asked of the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportFileQuery {
    /// `csv`, `xlsx`, `svg` or `png`.
    #[param(nullable = false)]
    pub format: Option<String>,
    /// Language of headings: `zh` (default) or `en`.
    #[param(nullable = false)]
    pub lang: Option<String>,
    /// Whether a CSV begins with a byte order mark, without which Excel does not read it as UTF-8; true unless told otherwise.
    #[param(nullable = false)]
    pub bom: Option<bool>,
}
