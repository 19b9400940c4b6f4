//! `GET /reports/{name}/file`: a report as a file to keep, print or send.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use mingjing_analytics::reports::{Report, encoded};
use mingjing_analytics::{Language, charts, export};
use utoipa::IntoParams;

use super::made::made;
use crate::model::problem::Problem;
use crate::model::report::{ReportFileQuery, ReportQuery};
use crate::serve::access::visit::Visit;
use crate::serve::extract::{Asked, Named};
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// A file of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Comma-separated values.
    Csv,
    /// A workbook.
    Xlsx,
    /// The chart as vectors.
    Svg,
    /// The chart as dots.
    Png,
}

impl FileKind {
    /// Read from its name.
    pub fn named(name: &str) -> Option<FileKind> {
        Some(match name {
            "csv" => FileKind::Csv,
            "xlsx" => FileKind::Xlsx,
            "svg" => FileKind::Svg,
            "png" => FileKind::Png,
            _ => return None,
        })
    }

    /// Ending of its name.
    fn ending(self) -> &'static str {
        match self {
            FileKind::Csv => "csv",
            FileKind::Xlsx => "xlsx",
            FileKind::Svg => "svg",
            FileKind::Png => "png",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            FileKind::Csv => "text/csv; charset=utf-8",
            FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileKind::Svg => "image/svg+xml",
            FileKind::Png => "image/png",
        }
    }

    /// The report's bytes, and the characters that the font of a PNG lacks.
    pub fn bytes(self, report: &Report, language: Language, bom: bool) -> anyhow::Result<(Vec<u8>, Vec<char>)> {
        Ok(match self {
            FileKind::Csv => (export::csv(report, language, bom)?, Vec::new()),
            FileKind::Xlsx => (export::xlsx(report, language)?, Vec::new()),
            FileKind::Svg => (charts::svg(&charts::chart(report, language))?, Vec::new()),
            FileKind::Png => {
                let (bytes, missing) = charts::png(&charts::chart(report, language))?;
                (bytes, missing.into_iter().collect())
            }
        })
    }
}

/// What is asked of a file: the report's parameters and the file's own.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct FileQuery {
    #[serde(flatten)]
    report: ReportQuery,
    #[serde(flatten)]
    file: ReportFileQueryText,
}

/// The file's own parameters as texts: flattened shapes take nothing else.
#[derive(Clone, Debug, serde::Deserialize)]
struct ReportFileQueryText {
    format: Option<String>,
    lang: Option<String>,
    bom: Option<String>,
}

impl IntoParams for FileQuery {
    fn into_params(place: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>) -> Vec<utoipa::openapi::path::Parameter> {
        let mut parameters = ReportQuery::into_params(&place);
        parameters.extend(ReportFileQuery::into_params(&place));
        parameters
    }
}

fn wrong(field: &str, message: &str) -> ApiError {
    ApiError::BadQuery { field: field.to_owned(), message: message.to_owned() }
}

/// A statutory report as a file.
#[utoipa::path(get, path = "/reports/{name}/file", operation_id = "report_file", tag = "reports", params(("name" = String, Path, description = "Name of the report, like case-statistics."), ReportQuery, ReportFileQuery), responses((status = 200, description = "The file", content_type = "application/octet-stream"), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn report_file(
    State(app): State<App>,
    visit: Visit,
    Named(name): Named<String>,
    Asked(query): Asked<FileQuery>,
) -> Result<Response, ApiError> {
    let kind = query.file.format.as_deref().and_then(FileKind::named);
    let kind = kind.ok_or_else(|| wrong("format", "say csv, xlsx, svg or png"))?;
    let language = match query.file.lang.as_deref() {
        None | Some("" | "zh") => Language::Zh,
        Some("en") => Language::En,
        Some(_) => return Err(wrong("lang", "say zh or en")),
    };
    let bom = match query.file.bom.as_deref() {
        None | Some("" | "true") => true,
        Some("false") => false,
        Some(_) => return Err(wrong("bom", "say true or false")),
    };
    let report = made(&app, &visit, &name, &query.report).await?;
    let names = file_names(&report, language, kind);
    let made = app.compute("writing a report", move || kind.bytes(&report, language, bom)).await?;
    let (bytes, missing) = made.map_err(|error| ApiError::internal("writing a report", error))?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.content_type()));
    let (plain, full) = names;
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encoded(&full));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).map_err(|error| ApiError::internal("naming a file", error))?,
    );
    if !missing.is_empty() {
        let list: Vec<String> = missing.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        headers.extend(HeaderValue::from_str(&list.join(" ")).ok().map(|list| (header::HeaderName::from_static("x-missing-glyphs"), list)));
    }
    Ok(response)
}

/// A file's name in plain letters, for old browsers, and in words.
fn file_names(report: &Report, language: Language, kind: FileKind) -> (String, String) {
    let (from, to, ending) = (report.params.from, report.params.to, kind.ending());
    let plain = format!("{}-{from}-{to}.{ending}", report.kind.code);
    let full = match language {
        Language::Zh => format!("{}{}{from}至{to}.{ending}", report.head.centre, report.kind.title.zh),
        Language::En => plain.clone(),
    };
    (plain, full)
}
