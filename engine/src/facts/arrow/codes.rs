//! Building a dictionary-coded column.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, DictionaryArray, Int32Array, StringArray};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use arrow::datatypes::Int32Type;
use arrow::error::ArrowError;
use rustc_hash::FxBuildHasher;

const RECENT: usize = 256;

/// Appends codes; each distinct text is kept once.
///
/// Most texts are interned, so their address tells them apart faster than their letters: a text is first looked up by address in
/// a small table of recent ones (and compared, for an address may have been used again), then by content.
pub struct CodeBuilder {
    keys: Vec<i32>,
    validity: Vec<bool>,
    has_null: bool,
    values: Vec<Box<str>>,
    by_text: HashMap<Box<str>, i32, FxBuildHasher>,
    recent: Box<[(usize, i32)]>,
}

impl Default for CodeBuilder {
    fn default() -> CodeBuilder {
        CodeBuilder {
            keys: Vec::new(),
            validity: Vec::new(),
            has_null: false,
            values: Vec::new(),
            by_text: HashMap::default(),
            recent: vec![(0, 0); RECENT].into_boxed_slice(),
        }
    }
}

impl CodeBuilder {
    /// Appends a code.
    pub fn append(&mut self, text: &str) {
        let key = self.intern(text);
        self.keys.push(key);
        self.validity.push(true);
    }

    /// Appends a null.
    pub fn append_null(&mut self) {
        self.keys.push(0);
        self.validity.push(false);
        self.has_null = true;
    }

    /// Appends all rows of a dictionary-coded array.
    pub fn append_array(&mut self, array: &DictionaryArray<Int32Type>) {
        let Some(values) = array.values().as_any().downcast_ref::<StringArray>() else {
            return (0..array.len()).for_each(|_| self.append_null());
        };
        // Only values that a row uses are taken over, so that merging drops the codes of deleted rows.
        let mut renamed: Vec<Option<i32>> = vec![None; values.len()];
        for row in 0..array.len() {
            match array.key(row) {
                Some(key) => {
                    let new = match renamed[key] {
                        Some(new) => new,
                        None => *renamed[key].insert(self.intern(values.value(key))),
                    };
                    self.keys.push(new);
                    self.validity.push(true);
                }
                None => self.append_null(),
            }
        }
    }

    /// Distinct texts so far.
    pub fn distinct(&self) -> usize {
        self.values.len()
    }

    /// The column so far; the builder is empty afterwards.
    ///
    /// # Errors
    /// None that building itself could cause: Arrow checks keys against values.
    pub fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let built = std::mem::take(self);
        let nulls = built.has_null.then(|| NullBuffer::from(built.validity));
        let keys = Int32Array::try_new(ScalarBuffer::from(built.keys), nulls)?;
        let values = StringArray::from_iter_values(built.values.iter());
        Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(values))?))
    }

    fn intern(&mut self, text: &str) -> i32 {
        let address = text.as_ptr() as usize;
        let place = (address >> 3 ^ address >> 11 ^ text.len()) % RECENT;
        let (recent, key) = self.recent[place];
        if recent == address && self.values.get(key as usize).is_some_and(|value| &**value == text) {
            return key;
        }
        let key = match self.by_text.get(text) {
            Some(key) => *key,
            None => {
                let key = self.values.len() as i32;
                self.values.push(text.into());
                self.by_text.insert(text.into(), key);
                key
            }
        };
        self.recent[place] = (address, key);
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_at_a_used_address_is_not_taken_for_the_earlier_one() {
        let mut builder = CodeBuilder::default();
        let mut text = String::from("accepted");
        builder.append(&text);
        text.replace_range(.., "received");
        builder.append(&text);
        builder.append_null();
        builder.append("accepted");
        let array = builder.finish().expect("valid");
        let array = array.as_any().downcast_ref::<DictionaryArray<Int32Type>>().expect("codes");
        assert_eq!(array.keys().iter().collect::<Vec<_>>(), [Some(0), Some(1), None, Some(0)]);
        assert_eq!(array.values().len(), 2);
    }

    #[test]
    fn appending_an_array_drops_codes_no_row_uses() {
        let mut first = CodeBuilder::default();
        for text in ["a", "b", "c"] {
            first.append(text);
        }
        let array = first.finish().expect("valid").slice(1, 2);
        let mut second = CodeBuilder::default();
        second.append("c");
        second.append_array(array.as_any().downcast_ref().expect("codes"));
        let merged = second.finish().expect("valid");
        let merged = merged.as_any().downcast_ref::<DictionaryArray<Int32Type>>().expect("codes");
        assert_eq!(merged.values().len(), 2);
        assert_eq!(merged.keys().iter().collect::<Vec<_>>(), [Some(0), Some(1), Some(0)]);
    }
}
