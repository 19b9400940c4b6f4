//! The office: one installation at work. It follows the ledger, judges what changed or fell due, writes alerts back to the ledger and publishes
//! facts and alerts as one snapshot.
//!
//! Long because a pass is one transaction of thought: follow, judge, write, publish share the state and its order.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, RwLock};

use tokio::sync::Mutex;

use super::groups::{self, Group};
use super::interval::{Finding, RuleFault};
use super::judge::{Bench, Benches, CaseFile, Judged, Known, Unreadable};
use super::matching::{Step, steps};
use super::reference::{WorldError, world};
use super::register::Register;
use super::shipped;
use super::walk::Ruleset;
use super::write::alert_entry;
use crate::case::event::Event;
use crate::case::fold::effective;
use crate::case::kind::EventType;
use crate::case::world::World;
use crate::facts::others::{AlertRecord, Others, Table};
use crate::facts::query::{QueryError, Session};
use crate::facts::relations;
use crate::facts::store::{Chunk, ChunkBuilder, FactStore, Snapshot, StoreError, Update};
use crate::ingest::{ImportError, ImportReport, Importer, LedgerSink, Profile, Progress, library, replay_quarantined};
use crate::ledger::{Append, CaseCursor, Ledger, LedgerError, Position, Row, SqliteLedger};
use crate::rules::{Catalogue, LoadError, Rule};
use crate::sym::Sym;
use crate::time::Micros;

/// Cases judged one by one up to this many; more are read in the ledger's own order of cases.
const BULK: usize = 20_000;
/// Rows read from the ledger at a time.
const PAGE: usize = 50_000;
/// Alert steps of one append.
const STEPS_A_TIME: usize = 2_000;

/// Where an installation is.
#[derive(Clone, Debug)]
pub struct OfficeOptions {
    /// Data folder.
    pub data: PathBuf,
    /// Rules from a folder instead of those in the binary.
    pub rules: Option<PathBuf>,
}

/// Why the office cannot go on. The texts say what, where and how to mend it.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is the error of its part")]
pub enum OfficeError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    World(#[from] WorldError),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("facts: {0}")]
    Facts(String),
    #[error(transparent)]
    Arrow(#[from] arrow::error::ArrowError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("cannot read the rules in {path}: {source}")]
    Rules { path: String, source: std::io::Error },
    #[error("an alert step was refused by the door: {0}")]
    Form(#[from] crate::case::form::FormError),
    #[error("a task ended early: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// Files to import.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Files, in order.
    pub files: Vec<PathBuf>,
    /// Profile by name or path.
    pub profile: String,
    /// Mapping by name or path.
    pub mapping: Option<String>,
    /// Time recorded with what is appended.
    pub recorded_at: Micros,
}

/// What a replay of quarantine did.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct ReplayReport {
    /// Records that are in now.
    pub replayed: u64,
    /// Events appended.
    pub events: u64,
    /// Number in the list and what is still wrong.
    pub still_wrong: Vec<(i64, String)>,
}

/// What a pass did.
#[derive(Clone, Debug, Default)]
pub struct PassReport {
    /// As of when.
    pub now: Micros,
    /// Cases judged.
    pub cases: u64,
    /// Moments visited.
    pub moments: u64,
    /// Judgements made.
    pub evaluations: u64,
    /// Rules that failed on a row.
    pub faults: Vec<RuleFault>,
    /// Alert steps written, by name.
    pub steps: BTreeMap<&'static str, u64>,
}

/// What readers see: one position for everything.
pub struct Published {
    /// As of when.
    pub now: Micros,
    /// Facts.
    pub facts: Arc<Snapshot>,
    /// Alerts.
    pub alerts: Arc<Register>,
    /// Worlds by centre.
    pub benches: Arc<Benches>,
    /// Latest `occurred_at` of a case event.
    pub last_fact_at: Option<Micros>,
}

/// What the follower keeps between passes.
struct State {
    position: Position,
    profiles: HashMap<Sym, Profile>,
    benches: Arc<Benches>,
    alerts: Register,
    others: Others,
    last_fact_at: Option<Micros>,
    is_fresh: bool,
    /// What was read and is not judged yet.
    changes: Changes,
}

/// One installation.
pub struct Office {
    ledger: Arc<dyn Ledger>,
    catalogue: Arc<Catalogue>,
    groups: Vec<Group>,
    errors: Vec<LoadError>,
    facts: FactStore,
    state: Mutex<State>,
    published: RwLock<Arc<Published>>,
}

/// What following the ledger found to be looked at.
#[derive(Default)]
struct Changes {
    cases: BTreeSet<(Sym, Box<str>)>,
    reference: bool,
    watermark: bool,
}

impl Changes {
    fn is_empty(&self) -> bool {
        self.cases.is_empty() && !self.reference && !self.watermark
    }
}

impl Office {
    /// Opens or makes an installation. Facts of an earlier run are loaded from disk where they are whole, else made anew.
    pub async fn open(options: OfficeOptions) -> Result<Office, OfficeError> {
        let ledger: Arc<dyn Ledger> = Arc::new(SqliteLedger::open(&options.data).await?);
        let files = match &options.rules {
            None => shipped::embedded(),
            Some(path) => shipped::folder(path).map_err(|source| OfficeError::Rules { path: path.display().to_string(), source })?,
        };
        let (groups, group_errors) = groups::groups(&files);
        let catalogue = Catalogue::load(&files, &|name| relation(&groups, name));
        let mut errors = catalogue.errors.clone();
        errors.extend(group_errors.into_iter().map(|error| LoadError::new(&error.file, error.line as u32, 1, error.message)));
        let facts = FactStore::new();
        let empty =
            Published { now: Micros::MIN, facts: facts.snapshot(), alerts: Arc::default(), benches: Arc::default(), last_fact_at: None };
        let state = State {
            position: 0,
            profiles: HashMap::new(),
            benches: Arc::default(),
            alerts: Register::default(),
            others: Others::default(),
            last_fact_at: None,
            is_fresh: true,
            changes: Changes::default(),
        };
        Ok(Office {
            ledger,
            catalogue: Arc::new(catalogue),
            groups,
            errors,
            facts,
            state: Mutex::new(state),
            published: RwLock::new(Arc::new(empty)),
        })
    }

    /// The ledger.
    pub fn ledger(&self) -> &Arc<dyn Ledger> {
        &self.ledger
    }

    /// The rules.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// The group subjects.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// What is wrong with rules and subjects; the others run.
    pub fn rule_errors(&self) -> &[LoadError] {
        &self.errors
    }

    /// What readers see now.
    pub fn published(&self) -> Arc<Published> {
        self.published.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Closes the ledger after its last write.
    pub async fn close(&self) -> Result<(), OfficeError> {
        Ok(self.ledger.close().await?)
    }

    /// Imports files.
    pub async fn import(&self, intake: Intake, mut progress: impl FnMut(&Progress) + Send + 'static) -> Result<ImportReport, OfficeError> {
        let profile = library::profile(&intake.profile)?;
        let mapping = match intake.mapping.as_ref().or(profile.mapping.as_ref()) {
            Some(name) => Some(library::mapping(name)?),
            None => None,
        };
        self.ledger.set_meta(&format!("profile/{}", profile.centre), &intake.profile).await?;
        let ledger = self.ledger.clone();
        let runtime = tokio::runtime::Handle::current();
        let report = tokio::task::spawn_blocking(move || {
            let token = |tag: &str, value: &str| ledger.vault().token(tag, value);
            let importer = Importer { profile: &profile, mapping: mapping.as_ref(), token: &token, now: intake.recorded_at };
            let mut sink = LedgerSink::new(ledger.as_ref(), runtime);
            importer.run(&intake.files, &mut sink, &mut progress)
        });
        Ok(report.await??)
    }

    /// Sends quarantined records through the door again: one, mended or not, or all that wait.
    pub async fn replay(&self, id: Option<i64>, text: Option<&str>, now: Micros) -> Result<ReplayReport, OfficeError> {
        let mut report = ReplayReport::default();
        let mut waiting = Vec::new();
        let mut after = 0;
        loop {
            let page = self.ledger.quarantined(after, 1000, true).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            waiting.extend(page.into_iter().map(|row| row.id).filter(|row| id.is_none_or(|id| id == *row)));
        }
        for id in waiting {
            let ledger = self.ledger.clone();
            let runtime = tokio::runtime::Handle::current();
            let text = text.map(str::to_owned);
            let replayed =
                tokio::task::spawn_blocking(move || replay_quarantined(ledger.as_ref(), &runtime, id, text.as_deref(), now)).await??;
            match replayed {
                None => report.still_wrong.push((id, "nothing was kept that could be replayed; import the mended file".to_owned())),
                Some(replayed) => {
                    report.events += replayed.appended;
                    report.replayed += u64::from(replayed.faults.is_empty());
                    report.still_wrong.extend(replayed.faults.iter().map(|fault| (id, fault.to_string())));
                }
            }
        }
        Ok(report)
    }

    /// Brings everything up to `now`: follows the ledger, judges what changed or fell due, writes the alert steps, publishes.
    pub async fn catch_up(&self, now: Micros, recorded_at: Micros) -> Result<PassReport, OfficeError> {
        let mut state = self.state.lock().await;
        let mut report = PassReport { now, ..PassReport::default() };
        self.follow(&mut state).await?;
        // Others write while this judges: what came meanwhile is judged too before anything is published, so that a snapshot never is at a
        // position whose events it has not judged. What a failed round leaves is judged by the next pass.
        loop {
            self.round(&mut state, now, recorded_at, &mut report).await?;
            if state.changes.is_empty() {
                break;
            }
        }
        self.publish(&mut state, now).await?;
        Ok(report)
    }

    /// Judges what changed or fell due and writes the alert steps, which come back by the same way as everything else.
    async fn round(&self, state: &mut State, now: Micros, recorded_at: Micros, report: &mut PassReport) -> Result<(), OfficeError> {
        let everything = state.changes.reference || state.is_fresh;
        if everything {
            state.benches = Arc::new(self.benches(state).await?);
        }
        let (judged, update, judged_cases) = self.judge(state, &state.changes, everything, now).await?;
        report.cases += judged.cases;
        report.moments += judged.moments;
        report.evaluations += judged.evaluations;
        report.faults.extend(judged.faults.iter().cloned());
        let touched = judged.cases > 0;
        match (update, everything) {
            (Some(update), true) => {
                self.facts.replace(update)?;
            }
            (Some(update), false) => {
                self.facts.apply(update)?;
            }
            (None, _) => {}
        }
        let mut todo = steps_of_cases(state, &judged, judged_cases);
        if touched || state.changes.watermark || everything {
            let (found, faults) = self.judge_groups(state, now).await?;
            report.faults.extend(faults);
            todo.extend(settle(state.alerts.of_groups(), found));
        }
        for (_, step) in &todo {
            *report.steps.entry(step_name(step)).or_default() += 1;
        }
        self.write(state, todo, now, recorded_at).await?;
        state.changes = Changes::default();
        state.is_fresh = false;
        self.follow(state).await
    }

    /// Reads what is new in the ledger: reference facts, alert steps and other relations at once; cases are only noted.
    async fn follow(&self, state: &mut State) -> Result<(), OfficeError> {
        loop {
            let rows = self.ledger.read(state.position, PAGE).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            let position = last.position;
            let mut changes = std::mem::take(&mut state.changes);
            let mut noted = Ok(());
            for row in &rows {
                noted = self.note(state, row, &mut changes).await;
                if noted.is_err() {
                    break;
                }
            }
            state.changes = changes;
            noted?;
            state.position = position;
        }
    }

    async fn note(&self, state: &mut State, row: &Row, changes: &mut Changes) -> Result<(), OfficeError> {
        match row.kind {
            EventType::WatermarkMoved => {
                changes.watermark = true;
                changes.reference = true;
            }
            kind if kind.is_reference() || kind == EventType::ConflictDeclared || kind == EventType::OutageDeclared => {
                changes.reference = true
            }
            EventType::ImportVoided => {
                // Everything the import touched is to be judged again, reference facts too.
                changes.reference = true;
            }
            EventType::AlertStep => {
                let event = read(row)?;
                state.alerts.apply(&event);
            }
            kind if kind.is_folded() => {
                if !row.is_voided() && kind.is_case_event() {
                    state.last_fact_at = state.last_fact_at.max(Some(row.occurred_at));
                }
                if let Some(case_no) = &row.case_no {
                    changes.cases.insert((row.centre, case_no.clone()));
                }
            }
            _ => {
                if !row.is_voided() {
                    let event = read(row)?;
                    state.others.apply(&event);
                }
            }
        }
        Ok(())
    }

    /// World and rules of every centre that has a profile.
    async fn benches(&self, state: &mut State) -> Result<Benches, OfficeError> {
        state.profiles = self.profiles().await?;
        let rows = self.ledger.reference_events().await?;
        let counted: Vec<&Row> = rows.iter().filter(|row| !row.is_voided()).collect();
        let mut benches = Benches::new();
        for (centre, events) in by_centre(&state.profiles, &counted)? {
            let profile = &state.profiles[&centre];
            let rules = self.catalogue.rules.iter().filter(|rule| rule.is_for(&profile.rules)).cloned();
            benches.insert(centre, Bench { world: Arc::new(world(profile, &events)?), rules: Arc::new(Ruleset::new(rules)) });
        }
        Ok(benches)
    }

    /// The profiles by centre: those in the binary, and those that imports were made with.
    async fn profiles(&self) -> Result<HashMap<Sym, Profile>, OfficeError> {
        let mut profiles = HashMap::new();
        for name in library::profile_names() {
            let profile = library::profile(&name)?;
            profiles.insert(Sym::new(&profile.centre), profile);
        }
        for import in self.ledger.imports().await? {
            if let Some(name) = self.ledger.meta(&format!("profile/{}", import.began.centre)).await? {
                let profile = library::profile(&name)?;
                profiles.insert(Sym::new(&profile.centre), profile);
            }
        }
        Ok(profiles)
    }

    /// Judges what changed or fell due, or every case.
    async fn judge(&self, state: &State, changes: &Changes, everything: bool, now: Micros) -> Result<JudgedCases, OfficeError> {
        let mut update = Update::new(state.position, now);
        let mut judged = Judged::default();
        let mut due = changes.cases.clone();
        if !everything {
            due.extend(self.facts.snapshot().due(now));
        }
        if everything || due.len() > BULK {
            let known = Known::default();
            (judged, update) = self.judge_all(&state.benches, &known, now, update).await?;
            return Ok((judged, Some(update), None));
        }
        if due.is_empty() {
            return Ok((judged, None, Some(due)));
        }
        let mut builder = ChunkBuilder::new();
        for (centre, case_no) in &due {
            let Some(bench) = state.benches.get(centre) else { continue };
            let rows = self.ledger.case_events(centre.text(), case_no).await?;
            let file = CaseFile::read(*centre, case_no, &rows, bench, &Known::default())?;
            if judged.judge(&file, bench, now, Some(&mut builder)).is_none() {
                update = update.remove(*centre, case_no);
            }
        }
        if builder.len() > 0 {
            update = update.chunk(builder.finish()?);
        }
        Ok((judged, Some(update), Some(due)))
    }

    /// Judges every case of the ledger, in the ledger's order of cases, and adds their facts to `update`.
    async fn judge_all(
        &self,
        benches: &Arc<Benches>,
        known: &Known,
        now: Micros,
        mut update: Update,
    ) -> Result<(Judged, Update), OfficeError> {
        let mut judged = Judged::default();
        let mut after: Option<CaseCursor> = None;
        let mut rest: Vec<Row> = Vec::new();
        loop {
            let page = self.ledger.by_case(after.take(), PAGE).await?;
            let is_last = page.is_empty();
            after = page.last().and_then(CaseCursor::of);
            rest.extend(page);
            // The last case of a page may go on in the next one.
            let complete = if is_last { rest.len() } else { start_of_last_case(&rest) };
            let rows: Vec<Row> = rest.drain(..complete).collect();
            if !rows.is_empty() {
                let (benches, known) = (benches.clone(), known.clone());
                let (part, chunks) = tokio::task::spawn_blocking(move || judge_rows(&rows, &benches, now, &known)).await??;
                judged.merge(part);
                for chunk in chunks {
                    update = update.chunk(chunk);
                }
            }
            if is_last {
                return Ok((judged, update));
            }
        }
    }

    /// Facts and alerts as of `now`, and as known by `known`; nothing is judged anew and nothing written.
    pub async fn as_of(&self, now: Micros, known: Option<Micros>) -> Result<View, OfficeError> {
        let reference = self.ledger.reference_events().await?;
        let known = Known::by(known, &reference);
        let profiles = self.profiles().await?;
        let rows: Vec<&Row> = reference.iter().filter(|row| known.has(row)).collect();
        let mut benches = Benches::new();
        for (centre, events) in by_centre(&profiles, &rows)? {
            let world = Arc::new(world(&profiles[&centre], &events)?);
            benches.insert(centre, Bench { world, rules: Arc::default() });
        }
        let benches = Arc::new(benches);
        let mut alerts = Register::default();
        let mut others = Others::default();
        let mut position = 0;
        loop {
            let page = self.ledger.read(position, PAGE).await?;
            let Some(last) = page.last() else { break };
            position = last.position;
            for row in page.iter().filter(|row| known.has(row)) {
                match row.kind {
                    EventType::AlertStep => alerts.apply(&read(row)?),
                    kind if !kind.is_folded() && !kind.is_reference() => others.apply(&read(row)?),
                    _ => {}
                }
            }
        }
        let (_, mut update) = self.judge_all(&benches, &known, now, Update::new(position, now)).await?;
        for table in tables(&alerts, &mut others, &benches, now)? {
            update = update.table(table);
        }
        let store = FactStore::new();
        store.replace(update)?;
        Ok(View { facts: store.snapshot(), benches, alerts })
    }

    /// Makes the facts anew from the ledger, holds them against those that followed it, and gives what was compared.
    pub async fn rebuild(&self, now: Micros, recorded_at: Micros) -> Result<Compared, OfficeError> {
        self.catch_up(now, recorded_at).await?;
        let followed = self.published();
        let anew = self.as_of(now, None).await?;
        let compare = |relation: &'static crate::schema::Relation| {
            let hash = anew.facts.hash(relation)?;
            let is_equal = followed.facts.hash(relation)? == hash;
            Ok(ComparedRelation { name: relation.name, rows: anew.facts.rows(relation.name), hash, is_equal })
        };
        let relations = relations::WALKED.iter().copied().chain([&crate::facts::others::ALERT]).map(compare);
        Ok(Compared { relations: relations.collect::<Result<_, OfficeError>>()? })
    }

    /// Judges the rules on group subjects.
    async fn judge_groups(&self, state: &State, now: Micros) -> Result<(Vec<Finding>, Vec<RuleFault>), OfficeError> {
        let mut findings = Vec::new();
        let mut faults = Vec::new();
        let worlds: HashMap<Sym, Arc<World>> = state.benches.iter().map(|(centre, bench)| (*centre, bench.world.clone())).collect();
        let mut rules: HashMap<Sym, Vec<Arc<Rule>>> = HashMap::new();
        for (centre, profile) in &state.profiles {
            let groups = |rule: &&Arc<Rule>| relations::walked(rule.subject.name).is_none() && rule.is_for(&profile.rules);
            rules.insert(*centre, self.catalogue.rules.iter().filter(groups).cloned().collect());
        }
        for group in &self.groups {
            let session =
                super::ask::session(self.facts.snapshot(), &state.benches).map_err(|error| OfficeError::Facts(error.to_string()))?;
            let batches = super::ask::batches(&session, group.sql)
                .await
                .map_err(|error| OfficeError::Facts(format!("subject {}: {error}", group.relation.name)))?;
            let (found, failed) = groups::judge(group, &batches, &rules, &worlds, now);
            faults.extend(failed);
            for (centre, intervals) in found {
                findings.extend(super::family::findings(centre, None, intervals));
            }
        }
        Ok((findings, faults))
    }

    /// Appends alert steps.
    async fn write(
        &self,
        state: &State,
        todo: Vec<(Option<AlertRecord>, Step)>,
        now: Micros,
        recorded_at: Micros,
    ) -> Result<(), OfficeError> {
        for part in todo.chunks(STEPS_A_TIME) {
            let part: Arc<Vec<(Option<AlertRecord>, Step)>> = Arc::new(part.to_vec());
            let year = |centre: Sym| state.benches.get(&centre).map_or(0, |bench| bench.world.zone.day_of(now).year());
            let mut scopes: Vec<String> = part
                .iter()
                .filter_map(|(_, step)| match step {
                    Step::Raise(finding) => Some(format!("{}/{}", finding.centre, year(finding.centre))),
                    _ => None,
                })
                .collect();
            scopes.sort();
            scopes.dedup();
            // Refused steps would be refused again: find them before anything is numbered.
            for (record, step) in part.iter() {
                alert_entry(record.as_ref(), step, "JC00000000000000", now)?;
            }
            let years: HashMap<Sym, i16> = state.benches.keys().map(|centre| (*centre, year(*centre))).collect();
            let build = part.clone();
            self.ledger
                .append_numbered(
                    scopes,
                    Box::new(move |numbers| {
                        let entries = build.iter().filter_map(|(record, step)| {
                            let number = match step {
                                Step::Raise(finding) => {
                                    let year = years.get(&finding.centre).copied().unwrap_or(0);
                                    format!("JC{year:04}{:08}", numbers.next(&format!("{}/{year}", finding.centre)))
                                }
                                _ => String::new(),
                            };
                            alert_entry(record.as_ref(), step, &number, now).ok()
                        });
                        Append::new(entries.collect(), recorded_at)
                    }),
                )
                .await?;
        }
        Ok(())
    }

    async fn publish(&self, state: &mut State, now: Micros) -> Result<(), OfficeError> {
        let mut update = Update::new(state.position, now);
        for table in tables(&state.alerts, &mut state.others, &state.benches, now)? {
            update = update.table(table);
        }
        let facts = self.facts.apply(update)?;
        let published = Published {
            now,
            facts,
            alerts: Arc::new(state.alerts.clone()),
            benches: state.benches.clone(),
            last_fact_at: state.last_fact_at,
        };
        *self.published.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(published);
        Ok(())
    }
}

/// Facts and alerts as of a time, for questions.
pub struct View {
    /// Facts.
    pub facts: Arc<Snapshot>,
    /// Worlds by centre.
    pub benches: Arc<Benches>,
    /// Alerts.
    pub alerts: Register,
}

impl View {
    /// A session for SQL over it.
    pub fn session(&self) -> Result<Session, QueryError> {
        super::ask::session(self.facts.clone(), &self.benches)
    }
}

/// A relation of the published facts beside the same one made anew.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ComparedRelation {
    /// Its name.
    pub name: &'static str,
    /// Rows made anew.
    pub rows: usize,
    /// Hash of the rows made anew, sorted by key.
    pub hash: String,
    /// Whether both are the same.
    pub is_equal: bool,
}

/// What a rebuild found.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Compared {
    /// The relations.
    pub relations: Vec<ComparedRelation>,
}

/// The counted reference events of every centre that has a profile, in fold order.
fn by_centre(profiles: &HashMap<Sym, Profile>, rows: &[&Row]) -> Result<HashMap<Sym, Vec<Event>>, Unreadable> {
    let mut events: HashMap<Sym, Vec<Event>> = profiles.keys().map(|centre| (*centre, Vec::new())).collect();
    for row in rows {
        if let Some(events) = events.get_mut(&row.centre) {
            events.push(read(row)?);
        }
    }
    for events in events.values_mut() {
        effective(events);
    }
    Ok(events)
}

/// The relations that do not come of cases.
fn tables(alerts: &Register, others: &mut Others, benches: &Benches, now: Micros) -> Result<Vec<Table>, OfficeError> {
    let mut tables = vec![alerts.table()?];
    tables.extend(others.tables(now)?);
    for bench in benches.values() {
        tables.extend(crate::facts::others::from_world(&bench.world, now)?);
    }
    Ok(tables)
}

/// What was found, the facts it gives, and which cases were judged (`None` = all).
type JudgedCases = (Judged, Option<Update>, Option<BTreeSet<(Sym, Box<str>)>>);

/// Steps for the alerts whose subject belongs to a case that was judged, those that owe nothing any more included.
fn steps_of_cases(state: &State, judged: &Judged, cases: Option<BTreeSet<(Sym, Box<str>)>>) -> Vec<(Option<AlertRecord>, Step)> {
    let mut found: BTreeMap<(Sym, Arc<str>), Vec<Finding>> = BTreeMap::new();
    for finding in &judged.findings {
        if let Some(case_no) = &finding.case_no {
            found.entry((finding.centre, case_no.clone())).or_default().push(finding.clone());
        }
    }
    let judged: BTreeSet<(Sym, Arc<str>)> = match cases {
        None => found.keys().cloned().chain(state.alerts.cases()).collect(),
        Some(cases) => cases.into_iter().map(|(centre, case_no)| (centre, Arc::from(case_no))).collect(),
    };
    let mut todo = Vec::new();
    for (centre, case_no) in judged {
        let owed = found.remove(&(centre, case_no.clone())).unwrap_or_default();
        todo.extend(settle(state.alerts.of_case(centre, &case_no), owed));
    }
    todo
}

fn relation(groups: &[Group], name: &str) -> Option<&'static crate::schema::Relation> {
    relations::walked(name).or_else(|| groups.iter().map(|group| group.relation).find(|relation| relation.name == name))
}

fn read(row: &Row) -> Result<Event, Unreadable> {
    Event::read(&row.body).map_err(|error| Unreadable { position: row.position, message: error.to_string() })
}

fn start_of_last_case(rows: &[Row]) -> usize {
    let Some(last) = rows.last() else { return 0 };
    rows.iter().rposition(|row| row.centre != last.centre || row.case_no != last.case_no).map_or(0, |index| index + 1)
}

/// Judges whole cases, sorted by case, on all cores.
fn judge_rows(rows: &[Row], benches: &Benches, now: Micros, known: &Known) -> Result<(Judged, Vec<Chunk>), OfficeError> {
    let mut cases: Vec<&[Row]> = rows.chunk_by(|a, b| a.centre == b.centre && a.case_no == b.case_no).collect();
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get()).min(8);
    let share = cases.len().div_ceil(workers).max(1);
    let parts: Vec<Result<(Judged, Chunk), OfficeError>> = std::thread::scope(|scope| {
        let handles: Vec<_> = cases
            .chunks_mut(share)
            .map(|part| {
                scope.spawn(move || {
                    let mut judged = Judged::default();
                    let mut builder = ChunkBuilder::new();
                    for rows in part {
                        let Some(case_no) = rows[0].case_no.as_deref() else { continue };
                        let Some(bench) = benches.get(&rows[0].centre) else { continue };
                        let file = CaseFile::read(rows[0].centre, case_no, rows, bench, known)?;
                        judged.judge(&file, bench, now, Some(&mut builder));
                    }
                    Ok((judged, builder.finish()?))
                })
            })
            .collect();
        // A worker that panicked is a defect; it must not be taken for an empty part.
        handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let mut judged = Judged::default();
    let mut chunks = Vec::new();
    for part in parts {
        let (found, chunk) = part?;
        judged.merge(found);
        chunks.push(chunk);
    }
    Ok((judged, chunks))
}

/// Steps that bring records in line with findings, family by family and row by row.
fn settle<'a>(records: impl Iterator<Item = &'a AlertRecord>, found: Vec<Finding>) -> Vec<(Option<AlertRecord>, Step)> {
    type Key = (Sym, String, String, Arc<str>);
    let mut groups: BTreeMap<Key, (Vec<AlertRecord>, Vec<Finding>)> = BTreeMap::new();
    for record in records {
        let key = (record.centre, record.family.to_string(), record.subject.to_string(), Arc::from(&*record.subject_key));
        groups.entry(key).or_default().0.push(record.clone());
    }
    for finding in found {
        let key = (finding.centre, finding.rule.family.clone(), finding.rule.subject.name.to_owned(), finding.subject_key.clone());
        groups.entry(key).or_default().1.push(finding);
    }
    let mut todo = Vec::new();
    for (records, found) in groups.into_values() {
        for step in steps(&records, found) {
            let record = match &step {
                Step::Raise(_) => None,
                Step::Change { record, .. } | Step::Unsupported { record, .. } => records.get(*record).cloned(),
            };
            todo.push((record, step));
        }
    }
    todo
}

fn step_name(step: &Step) -> &'static str {
    match step {
        Step::Raise(_) => "raised",
        Step::Change { step, .. } | Step::Unsupported { step, .. } => step,
    }
}
