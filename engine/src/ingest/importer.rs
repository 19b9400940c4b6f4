//! An import: files to chunks of events to the ledger, with counts. One thread reads and checks while the other appends.

mod open;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::BufRead;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

use sha2::{Digest, Sha256};

use super::door::Door;
use super::error::ImportError;
use super::fault::{Fault, Position};
use super::mapping::Mapping;
use super::mapping::bind::Bound;
use super::mapping::once::Repeats;
use super::masked::masked;
use super::masker::Token;
use super::profile::Profile;
use super::records::{Record, Records};
use super::replay::StoredRecord;
use super::report::{Counts, ImportReport, Progress};
use super::sink::{FileInfo, Outcome, Quarantined, Sink};
use super::source::{Meter, file_hash, hex};
use super::tables::FileNote;
use crate::case::form::Formed;
use crate::case::kind::EventType;
use crate::time::Micros;

/// Events of one transaction, about.
pub const CHUNK: usize = 2000;
/// Chunks read ahead while one is appended.
const AHEAD: usize = 2;

/// Imports files under a profile.
pub struct Importer<'a> {
    /// The centre's profile.
    pub profile: &'a Profile,
    /// Mapping of tables; without it the profile's.
    pub mapping: Option<&'a Mapping>,
    /// Makes tokens of personal values.
    pub token: &'a Token<'a>,
    /// Time recorded with what is appended.
    pub now: Micros,
}

/// A record that passed the door, whole or in part.
struct Passing {
    record: Record,
    events: Vec<Formed>,
    faults: Vec<Fault>,
}

/// A file ready to be read, its columns found right.
struct Opened {
    info: FileInfo,
    records: Records<Box<dyn BufRead + Send>>,
    bound: Option<Bound>,
    /// The header's line of a table.
    header: Option<String>,
    meter: Meter,
    total: u64,
    /// The attributes of a log, which take a pass over the file to find.
    found: Option<Arc<Vec<String>>>,
}

impl Importer<'_> {
    /// Imports files in order. All are opened and their columns checked before the first event goes in; a bad record never stops
    /// the rest, a ledger that refuses does, and what was appended until then stays: the same import may be run again.
    pub fn run(&self, files: &[PathBuf], sink: &mut dyn Sink, progress: &mut dyn FnMut(&Progress)) -> Result<ImportReport, ImportError> {
        let mut found = Vec::with_capacity(files.len());
        let mut only = None;
        for file in files {
            let opened = self.open(file, None)?;
            found.push(opened.found.clone());
            // One file stays open; of many, as many as there are would.
            only = (files.len() == 1).then_some(opened);
        }
        self.declare(sink)?;
        let mut total = Counts::default();
        let mut cases = HashSet::new();
        let mut notes = Vec::new();
        for (file, found) in files.iter().zip(found) {
            let mut opened = match only.take() {
                Some(opened) => opened,
                None => self.open(file, found)?,
            };
            opened.info.sha256 = file_hash(file)?;
            let mut touched = HashSet::new();
            total.add(&self.file(opened, sink, &mut touched, &mut notes, progress)?);
            cases.extend(touched);
        }
        Ok(ImportReport {
            read: total.read,
            accepted: total.accepted,
            duplicates: total.duplicates,
            quarantined: total.quarantined,
            cases: cases.len() as u64,
            events: total.events,
            seconds: 0.0,
            notes,
        })
    }

    /// Appends what the profile declares of its sources. It is no source record and is not counted.
    fn declare(&self, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let door = Door { profile: self.profile, bound: None, token: self.token };
        let mut events = Vec::new();
        for event in self.profile.declarations() {
            let formed = door.check(&event).map_err(|fault| ImportError::Stored { message: fault.to_string() })?;
            events.push((formed, Position::default()));
        }
        if events.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> = events.iter().map(|(event, _)| event.id.clone()).collect();
        let outcomes = sink.append(events, Vec::new(), self.now)?;
        match ids.into_iter().zip(outcomes).find(|(_, outcome)| matches!(outcome, Outcome::Conflict { .. })) {
            Some((declaration, _)) => Err(ImportError::Declaration { profile: self.profile.name.clone(), declaration }),
            None => Ok(()),
        }
    }

    fn file(
        &self,
        opened: Opened,
        sink: &mut dyn Sink,
        cases: &mut HashSet<u64>,
        notes: &mut Vec<FileNote>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Counts, ImportError> {
        let Opened { info, mut records, bound, header, meter, total, .. } = opened;
        sink.begin(&info, self.now)?;
        let personal = bound.as_ref().map(|bound| bound.personal_columns().to_vec());
        let mut counts = Counts::default();
        let result = std::thread::scope(|scope| {
            let (sender, chunks) = sync_channel(AHEAD);
            let door = Door { profile: self.profile, bound: bound.as_ref(), token: self.token };
            let records = &mut records;
            scope.spawn(move || read_chunks(records, &door, &sender));
            for chunk in chunks {
                let keeper = Keeper { info: &info, header: header.as_deref(), personal: personal.as_deref() };
                self.chunk(chunk, &keeper, sink, cases, &mut counts)?;
                progress(&Progress { file: info.name.clone(), records: counts.read, bytes: meter.bytes().min(total), total_bytes: total });
            }
            Ok::<(), ImportError>(())
        });
        result?;
        notes.extend(records.notes().into_iter().map(|note| FileNote { file: info.name.clone(), note }));
        counts.cases = cases.len() as u64;
        sink.finish(&counts, self.now)?;
        Ok(counts)
    }

    fn chunk(
        &self,
        chunk: Vec<Passing>,
        keeper: &Keeper<'_>,
        sink: &mut dyn Sink,
        cases: &mut HashSet<u64>,
        counts: &mut Counts,
    ) -> Result<(), ImportError> {
        let mut events = Vec::new();
        let mut quarantined = Vec::new();
        // What is needed of each record once its events are gone to the ledger: the record, types and cases' hashes of its events,
        // whether it was listed.
        let mut rest = Vec::with_capacity(chunk.len());
        for passing in chunk {
            quarantined.extend(Fault::merged(&passing.faults).map(|fault| keeper.quarantined(&passing.record, fault)));
            let given: Vec<(EventType, Option<u64>)> = passing.events.iter().map(|event| (event.kind, case_hash(event))).collect();
            let position = passing.record.position;
            events.extend(passing.events.into_iter().map(|event| (event, position)));
            rest.push((passing.record, given, !passing.faults.is_empty()));
        }
        let mut outcomes = sink.append(events, quarantined, self.now)?.into_iter();
        let mut conflicts = Vec::new();
        for (record, given, mut is_listed) in rest {
            let mut is_new = false;
            for ((kind, hash), outcome) in given.into_iter().zip(outcomes.by_ref()) {
                match outcome {
                    Outcome::Appended => {
                        is_new = true;
                        counts.events += 1;
                        cases.extend(hash);
                    }
                    Outcome::Duplicate => {}
                    // A record stands in the list once; what else is wrong with it shows when it is replayed.
                    Outcome::Conflict { .. } if is_listed => {}
                    Outcome::Conflict { existing } => {
                        is_listed = true;
                        conflicts.push(keeper.quarantined(&record, conflict(kind, existing)));
                    }
                }
            }
            counts.read += 1;
            match (is_listed, is_new) {
                (true, _) => counts.quarantined += 1,
                (false, true) => counts.accepted += 1,
                (false, false) => counts.duplicates += 1,
            }
        }
        if !conflicts.is_empty() {
            sink.append(Vec::new(), conflicts, self.now)?;
        }
        Ok(())
    }
}

/// Why an event that is there with other content is not taken.
pub(super) fn conflict(kind: EventType, existing: u64) -> Fault {
    let kind = kind.name();
    Fault::new(
        "conflict",
        format!("an event {kind} with this id and revision is in the ledger with other content, at position {existing}"),
        "send the correction with a higher revision; if the earlier import was wrong as a whole, void it (import void)",
    )
    .of("revision")
}

/// Reads and checks until the end, or until nobody takes the chunks any more.
fn read_chunks<R: BufRead>(records: &mut Records<R>, door: &Door<'_>, chunks: &SyncSender<Vec<Passing>>) {
    let mut chunk = Vec::new();
    let mut size = 0;
    let mut repeats = Repeats::default();
    while let Some(mut record) = records.next_record() {
        let mut passed = door.pass_after(&record, &mut repeats);
        for fault in &mut passed.faults {
            records.locate(fault, record.position.line);
        }
        if passed.faults.is_empty() {
            record.let_go();
        }
        // A record without events weighs too, so that a file of nothing but faults comes in chunks as well.
        size += passed.events.len().max(1);
        chunk.push(Passing { record, events: passed.events, faults: passed.faults });
        if size >= CHUNK {
            size = 0;
            if chunks.send(std::mem::take(&mut chunk)).is_err() {
                return;
            }
        }
    }
    if !chunk.is_empty() {
        // Nobody listening means that the import has failed already, and that failure is the one reported.
        let _ = chunks.send(chunk);
    }
}

/// Makes quarantine entries of a file's records.
struct Keeper<'a> {
    info: &'a FileInfo,
    header: Option<&'a str>,
    personal: Option<&'a [usize]>,
}

impl Keeper<'_> {
    fn quarantined(&self, record: &Record, fault: Fault) -> Quarantined {
        let mut hash = Sha256::new();
        for part in [
            &self.info.name,
            &record.position.line.to_string(),
            fault.reason,
            fault.field.as_deref().unwrap_or(""),
            &fault.message,
            &record.raw,
        ] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let stored = record.is_whole.then(|| {
            StoredRecord {
                file: self.info.name.clone(),
                line: record.position.line,
                byte: record.position.byte,
                profile: self.info.profile.clone(),
                mapping: self.info.mapping.clone(),
                header: self.header.map(str::to_owned),
                raw: record.raw.clone(),
            }
            .to_json()
        });
        Quarantined {
            fingerprint: hex(&hash.finalize()),
            file: self.info.name.clone(),
            position: record.position,
            fault,
            masked: masked(record, self.personal),
            stored,
        }
    }
}

/// Hash of the case an event belongs to, so that distinct cases are counted in eight bytes each.
pub fn case_hash(event: &Formed) -> Option<u64> {
    let case_no = event.case_no.as_ref()?;
    let mut hasher = DefaultHasher::new();
    event.centre.text().hash(&mut hasher);
    case_no.hash(&mut hasher);
    Some(hasher.finish())
}

#[cfg(test)]
mod tests;
