//! Functions of SQL that know the centre's zone and calendar.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array, Int64Array, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Date32Type, Int64Type, TimeUnit, TimestampMicrosecondType};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};

use crate::calendar::{Calendar, CalendarBook};
use crate::facts::arrow::data_type;
use crate::schema::Type;
use crate::sym::Sym;
use crate::time::{Day, Zone};

/// What a function is called and does, for the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionDoc {
    /// Name and arguments.
    pub signature: &'static str,
    /// What it gives, in Chinese.
    pub zh: &'static str,
    /// What it gives, in English.
    pub doc: &'static str,
}

/// The functions beside those of DataFusion. Each takes the centre as a last argument where the session has several.
pub const FUNCTIONS: &[FunctionDoc] = &[
    FunctionDoc {
        signature: "count_wd(date, date [, centre])",
        zh: "两日之间的工作日数",
        doc: "Working days d with a < d <= b; 0 if b <= a.",
    },
    FunctionDoc {
        signature: "due(date, int [, centre])",
        zh: "其后第 n 个工作日",
        doc: "The n-th working day after a day; the day itself for 0 and below.",
    },
    FunctionDoc { signature: "local_day(ts [, centre])", zh: "当地日期", doc: "The day of an instant in the centre's zone." },
    FunctionDoc {
        signature: "local_midnight(date [, centre])",
        zh: "当地零时",
        doc: "The instant at which a day begins in the centre's zone.",
    },
];

/// Zones and calendars by centre.
///
/// A function called without a centre uses the default: the only centre, else the first by name that keeps China's time, else the
/// first by name; without any, China's zone and calendar.
#[derive(Debug)]
pub struct Clocks {
    centres: BTreeMap<&'static str, (Zone, Calendar)>,
    default: (Zone, Calendar),
}

impl Clocks {
    /// Clocks of some centres.
    pub fn new(centres: impl IntoIterator<Item = (Sym, Zone, Calendar)>) -> Clocks {
        let centres: BTreeMap<&'static str, (Zone, Calendar)> =
            centres.into_iter().map(|(centre, zone, calendar)| (centre.text(), (zone, calendar))).collect();
        let china = Zone::china();
        let of_china = centres.values().find(|(zone, _)| zone.name() == china.name());
        let default = match of_china.or_else(|| centres.values().next()) {
            Some(clock) => clock.clone(),
            None => (china, (*CalendarBook::china().as_known(i64::MAX)).clone()),
        };
        Clocks { centres, default }
    }

    /// Makes a centre the one that functions without a centre use; an unknown one changes nothing.
    pub fn with_default(mut self, centre: Sym) -> Clocks {
        if let Some(clock) = self.centres.get(centre.text()) {
            self.default = clock.clone();
        }
        self
    }

    /// The zone that functions without a centre use.
    pub(super) fn default_zone(&self) -> &Zone {
        &self.default.0
    }

    fn of(&self, centre: Option<&str>) -> Option<&(Zone, Calendar)> {
        match centre {
            None => Some(&self.default),
            Some(centre) => self.centres.get(centre),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    CountWd,
    Due,
    LocalDay,
    LocalMidnight,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::CountWd, Kind::Due, Kind::LocalDay, Kind::LocalMidnight];

    fn name(self) -> &'static str {
        match self {
            Kind::CountWd => "count_wd",
            Kind::Due => "due",
            Kind::LocalDay => "local_day",
            Kind::LocalMidnight => "local_midnight",
        }
    }

    fn takes(self) -> &'static [Type] {
        match self {
            Kind::CountWd => &[Type::Date, Type::Date],
            Kind::Due => &[Type::Date, Type::Int],
            Kind::LocalDay => &[Type::Ts],
            Kind::LocalMidnight => &[Type::Date],
        }
    }

    fn gives(self) -> Type {
        match self {
            Kind::CountWd => Type::Int,
            Kind::Due | Kind::LocalDay => Type::Date,
            Kind::LocalMidnight => Type::Ts,
        }
    }
}

/// One function over the clocks of a session.
#[derive(Debug)]
struct ClockFunction {
    kind: Kind,
    clocks: Arc<Clocks>,
    signature: Signature,
}

impl PartialEq for ClockFunction {
    fn eq(&self, other: &ClockFunction) -> bool {
        self.kind == other.kind && Arc::ptr_eq(&self.clocks, &other.clocks)
    }
}

impl Eq for ClockFunction {}

impl Hash for ClockFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.kind.hash(state);
    }
}

/// All functions over some clocks.
pub(super) fn all(clocks: &Arc<Clocks>) -> Vec<ScalarUDF> {
    let function =
        |kind: Kind| ClockFunction { kind, clocks: Arc::clone(clocks), signature: Signature::user_defined(Volatility::Immutable) };
    Kind::ALL.into_iter().map(|kind| ScalarUDF::new_from_impl(function(kind))).collect()
}

impl ScalarUDFImpl for ClockFunction {
    fn name(&self) -> &str {
        self.kind.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(data_type(self.kind.gives()))
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let wanted = self.kind.takes();
        if given.len() != wanted.len() && given.len() != wanted.len() + 1 {
            let usage = FUNCTIONS
                .iter()
                .find(|function| function.signature.starts_with(self.kind.name()))
                .map_or("", |function| function.signature);
            return Err(DataFusionError::Plan(format!("write {usage}")));
        }
        let mut types = Vec::with_capacity(given.len());
        for (wanted, given) in wanted.iter().zip(given) {
            if !accepts(*wanted, given) {
                let hint = match (wanted, given) {
                    (Type::Date, DataType::Timestamp(..)) => "; an instant becomes a day by local_day(…)",
                    (Type::Ts, DataType::Date32) => "; a day becomes an instant by local_midnight(…)",
                    _ => "",
                };
                return Err(DataFusionError::Plan(format!(
                    "{} does not take {given} where it wants {}{hint}",
                    self.kind.name(),
                    word(*wanted)
                )));
            }
            types.push(data_type(*wanted));
        }
        types.extend(given.get(wanted.len()).map(|_| DataType::Utf8));
        Ok(types)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let is_scalar = arguments.args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
        let rows = if is_scalar { 1 } else { arguments.number_rows };
        let arrays = arguments.args.iter().map(|argument| argument.to_array(rows)).collect::<Result<Vec<ArrayRef>>>()?;
        let centres = arrays.get(self.kind.takes().len()).map(|array| array.as_string::<i32>());
        let result = self.compute(&arrays, centres, rows)?;
        if is_scalar {
            return datafusion::common::ScalarValue::try_from_array(&result, 0).map(ColumnarValue::Scalar);
        }
        Ok(ColumnarValue::Array(result))
    }
}

impl ClockFunction {
    fn compute(&self, arrays: &[ArrayRef], centres: Option<&StringArray>, rows: usize) -> Result<ArrayRef> {
        let clock = |row: usize| -> Result<Option<&(Zone, Calendar)>> {
            let Some(centres) = centres else { return Ok(self.clocks.of(None)) };
            if centres.is_null(row) {
                return Ok(None);
            }
            let centre = centres.value(row);
            let unknown = || DataFusionError::Execution(format!("{}: there is no centre called {centre}", self.kind.name()));
            self.clocks.of(Some(centre)).map(Some).ok_or_else(unknown)
        };
        let day = |argument: usize, row: usize| {
            let days = arrays[argument].as_primitive::<Date32Type>();
            (!days.is_null(row)).then(|| Day(days.value(row)))
        };
        Ok(match self.kind {
            Kind::CountWd => {
                let count =
                    |row| Ok(clock(row)?.zip(day(0, row)).zip(day(1, row)).map(|(((_, calendar), from), to)| calendar.count_wd(from, to)));
                Arc::new((0..rows).map(count).collect::<Result<Int64Array>>()?)
            }
            Kind::Due => {
                let counts = arrays[1].as_primitive::<Int64Type>();
                let number = |row: usize| (!counts.is_null(row)).then(|| counts.value(row));
                let due = |row| {
                    Ok(clock(row)?.zip(day(0, row)).zip(number(row)).map(|(((_, calendar), from), number)| calendar.due(from, number).0))
                };
                Arc::new((0..rows).map(due).collect::<Result<Date32Array>>()?)
            }
            Kind::LocalDay => {
                let instants = arrays[0].as_primitive::<TimestampMicrosecondType>();
                let at = |row: usize| (!instants.is_null(row)).then(|| instants.value(row));
                let day = |row| Ok(clock(row)?.zip(at(row)).map(|((zone, _), at)| zone.day_of(at).0));
                Arc::new((0..rows).map(day).collect::<Result<Date32Array>>()?)
            }
            Kind::LocalMidnight => {
                let midnight = |row| Ok(clock(row)?.zip(day(0, row)).map(|((zone, _), day)| zone.midnight(day)));
                let instants = (0..rows).map(midnight).collect::<Result<TimestampMicrosecondArray>>()?;
                Arc::new(instants.with_timezone("UTC"))
            }
        })
    }
}

/// Whether a value of a type can stand for a wanted one without changing its meaning; text is read.
fn accepts(wanted: Type, given: &DataType) -> bool {
    let is_text = matches!(given, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null);
    is_text
        || match wanted {
            Type::Date => matches!(given, DataType::Date32),
            Type::Ts => matches!(
                given,
                DataType::Timestamp(TimeUnit::Second | TimeUnit::Millisecond | TimeUnit::Microsecond | TimeUnit::Nanosecond, _)
            ),
            _ => given.is_integer(),
        }
}

fn word(ty: Type) -> &'static str {
    match ty {
        Type::Date => "a date",
        Type::Ts => "an instant",
        _ => "a whole number",
    }
}
