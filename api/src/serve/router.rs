//! All routes, in one list.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, post};

use super::intake::post::MOST_BYTES;
use super::problem::ApiError;
use super::state::App;
use super::{
    alerts, assets, calendar, cases, checkup, guard, health, imports, intake, meta, metrics, openapi, overview, reports, rules, sources,
    stream, uploads,
};

/// Routes under `/api/v1`, as the OpenAPI document names them.
fn routes() -> Vec<(&'static str, MethodRouter<App>)> {
    vec![
        ("/meta", get(meta::meta)),
        ("/overview", get(overview::overview)),
        ("/alerts", get(alerts::list::alerts)),
        ("/alerts/{alert_no}", get(alerts::get::alert)),
        ("/alerts/{alert_no}/explain", get(alerts::explain::explain)),
        ("/alerts/{alert_no}/proof", get(alerts::proof::proof)),
        ("/why-not", get(alerts::why_not::why_not)),
        ("/cases", get(cases::list::cases)),
        ("/cases/{centre}/{case_no}", get(cases::get::case)),
        ("/reports", get(reports::list::reports)),
        ("/reports/{name}", get(reports::get::report)),
        ("/reports/{name}/file", get(reports::file::report_file)),
        ("/rules", get(rules::list::rules)),
        ("/rules/{code}", get(rules::get::rule)),
        ("/events", post(intake::post::events).layer(DefaultBodyLimit::max(MOST_BYTES))),
        ("/calendar", get(calendar::show::calendar)),
        ("/calendar/preview", post(calendar::notices::preview)),
        ("/calendar/notices", post(calendar::notices::declare)),
        ("/quarantine", get(intake::quarantine::quarantine)),
        ("/quarantine/replay", post(intake::replay::replay_some)),
        ("/quarantine/{id}", get(intake::record::record)),
        ("/quarantine/{id}/replay", post(intake::replay::replay_one)),
        ("/uploads", post(uploads::post::upload)),
        ("/uploads/{id}/proposal", get(uploads::propose::proposal)),
        ("/uploads/{id}/check", post(uploads::check::check)),
        ("/uploads/{id}/import", post(uploads::import::import)),
        ("/import-jobs/{id}", get(uploads::jobs::job)),
        ("/import-roles", get(uploads::roles::import_roles)),
        ("/import-mappings", get(uploads::mappings::import_mappings)),
        ("/import-mappings/{name}", delete(uploads::mappings::delete)),
        ("/imports", get(imports::list::imports)),
        ("/imports/{batch}/void", post(imports::void::void)),
        ("/sources", get(sources::list::sources)),
        ("/sources/{centre}/{source}", post(sources::declare::declare)),
        ("/checkup", get(checkup::get::checkup)),
        ("/stream", get(stream::stream)),
    ]
}

/// The whole application.
pub fn router(app: App) -> Router {
    let api = routes().into_iter().fold(Router::new(), |router, (path, route)| router.route(path, route));
    Router::new()
        .nest("/api/v1", api)
        .route("/api/openapi.json", get(openapi::document))
        .route("/healthz", get(health::health))
        .route("/metrics", get(metrics::metrics))
        .fallback(assets::serve)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}

async fn method_not_allowed(request: Request) -> Response {
    ApiError::Method { method: request.method().to_string(), path: request.uri().path().to_owned() }.into_response()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The paths served under `/api/v1`.
    pub fn paths() -> Vec<&'static str> {
        routes().into_iter().map(|(path, _)| path).collect()
    }
}
