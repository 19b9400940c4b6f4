//! From Rhai's syntax tree to ours.
//!
//! Rhai keeps the functions of a script, closures among them, in one list and gives their bodies only as statements without
//! owner; [`Bodies`] finds the owner of each statement by its place. Operators that the language does not offer are refused
//! here, with what to write instead.

use std::collections::HashMap;
use std::sync::Arc;

use rhai::{
    AST, ASTFlags, ASTNode, Dynamic, Expr as RhaiExpr, FnCallExpr, FnPtr, Position, Scope, Stmt as RhaiStmt, StmtBlock, Token as RhaiToken,
};

use super::constants::{self, Constants};
use super::fault::ScriptError;
use super::sandbox::engine;
use super::source::{Source, Span, Token};
use super::syntax::{Arm, BinaryOp, Expr, ExprKind, ScriptFunction, Stmt};

/// Compiles a text with Rhai. `constants` are names that stand for values given from outside.
pub(super) fn compile(source: &Source, constants: &[&str]) -> Result<AST, ScriptError> {
    let mut scope = Scope::new();
    for name in constants {
        scope.push_constant(*name, 0_i64);
    }
    engine().compile_with_scope(&scope, source.text().as_ref()).map_err(|error| {
        let start = byte_of(source, error.position());
        ScriptError::at(source, Span::new(start, start), error.err_type().to_string())
    })
}

/// Reads a text into functions.
///
/// # Errors
/// Where Rhai refuses the text, where something but constants stands outside functions, and for operators that are not offered.
pub(super) fn functions(source: &Source, params: &[&str]) -> Result<Vec<ScriptFunction>, ScriptError> {
    let own = constants::names(source);
    for (index, (name, span)) in own.iter().enumerate() {
        if params.contains(name) || own[..index].iter().any(|(other, _)| other == name) {
            return Err(ScriptError::at(source, *span, format!("the name `{name}` is taken; give the constant another")));
        }
    }
    let outside: Vec<&str> = params.iter().copied().chain(own.iter().map(|(name, _)| *name)).collect();
    let ast = compile(source, &outside)?;
    let bodies = Bodies::of(&ast, source);
    let reader = Reader { source, bodies: &bodies, taken: &outside };
    let mut constants = Constants::new();
    for statement in ast.statements() {
        match constants::read(statement, &reader, &constants)? {
            Some((name, constant)) => {
                constants.insert(name, constant);
            }
            None => {
                return reader
                    .refuse(statement.position(), "a script holds constants and functions only; nothing else may stand outside them");
            }
        }
    }
    let constants = Arc::new(constants);
    let mut functions = Vec::new();
    for (name, body) in &bodies.functions {
        if !body.closure {
            for param in &body.params {
                reader.check_name(param, body.span)?;
            }
            let (name, params) = (name.clone(), body.params.clone());
            functions.push(ScriptFunction { name, params, body: reader.body(body)?, constants: constants.clone() });
        }
    }
    functions.sort_by_key(|function| function.body.span.start);
    Ok(functions)
}

fn byte_of(source: &Source, position: Position) -> usize {
    position.line().map_or(0, |line| source.byte(line, position.position().unwrap_or(1)))
}

/// One function's body.
struct Body {
    params: Vec<String>,
    closure: bool,
    span: Span,
    statements: Vec<RhaiStmt>,
}

struct Bodies {
    functions: HashMap<String, Body>,
}

impl Bodies {
    fn of(ast: &AST, source: &Source) -> Bodies {
        let mut functions: HashMap<String, Body> = HashMap::new();
        for function in ast.iter_fn_def() {
            let start = byte_of(source, function.body.start_position());
            let end = match function.body.end_position() {
                end if end.is_none() => start,
                end => byte_of(source, end) + 1,
            };
            let params = function.params.iter().map(ToString::to_string).collect();
            // Rhai makes up names with a `$` for closures; no script can write one.
            let closure = function.name.contains('$');
            functions.insert(function.name.to_string(), Body { params, closure, span: Span::new(start, end), statements: Vec::new() });
        }
        ast.walk(&mut |path: &[ASTNode<'_>]| {
            if let [ASTNode::Stmt(statement)] = path {
                let at = byte_of(source, statement.position()) as u32;
                let owner = functions
                    .values_mut()
                    .filter(|body| body.span.start == at || (body.span.start < at && at < body.span.end))
                    .max_by_key(|body| body.span.start);
                if let Some(owner) = owner {
                    owner.statements.push((*statement).clone());
                }
            }
            true
        });
        Bodies { functions }
    }
}

pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    bodies: &'a Bodies,
    /// Names of parameters and constants, which nothing else may bear: their values are written in place of them.
    taken: &'a [&'a str],
}

impl Reader<'_> {
    fn check_name(&self, name: &str, span: Span) -> Result<(), ScriptError> {
        if self.taken.contains(&name) {
            let message = format!("`{name}` is a parameter or constant; give the variable another name");
            return Err(ScriptError::at(self.source, span, message));
        }
        Ok(())
    }

    fn body(&self, body: &Body) -> Result<Expr, ScriptError> {
        let statements = body.statements.iter().map(|statement| self.statement(statement)).collect::<Result<Vec<_>, _>>()?;
        let span = if body.span.end > body.span.start { body.span } else { statements_span(&statements, body.span) };
        Ok(Expr { kind: ExprKind::Block(statements), span })
    }

    fn block(&self, block: &StmtBlock) -> Result<Expr, ScriptError> {
        let start = byte_of(self.source, block.position());
        let end = if block.end_position().is_none() { start } else { byte_of(self.source, block.end_position()) + 1 };
        self.body_of(block.statements(), Span::new(start, end))
    }

    fn body_of(&self, statements: &[RhaiStmt], span: Span) -> Result<Expr, ScriptError> {
        let statements = statements.iter().map(|statement| self.statement(statement)).collect::<Result<Vec<_>, _>>()?;
        let span = if span.end > span.start { span } else { statements_span(&statements, span) };
        Ok(Expr { kind: ExprKind::Block(statements), span })
    }

    fn refuse<T>(&self, at: Position, message: &str) -> Result<T, ScriptError> {
        let start = byte_of(self.source, at);
        Err(ScriptError::at(self.source, Span::new(start, start), message))
    }

    fn statement(&self, statement: &RhaiStmt) -> Result<Stmt, ScriptError> {
        let start = byte_of(self.source, statement.position());
        let here = Span::new(start, self.source.word_end(start));
        let other = |what: &'static str, tests: Vec<Expr>, parts: Vec<Expr>| {
            let span = tests.iter().chain(&parts).fold(here, |span, part| span.to(part.span));
            Ok(Stmt::Expr(Expr { kind: ExprKind::Other { what, tests, parts }, span }))
        };
        match statement {
            RhaiStmt::Noop(_) => Ok(Stmt::Expr(Expr { kind: ExprKind::Block(Vec::new()), span: here })),
            RhaiStmt::Expr(expr) => self.expr(expr).map(Stmt::Expr),
            RhaiStmt::FnCall(call, position) => self.call(call, *position).map(Stmt::Expr),
            RhaiStmt::Block(block) => self.block(block).map(Stmt::Expr),
            RhaiStmt::If(flow, _) => {
                let (test, then, other) = (self.expr(&flow.expr)?, self.block(&flow.body)?, self.block(&flow.branch)?);
                let end = if flow.branch.is_empty() { then.span } else { then.span.to(other.span) };
                let kind = ExprKind::If { test: Box::new(test), then: Box::new(then), other: Box::new(other) };
                Ok(Stmt::Expr(Expr { kind, span: here.to(end) }))
            }
            RhaiStmt::Switch(switch, _) => {
                let (value, cases) = &**switch;
                self.switch(start, value, cases).map(Stmt::Expr)
            }
            RhaiStmt::Var(variable, _, _) => {
                let (name, value, _) = &**variable;
                self.check_name(&name.name, here)?;
                let value = self.expr(value)?;
                Ok(Stmt::Let { name: name.name.to_string(), span: here.to(value.span), value })
            }
            RhaiStmt::Return(_, flags, position) if flags.contains(ASTFlags::BREAK) => self.refuse(*position, "`throw` is not offered"),
            RhaiStmt::Return(value, _, _) => {
                let value = value.as_ref().map(|value| self.expr(value)).transpose()?;
                let span = value.as_ref().map_or(here, |value| here.to(value.span));
                Ok(Stmt::Return(value, span))
            }
            RhaiStmt::While(flow, _) => {
                let tests = if matches!(flow.expr, RhaiExpr::Unit(_)) { Vec::new() } else { vec![self.expr(&flow.expr)?] };
                other("a loop", tests, vec![self.block(&flow.body)?])
            }
            RhaiStmt::Do(flow, _, _) => other("a loop", vec![self.expr(&flow.expr)?], vec![self.block(&flow.body)?]),
            RhaiStmt::For(parts, _) => {
                self.check_name(&parts.0.name, here)?;
                other("a loop", Vec::new(), vec![self.expr(&parts.2.expr)?, self.block(&parts.2.body)?])
            }
            RhaiStmt::Assignment(parts) => {
                let (op, sides) = &**parts;
                if let Some((_, _, _, _, token, _)) = op.get_op_assignment_info() {
                    self.check_operator(token, op.position())?;
                }
                other("an assignment", Vec::new(), vec![self.expr(&sides.lhs)?, self.expr(&sides.rhs)?])
            }
            RhaiStmt::BreakLoop(value, _, _) => {
                let parts = value.iter().map(|value| self.expr(value)).collect::<Result<Vec<_>, _>>()?;
                other("`break` or `continue`", Vec::new(), parts)
            }
            RhaiStmt::Share(_) => Ok(Stmt::Expr(Expr { kind: ExprKind::Block(Vec::new()), span: here })),
            _ => self.refuse(statement.position(), "this statement is not offered"),
        }
    }

    pub(super) fn expr(&self, expr: &RhaiExpr) -> Result<Expr, ScriptError> {
        let start = byte_of(self.source, expr.start_position());
        let word = Span::new(start, self.source.word_end(start));
        let leaf = |kind| Ok(Expr { kind, span: word });
        match expr {
            RhaiExpr::BoolConstant(value, _) => leaf(ExprKind::Bool(*value)),
            RhaiExpr::IntegerConstant(value, _) => Ok(Expr { kind: ExprKind::Int(*value), span: self.number(start) }),
            RhaiExpr::StringConstant(text, _) => leaf(ExprKind::Text(text.to_string())),
            RhaiExpr::Unit(_) => Ok(Expr { kind: ExprKind::Null, span: self.source.balanced(word) }),
            RhaiExpr::FloatConstant(_, position) => {
                self.refuse(*position, "decimal fractions are not offered; count in hundredths or compare with ratio_ge(a, b, percent)")
            }
            RhaiExpr::CharConstant(_, position) => self.refuse(*position, "single quotes are not offered; write text in double quotes"),
            RhaiExpr::ThisPtr(position) => self.refuse(*position, "`this` is not offered"),
            RhaiExpr::InterpolatedString(parts, _) => {
                let parts = parts.iter().map(|part| self.expr(part)).collect::<Result<Vec<_>, _>>()?;
                leaf(ExprKind::Interpolated(parts))
            }
            RhaiExpr::Array(items, _) => {
                let items = items.iter().map(|item| self.expr(item)).collect::<Result<Vec<_>, _>>()?;
                Ok(Expr { kind: ExprKind::List(items), span: self.source.balanced(word) })
            }
            RhaiExpr::Map(fields, _) => {
                let parts = fields.0.iter().map(|(_, value)| self.expr(value)).collect::<Result<Vec<_>, _>>()?;
                Ok(Expr { kind: ExprKind::Other { what: "a map", tests: Vec::new(), parts }, span: word })
            }
            RhaiExpr::Variable(parts, _, _) => leaf(ExprKind::Name(parts.1.to_string())),
            RhaiExpr::DynamicConstant(value, position) => self.closure(value, *position),
            RhaiExpr::Stmt(block) => self.statement_expr(block),
            RhaiExpr::FnCall(call, position) => self.call(call, *position),
            RhaiExpr::Dot(sides, flags, position) => {
                if flags.contains(ASTFlags::NEGATED) {
                    return self.refuse(*position, "`?.` is not offered; a property of null is null");
                }
                let of = self.expr(&sides.lhs)?;
                self.chain(of, &sides.rhs)
            }
            RhaiExpr::Index(sides, _, _) => {
                let parts = vec![self.expr(&sides.lhs)?, self.expr(&sides.rhs)?];
                let span = self.source.balanced(parts[0].span.to(Span { end: parts[1].span.end + 1, ..parts[1].span }));
                Ok(Expr { kind: ExprKind::Other { what: "an index", tests: Vec::new(), parts }, span })
            }
            RhaiExpr::And(parts, _) => self.logic(parts, ExprKind::And),
            RhaiExpr::Or(parts, _) => self.logic(parts, ExprKind::Or),
            RhaiExpr::Coalesce(parts, _) => self.logic(parts, ExprKind::Coalesce),
            _ => self.refuse(expr.start_position(), "this expression is not offered"),
        }
    }

    fn logic(&self, parts: &[RhaiExpr], kind: impl FnOnce(Vec<Expr>) -> ExprKind) -> Result<Expr, ScriptError> {
        let parts = parts.iter().map(|part| self.expr(part)).collect::<Result<Vec<_>, _>>()?;
        let span = parts.iter().skip(1).fold(parts.first().map(|part| part.span).unwrap_or_default(), |span, part| span.to(part.span));
        Ok(Expr { kind: kind(parts), span: self.source.balanced(span) })
    }

    /// A number may have a sign and brackets before its digits.
    fn number(&self, start: usize) -> Span {
        let first = self.source.token_at(start);
        let end =
            self.source.tokens[first..].iter().find(|(_, token)| matches!(token, Token::Word)).map_or(start, |(span, _)| span.end as usize);
        self.source.balanced(Span::new(start, end))
    }

    /// What follows a dot.
    fn chain(&self, of: Expr, link: &RhaiExpr) -> Result<Expr, ScriptError> {
        match link {
            RhaiExpr::Property(names, position) => {
                let start = byte_of(self.source, *position);
                let name_span = Span::new(start, self.source.word_end(start));
                let span = self.source.balanced(of.span.to(name_span));
                Ok(Expr { kind: ExprKind::Member { of: Box::new(of), name: names.2.to_string(), name_span }, span })
            }
            RhaiExpr::MethodCall(call, position) => {
                let args = call.args.iter().map(|arg| self.expr(arg)).collect::<Result<Vec<_>, _>>()?;
                let (name_span, call_span) = self.call_span(*position);
                let span = self.source.balanced(of.span.to(call_span));
                Ok(Expr { kind: ExprKind::Method { of: Box::new(of), name: call.name.to_string(), name_span, args }, span })
            }
            RhaiExpr::Dot(sides, flags, position) => {
                if flags.contains(ASTFlags::NEGATED) {
                    return self.refuse(*position, "`?.` is not offered; a property of null is null");
                }
                let of = self.chain(of, &sides.lhs)?;
                self.chain(of, &sides.rhs)
            }
            RhaiExpr::Index(sides, _, _) => {
                let of = self.chain(of, &sides.lhs)?;
                let index = self.expr(&sides.rhs)?;
                let span = self.source.balanced(of.span.to(Span { end: index.span.end + 1, ..index.span }));
                Ok(Expr { kind: ExprKind::Other { what: "an index", tests: Vec::new(), parts: vec![of, index] }, span })
            }
            _ => self.refuse(link.start_position(), "this is not offered after a dot"),
        }
    }

    /// The name of a call and the call up to its closing bracket.
    fn call_span(&self, position: Position) -> (Span, Span) {
        let start = byte_of(self.source, position);
        let name = Span::new(start, self.source.word_end(start));
        let behind = self.source.tokens.get(self.source.token_at(name.end as usize));
        let call = match behind {
            Some((bracket, Token::Open(_))) => self.source.balanced(name.to(*bracket)),
            _ => name,
        };
        (name, call)
    }

    fn call(&self, call: &FnCallExpr, position: Position) -> Result<Expr, ScriptError> {
        // Rhai turns `value in list` into `contains(list, value)`; what was written stands in the text.
        let written = &self.source.text()[byte_of(self.source, position)..];
        if let ("contains", false, [list, value]) = (call.name.as_str(), written.starts_with("contains"), call.args.as_slice()) {
            let (value, list) = (self.expr(value)?, self.expr(list)?);
            let span = self.source.balanced(value.span.to(list.span));
            return Ok(Expr { kind: ExprKind::In { value: Box::new(value), list: Box::new(list) }, span });
        }
        if let Some(token) = &call.op_token {
            return self.operator(call, token, position);
        }
        if call.name == "curry" {
            // A closure that captures: the first argument is the closure, the others are what it captures.
            if let Some(closure @ RhaiExpr::DynamicConstant(..)) = call.args.first() {
                return self.expr(closure);
            }
        }
        let args = call.args.iter().map(|arg| self.expr(arg)).collect::<Result<Vec<_>, _>>()?;
        let (name_span, span) = self.call_span(position);
        Ok(Expr { kind: ExprKind::Call { name: call.name.to_string(), name_span, args }, span })
    }

    fn check_operator(&self, token: &RhaiToken, position: Position) -> Result<(), ScriptError> {
        match token {
            RhaiToken::Divide => self.refuse(position, "`/` is not offered: integers would lose their remainder unseen; write div(a, b), or ratio_ge(a, b, percent) to compare a share"),
            RhaiToken::Modulo => self.refuse(position, "`%` is not offered; write rem(a, b)"),
            RhaiToken::PowerOf => self.refuse(position, "`**` is not offered"),
            RhaiToken::Ampersand | RhaiToken::Pipe | RhaiToken::XOr | RhaiToken::LeftShift | RhaiToken::RightShift => {
                self.refuse(position, "bit operators are not offered; write && or || for conditions")
            }
            _ => Ok(()),
        }
    }

    fn operator(&self, call: &FnCallExpr, token: &RhaiToken, position: Position) -> Result<Expr, ScriptError> {
        self.check_operator(token, position)?;
        let mut args = call.args.iter().map(|arg| self.expr(arg)).collect::<Result<Vec<_>, _>>()?;
        let here = byte_of(self.source, position);
        let here = Span::new(here, here + 1);
        let (Some(last), first) = (args.pop(), args.pop()) else { return self.refuse(position, "an operator without operands") };
        let Some(first) = first else {
            let span = self.source.balanced(if call.name == "!" && last.span.start < here.start { last.span } else { here.to(last.span) });
            return match token {
                RhaiToken::Bang => Ok(Expr { kind: ExprKind::Not(Box::new(last)), span }),
                RhaiToken::Minus => Ok(Expr { kind: ExprKind::Neg(Box::new(last)), span }),
                _ => self.refuse(position, "this operator is not offered"),
            };
        };
        let span = self.source.balanced(first.span.to(last.span));
        let binary = |op| Ok(Expr { kind: ExprKind::Binary { op, left: Box::new(first.clone()), right: Box::new(last.clone()) }, span });
        match token {
            RhaiToken::EqualsTo => binary(BinaryOp::Eq),
            RhaiToken::NotEqualsTo => binary(BinaryOp::Ne),
            RhaiToken::LessThan => binary(BinaryOp::Lt),
            RhaiToken::LessThanEqualsTo => binary(BinaryOp::Le),
            RhaiToken::GreaterThan => binary(BinaryOp::Gt),
            RhaiToken::GreaterThanEqualsTo => binary(BinaryOp::Ge),
            RhaiToken::Plus => binary(BinaryOp::Add),
            RhaiToken::Minus => binary(BinaryOp::Sub),
            RhaiToken::Multiply => binary(BinaryOp::Mul),
            RhaiToken::ExclusiveRange | RhaiToken::InclusiveRange => {
                let inclusive = matches!(token, RhaiToken::InclusiveRange);
                Ok(Expr { kind: ExprKind::Range { from: Box::new(first), to: Box::new(last), inclusive }, span })
            }
            _ => self.refuse(position, "this operator is not offered"),
        }
    }

    /// A block that stands as an expression: an `if`, a `switch`, a closure with what it captures, or a block.
    fn statement_expr(&self, block: &StmtBlock) -> Result<Expr, ScriptError> {
        let statements: Vec<&RhaiStmt> = block.statements().iter().filter(|statement| !matches!(statement, RhaiStmt::Share(_))).collect();
        match statements.as_slice() {
            [RhaiStmt::Expr(expr)] => self.expr(expr),
            [RhaiStmt::FnCall(call, position)] => self.call(call, *position),
            [statement @ (RhaiStmt::If(..) | RhaiStmt::Switch(..))] => match self.statement(statement)? {
                Stmt::Expr(expr) => Ok(expr),
                Stmt::Let { .. } | Stmt::Return(..) => self.refuse(block.position(), "this block is not offered"),
            },
            _ => self.block(block),
        }
    }

    fn closure(&self, value: &Dynamic, position: Position) -> Result<Expr, ScriptError> {
        let Some(pointer) = value.read_lock::<FnPtr>() else { return self.refuse(position, "this constant is not offered") };
        let Some(body) = self.bodies.functions.get(pointer.fn_name()) else {
            return self.refuse(position, "a function pointer is not offered");
        };
        let start = byte_of(self.source, position);
        let inner = self.body(body)?;
        // Captured variables are parameters too, before the closure's own; its own are the names between the bars.
        let bars = self.source.slice(Span { start: start as u32, end: inner.span.start });
        let own: Vec<&str> = bars.trim_matches(|c: char| c == '|' || c.is_whitespace()).split([',', '|']).map(str::trim).collect();
        let params: Vec<String> = body.params.iter().filter(|name| own.contains(&name.as_str())).cloned().collect();
        for param in &params {
            self.check_name(param, Span::new(start, start + 1))?;
        }
        let span = self.source.balanced(Span { start: start as u32, end: inner.span.end });
        Ok(Expr { kind: ExprKind::Closure { params, body: Box::new(inner) }, span })
    }

    /// Rhai keeps only hashes of the literals of a `switch`, so they are read again from the text.
    fn switch(&self, start: usize, value: &RhaiExpr, cases: &rhai::SwitchCasesCollection) -> Result<Expr, ScriptError> {
        let value = self.expr(value)?;
        let tokens = &self.source.tokens;
        let mut at = self.source.token_at(self.source.balanced(value.span).end as usize);
        while tokens.get(at).is_some_and(|(span, token)| !(matches!(token, Token::Open(_)) && self.source.slice(*span) == "{")) {
            at += 1;
        }
        let Some((open, Token::Open(close))) = tokens.get(at).copied() else {
            return self.refuse(Position::NONE, "a switch without cases");
        };
        let end = tokens.get(close).map_or(open.end, |(span, _)| span.end);
        let mut arms = Vec::new();
        let mut other = None;
        for (index, expression) in cases.expressions.iter().enumerate() {
            let body = self.expr(&expression.rhs)?;
            if cases.def_case == Some(index) {
                other = Some(Box::new(body));
                continue;
            }
            let test = if matches!(expression.lhs, RhaiExpr::BoolConstant(true, position) if position.is_none()) {
                None
            } else {
                Some(self.expr(&expression.lhs)?)
            };
            let patterns = self.patterns(self.before(&body, test.as_ref(), open.end))?;
            arms.push(Arm { patterns, test, body });
        }
        let kind = ExprKind::Switch { value: Box::new(value), arms, other };
        Ok(Expr { kind, span: Span { start: start as u32, end } })
    }

    /// The text of a case's literals: from the case before it to its `=>` or `if`.
    fn before(&self, body: &Expr, test: Option<&Expr>, floor: u32) -> Span {
        let tokens = &self.source.tokens;
        let stop = test.map_or(body.span.start, |test| test.span.start);
        let mut first = self.source.token_at(stop as usize);
        // Step back over `=>` or `if`, and over brackets that open before it.
        let mut end = stop;
        while first > 0 {
            first -= 1;
            let (span, _) = tokens[first];
            let word = self.source.slice(span);
            if span.start < floor {
                break;
            }
            if word == "=>" || (test.is_some() && word == "if") {
                end = span.start;
                break;
            }
        }
        let mut start = end;
        while first > 0 {
            first -= 1;
            let (span, token) = tokens[first];
            let word = self.source.slice(span);
            if span.start < floor || word == "," || word == "{" || word == "}" {
                break;
            }
            if let Token::Close(open) = token {
                first = open.min(first);
                start = tokens[first].0.start;
                continue;
            }
            start = span.start;
        }
        Span { start, end }
    }

    /// Reads literals separated by bars.
    fn patterns(&self, span: Span) -> Result<Vec<Expr>, ScriptError> {
        let text = self.source.slice(span);
        let refuse = || ScriptError::at(self.source, span, "a case of a switch is a literal or a range of integers");
        let ast = engine().compile_expression(format!("[{}]", text.replace('|', ","))).map_err(|_| refuse())?;
        // Bars inside a text literal would have been replaced as well.
        if text.contains('|') && text.contains(['"', '`']) && text.split('|').any(|part| part.matches('"').count() % 2 == 1) {
            return Err(ScriptError::at(self.source, span, "a text with a bar is not offered as a case of a switch"));
        }
        let Some(RhaiStmt::Expr(expr)) = ast.statements().first() else { return Err(refuse()) };
        let RhaiExpr::Array(items, _) = &**expr else { return Err(refuse()) };
        items.iter().map(|item| self.pattern(item, span).ok_or_else(refuse)).collect()
    }

    fn pattern(&self, item: &RhaiExpr, span: Span) -> Option<Expr> {
        let kind = match item {
            RhaiExpr::Unit(_) => ExprKind::Null,
            RhaiExpr::BoolConstant(value, _) => ExprKind::Bool(*value),
            RhaiExpr::IntegerConstant(value, _) => ExprKind::Int(*value),
            RhaiExpr::StringConstant(text, _) => ExprKind::Text(text.to_string()),
            RhaiExpr::FnCall(call, _) => match (&call.op_token, call.args.as_slice()) {
                (Some(token @ (RhaiToken::ExclusiveRange | RhaiToken::InclusiveRange)), [from, to]) => ExprKind::Range {
                    from: Box::new(self.pattern(from, span)?),
                    to: Box::new(self.pattern(to, span)?),
                    inclusive: matches!(token, RhaiToken::InclusiveRange),
                },
                _ => return None,
            },
            _ => return None,
        };
        Some(Expr { kind, span })
    }
}

fn statements_span(statements: &[Stmt], otherwise: Span) -> Span {
    let spans = statements.iter().map(|statement| match statement {
        Stmt::Let { span, .. } | Stmt::Return(_, span) => *span,
        Stmt::Expr(expr) => expr.span,
    });
    spans.reduce(Span::to).unwrap_or(otherwise)
}
