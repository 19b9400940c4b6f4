//! Cursors, settings and the audit trail on SQLite.

use sqlx::Sqlite;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;

use super::SqliteLedger;
use super::read::limit;
use crate::ledger::books::{Audit, Books};
use crate::ledger::{Position, Task};

pub(super) const META: &str = "SELECT value FROM meta WHERE name = ?";
pub(super) const SET_META: &str = "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
pub(super) const SET_CURSOR: &str =
    "INSERT INTO cursors (name, position) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = excluded.position";
const CURSOR: &str = "SELECT position FROM cursors WHERE name = ?";
pub(super) const NEW_AUDIT: &str = "INSERT INTO audit (at, who, what, origin) VALUES (?, ?, ?, ?)";
const AUDITS: &str = "SELECT id, at, who, what, origin FROM audit WHERE id > ? ORDER BY id LIMIT ?";

impl Books for SqliteLedger {
    fn cursor(&self, name: &str) -> Task<'_, Option<Position>> {
        let name = name.to_owned();
        let failed = self.failed("reading a cursor");
        Box::pin(async move { sqlx::query_scalar(CURSOR).bind(name).fetch_optional(&self.pool).await.map_err(failed) })
    }

    fn set_cursor(&self, name: &str, position: Position) -> Task<'_, ()> {
        let name = name.to_owned();
        self.write_one("setting a cursor", sqlx::query(SET_CURSOR).bind(name).bind(position))
    }

    fn meta(&self, name: &str) -> Task<'_, Option<String>> {
        let name = name.to_owned();
        let failed = self.failed("reading a setting");
        Box::pin(async move { sqlx::query_scalar(META).bind(name).fetch_optional(&self.pool).await.map_err(failed) })
    }

    fn set_meta(&self, name: &str, value: &str) -> Task<'_, ()> {
        self.write_one("changing a setting", sqlx::query(SET_META).bind(name.to_owned()).bind(value.to_owned()))
    }

    fn audit(&self, entry: Audit) -> Task<'_, ()> {
        let query = sqlx::query(NEW_AUDIT).bind(entry.at).bind(entry.who).bind(entry.what).bind(entry.origin);
        self.write_one("writing the audit trail", query)
    }

    fn audits(&self, after: i64, count: usize) -> Task<'_, Vec<(i64, Audit)>> {
        let failed = self.failed("reading the audit trail");
        Box::pin(async move {
            let query = sqlx::query_as(AUDITS).bind(after).bind(limit(count));
            let rows: Vec<(i64, i64, String, String, String)> = query.fetch_all(&self.pool).await.map_err(failed)?;
            Ok(rows.into_iter().map(|(id, at, who, what, origin)| (id, Audit { at, who, what, origin })).collect())
        })
    }
}

impl SqliteLedger {
    /// Runs one statement in a transaction of its own.
    fn write_one(&self, doing: &'static str, query: Query<'static, Sqlite, SqliteArguments>) -> Task<'_, ()> {
        let failed = self.failed(doing);
        Box::pin(async move {
            let mut transaction = self.door.begin_unchecked(doing).await?;
            query.execute(transaction.connection()).await.map_err(failed)?;
            transaction.commit().await
        })
    }
}
