//! The events, and the threads that send them when they are due.

use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mingjing_engine::time::format_utc;

use super::targets::Target;
use crate::clock::{self, stopwatch, system_now};
use crate::commands::bench::http::Connection;
use crate::commands::bench::made::NOW;

/// Connections that requests are sent on; a request is late only while all of them wait for an answer.
const SENDERS: usize = 16;

/// What is to be sent, and when.
pub struct Load {
    rate: u32,
    batch: u32,
    seconds: u32,
    /// What tells events of this run from those of others on the same ledger.
    tag: String,
}

/// A request that was sent.
pub struct Sent {
    /// The case whose alert it raises.
    pub case_no: String,
    pub due: Instant,
    pub answered: Instant,
    /// Whether every event of it is in the ledger.
    pub is_taken: bool,
}

impl Load {
    /// A load.
    pub fn new(rate: u32, batch: u32, seconds: u32) -> Load {
        Load { rate, batch, seconds, tag: format!("{:x}", system_now()) }
    }

    /// Requests in all.
    pub fn requests(&self) -> usize {
        (u64::from(self.rate) * u64::from(self.seconds)).div_ceil(u64::from(self.batch)) as usize
    }

    /// How the numbers of the cases begin that raise an alert.
    pub fn prefix(&self) -> String {
        format!("BENCH-{}-", self.tag)
    }

    /// When a request is due after the first.
    fn due(&self, request: usize) -> Duration {
        Duration::from_secs_f64(request as f64 * f64::from(self.batch) / f64::from(self.rate))
    }

    /// Sends everything at its time.
    pub fn send(&self, address: SocketAddr, targets: &[Target]) -> anyhow::Result<Vec<Sent>> {
        let next = AtomicUsize::new(0);
        // A moment to connect before the first is due.
        let begin = stopwatch() + Duration::from_millis(200);
        let parts: Vec<anyhow::Result<Vec<Sent>>> = std::thread::scope(|scope| {
            let handles: Vec<_> = (0..SENDERS)
                .map(|_| {
                    let next = &next;
                    scope.spawn(move || {
                        let mut connection = Connection::open(address)?;
                        let mut sent = Vec::new();
                        loop {
                            let request = next.fetch_add(1, Ordering::Relaxed);
                            if request >= self.requests() {
                                return Ok(sent);
                            }
                            sent.push(self.one(&mut connection, request, begin, targets)?);
                        }
                    })
                })
                .collect();
            handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        let mut sent = Vec::with_capacity(self.requests());
        for part in parts {
            sent.extend(part?);
        }
        Ok(sent)
    }

    fn one(&self, connection: &mut Connection, request: usize, begin: Instant, targets: &[Target]) -> anyhow::Result<Sent> {
        let case_no = format!("{}{request}", self.prefix());
        let body = self.body(request, &case_no, targets);
        let due = begin + self.due(request);
        let wait = due.saturating_duration_since(stopwatch());
        if !wait.is_zero() {
            clock::wait(wait);
        }
        let answer = connection.post("/api/v1/events", &body)?;
        let answered = stopwatch();
        let is_taken = answer.json().is_ok_and(|report| report["events"].as_u64() == Some(u64::from(self.batch)));
        Ok(Sent { case_no, due, answered, is_taken })
    }

    /// The events of a request: of open cases, by turns handed on and noted, and last a case that is finished without ever having been
    /// accepted, on which rule F03 holds at once.
    fn body(&self, request: usize, case_no: &str, targets: &[Target]) -> String {
        let mut body = String::from("[");
        // After the start of the server's clock there is time for all of them: it runs on while they are sent.
        let at = format_utc(NOW);
        for place in 0..self.batch as usize - 1 {
            let number = request * self.batch as usize + place;
            let Target { case_no, actor } = &targets[number % targets.len()];
            let (kind, payload) = match number % 2 {
                0 => ("assigned", format!(r#"{{"handler_id":"{actor}"}}"#)),
                _ => ("noted", "{}".to_owned()),
            };
            let _ = write!(
                body,
                r#"{{"id":"{}/{number}","source":"district","type":"{kind}","centre":"wanshan","case_no":"{case_no}","occurred_at":"{at}","actor_id":"{actor}","payload":{payload}}},"#,
                self.tag
            );
        }
        let _ = write!(
            body,
            r#"{{"id":"{}/{request}/finished","source":"district","type":"finished","centre":"wanshan","case_no":"{case_no}","occurred_at":"{at}","payload":{{"result_code":"granted"}}}}]"#,
            self.tag
        );
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_due_at_a_steady_rate_and_hold_whole_batches() {
        let load = Load::new(1000, 10, 3);
        assert_eq!(load.requests(), 300);
        assert_eq!(load.due(0), Duration::ZERO);
        assert_eq!(load.due(250), Duration::from_millis(2500));
        let targets = [Target { case_no: "C1".to_owned(), actor: "P1".to_owned() }];
        let events: Vec<serde_json::Value> = serde_json::from_str(&load.body(7, "BENCH-7", &targets)).expect("JSON");
        assert_eq!(events.len(), 10);
        assert_eq!((&events[9]["type"], &events[9]["case_no"]), (&"finished".into(), &"BENCH-7".into()));
        assert!(events[..9].iter().all(|event| event["case_no"] == "C1"));
    }
}
