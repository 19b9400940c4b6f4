//! The same predicates as somebody who knows DataFusion writes them: physical expressions, null-correct, guarded against overflow,
//! days counted once into the instant they lead to.

use std::sync::Arc;

use anyhow::{Context, bail};
use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::{DataType, Schema, SchemaRef};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Operator::{self, And, Eq, Gt, GtEq, IsDistinctFrom, Lt, LtEq, Minus, Multiply, Or, Plus};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{BinaryExpr, CaseExpr, Column, InListExpr, IsNotNullExpr, IsNullExpr, Literal, cast};
use mingjing_engine::time::Micros;

use super::Moments;

type Expr = Arc<dyn PhysicalExpr>;

/// A predicate by hand.
pub enum Predicate {
    /// Over the rows.
    Rows(Expr),
    /// Over the entries of the list column with this index; it holds for a row that has an entry for which it does.
    Entries(usize, SchemaRef, Expr),
}

impl Predicate {
    /// The rows for which it is true; null is not true.
    pub fn evaluate(&self, batch: &RecordBatch) -> datafusion::common::Result<BooleanArray> {
        let truth = |expr: &Expr, batch: &RecordBatch| -> datafusion::common::Result<BooleanArray> {
            Ok(expr.evaluate(batch)?.into_array(batch.num_rows())?.as_boolean().clone())
        };
        match self {
            Predicate::Rows(expr) => truth(expr, batch),
            Predicate::Entries(column, schema, expr) => {
                let lists = batch.column(*column).as_list::<i32>();
                let entries = RecordBatch::try_new(schema.clone(), lists.values().as_struct().columns().to_vec())?;
                let each = truth(expr, &entries)?;
                let holds = each.nulls().map_or_else(|| each.values().clone(), |nulls| each.values() & nulls.inner());
                let some = |row: &[i32]| (row[0] as usize..row[1] as usize).any(|entry| holds.value(entry));
                let offsets = lists.value_offsets();
                Ok(BooleanArray::new(BooleanBuffer::collect_bool(batch.num_rows(), |row| some(&offsets[row..row + 2])), None))
            }
        }
    }
}

/// Writes expressions over the columns of a schema.
struct Hand<'s> {
    schema: &'s Schema,
}

impl Hand<'_> {
    fn col(&self, name: &str) -> anyhow::Result<Expr> {
        Ok(Arc::new(Column::new(name, self.schema.index_of(name)?)))
    }

    fn cmp(&self, name: &str, operator: Operator, value: i64) -> anyhow::Result<Expr> {
        Ok(op(self.col(name)?, operator, int(value)))
    }

    fn at(&self, name: &str, operator: Operator, at: Micros) -> anyhow::Result<Expr> {
        let at = ScalarValue::TimestampMicrosecond(Some(at), Some("UTC".into()));
        Ok(op(self.col(name)?, operator, Arc::new(Literal::new(at))))
    }

    /// A literal of a code column's own type, so that nothing is cast.
    fn code(&self, name: &str, value: &str) -> anyhow::Result<Expr> {
        let value = ScalarValue::Utf8(Some(value.to_owned()));
        Ok(Arc::new(Literal::new(match self.schema.field_with_name(name)?.data_type() {
            DataType::Dictionary(key, _) => ScalarValue::Dictionary(key.clone(), Box::new(value)),
            _ => value,
        })))
    }

    fn is(&self, name: &str, operator: Operator, value: &str) -> anyhow::Result<Expr> {
        Ok(op(self.col(name)?, operator, self.code(name, value)?))
    }

    fn within(&self, name: &str, values: &[&str]) -> anyhow::Result<Expr> {
        let list = values.iter().map(|value| self.code(name, value)).collect::<anyhow::Result<Vec<Expr>>>()?;
        Ok(Arc::new(InListExpr::try_new(self.col(name)?, list, false, self.schema)?))
    }

    fn null(&self, name: &str) -> anyhow::Result<Expr> {
        Ok(Arc::new(IsNullExpr::new(self.col(name)?)))
    }

    /// False or null.
    fn not(&self, name: &str) -> anyhow::Result<Expr> {
        Ok(op(self.col(name)?, IsDistinctFrom, truth(true)))
    }

    fn micros(&self, name: &str) -> anyhow::Result<Expr> {
        Ok(cast(self.col(name)?, self.schema, DataType::Int64)?)
    }
}

fn op(left: Expr, operator: Operator, right: Expr) -> Expr {
    Arc::new(BinaryExpr::new(left, operator, right))
}

fn int(value: i64) -> Expr {
    Arc::new(Literal::new(ScalarValue::Int64(Some(value))))
}

fn truth(value: bool) -> Expr {
    Arc::new(Literal::new(ScalarValue::Boolean(Some(value))))
}

fn joined<const N: usize>(operator: Operator, parts: [anyhow::Result<Expr>; N]) -> anyhow::Result<Expr> {
    let parts = parts.into_iter().collect::<anyhow::Result<Vec<Expr>>>()?;
    parts.into_iter().reduce(|left, right| op(left, operator, right)).context("a junction of nothing")
}

/// The predicate of a rule.
pub fn predicate(code: &str, schema: &SchemaRef, moments: &Moments) -> anyhow::Result<Predicate> {
    let hand = Hand { schema };
    let h = &hand;
    // Products and sums of columns below this stay within 64 bits.
    const SAFE: i64 = 1 << 40;
    let safe = |name: &str| joined(And, [h.cmp(name, Lt, SAFE), h.cmp(name, Gt, -SAFE)]);
    let expr = match code {
        "B01" => h.cmp("mandatory_missing", Gt, 0)?,
        "B02" => joined(
            And,
            [h.col("clock_on"), h.cmp("case_type", IsDistinctFrom, 1), h.cmp("remaining_wd", GtEq, 0), h.cmp("remaining_wd", LtEq, 1)],
        )?,
        "B03" => {
            let used = op(h.col("elapsed_wd")?, Multiply, int(100));
            let limit = op(op(h.col("promised_days")?, Plus, h.col("extension_days")?), Multiply, int(90));
            joined(
                And,
                [
                    h.col("is_open"),
                    h.null("clock_stop_at"),
                    h.cmp("promised_days", GtEq, 3),
                    h.cmp("promised_days", Lt, SAFE),
                    safe("extension_days"),
                    safe("elapsed_wd"),
                    Ok(op(used, GtEq, limit)),
                ],
            )?
        }
        "B04" => joined(And, [h.null("clock_stop_at"), h.at("promised_over_at", LtEq, moments.now)])?,
        "B05" => joined(And, [h.is("state", Eq, "received"), h.at("state_since", Lt, moments.six_wd)])?,
        "B06" => joined(
            And,
            [
                h.is("decision", Eq, "granted"),
                h.null("delivered_at"),
                h.is("item_result_type", IsDistinctFrom, "99"),
                h.at("decision_at", Lt, moments.eleven_wd),
            ],
        )?,
        "B07" => joined(And, [h.within("result_code", &["licence", "granted"]), h.null("accepted_at"), h.null("refusal")])?,
        "B08" => joined(
            And,
            [
                h.cmp("case_type", Eq, 2),
                Ok(Arc::new(IsNotNullExpr::new(h.col("acceptor_id")?))),
                Ok(op(h.col("acceptor_id")?, Eq, h.col("approver_id")?)),
                h.not("is_auto"),
                Ok(op(h.col("item_separate_posts")?, IsDistinctFrom, truth(false))),
            ],
        )?,
        "B09" => {
            let limit = CaseExpr::try_new(None, vec![(h.col("item_is_joint")?, int(15))], Some(int(10)))?;
            let longer = op(h.col("extension_days")?, Gt, Arc::new(limit));
            joined(Or, [h.cmp("extension_count", Gt, 1), Ok(longer)])?
        }
        "B10" => {
            let difference = op(h.micros("finished_at")?, Minus, h.micros("accepted_at")?);
            joined(
                And,
                [
                    h.cmp("case_type", Eq, 2),
                    h.not("is_auto"),
                    h.at("accepted_at", LtEq, i64::MAX - 300_000_000),
                    Ok(op(difference.clone(), GtEq, int(0))),
                    Ok(op(difference, Lt, int(300_000_000))),
                ],
            )?
        }
        "B11" => return entries(schema),
        other => bail!("{other} was not written by hand"),
    };
    Ok(Predicate::Rows(expr))
}

/// The one predicate about a list: over the entries of all rows as rows of their own.
fn entries(schema: &SchemaRef) -> anyhow::Result<Predicate> {
    let column = schema.index_of("materials")?;
    let DataType::List(entry) = schema.field(column).data_type() else { bail!("materials is no list") };
    let DataType::Struct(fields) = entry.data_type() else { bail!("materials is no list of rows") };
    let fields: SchemaRef = Arc::new(Schema::new(fields.clone()));
    let hand = Hand { schema: &fields };
    let expr = joined(And, [hand.col("is_required"), hand.null("taken_at"), hand.not("is_tolerated")])?;
    Ok(Predicate::Entries(column, fields, expr))
}
