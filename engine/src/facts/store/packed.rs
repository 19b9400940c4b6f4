//! Columns as the store keeps them: smaller than a scan wants them, and widened a slice at a time when one reads them.
//!
//! A chunk is built once and read often, but most of its columns are narrow (a count, a code of fifty), empty (no fee, no rating) or
//! mostly so, and child relations repeat their case's columns. Keeping only what is there is what brings a case with its links,
//! materials and index under the size that decides how many of them a machine holds.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, DictionaryArray, Int32Array, MapArray, PrimitiveArray, StringArray, StructArray, UInt32Array,
    new_null_array,
};
use arrow::buffer::{BooleanBuffer, OffsetBuffer};
use arrow::compute::{cast, filter, is_not_null, take};
use arrow::datatypes::{
    ArrowDictionaryKeyType, DataType, Int32Type, Int64Type, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt32Type,
};
use arrow::error::ArrowError;

use crate::facts::arrow::{CodeBuilder, data_type, map_field, utc};
use crate::schema::Type;
use crate::time::SECOND;

/// How a column is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// Nothing but nulls; no array behind it.
    Null,
    /// The value of a slot of the row's case; no array behind it.
    Parent(usize),
    /// As it is read.
    Plain,
    /// Integers in fewer bytes.
    Narrow,
    /// Instants as whole seconds from a base, four bytes each.
    Seconds(i64),
    /// Codes with keys of fewer bytes.
    Code,
    /// Text with few distinct values, as codes.
    Text,
    /// A map whose names and values are kept as codes.
    Map,
}

impl How {
    /// The word for it in a snapshot's files.
    pub(super) fn word(self) -> String {
        match self {
            How::Null => "null".to_owned(),
            How::Parent(slot) => format!("parent {slot}"),
            How::Plain => "plain".to_owned(),
            How::Narrow => "narrow".to_owned(),
            How::Seconds(base) => format!("seconds {base}"),
            How::Code => "code".to_owned(),
            How::Text => "text".to_owned(),
            How::Map => "map".to_owned(),
        }
    }

    /// The way of a word.
    pub(super) fn of_word(word: &str) -> Option<How> {
        let (name, number) = word.split_once(' ').unwrap_or((word, ""));
        Some(match name {
            "null" => How::Null,
            "parent" => How::Parent(number.parse().ok()?),
            "plain" => How::Plain,
            "narrow" => How::Narrow,
            "seconds" => How::Seconds(number.parse().ok()?),
            "code" => How::Code,
            "text" => How::Text,
            "map" => How::Map,
            _ => return None,
        })
    }
}

/// A column of a chunk.
#[derive(Clone, Debug)]
pub(super) struct Packed {
    pub(super) how: How,
    /// The values; `None` for [`How::Null`] and [`How::Parent`].
    pub(super) array: Option<ArrayRef>,
    /// Where most rows are null: which are not; the array then holds those only.
    pub(super) present: Option<BooleanBuffer>,
}

impl Packed {
    /// A column that repeats its case's.
    pub(super) fn parent(slot: usize) -> Packed {
        Packed { how: How::Parent(slot), array: None, present: None }
    }

    /// Packs an array of our mapping. `keep_whole` leaves it without gaps and codes, for columns that are looked into row by row.
    pub(super) fn pack(ty: Type, array: &ArrayRef, keep_whole: bool) -> Result<Packed, ArrowError> {
        if array.null_count() == array.len() {
            return Ok(Packed { how: How::Null, array: None, present: None });
        }
        let is_wide = !matches!(ty, Type::Bool | Type::Attributes);
        let (dense, present) = if !keep_whole && is_wide && array.null_count() * 2 > array.len() {
            let present = is_not_null(array)?;
            (filter(array, &present)?, Some(present.values().clone()))
        } else {
            (Arc::clone(array), None)
        };
        let (how, mut array) = match ty {
            Type::Int | Type::Fen => narrow(&dense)?,
            Type::Ts => seconds(&dense)?,
            Type::Code => (How::Code, shorten_keys(&dense)?),
            Type::Text if !keep_whole => repeated(&dense)?,
            Type::Attributes => map_as_codes(&dense)?,
            Type::Text | Type::Bool | Type::Date | Type::Key | Type::List(_) => (How::Plain, dense),
        };
        array.shrink_to_fit();
        Ok(Packed { how, array: Some(array), present })
    }

    /// The rows of a range as an array of our mapping; `parent` answers for columns that repeat their case's.
    pub(super) fn unpack(
        &self,
        ty: Type,
        rows: Range<usize>,
        parent: &dyn Fn(usize) -> Result<ArrayRef, ArrowError>,
    ) -> Result<ArrayRef, ArrowError> {
        if let How::Parent(slot) = self.how {
            return parent(slot);
        }
        let Some(array) = &self.array else {
            return Ok(new_null_array(&data_type(ty), rows.len()));
        };
        let Some(present) = &self.present else {
            return widen(self.how, ty, &array.slice(rows.start, rows.len()));
        };
        let before = present.slice(0, rows.start).count_set_bits();
        let here = present.slice(rows.start, rows.len());
        let dense = widen(self.how, ty, &array.slice(before, here.count_set_bits()))?;
        let mut next = 0_u32;
        let places: UInt32Array = here
            .iter()
            .map(|is_present| {
                is_present.then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        take(&dense, &places, None)
    }

    /// The text in a row of a [`Type::Text`] column packed with `keep_whole`, or of a code column without gaps.
    pub(super) fn text(&self, row: usize) -> Option<&str> {
        let array = self.array.as_ref()?;
        if let Some(texts) = array.as_string_opt::<i32>() {
            return (!texts.is_null(row)).then(|| texts.value(row));
        }
        let texts = array.as_any_dictionary_opt()?.values().as_string_opt::<i32>()?;
        let key = match array.data_type() {
            DataType::Dictionary(key, _) if **key == DataType::UInt8 => array.as_dictionary::<UInt8Type>().key(row)?,
            DataType::Dictionary(key, _) if **key == DataType::UInt16 => array.as_dictionary::<UInt16Type>().key(row)?,
            _ => array.as_dictionary_opt::<Int32Type>()?.key(row)?,
        };
        Some(texts.value(key))
    }

    /// Bytes of memory the column holds.
    pub(super) fn bytes(&self) -> usize {
        let of_array = self.array.as_ref().map_or(0, |array| data_bytes(&array.to_data()));
        let of_presence = self.present.as_ref().map_or(0, |present| present.len().div_ceil(8));
        of_array + of_presence + size_of::<Packed>()
    }
}

fn data_bytes(data: &arrow::array::ArrayData) -> usize {
    let own: usize = data.buffers().iter().map(|buffer| buffer.len()).sum();
    let nulls = data.nulls().map_or(0, |nulls| nulls.len().div_ceil(8));
    own + nulls + data.child_data().iter().map(data_bytes).sum::<usize>()
}

fn widen(how: How, ty: Type, array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    match how {
        How::Narrow => cast(array, &DataType::Int64),
        How::Seconds(base) => {
            let offsets = array.as_primitive::<UInt32Type>();
            let instants: PrimitiveArray<TimestampMicrosecondType> = offsets.unary(|offset| base + i64::from(offset) * SECOND);
            Ok(Arc::new(instants.with_timezone(utc())))
        }
        How::Code => widen_keys(array),
        How::Text => cast(array, &DataType::Utf8),
        How::Map => map_as_texts(array),
        How::Plain | How::Null | How::Parent(_) => {
            debug_assert_eq!(array.data_type(), &data_type(ty));
            Ok(Arc::clone(array))
        }
    }
}

fn narrow(array: &ArrayRef) -> Result<(How, ArrayRef), ArrowError> {
    let values = array.as_primitive::<Int64Type>();
    let (Some(least), Some(greatest)) = (arrow::compute::min(values), arrow::compute::max(values)) else {
        return Ok((How::Plain, Arc::clone(array)));
    };
    let fits = |low: i64, high: i64| least >= low && greatest <= high;
    let ty = if fits(i64::from(i8::MIN), i64::from(i8::MAX)) {
        DataType::Int8
    } else if fits(i64::from(i16::MIN), i64::from(i16::MAX)) {
        DataType::Int16
    } else if fits(i64::from(i32::MIN), i64::from(i32::MAX)) {
        DataType::Int32
    } else {
        return Ok((How::Plain, Arc::clone(array)));
    };
    Ok((How::Narrow, cast(array, &ty)?))
}

fn seconds(array: &ArrayRef) -> Result<(How, ArrayRef), ArrowError> {
    let values = array.as_primitive::<TimestampMicrosecondType>();
    let plain = (How::Plain, Arc::clone(array));
    let (Some(least), Some(greatest)) = (arrow::compute::min(values), arrow::compute::max(values)) else {
        return Ok(plain);
    };
    let spans = greatest.checked_sub(least).is_some_and(|span| span / SECOND <= i64::from(u32::MAX));
    let whole = values.iter().flatten().all(|at| (at.wrapping_sub(least)) % SECOND == 0);
    if !spans || !whole {
        return Ok(plain);
    }
    // What stands under a null is not part of the span.
    let offsets: PrimitiveArray<UInt32Type> = values.unary(|at| u32::try_from(at.wrapping_sub(least) / SECOND).unwrap_or(0));
    Ok((How::Seconds(least), Arc::new(offsets)))
}

fn shorten_keys(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let codes = array.as_dictionary::<Int32Type>();
    let values = Arc::clone(codes.values());
    Ok(match values.len() {
        0..=256 => Arc::new(DictionaryArray::<UInt8Type>::try_new(with_keys(codes.keys(), |key| key as u8), values)?),
        257..=65_536 => Arc::new(DictionaryArray::<UInt16Type>::try_new(with_keys(codes.keys(), |key| key as u16), values)?),
        _ => Arc::clone(array),
    })
}

fn with_keys<T: ArrowDictionaryKeyType>(keys: &Int32Array, shorten: fn(i32) -> T::Native) -> PrimitiveArray<T> {
    keys.unary(shorten)
}

fn widen_keys(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let keys: Int32Array = match array.data_type() {
        DataType::Dictionary(key, _) if **key == DataType::UInt8 => array.as_dictionary::<UInt8Type>().keys().unary(i32::from),
        DataType::Dictionary(key, _) if **key == DataType::UInt16 => array.as_dictionary::<UInt16Type>().keys().unary(i32::from),
        _ => return Ok(Arc::clone(array)),
    };
    let values = Arc::clone(array.as_any_dictionary().values());
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, values)?))
}

/// Text as codes where that pays: at most one distinct text in four rows.
fn repeated(array: &ArrayRef) -> Result<(How, ArrayRef), ArrowError> {
    let texts = array.as_string::<i32>();
    Ok(match texts_as_codes(texts)? {
        Some(codes) => (How::Text, codes),
        None => (How::Plain, Arc::clone(array)),
    })
}

fn texts_as_codes(texts: &StringArray) -> Result<Option<ArrayRef>, ArrowError> {
    const SAMPLE: usize = 1024;
    let mut codes = CodeBuilder::default();
    for (row, text) in texts.iter().enumerate() {
        if row % SAMPLE == SAMPLE - 1 && codes.distinct() * 4 > row {
            return Ok(None);
        }
        match text {
            Some(text) => codes.append(text),
            None => codes.append_null(),
        }
    }
    if codes.distinct() * 4 > texts.len() {
        return Ok(None);
    }
    let codes = codes.finish()?;
    shorten_keys(&codes).map(Some)
}

fn map_as_codes(array: &ArrayRef) -> Result<(How, ArrayRef), ArrowError> {
    let map = array.as_map();
    let (Some(names), Some(values)) = (map.keys().as_string_opt::<i32>(), map.values().as_string_opt::<i32>()) else {
        return Ok((How::Plain, Arc::clone(array)));
    };
    let names: ArrayRef = match texts_as_codes(names)? {
        Some(codes) => codes,
        None => Arc::new(names.clone()),
    };
    let values: ArrayRef = match texts_as_codes(values)? {
        Some(codes) => codes,
        None => Arc::new(values.clone()),
    };
    Ok((How::Map, map_of(map, names, values)?))
}

fn map_as_texts(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let map = array.as_map();
    // A slice of a map still holds all entries; only its own are widened.
    let offsets = map.offsets();
    let (start, end) = (offsets[0], offsets[offsets.len() - 1]);
    let entries = map.entries().slice(start as usize, (end - start) as usize);
    let moved = OffsetBuffer::new(offsets.iter().map(|offset| offset - start).collect::<Vec<i32>>().into());
    let names = cast(entries.column(0), &DataType::Utf8)?;
    let values = cast(entries.column(1), &DataType::Utf8)?;
    let field = map_field(DataType::Utf8, DataType::Utf8);
    let DataType::Struct(fields) = field.data_type().clone() else {
        return Err(ArrowError::SchemaError("the entries of a map are a struct".to_owned()));
    };
    let entries = StructArray::try_new(fields, vec![names, values], None)?;
    Ok(Arc::new(MapArray::try_new(field, moved, entries, map.nulls().cloned(), false)?))
}

fn map_of(map: &MapArray, names: ArrayRef, values: ArrayRef) -> Result<ArrayRef, ArrowError> {
    let field = map_field(names.data_type().clone(), values.data_type().clone());
    let DataType::Struct(fields) = field.data_type().clone() else {
        return Err(ArrowError::SchemaError("the entries of a map are a struct".to_owned()));
    };
    let entries = StructArray::try_new(fields, vec![names, values], None)?;
    Ok(Arc::new(MapArray::try_new(field, map.offsets().clone(), entries, map.nulls().cloned(), false)?))
}

/// Which rows of a case range a mask of cases keeps, spread over the rows that belong to them.
pub(super) fn spread(keep: &BooleanBuffer, starts: &[i32]) -> BooleanArray {
    let mut rows = arrow::array::BooleanBufferBuilder::new(0);
    for (case, ends) in starts.windows(2).enumerate() {
        rows.append_n((ends[1] - ends[0]) as usize, keep.value(case));
    }
    BooleanArray::new(rows.finish(), None)
}
