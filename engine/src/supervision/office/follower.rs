//! The follower: from the ledger's rows to facts, worlds and the register of alerts, position by position. It judges and writes nothing of
//! its own accord; what it read and nobody judged yet waits in [`Changes`].

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::alert_table::AlertTable;
use super::error::OfficeError;
use crate::case::event::Event;
use crate::case::fold::effective;
use crate::case::kind::EventType;
use crate::facts::others::{Others, Table, from_world};
use crate::facts::store::{ChunkBuilder, FactStore, Snapshot, StoreError, Update};
use crate::ingest::Profile;
use crate::ingest::library::{self, Library};
use crate::ingest::profile::DECLARED;
use crate::ledger::{Ledger, Position, Row};
use crate::rules::Catalogue;
use crate::supervision::deliveries;
use crate::supervision::judge::{Bench, Benches, Known, Unreadable};
use crate::supervision::reference::{Learned, world_as_learned};
use crate::supervision::register::Register;
use crate::supervision::things::Things;
use crate::supervision::walk::Ruleset;
use crate::sym::Sym;
use crate::time::{DAY, Micros};

/// Rows read from the ledger at a time.
pub(super) const PAGE: usize = 50_000;

/// A case, by centre and number.
pub type CaseKey = (Sym, Box<str>);
/// Cases that the ledger has events of, the first still to come, with when that is: the clock of a source may be ahead of ours.
pub type Coming = BTreeMap<CaseKey, Micros>;

/// What was read and is not judged yet.
#[derive(Default)]
pub(super) struct Changes {
    /// Cases with new events.
    pub(super) cases: BTreeSet<CaseKey>,
    /// Items, people, calendars: every case is to be judged anew.
    pub(super) reference: bool,
    /// A source reported up to a later time: what waited for it is to be judged anew.
    pub(super) watermark: bool,
    /// Things with a number of their own have new events.
    pub(super) others: bool,
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        self.cases.is_empty() && !self.reference && !self.watermark && !self.others
    }
}

/// The state that follows a ledger.
pub(super) struct Follower {
    pub(super) ledger: Arc<dyn Ledger>,
    /// Where profiles come from.
    library: Library,
    /// Where the rules come from; facts alone are made without.
    pub(super) rules: Option<Arc<Catalogue>>,
    /// What of the ledger counts.
    pub(super) known: Known,
    pub(super) facts: FactStore,
    /// Rows of cases that were judged and are not in `facts` yet: making a chunk of each single one would cost more than judging it.
    pub(super) judged: ChunkBuilder,
    /// Cases without facts that get some when the time comes.
    pub(super) coming: Arc<Coming>,
    pub(super) position: Position,
    /// Up to where everything was judged.
    pub(super) judged_to: Position,
    pub(super) profiles: HashMap<Sym, Profile>,
    pub(super) benches: Arc<Benches>,
    pub(super) alerts: Arc<Register>,
    pub(super) others: Others,
    /// What rules found of those.
    pub(super) things: Things,
    /// Latest `occurred_at` of a case event.
    pub(super) last_fact_at: Option<Micros>,
    /// Nothing was judged yet.
    pub(super) is_fresh: bool,
    pub(super) changes: Changes,
    /// Facts changed since the rules on groups were last judged.
    pub(super) groups_wait: bool,
    /// What every thing with a number of its own is judged by changed since.
    pub(super) things_wait: bool,
    /// Something failed since every case was last judged, and is to be told again by whoever starts next.
    pub(super) has_faults: bool,
    /// The relations of alerts and of worlds, kept while neither changes.
    made: Made,
}

/// Tables made of the follower's own state, kept while it does not change.
#[derive(Default)]
pub(super) struct Made {
    alerts: AlertTable,
    /// With the day they were made on: a notice may become known on the next.
    worlds: Option<(Micros, Vec<Table>)>,
}

impl Follower {
    /// One that has read nothing yet. `register` is empty and knows which rules are confidential.
    pub(super) fn new(
        ledger: Arc<dyn Ledger>,
        library: Library,
        rules: Option<Arc<Catalogue>>,
        register: Register,
        known: Known,
    ) -> Follower {
        Follower {
            ledger,
            library,
            rules,
            known,
            facts: FactStore::new(),
            judged: ChunkBuilder::new(),
            coming: Arc::default(),
            position: 0,
            judged_to: 0,
            profiles: HashMap::new(),
            benches: Arc::default(),
            alerts: Arc::new(register),
            others: Others::default(),
            things: Things::default(),
            last_fact_at: None,
            is_fresh: true,
            changes: Changes::default(),
            groups_wait: true,
            things_wait: true,
            has_faults: false,
            made: Made::default(),
        }
    }

    /// Reads what is new in the ledger: alert steps and other relations at once; cases and reference facts are only noted.
    pub(super) async fn follow(&mut self) -> Result<(), OfficeError> {
        loop {
            let rows = self.ledger.read(self.position, PAGE).await?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in &rows {
                self.note(row).await?;
                self.position = row.position;
            }
        }
    }

    async fn note(&mut self, row: &Row) -> Result<(), OfficeError> {
        match row.kind {
            EventType::WatermarkMoved => {
                self.changes.watermark = true;
                self.take_other(row)?;
            }
            EventType::ImportVoided => {
                // Everything the import touched is to be judged again, reference facts too.
                self.changes.reference = true;
                self.others = Others::default();
                self.things = Things::default();
                self.replay(self.position, false).await?;
            }
            EventType::ConflictDeclared | EventType::OutageDeclared => {
                self.changes.reference = true;
                self.take_other(row)?;
            }
            kind if kind.is_reference() => self.changes.reference = true,
            EventType::AlertStep => {
                if self.known.has(row) {
                    self.take_step(row)?;
                }
            }
            kind if kind.is_folded() => {
                if kind.is_case_event() && self.known.has(row) {
                    self.last_fact_at = self.last_fact_at.max(Some(row.occurred_at));
                }
                match &row.case_no {
                    Some(case_no) => {
                        self.changes.cases.insert((row.centre, case_no.clone()));
                    }
                    None => self.take_other(row)?,
                }
            }
            _ => self.take_other(row)?,
        }
        Ok(())
    }

    fn take_step(&mut self, row: &Row) -> Result<(), Unreadable> {
        if let Some(place) = Arc::make_mut(&mut self.alerts).apply(&read(row)?) {
            self.made.alerts.touch(place);
        }
        Ok(())
    }

    fn take_other(&mut self, row: &Row) -> Result<(), Unreadable> {
        // What a profile declares of a file is no delivery: nobody is silent after it.
        let is_declared = row.kind == EventType::WatermarkMoved && row.id.starts_with(DECLARED);
        if !is_declared && self.known.has(row) {
            self.others.apply(&read(row)?);
            self.changes.others = true;
        }
        Ok(())
    }

    /// Takes in the events up to a position that enter no case and are no reference; the alert steps only if asked.
    async fn replay(&mut self, upto: Position, with_alerts: bool) -> Result<(), OfficeError> {
        let is_other = |row: &&Row| matches!(row.kind, EventType::ConflictDeclared | EventType::OutageDeclared | EventType::WatermarkMoved);
        for row in self.ledger.reference_events().await?.iter().filter(is_other).filter(|row| row.position <= upto) {
            self.take_other(row)?;
        }
        let mut after = 0;
        loop {
            let page = self.ledger.service_events(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.position;
            for row in page.iter().filter(|row| row.position <= upto) {
                self.take_other(row)?;
            }
        }
        let mut after = 0;
        loop {
            let page = self.ledger.own_events(after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.position;
            for row in page.iter().filter(|row| row.position <= upto) {
                match row.kind {
                    _ if !self.known.has(row) => {}
                    EventType::AlertStep if with_alerts => self.take_step(row)?,
                    EventType::AlertStep => {}
                    _ => self.others.apply(&read(row)?),
                }
            }
        }
    }

    /// Everything beside the facts of cases as it was at a position, for a follower that goes on from a copy of those facts.
    pub(super) async fn replay_to(&mut self, position: Position) -> Result<(), OfficeError> {
        self.replay(position, true).await?;
        self.made.worlds = None;
        self.position = position;
        self.renew_benches().await
    }

    /// Stands at the ledger's end without having read its cases: whoever has judged none yet reads them all to judge them.
    pub(super) async fn begin(&mut self) -> Result<(), OfficeError> {
        self.replay_to(self.ledger.head().await?.position).await
    }

    /// Worlds and rules as of the ledger's end, for one that reads no case.
    pub(super) async fn go_to_head(&mut self) -> Result<(), OfficeError> {
        self.position = self.ledger.head().await?.position;
        self.renew_benches().await
    }

    /// Worlds and rules of every centre that has a profile, from the reference facts as they are now.
    pub(super) async fn renew_benches(&mut self) -> Result<(), OfficeError> {
        self.profiles = profiles(self.ledger.as_ref(), &self.library).await?;
        self.benches = Arc::new(self.benches_with(&[]).await?);
        for (centre, bench) in self.benches.iter() {
            self.others.set_zone(*centre, crate::time::Zone::clone(&bench.world.zone));
        }
        self.made.worlds = None;
        Ok(())
    }

    /// The same worlds and rules as they would be with further reference events.
    pub(super) async fn benches_with(&self, more: &[Event]) -> Result<Benches, OfficeError> {
        let rows = self.ledger.reference_events().await?;
        let known = self.judged_by();
        let counted: Vec<&Row> = rows.iter().filter(|row| known.has(row)).collect();
        // When a file was imported says nothing of when its events were told.
        let by_itself = counted.iter().filter(|row| row.kind == EventType::OutageDeclared && row.batch.is_none());
        let recorded = by_itself.map(|row| ((row.source, row.id.clone(), row.revision), row.recorded_at)).collect();
        let learned = Learned { known_by: self.known.upto(), recorded };
        let mut benches = Benches::new();
        for (centre, mut events) in by_centre(&self.profiles, &counted)? {
            events.extend(more.iter().filter(|event| event.centre == centre).cloned());
            effective(&mut events);
            let profile = &self.profiles[&centre];
            let mut world = world_as_learned(profile, &events, &learned)?;
            deliveries::note(&mut world.organization, centre, &counted)?;
            let world = Arc::new(world);
            let rules = self.rules.iter().flat_map(|catalogue| &catalogue.rules).filter(|rule| rule.is_for(&profile.rules)).cloned();
            benches.insert(centre, Bench { world, rules: Arc::new(Ruleset::new(rules)) });
        }
        Ok(benches)
    }

    /// Takes the rows of what was judged into the facts.
    pub(super) fn take_in(&mut self, now: Micros) -> Result<(), StoreError> {
        if !self.judged.is_empty() {
            let chunk = self.judged.finish()?;
            self.facts.apply(Update::new(self.position, now).chunk(chunk))?;
        }
        Ok(())
    }

    /// Everything that is there now as one snapshot at a position.
    pub(super) fn snapshot(&mut self, position: Position, now: Micros, more: Option<Table>) -> Result<Arc<Snapshot>, OfficeError> {
        let mut update = self.tables(now)?.into_iter().chain(more).fold(Update::new(position, now), Update::table);
        if !self.judged.is_empty() {
            update = update.chunk(self.judged.finish()?);
        }
        Ok(self.facts.apply(update)?)
    }

    /// The relations that do not come of cases, as of an instant.
    fn tables(&mut self, now: Micros) -> Result<Vec<Table>, OfficeError> {
        let day = now.div_euclid(DAY);
        let worlds = match self.made.worlds.take() {
            Some((made_on, tables)) if made_on == day => tables,
            _ => {
                let mut tables = Vec::new();
                for bench in self.benches.values() {
                    tables.extend(from_world(&bench.world, now)?);
                }
                tables
            }
        };
        let mut tables = vec![self.made.alerts.table(&self.alerts)?];
        tables.extend(self.others.tables(now)?);
        tables.extend(worlds.iter().cloned());
        self.made.worlds = Some((day, worlds));
        Ok(tables)
    }
}

/// The profiles by centre: those in the binary, and those that imports were made with.
pub(super) async fn profiles(ledger: &dyn Ledger, library: &Library) -> Result<HashMap<Sym, Profile>, OfficeError> {
    let mut profiles = HashMap::new();
    for name in library::profile_names() {
        let profile = library.profile(&name)?;
        profiles.insert(Sym::new(&profile.centre), profile);
    }
    for import in ledger.imports().await? {
        if let Some(name) = ledger.meta(&format!("profile/{}", import.began.centre)).await? {
            let profile = library.profile(&name)?;
            profiles.insert(Sym::new(&profile.centre), profile);
        }
    }
    Ok(profiles)
}

/// The reference events of every centre that has a profile, all revisions of them.
fn by_centre(profiles: &HashMap<Sym, Profile>, rows: &[&Row]) -> Result<HashMap<Sym, Vec<Event>>, Unreadable> {
    let mut events: HashMap<Sym, Vec<Event>> = profiles.keys().map(|centre| (*centre, Vec::new())).collect();
    for row in rows {
        if let Some(events) = events.get_mut(&row.centre) {
            events.push(read(row)?);
        }
    }
    Ok(events)
}

/// The event of a row.
pub(in crate::supervision) fn read(row: &Row) -> Result<Event, Unreadable> {
    Event::read(&row.body).map_err(|error| Unreadable { position: row.position, message: error.to_string() })
}
