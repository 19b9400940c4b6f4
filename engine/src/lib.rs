//! Mingjing's engine: from events to alerts.
//!
//! | room | what it is |
//! |---|---|
//! | [`time`], [`sym`], [`schema`] | instants and days; interned codes; the words in which relations are described |
//! | [`calendar`], [`identifiers`] | working time; check digits and masks |
//! | [`script`] | the one place that knows Rhai |
//! | [`catalogue`], [`organization`] | items; departments, posts, sources |
//! | [`case`] | events, fold, clock of a case |
//! | [`ledger`] | the append-only truth |
//! | [`facts`], [`ingest`] | the Arrow store and its queries; files in |
//! | [`rules`] | rules as typed trees, run in three ways |
//! | [`supervision`] | the walk, alerts, the office that keeps an installation going |
//!
//! Nothing reaches up in this list; a test holds it.
#![forbid(unsafe_code)]

pub mod calendar;
pub mod case;
pub mod catalogue;
pub mod facts;
pub mod identifiers;
pub mod ingest;
pub mod ledger;
pub mod organization;
pub mod rules;
pub mod schema;
pub mod script;
pub mod supervision;
pub mod sym;
pub mod time;
