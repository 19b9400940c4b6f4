//! The copy of a snapshot on disk, for a fast start.
//!
//! A folder holds one file for each chunk and each table, named by its content, and a manifest that lists them with their hashes,
//! the position and the schema they were written for. Files are written under a temporary name and renamed, the manifest last: a
//! save that is cut short leaves the copy before it. Chunks never change, so that saving again writes only what is new.
//!
//! A copy that is damaged, or was written for other relations, is not an error: [`load`] says so in the log and the store is built
//! again from the ledger.

mod file;

use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::Arc;

use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use arrow::record_batch::RecordBatch;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::StoreError;
use super::chunk::Chunk;
use super::hash::hex;
use super::marks::Marks;
use super::snapshot::{Part, Snapshot};
use super::table::Table;
use crate::facts::arrow::schema_of;
use crate::facts::others;
use crate::facts::relations::WALKED;
use crate::schema::Relation;
use crate::time::Micros;
use file::{chunk_bytes, parse_chunk};

/// Changes whenever files of before could be misread.
const FORMAT: u32 = 2;
const MANIFEST: &str = "manifest";
const SUFFIX: &str = ".facts";

/// What [`save`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Files written; those already there are left.
    pub files: usize,
    /// Bytes in them.
    pub bytes: u64,
}

/// A file of the copy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ChunkFile {
    name: String,
    sha256: String,
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    format: u32,
    schema: String,
    position: i64,
    now: Micros,
    /// What whoever saved it needs to go on from it.
    note: serde_json::Value,
    chunks: Vec<PartEntry>,
    tables: Vec<TableEntry>,
}

#[derive(Serialize, Deserialize)]
struct PartEntry {
    file: ChunkFile,
    dead: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct TableEntry {
    relation: String,
    file: ChunkFile,
}

/// Why a copy cannot be used.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error("{file}: {source}")]
    Io { file: String, source: std::io::Error },
    #[error("{file} does not have the content its hash names")]
    Hash { file: String },
    #[error("it was written in format {found}, this is {FORMAT}")]
    Format { found: u32 },
    #[error("it was written for other relations")]
    Schema,
    #[error("it was made by other rules or by another program")]
    Other,
    #[error("{file}: {what}")]
    Content { file: String, what: String },
}

/// Writes a snapshot to a folder, which is made where it is missing, with a note for whoever loads it.
///
/// # Errors
/// If a file cannot be written.
pub fn save(snapshot: &Snapshot, folder: &Path, note: &impl Serialize) -> Result<Saved, StoreError> {
    let at = |path: &Path| {
        let path = path.display().to_string();
        move |source| StoreError::Write { path, source }
    };
    std::fs::create_dir_all(folder).map_err(at(folder))?;
    let mut saved = Saved::default();
    let mut chunks = Vec::with_capacity(snapshot.parts.len());
    for part in &snapshot.parts {
        let there = part.chunk.file.get().filter(|file| folder.join(&file.name).exists());
        let file = match there {
            Some(file) => file.clone(),
            None => {
                let file = write_content(folder, "chunk", &chunk_bytes(&part.chunk)?, &mut saved)?;
                // Set already means written to another folder; its name is its content's, so the same.
                let _ = part.chunk.file.set(file.clone());
                file
            }
        };
        chunks.push(PartEntry { file, dead: part.marks.as_ref().map(|marks| marks.marked()).unwrap_or_default() });
    }
    let mut tables = Vec::with_capacity(snapshot.tables.len());
    for table in snapshot.tables.values() {
        let relation = table.relation().name;
        let file = write_content(folder, &format!("table-{relation}"), &table_bytes(table)?, &mut saved)?;
        tables.push(TableEntry { relation: relation.to_owned(), file });
    }
    let as_json = |error: serde_json::Error| ArrowError::JsonError(error.to_string());
    let note = serde_json::to_value(note).map_err(as_json)?;
    let (position, now) = (snapshot.position, snapshot.now);
    let manifest = Manifest { format: FORMAT, schema: schema_hash(), position, now, note, chunks, tables };
    let body = serde_json::to_string(&manifest).map_err(as_json)?;
    let text = format!("{}\n{body}\n", hex(&Sha256::digest(body.as_bytes())));
    write_renamed(&folder.join(MANIFEST), text.as_bytes())?;
    remove_others(folder, &manifest);
    Ok(saved)
}

/// Reads the copy in a folder with its note. `None`, with a line in the log, where there is none that can be used or `serves` says no to the
/// note.
pub fn load<N: DeserializeOwned>(folder: &Path, serves: impl Fn(&N) -> bool) -> Option<(Snapshot, N)> {
    if !folder.join(MANIFEST).exists() {
        return None;
    }
    match read(folder, serves) {
        Ok(copy) => Some(copy),
        Err(reason) => {
            tracing::warn!(
                facts.folder = %folder.display(),
                facts.reason = %reason,
                "the copy of the facts cannot be used and is left aside; they are built again from the ledger"
            );
            None
        }
    }
}

/// Hash of what the files rest on: the relations with their columns and types.
fn schema_hash() -> String {
    let mut hash = Sha256::new();
    for relation in WALKED.iter().chain(others::ALL) {
        hash.update(format!("{} {:?}\n", relation.name, relation.key));
        for column in relation.columns {
            hash.update(format!("{} {:?}\n", column.name, column.ty));
        }
    }
    hex(&hash.finalize())
}

fn write_content(folder: &Path, kind: &str, bytes: &[u8], saved: &mut Saved) -> Result<ChunkFile, StoreError> {
    let sha256 = hex(&Sha256::digest(bytes));
    let name = format!("{kind}-{}{SUFFIX}", &sha256[..16]);
    let path = folder.join(&name);
    if !path.exists() {
        write_renamed(&path, bytes)?;
        saved.files += 1;
        saved.bytes += bytes.len() as u64;
    }
    Ok(ChunkFile { name, sha256 })
}

fn write_renamed(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let temporary = path.with_extension("tmp");
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_data()?;
        std::fs::rename(&temporary, path)
    };
    write().map_err(|source| StoreError::Write { path: path.display().to_string(), source })
}

/// Files that no longer belong to the copy. One that cannot be removed does no harm.
fn remove_others(folder: &Path, manifest: &Manifest) {
    let listed = |name: &str| {
        manifest.chunks.iter().any(|entry| entry.file.name == name) || manifest.tables.iter().any(|entry| entry.file.name == name)
    };
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if (name.ends_with(SUFFIX) || name.ends_with(".tmp")) && !listed(&name) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn table_bytes(table: &Table) -> Result<Vec<u8>, ArrowError> {
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &schema_of(table.relation()))?;
    for batch in table.batches() {
        writer.write(batch)?;
    }
    writer.finish()?;
    drop(writer);
    Ok(bytes)
}

fn read<N: DeserializeOwned>(folder: &Path, serves: impl Fn(&N) -> bool) -> Result<(Snapshot, N), Unusable> {
    let manifest = read_manifest(folder)?;
    if manifest.format != FORMAT {
        return Err(Unusable::Format { found: manifest.format });
    }
    if manifest.schema != schema_hash() {
        return Err(Unusable::Schema);
    }
    let note: N = serde_json::from_value(manifest.note).map_err(|error| content(MANIFEST, error))?;
    if !serves(&note) {
        return Err(Unusable::Other);
    }
    let chunks = read_chunks(folder, &manifest.chunks)?;
    let mut snapshot = Snapshot::empty();
    snapshot.position = manifest.position;
    snapshot.now = manifest.now;
    for (entry, chunk) in manifest.chunks.iter().zip(chunks) {
        let mut marks = Marks::none(chunk.cases);
        for case in &entry.dead {
            if *case as usize >= chunk.cases {
                return Err(content(&entry.file.name, "a deletion mark lies outside the chunk"));
            }
            marks.mark(*case as usize);
        }
        let marks = (marks.count() > 0).then(|| Arc::new(marks));
        snapshot.parts.push(Part { chunk: Arc::new(chunk), marks });
    }
    for entry in &manifest.tables {
        let relation = others::relation(&entry.relation).ok_or(Unusable::Schema)?;
        let table = read_table(folder, &entry.file, relation)?;
        snapshot.tables.insert(relation.name, Arc::new(table));
    }
    Ok((snapshot, note))
}

fn read_manifest(folder: &Path) -> Result<Manifest, Unusable> {
    let bytes = std::fs::read(folder.join(MANIFEST)).map_err(|source| Unusable::Io { file: MANIFEST.to_owned(), source })?;
    let text = String::from_utf8(bytes).map_err(|_| content(MANIFEST, "not text"))?;
    let (hash, body) = text.split_once('\n').ok_or_else(|| content(MANIFEST, "cut short"))?;
    let body = body.trim_end();
    if hash != hex(&Sha256::digest(body.as_bytes())) {
        return Err(Unusable::Hash { file: MANIFEST.to_owned() });
    }
    serde_json::from_str(body).map_err(|error| content(MANIFEST, error))
}

/// Chunks are read by as many threads as there are processors; most of the time goes into hashing.
fn read_chunks(folder: &Path, entries: &[PartEntry]) -> Result<Vec<Chunk>, Unusable> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(entries.len().max(1));
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut read = Vec::new();
        loop {
            let place = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(entry) = entries.get(place) else { return read };
            read.push((place, read_chunk(folder, &entry.file)));
        }
    };
    let mut chunks: Vec<(usize, Result<Chunk, Unusable>)> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        handles.into_iter().flat_map(|handle| handle.join().unwrap_or_default()).collect()
    });
    if chunks.len() != entries.len() {
        return Err(content("chunks", "a reader stopped"));
    }
    chunks.sort_unstable_by_key(|(place, _)| *place);
    chunks.into_iter().map(|(_, chunk)| chunk).collect()
}

fn read_file(folder: &Path, file: &ChunkFile) -> Result<Vec<u8>, Unusable> {
    // Names come from the manifest; one that leads out of the folder is not ours.
    if file.name.contains(['/', '\\']) {
        return Err(content(&file.name, "not a file of this folder"));
    }
    let bytes = std::fs::read(folder.join(&file.name)).map_err(|source| Unusable::Io { file: file.name.clone(), source })?;
    if hex(&Sha256::digest(&bytes)) != file.sha256 {
        return Err(Unusable::Hash { file: file.name.clone() });
    }
    Ok(bytes)
}

fn read_chunk(folder: &Path, file: &ChunkFile) -> Result<Chunk, Unusable> {
    let bytes = read_file(folder, file)?;
    let chunk = parse_chunk(&bytes).map_err(|error| content(&file.name, error))?;
    let _ = chunk.file.set(file.clone());
    Ok(chunk)
}

fn read_table(folder: &Path, file: &ChunkFile, relation: &'static Relation) -> Result<Table, Unusable> {
    let bytes = read_file(folder, file)?;
    let parse = || -> Result<Table, ArrowError> {
        let batches = StreamReader::try_new(Cursor::new(&bytes), None)?.collect::<Result<Vec<RecordBatch>, ArrowError>>()?;
        Table::from_batches(relation, batches)
    };
    parse().map_err(|error| content(&file.name, error))
}

fn content(file: &str, what: impl std::fmt::Display) -> Unusable {
    Unusable::Content { file: file.to_owned(), what: what.to_string() }
}
