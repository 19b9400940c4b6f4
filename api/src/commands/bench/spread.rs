//! How long things took: percentiles of durations.

use std::time::Duration;

use serde_json::{Value, json};

/// Durations, sorted once all are in.
#[derive(Clone, Debug, Default)]
pub struct Spread(Vec<Duration>);

impl Spread {
    /// Of durations in any order.
    pub fn of(mut durations: Vec<Duration>) -> Spread {
        durations.sort_unstable();
        Spread(durations)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The smallest duration that at least `share` of 1 are not above (nearest rank); zero where there are none.
    pub fn at(&self, share: f64) -> Duration {
        let rank = (share * self.0.len() as f64).ceil() as usize;
        self.0.get(rank.max(1) - 1).or(self.0.last()).copied().unwrap_or_default()
    }

    /// Cells of a table: how many, p50, p90, p99, the longest.
    pub fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.len().to_string()];
        cells.extend([0.5, 0.9, 0.99, 1.0].map(|share| format!("{:.2} ms", milliseconds(self.at(share)))));
        cells
    }

    /// The heads of those cells.
    pub fn heads() -> Vec<String> {
        ["count", "p50", "p90", "p99", "max"].map(str::to_owned).to_vec()
    }

    /// As members of a figure, in milliseconds.
    pub fn object(&self) -> Value {
        let at = |share: f64| milliseconds(self.at(share));
        json!({ "count": self.len(), "p50_ms": at(0.5), "p90_ms": at(0.9), "p99_ms": at(0.99), "max_ms": at(1.0) })
    }
}

/// A duration in milliseconds.
pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_durations_that_were_measured() {
        let spread = Spread::of((1..=200).rev().map(Duration::from_millis).collect());
        let table = [(0.0, 1), (0.005, 1), (0.5, 100), (0.9, 180), (0.99, 198), (0.991, 199), (1.0, 200)];
        for (share, expected) in table {
            assert_eq!(spread.at(share), Duration::from_millis(expected), "{share}");
        }
        assert_eq!(Spread::default().at(0.99), Duration::ZERO);
        assert_eq!(Spread::of(vec![Duration::from_millis(7)]).at(0.01), Duration::from_millis(7));
    }
}
