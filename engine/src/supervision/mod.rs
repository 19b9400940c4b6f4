//! Supervision (电子监察): the walk through moments, alerts, and the office that keeps an installation going.
//!
//! - [`walk`](mod@walk) and [`family`]: where rules hold, and the alerts that come of it; pure functions of facts and time;
//! - [`groups`]: the same for subjects made by SQL; [`things`]: for consultations, complaints, tickets, reports, orders and deliveries;
//! - [`matching`], [`write`], [`register`]: alerts as records with numbers of their own, kept as events;
//! - [`proof`]: what an alert rests on, written with it, and judged again from a file alone;
//! - [`treatment`], [`deliveries`]: what arrival decides; [`outages`]: which outages stop clocks, and which were declared late;
//! - [`judge`], [`office`]: from the ledger to published facts and alerts;
//! - [`cost`]: what judging with each rule takes; [`page`]: the catalogue as a document;
//! - [`reference`](mod@reference), [`shipped`], [`ask`]: worlds, rules, files in, questions.

pub mod ask;
pub mod cases;
pub mod cost;
pub mod deliveries;
pub mod family;
pub mod figures;
pub mod groups;
pub mod interval;
pub mod judge;
pub mod matching;
pub mod office;
pub mod outages;
pub mod page;
pub mod proof;
pub mod reference;
pub mod register;
pub mod shipped;
pub mod things;
pub mod treatment;
pub mod walk;
pub mod write;

pub use figures::{RuleFigure, rule_figures, way_name};
pub use office::{
    Declarer, DraftError, Forecast, Imported, Intake, NoticeDraft, Office, OfficeError, OfficeOptions, OutageDraft, PassReport, Prepared,
    Published, ReplayReport, View,
};
pub use register::Register;
