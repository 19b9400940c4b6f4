//! Explanations, seen from outside.

use std::sync::Arc;

use super::law::relation;
use super::{Catalogue, Language, Level, Moment};
use crate::calendar::CalendarBook;
use crate::schema::{Row, Slot};
use crate::time::{Micros, Zone, parse_rfc3339};

const SCRIPT: &str = "fn when(row) {
    row.flag && row.a > 1 && (row.b == () || 超(row))
}
fn 超(row) { row.c > 9 }
fn level(row) { if row.a > 5 { \"red\" } else { \"yellow\" } }
fn who(row) { row.name }
fn because(row) { `用 ${row.a} 天，${row.t} 止` }
fn because_en(row) { let n = 0; while n < row.a { n += 1; } `${n} days` }
";

struct Sample(i64);

impl Row for Sample {
    fn get(&self, slot: usize) -> Slot<'_> {
        match relation("thing").expect("known").columns[slot].name {
            "flag" => Slot::Bool(true),
            "a" => Slot::Int(self.0),
            "b" => Slot::Int(4),
            "c" => Slot::Int(9),
            "t" => Slot::Ts(parse_rfc3339("2024-10-11T09:00:00+08:00").expect("valid").0),
            _ => Slot::Null,
        }
    }

    fn reach(&self, _: usize, _: i64) -> Option<Micros> {
        None
    }
}

#[test]
fn a_trace_marks_what_held_and_names_the_first_condition_that_did_not() {
    let metadata = "code = \"Z1\"\ntitle = { zh = \"试\", en = \"try\" }\nsubject = \"thing\"\nkind = \"integrity\"\nlevel = \"warn\"\nbasis = \"-\"\nowner = \"-\"\nstatus = \"active\"\n";
    let script = SCRIPT.replace('超', "over");
    let catalogue = Catalogue::load(&[("z.rhai".to_owned(), script), ("z.toml".to_owned(), metadata.to_owned())], &relation);
    assert_eq!(catalogue.errors, []);
    let rule = &catalogue.rules[0];
    let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
    let moment = Moment::new(0, &zone, &calendar);
    let trace = rule.trace(&Sample(3), &moment).expect("an answer");
    assert!(!trace.holds);
    let marks: Vec<(&str, bool)> = trace.marks.iter().map(|mark| (rule.source.slice(mark.span), mark.truth)).collect();
    let expected = [
        ("row.flag && row.a > 1 && (row.b == () || over(row))", false),
        ("row.flag", true),
        ("row.a > 1", true),
        ("row.b == () || over(row)", false),
        ("row.b == ()", false),
        ("row.c > 9", false),
    ];
    assert_eq!(marks, expected);
    assert_eq!(trace.first_false.map(|span| rule.source.slice(span)), Some("row.b == () || over(row)"));
    let values: Vec<(&str, &str)> = trace.values.iter().map(|read| (read.column.name, read.text.as_str())).collect();
    assert_eq!(values, [("flag", "true"), ("a", "3"), ("b", "4"), ("c", "9")]);
    assert!(rule.confidential, "kind integrity always is");
    assert_eq!(rule.level_of(&Sample(3), &moment), Ok(Level::Yellow));
    assert_eq!(rule.level_of(&Sample(6), &moment), Ok(Level::Red));
    assert_eq!(rule.who(&Sample(3), &moment), Ok(None));
    assert_eq!(rule.because(&Sample(3), &moment, Language::Zh), Ok(Some("用 3 天，2024-10-11 09:00 止".to_owned())));
    // The interpreter runs what the tree does not hold.
    assert_eq!(rule.because(&Sample(3), &moment, Language::En), Ok(Some("3 days".to_owned())));
}
