//! `now()` and its kin: in a query, now is what the snapshot is as of, never the machine's clock.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use datafusion::prelude::SessionContext;

use super::functions::Clocks;
use crate::time::Micros;

/// Functions whose answer is another one each time, or tells of the machine.
const LEFT_OUT: &[&str] = &["current_time", "random", "uuid", "version"];

/// A function without arguments that always gives one value.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Constant {
    name: &'static str,
    aliases: Vec<String>,
    value: ScalarValue,
    signature: Signature,
}

impl ScalarUDFImpl for Constant {
    fn name(&self) -> &str {
        self.name
    }

    fn aliases(&self) -> &[String] {
        &self.aliases
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(self.value.data_type())
    }

    fn invoke_with_args(&self, _arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        Ok(ColumnarValue::Scalar(self.value.clone()))
    }
}

/// Sets `now()`, `current_timestamp`, `current_date` and `today()` to an instant and its day by the default clock, and takes away
/// what would make an answer another one each time.
pub(super) fn fix(context: &SessionContext, now: Micros, clocks: &Clocks) {
    for name in LEFT_OUT {
        context.deregister_udf(name);
    }
    let constant = |name, alias: &str, value| Constant {
        name,
        aliases: vec![alias.to_owned()],
        value,
        signature: Signature::nullary(Volatility::Immutable),
    };
    let instant = ScalarValue::TimestampMicrosecond(Some(now), Some(Arc::from("UTC")));
    context.register_udf(ScalarUDF::new_from_impl(constant("now", "current_timestamp", instant)));
    let day = ScalarValue::Date32(Some(clocks.default_zone().day_of(now).0));
    context.register_udf(ScalarUDF::new_from_impl(constant("current_date", "today", day)));
}
