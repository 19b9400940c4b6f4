//! A relation to try programs on, its rows at any moment, and the same rows as a batch.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, FixedSizeBinaryBuilder, Int64Array, ListArray, MapBuilder, RecordBatch,
    StringArray, StringBuilder, StructArray, TimestampMicrosecondArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field, Fields, Int32Type, Schema};
use arrow::error::ArrowError;

use super::random::Random;
use crate::calendar::Calendar;
use crate::schema::{Clock, Column, Key, Relation, Row, Rows, Slot, Type};
use crate::time::{DAY, Day, HOUR, Micros, Zone};

const fn column(name: &'static str, ty: Type, clock: Clock) -> Column {
    Column { name, zh: "", doc: "", ty, clock }
}

pub static THING: Relation = Relation {
    name: "thing",
    zh: "",
    doc: "",
    key: &["a"],
    columns: &[
        column("a", Type::Int, Clock::Events),
        column("b", Type::Int, Clock::Events),
        column("c", Type::Fen, Clock::Events),
        column("flag", Type::Bool, Clock::Events),
        column("other", Type::Bool, Clock::Events),
        column("name", Type::Text, Clock::Events),
        column("code", Type::Code, Clock::Events),
        column("word", Type::Code, Clock::Events),
        column("t", Type::Ts, Clock::Events),
        column("u", Type::Ts, Clock::Events),
        column("d", Type::Date, Clock::Events),
        column("k", Type::Key, Clock::Events),
        column("m", Type::Key, Clock::Events),
        column("up", Type::Int, Clock::Rising),
        column("down", Type::Int, Clock::Falling),
        column("soon", Type::Ts, Clock::Instant),
        column("parts", Type::List("part"), Clock::Events),
        column("attributes", Type::Attributes, Clock::Events),
    ],
};

pub static PART: Relation = Relation {
    name: "part",
    zh: "",
    doc: "",
    key: &["n"],
    columns: &[
        column("n", Type::Int, Clock::Events),
        column("x", Type::Int, Clock::Events),
        column("ok", Type::Bool, Clock::Events),
        column("label", Type::Code, Clock::Events),
        column("at", Type::Ts, Clock::Events),
        column("used", Type::Int, Clock::Rising),
        column("id", Type::Key, Clock::Events),
    ],
};

pub fn relation(name: &str) -> Option<&'static Relation> {
    [&THING, &PART].into_iter().find(|relation| relation.name == name)
}

/// A count of working days that time changes: null before `from`, then `base` and one more (or less) each working day.
#[derive(Clone, Debug)]
pub struct Count {
    from: Option<Micros>,
    base: i64,
    step: i64,
}

impl Count {
    fn value(&self, at: Micros, world: &World) -> Option<i64> {
        let from = self.from.filter(|from| *from <= at)?;
        Some(self.base.saturating_add(self.step * world.calendar.count_wd(world.zone.day_of(from), world.zone.day_of(at))))
    }

    fn reach(&self, value: i64, at: Micros, world: &World) -> Option<Micros> {
        let from = self.from?;
        let ahead = i128::from(value) - i128::from(self.base);
        let days = if self.step > 0 { ahead } else { -ahead };
        let day = match days {
            ..=0 => return Some(from.max(at.min(from))),
            1..=100_000 => world.calendar.due(world.zone.day_of(from), days as i64),
            _ => return None,
        };
        Some(world.zone.midnight(day).max(from))
    }
}

#[derive(Clone, Debug)]
pub struct PartRow {
    pub n: Option<i64>,
    pub x: Option<i64>,
    pub ok: Option<bool>,
    pub label: Option<String>,
    pub at: Option<Micros>,
    pub used: Count,
    pub id: Option<Key>,
}

#[derive(Clone, Debug)]
pub struct ThingRow {
    pub ints: [Option<i64>; 3],
    pub flags: [Option<bool>; 2],
    pub texts: [Option<String>; 3],
    pub times: [Option<Micros>; 2],
    pub date: Option<Day>,
    pub keys: [Option<Key>; 2],
    pub up: Count,
    pub down: Count,
    /// An instant that is known from `.0` on, and while `.2` is ahead moves on by a day each midnight.
    pub soon: Option<(Micros, Micros, Micros)>,
    pub parts: Vec<PartRow>,
    pub attributes: (Option<i64>, Option<bool>, Option<String>),
}

pub struct World {
    pub zone: Arc<Zone>,
    pub calendar: Arc<Calendar>,
}

/// A row as of a moment.
pub struct ThingAt<'a> {
    pub row: &'a ThingRow,
    pub at: Micros,
    pub world: &'a World,
}

impl ThingAt<'_> {
    fn soon(&self) -> Option<Micros> {
        let (known, base, moves_until) = self.row.soon?;
        let until = self.at.min(moves_until);
        let days = i64::from(self.world.zone.day_of(until).0) - i64::from(self.world.zone.day_of(known).0);
        (known <= self.at).then(|| base + days.max(0) * DAY)
    }
}

fn or_null<T>(value: Option<T>, some: impl FnOnce(T) -> Slot<'static>) -> Slot<'static> {
    value.map_or(Slot::Null, some)
}

fn text(value: &Option<String>) -> Slot<'_> {
    value.as_deref().map_or(Slot::Null, Slot::Text)
}

impl Row for ThingAt<'_> {
    fn get(&self, slot: usize) -> Slot<'_> {
        let row = self.row;
        match slot {
            0..3 => or_null(row.ints[slot], Slot::Int),
            3..5 => or_null(row.flags[slot - 3], Slot::Bool),
            5..8 => text(&row.texts[slot - 5]),
            8..10 => or_null(row.times[slot - 8], Slot::Ts),
            10 => or_null(row.date, Slot::Date),
            11..13 => or_null(row.keys[slot - 11], Slot::Key),
            13 => or_null(row.up.value(self.at, self.world), Slot::Int),
            14 => or_null(row.down.value(self.at, self.world), Slot::Int),
            15 => or_null(self.soon(), Slot::Ts),
            16 => Slot::Rows(self),
            _ => Slot::Null,
        }
    }

    fn reach(&self, slot: usize, value: i64) -> Option<Micros> {
        match slot {
            13 => self.row.up.reach(value, self.at, self.world),
            14 => self.row.down.reach(value, self.at, self.world),
            15 => {
                let (known, _, moves_until) = self.row.soon?;
                if known > self.at {
                    return Some(known);
                }
                let midnight = self.world.zone.midnight(self.world.zone.day_of(self.at).plus(1));
                (moves_until >= midnight).then_some(midnight)
            }
            _ => None,
        }
    }

    fn attribute(&self, name: &str) -> Slot<'_> {
        let (num, flag, mark) = &self.row.attributes;
        match name {
            "num" => or_null(*num, Slot::Int),
            "flag" => or_null(*flag, Slot::Bool),
            "mark" => text(mark),
            _ => Slot::Null,
        }
    }
}

impl Rows for ThingAt<'_> {
    fn len(&self) -> usize {
        self.row.parts.len()
    }

    fn visit(&self, index: usize, visit: &mut dyn FnMut(&dyn Row)) {
        visit(&PartAt { row: &self.row.parts[index], at: self.at, world: self.world });
    }
}

struct PartAt<'a> {
    row: &'a PartRow,
    at: Micros,
    world: &'a World,
}

impl Row for PartAt<'_> {
    fn get(&self, slot: usize) -> Slot<'_> {
        match slot {
            0 => or_null(self.row.n, Slot::Int),
            1 => or_null(self.row.x, Slot::Int),
            2 => or_null(self.row.ok, Slot::Bool),
            3 => text(&self.row.label),
            4 => or_null(self.row.at, Slot::Ts),
            5 => or_null(self.row.used.value(self.at, self.world), Slot::Int),
            6 => or_null(self.row.id, Slot::Key),
            _ => Slot::Null,
        }
    }

    fn reach(&self, slot: usize, value: i64) -> Option<Micros> {
        if slot == 5 { self.row.used.reach(value, self.at, self.world) } else { None }
    }
}

/// A random row. `tame` rows have no extremes, so that counts and instants stay near `now`.
pub fn random_row(random: &mut Random, now: Micros, tame: bool) -> ThingRow {
    let time = |random: &mut Random| match random.below(if tame { 5 } else { 10 }) {
        0 => None,
        1..5 => Some(now + random.between(-400, 400) * HOUR + random.between(0, 3600) * 1_000_000 * random.between(0, 1)),
        5 => Some(0),
        6 => Some(now),
        7 => Some(i64::MAX - random.between(0, 3)),
        8 => Some(i64::MIN + random.between(0, 3)),
        _ => Some(random.between(-70_000, 70_000) * DAY),
    };
    let int = |random: &mut Random| match random.below(if tame { 5 } else { 9 }) {
        0 => None,
        1..5 => Some(random.between(-6, 12)),
        5 => Some(i64::MAX - random.between(0, 2)),
        6 => Some(i64::MIN + random.between(0, 2)),
        7 => Some(0),
        _ => Some(random.between(-1 << 33, 1 << 33)),
    };
    let flag = |random: &mut Random| [None, Some(true), Some(false)][random.below(3)];
    let word = |random: &mut Random| {
        let words = ["x", "yy", "", "超时 x", " x ", "-42", "2024-09-30", "2024-09-27 10:00", "Xé*?"];
        words.get(random.below(words.len() + 2)).map(|word| (*word).to_owned())
    };
    let key = |random: &mut Random| [None, Some(Key(1)), Some(Key(2)), Some(Key(u128::MAX))][random.below(4)];
    let count = |random: &mut Random, step: i64| Count {
        from: match random.below(4) {
            0 => None,
            _ => Some(now + random.between(-300, 200) * HOUR),
        },
        base: if tame || random.below(6) > 0 { random.between(-3, 6) } else { int(random).unwrap_or(7) },
        step,
    };
    let parts = (0..random.below(4))
        .map(|_| PartRow {
            n: int(random),
            x: int(random),
            ok: flag(random),
            label: word(random),
            at: time(random),
            used: count(random, 1),
            id: key(random),
        })
        .collect();
    let known = now + random.between(-200, 200) * HOUR;
    ThingRow {
        ints: [int(random), int(random), int(random)],
        flags: [flag(random), flag(random)],
        texts: [word(random), word(random), word(random)],
        times: [time(random), time(random)],
        date: time(random).map(|at| Zone::china().day_of(at)),
        keys: [key(random), key(random)],
        up: count(random, 1),
        down: count(random, -1),
        // Time never moves it to before now: while it moves it is ahead.
        soon: match random.below(3) {
            0 => None,
            1 => Some((known, known + random.between(0, 200) * HOUR, known)),
            _ => Some((known, known + random.between(48, 200) * HOUR, known + random.between(0, 200) * HOUR)),
        },
        parts,
        attributes: (int(random), flag(random), word(random)),
    }
}

fn codes(values: Vec<Option<&str>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<DictionaryArray<Int32Type>>())
}

fn instants(values: Vec<Option<Micros>>) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from(values).with_timezone("UTC"))
}

fn keys(values: impl Iterator<Item = Option<Key>>) -> Result<ArrayRef, ArrowError> {
    let mut builder = FixedSizeBinaryBuilder::new(16);
    for key in values {
        match key {
            Some(key) => builder.append_value(key.0.to_be_bytes())?,
            None => builder.append_null(),
        }
    }
    Ok(Arc::new(builder.finish()))
}

/// Rows as of one moment, as the fact store lays them out.
///
/// # Errors
/// Where arrays do not fit together, which these do.
pub fn batch(rows: &[ThingRow], at: Micros, world: &World) -> Result<RecordBatch, ArrowError> {
    let views: Vec<ThingAt<'_>> = rows.iter().map(|row| ThingAt { row, at, world }).collect();
    let parts: Vec<PartAt<'_>> = rows.iter().flat_map(|row| &row.parts).map(|row| PartAt { row, at, world }).collect();
    let entries: Vec<(&str, ArrayRef)> = vec![
        ("n", Arc::new(parts.iter().map(|part| part.row.n).collect::<Int64Array>())),
        ("x", Arc::new(parts.iter().map(|part| part.row.x).collect::<Int64Array>())),
        ("ok", Arc::new(parts.iter().map(|part| part.row.ok).collect::<BooleanArray>())),
        ("label", codes(parts.iter().map(|part| part.row.label.as_deref()).collect())),
        ("at", instants(parts.iter().map(|part| part.row.at).collect())),
        ("used", Arc::new(parts.iter().map(|part| part.row.used.value(at, world)).collect::<Int64Array>())),
        ("id", keys(parts.iter().map(|part| part.row.id))?),
    ];
    let fields: Fields = entries.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let entries = StructArray::new(fields.clone(), entries.into_iter().map(|(_, array)| array).collect(), None);
    let offsets = OffsetBuffer::from_lengths(rows.iter().map(|row| row.parts.len()));
    // An empty list and a null one are the same.
    let nulls: NullBuffer = rows.iter().map(|row| !row.parts.is_empty() || row.ints[0].is_some()).collect::<Vec<_>>().into();
    let lists = ListArray::new(Arc::new(Field::new("item", DataType::Struct(fields), true)), offsets, Arc::new(entries), Some(nulls));
    let mut attributes = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    for row in rows {
        let (num, flag, mark) = &row.attributes;
        let all = [("num", num.map(|num| num.to_string())), ("flag", flag.map(|flag| flag.to_string())), ("mark", mark.clone())];
        for (name, value) in all.iter().filter_map(|(name, value)| value.as_ref().map(|value| (*name, value))) {
            attributes.keys().append_value(name);
            attributes.values().append_value(value);
        }
        attributes.append(true)?;
    }
    let ints = |slot: usize| -> ArrayRef { Arc::new(rows.iter().map(|row| row.ints[slot]).collect::<Int64Array>()) };
    let flags = |slot: usize| -> ArrayRef { Arc::new(rows.iter().map(|row| row.flags[slot]).collect::<BooleanArray>()) };
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("a", ints(0)),
        ("b", ints(1)),
        ("c", ints(2)),
        ("flag", flags(0)),
        ("other", flags(1)),
        ("name", Arc::new(rows.iter().map(|row| row.texts[0].as_deref()).collect::<StringArray>())),
        ("code", codes(rows.iter().map(|row| row.texts[1].as_deref()).collect())),
        ("word", codes(rows.iter().map(|row| row.texts[2].as_deref()).collect())),
        ("t", instants(rows.iter().map(|row| row.times[0]).collect())),
        ("u", instants(rows.iter().map(|row| row.times[1]).collect())),
        ("d", Arc::new(rows.iter().map(|row| row.date.map(|day| day.0)).collect::<Date32Array>())),
        ("k", keys(rows.iter().map(|row| row.keys[0]))?),
        ("m", keys(rows.iter().map(|row| row.keys[1]))?),
        ("up", Arc::new(rows.iter().map(|row| row.up.value(at, world)).collect::<Int64Array>())),
        ("down", Arc::new(rows.iter().map(|row| row.down.value(at, world)).collect::<Int64Array>())),
        ("soon", instants(views.iter().map(ThingAt::soon).collect())),
        ("parts", Arc::new(lists)),
        ("attributes", Arc::new(attributes.finish())),
    ];
    let fields: Fields = columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, array)| array).collect())
}
