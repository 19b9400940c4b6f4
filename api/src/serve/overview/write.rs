//! The answer of an overview.

use mingjing_engine::rules::Catalogue;
use mingjing_engine::supervision::Published;

use super::period::Span;
use super::sums::{Department, Flow, Sums};
use crate::model::Level;
use crate::model::overview::{DayFigures, DepartmentFigures, KindCount, LevelCount, Overview, PeriodFigures, RuleCount, Totals};
use crate::serve::alerts::view::{level_of, title_of};
use crate::serve::state::position;

const LEVELS: [Level; 4] = [Level::Remind, Level::Warn, Level::Yellow, Level::Red];

/// The figures as the API writes them; the server's time is left to the caller.
pub fn overview(sums: &Sums<'_>, published: &Published, catalogue: &Catalogue) -> Overview {
    let periods = sums.periods;
    let Department { standing, flow } = sums.whole();
    Overview {
        position: position(published.facts.position),
        now: String::new(),
        today: periods.today.to_string(),
        next_workday: periods.next_workday.to_string(),
        totals: Totals {
            open: standing.open,
            open_overdue: standing.over,
            due_today: standing.due_today,
            due_next: standing.due_next,
            alerts_open: standing.alerts.iter().sum(),
            alerts_pending: sums.pending,
            alerts_stock: sums.stock,
        },
        period: period(periods.period, &flow),
        before: period(periods.before, &sums.before),
        alerts_by_level: LEVELS
            .iter()
            .enumerate()
            .map(|(index, level)| LevelCount {
                level: *level,
                open: standing.alerts[index],
                raised: flow.alerts[index],
                raised_before: sums.before.alerts[index],
            })
            .collect(),
        alerts_by_kind: sums
            .kinds
            .iter()
            .map(|(kind, [remind, warn, yellow, red])| KindCount { kind: *kind, remind: *remind, warn: *warn, yellow: *yellow, red: *red })
            .collect(),
        alerts_by_rule: rules(sums, catalogue),
        departments: sums.departments().map(|(code, figures)| department(code, figures, published)).collect(),
        days: days(sums),
    }
}

fn period(span: Span, flow: &Flow) -> PeriodFigures {
    PeriodFigures {
        from: span.first.to_string(),
        to: span.last.to_string(),
        received: flow.received,
        accepted: flow.accepted,
        finished: flow.finished,
        on_time: flow.on_time,
        late: flow.late,
        unlimited: flow.finished.saturating_sub(flow.on_time + flow.late),
        on_time_rate: rate(flow.on_time, flow.finished),
        alerts: flow.alerts.iter().sum(),
    }
}

fn rules(sums: &Sums<'_>, catalogue: &Catalogue) -> Vec<RuleCount> {
    let mut by_rule: Vec<RuleCount> = sums
        .rules
        .iter()
        .map(|(code, (open, total))| {
            let rule = catalogue.by_code(code.text()).map(|rule| &**rule);
            let level = rule.map_or(Level::Remind, |rule| level_of(rule.level.code()));
            RuleCount { rule: code.text().to_owned(), title: title_of(rule, code.text()), level, open: *open, total: *total }
        })
        .collect();
    by_rule.sort_by(|a, b| (b.open, &a.rule).cmp(&(a.open, &b.rule)));
    by_rule
}

fn department(code: &str, figures: &Department, published: &Published) -> DepartmentFigures {
    let name = published
        .benches
        .values()
        .find_map(|bench| bench.world.organization.units("dept").find(|unit| unit.code.text() == code).map(|unit| unit.name.to_string()));
    let (standing, flow) = (&figures.standing, &figures.flow);
    let [remind, warn, yellow, red] = standing.alerts;
    DepartmentFigures {
        code: code.to_owned(),
        name: name.unwrap_or_else(|| code.to_owned()),
        open: standing.open,
        open_overdue: standing.over,
        due_today: standing.due_today,
        due_next: standing.due_next,
        received: flow.received,
        finished: flow.finished,
        on_time: flow.on_time,
        late: flow.late,
        on_time_rate: rate(flow.on_time, flow.finished),
        remind,
        warn,
        yellow,
        red,
    }
}

fn days(sums: &Sums<'_>) -> Vec<DayFigures> {
    let day = |(index, shown): (usize, &super::sums::Shown)| {
        let (kind, name) = sums.periods.kinds.get(index).cloned().unzip();
        DayFigures {
            date: sums.periods.drawn.first.plus(index as i64).to_string(),
            received: shown.received,
            finished: shown.finished,
            alerts: shown.alerts,
            kind,
            name: name.flatten(),
        }
    };
    sums.days.iter().enumerate().map(day).collect()
}

/// A share in ten-thousandths, rounded half up; none of nothing.
fn rate(part: u64, whole: u64) -> Option<i64> {
    if whole == 0 {
        return None;
    }
    i64::try_from((part * 20_000 + whole) / (2 * whole)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_rounded_half_up_and_nothing_of_nothing() {
        assert_eq!(rate(1, 3), Some(3333));
        assert_eq!(rate(2, 3), Some(6667));
        assert_eq!(rate(1, 20_000), Some(1));
        assert_eq!(rate(5, 5), Some(10_000));
        assert_eq!(rate(0, 0), None);
    }
}
