//! Handing a row to Rhai: only the fields that a rule's script names.

use std::collections::{BTreeMap, BTreeSet};

use super::closure::Moment;
use super::closure::lower_for_column;
use super::rule::Written;
use super::tree::value::is_of;
use super::tree::{ColumnOf, SUBJECT, value_of};
use crate::schema::{Relation, Row, Slot, Type};
use crate::script::{ExprKind, Record, Ty};

/// What a rule's script may read of a row.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// Slots of the subject.
    pub slots: Vec<usize>,
    fields: Fields,
    /// Names read behind `attributes.`
    names: BTreeSet<String>,
    /// Types that attributes are used as; a value of another type is handed over as null.
    pub attributes: BTreeMap<String, Ty>,
}

#[derive(Clone, Debug)]
struct Fields {
    relation: &'static Relation,
    plain: Vec<usize>,
    lists: Vec<(usize, Fields)>,
    attributes: Option<usize>,
}

impl Reading {
    pub fn new(written: &Written) -> Reading {
        let mut members = BTreeSet::new();
        let mut names = BTreeSet::new();
        let functions = written.functions.iter().chain(written.helpers.functions.values().map(|(_, function, _)| function));
        for function in functions {
            function.body.visit(&mut |expr| {
                if let ExprKind::Member { of, name, .. } = &expr.kind {
                    if matches!(&of.kind, ExprKind::Member { name, .. } if name == "attributes") {
                        names.insert(name.clone());
                    }
                    members.insert(name.clone());
                }
            });
        }
        let fields = Fields::new(written.subject, &members, written, 0);
        let mut slots: Vec<usize> = fields.plain.iter().copied().chain(fields.lists.iter().map(|(slot, _)| *slot)).collect();
        slots.sort_unstable();
        Reading { slots, fields, names, attributes: BTreeMap::new() }
    }

    /// Whether an attribute is named.
    pub fn names_attributes(&self) -> bool {
        !self.names.is_empty()
    }

    /// Shows the columns named, of the subject and of its lists.
    pub fn relations(&self, see: &mut dyn FnMut(&'static Relation, usize)) {
        self.fields.relations(see);
    }

    /// The record of a row; everything in it that time can change lowers the moment.
    pub fn record(&self, row: &dyn Row, moment: &mut Moment<'_>) -> Record {
        self.record_of(&self.fields, row, moment)
    }

    fn record_of(&self, fields: &Fields, row: &dyn Row, moment: &mut Moment<'_>) -> Record {
        let mut record = Record::default();
        for slot in &fields.plain {
            lower_for_column(&ColumnOf { row: SUBJECT, relation: fields.relation, slot: *slot }, row, moment);
            record.value(fields.relation.columns[*slot].name, &value_of(row.get(*slot)));
        }
        for (slot, inner) in &fields.lists {
            lower_for_column(&ColumnOf { row: SUBJECT, relation: fields.relation, slot: *slot }, row, moment);
            let mut entries = Vec::new();
            if let Slot::Rows(rows) = row.get(*slot) {
                for index in 0..rows.len() {
                    rows.visit(index, &mut |entry| entries.push(self.record_of(inner, entry, moment)));
                }
            }
            record.list(fields.relation.columns[*slot].name, entries);
        }
        if let Some(slot) = fields.attributes {
            let mut group = Record::default();
            for name in &self.names {
                let value = value_of(row.attribute(name));
                if self.attributes.get(name).is_none_or(|ty| is_of(&value, *ty)) {
                    group.value(name, &value);
                }
            }
            record.group(fields.relation.columns[slot].name, group);
        }
        record
    }
}

/// Lists in lists are read this deep.
const DEPTH: usize = 3;

impl Fields {
    fn new(relation: &'static Relation, members: &BTreeSet<String>, written: &Written, depth: usize) -> Fields {
        let mut fields = Fields { relation, plain: Vec::new(), lists: Vec::new(), attributes: None };
        for (slot, column) in relation.columns.iter().enumerate().filter(|(_, column)| members.contains(column.name)) {
            match column.ty {
                Type::List(of) => {
                    if let Some(inner) = written.relations.get(of).filter(|_| depth < DEPTH) {
                        fields.lists.push((slot, Fields::new(inner, members, written, depth + 1)));
                    }
                }
                Type::Attributes => fields.attributes = Some(slot),
                _ => fields.plain.push(slot),
            }
        }
        fields
    }

    fn relations(&self, see: &mut dyn FnMut(&'static Relation, usize)) {
        self.plain.iter().chain(&self.attributes).for_each(|slot| see(self.relation, *slot));
        for (slot, inner) in &self.lists {
            see(self.relation, *slot);
            inner.relations(see);
        }
    }
}
