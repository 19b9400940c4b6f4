//! The shipped case rules over many rows: vectorised, by hand in DataFusion, by closures, by Rhai's interpreter.
//!
//! `cargo bench -p mingjing-engine --bench rules -- [ROWS]`. Prints one JSON object; hits of all ways must be equal.

#![forbid(unsafe_code)]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use arrow::array::{ArrayRef, BooleanArray, DictionaryArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{BinaryExpr, Column, InListExpr, IsNotNullExpr, IsNullExpr, Literal, NotExpr};

use mingjing_engine::calendar::CalendarBook;
use mingjing_engine::facts::relations;
use mingjing_engine::rules::{Catalogue, Moment, Rule, VectorPack, read_folder};
use mingjing_engine::schema::{Relation, Row, Slot, Type};
use mingjing_engine::script::Now;
use mingjing_engine::time::{DAY, Micros, Zone, parse_rfc3339};

const CODES: [&str; 20] = [
    "T01", "T02", "T03", "T04", "T06", "T08", "T10", "T11", "T13", "F01", "F02", "F03", "F04", "F06", "F12", "M01", "M06", "X01", "X05a",
    "Q01",
];
const BATCH: usize = 8192;

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, count: u64) -> u64 {
        self.next() % count
    }
}

/// Columns of one batch, by slot of the relation, and typed for a hand-written row.
enum Values {
    Int(Vec<Option<i64>>),
    Bool(Vec<Option<bool>>),
    Ts(Vec<Option<Micros>>),
    Text(Vec<Option<&'static str>>),
    None,
}

struct Columns {
    by_slot: Vec<Values>,
}

struct RowOf<'a> {
    columns: &'a Columns,
    index: usize,
}

impl Row for RowOf<'_> {
    fn get(&self, slot: usize) -> Slot<'_> {
        match &self.columns.by_slot[slot] {
            Values::Int(values) => values[self.index].map_or(Slot::Null, Slot::Int),
            Values::Bool(values) => values[self.index].map_or(Slot::Null, Slot::Bool),
            Values::Ts(values) => values[self.index].map_or(Slot::Null, Slot::Ts),
            Values::Text(values) => values[self.index].map_or(Slot::Null, Slot::Text),
            Values::None => Slot::Null,
        }
    }

    fn reach(&self, _: usize, _: i64) -> Option<Micros> {
        None
    }
}

fn words(name: &str) -> &'static [&'static str] {
    match name {
        "state" => &["received", "accepted", "reviewing", "special", "suspended", "finished", "delivered"],
        "decision" => &["granted", "denied"],
        "item_result_type" => &["10", "20", "30", "99"],
        "result_code" => &["licence", "granted", "denied", "returned", "voided"],
        "refusal" => &["not_required", "not_accepted"],
        "acceptor_id" | "approver_id" => &["P001", "P002", "P003", "P004", "P005", "P006"],
        _ => &["甲", "乙"],
    }
}

fn columns(relation: &Relation, slots: &[usize], random: &mut Random, rows: usize, now: Micros) -> Columns {
    let mut by_slot = Vec::new();
    for (slot, column) in relation.columns.iter().enumerate() {
        if !slots.contains(&slot) {
            by_slot.push(Values::None);
            continue;
        }
        let mut null = |random: &mut Random| random.below(8) == 0;
        by_slot.push(match column.ty {
            Type::Int | Type::Fen => Values::Int(
                (0..rows)
                    .map(|_| {
                        if null(random) {
                            None
                        } else if random.below(1000) == 0 {
                            Some(i64::MAX)
                        } else {
                            Some(random.below(20) as i64 - 4)
                        }
                    })
                    .collect(),
            ),
            Type::Bool => Values::Bool((0..rows).map(|_| if null(random) { None } else { Some(random.below(2) == 0) }).collect()),
            Type::Ts => Values::Ts(
                (0..rows)
                    .map(|_| {
                        if random.below(3) == 0 {
                            None
                        } else {
                            Some(now + (random.below(60) as i64 - 40) * DAY + random.below(DAY as u64) as i64)
                        }
                    })
                    .collect(),
            ),
            Type::Code | Type::Text => {
                let words = words(column.name);
                Values::Text(
                    (0..rows)
                        .map(|_| if random.below(4) == 0 { None } else { Some(words[random.below(words.len() as u64) as usize]) })
                        .collect(),
                )
            }
            _ => Values::None,
        });
    }
    Columns { by_slot }
}

fn batch(relation: &Relation, columns: &Columns, slots: &[usize]) -> RecordBatch {
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for slot in slots {
        let column = &relation.columns[*slot];
        let array: ArrayRef = match &columns.by_slot[*slot] {
            Values::Int(values) => Arc::new(Int64Array::from(values.clone())),
            Values::Bool(values) => Arc::new(BooleanArray::from(values.clone())),
            Values::Ts(values) => Arc::new(TimestampMicrosecondArray::from(values.clone()).with_timezone("UTC")),
            Values::Text(values) if column.ty == Type::Code => Arc::new(values.iter().copied().collect::<DictionaryArray<Int32Type>>()),
            Values::Text(values) => Arc::new(StringArray::from(values.clone())),
            Values::None => continue,
        };
        fields.push(Field::new(column.name, array.data_type().clone(), true));
        arrays.push(array);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).expect("columns of one length")
}

/// Processor time of this thread in seconds, so that other work on the machine does not count; wall-clock time where the
/// system does not tell.
fn spent(begun: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split_whitespace().next().and_then(|first| first.parse::<f64>().ok()));
    nanoseconds.map_or_else(|| begun.elapsed().as_secs_f64(), |spent| spent / 1e9)
}

type Expr = Arc<dyn PhysicalExpr>;

/// The same predicates as an experienced hand writes them, null-correct and guarded against overflow.
struct Hand<'a> {
    schema: &'a SchemaRef,
    now: Micros,
    wd: &'a dyn Fn(i64) -> Micros,
    days: &'a dyn Fn(i64) -> Micros,
}

impl Hand<'_> {
    fn col(&self, name: &str) -> Expr {
        Arc::new(Column::new(name, self.schema.index_of(name).expect(name)))
    }

    fn op(&self, left: Expr, operator: Operator, right: Expr) -> Expr {
        Arc::new(BinaryExpr::new(left, operator, right))
    }

    fn int(&self, value: i64) -> Expr {
        Arc::new(Literal::new(ScalarValue::Int64(Some(value))))
    }

    fn ts(&self, at: Micros) -> Expr {
        Arc::new(Literal::new(ScalarValue::TimestampMicrosecond(Some(at), Some("UTC".into()))))
    }

    fn code(&self, name: &str, value: &str) -> Expr {
        let index = self.schema.index_of(name).expect(name);
        let value = ScalarValue::Utf8(Some(value.to_owned()));
        let value = match self.schema.field(index).data_type() {
            DataType::Dictionary(key, _) => ScalarValue::Dictionary(key.clone(), Box::new(value)),
            _ => value,
        };
        Arc::new(Literal::new(value))
    }

    fn is(&self, name: &str, value: &str) -> Expr {
        self.op(self.col(name), Operator::Eq, self.code(name, value))
    }

    fn within(&self, name: &str, values: &[&str]) -> Expr {
        let list = values.iter().map(|value| self.code(name, value)).collect();
        Arc::new(InListExpr::try_new(self.col(name), list, false, self.schema).expect(name))
    }

    fn cmp(&self, name: &str, operator: Operator, value: i64) -> Expr {
        self.op(self.col(name), operator, self.int(value))
    }

    fn null(&self, name: &str) -> Expr {
        Arc::new(IsNullExpr::new(self.col(name)))
    }

    fn some(&self, name: &str) -> Expr {
        Arc::new(IsNotNullExpr::new(self.col(name)))
    }

    fn not(&self, name: &str) -> Expr {
        // Not true: false or null.
        self.op(self.col(name), Operator::IsDistinctFrom, Arc::new(Literal::new(ScalarValue::Boolean(Some(true)))))
    }

    fn before(&self, name: &str, at: Micros) -> Expr {
        self.op(self.col(name), Operator::Lt, self.ts(at))
    }

    fn passed(&self, name: &str) -> Expr {
        self.op(self.col(name), Operator::LtEq, self.ts(self.now))
    }

    fn all(&self, parts: Vec<Expr>) -> Expr {
        parts.into_iter().reduce(|left, right| self.op(left, Operator::And, right)).expect("some")
    }

    fn any(&self, parts: Vec<Expr>) -> Expr {
        parts.into_iter().reduce(|left, right| self.op(left, Operator::Or, right)).expect("some")
    }

    fn predicate(&self, code: &str) -> Expr {
        use Operator::{Eq, Gt, GtEq, IsDistinctFrom, Lt, LtEq, Minus, Multiply, NotEq, Plus};
        match code {
            "T01" => self.all(vec![
                self.col("clock_on"),
                self.cmp("case_type", IsDistinctFrom, 1),
                self.cmp("remaining_wd", GtEq, 0),
                self.cmp("remaining_wd", LtEq, 1),
            ]),
            "T02" => {
                let limit = self.op(self.col("promised_days"), Plus, self.col("extension_days"));
                self.all(vec![
                    self.col("is_open"),
                    self.null("clock_stop_at"),
                    self.cmp("promised_days", GtEq, 3),
                    self.cmp("promised_days", Lt, 1 << 40),
                    self.cmp("extension_days", Lt, 1 << 40),
                    self.cmp("elapsed_wd", Lt, 1 << 40),
                    self.op(self.op(self.col("elapsed_wd"), Multiply, self.int(100)), GtEq, self.op(limit, Multiply, self.int(90))),
                ])
            }
            "T03" => self.all(vec![self.null("clock_stop_at"), self.passed("promised_over_at")]),
            "T04" => self.all(vec![self.null("clock_stop_at"), self.passed("statutory_over_at")]),
            "T06" => self.all(vec![self.is("state", "received"), self.before("state_since", (self.wd)(6))]),
            "T08" => self.all(vec![self.cmp("case_type", Eq, 1), self.col("is_open"), self.passed("immediate_over_at")]),
            "T10" => {
                let joint = self.all(vec![self.col("item_is_joint"), self.cmp("extension_days", Gt, 15)]);
                let alone = self.all(vec![self.not("item_is_joint"), self.cmp("extension_days", Gt, 10)]);
                self.any(vec![joint, alone, self.cmp("extension_count", Gt, 1)])
            }
            "T11" => self.all(vec![
                self.is("decision", "granted"),
                self.null("delivered_at"),
                self.op(self.col("item_result_type"), IsDistinctFrom, self.code("item_result_type", "99")),
                self.before("decision_at", (self.wd)(11)),
            ]),
            "T13" => self.all(vec![
                self.within("state", &["special", "suspended", "supplement_pending"]),
                self.before("state_since", (self.days)(61)),
            ]),
            "F01" => self.all(vec![
                self.some("finished_at"),
                self.within("result_code", &["licence", "granted", "denied"]),
                self.cmp("links_missing", Gt, 0),
            ]),
            "F02" => self.col("is_off_path"),
            "F03" => self.all(vec![self.within("result_code", &["licence", "granted"]), self.null("accepted_at"), self.null("refusal")]),
            "F04" => self.cmp("inversion_seconds", Gt, 60),
            "F06" => self.cmp("supplement_count", Gt, 1),
            "F12" => {
                let separate = Literal::new(ScalarValue::Boolean(Some(false)));
                self.all(vec![
                    self.cmp("case_type", Eq, 2),
                    self.some("acceptor_id"),
                    self.op(self.col("acceptor_id"), Eq, self.col("approver_id")),
                    self.not("is_auto"),
                    self.op(self.col("item_separate_posts"), IsDistinctFrom, Arc::new(separate)),
                ])
            }
            "M01" => self.cmp("materials_missing", Gt, 0),
            "M06" => self.all(vec![
                self.is("decision", "granted"),
                self.within("item_result_type", &["10", "20"]),
                self.null("licence_no"),
                self.before("decision_at", (self.wd)(2)),
            ]),
            "X01" => {
                // finished_at < accepted_at + 5 minutes, as a difference of instants.
                let difference = self.op(self.as_int("finished_at"), Minus, self.as_int("accepted_at"));
                self.all(vec![
                    self.cmp("case_type", Eq, 2),
                    self.not("is_auto"),
                    self.op(difference.clone(), GtEq, self.int(0)),
                    self.op(difference, Lt, self.int(300_000_000)),
                ])
            }
            "X05a" => Arc::new(NotExpr::new(self.col("applicant_id_valid"))),
            "Q01" => self.cmp("mandatory_missing", Gt, 0),
            _ => self.cmp("mandatory_missing", NotEq, 0),
        }
    }

    fn as_int(&self, name: &str) -> Expr {
        datafusion::physical_expr::expressions::cast(self.col(name), self.schema, DataType::Int64).expect(name)
    }
}

fn main() {
    let rows: usize = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(1_000_000);
    let folder = std::env::var("MINGJING_RULES").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../rules").to_owned());
    let files = read_folder(Path::new(&folder)).expect("the shipped rules");
    let catalogue = Catalogue::load(&files, &relations::walked);
    let rules: Vec<Arc<Rule>> = CODES.iter().map(|code| catalogue.by_code(code).expect(code).clone()).collect();
    let relation = rules[0].subject;
    let mut slots: Vec<usize> = rules.iter().flat_map(|rule| rule.slots().to_vec()).collect();
    slots.sort_unstable();
    slots.dedup();
    let now = parse_rfc3339("2025-06-30T18:00:00+08:00").expect("valid").0;
    let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
    let scan = Now { at: now, zone: &zone, calendar: &calendar };
    let mut random = Random(88_172_645_463_325_252);
    let distinct = (rows / BATCH).clamp(1, 64);
    let made: Vec<Columns> = (0..distinct).map(|_| columns(relation, &slots, &mut random, BATCH, now)).collect();
    let batches: Vec<RecordBatch> = made.iter().map(|columns| batch(relation, columns, &slots)).collect();
    let schema = batches[0].schema();
    let rounds = rows / BATCH;
    let evaluations = (rounds * BATCH * rules.len()) as f64;

    let pack = VectorPack::new(&rules, &schema, &scan);
    let today = zone.day_of(now);
    let wd = |least: i64| {
        let mut day = today;
        while calendar.count_wd(day, today) < least {
            day = day.plus(-1);
        }
        zone.midnight(day.plus(1))
    };
    let days = |least: i64| zone.midnight(today.plus(1 - least));
    let hand = Hand { schema: &schema, now, wd: &wd, days: &days };
    let exprs: Vec<Expr> = CODES.iter().map(|code| hand.predicate(code)).collect();

    let begun = Instant::now();
    let (mut vector_seconds, mut hand_seconds, mut errors) = (0.0, 0.0, 0);
    let mut vectorised = vec![0_usize; rules.len()];
    let mut by_hand = vec![0_usize; rules.len()];
    for round in 0..rounds {
        let batch = &batches[round % distinct];
        let start = spent(begun);
        for (hits, outcome) in vectorised.iter_mut().zip(pack.evaluate(batch).expect("the schema")) {
            *hits += outcome.hits.true_count();
            errors += outcome.errors.len();
        }
        let middle = spent(begun);
        for (hits, expr) in by_hand.iter_mut().zip(&exprs) {
            let array = expr.evaluate(batch).and_then(|value| value.into_array(BATCH)).expect("the schema");
            *hits += array.as_any().downcast_ref::<BooleanArray>().expect("boolean").true_count();
        }
        vector_seconds += middle - start;
        hand_seconds += spent(begun) - middle;
    }

    let start = spent(begun);
    let mut closed = vec![0_usize; rules.len()];
    let closure_rounds = (rounds / 4).max(1);
    for round in 0..closure_rounds {
        for index in 0..BATCH {
            let row = RowOf { columns: &made[round % distinct], index };
            let mut moment = Moment::new(now, &zone, &calendar);
            for (hits, rule) in closed.iter_mut().zip(&rules) {
                *hits += usize::from(rule.holds(&row, &mut moment).unwrap_or(false));
            }
        }
    }
    let closure_seconds = (spent(begun) - start) * rounds as f64 / closure_rounds as f64;

    let start = spent(begun);
    let mut interpreted = vec![0_usize; rules.len()];
    let sample = BATCH / 2;
    for index in 0..sample {
        let row = RowOf { columns: &made[0], index };
        let mut moment = Moment::new(now, &zone, &calendar);
        for (hits, rule) in interpreted.iter_mut().zip(&rules) {
            *hits += usize::from(rule.holds_interpreted(&row, &mut moment).unwrap_or(false));
        }
    }
    let rhai_seconds = (spent(begun) - start) * (rounds * BATCH) as f64 / sample as f64;

    let mut each = Vec::new();
    for ((rule, expr), code) in rules.iter().zip(&exprs).zip(CODES) {
        let alone = VectorPack::new(std::slice::from_ref(rule), &schema, &scan);
        let start = spent(begun);
        for batch in batches.iter().cycle().take(1000) {
            std::hint::black_box(alone.evaluate(batch).expect("the schema"));
        }
        let ours = spent(begun) - start;
        for batch in batches.iter().cycle().take(1000) {
            std::hint::black_box(expr.evaluate(batch).and_then(|value| value.into_array(BATCH)).expect("the schema"));
        }
        let theirs = spent(begun) - start - ours;
        each.push(format!("{code} {:.1}/{:.1}", ours * 1e3, theirs * 1e3));
    }
    let rate = |seconds: f64| evaluations / seconds / 1e6;
    println!("rows {} rules {} errors {errors}", rounds * BATCH, rules.len());
    println!("hits equal: vectorised = by hand {}", vectorised == by_hand);
    for ((code, ours), theirs) in CODES.iter().zip(&vectorised).zip(&by_hand).filter(|((_, ours), theirs)| ours != theirs) {
        println!("  {code}: {ours} {theirs}");
    }
    println!(
        "million evaluations a second: vectorised {:.0}, by hand {:.0}, closures {:.1}, rhai {:.2}",
        rate(vector_seconds),
        rate(hand_seconds),
        rate(closure_seconds),
        rate(rhai_seconds)
    );
    println!(
        "vectorised takes {:.2} of by hand; closures {:.1} times rhai; each in microseconds a batch: {}",
        vector_seconds / hand_seconds,
        rhai_seconds / closure_seconds,
        each.join(", ")
    );
}
