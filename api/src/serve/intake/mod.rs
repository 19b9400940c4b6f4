//! What comes in and what could not be taken.

pub mod audit;
pub mod batch;
mod binary;
pub mod door;
pub mod post;
pub mod quarantine;
pub mod record;
pub mod replay;
