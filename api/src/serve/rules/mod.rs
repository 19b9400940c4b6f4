//! Rules: the list, and one rule with all that is known of it.
//!
//! | module | subject |
//! |---|---|
//! | [`list`], [`get`] | `GET /rules`, `GET /rules/{code}` |
//! | [`cost`] | what judging with each takes, on a sample of cases |
//! | [`facts`] | the columns that it may read, the functions that it calls |
//! | [`cases`] | its timeline cases as people read them |
//! | [`months`] | its alerts month by month |
//! | [`places`] | in which centres it runs, and why it is silent there |

pub mod cases;
pub mod cost;
pub mod facts;
pub mod get;
pub mod list;
pub mod months;
pub mod places;
