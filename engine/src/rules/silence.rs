//! Rules that cannot speak: whether a rule could hold for any row at all when some columns are empty everywhere.
//!
//! The condition is read with those columns as null and everything else unknown. What comes out false on every reading is silence. The rest of
//! a rule that the interpreter runs is unknown, so that no rule is called silent that could speak.

use super::rule::Rule;
use super::tree::{ColumnOf, CompareOp, Kind, ListTest, Node, SUBJECT};
use crate::schema::Type;

/// What a condition may come out as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct May {
    hold: bool,
    fail: bool,
}

const EITHER: May = May { hold: true, fail: true };
const NEVER: May = May { hold: false, fail: true };
const ALWAYS: May = May { hold: true, fail: false };

/// Which columns of the subject's row are empty in every row.
struct Empty<'a>(&'a dyn Fn(&'static str) -> bool);

impl Empty<'_> {
    fn is_empty(&self, column: &ColumnOf) -> bool {
        column.row == SUBJECT && (self.0)(column.name())
    }

    /// Whether a value is null on every row. What a `let` names is not followed: unknown.
    fn is_null(&self, node: &Node) -> bool {
        match &node.kind {
            Kind::Null => true,
            Kind::Column(column) => self.is_empty(column),
            Kind::Neg(of) => self.is_null(of),
            Kind::Arith { left, right, .. } => self.is_null(left) || self.is_null(right),
            Kind::Call { function, args } if !function.sees_null() => args.iter().any(|arg| self.is_null(arg)),
            Kind::If { then, other, .. } => self.is_null(then) && self.is_null(other),
            Kind::Let { body, .. } => self.is_null(body),
            Kind::Pick { list, .. } => list.row == SUBJECT && (self.0)(list.owner.columns[list.slot].name),
            _ => false,
        }
    }

    fn may(&self, node: &Node) -> May {
        match &node.kind {
            Kind::Null => NEVER,
            Kind::Bool(true) => ALWAYS,
            Kind::Bool(false) => NEVER,
            Kind::Column(column) if self.is_empty(column) => NEVER,
            Kind::Not(of) => {
                let of = self.may(of);
                May { hold: of.fail, fail: of.hold }
            }
            Kind::And(parts) => {
                let parts: Vec<May> = parts.iter().map(|part| self.may(part)).collect();
                May { hold: parts.iter().all(|part| part.hold), fail: parts.iter().any(|part| part.fail) }
            }
            Kind::Or(parts) => {
                let parts: Vec<May> = parts.iter().map(|part| self.may(part)).collect();
                May { hold: parts.iter().any(|part| part.hold), fail: parts.iter().all(|part| part.fail) }
            }
            Kind::Compare { op, left, right } => self.compared(*op, left, right),
            Kind::OneOfTexts { value, .. } | Kind::OneOfNumbers { value, .. } | Kind::Within { value, .. } if self.is_null(value) => NEVER,
            Kind::Call { function, args } if function.name == "is_null" => {
                if args.iter().all(|arg| self.is_null(arg)) {
                    ALWAYS
                } else {
                    EITHER
                }
            }
            Kind::Call { function, args } if !function.sees_null() && args.iter().any(|arg| self.is_null(arg)) => NEVER,
            Kind::If { test, then, other } => {
                let (test, then, other) = (self.may(test), self.may(then), self.may(other));
                May {
                    hold: (test.hold && then.hold) || (test.fail && other.hold),
                    fail: (test.hold && then.fail) || (test.fail && other.fail),
                }
            }
            Kind::Let { body, .. } => self.may(body),
            Kind::Before { list, .. } if list.row == SUBJECT && (self.0)(list.owner.columns[list.slot].name) => NEVER,
            Kind::List { what, list, .. } if list.row == SUBJECT && (self.0)(list.owner.columns[list.slot].name) => match what {
                ListTest::Some => NEVER,
                ListTest::All => ALWAYS,
                ListTest::Count => EITHER,
            },
            _ => EITHER,
        }
    }

    /// Equality is null-safe; the other comparisons fail with null.
    fn compared(&self, op: CompareOp, left: &Node, right: &Node) -> May {
        let constant = |node: &Node| matches!(node.kind, Kind::Bool(_) | Kind::Int(_) | Kind::Text(_));
        let (left_null, right_null) = (self.is_null(left), self.is_null(right));
        match op {
            CompareOp::Eq | CompareOp::Ne => {
                let equal = match (left_null, right_null) {
                    (true, true) => ALWAYS,
                    (true, false) if constant(right) => NEVER,
                    (false, true) if constant(left) => NEVER,
                    _ => EITHER,
                };
                if op == CompareOp::Eq { equal } else { May { hold: equal.fail, fail: equal.hold } }
            }
            _ if left_null || right_null => NEVER,
            _ => EITHER,
        }
    }
}

impl Rule {
    /// Columns of the subject without which the rule cannot hold for any row, given which of them are empty in every row; none where it can
    /// speak. Where each of several is enough to silence it, all are named; where only several together are, these.
    pub fn silenced_by(&self, is_empty: &dyn Fn(&'static str) -> bool) -> Vec<&'static str> {
        let Some(condition) = &self.folded else { return Vec::new() };
        if Empty(is_empty).may(condition).hold {
            return Vec::new();
        }
        let read = self.slots().iter().map(|slot| &self.subject.columns[*slot]);
        let empty: Vec<&'static str> =
            read.filter(|column| column.ty != Type::Attributes && is_empty(column.name)).map(|column| column.name).collect();
        let alone: Vec<&'static str> = empty.iter().copied().filter(|one| !Empty(&|name| name == *one).may(condition).hold).collect();
        if alone.is_empty() { empty } else { alone }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::facts::relations::walked;
    use crate::rules::{Catalogue, read_folder};

    #[test]
    fn a_rule_is_silent_only_where_it_can_hold_for_no_row() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
        let catalogue = Catalogue::load(&read_folder(&folder).expect("the shipped rules"), &walked);
        let table: &[(&str, &[&str], &[&str])] = &[
            // Over the promise: without a due instant nothing passes; an empty stop is what it asks for.
            ("T03", &["promised_over_at", "clock_stop_at"], &["promised_over_at"]),
            ("T03", &["clock_stop_at", "item_name"], &[]),
            // Finished without acceptance speaks just because the acceptance is missing, and needs a result.
            ("F03", &["accepted_at", "refusal"], &[]),
            ("F03", &["accepted_at", "result_code"], &["result_code"]),
            ("X05a", &["applicant_id_valid"], &["applicant_id_valid"]),
        ];
        for (code, empty, expected) in table {
            let rule = catalogue.by_code(code).expect(code);
            assert_eq!(rule.silenced_by(&|name| empty.contains(&name)), *expected, "{code} without {empty:?}");
        }
    }
}
