//! What is asked: the reads of the console's first pages, each in many forms that the data itself gives.

use std::net::SocketAddr;

use anyhow::Context;
use serde_json::Value;

use crate::commands::bench::http::Connection;

/// Pages of the list whose cursors, cases and departments are used.
const PAGES: usize = 20;

/// A kind of read: its name, how often it comes among the others, and the paths it is asked with.
#[derive(Clone)]
pub struct Kind {
    pub name: &'static str,
    pub weight: u64,
    pub paths: Vec<String>,
}

/// The kinds.
pub struct Mix {
    /// Cases that the server knows of.
    pub cases: u64,
    kinds: Vec<Kind>,
}

const LISTS: &str = "case list";

impl Mix {
    /// Looks around on a server.
    pub fn of(address: SocketAddr) -> anyhow::Result<Mix> {
        let mut connection = Connection::open(address)?;
        let mut lists: Vec<String> = ["", "?open=true", "?overdue=true", "?open=false&on_time=true", "?limit=200"]
            .map(|query| format!("/api/v1/cases{query}"))
            .to_vec();
        let mut cases = Vec::new();
        let mut total = 0;
        let mut cursor = String::new();
        for _ in 0..PAGES {
            let page = connection.get(&format!("/api/v1/cases?limit=200{cursor}"))?.json()?;
            total = page["total"].as_u64().unwrap_or(0);
            for item in page["items"].as_array().into_iter().flatten() {
                let text = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
                let (centre, case_no, dept, code) = (text("centre"), text("case_no"), text("dept_code"), text("item_impl_code"));
                cases.push(format!("/api/v1/cases/{centre}/{case_no}"));
                if cases.len() % 200 == 1 {
                    lists.push(format!("/api/v1/cases?dept={dept}"));
                    lists.push(format!("/api/v1/cases?item={code}&open=false"));
                    lists.push(format!("/api/v1/cases?q={case_no}"));
                }
            }
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
            lists.push(format!("/api/v1/cases?limit=50{cursor}"));
        }
        let alerts = connection.get("/api/v1/alerts?state=all&limit=200")?.json()?;
        let numbers: Vec<&str> =
            alerts["items"].as_array().context("no list of alerts")?.iter().filter_map(|item| item["alert_no"].as_str()).collect();
        let explained = numbers.iter().map(|number| format!("/api/v1/alerts/{number}/explain")).collect();
        let alert_lists = alert_lists(&alerts);
        let one = |path: &str| vec![format!("/api/v1/{path}")];
        let kind = |name, weight, paths| Kind { name, weight, paths };
        let kinds = vec![
            kind(LISTS, 30, lists),
            kind("one case", 25, cases),
            kind("alert list", 15, alert_lists),
            kind("explain", 10, explained),
            kind("overview", 8, one("overview")),
            kind("rules", 4, one("rules")),
            kind("meta", 8, one("meta")),
        ];
        Ok(Mix { cases: total, kinds: kinds.into_iter().filter(|kind| !kind.paths.is_empty()).collect() })
    }

    /// All kinds.
    pub fn all(&self) -> Vec<Kind> {
        self.kinds.clone()
    }

    /// The list of cases alone.
    pub fn lists(&self) -> Vec<Kind> {
        self.kinds.iter().filter(|kind| kind.name == LISTS).cloned().collect()
    }
}

fn alert_lists(page: &Value) -> Vec<String> {
    let mut paths: Vec<String> = ["", "?sort=oldest", "?sort=level", "?state=all"].map(|query| format!("/api/v1/alerts{query}")).to_vec();
    paths.extend(page["next_cursor"].as_str().map(|cursor| format!("/api/v1/alerts?state=all&cursor={cursor}")));
    let mut rules: Vec<&str> = page["items"].as_array().into_iter().flatten().filter_map(|item| item["rule"].as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    paths.extend(rules.iter().map(|rule| format!("/api/v1/alerts?rule={rule}")));
    paths
}
