//! Functions that call themselves, straight or through others. A tree has no end with them in place, and the interpreter would go on until its
//! limits; so they are refused, also where only the interpreter runs the script.

use std::collections::BTreeSet;

use super::build::Helpers;
use crate::script::{Expr, ExprKind, ScriptError, ScriptFunction};

/// The first call that leads back to the function it stands in.
pub fn recursion(functions: &[ScriptFunction], helpers: &Helpers) -> Option<ScriptError> {
    let mut search = Search { helpers, path: Vec::new(), done: BTreeSet::new() };
    functions.iter().find_map(|function| search.visit(&function.name))
}

struct Search<'h> {
    helpers: &'h Helpers,
    path: Vec<&'h str>,
    done: BTreeSet<&'h str>,
}

impl<'h> Search<'h> {
    fn visit(&mut self, name: &str) -> Option<ScriptError> {
        let (name, (source, function, _)) = self.helpers.functions.get_key_value(name)?;
        if !self.done.insert(name) {
            return None;
        }
        self.path.push(name);
        let mut calls: Vec<(&'h str, &'h Expr)> = Vec::new();
        function.body.visit(&mut |expr| {
            if let ExprKind::Call { name, .. } | ExprKind::Method { name, .. } = &expr.kind {
                calls.push((name.as_str(), expr));
            }
        });
        for (called, expr) in calls {
            if self.path.contains(&called) {
                return Some(ScriptError::at(source, expr.span, format!("`{called}` calls itself, which is not offered")));
            }
            if let Some(found) = self.visit(called) {
                return Some(found);
            }
        }
        self.path.pop();
        None
    }
}
