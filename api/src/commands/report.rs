//! `mingjing report NAME --from DAY --to DAY`: a statutory report as a table, a file or a picture.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use mingjing_analytics::reports::{self, Params};
use mingjing_analytics::{Language, export};
use mingjing_engine::supervision::Office;
use mingjing_engine::time::Zone;

use super::{Place, When};
use crate::model::report::ReportQuery;
use crate::say;
use crate::serve::checkup::get::only_centre;
use crate::serve::reports::file::FileKind;
use crate::serve::reports::made::of_office;
use crate::serve::reports::view::view;

/// Options of `report`.
#[derive(Args)]
pub struct Report {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    when: When,
    /// Name of the report; `list` shows them.
    #[arg(value_name = "NAME")]
    name: String,
    /// First local day of the period.
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// Last local day of the period.
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// By which date a case belongs to the period: received, accepted or finished.
    #[arg(long, value_name = "DATE")]
    basis: Option<String>,
    /// What rows are: department, window, item or month.
    #[arg(long, value_name = "WHAT")]
    by: Option<String>,
    /// Centre; may be left out where there is one with cases.
    #[arg(long, value_name = "CODE")]
    centre: Option<String>,
    /// Region, with those under it.
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
    /// Department, with those under it.
    #[arg(long, value_name = "CODE")]
    dept: Option<String>,
    /// Window.
    #[arg(long, value_name = "CODE")]
    window: Option<String>,
    /// Type of item.
    #[arg(long, value_name = "CODE")]
    item_type: Option<String>,
    /// Item.
    #[arg(long, value_name = "CODE")]
    item: Option<String>,
    /// Handling item.
    #[arg(long, value_name = "CODE")]
    handling_item: Option<String>,
    /// Channel: 1 window, 2 computer, 3 mobile, 4 post, 9 other.
    #[arg(long, value_name = "CODE")]
    channel: Option<String>,
    /// Case type: 1 immediate, 2 promised, 9 special.
    #[arg(long, value_name = "CODE")]
    case_type: Option<String>,
    /// What is written.
    #[arg(long, value_enum, default_value_t = Shape::Table)]
    format: Shape,
    /// File instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Language of headings.
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    lang: Tongue,
    /// Begin a CSV with a byte order mark, without which Excel does not read it as UTF-8.
    #[arg(long)]
    bom: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Table,
    Json,
    Csv,
    Xlsx,
    Svg,
    Png,
}

#[derive(Clone, Copy, ValueEnum)]
enum Tongue {
    Zh,
    En,
}

impl Report {
    /// Runs it. Exit status 1 where a check of the report fails: somebody should look.
    pub async fn run(self) -> anyhow::Result<u8> {
        if self.name == "list" {
            for kind in reports::ALL {
                say!("{}  {}  {}", kind.code, kind.title.zh, kind.meaning.zh);
            }
            return Ok(0);
        }
        let office = self.place.open().await?;
        let done = self.made(&office).await;
        office.close().await?;
        let report = done?;
        let bytes = self.bytes(&report)?;
        match &self.out {
            Some(path) => std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?,
            None => std::io::stdout().lock().write_all(&bytes)?,
        }
        for check in report.checks.iter().filter(|check| !check.holds()) {
            eprintln!("mingjing: {}", check.sentence(self.language()));
        }
        Ok(u8::from(report.checks.iter().any(|check| !check.holds())))
    }

    fn language(&self) -> Language {
        match self.lang {
            Tongue::Zh => Language::Zh,
            Tongue::En => Language::En,
        }
    }

    async fn made(&self, office: &Office) -> anyhow::Result<reports::Report> {
        let Some(kind) = reports::find(&self.name) else {
            let known: Vec<&str> = reports::ALL.iter().map(|kind| kind.code).collect();
            anyhow::bail!("there is no report {:?}; there are {}", self.name, known.join(", "));
        };
        let view = office.as_of(self.when.now(), self.when.known).await?;
        let mut asked = self.asked();
        if asked.centre.is_none() {
            asked.centre = Some(only_centre(&view.session()?).await?);
        }
        let params = Params::read(kind, asked.pairs())?;
        if !view.benches.keys().any(|centre| centre.text() == params.centre) {
            anyhow::bail!("there is no centre {:?}; give --centre one that cases were imported for", params.centre);
        }
        let known = self.when.known.map(|upto| Zone::china().day_of(upto).to_string());
        Ok(of_office(office, &view, kind, &params, known).await?)
    }

    fn asked(&self) -> ReportQuery {
        ReportQuery {
            centre: self.centre.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            basis: self.basis.clone(),
            by: self.by.clone(),
            region: self.region.clone(),
            dept: self.dept.clone(),
            window: self.window.clone(),
            item_type: self.item_type.clone(),
            item: self.item.clone(),
            handling_item: self.handling_item.clone(),
            channel: self.channel.clone(),
            case_type: self.case_type.clone(),
            known: None,
        }
    }

    fn bytes(&self, report: &reports::Report) -> anyhow::Result<Vec<u8>> {
        let format = if self.place.json && self.format == Shape::Table { Shape::Json } else { self.format };
        let kind = match format {
            Shape::Table => return Ok(export::text(report, self.language()).into_bytes()),
            Shape::Json => {
                let mut bytes = serde_json::to_vec(&view(report))?;
                bytes.push(b'\n');
                return Ok(bytes);
            }
            Shape::Csv => FileKind::Csv,
            Shape::Xlsx => FileKind::Xlsx,
            Shape::Svg => FileKind::Svg,
            Shape::Png => FileKind::Png,
        };
        let (bytes, missing) = kind.bytes(report, self.language(), self.bom)?;
        if !missing.is_empty() {
            let list: Vec<String> = missing.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
            eprintln!("mingjing: the font of charts lacks {}; 〓 stands in their place", list.join(" "));
        }
        Ok(bytes)
    }
}
