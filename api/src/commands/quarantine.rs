//! `mingjing quarantine list` and `mingjing quarantine replay`.

use clap::{Args, Subcommand};

use super::{Place, When};
use crate::output::print_json;
use crate::say;

/// Options of `quarantine`.
#[derive(Args)]
pub struct Quarantine {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    when: When,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// What is wrong, where, and how to mend it.
    List {
        /// Those that were replayed too.
        #[arg(long)]
        all: bool,
    },
    /// Send records through the door again: one, mended or not, or all that wait.
    Replay {
        /// Number in the list; without it all.
        id: Option<i64>,
        /// The mended text of the record.
        #[arg(long, requires = "id", value_name = "TEXT")]
        text: Option<String>,
    },
}

impl Quarantine {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        let office = self.place.open().await?;
        let status = match self.action {
            Action::List { all } => {
                let mut rows = Vec::new();
                loop {
                    let after = rows.last().map_or(0, |row: &mingjing_engine::ledger::QuarantinedRow| row.id);
                    let page = office.ledger().quarantined(after, 1000, !all).await?;
                    if page.is_empty() {
                        break;
                    }
                    rows.extend(page);
                }
                if self.place.json {
                    let items: Vec<_> = rows
                        .iter()
                        .map(|row| {
                            serde_json::json!({
                                "id": row.id, "source": row.source, "line": row.line, "reason": row.reason,
                                "field": row.field, "message": row.message, "how_to_mend": row.how_to_mend,
                                "raw": row.masked,
                            })
                        })
                        .collect();
                    print_json(&serde_json::json!({ "items": items, "total": items.len() }))?;
                } else if rows.is_empty() {
                    say!("nothing waits in quarantine");
                } else {
                    for row in &rows {
                        let field = if row.field.is_empty() { String::new() } else { format!("{}: ", row.field) };
                        say!("{} {}:{} {field}{}; {}", row.id, row.source, row.line, row.message, row.how_to_mend);
                    }
                }
                u8::from(!rows.is_empty())
            }
            Action::Replay { id, text } => {
                let done = office.replay(id, text.as_deref(), self.when.now()).await?;
                if self.place.json {
                    print_json(&done)?;
                } else {
                    say!("{} replayed, {} events appended, {} still wrong", done.replayed, done.events, done.still_wrong.len());
                    for (id, message) in &done.still_wrong {
                        say!("{id} {message}");
                    }
                }
                u8::from(!done.still_wrong.is_empty())
            }
        };
        office.close().await?;
        Ok(status)
    }
}
