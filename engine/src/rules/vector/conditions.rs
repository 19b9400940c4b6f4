//! Nodes that are true or false, as physical expressions.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{BinaryExpr, Column, IsNotNullExpr, IsNullExpr, Literal};

use super::Rowwise;
use super::kernel::{Computed, Condition};
use super::keys::{KeyColumn, SameKey};
use super::layout::{Layout, Scan};
use super::lets::{self, Bound};
use super::lists::{BeforeKernel, ListKernel, ListQuestion, Picked};
use super::logic::{Choice, Compare, Junction, Let, Not, OneNumber, Part, Test, TruthIs};
use super::numbers::NumberNode;
use super::sharing::Shared;
use super::since;
use super::texts::{self, OneText, TextColumn, TwoTexts};
use crate::rules::tree::{CompareOp, Kind, ListTest, Node};
use crate::script::{Body, Now, Passing, Ty, day_from};

/// What compiling needs to know besides the layout.
pub(super) struct Compiler<'a> {
    pub scan: Arc<Scan>,
    /// Columns that hold what several rules compute; not inside lists.
    pub shared: Option<&'a Shared>,
    /// Runs a condition row by row; without it such a condition is refused.
    pub by_row: Option<&'a dyn Fn(&Node) -> Condition>,
}

impl Compiler<'_> {
    /// For what must run over columns alone.
    pub fn columns_only(&self) -> Compiler<'_> {
        Compiler { scan: self.scan.clone(), shared: self.shared, by_row: None }
    }

    /// For a list's entries.
    pub fn inside(&self) -> Compiler<'_> {
        Compiler { scan: self.scan.clone(), shared: None, by_row: None }
    }

    /// The column in which a number already stands.
    pub fn shared_number(&self, node: &Node, layout: &Layout) -> Option<usize> {
        self.shared.and_then(|shared| shared.number(node)).map(|index| layout.own + index)
    }
}

type Compiled = std::result::Result<Condition, Rowwise>;

fn certain(expr: Arc<dyn PhysicalExpr>) -> Condition {
    Condition { expr, fallible: false }
}

/// Compiles a condition; parts that no column kernel holds run row by row, if the compiler may.
pub(super) fn compile(node: &Node, layout: &Layout, compiler: &Compiler<'_>) -> Compiled {
    if let Some((index, fallible)) = compiler.shared.and_then(|shared| shared.condition(node)) {
        return Ok(Condition { expr: Arc::new(Column::new("shared", layout.own + index)), fallible });
    }
    match &node.kind {
        // The parts of these may run in different ways.
        Kind::And(parts) => junction(node, parts, true, layout, compiler),
        Kind::Or(parts) => junction(node, parts, false, layout, compiler),
        Kind::Not(of) => {
            let of = compile(of, layout, compiler)?;
            let fallible = of.fallible;
            Ok(Condition { expr: Computed::condition(super::sharing::key(node), Not(of)), fallible })
        }
        _ => match plain(node, layout, compiler) {
            Err(rowwise) => match compiler.by_row {
                Some(by_row) => Ok(by_row(node)),
                None => Err(rowwise),
            },
            compiled => compiled,
        },
    }
}

/// The first part that would run row by row.
pub(super) fn rowwise_part(node: &Node, layout: &Layout) -> Option<Rowwise> {
    let zone = Arc::new(crate::time::Zone::china());
    let calendar = crate::calendar::CalendarBook::china().as_known(i64::MAX);
    let scan = Arc::new(Scan { at: 0, zone, calendar });
    compile(node, layout, &Compiler { scan, shared: None, by_row: None }).err()
}

/// What a kind of node that no kernel holds is called.
pub(super) fn rowwise_kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Attribute { .. } => "an attribute",
        Kind::Join(_) => "an interpolated text",
        _ => "an expression of this shape",
    }
}

fn column(node: &Node, layout: &Layout) -> std::result::Result<Arc<dyn PhysicalExpr>, Rowwise> {
    match &node.kind {
        Kind::Column(column) => match layout.place(column.row, column.slot) {
            Some(place) => Ok(Arc::new(Column::new(place.name, place.index))),
            None => Err(Rowwise { span: node.span, why: "a column that scans do not have" }),
        },
        kind => Err(Rowwise { span: node.span, why: rowwise_kind(kind) }),
    }
}

fn plain(node: &Node, layout: &Layout, compiler: &Compiler<'_>) -> Compiled {
    let text = || super::sharing::key(node);
    let refuse = |why| Err(Rowwise { span: node.span, why });
    match &node.kind {
        Kind::Bool(value) => Ok(certain(Arc::new(Literal::new(ScalarValue::Boolean(Some(*value)))))),
        Kind::Null => Ok(certain(Arc::new(Literal::new(ScalarValue::Boolean(Some(false)))))),
        Kind::Column(_) => column(node, layout).map(certain),
        Kind::Compare { op, left, right } => comparison(node, *op, left, right, layout, compiler),
        Kind::OneOfTexts { value, texts } => {
            let (value, texts) = (TextColumn::new(value, layout, compiler)?, texts.clone());
            let test = move |found: Option<&str>| found.is_some_and(|found| texts.iter().any(|text| text.as_ref() == found));
            Ok(certain(Computed::condition(text(), OneText { text: value, test: Box::new(test) })))
        }
        Kind::OneOfNumbers { value, numbers } => {
            let numbers = numbers.clone();
            number_test(node, value, move |found| numbers.contains(&found), layout, compiler)
        }
        Kind::Within { value, first, last } => {
            let (first, last) = (*first, *last);
            number_test(node, value, move |found| (first..=last).contains(&found), layout, compiler)
        }
        Kind::If { test, then, other } => {
            let parts = [compile(test, layout, compiler)?, compile(then, layout, compiler)?, compile(other, layout, compiler)?];
            let fallible = parts.iter().any(|part| part.fallible);
            Ok(Condition { expr: Computed::condition(text(), Choice(parts)), fallible })
        }
        Kind::Let { local, value, body } => {
            if let Some(body) = lets::in_place(*local, value, body) {
                return compile(&body, layout, &compiler.columns_only());
            }
            let (bound, inner) = Bound::new(*local, value, layout, compiler)?;
            let body = compile(body, &inner, &compiler.columns_only())?;
            let fallible = node.is_fallible();
            Ok(Condition { expr: Computed::condition(text(), Let { bound, body }), fallible })
        }
        Kind::Local(local) => match layout.local(*local) {
            Some(place) => Ok(certain(Arc::new(Column::new("let", place.index)))),
            None => refuse("a variable of this kind"),
        },
        Kind::Pick { .. } => {
            let picked = Picked::new(node, layout, compiler)?;
            Ok(Condition { expr: Computed::condition(text(), picked), fallible: node.is_fallible() })
        }
        Kind::List { what: what @ (ListTest::Some | ListTest::All), list, row, test } => {
            let question = ListQuestion::new(node.span, *list, *row, test.as_deref(), layout, compiler)?;
            Ok(Condition { expr: Computed::condition(text(), ListKernel { what: *what, question }), fallible: node.is_fallible() })
        }
        Kind::Before { list, row, first, then } => {
            let question = |test: &Node| ListQuestion::new(node.span, *list, *row, Some(test), layout, compiler);
            let kernel = BeforeKernel { first: question(first)?, then: question(then)? };
            Ok(Condition { expr: Computed::condition(text(), kernel), fallible: node.is_fallible() })
        }
        Kind::Attribute { .. } => {
            let number = NumberNode::new(node, layout, compiler)?;
            Ok(certain(Computed::condition(text(), OneNumber { number, test: |value| value != 0 })))
        }
        Kind::Call { function, args } => match (function.body, args.as_slice()) {
            (Body::Test1(body), [arg]) => {
                if let (Passing::Crosses(crossing), Kind::Column(_)) = (function.passing, &arg.kind) {
                    // The test is t <= now, or t < now where it only turns true after t.
                    let operator = if crossing(0) == 0 { Operator::LtEq } else { Operator::Lt };
                    let now = ScalarValue::TimestampMicrosecond(Some(compiler.scan.at), Some("UTC".into()));
                    return Ok(certain(Arc::new(BinaryExpr::new(column(arg, layout)?, operator, Arc::new(Literal::new(now))))));
                }
                if let Passing::Crosses(crossing) = function.passing {
                    let op = if crossing(0) == 0 { CompareOp::Le } else { CompareOp::Lt };
                    let kernel = Compare { op, left: NumberNode::new(arg, layout, compiler)?, right: NumberNode::Same(compiler.scan.at) };
                    return Ok(Condition { expr: Computed::condition(text(), kernel), fallible: node.is_fallible() });
                }
                let kernel = Test {
                    args: [NumberNode::new(arg, layout, compiler)?],
                    scan: compiler.scan.clone(),
                    test: move |now: &Now<'_>, [arg]: [i64; 1]| body(now, arg),
                };
                Ok(Condition { expr: Computed::condition(text(), kernel), fallible: node.is_fallible() })
            }
            (Body::Test3(body), [a, b, c]) => {
                let args =
                    [NumberNode::new(a, layout, compiler)?, NumberNode::new(b, layout, compiler)?, NumberNode::new(c, layout, compiler)?];
                let kernel = Test { args, scan: compiler.scan.clone(), test: move |now: &Now<'_>, [a, b, c]: [i64; 3]| body(now, a, b, c) };
                Ok(Condition { expr: Computed::condition(text(), kernel), fallible: true })
            }
            (Body::TextTest1(body), [of]) => {
                let kernel = OneText { text: TextColumn::new(of, layout, compiler)?, test: Box::new(body) };
                Ok(certain(Computed::condition(text(), kernel)))
            }
            (Body::TextTest(body), [of, part]) => {
                let left = TextColumn::new(of, layout, compiler)?;
                if let Kind::Text(part) = &part.kind {
                    let part = part.clone();
                    let test = move |found: Option<&str>| found.is_some_and(|found| body(found, &part));
                    return Ok(certain(Computed::condition(text(), OneText { text: left, test: Box::new(test) })));
                }
                let test = move |left: Option<&str>, right: Option<&str>| left.zip(right).is_some_and(|(left, right)| body(left, right));
                Ok(certain(Computed::condition(
                    text(),
                    TwoTexts { left, right: TextColumn::new(part, layout, compiler)?, test: Box::new(test), comparison: None },
                )))
            }
            _ => refuse("a function of this shape"),
        },
        kind => refuse(rowwise_kind(kind)),
    }
}

fn number_test(
    node: &Node,
    value: &Node,
    test: impl Fn(i64) -> bool + Send + Sync + 'static,
    layout: &Layout,
    compiler: &Compiler<'_>,
) -> Compiled {
    let kernel = OneNumber { number: NumberNode::new(value, layout, compiler)?, test };
    Ok(Condition { expr: Computed::condition(super::sharing::key(node), kernel), fallible: node.is_fallible() })
}

fn comparison(node: &Node, op: CompareOp, left: &Node, right: &Node, layout: &Layout, compiler: &Compiler<'_>) -> Compiled {
    let text = || super::sharing::key(node);
    let is_constant = matches!(left.kind, Kind::Null | Kind::Int(_) | Kind::Text(_));
    let is_choice = matches!((&left.kind, &right.kind), (Kind::If { .. }, Kind::Column(_)));
    let (left, right, op) = if is_constant || is_choice { (right, left, op.swapped()) } else { (left, right, op) };
    // A name may stand for null. An order with null is never true, and fails only where its other side does.
    if op.is_order() && matches!(right.kind, Kind::Null) && !left.is_fallible() {
        return Ok(certain(Arc::new(Literal::new(ScalarValue::Boolean(Some(false))))));
    }
    if let (Kind::Null, Kind::Column(_)) = (&right.kind, &left.kind) {
        let of = column(left, layout)?;
        return Ok(certain(if op == CompareOp::Eq { Arc::new(IsNullExpr::new(of)) } else { Arc::new(IsNotNullExpr::new(of)) }));
    }
    if let (Kind::Column(_), Kind::If { test, then, other }) = (&left.kind, &right.kind)
        && [then, other].iter().all(|value| matches!(value.kind, Kind::Int(_)))
    {
        // Two comparisons with a constant are quicker than one with a column of chosen constants.
        let against = |value: &Node| comparison(node, op, left, value, layout, compiler);
        let parts = [compile(test, layout, compiler)?, against(then)?, against(other)?];
        let fallible = parts.iter().any(|part| part.fallible);
        return Ok(Condition { expr: Computed::condition(text(), Choice(parts)), fallible });
    }
    if let Some(border) = since::border(op, left, right, &compiler.scan) {
        let at = ScalarValue::TimestampMicrosecond(Some(border.at), Some("UTC".into()));
        return Ok(certain(Arc::new(BinaryExpr::new(column(border.column, layout)?, border.operator, Arc::new(Literal::new(at))))));
    }
    let ty = if left.ty == Ty::Null { right.ty } else { left.ty };
    let columns = matches!((&left.kind, &right.kind), (Kind::Column(_), Kind::Column(_)));
    match ty {
        Ty::Text => {
            let (a, b) = (TextColumn::new(left, layout, compiler)?, TextColumn::new(right, layout, compiler)?);
            match &right.kind {
                Kind::Text(wanted) if is_plain_text(left, layout) => {
                    let wanted = Literal::new(ScalarValue::Utf8(Some(wanted.to_string())));
                    Ok(certain(Arc::new(BinaryExpr::new(column(left, layout)?, with_constant(op), Arc::new(wanted)))))
                }
                Kind::Text(wanted) => {
                    let wanted = wanted.clone();
                    let test = move |found: Option<&str>| texts::compare(op, found, Some(&wanted));
                    Ok(certain(Computed::condition(text(), OneText { text: a, test: Box::new(test) })))
                }
                Kind::Null => Ok(certain(Computed::condition(
                    text(),
                    OneText { text: a, test: Box::new(move |found| texts::compare(op, found, None)) },
                ))),
                _ => {
                    let test = move |left: Option<&str>, right: Option<&str>| texts::compare(op, left, right);
                    Ok(certain(Computed::condition(text(), TwoTexts { left: a, right: b, test: Box::new(test), comparison: Some(op) })))
                }
            }
        }
        Ty::Key | Ty::Bool if columns => {
            let operator = if op == CompareOp::Eq { Operator::IsNotDistinctFrom } else { Operator::IsDistinctFrom };
            Ok(certain(Arc::new(BinaryExpr::new(column(left, layout)?, operator, column(right, layout)?))))
        }
        Ty::Bool => booleans(node, op, left, right, layout, compiler),
        Ty::Key => {
            let (left, right) = (KeyColumn::new(left, layout, compiler)?, KeyColumn::new(right, layout, compiler)?);
            Ok(certain(Computed::condition(text(), SameKey { left, right, wanted: op == CompareOp::Eq })))
        }
        _ => match (&left.kind, &right.kind) {
            (Kind::Column(_), Kind::Int(value)) => {
                let value = Literal::new(match ty {
                    Ty::Date => ScalarValue::Date32(Some(day_from(*value).0)),
                    Ty::Ts => ScalarValue::TimestampMicrosecond(Some(*value), Some("UTC".into())),
                    _ => ScalarValue::Int64(Some(*value)),
                });
                Ok(certain(Arc::new(BinaryExpr::new(column(left, layout)?, with_constant(op), Arc::new(value)))))
            }
            (Kind::Column(_), Kind::Column(_)) => {
                Ok(certain(Arc::new(BinaryExpr::new(column(left, layout)?, null_safe(op), column(right, layout)?))))
            }
            _ => {
                let kernel =
                    Compare { op, left: NumberNode::new(left, layout, compiler)?, right: NumberNode::new(right, layout, compiler)? };
                Ok(Condition { expr: Computed::condition(text(), kernel), fallible: node.is_fallible() })
            }
        },
    }
}

/// A boolean against a constant or another: null-safe, which a condition's own truth is not. So a condition's column stands here only where it
/// is never null; others are compared as numbers that may be null.
fn booleans(node: &Node, op: CompareOp, left: &Node, right: &Node, layout: &Layout, compiler: &Compiler<'_>) -> Compiled {
    let wanted = match &right.kind {
        Kind::Bool(value) if left.is_certain() || matches!(left.kind, Kind::Column(_)) => *value,
        _ => {
            let kernel = Compare { op, left: NumberNode::new(left, layout, compiler)?, right: NumberNode::new(right, layout, compiler)? };
            return Ok(Condition { expr: Computed::condition(super::sharing::key(node), kernel), fallible: node.is_fallible() });
        }
    };
    if let Kind::Column(of) = &left.kind {
        let Some(place) = layout.place(of.row, of.slot) else {
            return Err(Rowwise { span: left.span, why: "a column that scans do not have" });
        };
        let kernel = TruthIs { column: place.index, wanted, negated: op == CompareOp::Ne };
        return Ok(certain(Computed::condition(super::sharing::key(node), kernel)));
    }
    let of = compile(left, layout, compiler)?;
    if (op == CompareOp::Eq) == wanted {
        return Ok(of);
    }
    let fallible = of.fallible;
    Ok(Condition { expr: Computed::condition(super::sharing::key(node), Not(of)), fallible })
}

fn is_plain_text(node: &Node, layout: &Layout) -> bool {
    match &node.kind {
        Kind::Column(column) => layout.place(column.row, column.slot).is_some_and(|place| place.ty == DataType::Utf8),
        _ => false,
    }
}

/// The operator against something that is never null: null on the other side makes an order null, which counts as false.
fn with_constant(op: CompareOp) -> Operator {
    match op {
        CompareOp::Eq => Operator::Eq,
        op => null_safe(op),
    }
}

fn null_safe(op: CompareOp) -> Operator {
    match op {
        CompareOp::Eq => Operator::IsNotDistinctFrom,
        CompareOp::Ne => Operator::IsDistinctFrom,
        CompareOp::Lt => Operator::Lt,
        CompareOp::Le => Operator::LtEq,
        CompareOp::Gt => Operator::Gt,
        CompareOp::Ge => Operator::GtEq,
    }
}

/// Whether a condition costs much more than a pass over its columns, so that it pays to gather the rows that still matter.
fn is_dear(node: &Node) -> bool {
    match &node.kind {
        Kind::Compare { op, left, right } if since::counted(*op, left, right).is_some() => false,
        Kind::Call { function, args }
            if matches!((function.passing, args.as_slice()), (Passing::Crosses(_), [Node { kind: Kind::Column(_), .. }])) =>
        {
            false
        }
        Kind::Arith { .. } | Kind::Neg(_) | Kind::Attribute { .. } | Kind::Let { .. } | Kind::Call { .. } => true,
        _ if node.list().is_some() => true,
        _ => {
            let mut below = false;
            node.children(&mut |child| below |= is_dear(child));
            below
        }
    }
}

/// Indexes of the columns that a condition may read.
fn used_columns(node: &Node, layout: &Layout, compiler: &Compiler<'_>) -> Vec<usize> {
    let mut used = std::collections::BTreeSet::new();
    node.visit(&mut |node| {
        used.extend(match &node.kind {
            Kind::Column(column) => layout.place(column.row, column.slot).map(|place| place.index),
            Kind::Local(local) => layout.local(*local).map(|place| place.index),
            Kind::Attribute { row, .. } => layout.attributes(*row),
            _ => node.list().and_then(|list| layout.place(list.row, list.slot)).map(|place| place.index),
        });
        let shared = compiler.shared.and_then(|shared| shared.condition(node).map(|found| found.0).or_else(|| shared.number(node)));
        used.extend(shared.map(|index| layout.own + index));
    });
    used.into_iter().collect()
}

/// Parts in the order of the script, except that neighbours that cannot fail go by cost.
fn junction(node: &Node, parts: &[Node], all: bool, layout: &Layout, compiler: &Compiler<'_>) -> Compiled {
    let mut ordered: Vec<&Node> = parts.iter().collect();
    for run in ordered.chunk_by_mut(|left, right| left.is_fallible() == right.is_fallible()) {
        if run.first().is_some_and(|first| !first.is_fallible()) {
            run.sort_by_key(|part| part.cost());
        }
    }
    let mut compiled = Vec::with_capacity(ordered.len());
    for part in ordered {
        let condition = compile(part, layout, compiler)?;
        compiled.push(Part { sparse: is_dear(part).then(|| used_columns(part, layout, compiler)), condition });
    }
    let fallible = compiled.iter().any(|part| part.condition.fallible);
    Ok(Condition { expr: Computed::condition(super::sharing::key(node), Junction { parts: compiled, all }), fallible })
}
