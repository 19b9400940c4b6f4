//! `GET /rules/{code}`: one rule.

use axum::Json;
use axum::extract::State;
use mingjing_engine::rules::{Rule, Way};
use mingjing_engine::supervision::cases::test;

use super::cases::case;
use super::facts::{facts, functions};
use super::list::Listing;
use super::months::months;
use super::places::places;
use crate::model::problem::Problem;
use crate::model::rule::{DocSection, RuleDetail};
use crate::serve::access::rights::Right;
use crate::serve::access::visit::Visit;
use crate::serve::extract::Named;
use crate::serve::problem::ApiError;
use crate::serve::state::App;
use crate::serve::why::parameters;

/// One rule.
#[utoipa::path(get, path = "/rules/{code}", operation_id = "rule", tag = "rules", params(("code" = String, Path, description = "Rule code.")), responses((status = 200, body = RuleDetail), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn rule(State(app): State<App>, visit: Visit, Named(code): Named<String>) -> Result<Json<RuleDetail>, ApiError> {
    let found = app.office.catalogue().by_code(&code).filter(|rule| !rule.confidential || visit.may(Right::Confidential));
    let Some(rule) = found else { return Err(ApiError::UnknownRule { code }) };
    let published = app.published();
    let tested = test(app.office.catalogue(), app.office.groups(), std::slice::from_ref(&rule.code)).await;
    let listing = Listing::read(&app, &published).await?;
    Ok(Json(RuleDetail {
        rule: listing.item(rule),
        source: rule.source.text().to_string(),
        doc: sections(&rule.doc),
        basis: rule.basis.clone(),
        owner: rule.owner.clone(),
        parameters: parameters(rule),
        cases: rule.cases.iter().map(|one| case(one, &tested)).collect(),
        way_line: rule.way.line(),
        way_why: way_why(rule),
        facts: facts(rule),
        functions: functions(rule),
        months: months(&published, &rule.code),
        places: places(&app, &published, rule, &listing.centres).await?,
    }))
}

fn way_why(rule: &Rule) -> Option<String> {
    match &rule.way {
        Way::Vectorised => None,
        Way::Mixed { why, .. } | Way::Interpreted { why, .. } => Some(why.clone()),
    }
}

/// The headings of a script's documentation with the text below each.
fn sections(doc: &str) -> Vec<DocSection> {
    let mut sections: Vec<DocSection> = Vec::new();
    for line in doc.lines() {
        match (line.strip_prefix("# "), sections.last_mut()) {
            (Some(heading), _) => sections.push(DocSection { heading: heading.trim().to_owned(), text: String::new() }),
            (None, Some(section)) => {
                section.text.push_str(line);
                section.text.push('\n');
            }
            (None, None) => {}
        }
    }
    for section in &mut sections {
        section.text = section.text.trim().to_owned();
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_is_cut_at_its_headings() {
        let found = sections("before\n# 查什么\n超时。\n\n- 一\n- 二\n\n# 为什么\n有据。\n# 已知盲区");
        let found: Vec<(&str, &str)> = found.iter().map(|section| (section.heading.as_str(), section.text.as_str())).collect();
        assert_eq!(found, [("查什么", "超时。\n\n- 一\n- 二"), ("为什么", "有据。"), ("已知盲区", "")]);
    }
}
