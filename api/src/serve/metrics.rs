//! Figures of the server itself, as Prometheus reads them (`GET /metrics`).

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use mingjing_engine::facts::store::{Memory, Rewrites};

use super::state::App;

/// Upper bounds of the histogram of durations, microseconds.
const BOUNDS: [u64; 10] = [1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 2_500_000, 10_000_000];

/// Answers of one route with one method and one status.
#[derive(Clone, Default)]
struct Answers {
    count: u64,
    micros: u64,
    within: [u64; BOUNDS.len()],
}

/// The figures.
#[derive(Default)]
pub struct Metrics {
    answers: Mutex<BTreeMap<(String, String, u16), Answers>>,
    events: AtomicU64,
    passes: AtomicU64,
    failed_passes: AtomicU64,
    pass_micros: AtomicU64,
    last_pass_micros: AtomicU64,
    streams: AtomicU64,
}

/// Figures of the facts.
struct FactFigures {
    /// How far the follower has read.
    position: i64,
    memory: Memory,
    rewrites: Rewrites,
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

impl Metrics {
    /// A request was answered. `route` is the pattern, never the path: paths hold case numbers.
    pub fn answered(&self, route: &str, method: &str, status: u16, took: Duration) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let answers = answers.entry((route.to_owned(), method.to_owned(), status)).or_default();
        let took = micros(took);
        answers.count += 1;
        answers.micros = answers.micros.saturating_add(took);
        for (within, bound) in answers.within.iter_mut().zip(BOUNDS) {
            *within += u64::from(took <= bound);
        }
    }

    /// Events were appended by a request.
    pub fn appended(&self, events: u64) {
        self.events.fetch_add(events, Ordering::Relaxed);
    }

    /// The follower made a pass.
    pub fn passed(&self, took: Duration, is_done: bool) {
        self.passes.fetch_add(1, Ordering::Relaxed);
        self.failed_passes.fetch_add(u64::from(!is_done), Ordering::Relaxed);
        self.pass_micros.fetch_add(micros(took), Ordering::Relaxed);
        self.last_pass_micros.store(micros(took), Ordering::Relaxed);
    }

    /// The number of open live streams changed.
    pub fn streams(&self, open: u64) {
        self.streams.store(open, Ordering::Relaxed);
    }

    /// As text. `alerts` are the open alerts by level.
    fn write(&self, alerts: &BTreeMap<&'static str, u64>, facts: &FactFigures) -> String {
        let mut text = String::new();
        let mut line = |name: &str, kind: &str, help: &str, values: &[(String, String)]| {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for (labels, value) in values {
                let _ = writeln!(text, "{labels} {value}");
            }
        };
        let one = |name: &str, value: u64| vec![(name.to_owned(), value.to_string())];
        let seconds = |micros: u64| format!("{:.6}", micros as f64 / 1e6);
        let load = |value: &AtomicU64| value.load(Ordering::Relaxed);
        let name = "mingjing_events_appended_total";
        line(name, "counter", "Events appended to the ledger by requests.", &one(name, load(&self.events)));
        let name = "mingjing_ledger_position";
        line(name, "gauge", "Ledger position that the facts are at.", &one(name, facts.position.unsigned_abs()));
        let name = "mingjing_cases";
        line(name, "gauge", "Cases in the facts.", &one(name, facts.memory.cases as u64));
        let name = "mingjing_fact_rows_written_total";
        let written = [("appended", facts.rewrites.appended), ("deleted", facts.rewrites.deleted), ("compacted", facts.rewrites.compacted)];
        let values: Vec<_> = written.iter().map(|(what, rows)| (format!("{name}{{what=\"{what}\"}}"), rows.to_string())).collect();
        line(name, "counter", "Rows of facts that changes wrote, marked as deleted, and wrote again in compaction.", &values);
        let name = "mingjing_fact_bytes";
        let held = [("rows", facts.memory.row_bytes), ("index", facts.memory.index_bytes), ("tables", facts.memory.table_bytes)];
        let values: Vec<_> = held.iter().map(|(what, bytes)| (format!("{name}{{what=\"{what}\"}}"), bytes.to_string())).collect();
        line(name, "gauge", "Memory that the facts take up.", &values);
        let name = "mingjing_alerts_open";
        let values: Vec<_> = alerts.iter().map(|(level, count)| (format!("{name}{{level=\"{level}\"}}"), count.to_string())).collect();
        line(name, "gauge", "Open alerts by computed level.", &values);
        let name = "mingjing_passes_total";
        line(name, "counter", "Passes of the follower.", &one(name, load(&self.passes)));
        let name = "mingjing_passes_failed_total";
        line(name, "counter", "Passes that failed.", &one(name, load(&self.failed_passes)));
        let name = "mingjing_catch_up_seconds_total";
        line(name, "counter", "Time spent following the ledger.", &[(name.to_owned(), seconds(load(&self.pass_micros)))]);
        let name = "mingjing_last_catch_up_seconds";
        line(name, "gauge", "Time of the last pass.", &[(name.to_owned(), seconds(load(&self.last_pass_micros)))]);
        let name = "mingjing_streams_open";
        line(name, "gauge", "Open live streams.", &one(name, load(&self.streams)));
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let name = "mingjing_http_requests_total";
        let labels = |(route, method, status): &(String, String, u16)| format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
        let values: Vec<_> =
            answers.iter().map(|(key, answers)| (format!("{name}{{{}}}", labels(key)), answers.count.to_string())).collect();
        line(name, "counter", "Requests answered.", &values);
        let name = "mingjing_http_request_duration_seconds";
        let mut values = Vec::new();
        for (key, answers) in &answers {
            let labels = labels(key);
            for (bound, within) in BOUNDS.iter().zip(answers.within) {
                values.push((format!("{name}_bucket{{{labels},le=\"{}\"}}", *bound as f64 / 1e6), within.to_string()));
            }
            values.push((format!("{name}_bucket{{{labels},le=\"+Inf\"}}"), answers.count.to_string()));
            values.push((format!("{name}_sum{{{labels}}}"), seconds(answers.micros)));
            values.push((format!("{name}_count{{{labels}}}"), answers.count.to_string()));
        }
        line(name, "histogram", "Time to the response's head.", &values);
        text
    }
}

/// `GET /metrics`.
pub async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let published = app.published();
    let mut alerts = BTreeMap::from([("remind", 0), ("warn", 0), ("yellow", 0), ("red", 0)]);
    for record in published.alerts.all().iter().filter(|record| super::alerts::view::is_open(record)) {
        if let Some(count) = alerts.get_mut(record.level.text()) {
            *count += 1;
        }
    }
    let facts = FactFigures { position: published.facts.position, memory: published.facts.memory(), rewrites: published.rewrites };
    let text = app.metrics.write(&alerts, &facts);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_prometheus_reads_them() {
        let metrics = Metrics::default();
        metrics.answered("/api/v1/cases/{centre}/{case_no}", "GET", 200, Duration::from_millis(7));
        metrics.answered("/api/v1/cases/{centre}/{case_no}", "GET", 200, Duration::from_millis(700));
        metrics.appended(12);
        let memory = Memory { cases: 7, row_bytes: 2100, ..Memory::default() };
        let facts = FactFigures { position: 42, memory, rewrites: Rewrites { compacted: 5, ..Rewrites::default() } };
        let text = metrics.write(&BTreeMap::from([("red", 3)]), &facts);
        let route = "route=\"/api/v1/cases/{centre}/{case_no}\",method=\"GET\",status=\"200\"";
        for line in [
            "mingjing_events_appended_total 12".to_owned(),
            "mingjing_alerts_open{level=\"red\"} 3".to_owned(),
            "mingjing_ledger_position 42".to_owned(),
            "mingjing_cases 7".to_owned(),
            "mingjing_fact_rows_written_total{what=\"compacted\"} 5".to_owned(),
            "mingjing_fact_bytes{what=\"rows\"} 2100".to_owned(),
            format!("mingjing_http_requests_total{{{route}}} 2"),
            format!("mingjing_http_request_duration_seconds_bucket{{{route},le=\"0.01\"}} 1"),
            format!("mingjing_http_request_duration_seconds_bucket{{{route},le=\"+Inf\"}} 2"),
            format!("mingjing_http_request_duration_seconds_sum{{{route}}} 0.707000"),
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
