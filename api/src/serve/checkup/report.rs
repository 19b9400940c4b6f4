//! The figures of a health check: one statement each over the facts, asked of one snapshot.

use std::collections::{BTreeMap, HashMap};

use mingjing_engine::facts::query::Session;
use mingjing_engine::ingest::Profile;
use mingjing_engine::supervision::Office;
use mingjing_engine::supervision::judge::Benches;
use mingjing_engine::sym::Sym;
use mingjing_engine::time::{Day, Micros};

use super::findings::{FINDINGS, FINISHED, late};
use super::silent::{Filling, silent_rules, title};
use super::sql::{Scope, literal, number, rows, text};
use crate::model::Words;
use crate::model::checkup::{Checkup, CheckupCentre, CheckupFinding, CheckupGroup, CheckupMonth, MissingColumn};
use crate::serve::problem::ApiError;

/// Months shown.
const MONTHS: usize = 24;
/// Items shown.
const ITEMS: usize = 10;
/// Finished cases from which on an item's median says something.
const ENOUGH: u64 = 5;
/// Working days from the start of the clock to the finish.
const DAYS_TAKEN: &str =
    "count_wd(local_day(coalesce(clock_start_at, accepted_at, received_at, applied_at), centre), local_day(finished_at, centre), centre)";

/// What a health check is made from.
pub struct Ward<'a> {
    /// SQL over the snapshot.
    pub session: &'a Session,
    /// The installation, for its rules.
    pub office: &'a Office,
    /// The centre's profile.
    pub profile: &'a Profile,
    /// Which cases.
    pub scope: Scope,
    /// Up to when the centre's sources are complete.
    pub complete_to: Option<Micros>,
}

/// Up to when the sources of a centre are complete: the latest that one of them said.
pub fn complete_to(benches: &Benches, centre: &str) -> Option<Micros> {
    let bench = benches.get(&Sym::new(centre))?;
    bench.world.organization.sources().filter_map(|(_, source)| source.complete_to).max()
}

fn share(part: u64, of: u64) -> Option<u64> {
    (part * 10_000).checked_div(of)
}

impl Ward<'_> {
    async fn number(&self, sql: &str) -> Result<u64, ApiError> {
        Ok(rows(self.session, sql).await?.first().map_or(0, |row| number(row, "n")))
    }

    /// Makes the health check.
    pub async fn examine(&self) -> Result<Checkup, ApiError> {
        let scope = &self.scope;
        let snapshot = self.session.snapshot();
        let zone = &self.profile.zone;
        let mut sql = BTreeMap::new();
        let totals = format!(
            "SELECT count(*) AS cases, count(finished_at) AS finished, count(*) FILTER (WHERE is_open) AS open, \
             CAST(min(local_day(first_event_at, centre)) AS VARCHAR) AS first_day, CAST(max(local_day(first_event_at, centre)) AS VARCHAR) AS last_day \
             FROM \"case\" WHERE {}",
            scope.condition()
        );
        let total = rows(self.session, &totals).await?.pop().unwrap_or_default();
        sql.insert("cases".to_owned(), totals);
        let filling = Filling::read(self.session, scope).await?;
        sql.insert("columns".to_owned(), filling.sql.clone());
        let mut findings = Vec::new();
        for finding in FINDINGS {
            let missing: Vec<MissingColumn> = match finding.needs.iter().all(|column| filling.is_empty(column)) {
                true => finding
                    .needs
                    .iter()
                    .take(1)
                    .map(|column| MissingColumn { column: (*column).to_owned(), title: title(column) })
                    .collect(),
                false => Vec::new(),
            };
            let counted = scope.count(finding.condition);
            let (count, of) = (self.number(&counted).await?, self.number(&scope.count(finding.among)).await?);
            sql.insert(finding.code.to_owned(), counted);
            findings.push(CheckupFinding {
                code: finding.code.to_owned(),
                title: finding.title(),
                meaning: finding.meaning(),
                count,
                of,
                share_bp: share(count, of),
                list: scope.list(&[("finding", finding.code)]),
                is_told: missing.is_empty(),
                missing,
            });
        }
        let names = self.names().await?;
        let departments = self.grouped("dept_code", "dept_code", "", 0);
        let items = self.grouped("item_impl_code", "max(item_name)", &format!("(count(*) >= {ENOUGH}) DESC, "), ITEMS);
        let months = self.months(&mut sql).await?;
        let (silent_rules, speaking_rules) =
            silent_rules(&self.office.catalogue().rules, &self.profile.rules, &filling, self.office.groups());
        let checkup = Checkup {
            centre: CheckupCentre {
                code: scope.centre.clone(),
                title: Words { zh: self.profile.title.zh.clone(), en: self.profile.title.en.clone() },
            },
            from: scope.from.map(|day| day.to_string()).or_else(|| Some(text(&total, "first_day")).filter(|day| !day.is_empty())),
            to: scope.to.map(|day| day.to_string()).or_else(|| Some(text(&total, "last_day")).filter(|day| !day.is_empty())),
            as_of: zone.format(snapshot.now),
            fact_position: snapshot.position.unsigned_abs(),
            source_complete_to: self.complete_to.map(|at| zone.format(at)),
            cases: number(&total, "cases"),
            finished: number(&total, "finished"),
            open: number(&total, "open"),
            list: scope.list(&[]),
            finished_list: scope.list(&[("finding", "finished")]),
            open_list: scope.list(&[("open", "true")]),
            findings,
            departments: self.groups(&departments, "dept", &names).await?,
            items: self.groups(&items, "item", &HashMap::new()).await?,
            months,
            silent_rules,
            speaking_rules,
            columns: filling.columns(),
            sql: {
                sql.insert("departments".to_owned(), departments);
                sql.insert("items".to_owned(), items);
                sql
            },
        };
        Ok(checkup)
    }

    /// Finished cases by a column, slowest first.
    fn grouped(&self, column: &str, title: &str, first: &str, most: usize) -> String {
        let limit = if most == 0 { String::new() } else { format!(" LIMIT {most}") };
        format!(
            "SELECT {column} AS code, {title} AS title, count(*) AS finished, count(*) FILTER (WHERE {}) AS late, \
             median(CAST({DAYS_TAKEN} AS DOUBLE)) AS median_wd FROM \"case\" WHERE {} AND {FINISHED} AND {column} IS NOT NULL \
             GROUP BY {column} ORDER BY {first}median_wd DESC NULLS LAST, {column}{limit}",
            late(),
            self.scope.condition()
        )
    }

    async fn groups(&self, sql: &str, filter: &str, names: &HashMap<String, String>) -> Result<Vec<CheckupGroup>, ApiError> {
        let of = |row: &serde_json::Map<String, serde_json::Value>| {
            let code = text(row, "code");
            let (finished, late) = (number(row, "finished"), number(row, "late"));
            let given = Some(text(row, "title")).filter(|title| !title.is_empty());
            CheckupGroup {
                title: names.get(&code).cloned().or(given).unwrap_or_else(|| code.clone()),
                finished,
                median_wd: row.get("median_wd").and_then(serde_json::Value::as_f64),
                late,
                late_share_bp: share(late, finished).unwrap_or(0),
                list: self.scope.list(&[("finding", "finished"), (filter, &code)]),
                late_list: self.scope.list(&[("finding", "overdue"), (filter, &code)]),
                code,
            }
        };
        Ok(rows(self.session, sql).await?.iter().map(of).collect())
    }

    /// Names of departments by code.
    async fn names(&self) -> Result<HashMap<String, String>, ApiError> {
        let sql = format!(
            "SELECT code, max(name) AS name FROM organization WHERE centre = {} AND kind = 'dept' GROUP BY code",
            literal(&self.scope.centre)
        );
        Ok(rows(self.session, &sql).await?.iter().map(|row| (text(row, "code"), text(row, "name"))).collect())
    }

    async fn months(&self, sql: &mut BTreeMap<String, String>) -> Result<Vec<CheckupMonth>, ApiError> {
        let by = |column: &str, more: &str, condition: &str| {
            let month = format!("substr(CAST(local_day({column}, centre) AS VARCHAR), 1, 7)");
            format!(
                "SELECT {month} AS month, count(*) AS n{more} FROM \"case\" WHERE {} AND {condition} GROUP BY {month} ORDER BY month",
                self.scope.condition()
            )
        };
        let received = by("first_event_at", "", "first_event_at IS NOT NULL");
        let finished = by("finished_at", &format!(", count(*) FILTER (WHERE {}) AS late", late()), FINISHED);
        let mut months: BTreeMap<String, (u64, u64, u64)> = BTreeMap::new();
        for row in rows(self.session, &received).await? {
            months.entry(text(&row, "month")).or_default().0 = number(&row, "n");
        }
        for row in rows(self.session, &finished).await? {
            let month = months.entry(text(&row, "month")).or_default();
            (month.1, month.2) = (number(&row, "n"), number(&row, "late"));
        }
        sql.insert("months_received".to_owned(), received);
        sql.insert("months_finished".to_owned(), finished);
        let skipped = months.len().saturating_sub(MONTHS);
        let shown = months.into_iter().skip(skipped).filter_map(|(month, (received, finished, late))| {
            let first = Day::parse(&format!("{month}-01"))?;
            let next = (28..=31).map(|days| first.plus(days)).find(|day| day.to_string().ends_with("-01"))?;
            let last = next.plus(-1);
            let began_from = self.scope.from.map_or(first, |from| from.max(first));
            let began_to = self.scope.to.map_or(last, |to| to.min(last));
            let days = [first.to_string(), last.to_string()];
            let finished_in = |code| self.scope.list(&[("finding", code), ("finished_from", &days[0]), ("finished_to", &days[1])]);
            Some(CheckupMonth {
                list: self.scope.list(&[("from", &began_from.to_string()), ("to", &began_to.to_string())]),
                finished_list: finished_in("finished"),
                late_list: finished_in("overdue"),
                month,
                received,
                finished,
                late,
            })
        });
        Ok(shown.collect())
    }
}
