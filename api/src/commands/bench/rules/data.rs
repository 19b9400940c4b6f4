//! Generated rows of the relation `case`: nulls, zeros, and values that overflow the arithmetic of a rule.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, DictionaryArray, FixedSizeBinaryBuilder, Int32Array, Int64Array, ListArray, MapBuilder,
    RecordBatch, StringArray, StringBuilder, StructArray, TimestampMicrosecondArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Fields, Int32Type, Schema};
use mingjing_engine::facts::relations;
use mingjing_engine::schema::{Relation, Type};
use mingjing_engine::time::{DAY, MINUTE, Micros};

/// Rows of a batch, as in a scan by DataFusion.
pub const BATCH: usize = 8192;
/// Fields of an entry of `materials` that are made; the rules read no others.
pub const MATERIAL_FIELDS: [&str; 3] = ["is_required", "taken_at", "is_tolerated"];

/// A small source of chance: xorshift64*, seeded through splitmix64.
pub struct Random(u64);

impl Random {
    /// The source of one batch: batches do not depend on the order in which they are made.
    pub fn new(seed: u64, batch: u64) -> Random {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ batch.wrapping_add(1).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state ^= state >> 31;
        Random(state.max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, count: u64) -> u64 {
        (self.next() >> 33) % count
    }
}

fn words(name: &str) -> &'static [&'static str] {
    match name {
        "state" => &["received", "accepted", "reviewing", "special", "suspended", "finished", "delivered"],
        "decision" => &["granted", "denied"],
        "item_result_type" => &["10", "20", "30", "99"],
        "result_code" => &["licence", "granted", "denied", "returned", "voided"],
        "refusal" => &["not_required", "not_accepted"],
        "acceptor_id" | "approver_id" => &["P001", "P002", "P003", "P004", "P005", "P006", "P007", "P008", "P009", "P010", "P011", "P012"],
        _ => &["甲", "乙"],
    }
}

fn integers(random: &mut Random, rows: usize) -> ArrayRef {
    let value = |random: &mut Random| match random.below(2000) {
        0..250 => None,
        250 => Some(i64::MAX),
        _ => Some(random.below(20) as i64 - 4),
    };
    Arc::new((0..rows).map(|_| value(random)).collect::<Int64Array>())
}

fn booleans(random: &mut Random, rows: usize) -> ArrayRef {
    Arc::new((0..rows).map(|_| (random.below(8) > 0).then(|| random.below(2) == 0)).collect::<BooleanArray>())
}

fn instants(random: &mut Random, rows: usize, now: Micros) -> ArrayRef {
    let value = |random: &mut Random| match random.below(3000) {
        0..1000 => None,
        1000 => Some(i64::MAX),
        1001 => Some(0),
        // To the minute, so that two instants are often close together.
        1002..1500 => Some(now - random.below(8) as i64 * MINUTE),
        _ => Some(now + (random.below(60) as i64 - 40) * DAY + random.below(DAY as u64) as i64),
    };
    let values: TimestampMicrosecondArray = (0..rows).map(|_| value(random)).collect();
    Arc::new(values.with_timezone("UTC"))
}

fn codes(random: &mut Random, rows: usize, words: &[&str]) -> anyhow::Result<ArrayRef> {
    let value = |random: &mut Random| (random.below(4) > 0).then(|| random.below(words.len() as u64) as i32);
    let keys: Int32Array = (0..rows).map(|_| value(random)).collect();
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(StringArray::from(words.to_vec())))?))
}

fn materials(random: &mut Random, rows: usize, now: Micros) -> ArrayRef {
    let lengths: Vec<usize> = (0..rows).map(|_| random.below(5) as usize).collect();
    let entries = lengths.iter().sum();
    let columns = [booleans(random, entries), instants(random, entries, now), booleans(random, entries)];
    let fields: Fields =
        MATERIAL_FIELDS.iter().zip(&columns).map(|(name, column)| Field::new(*name, column.data_type().clone(), true)).collect();
    let values = StructArray::new(fields.clone(), columns.to_vec(), None);
    let entry = Arc::new(Field::new("item", DataType::Struct(fields), true));
    Arc::new(ListArray::new(entry, OffsetBuffer::from_lengths(lengths), Arc::new(values), None))
}

/// One batch with the columns of these slots.
pub fn batch(relation: &Relation, slots: &[usize], seed: u64, number: u64, rows: usize, now: Micros) -> anyhow::Result<RecordBatch> {
    let mut random = Random::new(seed, number);
    let mut fields = Vec::with_capacity(slots.len());
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(slots.len());
    for column in slots.iter().map(|slot| &relation.columns[*slot]) {
        let array = match column.ty {
            Type::Int | Type::Fen => integers(&mut random, rows),
            Type::Bool => booleans(&mut random, rows),
            Type::Ts => instants(&mut random, rows, now),
            Type::Code => codes(&mut random, rows, words(column.name))?,
            Type::List("material") => materials(&mut random, rows, now),
            other => anyhow::bail!("no rows are generated for {}, which is {other:?}", column.name),
        };
        fields.push(Field::new(column.name, array.data_type().clone(), true));
        arrays.push(array);
    }
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}

/// One batch with the columns of these slots, of whatever type; lists hold the columns given of their relation.
pub fn whole_batch(
    relation: &Relation,
    slots: &[usize],
    entries: &[(&'static Relation, Vec<usize>)],
    seed: u64,
    number: u64,
    rows: usize,
    now: Micros,
) -> anyhow::Result<RecordBatch> {
    let mut random = Random::new(seed, number);
    let (fields, arrays) = columns(&mut random, relation, slots, entries, rows, now)?;
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}

fn columns(
    random: &mut Random,
    relation: &Relation,
    slots: &[usize],
    entries: &[(&'static Relation, Vec<usize>)],
    rows: usize,
    now: Micros,
) -> anyhow::Result<(Vec<Field>, Vec<ArrayRef>)> {
    let mut fields = Vec::with_capacity(slots.len());
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(slots.len());
    for column in slots.iter().map(|slot| &relation.columns[*slot]) {
        let array = match column.ty {
            Type::Int | Type::Fen => integers(random, rows),
            Type::Bool => booleans(random, rows),
            Type::Ts => instants(random, rows, now),
            Type::Code => codes(random, rows, words(column.name))?,
            Type::Text => texts(random, rows),
            Type::Key => keys(random, rows)?,
            Type::Date => days(random, rows, now),
            Type::Attributes => attributes(random, rows)?,
            // Of some lists only the length is asked.
            Type::List(of) => match (entries.iter().find(|(relation, _)| relation.name == of), relations::walked(of)) {
                (Some((relation, slots)), _) => lists(random, relation, slots, rows, now)?,
                (None, Some(relation)) => lists(random, relation, &[], rows, now)?,
                (None, None) => anyhow::bail!("there is no relation {of}"),
            },
        };
        fields.push(Field::new(column.name, array.data_type().clone(), true));
        arrays.push(array);
    }
    Ok((fields, arrays))
}

fn texts(random: &mut Random, rows: usize) -> ArrayRef {
    let value = |random: &mut Random| (random.below(4) > 0).then(|| format!("W{:06}", random.below(400_000)));
    Arc::new((0..rows).map(|_| value(random)).collect::<StringArray>())
}

fn days(random: &mut Random, rows: usize, now: Micros) -> ArrayRef {
    let today = now / DAY;
    let value = |random: &mut Random| (random.below(6) > 0).then(|| (today + random.below(60) as i64 - 40) as i32);
    Arc::new((0..rows).map(|_| value(random)).collect::<Date32Array>())
}

fn keys(random: &mut Random, rows: usize) -> anyhow::Result<ArrayRef> {
    let mut builder = FixedSizeBinaryBuilder::with_capacity(rows, 16);
    for _ in 0..rows {
        match random.below(6) {
            0 => builder.append_null(),
            _ => builder.append_value(u128::from(random.below(1000)).to_be_bytes())?,
        }
    }
    Ok(Arc::new(builder.finish()))
}

/// Names that rules for other offices' data read.
const ATTRIBUTES: [&str; 3] = ["status", "price", "stop"];

fn attributes(random: &mut Random, rows: usize) -> anyhow::Result<ArrayRef> {
    let mut maps = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    for _ in 0..rows {
        for name in ATTRIBUTES {
            if random.below(3) > 0 {
                maps.keys().append_value(name);
                maps.values().append_value(if name == "status" { "done".to_owned() } else { random.below(5000).to_string() });
            }
        }
        maps.append(true)?;
    }
    Ok(Arc::new(maps.finish()))
}

fn lists(random: &mut Random, relation: &Relation, slots: &[usize], rows: usize, now: Micros) -> anyhow::Result<ArrayRef> {
    let lengths: Vec<usize> = (0..rows).map(|_| random.below(5) as usize).collect();
    let (fields, arrays) = columns(random, relation, slots, &[], lengths.iter().sum(), now)?;
    let values = match arrays.first() {
        Some(_) => StructArray::new(fields.into(), arrays, None),
        None => StructArray::new_empty_fields(lengths.iter().sum(), None),
    };
    let entry = Arc::new(Field::new("item", values.data_type().clone(), true));
    Ok(Arc::new(ListArray::new(entry, OffsetBuffer::from_lengths(lengths), Arc::new(values), None)))
}
