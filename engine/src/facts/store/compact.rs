//! Compaction: small chunks become larger ones, half-dead ones are written anew.
//!
//! Chunks are sorted into tiers by their live cases, each tier eight times the one below; a tier that holds more than
//! [`PER_TIER`] chunks is merged. So a case is rewritten at most once for each tier it climbs, however small the batches were in
//! which changes came, and the number of chunks stays small.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::compute::{concat, filter};
use arrow::datatypes::Int32Type;
use arrow::error::ArrowError;

use super::chunk::{CASES, Chunk, Loose, SEALED_CASES};
use super::packed::spread;
use super::snapshot::Part;
use crate::facts::arrow::CodeBuilder;
use crate::facts::relations::WALKED;
use crate::schema::Type;
use crate::time::Micros;

/// Chunks a tier may hold.
const PER_TIER: usize = 8;

/// Merges what should be merged; gives the rows rewritten.
pub(super) fn compact(parts: &mut Vec<Part>) -> Result<usize, ArrowError> {
    parts.retain(|part| part.live() > 0);
    let mut rewritten = 0;
    while let Some(chosen) = choose(parts) {
        let sources: Vec<Part> = chosen.iter().map(|place| parts[*place].clone()).collect();
        let merged = merge(&sources)?;
        rewritten += merged.iter().map(Chunk::rows).sum::<usize>();
        let mut place = 0;
        parts.retain(|_| {
            place += 1;
            !chosen.contains(&(place - 1))
        });
        parts.extend(merged.into_iter().map(|chunk| Part { chunk: Arc::new(chunk), marks: None }));
    }
    Ok(rewritten)
}

/// The chunks to merge next, by place: those half dead, else a tier that is too full.
fn choose(parts: &[Part]) -> Option<Vec<usize>> {
    let half_dead: Vec<usize> = (0..parts.len()).filter(|place| parts[*place].live() * 2 <= parts[*place].chunk.cases).collect();
    if !half_dead.is_empty() {
        return Some(half_dead);
    }
    let mut tiers: Vec<Vec<usize>> = Vec::new();
    // Any two chunks below half of the sealed size fit into one, so that each merge leaves fewer chunks than it found.
    for (place, part) in parts.iter().enumerate().filter(|(_, part)| part.live() < SEALED_CASES / 2) {
        let tier = (part.live().ilog2() / 3) as usize;
        tiers.resize(tiers.len().max(tier + 1), Vec::new());
        tiers[tier].push(place);
    }
    tiers.into_iter().find(|places| places.len() > PER_TIER)
}

/// The live rows of some parts as new chunks of at most [`SEALED_CASES`].
fn merge(parts: &[Part]) -> Result<Vec<Chunk>, ArrowError> {
    let mut chunks = Vec::new();
    let mut group: Vec<Part> = Vec::new();
    let mut cases = 0;
    for part in parts {
        if cases > 0 && cases + part.live() > SEALED_CASES {
            chunks.push(merge_one(&group)?);
            group.clear();
            cases = 0;
        }
        cases += part.live();
        group.push(part.clone());
    }
    if cases > 0 {
        chunks.push(merge_one(&group)?);
    }
    Ok(chunks)
}

fn merge_one(parts: &[Part]) -> Result<Chunk, ArrowError> {
    let keeps: Vec<Option<BooleanArray>> =
        parts.iter().map(|part| Some(BooleanArray::new(part.marks.as_ref()?.keep(0..part.chunk.cases)?, None))).collect();
    let mut next_at: Vec<Micros> = Vec::new();
    for part in parts {
        next_at.extend(part.chunk.next_at.iter().enumerate().filter(|(case, _)| part.is_live(*case)).map(|(_, next_at)| *next_at));
    }
    let mut loose = Vec::with_capacity(WALKED.len());
    for (place, relation) in WALKED.iter().enumerate() {
        let mut columns = Vec::with_capacity(relation.columns.len());
        for (slot, column) in relation.columns.iter().enumerate() {
            if matches!(column.ty, Type::List(_)) {
                columns.push(None);
                continue;
            }
            let mut arrays = Vec::with_capacity(parts.len());
            for (part, keep) in parts.iter().zip(&keeps) {
                let array = part.chunk.column(place, slot, &(0..part.chunk.cases))?;
                arrays.push(match (keep, &part.chunk.tables[place].starts) {
                    (None, _) => array,
                    (Some(keep), _) if place == CASES => filter(&array, keep)?,
                    (Some(keep), Some(starts)) => filter(&array, &spread(keep.values(), starts))?,
                    (Some(_), None) => array,
                });
            }
            columns.push(Some(join(column.ty, &arrays)?));
        }
        let rows = columns.iter().flatten().next().map_or(0, |array: &ArrayRef| array.len());
        loose.push(Loose { rows, columns, starts: if place == CASES { Vec::new() } else { starts_of(parts, place) } });
    }
    Chunk::pack(loose, next_at)
}

/// Arrow's `concat` may leave a code twice in a dictionary and keeps those that no row uses.
fn join(ty: Type, arrays: &[ArrayRef]) -> Result<ArrayRef, ArrowError> {
    if ty != Type::Code {
        let arrays: Vec<&dyn Array> = arrays.iter().map(|array| array.as_ref()).collect();
        return concat(&arrays);
    }
    let mut codes = CodeBuilder::default();
    for array in arrays {
        codes.append_array(array.as_dictionary::<Int32Type>());
    }
    codes.finish()
}

fn starts_of(parts: &[Part], place: usize) -> Vec<i32> {
    let mut starts = vec![0];
    let mut end = 0;
    for part in parts {
        for case in (0..part.chunk.cases).filter(|case| part.is_live(*case)) {
            end += part.chunk.tables[place].starts.as_ref().map_or(0, |starts| starts[case + 1] - starts[case]);
            starts.push(end);
        }
    }
    starts
}
