//! The health check of a centre (体检报告): what a first look at its cases shows, each figure with its SQL and its list.
//!
//! | module | subject |
//! |---|---|
//! | [`findings`] | what is looked for |
//! | [`report`] | the figures |
//! | [`silent`] | rules that cannot speak, and why |
//! | [`sql`] | the statements and their answers |
//! | [`get`] | `GET /checkup` |
//! | [`chosen`] | `finding=` and `batch=` of the list of cases |

pub mod chosen;
pub mod findings;
pub mod get;
pub mod report;
pub mod silent;
pub mod sql;
