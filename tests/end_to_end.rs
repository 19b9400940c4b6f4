//! End-to-end tests: the real binary on real files in folders of their own. `make test` runs them; alone they run by
//! `cargo test --release --package mingjing-tests` after `cargo build --release --workspace`.
//!
//! - `scenarios`: what must come out, whatever the order and way in which events arrive
//! - `bench`: that benchmarks measure what they say
//! - `failure`: bad input, killed processes, full disks, tampered ledgers
//! - `guards`: what must be true of the tree itself
//! - `reports`: statutory reports against rows computed by hand
#![forbid(unsafe_code)]

use mingjing_tests as harness;

mod api;
mod bench;
mod failure;
mod guards;
mod reports;
mod scenarios;
