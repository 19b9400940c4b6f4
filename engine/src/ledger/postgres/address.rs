//! Where a database is. The password is in nothing that is shown.

use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

use crate::ledger::LedgerError;

/// The address of a database on a server. `Display` and `Debug` leave out the password.
#[derive(Clone)]
pub struct Address {
    pub(super) options: PgConnectOptions,
}

impl Address {
    /// Reads `postgres://user:password@host:port/name`; `?host=FOLDER` names the folder of a Unix socket instead. What is left out
    /// comes from the variables and the password file of PostgreSQL's own programs (`PGUSER`, `PGPASSWORD`, `.pgpass` …).
    ///
    /// # Errors
    /// Where it is no such address. The error does not repeat it.
    pub fn parse(text: &str) -> Result<Address, LedgerError> {
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(LedgerError::Address { detail: "it does not begin with postgres://".to_owned() });
        }
        let options = PgConnectOptions::from_str(text).map_err(|error| {
            let detail = match error {
                sqlx::Error::Configuration(detail) => detail.to_string(),
                other => other.to_string(),
            };
            LedgerError::Address { detail }
        })?;
        Ok(Address { options })
    }

    /// The same server and user with another database.
    pub fn with_database(&self, name: &str) -> Address {
        Address { options: self.options.clone().database(name) }
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let options = &self.options;
        let user = options.get_username();
        write!(f, "database {} of user {user} on ", options.get_database().unwrap_or(user))?;
        match options.get_socket() {
            Some(folder) => write!(f, "{}, port {}", folder.display(), options.get_port()),
            None => write!(f, "{}:{}", options.get_host(), options.get_port()),
        }
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        let address = Address::parse("postgres://clerk:s3cret@db.example:5433/ledger").expect("reads");
        assert_eq!(address.to_string(), "database ledger of user clerk on db.example:5433");
        assert_eq!(format!("{address:?}"), "Address(database ledger of user clerk on db.example:5433)");
        assert_eq!(address.with_database("other").to_string(), "database other of user clerk on db.example:5433");
        let socket = Address::parse("postgresql://clerk:s3cret@localhost/ledger?host=/var/run/postgresql").expect("reads");
        assert_eq!(socket.to_string(), "database ledger of user clerk on /var/run/postgresql, port 5432");
    }

    #[test]
    fn what_is_no_address_is_refused_without_being_repeated() {
        for text in ["ledger", "mysql://a:s3cret@b/c", "postgres://clerk:s3cret@host:port/x", "postgres://clerk:s3cret@h/x?sslmode=perhaps"]
        {
            let error = Address::parse(text).expect_err("refused").to_string();
            assert!(error.contains("write it like postgres://") && !error.contains("s3cret"), "{error}");
        }
    }
}
