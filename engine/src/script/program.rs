//! A script made ready for Rhai to run, and running it on a row.
//!
//! Rhai's functions do not see the constants of the scope they are called from, and its `&&`, `||` and `if` refuse null. So
//! the text is rewritten before it is compiled: parameters and constants become literals, conditions that may be null are wrapped in
//! [`TRUTH`](super::natives::TRUTH), and ranges, whose bounds may be null, become calls. Places in errors are given in the text as it was written.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use rhai::{AST, Array, CallFnOptions, Dynamic, EvalAltResult, Map, Position, Scope};

use super::constants::{Constant, Constants};
use super::fault::ScriptError;
use super::functions::LIST_METHODS;
use super::natives::{Circumstances, RANGES, TRUTH, from_dynamic, to_dynamic};
use super::parse;
use super::sandbox::{bounded, engine};
use super::source::{Place, Source, Span};
use super::syntax::{Expr, ExprKind, ScriptFunction};
use super::value::{Now, Value};
use crate::time::Micros;

/// The fields of a row that a script may read.
#[derive(Clone, Debug, Default)]
pub struct Record(Map);

impl Record {
    /// Adds a plain field.
    pub fn value(&mut self, name: &str, value: &Value<'_>) {
        self.0.insert(name.into(), to_dynamic(value));
    }

    /// Adds a list of rows.
    pub fn list(&mut self, name: &str, rows: Vec<Record>) {
        let rows: Array = rows.into_iter().map(|row| Dynamic::from_map(row.0)).collect();
        self.0.insert(name.into(), Dynamic::from_array(rows));
    }

    /// Adds fields that stand together under one name.
    pub fn group(&mut self, name: &str, fields: Record) {
        self.0.insert(name.into(), Dynamic::from_map(fields.0));
    }
}

/// Why Rhai gave no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ProgramError {
    /// Where in the script, if Rhai says.
    pub place: Option<Place>,
    /// What went wrong.
    pub message: String,
}

/// What Rhai gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The value.
    pub value: Value<'static>,
    /// The earliest later instant at which a function of time that was called changes, `i64::MAX` if none.
    pub valid_until: Micros,
}

/// A script that Rhai runs.
#[derive(Clone)]
pub struct Program {
    ast: Arc<AST>,
    source: Arc<Source>,
    edits: Arc<Edits>,
    /// Rows on which it passed its limits.
    exhausted: Arc<AtomicU32>,
}

/// Rows on which a script may pass its limits. One that does so again and again would keep everything else waiting, and is not run any more.
const EXHAUSTED: u32 = 100;

impl std::fmt::Debug for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "program {}", self.source.file())
    }
}

impl Program {
    /// Compiles a script with its parameters and the helpers it may call.
    ///
    /// # Errors
    /// Where Rhai refuses the rewritten text, which it does not where it took the text as written.
    pub fn new(
        source: &Arc<Source>,
        functions: &[ScriptFunction],
        params: &BTreeMap<String, Value<'static>>,
        helpers: &[(Arc<Source>, Vec<ScriptFunction>)],
    ) -> Result<Program, ScriptError> {
        let mut ast = AST::empty();
        for (source, functions) in helpers {
            let (text, _) = Edits::of(source, functions, &BTreeMap::new()).apply(source);
            ast = ast.merge(&parse::compile(&Source::new(source.file(), &text), &[])?);
        }
        let (text, edits) = Edits::of(source, functions, params).apply(source);
        ast = ast.merge(&parse::compile(&Source::new(source.file(), &text), &[])?);
        Ok(Program { ast: Arc::new(ast), source: source.clone(), edits: Arc::new(edits), exhausted: Arc::default() })
    }

    /// Calls a function of the script with a row.
    ///
    /// # Errors
    /// Where the script fails on the row or gives neither a plain value nor null.
    pub fn call(&self, function: &str, row: Record, now: &Now<'_>) -> Result<Outcome, ProgramError> {
        if self.exhausted.load(Ordering::Relaxed) >= EXHAUSTED {
            let message = format!("the script passed its limits on {EXHAUSTED} rows and is stopped; mend it and load it again");
            return Err(ProgramError { place: None, message });
        }
        let valid_until = Arc::new(AtomicI64::new(Micros::MAX));
        let circumstances =
            Circumstances { at: now.at, zone: now.zone.clone(), calendar: now.calendar.clone(), valid_until: valid_until.clone() };
        let options = CallFnOptions::new().eval_ast(false).with_tag(circumstances);
        // What Rhai does not expect of itself must not end more than this evaluation.
        let run = || engine().call_fn_with_options::<Dynamic>(options, &mut Scope::new(), &self.ast, function, (row.0,));
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| bounded(run)))
            .map_err(|_| ProgramError { place: None, message: "the interpreter broke off".to_owned() })?;
        let value = result.map_err(|error| self.error(&error))?;
        let value = from_dynamic(&value)
            .ok_or_else(|| ProgramError { place: None, message: format!("`{function}` gives {}", value.type_name()) })?;
        Ok(Outcome { value, valid_until: valid_until.load(Ordering::Relaxed) })
    }

    fn error(&self, error: &EvalAltResult) -> ProgramError {
        // The outermost place is the rule's own; inner ones may be in a helper's file.
        let place = match error.position() {
            Position::NONE => None,
            at => at.line().map(|line| self.edits.written(&self.source, line, at.position().unwrap_or(1))),
        };
        let inner = error.unwrap_inner();
        if matches!(
            inner,
            EvalAltResult::ErrorTooManyOperations(_) | EvalAltResult::ErrorTerminated(..) | EvalAltResult::ErrorDataTooLarge(..)
        ) {
            self.exhausted.fetch_add(1, Ordering::Relaxed);
        }
        let message = match inner {
            EvalAltResult::ErrorRuntime(value, _) => value.to_string(),
            EvalAltResult::ErrorTooManyOperations(_) | EvalAltResult::ErrorTerminated(..) => {
                "the script takes too many operations; it may loop without end".to_owned()
            }
            EvalAltResult::ErrorStackOverflow(_) => "functions call each other too deep; one may call itself without end".to_owned(),
            EvalAltResult::ErrorDataTooLarge(what, _) => format!("{what}: the script makes a text or list that is too large"),
            inner => {
                let mut inner = inner.to_string();
                if let Some(at) = inner.rfind(" (line ") {
                    inner.truncate(at);
                }
                inner
            }
        };
        ProgramError { place, message }
    }
}

/// Changes to a text, each at a byte of the text as written.
#[derive(Debug, Default)]
struct Edits {
    /// Start, end and what stands there instead, in order.
    changes: Vec<(usize, usize, String)>,
    /// The changed text's lines, to find bytes by line and column.
    changed: Option<Source>,
}

impl Edits {
    fn of(source: &Source, functions: &[ScriptFunction], params: &BTreeMap<String, Value<'static>>) -> Edits {
        let mut changes = Vec::new();
        for function in functions {
            let given = Given { params, constants: &function.constants };
            function.body.visit(&mut |expr| collect(expr, source, &given, &mut changes));
        }
        changes.sort_by_key(|(at, _, rank, _)| (*at, *rank));
        changes.dedup_by(|a, b| a.2 == REPLACED && b.2 == REPLACED && a.0 == b.0);
        Edits { changes: changes.into_iter().map(|(start, end, _, text)| (start, end, text)).collect(), changed: None }
    }

    fn apply(mut self, source: &Source) -> (String, Edits) {
        let mut text = String::with_capacity(source.text().len() + self.changes.len() * 8);
        let mut at = 0;
        for (start, end, insert) in &self.changes {
            text.push_str(source.text().get(at..*start).unwrap_or_default());
            text.push_str(insert);
            at = *end;
        }
        text.push_str(source.text().get(at..).unwrap_or_default());
        self.changed = Some(Source::new(source.file(), &text));
        (text, self)
    }

    /// The place in the text as written of a place in the changed text.
    fn written(&self, source: &Source, line: usize, column: usize) -> Place {
        let Some(changed) = &self.changed else { return source.place(0) };
        let mut left = changed.byte(line, column);
        let mut at = 0;
        for (start, end, insert) in &self.changes {
            let kept = start - at;
            if left < kept {
                break;
            }
            left -= kept;
            at = *end;
            if left < insert.len() {
                return source.place(*start as u32);
            }
            left -= insert.len();
        }
        source.place((at + left) as u32)
    }
}

type Change = (usize, usize, i64, String);

/// The rank of what stands in place of something: behind all that is inserted before it.
const REPLACED: i64 = i64::MAX;

/// Names that stand for values.
struct Given<'a> {
    params: &'a BTreeMap<String, Value<'static>>,
    constants: &'a Constants,
}

impl Given<'_> {
    fn literal(&self, name: &str) -> Option<String> {
        match (self.params.get(name), self.constants.get(name)) {
            (Some(value), _) | (None, Some(Constant::One(value))) => Some(literal(value)),
            (None, Some(Constant::List(values))) => Some(format!("[{}]", values.iter().map(literal).collect::<Vec<_>>().join(", "))),
            (None, None) => None,
        }
    }
}

fn collect(expr: &Expr, source: &Source, given: &Given<'_>, changes: &mut Vec<Change>) {
    match &expr.kind {
        ExprKind::Name(name) => {
            if let Some(literal) = given.literal(name) {
                changes.push((expr.span.start as usize, expr.span.end as usize, REPLACED, literal));
            }
        }
        ExprKind::In { list, .. } => {
            if let ExprKind::Range { from, to, inclusive } = &list.kind {
                let Span { start, end } = list.span;
                changes.push((start as usize, start as usize, opening(list.span), format!("{}(", RANGES[usize::from(*inclusive)])));
                changes.push((from.span.end as usize, to.span.start as usize, REPLACED, ", ".to_owned()));
                changes.push((end as usize, end as usize, -opening(list.span), ")".to_owned()));
            }
        }
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| wrap(part, changes)),
        ExprKind::If { test, .. } => wrap(test, changes),
        ExprKind::Switch { arms, .. } => arms.iter().flat_map(|arm| &arm.test).for_each(|test| wrap(test, changes)),
        ExprKind::Other { tests, .. } => tests.iter().for_each(|test| wrap(test, changes)),
        ExprKind::Method { name, name_span, args, .. } if LIST_METHODS.iter().any(|method| method.0 == name) => {
            function_style(expr.span, name, *name_span, args.is_empty(), source, changes);
        }
        _ => {}
    }
}

/// Writes `list.some(|x| …)` as `some(list, |x| …)`: Rhai shares a row that a closure captures, and refuses to call a method on
/// a part of it with that closure.
fn function_style(whole: Span, name: &str, name_span: Span, alone: bool, source: &Source, changes: &mut Vec<Change>) {
    let dot = source.text()[..name_span.start as usize].rfind('.').unwrap_or(name_span.start as usize);
    let bracket = source.text()[name_span.end as usize..].find('(').map_or(name_span.end as usize, |at| name_span.end as usize + at + 1);
    changes.push((whole.start as usize, whole.start as usize, opening(whole), format!("{name}(")));
    changes.push((dot, bracket, REPLACED, if alone { String::new() } else { ", ".to_owned() }));
}

/// Of several insertions before one byte the one for the longest stretch comes first.
fn opening(span: Span) -> i64 {
    i64::MAX - i64::from(span.end - span.start)
}

/// Wraps a condition, unless it is of a kind that is never null.
fn wrap(condition: &Expr, changes: &mut Vec<Change>) {
    let certain = match &condition.kind {
        ExprKind::Bool(_) | ExprKind::Not(_) | ExprKind::And(_) | ExprKind::Or(_) | ExprKind::In { .. } => true,
        ExprKind::Binary { op, .. } => op.is_comparison(),
        _ => false,
    };
    if !certain {
        let Span { start, end } = condition.span;
        // What closes at a byte comes before what opens there, the shortest stretch first.
        changes.push((start as usize, start as usize, opening(condition.span), format!("{TRUTH}(")));
        changes.push((end as usize, end as usize, -opening(condition.span), ")".to_owned()));
    }
}

fn literal(value: &Value<'_>) -> String {
    match value {
        Value::Int(value) => format!("({value})"),
        Value::Bool(value) => value.to_string(),
        Value::Text(text) => {
            let mut quoted = String::from("\"");
            for c in text.chars() {
                match c {
                    '"' | '\\' => {
                        quoted.push('\\');
                        quoted.push(c);
                    }
                    '\n' => quoted.push_str("\\n"),
                    '\r' => quoted.push_str("\\r"),
                    c => quoted.push(c),
                }
            }
            quoted.push('"');
            quoted
        }
        Value::Null | Value::Ts(_) | Value::Date(_) | Value::Key(_) => "()".to_owned(),
    }
}
