//! Tests of text. A test of one coded column is made once for each code.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::buffer::{BooleanBuffer, NullBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Int32Type};
use datafusion::common::{Result, exec_datafusion_err};

use super::Rowwise;
use super::conditions::{self, Compiler};
use super::kernel::{Condition, Kernel, Truth};
use super::layout::Layout;
use super::lists::Picked;
use super::numbers::NumberNode;
use super::rows::Attributes;
use crate::rules::tree::{CompareOp, Kind, Node};
use crate::script::Body;

/// A column of text, perhaps cut by functions.
pub(super) enum TextColumn {
    Same(Arc<str>),
    Null,
    Column(usize),
    Part(fn(&str) -> &str, Box<TextColumn>),
    Made(fn(&str) -> String, Box<TextColumn>),
    Cut(fn(&str, i64, i64) -> &str, Box<(TextColumn, NumberNode, NumberNode)>),
    Attribute(usize, Arc<str>),
    If(Condition, Box<TextColumn>, Box<TextColumn>),
    Pick(Picked),
}

/// Its texts in a batch.
pub(super) enum Texts {
    Same(Arc<str>),
    Null,
    Plain(StringArray),
    Coded { keys: ScalarBuffer<i32>, nulls: Option<NullBuffer>, values: StringArray },
    Part(fn(&str) -> &str, Box<Texts>),
    If(BooleanBuffer, Box<Texts>, Box<Texts>),
}

impl TextColumn {
    /// Compiles a node whose type is text.
    ///
    /// # Errors
    /// Where no column kernel holds it, also where it can fail: a text carries no failures.
    pub fn new(node: &Node, layout: &Layout, compiler: &Compiler<'_>) -> std::result::Result<TextColumn, Rowwise> {
        if matches!(node.kind, Kind::Join(_)) {
            return Err(Rowwise { span: node.span, why: conditions::rowwise_kind(&node.kind) });
        }
        if node.is_fallible() {
            return Err(Rowwise { span: node.span, why: "a text that can fail" });
        }
        let inner = |node: &Node| TextColumn::new(node, layout, compiler).map(Box::new);
        Ok(match &node.kind {
            Kind::If { test, then, other } => {
                TextColumn::If(conditions::compile(test, layout, &compiler.columns_only())?, inner(then)?, inner(other)?)
            }
            Kind::Pick { .. } => TextColumn::Pick(Picked::new(node, layout, compiler)?),
            Kind::Local(local) => match layout.local(*local) {
                Some(place) => TextColumn::Column(place.index),
                None => return Err(Rowwise { span: node.span, why: "a variable of this kind" }),
            },
            Kind::Attribute { row, name } => match layout.attributes(*row) {
                Some(column) => TextColumn::Attribute(column, name.clone()),
                None => return Err(Rowwise { span: node.span, why: conditions::rowwise_kind(&node.kind) }),
            },
            Kind::Text(text) => TextColumn::Same(text.clone()),
            Kind::Null => TextColumn::Null,
            Kind::Column(column) => match layout.place(column.row, column.slot) {
                Some(place) => TextColumn::Column(place.index),
                None => return Err(Rowwise { span: node.span, why: "a column that scans do not have" }),
            },
            Kind::Call { function, args } => match (function.body, args.as_slice()) {
                (Body::TextPart(part), [of]) => TextColumn::Part(part, inner(of)?),
                (Body::TextMade(made), [of]) => TextColumn::Made(made, inner(of)?),
                (Body::TextCut(cut), [of, from, count]) => {
                    let numbers = (NumberNode::new(from, layout, compiler)?, NumberNode::new(count, layout, compiler)?);
                    TextColumn::Cut(cut, Box::new((TextColumn::new(of, layout, compiler)?, numbers.0, numbers.1)))
                }
                _ => return Err(Rowwise { span: node.span, why: "a function of this shape" }),
            },
            _ => return Err(Rowwise { span: node.span, why: conditions::rowwise_kind(&node.kind) }),
        })
    }

    /// Its texts.
    pub fn evaluate(&self, batch: &RecordBatch) -> Result<Texts> {
        Ok(match self {
            TextColumn::Same(text) => Texts::Same(text.clone()),
            TextColumn::Null => Texts::Null,
            TextColumn::Part(part, of) => Texts::Part(*part, Box::new(of.evaluate(batch)?)),
            TextColumn::Made(made, of) => {
                let of = of.evaluate(batch)?;
                Texts::Plain((0..batch.num_rows()).map(|row| of.at(row).map(|text| made(&text))).collect())
            }
            TextColumn::Cut(cut, parts) => {
                let (of, from, count) = (parts.0.evaluate(batch)?, parts.1.evaluate(batch)?, parts.2.evaluate(batch)?);
                let part = |row: usize| {
                    let text = of.at(row).filter(|_| from.is_valid(row) && count.is_valid(row))?;
                    Some(cut(&text, from.at(row), count.at(row)).to_owned())
                };
                Texts::Plain((0..batch.num_rows()).map(part).collect())
            }
            TextColumn::Attribute(column, name) => {
                let attributes = Attributes::of(batch, *column)?;
                Texts::Plain((0..batch.num_rows()).map(|row| attributes.text(row, name)).collect())
            }
            TextColumn::If(test, then, other) => {
                Texts::If(test.truth(batch)?.holds, Box::new(then.evaluate(batch)?), Box::new(other.evaluate(batch)?))
            }
            TextColumn::Pick(picked) => texts_of(&picked.evaluate(batch)?.0)?,
            TextColumn::Column(index) => {
                texts_of(batch.columns().get(*index).ok_or_else(|| exec_datafusion_err!("the batch has no column {index}"))?)?
            }
        })
    }
}

/// The texts of an array.
pub(super) fn texts_of(array: &ArrayRef) -> Result<Texts> {
    match array.data_type() {
        DataType::Utf8 => Ok(Texts::Plain(array.as_string::<i32>().clone())),
        DataType::Dictionary(_, value) if value.as_ref() == &DataType::Utf8 => {
            let narrow = if let Some(codes) = array.as_dictionary_opt::<Int32Type>() {
                codes.clone()
            } else {
                let wanted = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                arrow::compute::cast(array, &wanted)?.as_dictionary::<Int32Type>().clone()
            };
            Ok(Texts::Coded {
                keys: narrow.keys().values().clone(),
                nulls: narrow.nulls().cloned(),
                values: narrow.values().as_string::<i32>().clone(),
            })
        }
        other => Err(exec_datafusion_err!("a column of {other} holds no text")),
    }
}

impl Texts {
    /// The text on a row.
    pub fn at(&self, row: usize) -> Option<Cow<'_, str>> {
        match self {
            Texts::Same(text) => Some(Cow::Borrowed(text)),
            Texts::Null => None,
            Texts::Plain(array) => array.is_valid(row).then(|| Cow::Borrowed(array.value(row))),
            Texts::Coded { keys, nulls, values } => {
                let code = keys[row] as usize;
                let valid = nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)) && values.is_valid(code);
                valid.then(|| Cow::Borrowed(values.value(code)))
            }
            Texts::If(holds, then, other) => if holds.value(row) { then } else { other }.at(row),
            Texts::Part(part, of) => of.at(row).map(|text| match text {
                Cow::Borrowed(text) => Cow::Borrowed(part(text)),
                Cow::Owned(text) => Cow::Owned(part(&text).to_owned()),
            }),
        }
    }

    /// The rows whose text passes a test.
    fn test(&self, rows: usize, test: &dyn Fn(Option<&str>) -> bool) -> BooleanBuffer {
        if let Texts::Coded { keys, nulls, values } = self
            && values.len() <= rows
        {
            let without = test(None);
            let passes = |code: usize| if values.is_valid(code) { test(Some(values.value(code))) } else { without };
            let found = coded_test(keys, values.len(), rows, &passes);
            // What stands in a null row's key may be no code.
            return match nulls {
                None => found,
                Some(nulls) if without => &found | &!nulls.inner(),
                Some(nulls) => &found & nulls.inner(),
            };
        }
        BooleanBuffer::collect_bool(rows, |row| test(self.at(row).as_deref()))
    }
}

/// The rows whose code passes. Rows whose code is none may say anything.
fn coded_test(keys: &[i32], codes: usize, rows: usize, passes: &dyn Fn(usize) -> bool) -> BooleanBuffer {
    let keys = &keys[..rows];
    if codes > 64 {
        let each: Vec<bool> = (0..codes).map(passes).collect();
        return BooleanBuffer::collect_bool(rows, |row| each.get(keys[row] as usize).copied().unwrap_or_default());
    }
    let passing = (0..codes).filter(|code| passes(*code)).fold(0_u64, |passing, code| passing | (1 << code));
    let all = u64::MAX.checked_shr(64 - codes as u32).unwrap_or_default();
    // One comparison is quicker than a look-up, which is quicker than a look at a table.
    match (passing.count_ones(), (all & !passing).count_ones()) {
        (0, _) => BooleanBuffer::new_unset(rows),
        (_, 0) => BooleanBuffer::new_set(rows),
        (1, _) => {
            let code = passing.trailing_zeros() as i32;
            BooleanBuffer::collect_bool(rows, |row| keys[row] == code)
        }
        (_, 1) => {
            let code = (all & !passing).trailing_zeros() as i32;
            BooleanBuffer::collect_bool(rows, |row| keys[row] != code)
        }
        _ => BooleanBuffer::collect_bool(rows, |row| passing.wrapping_shr(keys[row] as u32) & 1 != 0),
    }
}

type TextTest = Box<dyn Fn(Option<&str>) -> bool + Send + Sync>;
type PairTest = Box<dyn Fn(Option<&str>, Option<&str>) -> bool + Send + Sync>;

/// A test of one text.
pub(super) struct OneText {
    pub text: TextColumn,
    pub test: TextTest,
}

impl Kernel for OneText {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let holds = self.text.evaluate(batch)?.test(batch.num_rows(), &self.test);
        Ok(Truth { holds, undecided: None }.array())
    }
}

/// A test of two texts.
pub(super) struct TwoTexts {
    pub left: TextColumn,
    pub right: TextColumn,
    pub test: PairTest,
    /// Where the test is a comparison.
    pub comparison: Option<CompareOp>,
}

/// The rows on which two coded texts that are not null are equal: their codes are translated first.
fn equal_codes(left: &Texts, right: &Texts, rows: usize) -> Option<BooleanBuffer> {
    let (Texts::Coded { keys: left, values: left_values, .. }, Texts::Coded { keys: right, values: right_values, .. }) = (left, right)
    else {
        return None;
    };
    if left_values.len() + right_values.len() > rows || left_values.null_count() + right_values.null_count() > 0 {
        return None;
    }
    let known: HashMap<&str, i32> = (0..left_values.len()).map(|code| (left_values.value(code), code as i32)).collect();
    let first = |code: i32| known.get(left_values.value(code as usize)).copied().unwrap_or(code);
    // A dictionary may hold a text twice.
    let of_left: Vec<i32> = (0..left_values.len() as i32).map(first).collect();
    let of_right: Vec<i32> = (0..right_values.len()).map(|code| known.get(right_values.value(code)).copied().unwrap_or(-1)).collect();
    let code = |of: &[i32], key: i32, none: i32| of.get(key as usize).copied().unwrap_or(none);
    Some(BooleanBuffer::collect_bool(rows, |row| code(&of_left, left[row], -2) == code(&of_right, right[row], -3)))
}

impl Texts {
    /// Rows whose text is not null; `None` where all are.
    fn present(&self) -> Option<&BooleanBuffer> {
        match self {
            Texts::Coded { nulls, .. } => nulls.as_ref().map(NullBuffer::inner),
            _ => None,
        }
    }
}

/// Null-safe (in)equality of two coded texts.
pub(super) fn coded_equality(op: CompareOp, left: &Texts, right: &Texts, rows: usize) -> Option<BooleanBuffer> {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return None;
    }
    let mut equal = equal_codes(left, right, rows)?;
    for present in [left.present(), right.present()].into_iter().flatten() {
        equal = &equal & present;
    }
    if let (Some(left), Some(right)) = (left.present(), right.present()) {
        equal = &equal | &(&!left & &!right);
    }
    Some(if op == CompareOp::Eq { equal } else { !&equal })
}

impl Kernel for TwoTexts {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let (left, right) = (self.left.evaluate(batch)?, self.right.evaluate(batch)?);
        if let Some(holds) = self.comparison.and_then(|op| coded_equality(op, &left, &right, batch.num_rows())) {
            return Ok(Truth { holds, undecided: None }.array());
        }
        let holds = BooleanBuffer::collect_bool(batch.num_rows(), |row| (self.test)(left.at(row).as_deref(), right.at(row).as_deref()));
        Ok(Truth { holds, undecided: None }.array())
    }
}

/// Compares two texts as ruled.
pub(super) fn compare(op: CompareOp, left: Option<&str>, right: Option<&str>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => op.holds(left.cmp(right)),
        (None, None) => op == CompareOp::Eq,
        _ => op == CompareOp::Ne,
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::DictionaryArray;

    use super::*;

    /// Texts of so many codes, every seventh row null.
    fn texts(codes: usize, rows: usize) -> (Texts, Vec<Option<String>>) {
        let plain: Vec<Option<String>> = (0..rows).map(|row| (row % 7 != 0).then(|| format!("c{}", row * 5 % codes))).collect();
        let coded: DictionaryArray<Int32Type> = plain.iter().map(Option::as_deref).collect();
        (texts_of(&(Arc::new(coded) as ArrayRef)).expect("coded"), plain)
    }

    #[test]
    fn a_test_by_code_is_the_test_of_the_text() {
        let tests: [fn(Option<&str>) -> bool; 6] = [
            |text| text == Some("c1"),
            |text| text != Some("c1"),
            |text| text.is_some_and(|text| text.ends_with('3')),
            |text| text.is_none_or(|text| text.len() > 2),
            |_| true,
            |_| false,
        ];
        for codes in [1, 2, 12, 64, 65, 200] {
            let (coded, plain) = texts(codes, 500);
            for (index, test) in tests.into_iter().enumerate() {
                let found: Vec<bool> = coded.test(500, &test).iter().collect();
                assert_eq!(found, plain.iter().map(|text| test(text.as_deref())).collect::<Vec<_>>(), "{codes} codes, test {index}");
            }
        }
    }

    #[test]
    fn equal_texts_of_two_dictionaries_are_found_by_their_codes() {
        let ((left, left_plain), (right, right_plain)) = (texts(6, 300), texts(9, 300));
        let equal = coded_equality(CompareOp::Eq, &left, &right, 300).expect("both are coded");
        let unequal = coded_equality(CompareOp::Ne, &left, &right, 300).expect("both are coded");
        for row in 0..300 {
            assert_eq!(equal.value(row), left_plain[row] == right_plain[row], "row {row}");
            assert_eq!(unequal.value(row), left_plain[row] != right_plain[row], "row {row}");
        }
    }
}
