//! docs/FACTS.md: every relation that can be asked for, and the functions of SQL, written from their one definition.

use std::fmt::Write;

use super::describe::{describe, relations};
use super::functions::FUNCTIONS;

const HEAD: &str = "<!-- Written by engine/src/facts/query/reference.rs from the definition of each relation; `make docs` writes it anew. -->
# Facts

What `mingjing query` reads and what rules see. `DESCRIBE relation` shows the same; `SHOW TABLES` lists the relations. Rows are as of `--now`;
with `--known DAY` only what was recorded by the end of that day counts.

Types: `code` a short text from a list; `key` a keyed token that stands for a personal value; `ts` an instant; `date` a day; `fen` money in
hundredths. *Changes* tells with what a value may change: an event, a midnight, or any instant. **K** = part of the key.
";

/// The text of docs/FACTS.md.
pub fn facts_markdown() -> String {
    let mut text = HEAD.to_owned();
    // Writing to a String cannot fail.
    for relation in relations() {
        let _ = writeln!(
            text,
            "\n## `{}` {}\n\n{}\n\n| column | 名称 | type | changes | meaning |\n|---|---|---|---|---|",
            relation.name, relation.zh, relation.doc
        );
        for column in describe(relation.name).unwrap_or_default() {
            let key = if column.is_key { " **K**" } else { "" };
            let _ = writeln!(text, "| `{}`{key} | {} | {} | {} | {} |", column.name, column.zh, column.ty, column.changes, column.doc);
        }
    }
    text.push_str("\n## Functions\n\nBeside those of SQL. The centre is needed only where several centres differ.\n\n| function | 说明 | what it gives |\n|---|---|---|\n");
    for function in FUNCTIONS {
        let _ = writeln!(text, "| `{}` | {} | {} |", function.signature, function.zh, function.doc);
    }
    text
}
