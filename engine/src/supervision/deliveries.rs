//! Since when sources deliver: from then on the time at which a file is imported tells how late its events are (decisions/0003).

use super::judge::Unreadable;
use crate::case::event::Event;
use crate::case::kind::EventType;
use crate::case::payload::Payload;
use crate::ingest::profile::DECLARED;
use crate::ledger::Row;
use crate::organization::Organization;
use crate::sym::Sym;

/// Notes of every source of a centre when it first moved its watermark itself. What a profile declares tells of a file as a whole, not of a
/// delivery. `rows` are the counted reference rows of the ledger.
///
/// # Errors
/// If a row cannot be read.
pub fn note(organization: &mut Organization, centre: Sym, rows: &[&Row]) -> Result<(), Unreadable> {
    let moves = rows.iter().filter(|row| row.kind == EventType::WatermarkMoved && row.centre == centre && !row.id.starts_with(DECLARED));
    for row in moves {
        let event = Event::read(&row.body).map_err(|error| Unreadable { position: row.position, message: error.to_string() })?;
        let Payload::WatermarkMoved(moved) = &event.payload else { continue };
        if let Some(source) = moved.source {
            let source = organization.source_mut(source);
            source.delivers_since = Some(source.delivers_since.map_or(row.recorded_at, |first| first.min(row.recorded_at)));
        }
    }
    Ok(())
}
