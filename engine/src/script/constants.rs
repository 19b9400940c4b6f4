//! Constants of a script: `const NAME = …;` before its functions.
//!
//! Rhai's functions do not see what stands outside them. So constants are values known when the script is read: the tree puts them in place of
//! their names, and the text that Rhai runs has them written out.

use std::collections::BTreeMap;

use rhai::{ASTFlags, Stmt as RhaiStmt};

use super::fault::ScriptError;
use super::parse::Reader;
use super::source::{Source, Span, Token};
use super::syntax::{BinaryOp, Expr, ExprKind};
use super::value::Value;

/// What a constant stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// An integer, a text, true or false.
    One(Value<'static>),
    /// A list of such, for `in`.
    List(Vec<Value<'static>>),
}

/// Constants by their names.
pub type Constants = BTreeMap<String, Constant>;

/// Names behind `const` outside of functions, in order.
pub(super) fn names(source: &Source) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((span, token)) = source.tokens.get(at) {
        at += 1;
        match token {
            // What stands in brackets is inside a function or a value.
            Token::Open(close) if *close != usize::MAX => at = close + 1,
            Token::Word if source.slice(*span) == "const" => {
                if let Some((name, Token::Word)) = source.tokens.get(at) {
                    found.push((source.slice(*name), *name));
                    at += 1;
                }
            }
            _ => {}
        }
    }
    found
}

/// Reads one statement outside of functions as a constant; `None` where it is another statement.
pub(super) fn read(statement: &RhaiStmt, reader: &Reader<'_>, known: &Constants) -> Result<Option<(String, Constant)>, ScriptError> {
    let RhaiStmt::Var(variable, flags, _) = statement else { return Ok(None) };
    if !flags.contains(ASTFlags::CONSTANT) {
        return Ok(None);
    }
    let (name, value, _) = &**variable;
    let value = reader.expr(value)?;
    Ok(Some((name.name.to_string(), constant(&value, reader.source, known)?)))
}

fn constant(expr: &Expr, source: &Source, known: &Constants) -> Result<Constant, ScriptError> {
    if let ExprKind::List(items) = &expr.kind {
        let items = items.iter().map(|item| value(item, source, known)).collect::<Result<Vec<_>, _>>()?;
        return Ok(Constant::List(items));
    }
    if let ExprKind::Name(name) = &expr.kind
        && let Some(list @ Constant::List(_)) = known.get(name)
    {
        return Ok(list.clone());
    }
    value(expr, source, known).map(Constant::One)
}

fn value(expr: &Expr, source: &Source, known: &Constants) -> Result<Value<'static>, ScriptError> {
    let refuse = |message: &str| Err(ScriptError::at(source, expr.span, message));
    match &expr.kind {
        ExprKind::Bool(value) => Ok(Value::Bool(*value)),
        ExprKind::Int(value) => Ok(Value::Int(*value)),
        ExprKind::Text(text) => Ok(Value::Text(text.clone().into())),
        ExprKind::Name(name) => match known.get(name) {
            Some(Constant::One(value)) => Ok(value.clone()),
            _ => refuse("a constant is made of constants that stand before it"),
        },
        ExprKind::Neg(of) => match value(of, source, known)? {
            Value::Int(value) => {
                value.checked_neg().map_or_else(|| refuse("the result does not fit a 64-bit integer"), |value| Ok(Value::Int(value)))
            }
            _ => refuse("only an integer has a sign"),
        },
        ExprKind::Binary { op: op @ (BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul), left, right } => {
            let (Value::Int(left), Value::Int(right)) = (value(left, source, known)?, value(right, source, known)?) else {
                return refuse("constants are counted with integers");
            };
            let result = match op {
                BinaryOp::Add => left.checked_add(right),
                BinaryOp::Sub => left.checked_sub(right),
                _ => left.checked_mul(right),
            };
            result.map_or_else(|| refuse("the result does not fit a 64-bit integer"), |value| Ok(Value::Int(value)))
        }
        _ => refuse("a constant is an integer, a text, true or false, or a list of these"),
    }
}
