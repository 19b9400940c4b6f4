//! Imports into the ledger, and quarantined records sent again from there.

use tokio::runtime::Handle;

use super::error::ImportError;
use super::fault::{Fault, Position};
use super::library::Library;
use super::replay::{Replayed, StoredRecord};
use super::report::Counts;
use super::sink::{FileInfo, Outcome, Quarantined, Sink, SinkError};
use crate::case::form::Formed;
use crate::ledger::{self, Append, BatchId, Entry, ImportCounts, Ledger, LedgerError, NewImport};
use crate::time::Micros;

/// The ledger as an import sees it. An import blocks its thread, so it must run outside the runtime's own threads
/// (`spawn_blocking`).
pub struct LedgerSink<'a> {
    ledger: &'a dyn Ledger,
    runtime: Handle,
    centre: String,
    batch: Option<BatchId>,
}

impl<'a> LedgerSink<'a> {
    /// A sink for the files of one import.
    pub fn new(ledger: &'a dyn Ledger, runtime: Handle) -> LedgerSink<'a> {
        LedgerSink { ledger, runtime, centre: String::new(), batch: None }
    }

    /// The batch of the file begun last, for `import void`.
    pub fn batch(&self) -> Option<BatchId> {
        self.batch
    }

    fn quarantined(&self, row: Quarantined) -> ledger::Quarantined {
        ledger::Quarantined {
            centre: self.centre.clone(),
            source: row.file,
            line: row.position.line,
            reason: row.fault.reason.to_owned(),
            field: row.fault.field.unwrap_or_default(),
            message: row.fault.message,
            how_to_mend: row.fault.how_to_mend,
            raw: row.stored.unwrap_or_default(),
            masked: row.masked,
        }
    }
}

impl From<LedgerError> for SinkError {
    fn from(error: LedgerError) -> SinkError {
        SinkError(Box::new(error))
    }
}

impl Sink for LedgerSink<'_> {
    fn begin(&mut self, file: &FileInfo, now: Micros) -> Result<(), SinkError> {
        let import = NewImport {
            centre: file.centre.clone(),
            profile: file.profile.clone(),
            mapping: file.mapping.clone(),
            file_name: file.name.clone(),
            file_sha256: file.sha256.clone(),
            started_at: now,
        };
        let begun = self.runtime.block_on(self.ledger.begin_import(import))?;
        self.centre.clone_from(&file.centre);
        self.batch = Some(begun.batch);
        Ok(())
    }

    fn append(&mut self, events: Vec<(Formed, Position)>, quarantined: Vec<Quarantined>, now: Micros) -> Result<Vec<Outcome>, SinkError> {
        let entries =
            events.into_iter().map(|(event, position)| Entry { event, line: Some(position.line).filter(|line| *line > 0) }).collect();
        let quarantine = quarantined.into_iter().map(|row| self.quarantined(row)).collect();
        let append = Append { entries, import: self.batch, recorded_at: now, quarantine, cursor: None };
        let outcomes = self.runtime.block_on(self.ledger.append(append))?;
        Ok(outcomes
            .into_iter()
            .map(|outcome| match outcome {
                ledger::Outcome::Appended(_) => Outcome::Appended,
                ledger::Outcome::Duplicate(_) => Outcome::Duplicate,
                ledger::Outcome::Conflict { existing } => Outcome::Conflict { existing: existing.unsigned_abs() },
            })
            .collect())
    }

    fn finish(&mut self, counts: &Counts, now: Micros) -> Result<(), SinkError> {
        let Some(batch) = self.batch else { return Ok(()) };
        let counts = ImportCounts {
            read: counts.read,
            accepted: counts.accepted,
            duplicates: counts.duplicates,
            quarantined: counts.quarantined,
            events: counts.events,
            cases: counts.cases,
        };
        self.runtime.block_on(self.ledger.finish_import(batch, counts, now))?;
        Ok(())
    }
}

/// Sends a quarantined record through the door again, as it came or mended, with its profile and mapping as they are now. What goes
/// in belongs to the import that brought the record, so that voiding that one takes it back as well. Goes in all of it, the record
/// is marked as replayed. `None` if there is no such record.
pub fn replay_quarantined(
    ledger: &dyn Ledger,
    library: &Library,
    runtime: &Handle,
    id: i64,
    mended: Option<&str>,
    now: Micros,
) -> Result<Option<Replayed>, ImportError> {
    let found = runtime.block_on(ledger.quarantined(id.saturating_sub(1), 1, false)).map_err(SinkError::from)?;
    let Some(row) = found.into_iter().next().filter(|row| row.id == id) else { return Ok(None) };
    let closed =
        |reason, message: &str, how: &str| Ok(Some(Replayed { faults: vec![Fault::new(reason, message, how)], ..Replayed::default() }));
    if row.withdrawn_at.is_some() {
        return closed("withdrawn", "the import that brought the record was voided", "import its file again");
    }
    if row.replayed_at.is_some() {
        return closed("replayed", "the record was replayed before", "nothing is left to do");
    }
    let raw = runtime.block_on(ledger.quarantined_raw(id)).map_err(SinkError::from)?.unwrap_or_default();
    if raw.is_empty() {
        return closed("not_kept", "the record was too long, or cut off, and was not kept", "mend its file and import that again");
    }
    let stored = StoredRecord::from_json(&raw)?;
    let profile = library.profile(&stored.profile)?;
    let mapping = stored.mapping.as_deref().map(|name| library.mapping(name)).transpose()?;
    let mut sink = LedgerSink { ledger, runtime: runtime.clone(), centre: row.centre, batch: row.batch };
    let token = |tag: &str, text: &str| ledger.vault().token(tag, text);
    let replayed = stored.replay(mended, &profile, mapping.as_ref(), &token, now, &mut sink)?;
    if replayed.faults.is_empty() {
        runtime.block_on(ledger.mark_replayed(id, now)).map_err(SinkError::from)?;
    }
    Ok(Some(replayed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Importer, Mapping, library};
    use crate::ledger::{Events, Imports, Quarantine, SqliteLedger};
    use std::path::{Path, PathBuf};

    struct Folder(PathBuf);

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn import(ledger: &SqliteLedger, runtime: &Handle, file: &Path, now: Micros) -> (crate::ingest::ImportReport, BatchId) {
        let profile = library::profile("boston311").expect("shipped");
        let mapping: Mapping = library::mapping("boston311").expect("shipped");
        let token = |tag: &str, text: &str| ledger.vault().token(tag, text);
        let mut sink = LedgerSink::new(ledger, runtime.clone());
        let importer = Importer { profile: &profile, mapping: Some(&mapping), token: &token, now };
        let report = importer.run(&[file.to_owned()], &mut sink, &mut |_| {}).expect("done");
        (report, sink.batch().expect("a file was begun"))
    }

    #[test]
    fn a_table_goes_through_ledger_and_quarantine_and_back_by_a_void() {
        let folder = Folder(std::env::temp_dir().join(format!("mingjing-ledger-sink-{}", std::process::id())));
        std::fs::create_dir_all(&folder.0).expect("a folder");
        let file = folder.0.join("cases.csv");
        let header = "CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,OnTime_Status,CASE_STATUS,SUBJECT,REASON,TYPE,QUEUE,Department,neighborhood,Source";
        let rest = "ONTIME,Closed,Mayor's Hotline,Notification,Notification,INFO,INFO,,Twitter";
        let good = format!("1,01/01/2015 12:20:09 AM,,01/02/2015 09:08:42 AM,{rest}");
        let bad = format!("2,01/32/2015 12:20:09 AM,,01/02/2015 09:08:42 AM,{rest}");
        std::fs::write(&file, format!("{header}\n{good}\n{bad}\n")).expect("written");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let handle = runtime.handle().clone();
        let ledger = runtime.block_on(SqliteLedger::open(&folder.0.join("data"))).expect("opens");

        let shipped = Library::default();
        let (report, batch) = import(&ledger, &handle, &file, 1);
        assert_eq!((report.read, report.accepted, report.quarantined, report.events, report.cases), (2, 1, 1, 4, 2));
        let (again, _) = import(&ledger, &handle, &file, 2);
        assert_eq!((again.duplicates, again.quarantined, again.events), (1, 1, 0));
        let listed = runtime.block_on(ledger.quarantined(0, 10, true)).expect("lists");
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].line, listed[0].reason.as_str(), listed[0].field.as_str()), (3, "bad_time", "OPEN_DT"));
        // The profile's declarations stand before the first file and belong to no import.
        let rows = runtime.block_on(ledger.read(0, 100)).expect("reads");
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [None, None, Some(2), Some(2), Some(2), Some(3)]);

        let unmended = replay_quarantined(&ledger, &shipped, &handle, listed[0].id, None, 3).expect("read").expect("found");
        assert_eq!((unmended.appended, unmended.faults.is_empty()), (0, false));
        let mended = replay_quarantined(&ledger, &shipped, &handle, listed[0].id, Some(&bad.replace("01/32", "01/31")), 4)
            .expect("read")
            .expect("found");
        assert_eq!((mended.appended, mended.duplicates, mended.faults), (2, 1, Vec::new()));
        let done = replay_quarantined(&ledger, &shipped, &handle, listed[0].id, None, 5).expect("read").expect("found");
        assert_eq!(done.faults[0].reason, "replayed");
        assert!(replay_quarantined(&ledger, &shipped, &handle, 99, None, 5).expect("read").is_none());

        // The second import found nothing new, so the first one holds the events; void it, and the file is new again.
        let first = runtime.block_on(ledger.imports()).expect("lists")[0].batch;
        assert_eq!(first, batch);
        runtime.block_on(ledger.void_import(first, "day and month swapped", 6)).expect("voids");
        let (anew, _) = import(&ledger, &handle, &file, 7);
        assert_eq!((anew.accepted, anew.quarantined, anew.events), (1, 1, 4));
        runtime.block_on(ledger.close()).expect("closes");
    }
}
