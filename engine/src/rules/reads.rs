//! What a rule's script names: the columns that its condition reads, and the functions that it calls. For people who read the rule; nothing is
//! judged by it.

use std::collections::{BTreeMap, BTreeSet};

use super::rule::Rule;
use super::tree::{Kind, Node, SUBJECT};
use crate::schema::Relation;
use crate::script::{ExprKind, Function, LIST_METHODS, Source, function};

/// Columns of one relation that a rule's condition reads.
#[derive(Clone, Debug)]
pub struct ReadOf {
    /// The relation: the rule's subject, or one of its lists.
    pub relation: &'static Relation,
    /// Slots, ascending.
    pub slots: Vec<usize>,
}

/// A function that a rule's script calls and does not define itself.
#[derive(Clone, Debug)]
pub enum Called {
    /// One offered to all scripts.
    Offered(&'static Function),
    /// A question to a list: its name, signature, meaning in Chinese and in English.
    List(&'static (&'static str, &'static str, &'static str, &'static str)),
    /// One of the library that rules share.
    Shared {
        /// Name.
        name: String,
        /// Names of its parameters.
        params: Vec<String>,
        /// File it stands in.
        file: String,
        /// Its documentation; empty where it has none.
        doc: String,
    },
}

impl Called {
    /// Name in scripts.
    pub fn name(&self) -> &str {
        match self {
            Called::Offered(function) => function.name,
            Called::List((name, ..)) => name,
            Called::Shared { name, .. } => name,
        }
    }
}

impl Rule {
    /// The columns that the condition reads, the subject's first. Where the interpreter runs the rule, all that its script names.
    pub fn reads(&self) -> Vec<ReadOf> {
        let mut slots: BTreeMap<&'static str, (&'static Relation, BTreeSet<usize>)> = BTreeMap::new();
        let mut note = |relation: &'static Relation, slot: usize| {
            slots.entry(relation.name).or_insert_with(|| (relation, BTreeSet::new())).1.insert(slot);
        };
        match &self.tree {
            Some(tree) => tree.visit(&mut |node: &Node| match &node.kind {
                Kind::Column(column) => note(column.relation, column.slot),
                Kind::List { list, .. } | Kind::Before { list, .. } | Kind::Pick { list, .. } => note(list.owner, list.slot),
                Kind::Attribute { row: SUBJECT, .. } => {
                    if let Some(slot) = self.subject.slot("attributes") {
                        note(self.subject, slot);
                    }
                }
                _ => {}
            }),
            None => self.reading.relations(&mut note),
        }
        let mut reads: Vec<ReadOf> =
            slots.into_values().map(|(relation, slots)| ReadOf { relation, slots: slots.into_iter().collect() }).collect();
        reads.sort_by_key(|read| (read.relation.name != self.subject.name, read.relation.name));
        reads
    }

    /// The functions that the script calls, by name; those that it defines itself stand in its text.
    pub fn calls(&self) -> Vec<Called> {
        let written = self.written();
        let mut names = BTreeSet::new();
        let mut methods = BTreeSet::new();
        for script in &written.functions {
            script.body.visit(&mut |expr| match &expr.kind {
                ExprKind::Call { name, .. } => {
                    names.insert(name.as_str());
                }
                ExprKind::Method { name, .. } => {
                    names.insert(name.as_str());
                    methods.insert(name.as_str());
                }
                _ => {}
            });
        }
        let mut calls = Vec::new();
        for name in names {
            if let Some(offered) = function(name) {
                calls.push(Called::Offered(offered));
            } else if let Some((source, helper)) = shared(written, name) {
                calls.push(Called::Shared {
                    name: name.to_owned(),
                    params: helper.params.clone(),
                    file: source.file().to_string(),
                    doc: doc_of(source.text(), name),
                });
            } else if let Some(method) = LIST_METHODS.iter().find(|(method, ..)| *method == name && methods.contains(name)) {
                calls.push(Called::List(method));
            }
        }
        calls
    }
}

fn shared<'w>(written: &'w super::rule::Written, name: &str) -> Option<(&'w Source, &'w crate::script::ScriptFunction)> {
    let of_file = |(source, functions): &'w (std::sync::Arc<Source>, Vec<crate::script::ScriptFunction>)| {
        functions.iter().find(|helper| helper.name == name).map(|helper| (&**source, helper))
    };
    written.library.iter().find_map(of_file)
}

/// The `///` lines straight above a function, joined.
fn doc_of(text: &str, name: &str) -> String {
    let head = format!("fn {name}(");
    let lines: Vec<&str> = text.lines().collect();
    let Some(at) = lines.iter().position(|line| line.trim_start().starts_with(&head)) else { return String::new() };
    let above = lines[..at].iter().rev().map_while(|line| line.trim_start().strip_prefix("///")).map(str::trim);
    let mut doc: Vec<&str> = above.collect();
    doc.reverse();
    doc.join("")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::facts::relations::walked;
    use crate::rules::{Catalogue, read_folder};

    fn shipped() -> Catalogue {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
        Catalogue::load(&read_folder(&folder).expect("the shipped rules"), &walked)
    }

    fn names(read: &ReadOf) -> Vec<&'static str> {
        read.slots.iter().map(|slot| read.relation.columns[*slot].name).collect()
    }

    #[test]
    fn a_rule_tells_what_its_condition_reads_and_calls() {
        let catalogue = shipped();
        let over = catalogue.by_code("T03").expect("shipped");
        let reads = over.reads();
        assert_eq!((reads.len(), reads[0].relation.name), (1, "case"));
        assert!(names(&reads[0]).contains(&"promised_over_at"), "{:?}", names(&reads[0]));
        assert!(over.calls().iter().any(|call| call.name() == "passed" || call.name() == "wd_since" || call.name() == "unit"));
    }

    #[test]
    fn every_column_and_function_of_every_shipped_rule_is_known() {
        for rule in &shipped().rules {
            let reads = rule.reads();
            assert!(!reads.is_empty(), "{} reads nothing", rule.code);
            for read in &reads {
                assert!(read.slots.iter().all(|slot| *slot < read.relation.columns.len()), "{}", rule.code);
            }
            for call in rule.calls() {
                if let Called::Shared { name, doc, file, .. } = &call {
                    assert!(!doc.is_empty() && file.starts_with("lib/"), "{}: {name} in {file} has no documentation", rule.code);
                }
            }
        }
    }

    #[test]
    fn the_lines_above_a_function_are_its_documentation() {
        let text = "/// 一。\nfn a(row) {}\n\n/// 二，\n/// 接着。\nfn b(row) {}\nfn c() {}";
        let table = [("a", "一。"), ("b", "二，接着。"), ("c", ""), ("d", "")];
        for (name, expected) in table {
            assert_eq!(doc_of(text, name), expected, "{name}");
        }
    }
}
