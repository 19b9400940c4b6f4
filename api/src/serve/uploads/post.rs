//! `POST /uploads`: takes a file in, as it is read, up to 256 MB, and looks whether it can be read at all.

use std::path::Path;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt;
use mingjing_engine::ingest::ImportError;
use mingjing_engine::ingest::source::Format;
use mingjing_engine::ingest::tables::{Sheet, preview};
use tokio::io::AsyncWriteExt;

use super::shelf::{Kept, MOST_BYTES, Shelf, close};
use crate::model::problem::Problem;
use crate::model::upload::{Upload, UploadQuery, UploadSheet};
use crate::serve::access::visit::Visit;
use crate::serve::extract::{Asked, text};
use crate::serve::intake::audit;
use crate::serve::problem::ApiError;
use crate::serve::state::{App, common_zone};

/// Takes a file in.
#[utoipa::path(post, path = "/uploads", operation_id = "post_upload", tag = "import", params(UploadQuery), request_body(content = String, content_type = "application/octet-stream", description = "The file's bytes."), responses((status = 201, body = Upload), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn upload(
    State(app): State<App>,
    visit: Visit,
    Asked(query): Asked<UploadQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Upload>), ApiError> {
    let missing = || ApiError::BadQuery { field: "name".to_owned(), message: "is missing; give the file's name".to_owned() };
    let name = text(&query.name).ok_or_else(missing)?;
    // A file that says that it is too large is refused before it is sent.
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > MOST_BYTES) {
        return Err(ApiError::UploadTooLarge { limit: MOST_BYTES });
    }
    let shelf = Shelf::of(app.office.data());
    let (mut kept, path) = shelf.place(name, app.clock.now())?;
    match take(&app, &mut kept, &path, body).await {
        Ok(sheets) => {
            shelf.keep(&kept)?;
            audit::note(&app, &visit, format!("{} bytes as {}", kept.bytes, kept.id)).await?;
            Ok((StatusCode::CREATED, Json(shown(&app, &kept, sheets))))
        }
        Err(error) => {
            shelf.remove(&kept.id);
            Err(error)
        }
    }
}

async fn take(app: &App, kept: &mut Kept, path: &Path, body: Body) -> Result<Vec<Sheet>, ApiError> {
    let failed = |error| ApiError::internal("writing an upload", error);
    let mut file = tokio::fs::File::create(path).await.map_err(failed)?;
    close(path, 0o600).map_err(failed)?;
    let mut stream = body.into_data_stream();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| ApiError::BadTable { message: "the file broke off while it was sent; send it again".to_owned() })?;
        kept.bytes += piece.len() as u64;
        if kept.bytes > MOST_BYTES {
            return Err(ApiError::UploadTooLarge { limit: MOST_BYTES });
        }
        file.write_all(&piece).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)?;
    if kept.bytes == 0 {
        return Err(ApiError::BadTable { message: format!("{}: the file is empty", kept.name) });
    }
    look(app, path, None, 1).await.map(|preview| preview.map_or_else(Vec::new, |preview| preview.sheets))
}

/// The beginning of a table; nothing of a file of events, which has no columns.
pub async fn look(
    app: &App,
    path: &Path,
    sheet: Option<String>,
    rows: usize,
) -> Result<Option<mingjing_engine::ingest::tables::Preview>, ApiError> {
    if !is_table(path) {
        return Ok(None);
    }
    let owned = path.to_owned();
    let found = app.compute("looking at a table", move || preview(&owned, sheet.as_deref(), rows)).await?;
    found.map(Some).map_err(|error| unreadable(&error, path))
}

/// Whether a file is a table: it has columns that need roles.
pub fn is_table(path: &Path) -> bool {
    matches!(kind_of(path), "csv" | "xlsx")
}

/// The kind of a file, by its name.
pub fn kind_of(path: &Path) -> &'static str {
    match Format::of(path) {
        Some(Format::JsonLines) => "jsonl",
        Some(Format::Csv) => "csv",
        Some(Format::Workbook) => "xlsx",
        _ => "xes",
    }
}

/// Why a file cannot be read, without the folder that it lies in.
pub fn unreadable(error: &ImportError, path: &Path) -> ApiError {
    ApiError::BadTable { message: without_folder(&error.to_string(), path) }
}

/// A message about a file, which names the file only.
pub fn without_folder(message: &str, path: &Path) -> String {
    path.parent().map_or_else(|| message.to_owned(), |folder| message.replace(&format!("{}/", folder.display()), ""))
}

/// An upload as the API shows it.
pub fn shown(app: &App, kept: &Kept, sheets: Vec<Sheet>) -> Upload {
    Upload {
        id: kept.id.clone(),
        kind: kind_of(Path::new(&kept.name)).to_owned(),
        name: kept.name.clone(),
        bytes: kept.bytes,
        sheets: sheets.into_iter().map(|sheet| UploadSheet { name: sheet.name, rows: sheet.rows, is_hidden: sheet.is_hidden }).collect(),
        created_at: common_zone(&app.published()).format(kept.created_at),
    }
}
