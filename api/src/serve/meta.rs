//! `GET /meta`: names, clock and versions.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use mingjing_engine::ingest::Profile;
use mingjing_engine::rules::Catalogue;
use mingjing_engine::supervision::Published;

use super::alerts::view::{kind_of_rule, level_of, title_of};
use super::desk::Desk;
use super::named::Place;
use super::problem::ApiError;
use super::state::{App, common_zone, position};
use super::why::ENGINE_VERSION;
use crate::model::Words;
use crate::model::meta::{Centre, ClockState, Department, Meta, RuleName, Versions};
use crate::model::problem::Problem;

/// Names, clock and versions; the console asks for it first.
#[utoipa::path(get, path = "/meta", operation_id = "meta", tag = "overview", responses((status = 200, body = Meta), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn meta(State(app): State<App>) -> Result<Json<Meta>, ApiError> {
    let published = app.published();
    let (snapshot, asked) = (published.clone(), app.clone());
    let seen = app.compute("listing departments", move || asked.named.of(&snapshot.facts)).await??;
    let zone = common_zone(&published);
    let profiles = profiles(&app.desk(&published)).await?;
    let centres = centres(&published, &profiles, &seen);
    let departments = departments(&published, &centres, &seen);
    let calendar = centres.first().and_then(|centre| published.benches.iter().find(|(code, _)| code.text() == centre.code));
    Ok(Json(Meta {
        now: app.now_text(&published),
        clock: ClockState { simulated: app.clock.started_at().is_some(), started_at: app.clock.started_at().map(|at| zone.format(at)) },
        departments,
        position: position(published.facts.position),
        last_fact_at: published.last_fact_at.map(|at| zone.format(at)),
        rules: rules(app.office.catalogue(), &profiles),
        versions: Versions {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: ENGINE_VERSION.to_owned(),
            calendar: calendar.map_or_else(String::new, |(_, bench)| bench.world.calendar_at(published.now).version().to_owned()),
            rules: rules_hash(app.office.catalogue()),
        },
        centres,
    }))
}

/// The profiles of the centres that are installed.
async fn profiles(desk: &Desk<'_>) -> Result<Vec<Profile>, ApiError> {
    let mut profiles = Vec::new();
    for centre in desk.published.benches.keys() {
        profiles.extend(desk.profile(centre.text()).await?);
    }
    profiles.sort_by(|a, b| a.centre.cmp(&b.centre));
    Ok(profiles)
}

/// The centres that have cases; where there is none yet, those that are installed and no example.
fn centres(published: &Published, profiles: &[Profile], seen: &BTreeSet<Place>) -> Vec<Centre> {
    let name = |code: &str| match profiles.iter().find(|profile| profile.centre == code) {
        Some(profile) => Words { zh: profile.title.zh.clone(), en: profile.title.en.clone() },
        None => Words { zh: code.to_owned(), en: code.to_owned() },
    };
    let is_example = |code: &str| profiles.iter().any(|profile| profile.centre == code && profile.is_example);
    let has_cases = |code: &str| seen.iter().any(|(centre, _)| centre == code);
    let mut centres: Vec<Centre> = published
        .benches
        .iter()
        .filter(|(code, _)| has_cases(code.text()) || (seen.is_empty() && !is_example(code.text())))
        .map(|(code, bench)| Centre { code: code.text().to_owned(), name: name(code.text()), zone: bench.world.zone.name().to_owned() })
        .collect();
    centres.sort_by(|a, b| a.code.cmp(&b.code));
    centres
}

/// The departments of these centres: those of the organization, and those that cases alone name, by code.
fn departments(published: &Published, centres: &[Centre], seen: &BTreeSet<Place>) -> Vec<Department> {
    let mut found = Vec::new();
    for (code, bench) in published.benches.iter().filter(|(code, _)| centres.iter().any(|centre| centre.code == code.text())) {
        let organization = &bench.world.organization;
        let units = organization.units("dept").map(|unit| unit.code.text());
        let named = seen.iter().filter(|(centre, _)| centre == code.text()).filter_map(|(_, dept)| dept.as_deref());
        let codes: BTreeSet<&str> = units.chain(named).collect();
        for dept in codes {
            let name = organization.units("dept").find(|unit| unit.code.text() == dept).map_or(dept, |unit| &unit.name);
            found.push(Department { centre: code.text().to_owned(), code: dept.to_owned(), name: name.to_owned() });
        }
    }
    found.sort_by(|a, b| (&a.centre, &a.code).cmp(&(&b.centre, &b.code)));
    found
}

fn rules(catalogue: &Catalogue, profiles: &[Profile]) -> Vec<RuleName> {
    let mut rules: Vec<RuleName> = catalogue
        .rules
        .iter()
        .map(|rule| RuleName {
            code: rule.code.clone(),
            title: title_of(Some(rule), &rule.code),
            level: level_of(rule.level.code()),
            kind: kind_of_rule(Some(rule)),
            family: rule.family.clone(),
            subject: rule.subject.name.to_owned(),
            centres: profiles.iter().filter(|profile| rule.is_for(&profile.rules)).map(|profile| profile.centre.clone()).collect(),
        })
        .collect();
    rules.sort_by(|a, b| a.code.cmp(&b.code));
    rules
}

/// A short hash over the rules' own hashes (FNV-1a, 64 bits): equal rule sets, equal words. It tells versions apart and proves nothing.
fn rules_hash(catalogue: &Catalogue) -> String {
    let mut hashes: Vec<(&str, &str)> = catalogue.rules.iter().map(|rule| (rule.code.as_str(), rule.hash.as_str())).collect();
    hashes.sort_unstable();
    let bytes = hashes.iter().flat_map(|(code, hash)| code.bytes().chain([0]).chain(hash.bytes()).chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}
