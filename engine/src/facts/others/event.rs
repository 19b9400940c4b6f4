//! The relation `event` (事件): the ledger's events, read when they are asked for and never kept.

use std::future::Future;
use std::pin::Pin;

use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;

use super::{At, records};
use crate::case::event::Event;
use crate::facts::arrow::RowsBuilder;
use crate::schema::Type;
use crate::time::{HOUR, Micros};

/// A row of the ledger, with what only the ledger and the source's registration know of it.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    /// Position in the ledger.
    pub position: i64,
    /// When it was recorded.
    pub recorded_at: Micros,
    /// Neither void, nor replaced by a higher revision, nor of a voided import.
    pub is_counted: bool,
    /// Hours by which its source usually reports late.
    pub usual_lag_hours: Option<i64>,
    /// Canonical JSON of the event.
    pub body: Box<str>,
}

/// A page of rows that is being read.
pub type Reading<'a> = Pin<Box<dyn Future<Output = Result<Vec<EventRow>, Box<dyn std::error::Error + Send + Sync>>> + Send + 'a>>;

/// Where events are read from.
pub trait EventSource: Send + Sync {
    /// At most `limit` rows behind a position, in order of position; none where there are no more.
    fn read(&self, after: i64, limit: usize) -> Reading<'_>;

    /// Whether a row is among those asked about; those that were recorded too late to be known are not.
    fn shows(&self, row: &EventRow) -> bool;
}

/// A row of `event`.
struct EventFact {
    row: EventRow,
    event: Event,
    payload: Option<String>,
}

/// Rows of the ledger as rows of `event`.
///
/// # Errors
/// If a body is not the JSON of an event.
pub fn event_batch(rows: Vec<EventRow>) -> Result<RecordBatch, ArrowError> {
    let mut builder = RowsBuilder::new(&EVENT);
    for row in rows {
        let unreadable = |error: serde_json::Error| ArrowError::JsonError(format!("event at position {}: {error}", row.position));
        let event = Event::read(&row.body).map_err(unreadable)?;
        let body: serde_json::Value = serde_json::from_str(&row.body).map_err(unreadable)?;
        let payload = body.get("payload").map(ToString::to_string);
        let fact = EventFact { row, event, payload };
        builder.append(&fact, &fact.event.attributes.0)?;
    }
    builder.finish()
}

impl EventFact {
    fn delay(&self) -> Micros {
        self.row.recorded_at.saturating_sub(self.event.occurred_at)
    }

    fn is_backfilled(&self) -> bool {
        self.event.by_hand || self.row.usual_lag_hours.is_some_and(|hours| self.delay() > hours.saturating_mul(HOUR))
    }
}

records! {
    /// 事件: one row an event of the ledger.
    pub EVENT for EventFact = "event" "事件" "An event of the ledger, counted or not." key ["position"] {
        position "位置" Type::Int, Events "Place in the ledger, from 1." => |row| row.row.position;
        recorded_at "记录时间" Type::Ts, Events "When the ledger took it." => |row| At(row.row.recorded_at);
        id "事件标识" Type::Text, Events "The sender's own id." => |row| &row.event.id;
        source "数据来源" Type::Code, Events "Sending system." => |row| row.event.source;
        revision "版本" Type::Int, Events "Higher ones replace lower ones of the same id." => |row| i64::from(row.event.revision);
        is_void "撤销" Type::Bool, Events "Takes back what was sent under its id." => |row| row.event.is_void;
        type "事件类型" Type::Code, Events "Type (events, section 3)." => |row| row.event.kind.name();
        centre "中心" Type::Code, Events "Centre." => |row| row.event.centre;
        case_no "办件编号" Type::Text, Events "Case." => |row| &row.event.case_no;
        occurred_at "发生时间" Type::Ts, Events "When it happened." => |row| At(row.event.occurred_at);
        utc_offset "时区偏移" Type::Int, Events "Offset as written, minutes." => |row| row.event.utc_offset.map(i64::from);
        precision "时间精度" Type::Code, Events "instant, day or unknown." => |row| row.event.precision.name();
        entered_at "录入时间" Type::Ts, Events "When it was keyed in at the source." => |row| At(row.event.entered_at);
        entered_by "录入人" Type::Code, Events "By whom." => |row| row.event.entered_by;
        by_hand "人工录入" Type::Bool, Events "Typed by hand afterwards." => |row| row.event.by_hand;
        seq "源内序号" Type::Int, Events "Place in the source's own order." => |row| row.event.seq;
        actor_id "操作人" Type::Code, Events "Who did it." => |row| row.event.actor_id;
        actor_kind "操作人类型" Type::Code, Events "person or system." => |row| if row.event.by_system { "system" } else { "person" };
        dept_code "部门" Type::Code, Events "For which department." => |row| row.event.dept_code;
        window_id "窗口" Type::Code, Events "At which window." => |row| row.event.window_id;
        payload "内容" Type::Text, Events "Content as JSON; of personal values token and mask." => |row| row.payload.as_deref();
        is_counted "计入" Type::Bool, Events "Neither void nor replaced." => |row| row.row.is_counted;
        delay_hours "迟报小时" Type::Int, Events "Whole hours from when it happened to when it was recorded." => |row| row.delay() / HOUR;
        is_backfilled "补录" Type::Bool, Events "Typed by hand, or later than the source's usual lag." => |row| row.is_backfilled();
        attributes "扩展属性" Type::Attributes, Events "Attributes of the profile." => |_row| Option::<i64>::None;
    }
}
