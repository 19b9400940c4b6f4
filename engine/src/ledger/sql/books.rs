//! Cursors, settings and the audit trail.

use super::SqlLedger;
use super::backend::{Backend, Cells, Statement, Value};
use super::read::limit;
use super::transaction::Transaction;
use crate::ledger::books::{Audit, Books};
use crate::ledger::{LedgerError, Position, Task};

pub(super) const META: &str = "SELECT value FROM meta WHERE name = $1";
const CURSOR: &str = "SELECT position FROM cursors WHERE name = $1";
const AUDITS: &str = "SELECT id, at, who, what, origin FROM audit WHERE id > $1 ORDER BY id LIMIT $2";
const NEW_AUDIT: &str = "INSERT INTO audit (id, at, who, what, origin) SELECT coalesce(max(id), 0) + 1, $1, $2, $3, $4 FROM audit";

/// A change of what is there, and the insert of what is not: together they set a value, on every database alike.
pub(super) type Setting = [&'static str; 2];
pub(super) const SETTING: Setting = ["UPDATE meta SET value = $2 WHERE name = $1", "INSERT INTO meta (name, value) VALUES ($1, $2)"];
pub(super) const CURSORS: Setting =
    ["UPDATE cursors SET position = $2 WHERE name = $1", "INSERT INTO cursors (name, position) VALUES ($1, $2)"];
pub(super) const NUMBERS: Setting = ["UPDATE numbers SET last = $2 WHERE scope = $1", "INSERT INTO numbers (scope, last) VALUES ($1, $2)"];

/// Sets the value of a name.
pub(super) async fn set<B: Backend, V: Into<Value> + Copy + Send>(
    transaction: &mut Transaction<B>,
    [change, insert]: Setting,
    name: &str,
    value: V,
) -> Result<(), LedgerError> {
    if transaction.execute(Statement::new(change).bind(name).bind(value)).await? == 0 {
        transaction.execute(Statement::new(insert).bind(name).bind(value)).await?;
    }
    Ok(())
}

/// Adds to the audit trail.
pub(super) fn new_audit(entry: &Audit) -> Statement {
    Statement::new(NEW_AUDIT).bind(entry.at).bind(entry.who.as_str()).bind(entry.what.as_str()).bind(entry.origin.as_str())
}

impl<B: Backend> Books for SqlLedger<B> {
    fn cursor(&self, name: &str) -> Task<'_, Option<Position>> {
        let statement = Statement::new(CURSOR).bind(name);
        Box::pin(self.row("reading a cursor", statement, |row| row.integer(0)))
    }

    fn set_cursor(&self, name: &str, position: Position) -> Task<'_, ()> {
        let name = name.to_owned();
        Box::pin(async move {
            let mut transaction = self.door.begin_unchecked("setting a cursor").await?;
            set(&mut transaction, CURSORS, &name, position).await?;
            transaction.commit().await
        })
    }

    fn meta(&self, name: &str) -> Task<'_, Option<String>> {
        let statement = Statement::new(META).bind(name);
        Box::pin(self.row("reading a setting", statement, |row| row.text(0)))
    }

    fn set_meta(&self, name: &str, value: &str) -> Task<'_, ()> {
        let (name, value) = (name.to_owned(), value.to_owned());
        Box::pin(async move {
            let mut transaction = self.door.begin_unchecked("changing a setting").await?;
            set(&mut transaction, SETTING, &name, value.as_str()).await?;
            transaction.commit().await
        })
    }

    fn audit(&self, entry: Audit) -> Task<'_, ()> {
        Box::pin(async move { self.write("writing the audit trail", vec![new_audit(&entry)]).await.map(drop) })
    }

    fn audits(&self, after: i64, count: usize) -> Task<'_, Vec<(i64, Audit)>> {
        let statement = Statement::new(AUDITS).bind(after).bind(limit(count));
        Box::pin(self.rows("reading the audit trail", statement, |row| {
            Ok((row.integer(0)?, Audit { at: row.integer(1)?, who: row.text(2)?, what: row.text(3)?, origin: row.text(4)? }))
        }))
    }
}
