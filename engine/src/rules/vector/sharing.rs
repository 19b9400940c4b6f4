//! What rules of a relation compute more than once is computed once a batch, into columns beside the batch's own.

use std::collections::HashMap;
use std::fmt::Write;

use super::since;
use crate::rules::tree::{Kind, Node};
use crate::script::Ty;

/// Least cost of a part that is worth a column: a comparison of a column with a constant is.
const WORTH: u32 = 2;

/// Parts that are computed once.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Column, counted from the end of the batch's own, and whether it may be undecided.
    conditions: HashMap<String, (usize, bool)>,
    numbers: HashMap<String, usize>,
    /// How many columns they take.
    pub width: usize,
}

impl Shared {
    /// Where a condition stands.
    pub fn condition(&self, node: &Node) -> Option<(usize, bool)> {
        if self.conditions.is_empty() || node.ty != Ty::Bool {
            return None;
        }
        self.conditions.get(&key(node)).copied()
    }

    /// Where a number stands.
    pub fn number(&self, node: &Node) -> Option<usize> {
        if self.numbers.is_empty() || !matches!(node.ty, Ty::Int | Ty::Ts | Ty::Date) {
            return None;
        }
        self.numbers.get(&key(node)).copied()
    }

    /// Adds a part; gives its column.
    pub fn add(&mut self, node: &Node, fallible: bool) {
        if node.ty == Ty::Bool {
            self.conditions.insert(key(node), (self.width, fallible));
        } else {
            self.numbers.insert(key(node), self.width);
        }
        self.width += 1;
    }
}

/// Parts that occur more than once and are worth computing once, inner ones first.
pub(super) fn repeated<'n>(trees: &[&'n Node]) -> Vec<&'n Node> {
    let mut found: HashMap<String, (usize, &'n Node)> = HashMap::new();
    for node in trees {
        count(node, &mut found);
    }
    let mut repeated: Vec<(u32, String, &Node)> = found
        .into_iter()
        .filter(|(_, (uses, node))| *uses > 1 && node.cost() >= WORTH)
        .map(|(key, (_, node))| (node.cost(), key, node))
        .collect();
    repeated.sort_by(|left, right| (left.0, &left.1).cmp(&(right.0, &right.1)));
    repeated.into_iter().map(|(_, _, node)| node).collect()
}

/// Counts where a part is computed. Where the whole stands for a second time its parts are not computed again, and not counted. What stands
/// inside a list's condition belongs to its entries.
fn count<'n>(node: &'n Node, found: &mut HashMap<String, (usize, &'n Node)>) {
    let is_value = matches!(node.ty, Ty::Int | Ty::Ts | Ty::Date) && !node.is_fallible();
    let is_condition = node.ty == Ty::Bool && node.is_certain();
    if (is_value || is_condition) && !matches!(node.kind, Kind::Bool(_) | Kind::Int(_) | Kind::Column(_)) {
        let entry = found.entry(key(node)).or_insert((0, node));
        entry.0 += 1;
        if entry.0 > 1 && node.cost() >= WORTH {
            return;
        }
    }
    match &node.kind {
        _ if node.list().is_some() => {}
        Kind::Let { .. } => {}
        // Scans compare the instant itself, and the count is not needed.
        Kind::Compare { op, left, right } if since::counted(*op, left, right).is_some() => {}
        _ => node.children(&mut |child| count(child, found)),
    }
}

/// A text that two nodes share only if they compute the same.
pub(super) fn key(node: &Node) -> String {
    let mut text = String::new();
    write_key(node, &mut text);
    text
}

fn write_key(node: &Node, text: &mut String) {
    // Writing to a string cannot fail.
    let _ = match &node.kind {
        Kind::Null => write!(text, "null"),
        Kind::Bool(value) => write!(text, "{value}"),
        Kind::Int(value) if node.ty == Ty::Int => write!(text, "{value}"),
        Kind::Int(value) => write!(text, "{value}:{:?}", node.ty),
        Kind::Text(value) => write!(text, "{value:?}"),
        Kind::Column(column) => write!(text, "{}.{}", column.row, column.name()),
        Kind::Attribute { row, name } => write!(text, "{row}.attributes.{name}:{:?}", node.ty),
        Kind::Local(local) => write!(text, "let{local}"),
        Kind::Not(_) => write!(text, "!"),
        Kind::And(_) => write!(text, "&&"),
        Kind::Or(_) => write!(text, "||"),
        Kind::Compare { op, .. } => write!(text, "{op:?}"),
        Kind::Arith { op, .. } => write!(text, "{op:?}"),
        Kind::Neg(_) => write!(text, "-"),
        Kind::OneOfTexts { texts, .. } => write!(text, "in{texts:?}"),
        Kind::OneOfNumbers { numbers, .. } => write!(text, "in{numbers:?}"),
        Kind::Within { first, last, .. } => write!(text, "in{first}..={last}"),
        Kind::If { .. } => write!(text, "if"),
        Kind::Let { local, .. } => write!(text, "let{local}="),
        Kind::Call { function, .. } => write!(text, "{}", function.name),
        Kind::Before { list, row, .. } => write!(text, "before {row} of {}.{}", list.row, list.slot),
        Kind::List { what, list, row, .. } => write!(text, "{what:?} {row} of {}.{}", list.row, list.slot),
        Kind::Pick { last, list, row, .. } => write!(text, "pick {last} {row} of {}.{}", list.row, list.slot),
        Kind::Join(_) => write!(text, "join"),
    };
    text.push('(');
    node.children(&mut |child| {
        write_key(child, text);
        text.push(',');
    });
    text.push(')');
}
