//! Tags as what they mean in a log: traces, events, and attributes with the names of their columns.

use std::io::BufRead;

use super::tokens::{Stop, Token, Tokens};
use super::values::Kind;
use crate::ingest::fault::{Fault, Position};

/// Deepest that elements may stand in each other.
const DEEPEST: usize = 64;

/// What a log says next.
#[derive(Debug)]
pub enum Step {
    /// A trace begins.
    Trace,
    /// An event begins.
    Event,
    /// An attribute of the trace or event at hand: [`Walk::attribute`].
    Attribute,
    /// The event is complete.
    EventEnd,
    /// The trace is complete.
    TraceEnd,
    /// The log is complete.
    End,
    /// Reading cannot go on.
    Stopped(Stop),
}

/// An attribute as a cell.
#[derive(Debug)]
pub struct Attribute<'a> {
    /// Name of its column: `name`, of a trace `case:name`, of a child `parent/child`.
    pub column: &'a str,
    /// Its type.
    pub kind: Kind,
    /// Its value; a list has none.
    pub value: Option<&'a str>,
    /// Whether it is the child of another attribute.
    pub is_child: bool,
    /// Whether it stands in a list, which may hold several of one key.
    pub is_listed: bool,
    /// What is wrong with its tag.
    pub fault: Option<&'a Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Log,
    Trace,
    Event,
    Attribute {
        is_list: bool,
        path: usize,
    },
    /// `values` of a list.
    Values,
    /// The log's own head, and what is unknown.
    Passed,
}

struct Open {
    name: String,
    place: Place,
}

/// Reader of steps.
pub struct Walk<R> {
    tokens: Tokens<R>,
    open: Vec<Open>,
    /// The column of the attribute at hand.
    path: String,
    /// Length of the path to which the last attribute, being over, is taken back.
    back: Option<usize>,
    kind: Kind,
    is_listed: bool,
    /// The end that follows the beginning of an empty element.
    due: Option<Step>,
    has_root: bool,
}

impl<R: BufRead> Walk<R> {
    /// The steps of a text in UTF-8.
    pub fn new(text: R) -> Walk<R> {
        Walk {
            tokens: Tokens::new(text),
            open: Vec::new(),
            path: String::new(),
            back: None,
            kind: Kind::Text,
            is_listed: false,
            due: None,
            has_root: false,
        }
    }

    /// Where the last step begins, or where reading stopped.
    pub fn position(&self) -> Position {
        self.tokens.position()
    }

    /// Whether no element has come yet.
    pub fn is_blank(&self) -> bool {
        !self.has_root
    }

    /// The attribute of [`Step::Attribute`].
    pub fn attribute(&self) -> Attribute<'_> {
        let tag = &self.tokens.tag;
        Attribute {
            column: &self.path,
            kind: self.kind,
            value: tag.value.as_deref(),
            is_child: self.is_child(),
            is_listed: self.is_listed,
            fault: tag.fault.as_ref(),
        }
    }

    /// What comes next. After an end or a stop there is nothing.
    pub fn next_step(&mut self) -> Step {
        if let Some(due) = self.due.take() {
            return due;
        }
        if let Some(length) = self.back.take() {
            self.path.truncate(length);
        }
        loop {
            let step = match self.tokens.next_token() {
                Token::Open => self.opened(),
                Token::Close => self.closed(),
                Token::End if self.open.is_empty() && self.has_root => Some(Step::End),
                Token::End => Some(Step::Stopped(Stop::Cut)),
                Token::Stopped(stop) => Some(Step::Stopped(stop)),
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    /// Whether the attribute at hand stands in another attribute. Of an attribute that is not over the last open element is itself.
    fn is_child(&self) -> bool {
        let above = if self.tokens.tag.is_empty { self.open.len() } else { self.open.len().saturating_sub(1) };
        matches!(self.open[..above].last().map(|open| open.place), Some(Place::Attribute { .. } | Place::Values))
    }

    fn opened(&mut self) -> Option<Step> {
        let parent = self.open.last().map(|open| open.place);
        let tag = &self.tokens.tag;
        let (place, step) = match (parent, tag.name.as_str()) {
            (None, "log") if !self.has_root => (Place::Log, None),
            (None, name) => return Some(Step::Stopped(Stop::Broken(format!("<{name}> stands where <log> should, the root of a log")))),
            (Some(Place::Log), "trace") => (Place::Trace, Some(Step::Trace)),
            (Some(Place::Log | Place::Trace), "event") => (Place::Event, Some(Step::Event)),
            (Some(Place::Attribute { is_list: true, .. }), "values") => (Place::Values, None),
            (Some(Place::Trace | Place::Event | Place::Attribute { .. } | Place::Values), name) => match Kind::of(name) {
                Some(kind) => (self.attribute_place(kind), Some(Step::Attribute)),
                None => (Place::Passed, None),
            },
            (Some(Place::Log | Place::Passed), _) => (Place::Passed, None),
        };
        self.has_root = true;
        if !self.tokens.tag.is_empty {
            if self.open.len() == DEEPEST {
                return Some(Step::Stopped(Stop::Broken(format!("elements stand more than {DEEPEST} deep in each other"))));
            }
            self.open.push(Open { name: self.tokens.tag.name.clone(), place });
            return step;
        }
        match place {
            Place::Trace => self.due = Some(Step::TraceEnd),
            Place::Event => self.due = Some(Step::EventEnd),
            Place::Attribute { path, .. } => self.back = Some(path),
            Place::Log | Place::Values | Place::Passed => {}
        }
        step
    }

    /// Makes the attribute of the tag the one at hand.
    fn attribute_place(&mut self, kind: Kind) -> Place {
        let path = self.path.len();
        let is_of_trace = self.open.last().is_some_and(|open| open.place == Place::Trace);
        self.is_listed = match self.open.last().map(|open| open.place) {
            Some(Place::Values) => true,
            Some(Place::Attribute { is_list, .. }) => is_list,
            _ => false,
        };
        if is_of_trace {
            self.path.push_str("case:");
        } else if path > 0 {
            self.path.push('/');
        }
        self.path.push_str(self.tokens.tag.key.as_deref().unwrap_or_default());
        self.kind = kind;
        Place::Attribute { is_list: kind == Kind::List, path }
    }

    fn closed(&mut self) -> Option<Step> {
        let name = &self.tokens.tag.name;
        let open = match self.open.pop() {
            Some(open) if open.name == *name => open,
            Some(open) => return Some(Step::Stopped(Stop::Broken(format!("</{name}> closes what <{}> opened", open.name)))),
            None => return Some(Step::Stopped(Stop::Broken(format!("</{name}> closes what nothing opened")))),
        };
        match open.place {
            Place::Trace => Some(Step::TraceEnd),
            Place::Event => Some(Step::EventEnd),
            Place::Attribute { path, .. } => {
                self.path.truncate(path);
                None
            }
            Place::Log => Some(Step::End),
            Place::Values | Place::Passed => None,
        }
    }
}
