//! Inserts of many rows at once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::AssertSqlSafe;

/// An insert of many rows at once: its text, and for how many of `wanted` rows it is. There are five sizes, so that each
/// statement is prepared once.
pub(super) fn insert_of(insert: &'static str, columns: usize, wanted: usize) -> (AssertSqlSafe<Arc<str>>, usize) {
    static TEXTS: Mutex<BTreeMap<(&'static str, usize), Arc<str>>> = Mutex::new(BTreeMap::new());
    let rows = [1024, 128, 16, 4].into_iter().find(|rows| *rows <= wanted).unwrap_or(1);
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    let text = texts.entry((insert, rows)).or_insert_with(|| {
        let row = format!("({})", vec!["?"; columns].join(", "));
        format!("{insert}{}", vec![row.as_str(); rows].join(", ")).into()
    });
    (AssertSqlSafe(text.clone()), rows)
}
