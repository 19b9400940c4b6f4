//! Personal values.

use super::backend::{Backend, Cells, Statement};
use super::transaction::Transaction;
use super::{SqlLedger, broken};
use crate::ledger::personal::PersonalValues;
use crate::ledger::{LedgerError, Task, Vault};
use crate::schema::Key;

/// A personal value ready to be kept.
pub struct Sealed {
    /// Its token.
    pub key: [u8; 16],
    /// The value, sealed.
    pub sealed: Vec<u8>,
}

/// Seals an event's personal values.
pub(super) fn seal(vault: &Vault, values: &[(Key, String)]) -> Result<Vec<Sealed>, LedgerError> {
    values
        .iter()
        .map(|(key, value)| {
            let key = key.0.to_be_bytes();
            Ok(Sealed { key, sealed: vault.seal(&key, value)? })
        })
        .collect()
}

/// Keeps personal values.
pub(super) async fn insert<B: Backend>(
    transaction: &mut Transaction<B>,
    mut values: Vec<&Sealed>,
    is_import: bool,
) -> Result<(), LedgerError> {
    if values.is_empty() {
        return Ok(());
    }
    values.sort_unstable_by_key(|value| value.key);
    values.dedup_by_key(|value| value.key);
    let failed = transaction.failed();
    B::keep(transaction.connection(), &values, is_import).await.map_err(failed)
}

impl<B: Backend> PersonalValues for SqlLedger<B> {
    fn personal(&self, key: Key) -> Task<'_, Option<String>> {
        Box::pin(async move {
            let token = key.0.to_be_bytes();
            let statement = Statement::new(B::DIALECT.personal).bind(&token[..]);
            let sealed = self.row("reading a personal value", statement, |row| row.bytes(0)).await?;
            sealed.map(|sealed| self.vault.open_sealed(&token, &sealed).map_err(|error| broken("personal", 0, error))).transpose()
        })
    }

    fn erase(&self, key: Key) -> Task<'_, bool> {
        let doing = "erasing a personal value";
        Box::pin(async move {
            let token = key.0.to_be_bytes();
            let statements = B::DIALECT.erase.iter().map(|sql| Statement::new(sql).bind(&token[..])).collect();
            let erased = self.write(doing, statements).await?;
            if erased > 0 {
                self.door.tidy(doing).await?;
            }
            Ok(erased > 0)
        })
    }
}
