//! A small program that shows the same difference: parts are put in place of wholes for as long as it still shows.

use crate::script::{self, Expr, ExprKind, Span, Stmt};

/// Programs that are tried at most.
const TRIES: usize = 3_000;

/// What may stand in place of any expression.
const PLAIN: [&str; 9] = ["true", "false", "()", "0", "1", "\"x\"", "row.a", "row.t", "row.flag"];

/// The smallest program found for which `differs` still holds.
pub fn shrink(script: &str, differs: &dyn Fn(&str) -> bool) -> String {
    let mut small = script.to_owned();
    let mut tries = 0;
    'smaller: loop {
        for candidate in candidates(&small) {
            if candidate.len() >= small.len() {
                continue;
            }
            tries += 1;
            if tries > TRIES {
                return small;
            }
            if differs(&candidate) {
                small = candidate;
                continue 'smaller;
            }
        }
        return small;
    }
}

/// Programs with one part less, the greatest parts first.
fn candidates(text: &str) -> Vec<String> {
    let Ok((source, functions)) = script::read("z.rhai", text, &["LIMIT", "ON"]) else { return Vec::new() };
    let mut changes: Vec<(Span, String)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("const ") {
            changes.push((Span::new(at, at + line.len()), String::new()));
        }
        at += line.len();
    }
    for function in &functions {
        if let Some(head) = text.find(&format!("fn {}(", function.name)).filter(|_| function.name != "when") {
            changes.push((Span { start: head as u32, end: function.body.span.end }, String::new()));
        }
        function.body.visit(&mut |expr| in_place_of(expr, &|span| source.slice(span).to_owned(), &mut changes));
    }
    changes.sort_by_key(|(span, instead)| std::cmp::Reverse(((span.end - span.start) as usize).saturating_sub(instead.len())));
    let apply = |(span, instead): &(Span, String)| {
        let (before, behind) = (text.get(..span.start as usize)?, text.get(span.end as usize..)?);
        Some(format!("{before}{instead}{behind}"))
    };
    changes.iter().filter_map(apply).collect()
}

fn in_place_of(expr: &Expr, text: &dyn Fn(Span) -> String, changes: &mut Vec<(Span, String)>) {
    if let ExprKind::Block(statements) = &expr.kind {
        for statement in statements {
            if let Stmt::Let { span, .. } = statement {
                // With its semicolon, which stands behind it.
                changes.push((Span { end: span.end + 1, ..*span }, String::new()));
            }
            if let Stmt::Expr(part) = statement
                && matches!(part.kind, ExprKind::If { .. })
            {
                changes.push((part.span, String::new()));
            }
        }
        return;
    }
    expr.children(&mut |child| {
        let instead = match &child.kind {
            // A block's value may stand alone.
            ExprKind::Block(statements) => match statements.as_slice() {
                [Stmt::Expr(only)] => text(only.span),
                _ => return,
            },
            _ => text(child.span),
        };
        changes.push((expr.span, instead));
    });
    changes.extend(PLAIN.iter().map(|plain| (expr.span, (*plain).to_owned())));
}
