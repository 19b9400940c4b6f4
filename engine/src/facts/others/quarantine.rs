//! The relation `quarantine` (待修复): records that could not go in.

use arrow::error::ArrowError;

use super::{At, Table, records};
use crate::schema::{Row, Type};
use crate::sym::Sym;
use crate::time::Micros;

/// A record in quarantine.
#[derive(Clone, Debug, PartialEq)]
pub struct QuarantineRecord {
    /// Number in the list.
    pub id: i64,
    /// Centre it was meant for.
    pub centre: Sym,
    /// File or system it came from.
    pub source: Box<str>,
    /// Line or place in it.
    pub position: i64,
    /// What kind of fault.
    pub reason: Sym,
    /// Field at fault.
    pub field: Option<Box<str>>,
    /// What is wrong.
    pub message: Box<str>,
    /// How to mend it.
    pub how_to_mend: Option<Box<str>>,
    /// The record with personal values masked.
    pub raw: Option<Box<str>>,
    /// When it was put there.
    pub recorded_at: Micros,
    /// When it went in after all.
    pub replayed_at: Option<Micros>,
}

/// Records as the relation `quarantine`.
///
/// # Errors
/// If a column outgrows what Arrow can hold.
pub fn quarantine_table<'a>(records: impl IntoIterator<Item = &'a QuarantineRecord>) -> Result<Table, ArrowError> {
    Table::from_rows(&QUARANTINE, records.into_iter().map(|record| record as &dyn Row))
}

records! {
    /// 待修复: one row a record that could not go in.
    pub QUARANTINE for QuarantineRecord = "quarantine" "待修复" "A record that could not go in, and why." key ["id"] {
        centre "中心" Type::Code, Events "Centre it was meant for." => |row| row.centre;
        id "编号" Type::Int, Events "Number in the list." => |row| row.id;
        source "数据来源" Type::Text, Events "File or system." => |row| &row.source;
        position "行" Type::Int, Events "Line or place in it." => |row| row.position;
        reason "原因" Type::Code, Events "Kind of fault." => |row| row.reason;
        field "字段" Type::Text, Events "Field at fault." => |row| &row.field;
        message "说明" Type::Text, Events "What is wrong." => |row| &row.message;
        how_to_mend "修复办法" Type::Text, Events "How to mend it." => |row| &row.how_to_mend;
        raw "原始记录" Type::Text, Events "The record, personal values masked." => |row| &row.raw;
        recorded_at "记录时间" Type::Ts, Events "When it was put there." => |row| At(row.recorded_at);
        replayed_at "重放时间" Type::Ts, Events "When it went in after all." => |row| At(row.replayed_at);
    }
}
