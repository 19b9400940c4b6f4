//! `GET /rules`: the rules, by code.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use mingjing_engine::rules as engine;
use mingjing_engine::supervision::Published;
use mingjing_engine::sym::Sym;

use super::cost::{self, Costs};
use super::places::{Centre, centres};
use crate::model::problem::Problem;
use crate::model::rule::{RuleItem, RuleStatus, Way};
use crate::serve::access::rights::Right;
use crate::serve::access::visit::Visit;
use crate::serve::alerts::view::{is_open, kind_of_rule, level_of, title_of};
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// The rules, by code.
#[utoipa::path(get, path = "/rules", operation_id = "rules", tag = "rules", responses((status = 200, body = [RuleItem]), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn rules(State(app): State<App>, visit: Visit) -> Result<Json<Vec<RuleItem>>, ApiError> {
    let published = app.published();
    let listing = Listing::read(&app, &published).await?;
    // How often a confidential rule speaks is told to nobody else either.
    let sees_confidential = visit.may(Right::Confidential);
    let his = app.office.catalogue().rules.iter().filter(|rule| sees_confidential || !rule.confidential);
    let mut items: Vec<RuleItem> = his.map(|rule| listing.item(rule)).collect();
    items.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(Json(items))
}

/// What the list tells of rules besides what stands in their files.
pub struct Listing {
    /// All alerts and the open ones, by rule.
    alerts: HashMap<Sym, (u64, u64)>,
    costs: Costs,
    /// The centres that have cases.
    pub centres: Vec<Centre>,
}

impl Listing {
    /// Looks at what is published.
    pub async fn read(app: &App, published: &Published) -> Result<Listing, ApiError> {
        let mut alerts: HashMap<Sym, (u64, u64)> = HashMap::new();
        for record in published.alerts.all() {
            let count = alerts.entry(record.rule).or_default();
            count.0 += 1;
            count.1 += u64::from(is_open(record));
        }
        Ok(Listing { alerts, costs: cost::costs(app).await?, centres: centres(app, published).await? })
    }

    /// A rule as the list shows it.
    pub fn item(&self, rule: &engine::Rule) -> RuleItem {
        let (hits, open) = self.alerts.get(&Sym::new(&rule.code)).copied().unwrap_or_default();
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
            hits,
            open,
            cost: self.costs.get(&rule.code).copied(),
            centres: self.centres.iter().filter(|centre| centre.runs(rule)).map(|centre| centre.code.clone()).collect(),
        }
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
