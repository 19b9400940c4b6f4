//! What `calendar` and `outage` share: who declares, and the telling of what it moves.

use clap::Args;
use mingjing_engine::supervision::{Declarer, Office, Prepared};
use mingjing_engine::sym::Sym;
use mingjing_engine::time::{Micros, Zone};

use crate::model::calendar::{AlertSeen, MoveForecast};
use crate::output::print_json;
use crate::say;
use crate::serve::calendar::view::forecast;

/// Cases and alerts told in words; `--json` has more of them.
const MOST_TOLD: usize = 20;

/// Who declares.
#[derive(Args)]
pub struct Who {
    /// Who declares it; kept with it.
    #[arg(long, value_name = "NAME", default_value = "command line")]
    who: String,
    /// A second person who confirms it.
    #[arg(long, value_name = "NAME")]
    confirmed_by: Option<String>,
}

impl Who {
    /// The one who declares from the command line.
    pub fn declarer(&self) -> Declarer {
        Declarer { who: self.who.clone(), confirmed_by: self.confirmed_by.clone(), origin: "command line".to_owned() }
    }
}

/// Tells what was prepared moves, and if asked declares it.
pub async fn show(office: &Office, prepared: Prepared, declarer: &Declarer, now: Micros, declares: bool, json: bool) -> anyhow::Result<()> {
    let moves = office.forecast(&prepared, now).await?;
    // Here all times are told in China's zone, as elsewhere on the command line.
    let shown = forecast(&prepared, &moves, |_: Sym| Zone::china());
    let events = match declares {
        true => Some(office.declare(prepared, declarer, moves, now).await?.events),
        false => None,
    };
    if json {
        return match events {
            Some(events) => print_json(&serde_json::json!({ "events": events, "forecast": shown })),
            None => print_json(&shown),
        };
    }
    tell(&shown);
    match events {
        Some(0) => say!("it stood in the ledger already; nothing was written"),
        Some(events) => say!("declared by {}: {events} events; `mingjing run` judges anew, a server does so by itself", declarer.who),
        None => say!("nothing was written"),
    }
    Ok(())
}

fn tell(shown: &MoveForecast) {
    say!("{} (for {}), as of {}", shown.title, shown.centres.join(", "), shown.at);
    say!(
        "{} of {} open cases move; {} alerts come, {} vanish (cards as proposals to lift), {} change",
        shown.moved,
        shown.open,
        shown.alerts_come,
        shown.alerts_vanish,
        shown.alerts_change
    );
    for dept in shown.departments.iter().filter(|dept| dept.moved + dept.alerts_come + dept.alerts_vanish + dept.alerts_change > 0) {
        let (come, vanish, change) = (dept.alerts_come, dept.alerts_vanish, dept.alerts_change);
        say!("  {}/{}: {} of {} move; alerts +{come} -{vanish} ~{change}", dept.centre, dept.dept, dept.moved, dept.open);
    }
    let or_none = |text: &Option<String>| text.as_deref().unwrap_or("-").to_owned();
    for case in shown.cases.iter().take(MOST_TOLD) {
        let kept = if case.is_kept { " (kept at the date on the acceptance notice)" } else { "" };
        say!("  {} due {} -> {}{kept}", case.case_no, or_none(&case.old_due), or_none(&case.new_due));
    }
    let seen = |seen: &Option<AlertSeen>| {
        seen.as_ref().map_or_else(|| "nothing".to_owned(), |seen| format!("{} {:?} since {}", seen.rule, seen.level, seen.since))
    };
    for alert in shown.alerts.iter().take(MOST_TOLD) {
        say!("  {} {}: {} -> {}", alert.case_no, alert.family, seen(&alert.before), seen(&alert.after));
    }
    if shown.cases.len() > MOST_TOLD || shown.alerts.len() > MOST_TOLD {
        say!("  ... `--json` lists more");
    }
}
