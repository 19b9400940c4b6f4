//! Comparisons of a time that has passed with a constant, as comparisons of the instant itself.
//!
//! `wd_since(t) > 5` holds on all rows whose `t` lies before one border. The border is found once a scan, so that the scan
//! compares instants and counts no working days.

use datafusion::logical_expr::Operator;

use super::layout::Scan;
use crate::rules::tree::{CompareOp, Kind, Node};
use crate::script::{Body, Passing};
use crate::time::{HOUR, MINUTE, Micros};

/// A comparison of a column of instants with a border.
pub(super) struct Border<'n> {
    pub column: &'n Node,
    pub operator: Operator,
    pub at: Micros,
}

/// The comparison of instants that says the same as `left op right`, if there is one.
pub(super) fn border<'n>(op: CompareOp, left: &'n Node, right: &Node, scan: &Scan) -> Option<Border<'n>> {
    let (column, count) = counted(op, left, right)?;
    let (least, operator) = match op {
        CompareOp::Ge => (count, Operator::Lt),
        CompareOp::Gt => (count.checked_add(1)?, Operator::Lt),
        CompareOp::Lt => (count, Operator::GtEq),
        CompareOp::Le => (count.checked_add(1)?, Operator::GtEq),
        CompareOp::Eq | CompareOp::Ne => return None,
    };
    let Kind::Call { function, .. } = &left.kind else { return None };
    let Body::Number1(since) = function.body else { return None };
    let now = scan.now();
    let reached = |at: Micros| since(&now, at).is_ok_and(|passed| passed >= least);
    // The count falls from one instant to a later one: look for the first at which it is too small.
    let (mut reaches, mut falls_short) = (Micros::MIN, Micros::MAX);
    if reached(falls_short) {
        return None;
    }
    if !reached(reaches) {
        return Some(Border { column, operator, at: Micros::MIN });
    }
    while falls_short.abs_diff(reaches) > 1 {
        let middle = reaches + (falls_short.abs_diff(reaches) / 2) as i64;
        if reached(middle) { reaches = middle } else { falls_short = middle }
    }
    // Where clocks go back over midnight a day comes twice, and no single instant is the border.
    let mut around = (-30 * HOUR..30 * HOUR).step_by((5 * MINUTE) as usize).map(|shift| falls_short.saturating_add(shift));
    let is_border = around.all(|at| reached(at) == (at < falls_short));
    is_border.then_some(Border { column, operator, at: falls_short })
}

/// The column and the number of a comparison that has a border.
pub(super) fn counted<'n>(op: CompareOp, left: &'n Node, right: &Node) -> Option<(&'n Node, i64)> {
    match (&left.kind, &right.kind) {
        (Kind::Call { function, args }, Kind::Int(count))
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) && matches!(function.passing, Passing::Rises(_)) =>
        {
            let [column] = args.as_slice() else { return None };
            matches!(column.kind, Kind::Column(_)).then_some((column, *count))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::calendar::CalendarBook;
    use crate::rules::law::relation;
    use crate::rules::tree::ColumnOf;
    use crate::script::{Span, Ty, function};
    use crate::time::{DAY, Zone, parse_rfc3339};

    fn node(kind: Kind, ty: Ty) -> Node {
        Node { kind, ty, span: Span::default() }
    }

    #[test]
    fn comparing_with_the_border_says_the_same_as_counting() {
        let relation = relation("thing").expect("the relation of the law");
        let column = Kind::Column(ColumnOf { row: 0, relation, slot: relation.slot("t").expect("a column") });
        // In Havana clocks go back from 1:00 to 0:00; in São Paulo they went back from 0:00 to 23:00, and a day came twice.
        for (zone, at) in [
            ("Asia/Shanghai", "2024-10-09T10:00:00+08:00"),
            ("America/Havana", "2023-11-09T10:00:00-05:00"),
            ("America/Sao_Paulo", "2018-02-21T10:00:00-03:00"),
        ] {
            let zone = Arc::new(Zone::named(zone).expect("bundled"));
            let at = parse_rfc3339(at).expect("valid").0;
            let scan = Scan { at, zone, calendar: CalendarBook::china().as_known(i64::MAX) };
            for (name, op) in ["wd_since", "days_since"]
                .into_iter()
                .flat_map(|name| [CompareOp::Ge, CompareOp::Gt, CompareOp::Lt, CompareOp::Le].map(|op| (name, op)))
            {
                let function = function(name).expect("offered");
                let Body::Number1(since) = function.body else { panic!("{name} counts") };
                let call = node(Kind::Call { function, args: vec![node(column.clone(), Ty::Ts)] }, Ty::Int);
                for count in [i64::MIN, -1, 0, 1, 2, 3, 4, 5, 20, i64::MAX] {
                    let Some(border) = border(op, &call, &node(Kind::Int(count), Ty::Int), &scan) else { continue };
                    let near = (-40 * DAY..DAY).step_by((10 * MINUTE) as usize).map(|shift| at + shift);
                    for t in near.chain([i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX, border.at, border.at.saturating_sub(1)]) {
                        let counted = op.holds(since(&scan.now(), t).expect("never fails").cmp(&count));
                        let compared = if border.operator == Operator::Lt { t < border.at } else { t >= border.at };
                        assert_eq!(compared, counted, "{name} {op:?} {count} at {t} in {}", scan.zone.name());
                    }
                }
            }
        }
    }
}
