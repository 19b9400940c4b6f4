//! zen-engine (GoRules) over rows that `mingjing bench events` wrote: `zen-peer RULES.json ROWS.jsonl`.
//!
//! `RULES.json` is a list of `{"code", "when"}`, `when` in the engine's own language; `ROWS.jsonl` has a row a line. On standard output comes one
//! object: the engine's version, rows, and for each way of running the rules its seconds and the rows on which each rule held.
//!
//! What is fair to it: decisions are compiled before the clock starts, nothing is loaded from disk, a row is its own `Variable` before it is
//! judged, nothing is traced, the results of other nodes are kept out of the context, and nothing but the evaluation stands between the
//! readings of the clock. It runs on one thread, as the other side does.
#![forbid(unsafe_code)]

use std::env::args;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zen_engine::model::GraphContent;
use zen_engine::{Decision, Variable, ZEN_CONFIG};
use zen_expression::expression::Standard;
use zen_expression::vm::VM;
use zen_expression::{Expression, compile_expression};

/// The version that the manifest asks for.
const VERSION: &str = "2.1.6";
/// Rows held at a time.
const BATCH: usize = 20_000;

/// A rule.
struct Rule {
    code: String,
    when: String,
}

/// How the rules are run.
enum Way {
    /// A decision: a table that collects the codes of the rows that hold.
    Table(Decision),
    /// A decision: a node of expressions, one a rule.
    Expressions(Decision),
    /// The expressions alone, on one virtual machine, with no decision around them.
    Bare(Vec<Expression<Standard>>, Box<VM>),
}

struct Figures {
    way: Way,
    took: Duration,
    hits: Vec<u64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = args().skip(1).collect();
    let [rules, rows] = arguments.as_slice() else { return Err("zen-peer RULES.json ROWS.jsonl".into()) };
    let rules = read_rules(rules)?;
    ZEN_CONFIG.nodes_in_context.store(false, Ordering::Relaxed);
    let bare = rules.iter().map(|rule| compile_expression(&rule.when)).collect::<Result<Vec<_>, _>>()?;
    let ways = [Way::Table(table(&rules)?), Way::Expressions(expressions(&rules)?), Way::Bare(bare, Box::new(VM::new()))];
    let mut figures = ways.map(|way| Figures { way, took: Duration::ZERO, hits: vec![0; rules.len()] });
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let mut lines = BufReader::new(File::open(rows)?).lines();
    let mut judged = 0;
    loop {
        let batch = lines.by_ref().take(BATCH).map(|line| Ok(serde_json::from_str(&line?)?)).collect::<Result<Vec<Value>, Box<dyn Error>>>()?;
        if batch.is_empty() {
            break;
        }
        judged += batch.len();
        for figures in &mut figures {
            // Rows of its own for each way: an evaluation may write to what it was given.
            let rows: Vec<Variable> = batch.iter().map(Variable::from).collect();
            runtime.block_on(figures.judge(rows, &rules))?;
        }
    }
    let ways: Vec<Value> = figures.iter().map(Figures::object).collect();
    println!("{}", json!({ "version": VERSION, "rows": judged, "ways": ways }));
    Ok(())
}

fn read_rules(path: &str) -> Result<Vec<Rule>, Box<dyn Error>> {
    let rules: Vec<Value> = serde_json::from_reader(File::open(path)?)?;
    let text = |rule: &Value, name: &str| rule[name].as_str().map(str::to_owned).ok_or(format!("a rule without `{name}`"));
    Ok(rules.iter().map(|rule| Ok(Rule { code: text(rule, "code")?, when: text(rule, "when")? })).collect::<Result<_, String>>()?)
}

/// A decision of one node between input and output.
fn decision(kind: &str, content: Value) -> Result<Decision, Box<dyn Error>> {
    let graph: GraphContent = serde_json::from_value(json!({
        "nodes": [
            { "id": "in", "name": "in", "type": "inputNode", "content": {} },
            { "id": "rules", "name": "rules", "type": kind, "content": content },
            { "id": "out", "name": "out", "type": "outputNode", "content": {} },
        ],
        "edges": [
            { "id": "1", "sourceId": "in", "targetId": "rules" },
            { "id": "2", "sourceId": "rules", "targetId": "out" },
        ],
    }))?;
    let mut decision = Decision::from(graph);
    decision.validate()?;
    decision.compile();
    Ok(decision)
}

fn table(rules: &[Rule]) -> Result<Decision, Box<dyn Error>> {
    let rows: Vec<Value> =
        rules.iter().map(|rule| json!({ "_id": rule.code, "when": rule.when, "code": format!("\"{}\"", rule.code) })).collect();
    decision(
        "decisionTableNode",
        json!({
            "hitPolicy": "collect",
            "inputs": [{ "id": "when", "name": "when" }],
            "outputs": [{ "id": "code", "name": "code", "field": "code" }],
            "rules": rows,
        }),
    )
}

fn expressions(rules: &[Rule]) -> Result<Decision, Box<dyn Error>> {
    let expressions: Vec<Value> = rules.iter().map(|rule| json!({ "id": rule.code, "key": rule.code, "value": rule.when })).collect();
    decision("expressionNode", json!({ "expressions": expressions }))
}

impl Figures {
    /// Judges rows; counting hits is not part of what is timed.
    async fn judge(&mut self, rows: Vec<Variable>, rules: &[Rule]) -> Result<(), Box<dyn Error>> {
        match &mut self.way {
            Way::Table(decision) | Way::Expressions(decision) => {
                let mut results = Vec::with_capacity(rows.len());
                let watch = Instant::now();
                for row in rows {
                    results.push(decision.evaluate(row).await.map_err(|error| error.to_string())?.result);
                }
                self.took += watch.elapsed();
                for result in &results {
                    count(result, rules, &mut self.hits);
                }
            }
            Way::Bare(expressions, machine) => {
                let watch = Instant::now();
                for row in rows {
                    for (expression, hits) in expressions.iter().zip(&mut self.hits) {
                        *hits += u64::from(matches!(expression.evaluate_with(row.clone(), machine), Ok(Variable::Bool(true))));
                    }
                }
                self.took += watch.elapsed();
            }
        }
        Ok(())
    }

    fn object(&self) -> Value {
        let (way, of) = match &self.way {
            Way::Table(_) => ("decision table that collects", "engine"),
            Way::Expressions(_) => ("node of expressions", "engine"),
            Way::Bare(..) => ("expressions alone", "expressions"),
        };
        json!({ "way": way, "of": of, "seconds": self.took.as_secs_f64(), "hits": self.hits })
    }
}

/// Counts the rules that held: codes that a table collected, or members that are true.
fn count(result: &Variable, rules: &[Rule], hits: &mut [u64]) {
    if let Some(rows) = result.as_array() {
        for row in rows.borrow().iter() {
            let code = row.dot("code");
            let place = rules.iter().position(|rule| code.as_ref().and_then(Variable::as_str) == Some(rule.code.as_str()));
            if let Some(place) = place {
                hits[place] += 1;
            }
        }
        return;
    }
    for (rule, hits) in rules.iter().zip(hits) {
        *hits += u64::from(result.dot(&rule.code).and_then(|held| held.as_bool()) == Some(true));
    }
}
