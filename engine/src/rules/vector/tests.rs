//! Column kernels, seen from outside.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, DictionaryArray, Int64Array, RecordBatch, TimestampMicrosecondArray};
use arrow::datatypes::{Field, Int32Type, Schema, SchemaRef};

use super::*;
use crate::calendar::CalendarBook;
use crate::rules::law::relation;
use crate::rules::{Catalogue, Rule};
use crate::script::Now;
use crate::time::Zone;

fn rules(scripts: &[&str]) -> Vec<Arc<Rule>> {
    let mut files = Vec::new();
    for (index, script) in scripts.iter().enumerate() {
        let metadata = format!(
            "code = \"Z{index:02}\"\ntitle = {{ zh = \"试\", en = \"try\" }}\nsubject = \"thing\"\nkind = \"other\"\nlevel = \"warn\"\nbasis = \"-\"\nowner = \"-\"\nstatus = \"active\"\n"
        );
        files.push((format!("z{index}.rhai"), format!("fn when(row) {{ {script} }}")));
        files.push((format!("z{index}.toml"), metadata));
    }
    let catalogue = Catalogue::load(&files, &relation);
    assert_eq!(catalogue.errors, []);
    catalogue.rules
}

fn batch() -> RecordBatch {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("a", Arc::new(Int64Array::from(vec![Some(1), Some(i64::MAX), None, Some(0)]))),
        ("b", Arc::new(Int64Array::from(vec![Some(2), Some(1), Some(3), Some(0)]))),
        ("flag", Arc::new(BooleanArray::from(vec![Some(true), Some(false), None, Some(true)]))),
        ("code", Arc::new([Some("x"), None, Some("yy"), Some("x")].into_iter().collect::<DictionaryArray<Int32Type>>())),
        ("t", Arc::new(TimestampMicrosecondArray::from(vec![Some(0), Some(10), None, Some(11)]).with_timezone("UTC"))),
    ];
    let fields: Vec<Field> = columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, array)| array).collect()).expect("one length")
}

fn run(scripts: &[&str], schema: &SchemaRef) -> Vec<(Vec<bool>, Vec<usize>)> {
    let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
    let pack = VectorPack::new(&rules(scripts), schema, &Now { at: 10, zone: &zone, calendar: &calendar });
    let outcomes = pack.evaluate(&batch()).expect("of the schema");
    outcomes.iter().map(|outcome| (outcome.hits.values().iter().collect(), outcome.errors.iter().map(|(row, _)| *row).collect())).collect()
}

#[test]
fn rows_are_judged_as_ruled_with_nulls_and_overflows() {
    let cases: [(&str, [bool; 4], &[usize]); 26] = [
        ("row.a < 5", [true, false, false, true], &[]),
        ("row.a != 1", [false, true, true, true], &[]),
        ("!(row.a < 5)", [false, true, true, false], &[]),
        ("row.flag == false", [false, true, false, false], &[]),
        ("!row.flag", [false, true, true, false], &[]),
        ("row.a + row.b > 1", [true, false, false, false], &[1]),
        ("row.flag && row.a + row.b > 1", [true, false, false, false], &[]),
        ("row.a + row.b > 1 && row.flag", [true, false, false, false], &[1]),
        ("div(row.a, row.b) > 0 || true", [true, true, true, false], &[3]),
        ("row.code == \"x\" || starts_with(row.code, \"y\")", [true, false, true, true], &[]),
        ("passed(row.t)", [true, true, false, false], &[]),
        ("past(row.t)", [true, false, false, false], &[]),
        ("let n = if row.flag == true { 0 } else { 9 }; row.a > n", [true, true, false, false], &[]),
        ("let q = row.flag; q == false", [false, true, false, false], &[]),
        ("let n = row.a + row.b; row.flag && n > 0", [true, false, false, false], &[1]),
        ("row.a in [row.b, 0, 1]", [true, false, false, true], &[]),
        ("row.b in [row.b + row.a, 2]", [true, false, false, true], &[1]),
        ("row.a in 0..row.b", [true, false, false, false], &[]),
        ("row.b in 1..=row.a", [false, true, false, false], &[]),
        ("(row.flag ?? true) == true", [true, false, true, true], &[]),
        ("let c = if row.flag { row.code } else { () }; c == \"x\" && c in [\"x\", \"z\"]", [true, false, false, true], &[]),
        ("let c = if row.a == 1 { row.flag } else { () }; c == ()", [false, true, true, true], &[]),
        ("upper(cut(row.code, 1, row.b)) == \"X\"", [true, false, false, false], &[]),
        ("is_blank(row.code)", [false, true, false, false], &[]),
        ("let none = switch 0 { 1 => 0, 2 => 1 }; none <= row.b", [false, false, false, false], &[]),
        ("let none = switch 0 { 1 => 0, 2 => 1 }; row.a + row.b > none", [false, false, false, false], &[1]),
    ];
    let scripts: Vec<&str> = cases.iter().map(|case| case.0).collect();
    for (found, (script, hits, errors)) in run(&scripts, &batch().schema()).iter().zip(cases) {
        assert_eq!(found, &(hits.to_vec(), errors.to_vec()), "{script}");
    }
}

#[test]
fn a_pack_gives_what_its_rules_give_alone() {
    let scripts = [
        "row.flag && wd_since(row.t) >= 0 && row.a * 2 > row.b",
        "wd_since(row.t) >= 0 || row.a * 2 > row.b",
        "!(row.flag && row.a * 2 > row.b) && wd_since(row.t) < 9",
    ];
    let together = run(&scripts, &batch().schema());
    for (script, together) in scripts.iter().zip(together) {
        assert_eq!(run(&[script], &batch().schema())[0], together, "{script}");
    }
}

#[test]
fn what_scans_cannot_hold_is_named_with_its_line() {
    let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
    let now = Now { at: 10, zone: &zone, calendar: &calendar };
    let rules = rules(&["row.flag\n && `${row.a}` == row.code", "row.a > 1", "let n = 0;\nwhile n < 3 { n += 1; }\nn == 3"]);
    let why = |index: usize| vectorise(&rules[index], &batch().schema(), &now).map(|_| ());
    assert_eq!(why(0), Err(NotVectorised { line: 2, why: "an interpolated text, which scans run row by row".to_owned() }));
    assert_eq!(why(1), Ok(()));
    assert_eq!(why(2), Err(NotVectorised { line: 2, why: "a loop".to_owned() }));
}
