//! The one place that reads the machine's clock. Everything below takes the time as a parameter.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use mingjing_engine::time::{Micros, Zone, parse_rfc3339};

/// The machine's time.
#[allow(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
pub fn system_now() -> Micros {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Micros::try_from(since.as_micros()).unwrap_or(Micros::MAX)
}

/// A stopwatch, for figures shown to people.
#[allow(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
pub fn stopwatch() -> Instant {
    Instant::now()
}

/// Lets this thread wait: for what is due at a time, and between two looks of a benchmark at what it measures.
#[allow(clippy::disallowed_methods, reason = "benchmarks send and look at times of their own")]
pub fn wait(time: Duration) {
    std::thread::sleep(time);
}

/// A clock that starts at a given time and runs on, or the machine's.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// What it showed when it started, and the machine's time then; `None` for the machine's clock itself.
    simulated: Option<(Micros, Micros)>,
}

impl Clock {
    /// The machine's clock, or one that starts at `start` now.
    pub fn new(start: Option<Micros>) -> Clock {
        Clock { simulated: start.map(|start| (start, system_now())) }
    }

    /// What it shows.
    pub fn now(&self) -> Micros {
        match self.simulated {
            Some((start, begun)) => start.saturating_add(system_now().saturating_sub(begun)),
            None => system_now(),
        }
    }

    /// When a simulated clock started, in its own time.
    pub fn started_at(&self) -> Option<Micros> {
        self.simulated.map(|(start, _)| start)
    }
}

/// Reads a time from the command line: RFC 3339 with offset, or local time of China without one, `2025-06-30T18:00[:00]`, or a day.
pub fn parse_time(text: &str) -> Result<Micros, String> {
    let china = Zone::china();
    let candidates = [text.to_owned(), format!("{text}+08:00"), format!("{text}:00+08:00"), format!("{text}T00:00:00+08:00")];
    candidates
        .iter()
        .find_map(|candidate| parse_rfc3339(candidate))
        .map(|(at, _)| at)
        .filter(|at| china.day_of(*at).year() >= 1970)
        .ok_or_else(|| format!("{text:?} is no time; write it like 2025-06-30T18:00:00+08:00 or 2025-06-30"))
}

/// Reads a day from the command line and gives its last microsecond: what was recorded by then is known.
pub fn parse_known(text: &str) -> Result<Micros, String> {
    let day = mingjing_engine::time::Day::parse(text).ok_or_else(|| format!("{text:?} is no day; write it like 2025-06-30"))?;
    Ok(Zone::china().midnight(day.plus(1)) - 1)
}
