//! The tables, made and changed by numbered files that are never edited once released.

use std::borrow::Cow;
use std::path::Path;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{SqlSafeStr, SqlitePool};

use super::connect::explain;
use crate::ledger::LedgerError;

macro_rules! files {
    ($($version:literal $name:literal,)*) => {
        /// Version, name and text of each file.
        const FILES: &[(i64, &str, &str)] =
            &[$(($version, $name, include_str!(concat!("../../../migrations/sqlite/", $version, "_", $name, ".sql"))),)*];
    };
}

files! {
    20251122090000 "events",
    20251122090100 "imports",
    20251122090200 "personal",
    20251122090300 "quarantine",
    20251122090400 "books",
    20251122090500 "service_events",
}

/// Applies what is new; refuses a database that a newer version wrote, and one whose files were edited afterwards.
pub(super) async fn run(pool: &SqlitePool, file: &Path) -> Result<(), LedgerError> {
    let migrations = FILES
        .iter()
        .map(|(version, name, sql)| Migration::new(*version, Cow::Borrowed(*name), MigrationType::Simple, sql.into_sql_str(), false))
        .collect();
    Migrator::with_migrations(migrations).run(pool).await.map_err(|error| differs(error, file))
}

fn differs(error: MigrateError, file: &Path) -> LedgerError {
    let doing = "preparing the ledger's tables";
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => explain(doing, file, &error),
        other => LedgerError::Version { file: file.display().to_string(), detail: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_opens_with_why_and_stands_in_order() {
        assert!(FILES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (version, name, sql) in FILES {
            assert!(sql.starts_with("-- Why: "), "{version}_{name}");
        }
    }
}
