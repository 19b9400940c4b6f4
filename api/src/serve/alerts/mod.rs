//! Alerts: lists, one alert, why it holds, why there is none.

pub mod explain;
pub mod filter;
pub mod get;
pub mod list;
pub mod proof;
pub mod view;
pub mod why_not;
