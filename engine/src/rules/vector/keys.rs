//! Keys: tokens of personal values, which are only ever compared with each other.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, FixedSizeBinaryArray, FixedSizeBinaryBuilder, RecordBatch};
use arrow::buffer::BooleanBuffer;
use datafusion::common::{Result, exec_datafusion_err};

use super::Rowwise;
use super::conditions::{self, Compiler};
use super::kernel::{Condition, Kernel, Truth};
use super::layout::Layout;
use super::lists::Picked;
use crate::rules::tree::{Kind, Node};

/// Bytes of a key.
const WIDTH: i32 = 16;

/// A column of keys.
pub(super) enum KeyColumn {
    Null,
    Column(usize),
    If(Condition, Box<KeyColumn>, Box<KeyColumn>),
    Pick(Picked),
}

/// Its keys in a batch.
pub(super) enum Keys {
    Null,
    Each(FixedSizeBinaryArray),
    If(BooleanBuffer, Box<Keys>, Box<Keys>),
}

impl KeyColumn {
    /// Compiles a node whose type is key.
    ///
    /// # Errors
    /// Where no column kernel holds it, also where it can fail: a key carries no failures.
    pub fn new(node: &Node, layout: &Layout, compiler: &Compiler<'_>) -> std::result::Result<KeyColumn, Rowwise> {
        let refuse = |why| Err(Rowwise { span: node.span, why });
        if node.is_fallible() {
            return refuse("a key that can fail");
        }
        let inner = |node: &Node| KeyColumn::new(node, layout, compiler).map(Box::new);
        match &node.kind {
            Kind::Null => Ok(KeyColumn::Null),
            Kind::Column(column) => match layout.place(column.row, column.slot) {
                Some(place) => Ok(KeyColumn::Column(place.index)),
                None => refuse("a column that scans do not have"),
            },
            Kind::Local(local) => match layout.local(*local) {
                Some(place) => Ok(KeyColumn::Column(place.index)),
                None => refuse("a variable of this kind"),
            },
            Kind::If { test, then, other } => {
                Ok(KeyColumn::If(conditions::compile(test, layout, &compiler.columns_only())?, inner(then)?, inner(other)?))
            }
            Kind::Pick { .. } => Ok(KeyColumn::Pick(Picked::new(node, layout, compiler)?)),
            kind => refuse(conditions::rowwise_kind(kind)),
        }
    }

    /// Its keys.
    pub fn evaluate(&self, batch: &RecordBatch) -> Result<Keys> {
        Ok(match self {
            KeyColumn::Null => Keys::Null,
            KeyColumn::Column(index) => {
                keys_of(batch.columns().get(*index).ok_or_else(|| exec_datafusion_err!("the batch has no column {index}"))?)?
            }
            KeyColumn::If(test, then, other) => {
                Keys::If(test.truth(batch)?.holds, Box::new(then.evaluate(batch)?), Box::new(other.evaluate(batch)?))
            }
            KeyColumn::Pick(picked) => keys_of(&picked.evaluate(batch)?.0)?,
        })
    }
}

fn keys_of(array: &ArrayRef) -> Result<Keys> {
    let keys = array.as_fixed_size_binary_opt().filter(|keys| keys.value_length() == WIDTH);
    keys.cloned().map(Keys::Each).ok_or_else(|| exec_datafusion_err!("a column of {} holds no keys", array.data_type()))
}

impl Keys {
    /// The key on a row.
    fn at(&self, row: usize) -> Option<&[u8]> {
        match self {
            Keys::Null => None,
            Keys::Each(keys) => keys.is_valid(row).then(|| keys.value(row)),
            Keys::If(holds, then, other) => if holds.value(row) { then } else { other }.at(row),
        }
    }

    /// As a column of its own.
    pub fn array(&self, rows: usize) -> Result<ArrayRef> {
        let mut keys = FixedSizeBinaryBuilder::with_capacity(rows, WIDTH);
        for row in 0..rows {
            match self.at(row) {
                Some(key) => keys.append_value(key)?,
                None => keys.append_null(),
            }
        }
        Ok(Arc::new(keys.finish()))
    }
}

/// Whether two keys are the same, or are not; null is the same as null.
pub(super) struct SameKey {
    pub left: KeyColumn,
    pub right: KeyColumn,
    pub wanted: bool,
}

impl Kernel for SameKey {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let (left, right) = (self.left.evaluate(batch)?, self.right.evaluate(batch)?);
        let holds = BooleanBuffer::collect_bool(batch.num_rows(), |row| (left.at(row) == right.at(row)) == self.wanted);
        Ok(Truth { holds, undecided: None }.array())
    }
}
