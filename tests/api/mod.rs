//! The HTTP API on a real server: by resource, and what holds for all of them.

mod access;
mod alerts;
mod calendar;
mod cases;
mod checkup;
mod cloudevents;
mod command;
mod dispute;
mod events;
mod guard;
mod overview;
mod people;
mod quarantine;
mod reports;
mod rules;
mod session;
mod sources;
mod stream;
mod uploads;
mod why;

use serde_json::Value;

use crate::harness::{Installation, Sample, Server, cases as number};

/// A district that was imported, and a server on it whose clock begins at the sample's time.
pub struct House {
    /// Its data.
    pub installation: Installation,
    /// Its server.
    pub server: Server,
}

impl House {
    /// A generated district.
    pub fn new(cases: u64, seed: u64) -> House {
        let sample = Sample::generate(number(cases), seed);
        let installation = Installation::new();
        installation.import_all(&sample.file());
        let server = Server::start(&installation);
        House { installation, server }
    }

    /// Nothing but a server.
    pub fn empty() -> House {
        let installation = Installation::new();
        let server = Server::start(&installation);
        House { installation, server }
    }

    /// The answer to a question that must be answered.
    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        let answer = self.server.get(&format!("/api/v1{path}"));
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.json()
    }

    /// The problem details of a question that must be refused.
    #[track_caller]
    pub fn refused(&self, path: &str, status: u16, code: &str) -> Value {
        let answer = self.server.get(&format!("/api/v1{path}"));
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        let problem = answer.json();
        assert_eq!((problem["code"].as_str(), problem["status"].as_u64()), (Some(code), Some(u64::from(status))), "{path}: {problem}");
        problem
    }

    /// All items of a list, page by page, and the total that every page gave.
    #[track_caller]
    pub fn all(&self, path: &str, limit: usize) -> (Vec<Value>, u64) {
        let join = if path.contains('?') { '&' } else { '?' };
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.get(&format!("{path}{join}limit={limit}{cursor}"));
            let total = page["total"].as_u64().unwrap_or(u64::MAX);
            let found = page["items"].as_array().cloned().unwrap_or_default();
            assert!(found.len() <= limit, "{path}: more than a page");
            items.extend(found);
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return (items, total),
            }
        }
    }

    /// The total of a list.
    #[track_caller]
    pub fn total(&self, path: &str) -> u64 {
        let join = if path.contains('?') { '&' } else { '?' };
        self.get(&format!("{path}{join}limit=1"))["total"].as_u64().unwrap_or(u64::MAX)
    }
}

/// Text of a member; empty where it is missing.
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}
