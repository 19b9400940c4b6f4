//! Nodes that are text. Text is borrowed from the row wherever it stands there.

use std::borrow::Cow;
use std::sync::Arc;

use super::clocks::lower_for_column;
use super::lists::Finder;
use super::moment::Moment;
use super::{Failure, Test, conditions, lanes};
use crate::rules::tree::value::attribute;
use crate::rules::tree::{Bound, ColumnOf, Frame, Kind, LocalId, Node, RowId};
use crate::schema::{Clock, Slot};
use crate::script::{Body, Fault, Span, TEXT_BYTES, Ty, Value};

/// A compiled text.
pub(super) enum TextNode {
    Null,
    Constant(Arc<str>),
    Column(ColumnOf),
    Attribute(RowId, Arc<str>),
    Local(LocalId),
    If(Box<(Test, TextNode, TextNode)>),
    Let(LocalId, Box<(lanes::Bindable, TextNode)>),
    Part(fn(&str) -> &str, Box<TextNode>),
    Made(fn(&str) -> String, Box<TextNode>),
    Cut(fn(&str, i64, i64) -> &str, Box<(TextNode, lanes::Lane<i64>, lanes::Lane<i64>)>),
    Pick(Box<(Finder, TextNode)>),
    Join(Vec<lanes::Bindable>, Span),
}

impl TextNode {
    /// Compiles a node whose type is text.
    pub fn new(node: &Node) -> TextNode {
        match &node.kind {
            Kind::Text(text) => TextNode::Constant(text.clone()),
            Kind::Column(column) => TextNode::Column(*column),
            Kind::Attribute { row, name } => TextNode::Attribute(*row, name.clone()),
            Kind::Local(local) => TextNode::Local(*local),
            Kind::If { test, then, other } => {
                TextNode::If(Box::new((conditions::compile(test), TextNode::new(then), TextNode::new(other))))
            }
            Kind::Let { local, value, body } => TextNode::Let(*local, Box::new((lanes::Bindable::new(value), TextNode::new(body)))),
            Kind::Call { function, args } => match (function.body, args.as_slice()) {
                (Body::TextPart(part), [text]) => TextNode::Part(part, Box::new(TextNode::new(text))),
                (Body::TextMade(made), [text]) => TextNode::Made(made, Box::new(TextNode::new(text))),
                (Body::TextCut(cut), [text, from, count]) => {
                    TextNode::Cut(cut, Box::new((TextNode::new(text), lanes::compile(from), lanes::compile(count))))
                }
                _ => TextNode::Null,
            },
            Kind::Pick { last, list, row, test, take } => {
                TextNode::Pick(Box::new((Finder::new(*last, *list, *row, test.as_deref()), TextNode::new(take))))
            }
            Kind::Join(parts) => TextNode::Join(parts.iter().map(lanes::Bindable::new).collect(), node.span),
            // The null constant is all the type check leaves.
            _ => TextNode::Null,
        }
    }

    /// Its text.
    pub fn eval<'a>(&'a self, frame: &Frame<'a>, moment: &mut Moment<'_>) -> Result<Option<Cow<'a, str>>, Failure> {
        Ok(match self {
            TextNode::Null => None,
            TextNode::Constant(text) => Some(Cow::Borrowed(text)),
            TextNode::Column(column) => {
                let Some(row) = frame.row(column.row) else { return Ok(None) };
                if column.clock() != Clock::Events {
                    lower_for_column(column, row, moment);
                }
                match row.get(column.slot) {
                    Slot::Text(text) => Some(Cow::Borrowed(text)),
                    _ => None,
                }
            }
            TextNode::Attribute(row, name) => match attribute(frame, *row, name, Ty::Text) {
                Value::Text(text) => Some(text),
                _ => None,
            },
            TextNode::Local(local) => match frame.local(*local) {
                Some(Value::Text(text)) => Some(text.clone()),
                _ => None,
            },
            TextNode::If(parts) => {
                let branch = if (parts.0)(frame, moment)? { &parts.1 } else { &parts.2 };
                branch.eval(frame, moment)?
            }
            TextNode::Let(local, parts) => {
                let value = parts.0.eval(frame, moment)?;
                let inner = frame.with(Bound::Local(*local, value));
                parts.1.eval(&inner, moment)?.map(|text| Cow::Owned(text.into_owned()))
            }
            TextNode::Part(part, of) => match of.eval(frame, moment)? {
                Some(Cow::Borrowed(text)) => Some(Cow::Borrowed(part(text))),
                Some(Cow::Owned(text)) => Some(Cow::Owned(part(&text).to_owned())),
                None => None,
            },
            TextNode::Made(made, of) => of.eval(frame, moment)?.map(|text| Cow::Owned(made(&text))),
            TextNode::Cut(cut, parts) => {
                let (text, from, count) = (parts.0.eval(frame, moment)?, (parts.1)(frame, moment)?, (parts.2)(frame, moment)?);
                let Some((text, (from, count))) = text.zip(from.zip(count)) else { return Ok(None) };
                Some(match text {
                    Cow::Borrowed(text) => Cow::Borrowed(cut(text, from, count)),
                    Cow::Owned(text) => Cow::Owned(cut(&text, from, count).to_owned()),
                })
            }
            TextNode::Pick(parts) => {
                let Some(index) = parts.0.find(frame, moment)? else { return Ok(None) };
                let mut result = Ok(None);
                parts.0.visit(index, frame, &mut |inner| {
                    result = parts.1.eval(inner, moment).map(|text| text.map(|text| Cow::Owned(text.into_owned())));
                });
                result?
            }
            TextNode::Join(parts, span) => {
                let mut text = String::new();
                for part in parts {
                    text.push_str(&part.eval(frame, moment)?.show(moment.zone));
                    if text.len() > TEXT_BYTES {
                        return Err(Failure { fault: Fault::TooLong, span: *span });
                    }
                }
                Some(Cow::Owned(text))
            }
        })
    }
}
