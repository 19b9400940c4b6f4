//! Licences that the licence library reports without a case (证照库).

use super::objects::Folded;
use super::{At, records};
use crate::case::event::Event;
use crate::case::kind::EventType;
use crate::case::payload::Payload;
use crate::schema::{Key, Relation, Type};
use crate::sym::Sym;
use crate::time::{Micros, Zone};

/// A licence of the library as its events left it.
#[derive(Clone, Debug, Default)]
pub struct LibraryLicence {
    centre: Option<Sym>,
    licence_no: Box<str>,
    licence_type: Option<Sym>,
    dept_code: Option<Sym>,
    holder: Option<Key>,
    issued_at: Option<Micros>,
}

impl Folded for LibraryLicence {
    const RELATION: &'static Relation = &LIBRARY_LICENCE;
    const KINDS: &'static [EventType] = &[EventType::LicenceIssued];

    fn number(event: &Event) -> Option<String> {
        let Payload::LicenceIssued(issued) = &event.payload else { return None };
        // A licence of a case is a fact of that case.
        issued.licence_no.as_deref().filter(|_| event.case_no.is_none()).map(str::to_owned)
    }

    fn apply(&mut self, event: &Event, zone: &Zone) {
        let Payload::LicenceIssued(issued) = &event.payload else { return };
        self.centre = Some(event.centre);
        self.licence_no = issued.licence_no.clone().unwrap_or_default();
        self.licence_type = issued.licence_type.or(self.licence_type);
        self.dept_code = event.dept_code.or(self.dept_code);
        self.holder = issued.holder_id_no.as_ref().map(|holder| holder.key).or(self.holder);
        let issued_at = issued.issued_at.map_or(event.occurred_at, |due| due.start(zone));
        self.issued_at = Some(issued_at);
    }
}

records! {
    /// 证照库证照: one row a licence of the library that named no case.
    pub LIBRARY_LICENCE for LibraryLicence = "library_licence" "证照库证照" "A licence that the licence library reports without a case." key ["licence_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        licence_no "证照编号" Type::Text, Events "Number." => |row| &row.licence_no;
        licence_type "证照类型" Type::Code, Events "Type." => |row| row.licence_type;
        dept_code "部门" Type::Code, Events "Department that reported it." => |row| row.dept_code;
        holder_key "持证人" Type::Key, Events "Token of the holder's number." => |row| row.holder;
        issued_at "出证时间" Type::Ts, Events "Date of issue as sent, else the event's time; a date counts from its midnight." => |row| At(row.issued_at);
    }
}
