//! Who may do what: accounts, roles, sessions, and the log of it all.
//!
//! | module | subject |
//! |---|---|
//! | [`rights`] | the table of roles and rights |
//! | [`desk`] | accounts and sessions at hand, kept at what the ledger holds |
//! | [`door`] | what stands before each handler: who is it, and may he |
//! | [`visit`] [`bounds`] | the one who asks, and which rows are his |
//! | [`password`] [`lockout`] | what a password must be; what wrong ones lead to |
//! | [`session`] [`me`] [`accounts`] [`roles`] [`tokens`] [`logs`] [`proposals`] [`people`] | one resource each |
//! | [`first`] | the accounts that a new installation and a demonstration begin with |
//!
//! Everything is denied that the table does not allow. A right is asked for in one place, before the handler; a handler only narrows what
//! it shows to the rows within the visit's [`bounds`].

pub mod accounts;
pub mod bounds;
pub mod desk;
pub mod door;
pub mod first;
pub mod lockout;
pub mod logs;
pub mod me;
pub mod password;
pub mod people;
mod people_import;
pub mod proposals;
pub mod rights;
pub mod roles;
pub mod session;
pub mod tokens;
pub mod visit;

#[cfg(test)]
pub mod samples {
    //! Accounts for tests.

    use mingjing_engine::ledger::access::{Account, AccountKind, AccountState, Scope};

    use super::rights::Role;

    /// An account with roles, bound to nothing.
    pub fn account(name: &str, roles: &[Role]) -> Account {
        Account {
            name: name.to_owned(),
            display_name: name.to_owned(),
            kind: AccountKind::Person,
            secret: String::new(),
            roles: roles.iter().map(|role| role.code().to_owned()).collect(),
            scope: Scope::default(),
            person: None,
            state: AccountState::Active,
            must_change: false,
            failed: 0,
            locked_until: None,
            secret_at: 0,
            created_at: 0,
            created_by: "test".to_owned(),
            changed_at: 0,
            changed_by: "test".to_owned(),
            version: 1,
        }
    }
}
