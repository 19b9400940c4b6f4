//! What the end-to-end tests share: the binary on a folder of its own ([`Installation`]), generated districts ([`Sample`]),
//! alerts as comparable rows ([`alerts`]), figures of oracles ([`figures`]), a server with a small client ([`Server`]), databases on
//! PostgreSQL ([`Database`], [`OwnServer`]).
//!
//! Nothing here waits for a time: a child is watched through its pipes, a server by the line it prints.
#![forbid(unsafe_code)]

pub mod alerts;
pub mod exchange;
pub mod figures;
pub mod files;
mod folder;
mod installation;
mod postgres;
pub mod random;
mod sample;
mod server;
mod settings;

pub use folder::Folder;
pub use installation::{Done, Installation, binary, cli};
pub use postgres::{Database, OwnServer, database};
pub use sample::Sample;
pub use server::{Answer, PASSWORD, Server};
pub use settings::{SAMPLE_NOW, cases, real_data, seeds, skip};

use std::fmt::Display;

/// The value, or a panic that says what was being done.
pub fn must<T, E: Display>(doing: &str, result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{doing}: {error}"),
    }
}
