//! Group subjects (分组主体): relations that SQL makes of the facts (`rules/subjects/*.sql`), and the rules judged on their rows.
//!
//! A row tells from when to when it stands; a rule holds on it for that stretch, and touching stretches of one key are one.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Int32Type, Int64Type, TimeUnit, TimestampMicrosecondType};

use super::interval::{Ground, Interval, Responsible, RuleFault};
use super::shipped::RuleFile;
use super::walk::key_of;
use crate::case::world::World;
use crate::rules::{Moment as Clockwork, Rule};
use crate::schema::{Clock, Column, Key, Relation, Row, Slot, Type};
use crate::sym::Sym;
use crate::time::{Day, Micros};

/// A group subject: its relation and the SQL that makes its rows.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// Relation, as rules see it.
    pub relation: &'static Relation,
    /// The relations it is made from.
    pub from: &'static [&'static str],
    /// Which rows of those make one row: a day, a quarter, a sliding span.
    pub window: &'static str,
    /// When a row is judged: at its period's end, or whenever a member enters or leaves.
    pub judging: &'static str,
    /// The columns by which an event touches a row.
    pub footprint: &'static str,
    /// SQL over the facts; it yields centre, the key columns, since, ended_at and the other columns.
    pub sql: &'static str,
}

/// A subject's file is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct GroupError {
    /// File.
    pub file: String,
    /// Line.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// Reads the subjects among the files. Definitions live as long as the process: rules refer to them.
pub fn groups(files: &[RuleFile]) -> (Vec<Group>, Vec<GroupError>) {
    let mut found = Vec::new();
    let mut errors = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("subjects/") && path.ends_with(".sql")) {
        match read(path, text) {
            Ok(group) => found.push(group),
            Err(error) => errors.push(error),
        }
    }
    (found, errors)
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn read(file: &str, text: &str) -> Result<Group, GroupError> {
    let wrong = |line: usize, message: String| GroupError { file: file.to_owned(), line, message };
    let mut name = None;
    let (mut zh, mut doc) = ("", "");
    let (mut from, mut window, mut judging, mut footprint) = (Vec::new(), "", "", "");
    let mut columns = vec![Column { name: "centre", zh: "中心", doc: "Centre.", ty: Type::Code, clock: Clock::Events }];
    let mut key = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some((word, value)) = line.strip_prefix("-- ").and_then(|line| line.split_once(": ")) else { continue };
        match word {
            "subject" => name = Some(value.trim()),
            "zh" => zh = value.trim(),
            "doc" => doc = value.trim(),
            "from" => from = value.split(',').map(|relation| leak(relation.trim())).collect(),
            "window" => window = value.trim(),
            "judging" => judging = value.trim(),
            "footprint" => footprint = value.trim(),
            "key" | "column" => {
                let column = column(value)
                    .ok_or_else(|| wrong(index + 1, format!("{value:?} is no column; write `-- {word}: name type 中文 | meaning`")))?;
                if word == "key" {
                    key.push(column.name);
                }
                columns.push(column);
            }
            _ => {}
        }
    }
    let name = name.ok_or_else(|| wrong(1, "the header names no subject; write `-- subject: name`".to_owned()))?;
    if key.is_empty() {
        return Err(wrong(1, "the header names no key; write `-- key: name type 中文 | meaning`".to_owned()));
    }
    let relation = Relation {
        name: leak(name),
        zh: leak(zh),
        doc: leak(doc),
        key: Box::leak(key.into_boxed_slice()),
        columns: Box::leak(columns.into_boxed_slice()),
    };
    Ok(Group {
        relation: Box::leak(Box::new(relation)),
        from: Box::leak(from.into_boxed_slice()),
        window: leak(window),
        judging: leak(judging),
        footprint: leak(footprint),
        sql: leak(text),
    })
}

fn column(text: &str) -> Option<Column> {
    let (head, doc) = text.split_once('|')?;
    let mut words = head.split_whitespace();
    let name = words.next()?;
    let ty = match words.next()? {
        "int" => Type::Int,
        "bool" => Type::Bool,
        "text" => Type::Text,
        "code" => Type::Code,
        "key" => Type::Key,
        "ts" => Type::Ts,
        "date" => Type::Date,
        "fen" => Type::Fen,
        _ => return None,
    };
    let zh = words.collect::<Vec<_>>().join(" ");
    Some(Column { name: leak(name), zh: leak(&zh), doc: leak(doc.trim()), ty, clock: Clock::Events })
}

/// A row of a batch, its columns found by name.
struct BatchRow<'a> {
    relation: &'static Relation,
    batch: &'a RecordBatch,
    row: usize,
}

impl Row for BatchRow<'_> {
    fn get(&self, slot: usize) -> Slot<'_> {
        self.relation.columns.get(slot).map_or(Slot::Null, |column| value(self.batch, column.name, self.row))
    }

    fn reach(&self, _slot: usize, _value: i64) -> Option<Micros> {
        None
    }
}

fn value<'a>(batch: &'a RecordBatch, name: &str, row: usize) -> Slot<'a> {
    let Some(array) = batch.column_by_name(name).filter(|array| !array.is_null(row)) else { return Slot::Null };
    match array.data_type() {
        DataType::Int64 => Slot::Int(array.as_primitive::<Int64Type>().value(row)),
        DataType::Boolean => Slot::Bool(array.as_boolean().value(row)),
        DataType::Date32 => Slot::Date(Day(array.as_primitive::<Date32Type>().value(row))),
        DataType::Timestamp(TimeUnit::Microsecond, _) => Slot::Ts(array.as_primitive::<TimestampMicrosecondType>().value(row)),
        DataType::Utf8 => Slot::Text(array.as_string::<i32>().value(row)),
        DataType::Utf8View => Slot::Text(array.as_string_view().value(row)),
        DataType::FixedSizeBinary(16) => match array.as_fixed_size_binary().value(row).try_into() {
            Ok(bytes) => Slot::Key(Key(u128::from_be_bytes(bytes))),
            Err(_) => Slot::Null,
        },
        DataType::Dictionary(_, _) => array
            .as_dictionary_opt::<Int32Type>()
            .and_then(|dictionary| Some(Slot::Text(dictionary.values().as_string_opt::<i32>()?.value(dictionary.key(row)?))))
            .unwrap_or(Slot::Null),
        _ => Slot::Null,
    }
}

/// The column of a batch that is not what the header says of it; it would be read as missing.
fn mistyped(group: &Group, batch: &RecordBatch) -> Option<String> {
    group.relation.columns.iter().find_map(|column| {
        let Some(array) = batch.column_by_name(column.name) else {
            return Some(format!("the SQL gives no column {}, which the header names", column.name));
        };
        let fits = matches!(
            (column.ty, array.data_type()),
            (_, DataType::Null)
                | (Type::Int | Type::Fen, DataType::Int64)
                | (Type::Bool, DataType::Boolean)
                | (Type::Date, DataType::Date32)
                | (Type::Ts, DataType::Timestamp(TimeUnit::Microsecond, _))
                | (Type::Key, DataType::FixedSizeBinary(16))
                | (Type::Text | Type::Code, DataType::Utf8 | DataType::Utf8View | DataType::Dictionary(_, _))
        );
        (!fits).then(|| format!("the SQL gives {} as {}, the header says otherwise; cast it", column.name, array.data_type()))
    })
}

/// Judges the rules of a group on the rows its SQL gave, up to `now`. Gives the intervals by centre.
pub fn judge(
    group: &Group,
    batches: &[RecordBatch],
    rules: &HashMap<Sym, Vec<Arc<Rule>>>,
    worlds: &HashMap<Sym, Arc<World>>,
    now: Micros,
) -> (HashMap<Sym, Vec<Interval>>, Vec<RuleFault>) {
    let mut found: HashMap<Sym, Vec<Interval>> = HashMap::new();
    let mut faults = Vec::new();
    for batch in batches {
        if let Some(message) = mistyped(group, batch) {
            faults.push(RuleFault { rule: group.relation.name.to_owned(), subject_key: String::new(), at: now, message });
            continue;
        }
        for row in 0..batch.num_rows() {
            let centre = match value(batch, "centre", row) {
                Slot::Text(text) => Sym::new(text),
                _ => continue,
            };
            let Slot::Ts(since) = value(batch, "since", row) else { continue };
            let ended_at = match value(batch, "ended_at", row) {
                Slot::Ts(at) if at <= now => Some(at),
                _ => None,
            };
            let (Some(rules), Some(world)) = (rules.get(&centre), worlds.get(&centre)) else { continue };
            if since > now {
                continue;
            }
            let view = BatchRow { relation: group.relation, batch, row };
            for rule in rules.iter().filter(|rule| rule.subject.name == group.relation.name) {
                let mut clockwork = Clockwork::new(since, &world.zone, world.calendar_at(since));
                match rule.holds(&view, &mut clockwork) {
                    Ok(false) => {}
                    Ok(true) => {
                        let ground = Ground::take(rule, &view, &clockwork);
                        let plain = || rule.level_of(&view, &clockwork).unwrap_or(rule.level);
                        let level = ground.as_ref().map_or_else(plain, |ground| ground.grounds.level);
                        found.entry(centre).or_default().push(Interval {
                            rule: rule.clone(),
                            subject_key: key_of(group.relation, &view),
                            since,
                            ended_at,
                            level,
                            level_since: since,
                            responsible: Responsible::default(),
                            ground,
                        });
                    }
                    Err(fault) => faults.push(RuleFault {
                        rule: rule.code.clone(),
                        subject_key: key_of(group.relation, &view).to_string(),
                        at: since,
                        message: fault.to_string(),
                    }),
                }
            }
        }
    }
    (found, faults)
}
