//! How an alert record looks in the API: with names, status and its rule's own reason.

use mingjing_engine::facts::arrow::{Cell, ColumnView};
use mingjing_engine::facts::others::AlertRecord;
use mingjing_engine::facts::relations::CASE;
use mingjing_engine::rules::{Catalogue, Rule};
use mingjing_engine::supervision::Published;

use crate::model::alert::{Alert, AlertStatus};
use crate::model::{Kind, Level, Words};
use crate::serve::access::visit::Visit;
use crate::serve::desk::Desk;
use crate::serve::problem::ApiError;
use crate::serve::state::{App, zone_of};

/// What has become of an alert.
pub fn status_of(record: &AlertRecord) -> AlertStatus {
    match record.status() {
        "lifted" => AlertStatus::Lifted,
        "withdrawn" => AlertStatus::Withdrawn,
        "lift_proposed" => AlertStatus::LiftProposed,
        _ if !record.supported => AlertStatus::Unsupported,
        "ended" => AlertStatus::Ended,
        _ => AlertStatus::Open,
    }
}

/// Whether it holds now.
pub fn is_open(record: &AlertRecord) -> bool {
    status_of(record) == AlertStatus::Open
}

/// A level by its code; an unknown one counts as the lowest.
pub fn level_of(code: &str) -> Level {
    match code {
        "red" => Level::Red,
        "yellow" => Level::Yellow,
        "warn" => Level::Warn,
        _ => Level::Remind,
    }
}

/// A kind by its code; an unknown one is `other`.
pub fn kind_of(code: &str) -> Kind {
    match code {
        "time" => Kind::Time,
        "flow" => Kind::Flow,
        "content" => Kind::Content,
        "fee" => Kind::Fee,
        "discretion" => Kind::Discretion,
        "integrity" => Kind::Integrity,
        "evaluation" => Kind::Evaluation,
        "fake" => Kind::Fake,
        "quality" => Kind::Quality,
        "quant" => Kind::Quant,
        "supervise" => Kind::Supervise,
        _ => Kind::Other,
    }
}

/// The kind of the rule that raised an alert.
pub fn kind_of_rule(rule: Option<&Rule>) -> Kind {
    rule.map_or(Kind::Other, |rule| kind_of(rule.kind.code()))
}

/// A rule's title; the code where the rule is no longer there.
pub fn title_of(rule: Option<&Rule>, code: &str) -> Words {
    rule.map_or_else(
        || Words { zh: code.to_owned(), en: code.to_owned() },
        |rule| Words { zh: rule.title.zh.clone(), en: rule.title.en.clone() },
    )
}

/// The rule of an alert, where it is still there.
pub fn rule_of<'a>(catalogue: &'a Catalogue, record: &AlertRecord) -> Option<&'a Rule> {
    catalogue.by_code(record.rule.text()).map(|rule| &**rule)
}

/// An alert by its number, within what a visit may see; to others it is unknown.
pub fn seen<'a>(app: &App, published: &'a Published, visit: &Visit, number: &str) -> Result<&'a AlertRecord, ApiError> {
    let record = published.alerts.get(number).filter(|record| visit.bounds(published).has_alert(app.office.catalogue(), record));
    record.map(|record| &**record).ok_or_else(|| ApiError::UnknownAlert { number: number.to_owned() })
}

/// The name of the item applied for.
pub fn item_name(published: &Published, record: &AlertRecord) -> Option<String> {
    let slot = CASE.slot("item_name")?;
    let piece = published.facts.pieces_of(Some(record.centre.text()), record.case_no.as_deref()?).into_iter().next()?;
    let batch = piece.batch(&CASE, Some(&[slot])).ok()?;
    match ColumnView::new(CASE.columns[slot].ty, batch.column(0).as_ref())?.get(0) {
        Cell::Text(name) => Some(name.to_owned()),
        _ => None,
    }
}

/// An alert as the API shows it.
pub async fn describe(desk: &Desk<'_>, record: &AlertRecord) -> Result<Alert, ApiError> {
    let published = desk.published;
    let rule = rule_of(desk.office.catalogue(), record);
    let zone = zone_of(published, record.centre);
    let organization = published.benches.get(&record.centre).map(|bench| &bench.world.organization);
    let dept_name = |code| organization.and_then(|organization| organization.name(code)).map(str::to_owned);
    let code = |code: Option<mingjing_engine::sym::Sym>| code.map(|code| code.text().to_owned());
    let handled = record.decided_level.or(record.held_level).map(|level| level.text()).filter(|level| *level != "none");
    Ok(Alert {
        alert_no: record.alert_no.to_string(),
        centre: record.centre.text().to_owned(),
        case_no: record.case_no.as_deref().map(str::to_owned),
        subject: record.subject.text().to_owned(),
        subject_key: record.subject_key.to_string(),
        rule: record.rule.text().to_owned(),
        rule_title: title_of(rule, record.rule.text()),
        version: u32::try_from(record.version).unwrap_or(0),
        kind: kind_of_rule(rule),
        family: record.family.text().to_owned(),
        level: level_of(record.level.text()),
        handled_level: handled.map(level_of),
        since: zone.format(record.since),
        level_since: zone.format(record.level_since),
        ended_at: record.ended_at.map(|at| zone.format(at)),
        raised_at: zone.format(record.raised_at),
        status: status_of(record),
        supported: record.supported,
        is_pending: record.is_pending,
        is_stock: record.is_stock,
        is_backfilled: record.is_backfilled,
        is_confidential: rule.map_or(record.is_confidential, |rule| rule.confidential),
        responsible_dept: code(record.responsible_dept),
        responsible_dept_name: record.responsible_dept.and_then(dept_name),
        responsible_window: code(record.responsible_window),
        responsible_person: code(record.responsible_person),
        responsible_link: record.responsible_link.as_deref().map(str::to_owned),
        item_name: item_name(published, record),
        because: (*desk.reasons.of(desk, record).await?).clone(),
    })
}
