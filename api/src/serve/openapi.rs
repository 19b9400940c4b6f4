//! The OpenAPI document, put together from the routes' annotations and the shapes in `model`. `dashboards/openapi.json` is its copy, from which
//! the console's client is generated; a test holds the two together.

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::OpenApi;

use super::access::{accounts, logs, me, people, proposals, roles, session, tokens};
use super::{alerts, calendar, cases, checkup, imports, intake, meta, overview, reports, rules, sources, stream, uploads};
use crate::model::alert::{AlertSort, AlertState};
use crate::model::meta::FactsNotice;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mingjing",
        description = "Supervision of government service cases: facts in, alerts out, each with its why.",
        version = "1",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    servers((url = "/api/v1")),
    paths(
        session::log_in,
        session::log_out,
        session::log_out_everywhere,
        me::me,
        me::change_password,
        me::table,
        accounts::list,
        accounts::create,
        accounts::change,
        accounts::lock,
        accounts::unlock,
        accounts::reset,
        roles::give,
        tokens::make,
        tokens::revoke,
        logs::list,
        logs::check,
        logs::file,
        people::list,
        people::import,
        proposals::list,
        proposals::confirm,
        proposals::reject,
        meta::meta,
        overview::overview,
        alerts::list::alerts,
        alerts::get::alert,
        alerts::explain::explain,
        alerts::proof::proof,
        alerts::why_not::why_not,
        cases::list::cases,
        cases::get::case,
        reports::list::reports,
        reports::get::report,
        reports::file::report_file,
        rules::list::rules,
        rules::get::rule,
        intake::post::events,
        calendar::show::calendar,
        calendar::notices::preview,
        calendar::notices::declare,
        intake::quarantine::quarantine,
        intake::record::record,
        intake::replay::replay_one,
        intake::replay::replay_some,
        uploads::post::upload,
        uploads::propose::proposal,
        uploads::check::check,
        uploads::import::import,
        uploads::jobs::job,
        uploads::roles::import_roles,
        uploads::mappings::import_mappings,
        uploads::mappings::delete,
        imports::list::imports,
        imports::void::void,
        sources::list::sources,
        sources::declare::declare,
        checkup::get::checkup,
        stream::stream
    ),
    components(schemas(FactsNotice, AlertState, AlertSort))
)]
struct Document;

/// The document as it stands in `dashboards/openapi.json`.
pub fn text() -> Result<String, serde_json::Error> {
    let mut text = Document::openapi().to_pretty_json()?;
    text.push('\n');
    Ok(text)
}

/// `GET /api/openapi.json`.
pub async fn document() -> Result<impl IntoResponse, super::problem::ApiError> {
    let text = text().map_err(|error| super::problem::ApiError::internal("writing the OpenAPI document", error))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_beside_the_console_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../dashboards/openapi.json");
        let copy = std::fs::read_to_string(path).expect("dashboards/openapi.json");
        assert!(copy == text().expect("a document"), "stale: run make openapi");
    }

    #[test]
    fn every_action_of_the_document_has_its_handler_and_its_right() {
        let document: serde_json::Value = serde_json::from_str(&text().expect("a document")).expect("JSON");
        let paths = document["paths"].as_object().expect("paths");
        let described: std::collections::BTreeSet<(String, &str)> = paths
            .iter()
            .flat_map(|(path, methods)| methods.as_object().into_iter().flatten().map(move |(method, _)| (method.clone(), path.as_str())))
            .collect();
        let routed = super::super::router::tests::actions();
        let missing: Vec<_> = described.symmetric_difference(&routed).collect();
        assert!(missing.is_empty(), "described or served alone: {missing:?}");
    }
}
