//! docs/CATALOGUE.md: every rule with its title, basis, parameters, subject and cases, written from the rules themselves.

use std::fmt::Write;

use super::groups::Group;
use crate::rules::{Catalogue, ParamSpec, Rule};

const HEAD: &str =
    "<!-- Written by engine/src/supervision/page.rs from the rules and subjects in the binary; `make docs` writes it anew. -->
# Catalogue of rules

What is supervised, rule by rule. The exact condition stands in the script, which the title leads to; how a rule is written and tested, in
[rules/README.md](../rules/README.md). *Waits for* names the events without which a rule is silent: where a centre does not send them, that
is no finding that all is well.

";

/// The text of docs/CATALOGUE.md.
pub fn catalogue_markdown(catalogue: &Catalogue, groups: &[Group]) -> String {
    let mut text = HEAD.to_owned();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "| code | 名称 | title | subject | level | profiles |\n|---|---|---|---|---|---|");
    for rule in &catalogue.rules {
        let _ = writeln!(
            text,
            "| [{0}](#{1}) | {2} | {3} | `{4}` | {5} | {6} |",
            rule.code,
            rule.code.to_lowercase(),
            rule.title.zh,
            rule.title.en,
            rule.subject.name,
            rule.level.code(),
            rule.profiles.join(", ")
        );
    }
    for rule in &catalogue.rules {
        text.push('\n');
        text.push_str(&rule_markdown(rule, groups));
    }
    text.push_str(&subjects_markdown(groups));
    text
}

fn rule_markdown(rule: &Rule, groups: &[Group]) -> String {
    let mut text = format!("## {}\n\n[{} · {}](../rules/{})\n\n", rule.code, rule.title.zh, rule.title.en, rule.file);
    let group = groups.iter().find(|group| group.relation.name == rule.subject.name);
    let from = group.map_or(&[][..], |group| group.from);
    let awaited: Vec<String> = rule.awaits(from).iter().map(|kind| format!("`{}`", kind.name())).collect();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "- {name}: {value}");
    };
    line("basis", &rule.basis);
    let made = if group.is_some() { "made by SQL" } else { "walked" };
    line("subject", &format!("`{}` {} ({made})", rule.subject.name, rule.subject.zh));
    line("kind, level", &format!("{}, {}", rule.kind.code(), rule.level.code()));
    if rule.family != rule.code {
        line("family", &rule.family);
    }
    if let Some(family) = &rule.silent_while {
        line("silent while a card of", family);
    }
    if rule.absence {
        line("rests on an absence", "pending (待核实) behind its source's watermark");
    }
    if rule.confidential {
        line("confidential", "for named supervisors only");
    }
    if !awaited.is_empty() {
        line("waits for", &awaited.join(", "));
    }
    for (name, spec) in &rule.params {
        line(&format!("`{name}`"), &param(spec));
    }
    let _ = writeln!(text, "\n| case | expected |\n|---|---|");
    for case in &rule.cases {
        let expected = if case.expect.is_empty() {
            "silence".to_owned()
        } else {
            let shown = case.expect.iter().map(|alert| match &alert.ended_at {
                Some(ended_at) => format!("{} {} to {ended_at}", alert.level.code(), alert.since),
                None => format!("{} from {}", alert.level.code(), alert.since),
            });
            shown.collect::<Vec<_>>().join("; ")
        };
        let _ = writeln!(text, "| {} | {expected} |", case.name.replace('|', "\\|"));
    }
    text
}

fn param(spec: &ParamSpec) -> String {
    let bounds = match (spec.min, spec.max) {
        (Some(min), Some(max)) => format!(", {min} to {max}"),
        (Some(min), None) => format!(", from {min}"),
        (None, Some(max)) => format!(", to {max}"),
        (None, None) => String::new(),
    };
    let unit = if spec.unit.is_empty() { String::new() } else { format!(" {}", spec.unit) };
    format!("{} · {}: {}{unit}{bounds}", spec.zh, spec.en, spec.default)
}

fn subjects_markdown(groups: &[Group]) -> String {
    let mut text = String::from(
        "\n# Subjects made by SQL\n\n| subject | 名称 | one row is | key | window | judged | made from |\n|---|---|---|---|---|---|---|\n",
    );
    for group in groups {
        let relation = group.relation;
        let _ = writeln!(
            text,
            "| [`{0}`](../rules/subjects/{0}.sql) | {1} | {2} | {3} | {4} | {5} | {6} |",
            relation.name,
            relation.zh,
            relation.doc,
            relation.key.join(", "),
            group.window,
            group.judging,
            group.from.join(", ")
        );
    }
    text
}
