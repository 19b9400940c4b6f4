//! What can be set from outside, and how a test says that it had nothing to work on.

use std::io::Write;
use std::path::{Path, PathBuf};

/// The time of the sample, 2025-06-30T18:00:00+08:00, as the command line takes it.
pub const SAMPLE_NOW: &str = "2025-06-30T18:00:00+08:00";

/// Seeds to work on: `MINGJING_SEEDS` (numbers with commas between), else the test's own.
pub fn seeds(own: &[u64]) -> Vec<u64> {
    let Ok(text) = std::env::var("MINGJING_SEEDS") else { return own.to_vec() };
    text.split(',')
        .map(|seed| match seed.trim().parse() {
            Ok(seed) => seed,
            Err(_) => panic!("MINGJING_SEEDS={text}: write numbers with commas between, like 7,8,9"),
        })
        .collect()
}

/// Number of cases: `MINGJING_CASES`, else the test's own.
pub fn cases(own: u64) -> u64 {
    let Ok(text) = std::env::var("MINGJING_CASES") else { return own };
    match text.parse() {
        Ok(cases) => cases,
        Err(_) => panic!("MINGJING_CASES={text}: write a number"),
    }
}

/// The server on which installations keep their ledgers: that of `MINGJING_TEST_POSTGRES` where `MINGJING_TEST_LEDGER` is
/// `postgres`. So the same tests run on both databases.
pub fn ledger_server() -> Option<String> {
    let ledger = std::env::var("MINGJING_TEST_LEDGER").ok()?;
    assert_eq!(ledger, "postgres", "MINGJING_TEST_LEDGER={ledger}: write postgres, or unset it");
    match std::env::var("MINGJING_TEST_POSTGRES") {
        Ok(server) => Some(server),
        Err(_) => panic!("MINGJING_TEST_LEDGER=postgres needs a server: MINGJING_TEST_POSTGRES; scripts/postgres.sh starts one"),
    }
}

/// Says that a test had nothing to work on: a line for the summary of `make test`, which reads the file `MINGJING_SKIPS`.
pub fn skip(test: &str, why: &str) {
    let line = format!("{test}: skipped: {why}\n");
    eprint!("{line}");
    if let Some(path) = std::env::var_os("MINGJING_SKIPS") {
        let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
        let written = file.and_then(|mut file| file.write_all(line.as_bytes()));
        crate::must("writing the file of skips", written);
    }
}

/// A folder of the public logs that are read from outside the project (`MINGJING_REAL_DATA`, else ../shared/data beside it);
/// `None`, and a word for the summary, where it is absent.
pub fn real_data(test: &str, folder: &str) -> Option<PathBuf> {
    let root = match std::env::var_os("MINGJING_REAL_DATA") {
        Some(root) => PathBuf::from(root),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
    };
    let path = root.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    skip(test, "no data");
    None
}
