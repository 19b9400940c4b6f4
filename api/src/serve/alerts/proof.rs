//! `GET /alerts/{alert_no}/proof`: what an alert rests on, as a file that `mingjing proof verify` judges again.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use mingjing_engine::supervision::proof::GatherError;

use super::view::seen;
use crate::model::problem::Problem;
use crate::serve::access::visit::Visit;
use crate::serve::extract::Named;
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// The proof of an alert, to be kept.
#[utoipa::path(get, path = "/alerts/{alert_no}/proof", operation_id = "proof", tag = "alerts", params(("alert_no" = String, Path, description = "Number of the alert.")), responses((status = 200, body = String, content_type = "application/json"), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn proof(State(app): State<App>, visit: Visit, Named(number): Named<String>) -> Result<Response, ApiError> {
    let published = app.published();
    let record = seen(&app, &published, &visit, &number)?;
    let text = app.office.proof_file(record).await.map_err(problem)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file_name(&record.alert_no))),
    ];
    Ok((headers, text).into_response())
}

/// What a proof's file is called.
pub fn file_name(alert_no: &str) -> String {
    format!("mingjing-proof-{alert_no}.json")
}

fn problem(error: GatherError) -> ApiError {
    match error {
        GatherError::NoProof(_) | GatherError::NoRule { .. } => ApiError::NoProof { message: error.to_string() },
        error => ApiError::internal("gathering a proof", error),
    }
}
