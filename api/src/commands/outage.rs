//! `mingjing outage list|preview|declare|withdraw`: outages of platforms (系统故障公告), which stop the clocks of those who work on them.

use clap::{Args, Subcommand};
use mingjing_engine::facts::query::Format;
use mingjing_engine::supervision::{Office, OutageDraft};
use mingjing_engine::time::Micros;

use super::declaring::{Who, show};
use super::{Place, When};
use crate::clock::parse_time;

/// Options of `outage`.
#[derive(Args)]
pub struct Outage {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    when: When,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// The outages that were declared.
    List,
    /// What an outage would move. Writes nothing.
    Preview(Declaration),
    /// Declare an outage, or what is new of one: its end, its announcement, who approved it.
    Declare(Declaration),
    /// Take an outage back that was declared or imported wrongly.
    Withdraw {
        /// Its number.
        #[arg(value_name = "NUMBER")]
        number: String,
        /// The centre.
        #[arg(long, value_name = "CODE")]
        centre: String,
        #[command(flatten)]
        who: Who,
    },
}

/// An outage.
#[derive(Args)]
struct Declaration {
    /// Its number.
    #[arg(value_name = "NUMBER")]
    number: String,
    /// What was down: a source, a department, a window, or the centre.
    #[arg(long, value_name = "CODE")]
    platform: String,
    /// When it began.
    #[arg(long, value_parser = parse_time, value_name = "TIME")]
    from: Micros,
    /// When it ended; left out while it lasts.
    #[arg(long, value_parser = parse_time, value_name = "TIME")]
    to: Option<Micros>,
    /// Number of the announcement. Without it the outage is kept on record and stops no clock.
    #[arg(long, value_name = "TEXT")]
    announcement: Option<String>,
    /// Who approved it; twice, by two people, or the outage stops no clock.
    #[arg(long, value_name = "NAME")]
    approved_by: Vec<String>,
    /// The centre.
    #[arg(long, value_name = "CODE")]
    centre: String,
    #[command(flatten)]
    who: Who,
}

impl Outage {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        let office = self.place.open().await?;
        let now = self.when.now();
        let done = match self.action {
            Action::List => list(&office, now, self.when.known, self.place.json).await,
            Action::Preview(declaration) => declaration.go(&office, now, false, self.place.json).await,
            Action::Declare(declaration) => declaration.go(&office, now, true, self.place.json).await,
            Action::Withdraw { number, centre, who } => withdraw(&office, &number, &centre, &who, now, self.place.json).await,
        };
        office.close().await?;
        done?;
        Ok(0)
    }
}

impl Declaration {
    async fn go(self, office: &Office, now: Micros, declares: bool, json: bool) -> anyhow::Result<()> {
        let declarer = self.who.declarer();
        let draft = OutageDraft {
            number: self.number,
            platform: self.platform,
            from: self.from,
            to: self.to,
            announcement: self.announcement,
            approvers: self.approved_by,
            centre: self.centre,
        };
        let prepared = office.prepare_outage(&draft, &declarer, now).await?;
        show(office, prepared, &declarer, now, declares, json).await
    }
}

async fn withdraw(office: &Office, number: &str, centre: &str, who: &Who, now: Micros, json: bool) -> anyhow::Result<()> {
    let declarer = who.declarer();
    let prepared = office.prepare_withdrawal(number, centre, &declarer, now).await?;
    show(office, prepared, &declarer, now, true, json).await
}

async fn list(office: &Office, now: Micros, known: Option<Micros>, json: bool) -> anyhow::Result<()> {
    let view = office.as_of(now, known).await?;
    let answer = view.session()?.run("SELECT * FROM outage ORDER BY centre, valid_from, outage_no").await?;
    let format = if json { Format::Json } else { Format::Table };
    Ok(answer.write(format, &mut std::io::stdout().lock())?)
}
