//! The reader and the sandbox, seen from outside.

use super::*;
use crate::calendar::CalendarBook;
use crate::time::Zone;
use std::collections::BTreeMap;

fn body(text: &str) -> (Arc<Source>, Expr) {
    let (source, functions) = read("t.rhai", &format!("fn when(row) {{ {text} }}"), &["DAYS"]).expect(text);
    let ExprKind::Block(statements) = functions.into_iter().next().expect("one").body.kind else { panic!("{text}") };
    match statements.into_iter().next_back() {
        Some(Stmt::Expr(expr) | Stmt::Let { value: expr, .. } | Stmt::Return(Some(expr), _)) => (source, expr),
        _ => panic!("{text}"),
    }
}

#[test]
fn every_node_knows_its_extent() {
    let texts = [
        "row.a == 1",
        "(row.a + 2) * -3 < DAYS",
        "!(row.b || row.c)",
        "row.links.some(|l| l.x > (row.y))",
        "passed(row.t)",
        "row.s in [\"a\", \"b\"]",
        "row.a in 1..=5",
        "row.a !in 1..5",
        "if row.a { 1 } else { 2 }",
        "switch row.a { 1 | 2 => true, _ => false }",
        "`a ${row.b} c`",
        "row.links.first(|l| { l.x }).y",
        "div(row.a, (2))",
    ];
    for text in texts {
        let (source, expr) = body(text);
        assert_eq!(source.slice(expr.span), text);
        expr.visit(&mut |node| {
            let slice = source.slice(node.span);
            let count = |c| slice.matches(c).count();
            assert_eq!((count('('), count('['), count('{')), (count(')'), count(']'), count('}')), "{slice}");
        });
    }
}

#[test]
fn a_switch_keeps_its_literals_in_order() {
    let (_, expr) = body("switch row.a { 1 | -2 => { 10 }, 3..5 | 8..=9 if row.b => 20, \"x, y\" => 30, () => 40, _ => 50 }");
    let ExprKind::Switch { arms, other, .. } = expr.kind else { panic!() };
    let patterns: Vec<Vec<ExprKind>> = arms.iter().map(|arm| arm.patterns.iter().map(|pattern| pattern.kind.clone()).collect()).collect();
    assert_eq!(patterns[0], [ExprKind::Int(1), ExprKind::Int(-2)]);
    assert!(matches!(&patterns[1][..], [ExprKind::Range { inclusive: false, .. }, ExprKind::Range { inclusive: true, .. }]));
    assert_eq!(patterns[2], [ExprKind::Text("x, y".to_owned())]);
    assert_eq!(patterns[3], [ExprKind::Null]);
    assert_eq!(arms.iter().map(|arm| arm.test.is_some()).collect::<Vec<_>>(), [false, true, false, false]);
    assert!(other.is_some());
}

#[test]
fn a_closure_keeps_only_its_own_parameters() {
    let (_, expr) = body("row.links.some(|l| l.x > row.y && DAYS > 0 && l.ys.all(|m| m.z == l.x))");
    let mut closures = Vec::new();
    expr.visit(&mut |node| {
        if let ExprKind::Closure { params, .. } = &node.kind {
            closures.push(params.clone());
        }
    });
    assert_eq!(closures, [vec!["l".to_owned()], vec!["m".to_owned()]]);
}

#[test]
fn constants_stand_for_values_and_their_names_are_taken() {
    let text = "const DAYS = 2 * 3;\nconst KINDS = [\"x\", -DAYS, true];\nconst MORE = KINDS;\nfn when(row) { row.a in MORE }\n";
    let (_, functions) = read("t.rhai", text, &["LIMIT"]).expect("a script");
    let constants = &functions[0].constants;
    assert_eq!(constants.get("DAYS"), Some(&Constant::One(Value::Int(6))));
    let kinds = Constant::List(vec![Value::Text("x".into()), Value::Int(-6), Value::Bool(true)]);
    assert_eq!((constants.get("KINDS"), constants.get("MORE")), (Some(&kinds), Some(&kinds)));
    let refused = [
        ("const LIMIT = 1;\nfn when(row) { true }", 1, 7, "is taken"),
        ("const A = 1;\nconst A = 2;\nfn when(row) { true }", 2, 7, "is taken"),
        ("const A = B;\nconst B = 1;\nfn when(row) { true }", 1, 11, "stand before it"),
        ("const A = days(1);\nfn when(row) { true }", 1, 11, "a constant is an integer"),
        ("const A = 9223372036854775807 + 1;\nfn when(row) { true }", 1, 11, "64-bit"),
        ("let a = 1;\nfn when(row) { true }", 1, 1, "constants and functions only"),
        ("const A = 1;\nfn when(row) { let A = 2; true }", 2, 16, "is a parameter or constant"),
        ("fn when(row) { let LIMIT = 2; true }", 1, 16, "is a parameter or constant"),
        ("fn when(row) { row.x.some(|LIMIT| true) }", 1, 27, "is a parameter or constant"),
        ("fn when(row) { for LIMIT in row.x { return true; } false }", 1, 16, "is a parameter or constant"),
        ("fn when(LIMIT) { true }", 1, 16, "is a parameter or constant"),
    ];
    for (text, line, column, message) in refused {
        let error = read("t.rhai", text, &["LIMIT"]).expect_err(text);
        assert!(error.message.contains(message), "{text}: {error}");
        assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
    }
}

#[test]
fn what_is_not_offered_is_refused_with_its_place() {
    let cases = [
        ("row.a / 2 > 1", 1, 22, "div(a, b)"),
        ("row.a % 2 == 1", 1, 22, "rem(a, b)"),
        ("row.a & 2 == 1", 1, 22, "&&"),
        ("row.a << 2 == 1", 1, 22, "bit operators"),
        ("row.a > 1.5", 1, 24, "decimal fractions"),
        ("row.a == 'x'", 1, 25, "double quotes"),
        ("row?.a", 1, 19, "?."),
        ("other > 1", 1, 16, "other"),
        ("eval(\"1\")", 1, 16, "eval"),
        ("throw 1", 1, 16, "throw"),
        ("import \"x\" as y; true", 1, 16, "import"),
        ("row.a >", 1, 24, ""),
    ];
    for (text, line, column, word) in cases {
        let error = read("t.rhai", &format!("fn when(row) {{ {text} }}"), &[]).expect_err(text);
        assert!(error.message.contains(word), "{text}: {error}");
        assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
    }
    let error = read("t.rhai", "fn when(row) { true }\nlet x = 1;", &[]).expect_err("outside");
    assert_eq!((error.line, error.column), (2, 1));
}

fn run(text: &str, row: Record, params: &BTreeMap<String, Value<'static>>) -> Result<Value<'static>, ProgramError> {
    let names: Vec<&str> = params.keys().map(String::as_str).collect();
    let (source, functions) = read("t.rhai", &format!("fn when(row) {{\n{text} }}"), &names).expect(text);
    let program = Program::new(&source, &functions, params, &[]).expect(text);
    let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
    program.call("when", row, &Now { at: 0, zone: &zone, calendar: &calendar }).map(|outcome| outcome.value)
}

#[test]
fn rhai_runs_a_script_with_our_meaning() {
    let mut link = Record::default();
    link.value("n", &Value::Int(2));
    let mut row = Record::default();
    row.value("flag", &Value::Null);
    row.value("a", &Value::Int(7));
    row.value("none", &Value::Null);
    row.value("t", &Value::Ts(0));
    row.value("s", &Value::Text("x".into()));
    row.list("links", vec![link]);
    let params = BTreeMap::from([
        ("DAYS".to_owned(), Value::Int(-3)),
        ("WORD".to_owned(), Value::Text("a\"b".into())),
        ("ON".to_owned(), Value::Bool(true)),
    ]);
    let cases = [
        ("ON && row.a == 7", Value::Bool(true)),
        ("if ON { 1 } else { 2 }", Value::Int(1)),
        ("row.none ?? row.a", Value::Int(7)),
        ("row.a in row.none..=9 || row.a in 1..=row.none || row.a in row.none..row.none", Value::Bool(false)),
        ("row.a in DAYS..=row.a && row.a !in DAYS..row.a", Value::Bool(true)),
        ("row.links.happened_before(|l| l.n == 2, |l| true)", Value::Bool(false)),
        ("let names = [\"x\"]; row.s in names && names.contains(row.s)", Value::Bool(true)),
        ("row.flag && true", Value::Bool(false)),
        ("row.flag || row.a == 7", Value::Bool(true)),
        ("if row.flag { 1 } else { 2 }", Value::Int(2)),
        ("!row.flag", Value::Bool(true)),
        ("row.none < 1 || row.none >= 1 || 1 < row.none", Value::Bool(false)),
        ("row.none == () && row.none != 1", Value::Bool(true)),
        ("row.none + 1", Value::Null),
        ("-row.none", Value::Null),
        ("DAYS + 1", Value::Int(-2)),
        ("WORD", Value::Text("a\"b".into())),
        ("row.links.some(|l| l.n > DAYS && row.a == 7)", Value::Bool(true)),
        ("row.links.first(|l| l.n == 9).n", Value::Null),
        ("row.links.count(|l| row.flag)", Value::Int(0)),
        ("row.s in [\"x\", \"y\"] && row.a in 1..=7 && row.a !in 1..7", Value::Bool(true)),
        ("row.none in [1]", Value::Bool(false)),
        ("contains(row.s, \"x\") && !contains(row.none, \"x\")", Value::Bool(true)),
        ("row.t == after_seconds(row.t, 0) && passed(row.t) && !past(row.t)", Value::Bool(true)),
        ("let n = 0; for l in row.links { n += l.n; } n", Value::Int(2)),
        ("let n = 0; while n < 5 { n += 1; } n", Value::Int(5)),
        ("`${row.none}/${row.a}/${row.t}`", Value::Text("—/7/1970-01-01 08:00".into())),
    ];
    for (text, expected) in cases {
        assert_eq!(run(text, row.clone(), &params), Ok(expected), "{text}");
    }
}

#[test]
fn a_script_that_fails_says_where_and_is_bounded() {
    let mut row = Record::default();
    row.value("a", &Value::Int(i64::MAX));
    row.value("flag", &Value::Bool(true));
    let none = BTreeMap::new();
    let cases = [
        ("row.flag && row.a + 1 > 0", Some((2, 19)), "overflow"),
        ("row.flag && div(1, 0) > 0", Some((2, 13)), "division by zero"),
        ("loop { }", None, "too many operations"),
        ("let s = \"xxxxxxxxxxxxxxxx\"; loop { s += s; }", None, "Length of string"),
    ];
    for (text, place, word) in cases {
        let error = run(text, row.clone(), &none).expect_err(text);
        assert!(error.message.contains(word), "{text}: {error:?}");
        assert_eq!(error.place, place.map(|(line, column)| Place { line, column }), "{text}: {error:?}");
    }
}
