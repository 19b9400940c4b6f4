//! `mingjing alert list|explain|why-not`: alerts, and why they hold or don't, as of a time and as known on a day.

use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use mingjing_engine::facts::store::Rewrites;
use mingjing_engine::supervision::{Office, Published};

use super::{Place, When};
use crate::model::alert::{Alert as Shown, AlertQuery, AlertState};
use crate::model::why::{Truth, Why, WhyNotQuery};
use crate::output::print_json;
use crate::say;
use crate::serve::alerts::filter::AlertFilter;
use crate::serve::alerts::view::describe;
use crate::serve::desk::Desk;
use crate::serve::reasons::Reasons;
use crate::serve::why;

/// Options of `alert`.
#[derive(Args)]
pub struct Alert {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    when: When,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// The alerts, newest first.
    List {
        /// What has become of them.
        #[arg(long, value_enum, default_value_t = State::Open)]
        state: State,
        /// One level, or several with commas between.
        #[arg(long, value_name = "LEVELS")]
        level: Option<String>,
        /// Rule code.
        #[arg(long, value_name = "RULE")]
        rule: Option<String>,
        /// Centre code.
        #[arg(long, value_name = "CENTRE")]
        centre: Option<String>,
        /// Case number.
        #[arg(long, value_name = "CASE_NO")]
        case: Option<String>,
        /// Most lines; all without it.
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// Why an alert holds.
    Explain {
        /// Number of the alert.
        #[arg(value_name = "NO")]
        number: String,
    },
    /// Why a rule is silent about a case.
    WhyNot {
        /// Rule code.
        rule: String,
        /// Case number.
        case_no: String,
        /// Centre code; needed where several centres have a case of this number.
        #[arg(long, value_name = "CENTRE")]
        centre: Option<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum State {
    Open,
    Ended,
    Withdrawn,
    LiftProposed,
    All,
}

impl From<State> for AlertState {
    fn from(state: State) -> AlertState {
        match state {
            State::Open => AlertState::Open,
            State::Ended => AlertState::Ended,
            State::Withdrawn => AlertState::Withdrawn,
            State::LiftProposed => AlertState::LiftProposed,
            State::All => AlertState::All,
        }
    }
}

impl Alert {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        let office = self.place.open().await?;
        let answered = self.answer(&office).await;
        office.close().await?;
        answered?;
        Ok(0)
    }

    async fn answer(self, office: &Office) -> anyhow::Result<()> {
        let now = self.when.now();
        let view = office.as_of(now, self.when.known).await?;
        let published = Published {
            now,
            facts: view.facts,
            alerts: view.alerts,
            benches: view.benches,
            last_fact_at: None,
            coming: Arc::default(),
            rewrites: Rewrites::default(),
        };
        let reasons = Reasons::default();
        let desk = Desk { office, published: &published, reasons: &reasons, known: self.when.known };
        match self.action {
            Action::List { state, level, rule, centre, case, limit } => {
                let query = AlertQuery { state: Some(state.into()), level, rule, centre, case_no: case, ..AlertQuery::default() };
                list(&desk, &query, limit, self.place.json).await
            }
            Action::Explain { number } => show(&why::explain(&desk, &number).await?, self.place.json),
            Action::WhyNot { rule, case_no, centre } => {
                let centre = match centre {
                    Some(centre) => centre,
                    None => only_centre(&published, &case_no)?,
                };
                show(&why::why_not(&desk, &WhyNotQuery { centre, rule, case_no }).await?, self.place.json)
            }
        }
    }
}

/// The one centre that has a case of this number.
fn only_centre(published: &Published, case_no: &str) -> anyhow::Result<String> {
    let mut centres: Vec<&str> =
        published.benches.keys().map(|centre| centre.text()).filter(|centre| published.facts.has_case(centre, case_no)).collect();
    centres.sort_unstable();
    match centres.as_slice() {
        [only] => Ok((*only).to_owned()),
        [] => anyhow::bail!("no centre has a case {case_no:?}"),
        several => anyhow::bail!("several centres have a case {case_no:?}; name one with --centre: {}", several.join(", ")),
    }
}

async fn list(desk: &Desk<'_>, query: &AlertQuery, limit: Option<usize>, json: bool) -> anyhow::Result<()> {
    let filter = AlertFilter::read(query, desk.published, desk.office.catalogue())?;
    let mut found: Vec<_> = desk.published.alerts.all().iter().filter(|record| filter.matches(record)).collect();
    found.sort_by(|a, b| (b.level_since, &a.alert_no).cmp(&(a.level_since, &b.alert_no)));
    let total = found.len();
    let mut shown: Vec<Shown> = Vec::new();
    for record in found.into_iter().take(limit.unwrap_or(usize::MAX)) {
        shown.push(describe(desk, record).await?);
    }
    if json {
        return print_json(&serde_json::json!({ "items": shown, "total": total }));
    }
    for alert in &shown {
        let subject = alert.case_no.as_deref().unwrap_or(&alert.subject_key);
        let ended = alert.ended_at.as_deref().map_or_else(String::new, |ended| format!(" – {ended}"));
        let level = serde_json::to_value(alert.level).context("a level")?;
        say!(
            "{} {:<6} {:<4} {subject} {}{ended}  {}：{}",
            alert.alert_no,
            level.as_str().unwrap_or(""),
            alert.rule,
            alert.since,
            alert.rule_title.zh,
            alert.because.zh
        );
    }
    say!("{total} alerts");
    Ok(())
}

fn show(why: &Why, json: bool) -> anyhow::Result<()> {
    if json {
        return print_json(why);
    }
    say!("{}\n{}", why.sentence.zh, why.sentence.en);
    say!("\nrule {} version {} ({}), judged at {}", why.rule.code, why.rule.version, why.rule.basis, why.at);
    for parameter in &why.rule.parameters {
        say!("  {} = {} {}", parameter.name, parameter.value, parameter.unit);
    }
    if !why.values.is_empty() {
        say!("\nwhat it read");
    }
    for value in &why.values {
        say!("  {:<24} {}  ({})", value.column, value.value.as_deref().unwrap_or("-"), value.zh);
    }
    let source: Vec<char> = why.rule.source.chars().collect();
    if !why.rule.marks.is_empty() {
        say!("\nits parts");
    }
    for mark in &why.rule.marks {
        let part: String = source.get(mark.start as usize..mark.end as usize).unwrap_or_default().iter().collect();
        let truth = match mark.truth {
            Truth::True => "true",
            Truth::False => "false",
            Truth::Unknown => "not asked",
        };
        let first = if mark.first_false { "  <- the first that was false" } else { "" };
        say!("  {truth:<9} {}{first}", part.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    if let Some(clock) = &why.clock {
        say!(
            "\nclock from {}: {} used, {} suspended, {} left of {}; due {}",
            clock.started_at,
            clock.elapsed,
            clock.suspended,
            clock.remaining,
            clock.promised_days,
            clock.promised_due_at
        );
    }
    if !why.timeline.is_empty() {
        say!("\nwhat happened");
    }
    for event in &why.timeline {
        let counted = if event.is_counted { "" } else { "  (does not count)" };
        say!("  {}  {} {}{counted}", event.occurred_at, event.label.zh, event.actor.as_deref().unwrap_or(""));
    }
    let responsible = &why.responsible;
    let names = [&responsible.dept_name, &responsible.window, &responsible.person, &responsible.link];
    let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
    let waits = if responsible.moved_by_waiting { " (waiting for somebody else)" } else { "" };
    say!("\nanswers for it: {}{waits}", if names.is_empty() { "-".to_owned() } else { names.join(", ") });
    say!("calendar {}, engine {}, rule hash {}", why.calendar_version, why.engine_version, why.rule_hash);
    Ok(())
}
