//! What must come out of the whole house, from a file to its alerts, whatever the order and way in which events arrive.

mod agencies;
mod arrival;
mod boston;
mod edits;
mod exchange;
mod late;
mod library;
mod live;
mod logs;
mod manifest;
mod names;
mod notices;
mod outages;
mod postgres;
mod proofs;
mod relations;
mod restart;
mod steps;
mod voided;
