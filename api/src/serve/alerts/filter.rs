//! Which alerts a list or a figure is about.

use mingjing_engine::facts::others::AlertRecord;
use mingjing_engine::rules::Catalogue;
use mingjing_engine::supervision::Published;

use super::view::{kind_of_rule, level_of, rule_of, status_of};
use crate::model::alert::{AlertQuery, AlertState, AlertStatus};
use crate::model::{Kind, Level};
use crate::serve::extract::{day, text};
use crate::serve::problem::ApiError;
use crate::serve::scope::{Period, known_centre};

/// A filter over alerts; its parts are joined by and. Words to find are no part of it: they are looked for in what it lets through.
pub struct AlertFilter<'a> {
    /// Centre.
    pub centre: Option<&'a str>,
    /// Levels; none = all.
    pub levels: Vec<Level>,
    /// Kind.
    pub kind: Option<Kind>,
    /// Rule.
    pub rule: Option<&'a str>,
    /// Responsible department.
    pub dept: Option<&'a str>,
    /// What has become of it.
    pub state: AlertState,
    /// Pending or not.
    pub pending: Option<bool>,
    /// Stock or not.
    pub stock: Option<bool>,
    /// Case.
    pub case_no: Option<&'a str>,
    /// Days of `since`.
    pub period: Period,
    /// The rules, for kinds.
    pub catalogue: &'a Catalogue,
}

/// Levels in a request: one, or several with commas between; none where nothing is said.
pub fn levels(value: &Option<String>) -> Result<Vec<Level>, ApiError> {
    let Some(words) = text(value) else { return Ok(Vec::new()) };
    words
        .split(',')
        .map(str::trim)
        .map(|word| match word {
            "remind" | "warn" | "yellow" | "red" => Ok(level_of(word)),
            other => Err(ApiError::BadQuery {
                field: "level".to_owned(),
                message: format!("{other:?} is no level; write remind, warn, yellow or red, several with commas between"),
            }),
        })
        .collect()
}

/// Whether a status is of a state that lists can ask for.
pub fn is_in_state(status: AlertStatus, state: AlertState) -> bool {
    match state {
        AlertState::All => true,
        AlertState::Open => status == AlertStatus::Open,
        AlertState::Ended => status == AlertStatus::Ended,
        AlertState::LiftProposed => status == AlertStatus::LiftProposed,
        AlertState::Withdrawn => matches!(status, AlertStatus::Unsupported | AlertStatus::Withdrawn | AlertStatus::Lifted),
    }
}

impl<'a> AlertFilter<'a> {
    /// The filter of a query.
    pub fn read(query: &'a AlertQuery, published: &Published, catalogue: &'a Catalogue) -> Result<AlertFilter<'a>, ApiError> {
        Ok(AlertFilter {
            centre: known_centre(published, &query.centre)?,
            levels: levels(&query.level)?,
            kind: query.kind,
            rule: text(&query.rule),
            dept: text(&query.dept),
            state: query.state.unwrap_or_default(),
            pending: query.pending,
            stock: query.stock,
            case_no: text(&query.case_no),
            period: Period::new(published, day("from", &query.from)?, day("to", &query.to)?),
            catalogue,
        })
    }

    /// Whether it lets an alert through.
    pub fn matches(&self, record: &AlertRecord) -> bool {
        is_in_state(status_of(record), self.state)
            && self.centre.is_none_or(|centre| record.centre.text() == centre)
            && self.rule.is_none_or(|rule| record.rule.text() == rule)
            && self.dept.is_none_or(|dept| record.responsible_dept.is_some_and(|code| code.text() == dept))
            && self.pending.is_none_or(|pending| record.is_pending == pending)
            && self.stock.is_none_or(|stock| record.is_stock == stock)
            && self.case_no.is_none_or(|case_no| record.case_no.as_deref() == Some(case_no))
            && (self.levels.is_empty() || self.levels.contains(&level_of(record.level.text())))
            && self.kind.is_none_or(|kind| kind_of_rule(rule_of(self.catalogue, record)) == kind)
            && self.period.has(record.centre.text(), Some(record.since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_is_in_one_state_besides_all() {
        let all = [
            AlertStatus::Open,
            AlertStatus::Ended,
            AlertStatus::Unsupported,
            AlertStatus::Withdrawn,
            AlertStatus::LiftProposed,
            AlertStatus::Lifted,
        ];
        let states = [AlertState::Open, AlertState::Ended, AlertState::Withdrawn, AlertState::LiftProposed];
        for status in all {
            assert_eq!(states.iter().filter(|state| is_in_state(status, **state)).count(), 1, "{status:?}");
            assert!(is_in_state(status, AlertState::All));
        }
    }

    #[test]
    fn levels_are_read_from_a_list() {
        assert_eq!(levels(&Some("yellow, red".to_owned())).expect("good"), [Level::Yellow, Level::Red]);
        assert!(levels(&None).expect("none").is_empty());
        assert!(levels(&Some("orange".to_owned())).is_err());
    }
}
