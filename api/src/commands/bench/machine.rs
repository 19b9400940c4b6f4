//! On what it was measured.

use std::thread::available_parallelism;

/// Cores that threads may use.
pub fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}

/// The processor's name and the number of cores, as far as the system tells.
pub fn description() -> String {
    let told = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = told.lines().find_map(|line| line.strip_prefix("model name")).and_then(|rest| rest.split_once(':'));
    let name = name.map_or(std::env::consts::ARCH, |(_, name)| name.trim());
    format!("{name}, {} cores, {}", cores(), std::env::consts::OS)
}
