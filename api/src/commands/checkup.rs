//! `mingjing checkup --centre C`: the health check of a centre, in words.

use clap::Args;
use mingjing_engine::time::Day;

use super::{Place, When};
use crate::model::checkup::{Checkup as Report, CheckupGroup};
use crate::output::print_json;
use crate::say;
use crate::serve::checkup::get::only_centre;
use crate::serve::checkup::report::{Ward, complete_to};
use crate::serve::checkup::sql::Scope;
use crate::serve::desk::Desk;
use crate::serve::reasons::Reasons;

/// Options of `checkup`.
#[derive(Args)]
pub struct Checkup {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    when: When,
    /// Centre; may be left out where there is one with cases.
    #[arg(long, value_name = "CODE")]
    centre: Option<String>,
    /// First day of the first event of a case.
    #[arg(long, value_parser = parse_day, value_name = "DAY")]
    from: Option<Day>,
    /// Last such day.
    #[arg(long, value_parser = parse_day, value_name = "DAY")]
    to: Option<Day>,
    /// Print the SQL behind the figures too.
    #[arg(long)]
    sql: bool,
}

fn parse_day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| format!("{text:?} is no day; write it like 2025-06-30"))
}

impl Checkup {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        let office = self.place.open().await?;
        let done = self.report(&office).await;
        office.close().await?;
        let report = done?;
        if self.place.json {
            print_json(&report)?;
        } else {
            told(&report, self.sql);
        }
        Ok(0)
    }

    async fn report(&self, office: &mingjing_engine::supervision::Office) -> anyhow::Result<Report> {
        let view = office.as_of(self.when.now(), self.when.known).await?;
        let session = view.session()?;
        let centre = match &self.centre {
            Some(centre) => centre.clone(),
            None => only_centre(&session).await?,
        };
        let (published, reasons) = (office.published(), Reasons::default());
        let desk = Desk { office, published: &published, reasons: &reasons, known: None };
        let Some(profile) = desk.profile(&centre).await? else {
            anyhow::bail!("there is no centre {centre:?}; give --centre one that cases were imported for");
        };
        let complete_to = complete_to(&view.benches, &centre);
        let scope = Scope { centre, from: self.from, to: self.to };
        Ok(Ward { session: &session, office, profile: &profile, scope, complete_to }.examine().await?)
    }
}

fn percent(basis_points: u64) -> String {
    format!("{}.{}%", basis_points / 100, basis_points % 100 / 10)
}

fn told(report: &Report, with_sql: bool) {
    say!("体检报告 {}（{}）", report.centre.title.zh, report.centre.code);
    let days = |day: &Option<String>| day.clone().unwrap_or_else(|| "-".to_owned());
    say!("{} 至 {}，截至 {}，账本位置 {}", days(&report.from), days(&report.to), report.as_of, report.fact_position);
    say!("办件 {}，办结 {}，在办 {}", report.cases, report.finished, report.open);
    for finding in &report.findings {
        if finding.is_told {
            let share = finding.share_bp.map(|share| format!("，{}", percent(share))).unwrap_or_default();
            say!("  {}：{} 件 / {}{share}", finding.title.zh, finding.count, finding.of);
        } else {
            let missing: Vec<&str> = finding.missing.iter().map(|column| column.title.zh.as_str()).collect();
            say!("  {}：看不出来，缺 {}", finding.title.zh, missing.join("、"));
        }
    }
    let groups = |title: &str, groups: &[CheckupGroup]| {
        say!("{title}");
        for group in groups.iter().take(10) {
            let median = group.median_wd.map_or_else(|| "-".to_owned(), |median| format!("{median:.1}"));
            say!(
                "  {}：办结 {}，中位 {median} 个工作日，超期 {}（{}）",
                group.title,
                group.finished,
                group.late,
                percent(group.late_share_bp)
            );
        }
    };
    groups("最慢的部门", &report.departments);
    groups("最慢的事项", &report.items);
    say!("各月");
    for month in &report.months {
        say!("  {}：收 {}，办结 {}，超期 {}", month.month, month.received, month.finished, month.late);
    }
    say!("能发声的规则 {} 条，不能发声的 {} 条", report.speaking_rules, report.silent_rules.len());
    for rule in &report.silent_rules {
        say!("  {} {}：{}", rule.code, rule.title.zh, rule.unlocks.zh);
    }
    for (name, sql) in report.sql.iter().filter(|_| with_sql) {
        say!("{name}: {sql}");
    }
}
