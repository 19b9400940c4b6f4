//! Arithmetic over columns that knows on which rows it fails.
//!
//! A column of numbers carries its range. Where the ranges show that no result can leave 64 bits, which is nearly always,
//! the loop needs no check; only else is each row checked.

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
    /// Least and greatest value, or wider.
    pub range: (i64, i64),
}

impl Numbers {
    /// The same number on all rows.
    pub fn same(value: i64) -> Numbers {
        Numbers { values: Values::Same(value), nulls: None, failed: None, range: (value, value) }
    }

    /// Null on all rows.
    pub fn null(rows: usize) -> Numbers {
        Numbers { nulls: Some(NullBuffer::new_null(rows)), ..Numbers::same(0) }
    }

    /// One value a row.
    pub fn each(values: ScalarBuffer<i64>, nulls: Option<NullBuffer>) -> Numbers {
        let range = values.iter().fold((i64::MAX, i64::MIN), |(least, greatest), value| (least.min(*value), greatest.max(*value)));
        let range = if values.is_empty() { (0, 0) } else { range };
        Numbers { values: Values::Each(values), nulls: nulls.filter(|nulls| nulls.null_count() > 0), failed: None, range }
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

    /// Adds, subtracts or multiplies.
    pub fn arith(op: ArithOp, left: &Numbers, right: &Numbers, rows: usize) -> Numbers {
        let Some(range) = result_range(op, left.range, right.range) else {
            return Numbers::map([left, right], rows, |[left, right]| crate::rules::tree::value::arith(op, left, right));
        };
        let apply = |left: i64, right: i64| match op {
            ArithOp::Add => left.wrapping_add(right),
            ArithOp::Sub => left.wrapping_sub(right),
            ArithOp::Mul => left.wrapping_mul(right),
        };
        let values = match (&left.values, &right.values) {
            (Values::Same(left), Values::Same(right)) => Values::Same(apply(*left, *right)),
            (Values::Each(left), Values::Same(right)) => Values::Each(left.iter().map(|left| apply(*left, *right)).collect()),
            (Values::Same(left), Values::Each(right)) => Values::Each(right.iter().map(|right| apply(*left, *right)).collect()),
            (Values::Each(left), Values::Each(right)) => {
                Values::Each(left.iter().zip(right.iter()).map(|(left, right)| apply(*left, *right)).collect())
            }
        };
        Numbers {
            values,
            nulls: NullBuffer::union(left.nulls.as_ref(), right.nulls.as_ref()),
            failed: either(left.failed.clone(), right.failed.clone()),
            range,
        }
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
        (Values::Each(left), Values::Same(right)) => BooleanBuffer::collect_bool(rows, |row| test(left[row], *right)),
        (Values::Same(left), Values::Each(right)) => BooleanBuffer::collect_bool(rows, |row| test(*left, right[row])),
        (Values::Each(left), Values::Each(right)) => BooleanBuffer::collect_bool(rows, |row| test(left[row], right[row])),
    }
}

/// The range of results, if none leaves 64 bits.
fn result_range(op: ArithOp, left: (i64, i64), right: (i64, i64)) -> Option<(i64, i64)> {
    let apply = |left: i64, right: i64| -> i128 {
        let (left, right) = (i128::from(left), i128::from(right));
        match op {
            ArithOp::Add => left + right,
            ArithOp::Sub => left - right,
            ArithOp::Mul => left * right,
        }
    };
    let corners = [apply(left.0, right.0), apply(left.0, right.1), apply(left.1, right.0), apply(left.1, right.1)];
    let (least, greatest) =
        corners.iter().fold((i128::MAX, i128::MIN), |(least, greatest), corner| (least.min(*corner), greatest.max(*corner)));
    Some((i64::try_from(least).ok()?, i64::try_from(greatest).ok()?))
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
