//! `mingjing account list|reset|unlock`: what can be done with accounts on the server's machine only, by whoever may read the data folder.
//!
//! A server that runs takes it over within a few seconds.

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use mingjing_engine::ledger::Ledger;
use mingjing_engine::ledger::access::log::Log;
use mingjing_engine::ledger::access::{AccessChange, Account, AccountKind, AccountState, Changed};

use super::Place;
use crate::clock::system_now;
use crate::output::print_json;
use crate::say;
use crate::serve::access::desk::entry;
use crate::serve::access::password;

/// Options of `account`.
#[derive(Args)]
pub struct AccountCommand {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// The accounts with their roles.
    List,
    /// Give an account a new password to be used once; its sessions end.
    Reset {
        /// Its name.
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Unlock an account.
    Unlock {
        /// Its name.
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Walk along the chain of the log of access and name the first fault.
    Verify,
}

impl AccountCommand {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        let office = self.place.open().await?;
        let status = self.act(office.ledger().as_ref()).await;
        office.close().await?;
        status
    }

    async fn act(&self, ledger: &dyn Ledger) -> anyhow::Result<u8> {
        match &self.action {
            Action::List => self.list(ledger).await?,
            Action::Reset { name } => {
                let password = password::one_time()?;
                let secret = password::hash(&password)?;
                change(ledger, name, "password set anew on the command line", |account| {
                    account.secret = secret;
                    account.secret_at = system_now();
                    account.must_change = true;
                    account.state = AccountState::Active;
                })
                .await?;
                if self.place.json {
                    print_json(&serde_json::json!({ "name": name, "one_time_password": password }))?;
                } else {
                    say!("account {name}, to be used once, then changed: {password}");
                }
            }
            Action::Unlock { name } => {
                change(ledger, name, "unlocked on the command line", |account| account.state = AccountState::Active).await?;
                say!("account {name} is unlocked");
            }
            Action::Verify => {
                let found = ledger.verify_access_log().await?;
                if self.place.json {
                    print_json(&serde_json::json!({
                        "entries": found.entries, "hash": found.head.hash.to_string(),
                        "fault": found.fault.as_ref().map(ToString::to_string),
                    }))?;
                } else {
                    match &found.fault {
                        None => say!("whole: {} entries, the last with hash {}", found.entries, found.head.hash),
                        Some(fault) => say!("not whole: {fault}\n{}", fault.how_to_mend()),
                    }
                }
                return Ok(if found.fault.is_some() { 2 } else { 0 });
            }
        }
        Ok(0)
    }

    async fn list(&self, ledger: &dyn Ledger) -> anyhow::Result<()> {
        let accounts = ledger.accounts().await?;
        if self.place.json {
            let rows: Vec<_> = accounts
                .iter()
                .map(|account| {
                    serde_json::json!({
                        "name": account.name, "kind": account.kind.code(), "state": account.state.code(), "roles": account.roles,
                        "person": account.person, "must_change": account.must_change,
                    })
                })
                .collect();
            return print_json(&serde_json::json!({ "accounts": rows }));
        }
        for account in &accounts {
            say!("{:<24} {:<7} {:<7} {}", account.name, account.kind.code(), account.state.code(), account.roles.join(" "));
        }
        Ok(())
    }
}

async fn change(ledger: &dyn Ledger, name: &str, what: &str, edit: impl FnOnce(&mut Account)) -> anyhow::Result<()> {
    let accounts = ledger.accounts().await?;
    let found = accounts.into_iter().find(|account| account.name == name && account.kind == AccountKind::Person);
    let mut account = found.with_context(|| format!("no person has the account {name:?}; mingjing account list names them"))?;
    edit(&mut account);
    account.failed = 0;
    account.locked_until = None;
    account.version += 1;
    account.changed_at = system_now();
    "command line".clone_into(&mut account.changed_by);
    let note = entry(Log::Operation, "command line", "server", "account", name, "done", what.to_owned());
    let end = AccessChange::EndAll { account: account.name.clone(), except: None };
    match ledger.change_access(vec![AccessChange::Put(Box::new(account)), end, AccessChange::Note(note)]).await? {
        Changed::Done { .. } => Ok(()),
        Changed::Overtaken => bail!("somebody changed the account {name} at the same time; do it again"),
    }
}
