//! `/proposals`: what one person proposed waits here for another, who confirms it or turns it down.
//!
//! A proposal holds the request as it was sent. Confirming weighs it anew: what it moves is what it moves by then, and an answer that was
//! lost may be asked for again, because what is declared twice is written once.

use axum::Json;
use axum::extract::State;
use mingjing_engine::ledger::access::{AccessChange, Proposal, ProposalState};
use mingjing_engine::time::Zone;

use super::accounts::refused;
use super::visit::Visit;
use crate::clock::system_now;
use crate::model::access::{ProposalDone, ProposalItem, ProposalReason, ProposalStatus};
use crate::model::problem::Problem;
use crate::serve::calendar::notices;
use crate::serve::extract::{Named, Sent};
use crate::serve::problem::{ApiError, What};
use crate::serve::state::{App, common_zone};

/// The kind of a notice of the calendar.
pub const NOTICE: &str = "calendar_notice";
/// Proposals that are listed.
const MOST: usize = 200;

/// Keeps what somebody proposes; gives its number.
pub async fn propose(app: &App, visit: &Visit, kind: &str, title: &str, body: String) -> Result<i64, ApiError> {
    let proposal = Proposal {
        number: 0,
        kind: kind.to_owned(),
        title: title.to_owned(),
        body,
        state: ProposalState::Open,
        proposed_by: visit.name().to_owned(),
        proposed_at: system_now(),
        decided_by: None,
        decided_at: None,
        reason: None,
    };
    let changes = vec![AccessChange::Propose(Box::new(proposal)), visit.note(format!("proposed: {title}"))];
    let number = app.access.change(changes).await?;
    number.ok_or_else(|| ApiError::internal("keeping a proposal", "the ledger gave it no number"))
}

fn shown(proposal: &Proposal, zone: &Zone) -> ProposalItem {
    ProposalItem {
        number: proposal.number,
        kind: proposal.kind.clone(),
        title: proposal.title.clone(),
        status: match proposal.state {
            ProposalState::Open => ProposalStatus::Open,
            ProposalState::Confirmed => ProposalStatus::Confirmed,
            ProposalState::Rejected => ProposalStatus::Rejected,
        },
        body: serde_json::from_str(&proposal.body).unwrap_or(serde_json::Value::Null),
        proposed_by: proposal.proposed_by.clone(),
        proposed_at: zone.format(proposal.proposed_at),
        decided_by: proposal.decided_by.clone(),
        decided_at: proposal.decided_at.map(|at| zone.format(at)),
        reason: proposal.reason.clone(),
    }
}

async fn find(app: &App, number: &str) -> Result<Proposal, ApiError> {
    let all = app.office.ledger().proposals().await?;
    let found = all.into_iter().find(|proposal| proposal.number.to_string() == number);
    found.ok_or_else(|| ApiError::Unknown { what: What::Proposal, name: number.to_owned() })
}

async fn find_open(app: &App, number: &str) -> Result<Proposal, ApiError> {
    let proposal = find(app, number).await?;
    if proposal.state == ProposalState::Open { Ok(proposal) } else { Err(ApiError::Overtaken) }
}

/// The last proposals, the latest first.
#[utoipa::path(get, path = "/proposals", operation_id = "proposals", tag = "calendar", responses((status = 200, body = Vec<ProposalItem>), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(State(app): State<App>, _visit: Visit) -> Result<Json<Vec<ProposalItem>>, ApiError> {
    let zone = common_zone(&app.published());
    let all = app.office.ledger().proposals().await?;
    Ok(Json(all.iter().take(MOST).map(|proposal| shown(proposal, &zone)).collect()))
}

/// Confirms what another person proposed, and does it.
#[utoipa::path(post, path = "/proposals/{number}/confirm", operation_id = "confirm_proposal", tag = "calendar", params(("number" = i64, Path, description = "Number of the proposal.")), responses((status = 200, body = ProposalDone), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn confirm(State(app): State<App>, visit: Visit, Named(number): Named<String>) -> Result<Json<ProposalDone>, ApiError> {
    let proposal = find_open(&app, &number).await?;
    if proposal.proposed_by == visit.name() {
        return Err(ApiError::SecondPerson);
    }
    if proposal.kind != NOTICE {
        return Err(refused("number", format!("what is called {:?} cannot be confirmed here", proposal.kind)));
    }
    let declared = notices::confirmed(&app, &visit, &proposal).await?;
    let decide = AccessChange::Decide {
        number: proposal.number,
        state: ProposalState::Confirmed,
        by: visit.name().to_owned(),
        at: system_now(),
        reason: None,
    };
    app.access.change(vec![decide, visit.note(format!("confirmed: {}", proposal.title))]).await?;
    let zone = common_zone(&app.published());
    Ok(Json(ProposalDone { proposal: shown(&find(&app, &number).await?, &zone), events: declared.events, forecast: declared.forecast }))
}

/// Turns a proposal down; whoever proposed it may take it back so.
#[utoipa::path(post, path = "/proposals/{number}/reject", operation_id = "reject_proposal", tag = "calendar", params(("number" = i64, Path, description = "Number of the proposal.")), request_body = ProposalReason, responses((status = 200, body = ProposalItem), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn reject(
    State(app): State<App>,
    visit: Visit,
    Named(number): Named<String>,
    Sent(why): Sent<ProposalReason>,
) -> Result<Json<ProposalItem>, ApiError> {
    let proposal = find_open(&app, &number).await?;
    let reason = why.reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(refused("reason", "say why in 1 to 500 characters"));
    }
    let decide = AccessChange::Decide {
        number: proposal.number,
        state: ProposalState::Rejected,
        by: visit.name().to_owned(),
        at: system_now(),
        reason: Some(reason.to_owned()),
    };
    app.access.change(vec![decide, visit.note(format!("turned down: {}", proposal.title))]).await?;
    let zone = common_zone(&app.published());
    Ok(Json(shown(&find(&app, &number).await?, &zone)))
}
