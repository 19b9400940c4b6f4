//! Rhai as scripts may use it: no packages, only what is offered; strict variables; bounded in every direction.

use std::cell::Cell;
use std::sync::OnceLock;

use rhai::{Dynamic, Engine, OptimizationLevel};

use super::natives;

/// Operations one evaluation may take; a rule takes a few hundred.
const OPERATIONS: u64 = 1_000_000;
/// Depth of calls; the tree refuses helpers that call each other deeper than [`super::HELPERS_DEEP`], which is less.
const CALLS: usize = 16;
/// Depth of expressions.
const DEPTH: usize = 64;
/// Bytes of a text that a script makes, and of all texts in one list or map.
pub const TEXT: usize = 65_536;
/// Elements of a list. Rhai measures a list whenever it grows, so that a long one takes quadratic time to build.
const LIST: usize = 10_000;
/// Fields of a map; a row is a map of the fields that its rule reads.
const MAP: usize = 1_000;
/// Variables at one time.
const VARIABLES: usize = 64;
/// Functions of one script, closures included.
const FUNCTIONS: usize = 256;

/// Words that are taken out of the language: they reach for code, output, types or the handling of errors.
const DISABLED: [&str; 15] = [
    "eval",
    "import",
    "export",
    "print",
    "debug",
    "try",
    "catch",
    "throw",
    "Fn",
    "type_of",
    "is_shared",
    "is_def_fn",
    "is_def_var",
    "global",
    "private",
];

thread_local! {
    /// Operations that the evaluation of this thread may still take. Rhai counts those of a closure that a function of ours calls for each row of
    /// a list anew at every call, so that questions to lists inside each other would hardly be bounded.
    static LEFT: Cell<u64> = const { Cell::new(OPERATIONS) };
}

/// Runs an evaluation with all its operations before it.
pub(super) fn bounded<T>(run: impl FnOnce() -> T) -> T {
    LEFT.set(OPERATIONS);
    run()
}

/// The engine that compiles and runs all scripts. It is made once and shared by all threads.
pub(super) fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut engine = Engine::new_raw();
        // Our tree is read from Rhai's as it was written; its optimizer would fold constants by its own operators.
        engine.set_optimization_level(OptimizationLevel::None);
        engine.set_strict_variables(true);
        engine.set_max_operations(OPERATIONS);
        engine.on_progress(|_| {
            let left = LEFT.get();
            LEFT.set(left.saturating_sub(1));
            (left == 0).then_some(Dynamic::UNIT)
        });
        engine.set_max_call_levels(CALLS);
        engine.set_max_expr_depths(DEPTH, DEPTH);
        engine.set_max_string_size(TEXT);
        engine.set_max_array_size(LIST);
        engine.set_max_map_size(MAP);
        engine.set_max_variables(VARIABLES);
        engine.set_max_functions(FUNCTIONS);
        engine.set_max_modules(0);
        for word in DISABLED {
            engine.disable_symbol(word);
        }
        natives::register(&mut engine);
        engine
    })
}
