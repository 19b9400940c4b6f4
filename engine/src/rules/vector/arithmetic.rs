//! Arithmetic over columns that knows on which rows it fails.
//!
//! Loops compute with wrapping operators and only note that something overflowed, which is rare; where it did, the rows are
//! looked for in a second loop.

use arrow::buffer::{BooleanBuffer, NullBuffer, ScalarBuffer};

use super::kernel::either;
use crate::rules::tree::ArithOp;
use crate::rules::tree::CompareOp;
use crate::script::Fault;

/// Values of a column of numbers.
#[derive(Clone, Debug)]
pub(super) enum Values {
    /// The same on all rows.
    Same(i64),
    /// One a row.
    Each(ScalarBuffer<i64>),
}

/// A column of numbers.
#[derive(Clone, Debug)]
pub(super) struct Numbers {
    pub values: Values,
    /// Rows on which it is null.
    pub nulls: Option<NullBuffer>,
    /// Rows on which it failed.
    pub failed: Option<BooleanBuffer>,
}

impl Numbers {
    /// The same number on all rows.
    pub fn same(value: i64) -> Numbers {
        Numbers { values: Values::Same(value), nulls: None, failed: None }
    }

    /// Null on all rows.
    pub fn null(rows: usize) -> Numbers {
        Numbers { nulls: Some(NullBuffer::new_null(rows)), ..Numbers::same(0) }
    }

    /// One value a row.
    pub fn each(values: ScalarBuffer<i64>, nulls: Option<NullBuffer>) -> Numbers {
        Numbers { values: Values::Each(values), nulls: nulls.filter(|nulls| nulls.null_count() > 0), failed: None }
    }

    /// The value on a row, whatever stands there on a null row.
    pub fn at(&self, row: usize) -> i64 {
        match &self.values {
            Values::Same(value) => *value,
            Values::Each(values) => values[row],
        }
    }

    /// Whether a row has a value.
    pub fn is_valid(&self, row: usize) -> bool {
        self.nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)) && !self.failed.as_ref().is_some_and(|failed| failed.value(row))
    }

    /// Applies a function that may fail to every row that has values.
    pub fn map<const N: usize>(args: [&Numbers; N], rows: usize, apply: impl Fn([i64; N]) -> Result<i64, Fault>) -> Numbers {
        let nulls = args.iter().fold(None, |nulls, arg| NullBuffer::union(nulls.as_ref(), arg.nulls.as_ref()));
        let mut failed = args.iter().fold(None, |failed, arg| either(failed, arg.failed.clone()));
        let mut faults = Vec::new();
        let values: Vec<i64> = (0..rows)
            .map(|row| {
                let skipped =
                    nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) || failed.as_ref().is_some_and(|failed| failed.value(row));
                if skipped {
                    return 0;
                }
                apply(args.map(|arg| arg.at(row))).unwrap_or_else(|_| {
                    faults.push(row);
                    0
                })
            })
            .collect();
        if !faults.is_empty() {
            let mut rows_failed = vec![false; rows];
            faults.iter().for_each(|row| rows_failed[*row] = true);
            failed = either(failed, Some(BooleanBuffer::from(rows_failed)));
        }
        Numbers { failed, ..Numbers::each(values.into(), nulls) }
    }

    /// The rows that have a value that passes.
    pub fn test(&self, rows: usize, test: impl Fn(i64) -> bool) -> BooleanBuffer {
        let mut passing = match &self.values {
            Values::Same(value) if test(*value) => BooleanBuffer::new_set(rows),
            Values::Same(_) => BooleanBuffer::new_unset(rows),
            Values::Each(values) => {
                let values = &values[..rows];
                BooleanBuffer::collect_bool(rows, |row| test(values[row]))
            }
        };
        if let Some(nulls) = &self.nulls {
            passing = &passing & nulls.inner();
        }
        match &self.failed {
            Some(failed) => &passing & &!failed,
            None => passing,
        }
    }

    /// Adds, subtracts or multiplies. One pass computes; only where some row overflowed a second one tells which.
    pub fn arith(op: ArithOp, left: &Numbers, right: &Numbers, rows: usize) -> Numbers {
        let (values, any) = match op {
            ArithOp::Add => computed(left, right, i64::overflowing_add),
            ArithOp::Sub => computed(left, right, i64::overflowing_sub),
            ArithOp::Mul => computed(left, right, i64::overflowing_mul),
        };
        let nulls = NullBuffer::union(left.nulls.as_ref(), right.nulls.as_ref());
        let mut failed = either(left.failed.clone(), right.failed.clone());
        if any {
            let mut overflowed = match op {
                ArithOp::Add => pairwise(left, right, rows, |left, right| left.overflowing_add(right).1),
                ArithOp::Sub => pairwise(left, right, rows, |left, right| left.overflowing_sub(right).1),
                ArithOp::Mul => pairwise(left, right, rows, |left, right| left.overflowing_mul(right).1),
            };
            // What stands in a null row's place is no number.
            if let Some(nulls) = &nulls {
                overflowed = &overflowed & nulls.inner();
            }
            failed = either(failed, overflowed.has_true().then_some(overflowed));
        }
        Numbers { values, nulls, failed }
    }

    /// Compares; gives the rows on which it holds and those on which a side failed.
    pub fn compare(op: CompareOp, left: &Numbers, right: &Numbers, rows: usize) -> (BooleanBuffer, Option<BooleanBuffer>) {
        // The opposite of an order is that of its opposite, so that two loops serve all.
        let (base, negated) = match op {
            CompareOp::Ne => (CompareOp::Eq, true),
            op => (op, false),
        };
        let mut holds = match base {
            CompareOp::Eq | CompareOp::Ne => pairwise(left, right, rows, |left, right| left == right),
            CompareOp::Lt => pairwise(left, right, rows, |left, right| left < right),
            CompareOp::Le => pairwise(left, right, rows, |left, right| left <= right),
            CompareOp::Gt => pairwise(left, right, rows, |left, right| left > right),
            CompareOp::Ge => pairwise(left, right, rows, |left, right| left >= right),
        };
        for nulls in [&left.nulls, &right.nulls].into_iter().flatten() {
            holds = &holds & nulls.inner();
        }
        if base == CompareOp::Eq
            && let (Some(left), Some(right)) = (&left.nulls, &right.nulls)
        {
            holds = &holds | &(&!left.inner() & &!right.inner());
        }
        let holds = if negated { !&holds } else { holds };
        let failed = either(left.failed.clone(), right.failed.clone());
        (if let Some(failed) = &failed { &holds & &!failed } else { holds }, failed)
    }
}

fn pairwise(left: &Numbers, right: &Numbers, rows: usize, test: impl Fn(i64, i64) -> bool) -> BooleanBuffer {
    match (&left.values, &right.values) {
        (Values::Same(left), Values::Same(right)) => {
            if test(*left, *right) {
                BooleanBuffer::new_set(rows)
            } else {
                BooleanBuffer::new_unset(rows)
            }
        }
        (Values::Each(left), Values::Same(right)) => {
            let (left, right) = (&left[..rows], *right);
            BooleanBuffer::collect_bool(rows, |row| test(left[row], right))
        }
        (Values::Same(left), Values::Each(right)) => {
            let (left, right) = (*left, &right[..rows]);
            BooleanBuffer::collect_bool(rows, |row| test(left, right[row]))
        }
        (Values::Each(left), Values::Each(right)) => {
            let (left, right) = (&left[..rows], &right[..rows]);
            BooleanBuffer::collect_bool(rows, |row| test(left[row], right[row]))
        }
    }
}

/// Results by row, and whether any row overflowed; null rows count too.
fn computed(left: &Numbers, right: &Numbers, apply: impl Fn(i64, i64) -> (i64, bool)) -> (Values, bool) {
    let mut any = false;
    let mut apply = |left: i64, right: i64| {
        let (value, overflowed) = apply(left, right);
        any |= overflowed;
        value
    };
    let values = match (&left.values, &right.values) {
        (Values::Same(left), Values::Same(right)) => Values::Same(apply(*left, *right)),
        (Values::Each(left), Values::Same(right)) => Values::Each(left.iter().map(|left| apply(*left, *right)).collect()),
        (Values::Same(left), Values::Each(right)) => Values::Each(right.iter().map(|right| apply(*left, *right)).collect()),
        (Values::Each(left), Values::Each(right)) => {
            Values::Each(left.iter().zip(right.iter()).map(|(left, right)| apply(*left, *right)).collect())
        }
    };
    (values, any)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[Option<i64>]) -> Numbers {
        let nulls = NullBuffer::from(values.iter().map(Option::is_some).collect::<Vec<_>>());
        Numbers::each(values.iter().map(|value| value.unwrap_or_default()).collect(), Some(nulls))
    }

    #[test]
    fn rows_that_overflow_are_told_from_null_rows() {
        let left = column(&[Some(1), Some(i64::MAX), None, Some(i64::MAX)]);
        let right = column(&[Some(2), Some(1), Some(i64::MAX), None]);
        let sum = Numbers::arith(ArithOp::Add, &left, &right, 4);
        assert_eq!((0..4).map(|row| sum.is_valid(row)).collect::<Vec<_>>(), [true, false, false, false]);
        let failed = sum.failed.expect("one row fails");
        assert_eq!(failed.iter().collect::<Vec<_>>(), [false, true, false, false]);
    }

    #[test]
    fn comparisons_are_null_safe() {
        let left = column(&[Some(1), None, None, Some(3)]);
        let right = column(&[Some(1), Some(1), None, Some(2)]);
        let cases = [
            (CompareOp::Eq, [true, false, true, false]),
            (CompareOp::Ne, [false, true, false, true]),
            (CompareOp::Le, [true, false, false, false]),
            (CompareOp::Gt, [false, false, false, true]),
        ];
        for (op, expected) in cases {
            assert_eq!(Numbers::compare(op, &left, &right, 4).0.iter().collect::<Vec<_>>(), expected, "{op:?}");
        }
    }
}
