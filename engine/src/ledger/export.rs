//! The ledger as JSON Lines, in the order of the chain.

use std::io::Write;

use serde_json::Value;

use super::events::Events;
use super::{Ledger, LedgerError};
use crate::schema::Key;

/// What to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Export {
    /// Put personal values back in the place of token and mask, so that the file can be imported anywhere. What was erased
    /// stays a mask. The file is then as confidential as the key file.
    pub personal: bool,
    /// Also events of voided imports and what we wrote ourselves about imports.
    pub voided: bool,
}

/// An export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Reading the ledger failed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Writing failed.
    #[error("the export cannot be written ({0}); free space or name another file, then export again")]
    Write(#[from] std::io::Error),
    /// A body is no JSON.
    #[error("position {position}: the event's body is no JSON; run `mingjing ledger verify`")]
    Body {
        /// Where.
        position: super::Position,
    },
}

const PAGE: usize = 2000;

/// Writes the events' bodies, one a line; gives their number.
pub async fn export(ledger: &dyn Ledger, what: Export, out: &mut (dyn Write + Send)) -> Result<u64, ExportError> {
    let mut written = 0;
    let mut after = 0;
    loop {
        let rows = Events::read(ledger, after, PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = last.position;
        for row in &rows {
            let is_about_imports = row.kind == crate::case::kind::EventType::ImportVoided;
            if !what.voided && (row.is_voided() || is_about_imports) {
                continue;
            }
            if what.personal {
                let mut body: Value = serde_json::from_str(&row.body).map_err(|_| ExportError::Body { position: row.position })?;
                restore(ledger, &mut body).await?;
                writeln!(out, "{body}")?;
            } else {
                writeln!(out, "{}", row.body)?;
            }
            written += 1;
        }
    }
    out.flush()?;
    Ok(written)
}

/// Puts personal values back: each object with a token becomes the value, or the mask if the value was erased.
async fn restore(ledger: &dyn Ledger, body: &mut Value) -> Result<(), LedgerError> {
    let mut open = vec![body];
    while let Some(value) = open.pop() {
        match token(value) {
            Some((key, mask)) => *value = Value::String(ledger.personal(key).await?.unwrap_or(mask)),
            None => match value {
                Value::Object(members) => open.extend(members.values_mut()),
                Value::Array(items) => open.extend(items.iter_mut()),
                _ => {}
            },
        }
    }
    Ok(())
}

/// Token and mask, if the value is what the door puts in the place of a personal one.
fn token(value: &Value) -> Option<(Key, String)> {
    let members = value.as_object()?;
    let key = members.get("key")?.as_str().filter(|key| key.len() == 32)?;
    let mask = members.get("mask")?.as_str()?;
    let others = members.keys().any(|name| !matches!(name.as_str(), "key" | "mask" | "valid"));
    let key = u128::from_str_radix(key, 16).ok().filter(|_| !others)?;
    Some((Key(key), mask.to_owned()))
}
