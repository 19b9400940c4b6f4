//! `mingjing run`: judge everything as of now, write the alerts, tell what was found.

use clap::Args;
use mingjing_engine::supervision::rule_figures;
use mingjing_engine::time::Zone;

use super::{Place, When};
use crate::clock::stopwatch;
use crate::output::print_json;
use crate::say;

/// Options of `run`.
#[derive(Args)]
pub struct Run {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    when: When,
}

impl Run {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        let watch = stopwatch();
        let office = self.place.open().await?;
        for error in office.rule_errors() {
            eprintln!("{error}");
        }
        let now = self.when.now();
        let report = office.catch_up(now).await?;
        // It only makes the next start faster.
        if let Err(error) = office.save().await {
            eprintln!("{error}");
        }
        let published = office.published();
        let rules = rule_figures(&office, &published, &stopwatch)?;
        let open = published.alerts.all().iter().filter(|alert| alert.status() == "open" && alert.supported).count();
        let count = |name: &str| report.steps.get(name).copied().unwrap_or(0);
        if self.place.json {
            let rows: Vec<_> = rules
                .iter()
                .map(|rule| {
                    let mut row = serde_json::json!({
                        "code": rule.code, "version": rule.version, "way": rule.way, "rows": rule.rows, "hits": rule.hits,
                        "seconds": rule.seconds,
                    });
                    if let Some(error) = &rule.error {
                        row["error"] = error.as_str().into();
                    }
                    row
                })
                .collect();
            print_json(&serde_json::json!({
                "now": Zone::china().format(now),
                "rules": rows,
                "alerts": {
                    "raised": count("raised"), "escalated": count("escalated"), "ended": count("ended"),
                    "withdrawn": count("withdrawn") + count("lift_proposed"), "open": open,
                },
            }))?;
        } else {
            say!("as of {}", Zone::china().format(now));
            for rule in rules.iter().filter(|rule| rule.alerts > 0) {
                say!("{:<5} {:>7} alerts, {:>6} hold now  {}", rule.code, rule.alerts, rule.hits, rule.title_zh);
            }
            say!(
                "{} cases judged at {} moments, {} judgements; {} raised, {} escalated, {} ended, {} withdrawn or proposed to be lifted; {open} open",
                report.cases,
                report.moments,
                report.evaluations,
                count("raised"),
                count("escalated"),
                count("ended"),
                count("withdrawn") + count("lift_proposed")
            );
            for fault in &report.faults {
                eprintln!("rule {} failed on {}: {}", fault.rule, fault.subject_key, fault.message);
            }
            eprintln!("{:.1} s", watch.elapsed().as_secs_f64());
        }
        office.close().await?;
        Ok(u8::from(!report.faults.is_empty() || !office.rule_errors().is_empty()))
    }
}
