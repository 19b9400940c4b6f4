//! Files of events: reading and writing lines, plain and compressed.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::{Folder, must};

/// The text of a file, unpacked where its name ends in `.gz`.
pub fn text(path: &Path) -> String {
    let doing = format!("reading {}", path.display());
    let bytes = must(&doing, std::fs::read(path));
    if path.extension().is_some_and(|extension| extension == "gz") {
        let mut text = String::new();
        must(&doing, GzDecoder::new(bytes.as_slice()).read_to_string(&mut text));
        return text;
    }
    must(&doing, String::from_utf8(bytes))
}

/// Packs bytes.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    must("packing", packed.write_all(bytes).and_then(|()| packed.finish()))
}

/// Events of a JSON Lines file.
pub fn events(path: &Path) -> Vec<Value> {
    text(path).lines().map(|line| must(line, serde_json::from_str(line))).collect()
}

/// Writes events as JSON Lines into a folder, compressed where the name ends in `.gz`.
pub fn write_events<'a>(folder: &Folder, name: &str, events: impl IntoIterator<Item = &'a Value>) -> PathBuf {
    let mut text = String::new();
    for event in events {
        text.push_str(&event.to_string());
        text.push('\n');
    }
    let bytes = if name.ends_with(".gz") { gzip(text.as_bytes()) } else { text.into_bytes() };
    folder.write(name, bytes)
}
