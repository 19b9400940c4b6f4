//! Values that change with time alone, and when they change next.

use super::moment::Moment;
use crate::rules::tree::{ColumnOf, Frame, Kind, Node};
use crate::schema::{Clock, Row, Slot, Type};
use crate::script::{Now, Passing};
use crate::time::Micros;

/// A number that changes with time alone.
pub(super) enum ClockValue {
    /// A column that grows or falls.
    Column {
        /// Which.
        column: ColumnOf,
        /// Whether it grows.
        rising: bool,
    },
    /// A function of the offered ones that grows, of something that stands still.
    Function {
        /// Its value.
        body: fn(&Now<'_>, i64) -> Result<i64, crate::script::Fault>,
        /// Its inverse.
        reach: fn(&Now<'_>, i64, i64) -> Option<Micros>,
        /// Its argument.
        arg: super::lanes::Lane<i64>,
    },
}

/// A clock value's state at a moment.
pub(super) struct State {
    /// The value.
    pub value: Option<i64>,
    /// The function's argument.
    arg: Option<i64>,
}

impl ClockValue {
    /// The clock value that a node is, if it is one.
    pub fn of(node: &Node) -> Option<ClockValue> {
        match &node.kind {
            Kind::Column(column) => match column.clock() {
                Clock::Rising => Some(ClockValue::Column { column: *column, rising: true }),
                Clock::Falling => Some(ClockValue::Column { column: *column, rising: false }),
                Clock::Events | Clock::Instant => None,
            },
            Kind::Call { function, args } => match (function.passing, function.body, args.as_slice()) {
                (Passing::Rises(reach), crate::script::Body::Number1(body), [arg]) if !arg.is_timed() => {
                    Some(ClockValue::Function { body, reach, arg: super::lanes::compile(arg) })
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether it grows.
    pub fn rises(&self) -> bool {
        match self {
            ClockValue::Column { rising, .. } => *rising,
            ClockValue::Function { .. } => true,
        }
    }

    /// Its value now.
    pub fn state(&self, frame: &Frame<'_>, moment: &mut Moment<'_>) -> Result<State, super::Failure> {
        Ok(match self {
            ClockValue::Column { column, .. } => State { value: number(frame.get(column.row, column.slot)), arg: None },
            ClockValue::Function { body, arg, .. } => {
                let arg = arg(frame, moment)?;
                let now = moment.now();
                State { value: arg.and_then(|arg| body(&now, arg).ok()), arg }
            }
        })
    }

    /// Notes the instant at which the value gets to `value` (at least, or for a falling one at most).
    pub fn lower(&self, state: &State, value: i64, frame: &Frame<'_>, moment: &mut Moment<'_>) {
        let at = match self {
            ClockValue::Column { column, .. } => frame.row(column.row).and_then(|row| row.reach(column.slot, value)),
            ClockValue::Function { reach, .. } => state.arg.and_then(|arg| reach(&moment.now(), arg, value)),
        };
        if let Some(at) = at {
            moment.lower(at);
        }
    }

    /// Notes the instant of the value's next change, whatever it is used for.
    pub fn lower_to_next(&self, state: &State, frame: &Frame<'_>, moment: &mut Moment<'_>) {
        let next = match (state.value, self.rises()) {
            (Some(value), true) => value.checked_add(1),
            (Some(value), false) => value.checked_sub(1),
            // A column that is null now may get a value: the first instant at which it has any.
            (None, true) => Some(i64::MIN),
            (None, false) => Some(i64::MAX),
        };
        if let Some(next) = next {
            self.lower(state, next, frame, moment);
        }
    }
}

/// Notes when a column may change through time alone, for uses of which no more is known.
pub(crate) fn lower_for_column(column: &ColumnOf, row: &dyn Row, moment: &mut Moment<'_>) {
    match column.clock() {
        Clock::Events => {}
        Clock::Instant => {
            if let Some(at) = row.reach(column.slot, i64::MIN) {
                moment.lower(at);
            }
        }
        Clock::Rising | Clock::Falling if matches!(column.relation.columns[column.slot].ty, Type::Int | Type::Fen) => {
            let clock = ClockValue::Column { column: *column, rising: column.clock() == Clock::Rising };
            let state = State { value: number(row.get(column.slot)), arg: None };
            // The row is its own frame here: a frame's chain is only used to find it.
            let frame = Frame::of(column.row, row);
            clock.lower_to_next(&state, &frame, moment);
        }
        Clock::Rising | Clock::Falling => moment.lower_to_midnight(),
    }
}

pub(super) fn number(slot: Slot<'_>) -> Option<i64> {
    match slot {
        Slot::Int(value) | Slot::Ts(value) => Some(value),
        Slot::Date(day) => Some(i64::from(day.0)),
        Slot::Null | Slot::Bool(_) | Slot::Text(_) | Slot::Key(_) | Slot::Rows(_) => None,
    }
}
