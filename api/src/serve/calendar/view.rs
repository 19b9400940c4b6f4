//! What a declaration moves, as the API and the command line write it.

use mingjing_engine::calendar::Layer;
use mingjing_engine::supervision::interval::Finding;
use mingjing_engine::supervision::office::{self, DepartmentMoves};
use mingjing_engine::supervision::{Forecast, Prepared};
use mingjing_engine::sym::Sym;
use mingjing_engine::time::{Micros, Zone};

use crate::model::calendar::{AlertForecast, AlertMove, AlertSeen, CalendarLayer, CaseForecast, DepartmentForecast, MoveForecast};
use crate::serve::alerts::view::level_of;

/// A layer as the API writes it.
pub fn layer_of(layer: Layer) -> CalendarLayer {
    match layer {
        Layer::Nation => CalendarLayer::Nation,
        Layer::Region => CalendarLayer::Region,
        Layer::Centre => CalendarLayer::Centre,
    }
}

/// The engine's layer of the API's.
pub fn layer_named(layer: CalendarLayer) -> Layer {
    match layer {
        CalendarLayer::Nation => Layer::Nation,
        CalendarLayer::Region => Layer::Region,
        CalendarLayer::Centre => Layer::Centre,
    }
}

/// A forecast with its times in the zone of each centre.
pub fn forecast(prepared: &Prepared, forecast: &Forecast, zone_of: impl Fn(Sym) -> Zone) -> MoveForecast {
    let text = |code: Option<Sym>| code.map(|code| code.text().to_owned());
    let DepartmentMoves { open, moved, comes, vanishes, changes } = forecast.total;
    let departments = forecast.departments.iter().map(|((centre, dept), moves)| DepartmentForecast {
        centre: (*centre).to_owned(),
        dept: (*dept).to_owned(),
        open: moves.open,
        moved: moves.moved,
        alerts_come: moves.comes,
        alerts_vanish: moves.vanishes,
        alerts_change: moves.changes,
    });
    let cases = forecast.cases.iter().map(|case| {
        let zone = zone_of(case.centre);
        let time = |at: Option<Micros>| at.map(|at| zone.format(at));
        CaseForecast {
            centre: case.centre.text().to_owned(),
            case_no: case.case_no.to_string(),
            dept: text(case.dept),
            item: text(case.item),
            old_due: time(case.promised.0),
            new_due: time(case.promised.1),
            old_statutory_due: time(case.statutory.0),
            new_statutory_due: time(case.statutory.1),
            is_kept: case.is_kept,
        }
    });
    let alerts = forecast.alerts.iter().filter_map(|alert| {
        let either = alert.before.as_ref().or(alert.after.as_ref())?;
        let zone = zone_of(either.centre);
        let seen = |finding: &Finding| AlertSeen {
            rule: finding.rule.code.clone(),
            level: level_of(finding.level.code()),
            since: zone.format(finding.since),
            ended_at: finding.ended_at.map(|at| zone.format(at)),
        };
        Some(AlertForecast {
            centre: either.centre.text().to_owned(),
            case_no: either.case_no.as_deref().unwrap_or_default().to_owned(),
            dept: text(alert.dept),
            family: either.rule.family.clone(),
            what: match alert.what {
                office::AlertMove::Comes => AlertMove::Comes,
                office::AlertMove::Vanishes => AlertMove::Vanishes,
                office::AlertMove::Changes => AlertMove::Changes,
            },
            before: alert.before.as_ref().map(seen),
            after: alert.after.as_ref().map(seen),
        })
    });
    let first = prepared.centres.first().map_or_else(Zone::china, |centre| zone_of(Sym::new(centre)));
    MoveForecast {
        title: prepared.title.clone(),
        centres: prepared.centres.clone(),
        is_known: prepared.is_known,
        at: first.format(forecast.at),
        open,
        moved,
        alerts_come: comes,
        alerts_vanish: vanishes,
        alerts_change: changes,
        departments: departments.collect(),
        cases: cases.collect(),
        alerts: alerts.collect(),
    }
}
