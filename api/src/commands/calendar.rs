//! `mingjing calendar list|preview|declare`: the official calendar and the notices that change it.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use mingjing_engine::calendar::{Layer, parse_days};
use mingjing_engine::supervision::{NoticeDraft, Office};
use mingjing_engine::time::{Micros, Zone};

use super::declaring::{Who, show};
use super::{Place, When};
use crate::clock::parse_time;
use crate::output::print_json;
use crate::say;
use crate::serve::calendar::year::calendar_year;

/// Options of `calendar`.
#[derive(Args)]
pub struct Calendar {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    when: When,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// The notices of a year, and the days that they name.
    List {
        /// The year; that of now without it.
        #[arg(long)]
        year: Option<i16>,
        /// The centre; without it all that use the national calendar.
        #[arg(long, value_name = "CODE")]
        centre: Option<String>,
    },
    /// What a notice would move: open cases by department and by case, alerts that would come, vanish or change. Writes nothing.
    Preview(Notice),
    /// Declare a notice; what it moves is told and noted in the audit trail.
    Declare(Notice),
}

/// A notice.
#[derive(Args)]
struct Notice {
    /// Its days: lines `date,kind,name`, kind being holiday or workday.
    #[arg(value_name = "NOTICE.csv")]
    file: PathBuf,
    /// Its document number.
    #[arg(long, value_name = "TEXT")]
    number: String,
    /// From when it is known, like 2020-01-26 or 2020-01-26T18:00:00+08:00.
    #[arg(long, value_parser = parse_time, value_name = "TIME")]
    known_from: Micros,
    /// Whose notice it is.
    #[arg(long, value_enum, default_value_t = Whose::Nation)]
    layer: Whose,
    /// The year it is for, where its days are of two.
    #[arg(long)]
    year: Option<i16>,
    /// It names every day of its year that differs from the weekday; without this the days named before stay, unless named anew.
    #[arg(long)]
    whole: bool,
    /// A centre it is for, may be repeated; a nation's notice without it is for all that use the national calendar.
    #[arg(long, value_name = "CODE")]
    centre: Vec<String>,
    #[command(flatten)]
    who: Who,
}

#[derive(Clone, Copy, ValueEnum)]
enum Whose {
    Nation,
    Region,
    Centre,
}

impl Calendar {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        let office = self.place.open().await?;
        let now = self.when.now();
        let done = match &self.action {
            Action::List { year, centre } => list(&office, *year, centre.as_deref(), now, self.place.json).await,
            Action::Preview(notice) => notice.go(&office, now, false, self.place.json).await,
            Action::Declare(notice) => notice.go(&office, now, true, self.place.json).await,
        };
        office.close().await?;
        done?;
        Ok(0)
    }
}

impl Notice {
    async fn go(&self, office: &Office, now: Micros, declares: bool, json: bool) -> anyhow::Result<()> {
        let draft = NoticeDraft {
            layer: match self.layer {
                Whose::Nation => Layer::Nation,
                Whose::Region => Layer::Region,
                Whose::Centre => Layer::Centre,
            },
            year: self.year,
            days: days(&self.file)?,
            is_whole: self.whole,
            number: self.number.clone(),
            known_from: self.known_from,
            centres: self.centre.clone(),
        };
        let declarer = self.who.declarer();
        let prepared = office.prepare_notice(&draft, &declarer, now).await?;
        show(office, prepared, &declarer, now, declares, json).await
    }
}

fn days(file: &Path) -> anyhow::Result<Vec<mingjing_engine::calendar::NoticeDay>> {
    let name = file.display();
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {name}"))?;
    let text = String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8; save it as CSV UTF-8"))?;
    parse_days(&text).with_context(|| format!("cannot read {name}"))
}

async fn list(office: &Office, year: Option<i16>, centre: Option<&str>, now: Micros, json: bool) -> anyhow::Result<()> {
    let zone = Zone::china();
    let year = year.unwrap_or_else(|| zone.day_of(now).year());
    let books = office.calendars().await?;
    let chosen = books.iter().filter(|(code, book)| centre.map_or(book.name() == "cn", |centre| centre == code.text()));
    let years: Vec<_> = chosen.map(|(code, book)| calendar_year(code.text(), book, year, now, &zone)).collect();
    if years.is_empty() {
        let known: Vec<&str> = books.iter().map(|(code, _)| code.text()).collect();
        anyhow::bail!("there is no centre {:?}; known: {}", centre.unwrap_or("cn"), known.join(", "));
    }
    if json {
        return print_json(&serde_json::json!({ "calendars": years }));
    }
    for year in &years {
        let guess = if year.is_provisional { ", provisional: no notice is loaded" } else { "" };
        say!("{}: calendar {}, {}: {} working days{guess}", year.centre, year.calendar, year.year, year.workdays);
        for notice in &year.notices {
            let known = notice.known_from.as_ref().map_or_else(|| "always known".to_owned(), |from| format!("known from {from}"));
            let state = if notice.in_force { "in force" } else { "not in force" };
            say!("  notice {:?} version {} {}: {} days, {known}, {state}", notice.layer, notice.version, notice.number, notice.days);
        }
        for day in &year.days {
            say!("  {} {:?} {} ({:?} {} version {})", day.date, day.kind, day.name, day.layer, day.number, day.version);
        }
    }
    Ok(())
}
