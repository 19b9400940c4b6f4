//! All routes, in one list.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};

use super::intake::post::MOST_BYTES;
use super::problem::ApiError;
use super::state::App;
use super::{alerts, assets, calendar, cases, guard, health, intake, meta, metrics, openapi, overview, rules, stream};

/// Routes under `/api/v1`, as the OpenAPI document names them.
fn routes() -> Vec<(&'static str, MethodRouter<App>)> {
    vec![
        ("/meta", get(meta::meta)),
        ("/overview", get(overview::overview)),
        ("/alerts", get(alerts::list::alerts)),
        ("/alerts/{alert_no}", get(alerts::get::alert)),
        ("/alerts/{alert_no}/explain", get(alerts::explain::explain)),
        ("/why-not", get(alerts::why_not::why_not)),
        ("/cases", get(cases::list::cases)),
        ("/cases/{centre}/{case_no}", get(cases::get::case)),
        ("/rules", get(rules::list::rules)),
        ("/rules/{code}", get(rules::get::rule)),
        ("/events", post(intake::post::events).layer(DefaultBodyLimit::max(MOST_BYTES))),
        ("/calendar", get(calendar::show::calendar)),
        ("/calendar/preview", post(calendar::notices::preview)),
        ("/calendar/notices", post(calendar::notices::declare)),
        ("/quarantine", get(intake::quarantine::quarantine)),
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
