//! Generated rows of the relation `case`: nulls, zeros, and values that overflow the arithmetic of a rule.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, DictionaryArray, Int32Array, Int64Array, ListArray, RecordBatch, StringArray, StructArray,
    TimestampMicrosecondArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Fields, Int32Type, Schema};
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
