//! What a process takes up in memory, as the system tells.

use serde_json::{Value, json};

/// Bytes of a process that are in memory now, and the most that were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resident {
    pub now: u64,
    pub peak: u64,
}

impl Resident {
    /// Of a process by its number; of this one without. Zeros where the system does not tell.
    pub fn of(process: Option<u32>) -> Resident {
        let name = process.map_or_else(|| "self".to_owned(), |id| id.to_string());
        Resident::read(&std::fs::read_to_string(format!("/proc/{name}/status")).unwrap_or_default())
    }

    fn read(status: &str) -> Resident {
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            let kilobytes = line.and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
            kilobytes.unwrap_or(0) * 1024
        };
        Resident { now: bytes("VmRSS"), peak: bytes("VmHWM") }
    }

    /// In words.
    pub fn text(&self) -> String {
        format!("{:.0} MiB resident, {:.0} MiB at most", mib(self.now), mib(self.peak))
    }

    /// As members of a figure.
    pub fn object(&self) -> Value {
        json!({ "resident_bytes": self.now, "peak_bytes": self.peak })
    }
}

/// Bytes as MiB.
pub fn mib(bytes: u64) -> f64 {
    bytes as f64 / 1024.0 / 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resident_memory_is_read_from_the_status_of_a_process() {
        let told = "Name:\tmingjing\nVmPeak:\t  900 kB\nVmHWM:\t     300 kB\nVmRSS:\t     200 kB\n";
        assert_eq!(Resident::read(told), Resident { now: 200 * 1024, peak: 300 * 1024 });
        assert_eq!(Resident::read(""), Resident::default());
    }
}
