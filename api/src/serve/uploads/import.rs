//! `POST /uploads/{id}/import`: begins the import of an upload.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mingjing_engine::supervision::Intake;

use super::jobs;
use super::mappings::About;
use super::prepare::Prepared;
use super::shelf::Shelf;
use crate::model::problem::Problem;
use crate::model::upload::{Choice, ImportJob};
use crate::serve::access::visit::Visit;
use crate::serve::extract::{Named, Sent};
use crate::serve::intake::audit;
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// Begins the import of an upload; the file goes in when its turn comes.
#[utoipa::path(post, path = "/uploads/{id}/import", operation_id = "import_upload", tag = "import", params(("id" = String, Path, description = "Number of the upload.")), request_body = Choice, responses((status = 202, body = ImportJob), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn import(
    State(app): State<App>,
    visit: Visit,
    Named(id): Named<String>,
    Sent(choice): Sent<Choice>,
) -> Result<(StatusCode, Json<ImportJob>), ApiError> {
    let (kept, path) = Shelf::of(app.office.data()).get(&id)?;
    Prepared::check_title(&choice)?;
    let prepared = Prepared::new(&app, &path, &choice).await?;
    let about = About {
        title: None,
        saved_at: Some(app.clock.now()),
        saved_by: Some("loopback".to_owned()),
        centre: Some(prepared.profile.centre.clone()),
        roles: choice.roles.clone(),
        case_no_of: choice.case_no_of.clone(),
    };
    prepared.save(app.office.library(), &choice, about)?;
    let centre = prepared.profile.centre.clone();
    let intake = Intake {
        files: vec![path.clone()],
        profile: prepared.profile.name.clone(),
        mapping: prepared.mapping.as_ref().map(|mapping| mapping.name.clone()),
        recorded_at: app.clock.now(),
    };
    let job = jobs::start(&app, &centre, path, kept.bytes, intake);
    let saved = choice.save_as.as_deref().map(|_| ", its mapping saved").unwrap_or_default();
    audit::note(&app, &visit, format!("{} bytes for {centre} as {job}{saved}", kept.bytes)).await?;
    Ok((StatusCode::ACCEPTED, Json(ImportJob { id: job })))
}
