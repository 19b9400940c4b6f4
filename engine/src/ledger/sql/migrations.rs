//! The tables, made and changed by numbered files that are never edited once released. The names stand here once: a file that one
//! kind of database lacks does not compile.

use std::borrow::Cow;

use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use super::backend::Backend;
use crate::ledger::LedgerError;

/// Version, name and text of a file.
pub type File = (i64, &'static str, &'static str);

/// The files of one kind of database, by the name of their folder in `migrations/`.
macro_rules! migrations_of {
    ($folder:literal) => {
        $crate::ledger::sql::migrations::migrations_of!(@files $folder:
            20251122090000 "events",
            20251122090100 "imports",
            20251122090200 "personal",
            20251122090300 "quarantine",
            20251122090400 "books",
            20251122090500 "service_events",
            20251122090600 "access",
            20251123090000 "library_licences",
        )
    };
    (@files $folder:literal: $($version:literal $name:literal,)*) => {
        &[$(($version, $name, include_str!(concat!("../../../migrations/", $folder, "/", $version, "_", $name, ".sql"))),)*]
    };
}
pub(in crate::ledger) use migrations_of;

/// Applies what is new; refuses a database that a newer version wrote, and one whose files were edited afterwards.
pub fn migrator(files: &[File]) -> Migrator {
    let migrations = files
        .iter()
        .map(|(version, name, sql)| Migration::new(*version, Cow::Borrowed(*name), MigrationType::Simple, sql.into_sql_str(), false))
        .collect();
    Migrator::with_migrations(migrations)
}

/// What an error of the migrator means.
pub fn differs(backend: &impl Backend, error: MigrateError) -> LedgerError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => backend.explain("preparing the ledger's tables", &error),
        other => LedgerError::Version { file: backend.place(), detail: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::File;

    #[test]
    fn every_file_opens_with_why_and_stands_in_order() {
        let sqlite: &[File] = migrations_of!("sqlite");
        let postgres: &[File] = migrations_of!("postgres");
        for files in [sqlite, postgres] {
            assert!(files.windows(2).all(|pair| pair[0].0 < pair[1].0));
            for (version, name, sql) in files {
                assert!(sql.starts_with("-- Why: "), "{version}_{name}");
            }
        }
    }
}
