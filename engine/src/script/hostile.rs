//! Scripts that mean ill, or that got out of hand: each is refused when it is read, or ends at a limit, and says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::calendar::CalendarBook;
use crate::time::Zone;

/// The first word of trouble, at reading or at running.
fn trouble(script: &str) -> String {
    let (source, functions) = match read("t.rhai", script, &[]) {
        Ok(read) => read,
        Err(error) => return error.message,
    };
    let program = match Program::new(&source, &functions, &BTreeMap::new(), &[]) {
        Ok(program) => program,
        Err(error) => return error.message,
    };
    let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
    let mut link = Record::default();
    link.value("n", &Value::Int(1));
    let mut row = Record::default();
    row.value("a", &Value::Int(1));
    row.value("name", &Value::Text("x".repeat(1000).into()));
    row.list("links", vec![link; 500]);
    match program.call("when", row, &Now { at: 0, zone: &zone, calendar: &calendar }) {
        Ok(outcome) => format!("it ran: {:?}", outcome.value),
        Err(error) => error.message,
    }
}

fn body(text: &str) -> String {
    trouble(&format!("fn when(row) {{ {text} }}"))
}

#[test]
fn nothing_runs_without_end() {
    let loops = [
        "loop { }",
        "while true { }",
        "do { } while true",
        "let n = 0; loop { n += 1; }",
        "for i in 0..9000000000 { } true",
        "let n = 0; while n < 9000000000 { n += 1; } true",
        "loop { row.links.some(|l| l.n == 2); }",
        "for a in row.links { for b in row.links { for c in row.links { for d in row.links { } } } } true",
        "row.links.all(|a| row.links.all(|b| row.links.all(|c| c.n == 1)))",
    ];
    for text in loops {
        assert!(body(text).contains("too many operations"), "{text}: {}", body(text));
    }
    let deep = ["fn again(n) { again(n + 1) }\nfn when(row) { again(0) }", "fn a(n) { b(n) }\nfn b(n) { a(n) }\nfn when(row) { a(0) }"];
    for script in deep {
        assert!(trouble(script).contains("too deep"), "{script}: {}", trouble(script));
    }
}

#[test]
fn nothing_grows_without_bound() {
    let growing = [
        ("let s = \"xxxxxxxxxxxxxxxx\"; loop { s += s; }", "too large"),
        ("let s = \"x\"; loop { s = `${s}${s}`; }", "too large"),
        ("let s = row.name; for i in 0..100 { s += row.name; } true", "too large"),
        ("let l = []; loop { l += [1]; }", "too large"),
        ("let l = [1]; loop { l += l; }", "too large"),
        ("let l = [row.name]; loop { l += l; }", "too large"),
        ("let l = []; loop { l = [l, l]; }", "too large"),
        ("let m = #{}; let n = 0; loop { m = #{ a: m, b: m }; }", "too large"),
    ];
    for (text, word) in growing {
        let said = body(text);
        assert!(said.contains(word) || said.contains("too many operations") || said.contains("not found"), "{text}: {said}");
        assert!(!said.contains("it ran"), "{text}: {said}");
    }
    let variables: String = (0..200).map(|at| format!("let v{at} = 1; ")).collect();
    assert!(body(&format!("{variables} true")).contains("variables"), "{}", body(&format!("{variables} true")));
    let functions: String = (0..400).map(|at| format!("fn f{at}() {{ 1 }}\n")).collect();
    let said = trouble(&format!("{functions}fn when(row) {{ true }}"));
    assert!(said.contains("functions"), "{said}");
}

#[test]
fn nothing_is_nested_too_deep_or_too_long_to_read() {
    let nested = |open: &str, close: &str, times: usize| format!("{}row.a{} == 1", open.repeat(times), close.repeat(times));
    let else_if: String = (0..2000).map(|at| format!("if row.a == {at} {{ 1 }} else ")).collect();
    let cases = [
        nested("(", ")", 5000),
        nested("-(", ")", 5000),
        format!("{}row.a == 1{}", "!(".repeat(5000), ")".repeat(5000)),
        format!("{}true{}", "if true { ".repeat(5000), " }".repeat(5000)),
        format!("{}1{} == 1", "[".repeat(5000), "]".repeat(5000)),
        format!("{else_if} {{ 2 }}"),
    ];
    for text in cases {
        let said = body(&text);
        assert!(said.contains("depth") || said.contains("omplex") || said.contains("stack"), "{}…: {said}", &text[..40]);
    }
    let long = format!("fn when(row) {{ {} }}", "row.a == 1 && ".repeat(20_000) + "true");
    assert!(trouble(&long).contains("bytes"), "{}", trouble(&long));
}

#[test]
fn nothing_reaches_beyond_the_row() {
    let reaching = [
        "eval(\"1 + 1\") == 2",
        "import \"std\" as s; true",
        "export row; true",
        "print(row.a); true",
        "debug(row.a); true",
        "timestamp() != ()",
        "sleep(5); true",
        "open_file(\"etc/passwd\") != ()",
        "read(\"etc/passwd\") != ()",
        "http_get(\"http://localhost\") != ()",
        "env(\"HOME\") != ()",
        "global::SECRET == 1",
        "engine.limits == 1",
        "Fn(\"when\").call(row)",
        "call(Fn(\"when\"), row)",
        "type_of(row) == \"map\"",
        "this.a == 1",
        "is_def_fn(\"other\", 1)",
        "try { true } catch { false }",
        "throw \"x\"",
        "rand() > 1",
        "now() > 1",
        "query(\"DROP TABLE cases\") == 1",
        "sys::exit(1)",
    ];
    for text in reaching {
        let said = body(text);
        assert!(!said.contains("it ran"), "{text}: {said}");
        assert!(!said.is_empty() && said.len() < 300, "{text}: {said}");
    }
}

#[test]
fn a_row_is_not_changed_for_the_next_script() {
    let (source, functions) = read("t.rhai", "fn when(row) { row.a = row.a + 1; row.a }", &[]).expect("a script");
    let program = Program::new(&source, &functions, &BTreeMap::new(), &[]).expect("a program");
    let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
    let mut row = Record::default();
    row.value("a", &Value::Int(1));
    for _ in 0..2 {
        let outcome = program.call("when", row.clone(), &Now { at: 0, zone: &zone, calendar: &calendar }).expect("it runs");
        assert_eq!(outcome.value, Value::Int(2));
    }
}

#[test]
fn a_script_that_passes_its_limits_again_and_again_is_stopped() {
    let (source, functions) = read("t.rhai", "fn when(row) { let s = \"xxxxxxxx\"; loop { s += s; } }", &[]).expect("a script");
    let program = Program::new(&source, &functions, &BTreeMap::new(), &[]).expect("a program");
    let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
    let mut said = Vec::new();
    for _ in 0..101 {
        let failed = program.call("when", Record::default(), &Now { at: 0, zone: &zone, calendar: &calendar }).expect_err("it grows");
        said.push(failed.message);
    }
    assert!(said[..100].iter().all(|message| message.contains("too large")), "{:?}", said[99]);
    assert!(said[100].contains("is stopped"), "{:?}", said[100]);
}
