//! The fact store: what the events come to, as relations to query.
//!
//! | folder | subject |
//! |---|---|
//! | `relations` | the relations that come of the fold of a case, column by column |
//! | `others` | the relations that do not: reference facts, alerts, orders, scores, complaints, the ledger's events |
//! | `arrow` | the one mapping from our types to Arrow, and builders of batches |
//! | `store` | chunks, deletion marks, snapshots, compaction, the copy on disk |
//! | `query` | read-only SQL over a snapshot, its functions and its output formats |
//!
//! A relation of either kind is a [`Relation`](crate::schema::Relation); to add one, see `relations` and `others`.
pub mod arrow;
pub mod others;
pub mod query;
pub mod relations;
pub mod store;
#[cfg(test)]
pub(crate) mod testing;

/// Any relation by name.
pub fn relation(name: &str) -> Option<&'static crate::schema::Relation> {
    relations::walked(name).or_else(|| others::relation(name))
}

/// A relation by name that rules may be about and that is walked in code: of cases, or of things with a number of their own.
pub fn subject(name: &str) -> Option<&'static crate::schema::Relation> {
    relations::walked(name).or_else(|| others::subject(name))
}
