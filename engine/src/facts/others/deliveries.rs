//! How far each source says that its data is complete (数据截至), and when it last said so.

use super::objects::Folded;
use super::{At, records};
use crate::case::event::Event;
use crate::case::kind::EventType;
use crate::case::payload::Payload;
use crate::schema::{Relation, Type};
use crate::sym::Sym;
use crate::time::{Micros, Zone};

/// A source as its watermarks left it.
#[derive(Clone, Debug, Default)]
pub struct Delivery {
    centre: Option<Sym>,
    source: Option<Sym>,
    dept_code: Option<Sym>,
    complete_to: Option<Micros>,
    moved_at: Option<Micros>,
    count: i64,
}

impl Folded for Delivery {
    const RELATION: &'static Relation = &DELIVERY;
    const KINDS: &'static [EventType] = &[EventType::WatermarkMoved];

    fn number(event: &Event) -> Option<String> {
        let Payload::WatermarkMoved(moved) = &event.payload else { return None };
        moved.source.map(|source| source.text().to_owned())
    }

    fn apply(&mut self, event: &Event, _zone: &Zone) {
        let Payload::WatermarkMoved(moved) = &event.payload else { return };
        self.centre = Some(event.centre);
        self.source = moved.source;
        self.dept_code = event.dept_code.or(self.dept_code);
        // A watermark never falls back: what was complete stays so.
        self.complete_to = moved.complete_to.map(|at| at.0).max(self.complete_to);
        self.moved_at = Some(event.occurred_at);
        self.count += 1;
    }
}

records! {
    /// 数据到达: one row a source that says how far it is complete.
    pub DELIVERY for Delivery = "delivery" "数据到达" "A source that says up to when its data is complete." key ["source"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        source "数据来源" Type::Code, Events "Source." => |row| row.source;
        dept_code "部门" Type::Code, Events "Department that reports by it, where its watermarks say." => |row| row.dept_code;
        complete_to "数据截至" Type::Ts, Events "Up to when it is complete." => |row| At(row.complete_to);
        moved_at "最近报到" Type::Ts, Events "When it last said so." => |row| At(row.moved_at);
        delivery_count "报到次数" Type::Int, Events "How often it said so." => |row| row.count;
    }
}
