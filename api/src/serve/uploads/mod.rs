//! From a dropped file to cases: kept for a while, looked at, tried, imported.
//!
//! | module | subject |
//! |---|---|
//! | [`shelf`] | the folder of uploads |
//! | [`post`] [`propose`] [`check`] [`import`] | one action each |
//! | [`prepare`] | a person's choice as profile and mapping |
//! | [`jobs`] | imports that run, one at a time |
//! | [`mappings`] [`roles`] | what there is to choose from |
//! | [`words`] | reasons of faults in both languages |

pub mod check;
pub mod import;
pub mod jobs;
pub mod mappings;
pub mod post;
pub mod prepare;
pub mod propose;
pub mod roles;
pub mod shelf;
pub mod words;
