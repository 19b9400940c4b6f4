//! All routes, in one list, each with the right that it asks for. A route cannot be written down without one: what is not said to be allowed is
//! denied.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, post};

use super::access::bounds::Serves::{self, Any, Centres, Departments, Unbound};
use super::access::rights::Right;
use super::access::{accounts, logs, me, people, proposals, roles, session, tokens};
use super::intake::post::MOST_BYTES;
use super::problem::ApiError;
use super::state::App;
use super::{
    alerts, assets, calendar, cases, checkup, guard, health, imports, intake, meta, metrics, openapi, overview, reports, rules, sources,
    stream, uploads,
};

/// Who may ask for a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarded {
    /// Everybody.
    Open,
    /// Whoever has the right, and is bound no more narrowly than the route can answer.
    By(Right, Serves),
    /// This machine without more, for programs that watch it; others by the right.
    ThisMachine(Right),
}

/// A route, for one method.
struct Route {
    method: Method,
    path: &'static str,
    guarded: Guarded,
    handler: MethodRouter<App>,
}

fn gets(path: &'static str, right: Right, serves: Serves, handler: MethodRouter<App>) -> Route {
    Route { method: Method::GET, path, guarded: Guarded::By(right, serves), handler }
}

fn posts(path: &'static str, right: Right, serves: Serves, handler: MethodRouter<App>) -> Route {
    Route { method: Method::POST, path, guarded: Guarded::By(right, serves), handler }
}

fn deletes(path: &'static str, right: Right, serves: Serves, handler: MethodRouter<App>) -> Route {
    Route { method: Method::DELETE, path, guarded: Guarded::By(right, serves), handler }
}

/// Routes under `/api/v1`, as the OpenAPI document names them.
fn routes() -> Vec<Route> {
    use Right::{
        Accounts, Alerts, Calendar, Cases, ChangeAccounts, ChangeIntake, ChangePeople, Checkup, DecideNotice, GiveRoles, Intake, Logs,
        Meta, Overview, Own, People, PostEvents, ProposeNotice, Reports, Rules,
    };
    vec![
        Route { method: Method::POST, path: "/session", guarded: Guarded::Open, handler: post(session::log_in) },
        deletes("/session", Own, Any, delete(session::log_out)),
        deletes("/sessions", Own, Any, delete(session::log_out_everywhere)),
        gets("/me", Own, Any, get(me::me)),
        posts("/me/password", Own, Any, post(me::change_password)),
        gets("/access", Meta, Any, get(me::table)),
        gets("/accounts", Accounts, Any, get(accounts::list)),
        posts("/accounts", ChangeAccounts, Any, post(accounts::create)),
        posts("/accounts/{name}", ChangeAccounts, Any, post(accounts::change)),
        posts("/accounts/{name}/lock", ChangeAccounts, Any, post(accounts::lock)),
        posts("/accounts/{name}/unlock", ChangeAccounts, Any, post(accounts::unlock)),
        posts("/accounts/{name}/password", ChangeAccounts, Any, post(accounts::reset)),
        posts("/accounts/{name}/roles", GiveRoles, Any, post(roles::give)),
        posts("/sources/{centre}/{source}/token", ChangeAccounts, Any, post(tokens::make)),
        deletes("/sources/{centre}/{source}/token", ChangeAccounts, Any, delete(tokens::revoke)),
        gets("/logs", Logs, Any, get(logs::list)),
        gets("/logs/check", Logs, Any, get(logs::check)),
        gets("/logs/file", Logs, Any, get(logs::file)),
        gets("/people", People, Any, get(people::list)),
        posts("/people/import", ChangePeople, Unbound, post(people::import)),
        gets("/meta", Meta, Any, get(meta::meta)),
        gets("/overview", Overview, Departments, get(overview::overview)),
        gets("/alerts", Alerts, Any, get(alerts::list::alerts)),
        gets("/alerts/{alert_no}", Alerts, Any, get(alerts::get::alert)),
        gets("/alerts/{alert_no}/explain", Alerts, Any, get(alerts::explain::explain)),
        gets("/alerts/{alert_no}/proof", Alerts, Any, get(alerts::proof::proof)),
        gets("/why-not", Cases, Any, get(alerts::why_not::why_not)),
        gets("/cases", Cases, Any, get(cases::list::cases)),
        gets("/cases/{centre}/{case_no}", Cases, Any, get(cases::get::case)),
        gets("/reports", Reports, Any, get(reports::list::reports)),
        gets("/reports/{name}", Reports, Centres, get(reports::get::report)),
        gets("/reports/{name}/file", Reports, Centres, get(reports::file::report_file)),
        gets("/rules", Rules, Unbound, get(rules::list::rules)),
        gets("/rules/{code}", Rules, Unbound, get(rules::get::rule)),
        posts("/events", PostEvents, Any, post(intake::post::events).layer(DefaultBodyLimit::max(MOST_BYTES))),
        gets("/calendar", Calendar, Any, get(calendar::show::calendar)),
        posts("/calendar/preview", ProposeNotice, Unbound, post(calendar::notices::preview)),
        posts("/calendar/notices", ProposeNotice, Unbound, post(calendar::notices::declare)),
        gets("/proposals", Calendar, Unbound, get(proposals::list)),
        posts("/proposals/{number}/confirm", DecideNotice, Unbound, post(proposals::confirm)),
        posts("/proposals/{number}/reject", DecideNotice, Unbound, post(proposals::reject)),
        gets("/quarantine", Intake, Unbound, get(intake::quarantine::quarantine)),
        posts("/quarantine/replay", ChangeIntake, Unbound, post(intake::replay::replay_some)),
        gets("/quarantine/{id}", Intake, Unbound, get(intake::record::record)),
        posts("/quarantine/{id}/replay", ChangeIntake, Unbound, post(intake::replay::replay_one)),
        posts("/uploads", ChangeIntake, Unbound, post(uploads::post::upload)),
        gets("/uploads/{id}/proposal", ChangeIntake, Unbound, get(uploads::propose::proposal)),
        posts("/uploads/{id}/check", ChangeIntake, Unbound, post(uploads::check::check)),
        posts("/uploads/{id}/import", ChangeIntake, Unbound, post(uploads::import::import)),
        gets("/import-jobs/{id}", Intake, Unbound, get(uploads::jobs::job)),
        gets("/import-roles", Intake, Any, get(uploads::roles::import_roles)),
        gets("/import-mappings", Intake, Unbound, get(uploads::mappings::import_mappings)),
        deletes("/import-mappings/{name}", ChangeIntake, Unbound, delete(uploads::mappings::delete)),
        gets("/imports", Intake, Unbound, get(imports::list::imports)),
        posts("/imports/{batch}/void", ChangeIntake, Unbound, post(imports::void::void)),
        gets("/sources", Intake, Unbound, get(sources::list::sources)),
        posts("/sources/{centre}/{source}", ChangeIntake, Unbound, post(sources::declare::declare)),
        gets("/checkup", Checkup, Centres, get(checkup::get::checkup)),
        gets("/stream", Alerts, Any, get(stream::stream)),
    ]
}

/// Who may ask for a route, by method and whole path. `None` where the path does not take the method.
pub fn guarded(method: &Method, path: &str) -> Option<Guarded> {
    static TABLE: OnceLock<HashMap<(Method, String), Guarded>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let own = [
            ((Method::GET, "/api/openapi.json".to_owned()), Guarded::Open),
            ((Method::GET, "/healthz".to_owned()), Guarded::Open),
            ((Method::GET, "/metrics".to_owned()), Guarded::ThisMachine(Right::Metrics)),
        ];
        let api = routes().into_iter().map(|route| ((route.method, format!("/api/v1{}", route.path)), route.guarded));
        own.into_iter().chain(api).collect()
    });
    table.get(&(method.clone(), path.to_owned())).copied()
}

/// The whole application.
pub fn router(app: App) -> Router {
    let api = routes().into_iter().fold(Router::new(), |router, route| router.route(route.path, route.handler));
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
    use std::collections::BTreeSet;

    use super::*;

    /// Methods, in small letters, and paths served under `/api/v1`.
    pub fn actions() -> BTreeSet<(String, &'static str)> {
        routes().into_iter().map(|route| (route.method.as_str().to_lowercase(), route.path)).collect()
    }

    #[test]
    fn only_logging_in_is_open_to_all() {
        let open: Vec<(Method, &str)> =
            routes().into_iter().filter(|route| route.guarded == Guarded::Open).map(|route| (route.method, route.path)).collect();
        assert_eq!(open, [(Method::POST, "/session")]);
        assert_eq!(guarded(&Method::GET, "/api/v1/alerts"), Some(Guarded::By(Right::Alerts, Any)));
        assert_eq!(guarded(&Method::DELETE, "/api/v1/alerts"), None);
        assert_eq!(guarded(&Method::GET, "/metrics"), Some(Guarded::ThisMachine(Right::Metrics)));
    }

    #[test]
    fn a_route_that_changes_something_asks_for_no_right_to_read() {
        let reading = [Right::Meta, Right::Alerts, Right::Cases, Right::Reports, Right::Rules, Right::Intake, Right::Accounts, Right::Logs];
        for route in routes().into_iter().filter(|route| route.method != Method::GET) {
            if let Guarded::By(right, _) = route.guarded {
                assert!(!reading.contains(&right), "{} {}", route.method, route.path);
            }
        }
    }
}
