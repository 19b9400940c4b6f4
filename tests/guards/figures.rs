//! The comparison that figures of oracles go through tells right from wrong in each of its shapes.

use serde_json::json;

use crate::harness::figures::Figure;

#[test]
fn an_answer_is_compared_in_the_shape_of_its_figure() {
    let table = [
        ("value", json!(3), "n\n3", "n\n4"),
        ("row", json!([3, null]), "n,m\n3,", "n,m\n3,0"),
        ("rows", json!([["a", 0.5], ["b", 1]]), "x,n\na,0.5\nb,1", "x,n\nb,1\na,0.5"),
        ("record", json!({ "n": 1, "days": { "max": 2.0 } }), "days_max,n\n2,1", "days_max,n\n1,1"),
        ("records", json!([{ "cases": 2, "sequence": ["a", "b"] }]), "cases,sequence\n2,a|b", "cases,sequence\n2,a"),
    ];
    for (shape, expected, right, wrong) in table {
        let differs = |answer: &str| Figure::new("f", "f.sql", shape).difference(&expected, answer).is_some();
        assert!(!differs(right), "{shape}: {right}");
        assert!(differs(wrong), "{shape}: {wrong}");
        assert!(differs(right.lines().next().unwrap_or_default()), "{shape}: no row");
    }
}
