//! The checker, seen from outside.

use std::collections::BTreeMap;

use super::*;
use crate::rules::law::relation;
use crate::script::{self, Ty, Value};

fn build(body: &str) -> Result<Node, Problem> {
    let params = BTreeMap::from([("DAYS".to_owned(), Value::Int(5)), ("ON".to_owned(), Value::Bool(true))]);
    let helper = "fn again(x) { x + again(x) }\nfn plus(x, y) { x + y }\nfn late(row) { if row.flag { return true; } row.a > DAYS }\n";
    let (source, functions) = script::read("t.rhai", &format!("{helper}fn when(row) {{ {body} }}"), &["DAYS", "ON"]).expect(body);
    let helpers =
        Helpers { functions: functions.iter().map(|function| (function.name.clone(), (source.clone(), function.clone(), true))).collect() };
    let when = functions.iter().find(|function| function.name == "when").expect("there");
    Builder::new(source.clone(), &relation, &params, &helpers).function(when, relation("thing").expect("known"), Ty::Bool)
}

#[test]
fn wrong_scripts_are_refused_with_place_and_advice() {
    let cases = [
        ("row.flagg", 16 + 4, "has no column `flagg`; did you mean `flag`?"),
        ("row.zzzzzz == 1", 16 + 4, "has no column `zzzzzz`"),
        ("row.a == \"1\"", 16, "an integer and text; numbers stand without quotes"),
        ("row.t == row.d", 16, "write day(t)"),
        ("row.k == row.name", 16, "a key is compared with other keys only"),
        ("row.k < row.m", 16, "has no order"),
        ("row.a < ()", 16, "write `== ()`"),
        ("row.a && row.flag", 16, "a condition is a boolean; this is an integer"),
        ("!row.a", 17, "a condition is a boolean"),
        ("row.name + \"x\" == \"y\"", 16, "in back-ticks"),
        ("row.t + 1 > row.u", 16, "after_seconds(t, n)"),
        ("row.t - row.u > 1", 16, "seconds_between"),
        ("pased(row.t)", 16, "there is no function `pased`; did you mean `passed`?"),
        ("passed(row.a)", 23, "takes an instant here; this is an integer"),
        ("passed(row.t, row.u)", 16, "takes 1 arguments, not 2"),
        ("row.parts == ()", 16, "is a list; ask it"),
        ("row.parts.sum(|p| p.n) > 1", 26, "a list has no method `sum`"),
        ("row.parts.some(|p| p.m)", 37, "`part` has no column `m`"),
        ("row.parts.some(|p| p.n)", 35, "a condition is a boolean"),
        ("row.parts.first(|p| p.ok)", 16, "name one of its columns"),
        ("row.a.b == 1", 22, "only a row has columns"),
        ("row == ()", 16, "`row` is a row"),
        ("row.name in \"abc\"", 28, "contains(text, part)"),
        ("row.a in [1, \"x\"]", 29, "this compares an integer and text"),
        ("row.a in [1, row.name]", 29, "this compares an integer and text"),
        ("row.name in row.a..=row.b", 16, "this is text, where an integer is needed"),
        ("row.a ?? row.name == 1", 16, "this chooses between an integer and text"),
        ("row.parts.happened_before(|p| p.ok) ", 16, "takes two closures"),
        ("row.parts.happened_before(|p| p.ok, |q| q.n)", 56, "a condition is a boolean"),
        ("row.parts.some(|p| row.parts.some(|q| row.parts.some(|r| r.ok)))", 54, "stands in 2 others"),
        ("row.d == date(\"2024-02-30\")", 30, "`2024-02-30` is no date; write it as \"2024-10-01\""),
        ("row.t < instant(\"soon\")", 32, "write it as \"2024-10-01 09:30\""),
        ("again(row.a) > 1", 19, "`again` calls itself"),
        ("plus(1) > 1", 16, "`plus` takes 2 arguments, not 1"),
        ("if row.flag { 1 } else { \"x\" }", 16, "the branches give an integer and text"),
        ("switch row.a { \"x\" => true, _ => false }", 31, "this case compares an integer and text"),
        ("row.attributes.x == 1 && row.attributes.x == \"y\"", 41, "is used as an integer and as text"),
        ("for x in row.parts { row.nothing } true", 41, "has no column `nothing`"),
    ];
    for (body, column, message) in cases {
        match build(body) {
            Err(Problem::Wrong(error)) => {
                assert!(error.message.contains(message), "{body}: {error}");
                let expected = if body.starts_with("again") { (1, column) } else { (4, column) };
                assert_eq!((error.line, error.column), expected, "{body}: {error}");
            }
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[test]
fn what_only_the_interpreter_runs_is_no_error() {
    let cases = [
        ("let n = 0; for p in row.parts { n += 1; } n > 1", "a loop"),
        ("let n = 1; n = 2; n > 1", "an assignment"),
        ("row.parts[0] == ()", "an index"),
        ("let f = |x| x.n > 1; row.parts.some(f)", "closure"),
        ("let rows = [row]; row.flag", "a list of other things"),
        ("let sums = [row.a + 1]; row.a in sums", "a list of values that are computed"),
        ("row.attributes.x == row.attributes.y", "two attributes"),
    ];
    for (body, why) in cases {
        match build(body) {
            Err(Problem::Unheld(unheld)) => assert!(unheld.why.contains(why), "{body}: {unheld:?}"),
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[test]
fn constants_are_evaluated_without_losing_what_fails_first() {
    let folded = |body: &str| fold(build(body).expect(body)).kind;
    assert_eq!(folded("DAYS == 5 && 2 * DAYS > 9"), Kind::Bool(true));
    assert_eq!(folded("ON == false && row.flag"), Kind::Bool(false));
    assert!(matches!(folded("ON && row.a > 1"), Kind::Compare { .. }));
    assert_eq!(folded("row.flag && DAYS == 4"), Kind::Bool(false));
    // The sum may fail, so that the constant behind it decides only where it does not.
    assert!(matches!(folded("row.a + 1 > 0 && DAYS == 4"), Kind::And(parts) if parts.len() == 2));
    assert_eq!(folded("if ON { false } else { row.flag }"), Kind::Bool(false));
    assert!(matches!(folded("!(row.flag && true) && true"), Kind::Not(_)));
    assert!(matches!(folded("9223372036854775807 + DAYS > 0"), Kind::Compare { .. }));
}

#[test]
fn lists_ranges_and_defaults_are_held_whatever_stands_in_them() {
    let held = [
        "row.a in [row.b, 3]",
        "row.a in 1..=row.b",
        "row.a !in row.b..row.a + 1",
        "row.a in []",
        "row.name in [row.code, ()]",
        "row.k in [row.m]",
        "row.t in [row.u, instant(\"2024-10-01 09:30\")]",
        "let names = [\"x\", \"y\"]; row.name in names && names.contains(row.code)",
        "(row.a ?? row.b ?? 0) > 1",
        "(row.flag ?? false) == false",
        "row.d >= date(\"2024-10-01\")",
        "row.parts.happened_before(|p| p.ok, |q| q.n > 1)",
        "row.attributes.x in [1, 2]",
        "(row.attributes.x ?? 3) > 1",
    ];
    for body in held {
        let built = build(body);
        assert!(built.is_ok(), "{body}: {built:?}");
    }
}

/// What the checker has against the function `when` of a script.
fn refusal(text: &str) -> String {
    let (source, functions) = match script::read("t.rhai", text, &[]) {
        Err(error) => return error.message,
        Ok(read) => read,
    };
    let params = BTreeMap::new();
    let helpers =
        Helpers { functions: functions.iter().map(|function| (function.name.clone(), (source.clone(), function.clone(), true))).collect() };
    if let Some(error) = recursion(&functions, &helpers) {
        return error.message;
    }
    let when = functions.iter().find(|function| function.name == "when").expect("there");
    match Builder::new(source.clone(), &relation, &params, &helpers).function(when, relation("thing").expect("known"), Ty::Bool) {
        Err(Problem::Wrong(error)) => error.message,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn what_grows_without_bound_is_refused() {
    let doubling: String = (1..11).map(|at| format!("fn f{at}(x) {{ f{0}(x) + f{0}(x) + f{0}(x) + f{0}(x) }}\n", at - 1)).collect();
    let chain: String = (1..40).map(|at| format!("fn f{at}(x) {{ f{}(x) + 1 }}\n", at - 1)).collect();
    let early: String = (0..300).map(|at| format!("if row.a == {at} {{ return true; }} ")).collect();
    let values: String = (1..60).map(|at| format!("let v{at} = v{0} && v{0}; ", at - 1)).collect();
    let cases: String = (0..300).map(|at| format!("{at} => {at}, ")).collect();
    let refused = [
        (format!("fn f0(x) {{ x }}\n{doubling}fn when(row) {{ f10(row.a) > 1 }}"), "more than 20000 parts"),
        (format!("fn f0(x) {{ x }}\n{chain}fn when(row) {{ f39(row.a) > 1 }}"), "more than 12 deep"),
        (format!("fn when(row) {{ {early} false }}"), "deep in each other"),
        (format!("fn when(row) {{ (switch row.a {{ {cases} _ => 0 }}) > 1 }}"), "deep in each other"),
        ("fn f(x) { let n = 0; while n < 1 { n += f(x); } n }\nfn when(row) { f(1) > 1 }".to_owned(), "calls itself"),
        ("fn f(x) { g(x) }\nfn g(x) { f(x) }\nfn when(row) { f(1) > 1 }".to_owned(), "calls itself"),
    ];
    for (text, message) in refused {
        let refusal = refusal(&text);
        assert!(refusal.contains(message), "{message}: {refusal}");
    }
    // Names that double with every `let` stay small: what is not light is computed once.
    let node = build(&format!("let v0 = row.a == 1; {values} v59")).expect("held");
    assert!(node.parts() < 400, "{}", node.parts());
}

#[test]
fn light_values_are_put_in_place_of_their_names() {
    let node = build("let left = row.down; left <= DAYS").expect("held");
    assert!(matches!(node.kind, Kind::Compare { .. }), "{node:?}");
    let node = build("let sum = row.a + row.b; sum > 1 && sum < 9").expect("held");
    assert!(matches!(node.kind, Kind::Let { .. }), "{node:?}");
}

#[test]
fn no_column_is_called_like_a_word_rhai_reserves_after_a_dot() {
    for word in ["case", "until", "package", "default", "new", "public", "match", "is", "as"] {
        assert!(script::read("t.rhai", &format!("fn when(row) {{ row.{word} }}"), &[]).is_err(), "{word} is free after all");
    }
    for relation in crate::facts::relations::WALKED {
        for column in relation.columns {
            let text = format!("fn when(row) {{ row.{} == () }}", column.name);
            assert!(script::read("t.rhai", &text, &[]).is_ok(), "{}.{}", relation.name, column.name);
        }
    }
}
