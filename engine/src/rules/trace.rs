//! Why a rule holds for a row, or why not.

use super::closure::Moment;
use super::rule::{Rule, RunError};
use super::tree::value::{Witness, evaluate};
use super::tree::{ColumnOf, Kind, Node, SUBJECT, value_of};
use crate::schema::{Column, Row};
use crate::script::{Span, Value};

/// A part of a script that was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where it stands, in bytes.
    pub span: Span,
    /// Where it begins, in characters.
    pub start: usize,
    /// Where it ends, in characters.
    pub end: usize,
    /// Whether it held; of a condition on the rows of a list, whether it held for some row.
    pub truth: bool,
}

/// A column of the subject's row that was read.
#[derive(Clone, Debug)]
pub struct Read {
    /// The column.
    pub column: &'static Column,
    /// Its value.
    pub value: Value<'static>,
    /// The value as people write it; null is a dash.
    pub text: String,
}

/// How an answer came about.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The answer.
    pub holds: bool,
    /// What was read, in the order of reading.
    pub values: Vec<Read>,
    /// What was decided, in the order of the script. Empty where the interpreter runs the rule.
    pub marks: Vec<Mark>,
    /// The first condition that was false, where the answer is no.
    pub first_false: Option<Span>,
}

#[derive(Default)]
struct Notes {
    read: Vec<(ColumnOf, Value<'static>)>,
    decided: Vec<(Span, bool)>,
}

impl Witness for Notes {
    fn read(&mut self, column: &ColumnOf, value: &Value<'_>) {
        if column.row == SUBJECT && !self.read.iter().any(|(known, _)| known == column) {
            self.read.push((*column, value.clone().into_owned()));
        }
    }

    fn decided(&mut self, node: &Node, truth: bool) {
        match self.decided.iter_mut().find(|(span, _)| *span == node.span) {
            Some((_, known)) => *known |= truth,
            None => self.decided.push((node.span, truth)),
        }
    }
}

impl Rule {
    /// Evaluates the rule on a row and says how the answer came about.
    ///
    /// # Errors
    /// As [`Rule::holds`].
    pub fn trace(&self, row: &dyn Row, moment: &Moment<'_>) -> Result<Trace, RunError> {
        let Some(tree) = &self.tree else {
            let holds = self.holds(row, &mut moment.clone())?;
            let values = self.slots().iter().map(|slot| read(&self.subject.columns[*slot], value_of(row.get(*slot)).into_owned(), moment));
            return Ok(Trace { holds, values: values.collect(), marks: Vec::new(), first_false: None });
        };
        let mut notes = Notes::default();
        let holds = evaluate(tree, row, &moment.now(), &mut notes)
            .map_err(|failure| self.error(Some(self.source.place(failure.span.start)), failure.fault.to_string()))?
            .truth();
        let values = notes.read.into_iter().map(|(column, value)| read(&column.relation.columns[column.slot], value, moment)).collect();
        let first_false = if holds { None } else { Some(first_false(tree, &notes.decided)) };
        notes.decided.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let marks = notes.decided.into_iter().map(|(span, truth)| {
            let (start, end) = self.source.characters(span);
            Mark { span, start, end, truth }
        });
        Ok(Trace { holds, values, marks: marks.collect(), first_false })
    }
}

fn read(column: &'static Column, value: Value<'static>, moment: &Moment<'_>) -> Read {
    Read { column, text: value.show(moment.zone), value }
}

/// The innermost condition of a conjunction that was decided and false.
fn first_false(node: &Node, decided: &[(Span, bool)]) -> Span {
    let was_false = |node: &&Node| decided.contains(&(node.span, false));
    match &node.kind {
        Kind::And(parts) => parts.iter().find(was_false).map_or(node.span, |part| first_false(part, decided)),
        Kind::If { test, .. } if was_false(&test.as_ref()) => test.span,
        Kind::If { then, .. } => first_false(then, decided),
        Kind::Let { body, .. } => first_false(body, decided),
        _ => node.span,
    }
}
