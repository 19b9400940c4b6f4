//! Why an alert holds, and why a rule is silent: the row as it was at the moment judged, the rule's text with the truth of its parts, and the
//! case around it. Used by the API and by `mingjing alert`.

mod group;
mod judged;
mod sentence;

use std::sync::Arc;

use mingjing_engine::case::state::Case;
use mingjing_engine::facts::others::AlertRecord;
use mingjing_engine::facts::relations;
use mingjing_engine::rules::Rule;
use mingjing_engine::supervision::Published;
use mingjing_engine::time::{Micros, Zone};

pub use self::judged::parameters;
use self::judged::{Judged, judge_case};
use self::sentence::{Said, first_false};
use super::alerts::view::{describe, level_of, title_of};
use super::desk::Desk;
use super::dossier::Dossier;
use super::problem::ApiError;
use super::scope::known_centre;
use super::state::zone_of;
use crate::model::Words;
use crate::model::why::{JudgedRule, Responsible, Why, WhyNotQuery};

/// Version of the engine's way of judging.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Why an alert holds: the moment at which its level was reached.
pub async fn explain(desk: &Desk<'_>, number: &str) -> Result<Why, ApiError> {
    let published = desk.published;
    let record = published.alerts.get(number).ok_or_else(|| ApiError::UnknownAlert { number: number.to_owned() })?;
    let rule = rule(desk, record.rule.text())?;
    let alert = describe(desk, record).await?;
    let at = record.level_since;
    let mut why = match record.case_no.as_deref() {
        None => {
            let row = group::row_of(desk, rule, record.centre, &record.subject_key, at).await?;
            let judged = row.map(|row| row.judge(published, record.centre, rule, at)).transpose()?;
            of_group(published, record, rule, judged)
        }
        Some(case_no) => {
            let dossier = dossier(desk, record.centre.text(), case_no).await?;
            let judged = match dossier.fold(at) {
                Some(case) => judge_case(&dossier, &case, at, rule, Some(&record.subject_key))?.map(|judged| (judged, case)),
                None => None,
            };
            of_case(&dossier, rule, judged, at)?
        }
    };
    why.responsible = responsible_of(&why.responsible, &alert);
    why.rule.level = level_of(record.level.text());
    why.proof_hash = record.proof_hash.as_deref().map(str::to_owned);
    let said = Said { rule, zone: &zone_of(published, record.centre), at, judged: why.holds };
    why.sentence = said.of_alert(&alert, why.sentence);
    why.alert = Some(alert);
    Ok(why)
}

/// Why a rule is silent about a case now, or that it is not.
pub async fn why_not(desk: &Desk<'_>, query: &WhyNotQuery) -> Result<Why, ApiError> {
    let published = desk.published;
    let asked = Some(query.centre.clone());
    let centre = known_centre(published, &asked)?.unwrap_or_default();
    let rule = rule(desk, &query.rule)?;
    let dossier = dossier(desk, centre, &query.case_no).await?;
    let at = published.now;
    let case = dossier.fold(at);
    let is_walked = relations::walked(rule.subject.name).is_some();
    let judged = match &case {
        Some(case) if is_walked => judge_case(&dossier, case, at, rule, None)?,
        Some(case) => match group::row_of_case(desk, rule, &dossier, case, at).await? {
            Some(row) => Some(row.judge(published, dossier.file.centre, rule, at)?),
            None => None,
        },
        None => None,
    };
    let profile = desk.profile(centre).await?;
    let is_active = profile.is_none_or(|profile| rule.is_for(&profile.rules));
    let has_row = judged.is_some();
    let mut why = of_case(&dossier, rule, judged.zip(case), at)?;
    let said = Said { rule, zone: dossier.zone(), at, judged: why.holds };
    let part = first_false(&why);
    why.sentence = said.of_silence(why.sentence, has_row, is_active, part.as_deref());
    Ok(why)
}

/// What a rule's `because` says of an alert; empty where the facts no longer hold its row.
pub struct Reason {
    /// The alert.
    pub alert_no: Box<str>,
    /// When its level was reached: the moment the reason is about.
    pub level_since: Micros,
    /// Version of the rule.
    pub version: i64,
    /// The reason.
    pub text: Words,
}

impl Reason {
    fn new(record: &AlertRecord, said: Option<Words>) -> Reason {
        let nothing = || Words { zh: String::new(), en: String::new() };
        let (level_since, version) = (record.level_since, record.version);
        Reason { alert_no: record.alert_no.clone(), level_since, version, text: said.unwrap_or_else(nothing) }
    }
}

/// The reason of an alert, and of those that come with it at no cost (the others of its group subject).
pub async fn reasons(desk: &Desk<'_>, record: &AlertRecord) -> Result<Vec<Reason>, ApiError> {
    let Some(rule) = desk.office.catalogue().by_code(record.rule.text()) else { return Ok(vec![Reason::new(record, None)]) };
    let Some(case_no) = record.case_no.as_deref() else {
        return group::reasons(desk, rule).await;
    };
    let dossier = Dossier::read(desk, record.centre.text(), case_no).await?;
    let at = record.level_since;
    let said = dossier.and_then(|dossier| {
        let case = dossier.fold(at)?;
        judged::because(&dossier, &case, at, rule, &record.subject_key)
    });
    Ok(vec![Reason::new(record, said)])
}

fn rule<'a>(desk: &Desk<'a>, code: &str) -> Result<&'a Arc<Rule>, ApiError> {
    desk.office.catalogue().by_code(code).ok_or_else(|| ApiError::UnknownRule { code: code.to_owned() })
}

async fn dossier(desk: &Desk<'_>, centre: &str, case_no: &str) -> Result<Dossier, ApiError> {
    let found = Dossier::read(desk, centre, case_no).await?;
    found.ok_or_else(|| ApiError::UnknownCase { centre: centre.to_owned(), case_no: case_no.to_owned() })
}

/// The answer about a row of a case; the sentence is still the rule's own.
fn of_case(dossier: &Dossier, rule: &Rule, judged: Option<(Judged, Case)>, at: Micros) -> Result<Why, ApiError> {
    let clock = judged.as_ref().and_then(|(_, case)| dossier.clock_bar(case, at));
    let responsible = judged.as_ref().map(|(judged, case)| responsible(dossier, case, judged, at)).unwrap_or_default();
    let version = dossier.world.calendar_at(at).version().to_owned();
    let mut why = frame(rule, judged.map(|(judged, _)| judged), dossier.zone(), at, version);
    why.timeline = dossier.timeline()?;
    why.days = dossier.days(at);
    why.clock = clock;
    why.responsible = responsible;
    Ok(why)
}

fn of_group(published: &Published, record: &AlertRecord, rule: &Rule, judged: Option<Judged>) -> Why {
    let at = record.level_since;
    let version = published.benches.get(&record.centre).map_or_else(String::new, |bench| bench.world.calendar_at(at).version().to_owned());
    frame(rule, judged, &zone_of(published, record.centre), at, version)
}

fn frame(rule: &Rule, judged: Option<Judged>, zone: &Zone, at: Micros, calendar_version: String) -> Why {
    let judged = judged.unwrap_or_default();
    Why {
        holds: judged.holds,
        at: zone.format(at),
        sentence: Words { zh: judged.because.zh, en: judged.because.en },
        alert: None,
        values: judged.values,
        rule: JudgedRule {
            code: rule.code.clone(),
            version: rule.version,
            title: title_of(Some(rule), &rule.code),
            level: judged.level.unwrap_or(level_of(rule.level.code())),
            basis: rule.basis.clone(),
            source: rule.source.text().to_string(),
            marks: judged.marks,
            parameters: parameters(rule),
        },
        timeline: Vec::new(),
        days: Vec::new(),
        clock: None,
        responsible: Responsible::default(),
        calendar_version,
        engine_version: ENGINE_VERSION.to_owned(),
        rule_hash: rule.hash.clone(),
        proof_hash: None,
    }
}

/// Who would answer at a moment: as the walk takes it.
fn responsible(dossier: &Dossier, case: &Case, judged: &Judged, at: Micros) -> Responsible {
    let waits = case.waitings.iter().any(|waiting| waiting.from_at <= at && waiting.to_at.is_none_or(|to_at| at < to_at));
    let person = match &judged.link_user {
        Some(user) => user.clone(),
        None => case.handler_id().map(|code| code.text().to_owned()),
    };
    let link = match judged.link_seq {
        Some(seq) => case.links.iter().find(|link| link.seq == seq),
        None => case.newest_open_link(),
    };
    Responsible {
        dept: case.dept_code().map(|code| code.text().to_owned()),
        dept_name: dossier.unit_name(case.dept_code()),
        window: case.window_id().map(|code| code.text().to_owned()),
        person: person.filter(|_| !waits),
        link: link.and_then(|link| link.name.or(link.code)).map(|name| name.text().to_owned()),
        moved_by_waiting: waits,
    }
}

/// Who answers for an alert is what its record says; the names, and whether a wait moved it, come from the case.
fn responsible_of(seen: &Responsible, alert: &crate::model::alert::Alert) -> Responsible {
    Responsible {
        dept: alert.responsible_dept.clone(),
        dept_name: alert.responsible_dept_name.clone().or_else(|| alert.responsible_dept.clone()),
        window: alert.responsible_window.clone(),
        person: alert.responsible_person.clone(),
        link: seen.link.clone().or_else(|| alert.responsible_link.clone()),
        moved_by_waiting: seen.moved_by_waiting && alert.responsible_person.is_none(),
    }
}
