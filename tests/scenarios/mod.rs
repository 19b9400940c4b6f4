//! What must come out of the whole house, from a file to its alerts, whatever the order and way in which events arrive.

mod arrival;
mod boston;
mod edits;
mod live;
mod manifest;
mod names;
mod postgres;
mod relations;
mod restart;
mod voided;
