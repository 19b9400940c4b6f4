//! A batch of CloudEvents, taken as it comes in: split into its entries, checked and appended some two thousand at a time, so that its size is
//! nothing that memory has to hold. Reading waits while a part is appended, which slows the sender down to what the ledger takes.
//!
//! What was appended stays when the rest does not come; the sender sends the whole again, and what is in already counts as duplicates.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use futures_util::{Stream, StreamExt};
use mingjing_engine::ingest::elements::Elements;
use mingjing_engine::ingest::importer::CHUNK;
use mingjing_engine::ingest::records::Record;
use mingjing_engine::ingest::{Fault, Position, Profile};

use super::door::{Form, Total, require_form};
use super::post::{finish, profiles, take_in};
use crate::serve::access::visit::Visit;
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// Most bytes of a batch.
pub const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// Batches that may be read at a time.
pub const MOST_BATCHES: usize = 4;
/// A sender that is silent for so long is not waited for any longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes read before a part is appended, however few entries they are.
const PART: usize = 4 * 1024 * 1024;

/// Takes a batch. It is read to its end by a task of its own, so that a connection that breaks leaves no half-counted part.
pub async fn take(app: &App, visit: &Visit, body: Body, length: Option<u64>) -> Result<Total, ApiError> {
    if length.is_some_and(|length| length > MOST_BYTES) {
        return Err(ApiError::TooLarge { limit: MOST_BYTES });
    }
    let permit = app.batches.clone().try_acquire_owned().map_err(|_| ApiError::TooManyBatches { most: MOST_BATCHES })?;
    let (app, visit) = (app.clone(), visit.clone());
    let task = tokio::spawn(async move {
        let _permit = permit;
        let mut total = Total::default();
        let read = read(&app, &visit, body.into_data_stream(), PATIENCE, &mut total).await;
        // What went in is noted and judged even where the rest did not come.
        if read.is_ok() || total.report.read > 0 {
            finish(&app, &visit, &total.report).await?;
        }
        read.map(|()| total)
    });
    task.await.map_err(|error| ApiError::internal("reading a batch", error))?
}

async fn read<B, E>(
    app: &App,
    visit: &Visit,
    mut pieces: impl Stream<Item = Result<B, E>> + Unpin,
    patience: Duration,
    total: &mut Total,
) -> Result<(), ApiError>
where
    B: AsRef<[u8]>,
{
    let profiles = Arc::new(profiles(app).await?);
    let mut elements = Elements::default();
    let mut records = Vec::new();
    let (mut bytes, mut of_part) = (0, 0);
    // A server that is to stop does not wait for a sender.
    let mut closing = app.closing.subscribe();
    let end = loop {
        let piece = tokio::select! {
            piece = next(&mut pieces, patience, &elements) => piece?,
            _ = closing.wait_for(|closing| *closing) => return Err(ApiError::Closing),
        };
        let Some(piece) = piece else { break elements.finish().err() };
        let piece = piece.as_ref();
        bytes += piece.len() as u64;
        of_part += piece.len();
        if bytes > MOST_BYTES {
            return Err(ApiError::TooLarge { limit: MOST_BYTES });
        }
        if let Err(fault) = elements.push(piece, &mut records) {
            break Some(fault);
        }
        if records.len() >= CHUNK || of_part >= PART {
            of_part = 0;
            append(app, visit, std::mem::take(&mut records), &profiles, total).await?;
        }
    };
    match end {
        Some(fault) if records.is_empty() && total.report.read == 0 && elements.place() == 1 => {
            return Err(ApiError::BadBody { message: fault.message });
        }
        Some(fault) => records.push(at_the_end(elements.place(), fault)),
        None => {}
    }
    append(app, visit, records, &profiles, total).await
}

/// The next piece of the body; `None` at its end.
async fn next<B, E>(
    pieces: &mut (impl Stream<Item = Result<B, E>> + Unpin),
    patience: Duration,
    elements: &Elements,
) -> Result<Option<B>, ApiError> {
    match tokio::time::timeout(patience, pieces.next()).await {
        Ok(None) => Ok(None),
        Ok(Some(Ok(piece))) => Ok(Some(piece)),
        Ok(Some(Err(_))) => Err(ApiError::BadBody { message: format!("the body broke off in entry {}", elements.place()) }),
        Err(_) => Err(ApiError::TooSlow { place: elements.place(), seconds: patience.as_secs() }),
    }
}

async fn append(
    app: &App,
    visit: &Visit,
    mut records: Vec<Record>,
    profiles: &Arc<Vec<Profile>>,
    total: &mut Total,
) -> Result<(), ApiError> {
    if records.is_empty() {
        return Ok(());
    }
    require_form(Form::Batch, &mut records);
    take_in(app, visit, records, profiles.clone(), total).await
}

/// What stands for the rest of an array that cannot be read, so that it is counted and listed like the cut end of a file.
fn at_the_end(place: u64, fault: Fault) -> Record {
    Record { position: Position { line: place, byte: 0 }, raw: String::new(), is_whole: false, content: Err(fault) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream::{iter, pending};

    #[tokio::test]
    async fn a_silent_sender_and_a_broken_body_are_told_apart() {
        let elements = Elements::default();
        let mut silent = pending::<Result<&[u8], ()>>();
        let slow = next(&mut silent, Duration::ZERO, &elements).await;
        assert!(matches!(slow, Err(ApiError::TooSlow { place: 1, .. })));
        let mut broken = iter([Ok(&b"["[..]), Err(())]);
        assert!(matches!(next(&mut broken, PATIENCE, &elements).await, Ok(Some(b"["))));
        assert!(matches!(next(&mut broken, PATIENCE, &elements).await, Err(ApiError::BadBody { .. })));
        assert!(matches!(next(&mut broken, PATIENCE, &elements).await, Ok(None)));
    }
}
