//! docs/FUNCTIONS.md: the functions and list methods offered to rules, written from their table.

use std::fmt::Write;

use super::functions::{LIST_METHODS, functions};

const HEAD: &str = "<!-- Written by engine/src/script/reference.rs from the table of functions; `make docs` writes it anew. -->
# Functions of rules

A rule sees the columns of its subject ([FACTS.md](FACTS.md)), its parameters, and these. A missing argument gives a missing value, or false
where the answer is true or false. Some can fail, on a date far away for instance: then the row is listed with its rule, and others go on.

| function | 说明 | what it does | may fail |
|---|---|---|---|
";

/// The text of docs/FUNCTIONS.md.
pub fn functions_markdown() -> String {
    let mut text = HEAD.to_owned();
    // Writing to a String cannot fail. A bar would end the cell.
    for function in functions() {
        let fails = if function.fallible { "yes" } else { "" };
        let _ = writeln!(text, "| `{}` | {} | {} | {fails} |", function.signature, function.zh, function.en);
    }
    text.push_str("\n## Lists\n\nLinks, materials and the other lists of a row.\n\n| method | 说明 | what it does |\n|---|---|---|\n");
    for (_, signature, zh, en) in LIST_METHODS {
        let _ = writeln!(text, "| `{}` | {zh} | {en} |", signature.replace('|', "\\|"));
    }
    text
}
