//! `GET /rules`: the rules, by code.

use axum::Json;
use axum::extract::State;
use mingjing_engine::rules as engine;
use mingjing_engine::supervision::Published;

use crate::model::problem::Problem;
use crate::model::rule::{RuleItem, RuleStatus, Way};
use crate::serve::alerts::view::{is_open, kind_of_rule, level_of, title_of};
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// The rules, by code.
#[utoipa::path(get, path = "/rules", operation_id = "rules", tag = "rules", responses((status = 200, body = [RuleItem]), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn rules(State(app): State<App>) -> Result<Json<Vec<RuleItem>>, ApiError> {
    let published = app.published();
    let mut items: Vec<RuleItem> = app.office.catalogue().rules.iter().map(|rule| item(rule, &published)).collect();
    items.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(Json(items))
}

/// A rule as the list shows it.
pub fn item(rule: &engine::Rule, published: &Published) -> RuleItem {
    let alerts = || published.alerts.all().iter().filter(|record| record.rule.text() == rule.code);
    RuleItem {
        code: rule.code.clone(),
        title: title_of(Some(rule), &rule.code),
        kind: kind_of_rule(Some(rule)),
        level: level_of(rule.level.code()),
        family: rule.family.clone(),
        subject: rule.subject.name.to_owned(),
        status: status_of(rule.status.code()),
        version: rule.version,
        way: way_of(&rule.way),
        hits: alerts().count() as u64,
        open: alerts().filter(|record| is_open(record)).count() as u64,
    }
}

fn status_of(code: &str) -> RuleStatus {
    match code {
        "tested" => RuleStatus::Tested,
        "submitted" => RuleStatus::Submitted,
        "approved" => RuleStatus::Approved,
        "shadow" => RuleStatus::Shadow,
        "active" => RuleStatus::Active,
        "halted" => RuleStatus::Halted,
        "retired" => RuleStatus::Retired,
        _ => RuleStatus::Draft,
    }
}

fn way_of(way: &engine::Way) -> Way {
    match way {
        engine::Way::Vectorised => Way::Vectorised,
        engine::Way::Mixed { .. } => Way::Mixed,
        engine::Way::Interpreted { .. } => Way::Interpreted,
    }
}
