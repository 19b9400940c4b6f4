//! `mingjing rules check|test|list|new|fuzz`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use mingjing_engine::rules::{Catalogue, Rule};
use mingjing_engine::supervision::groups::{Group, groups};
use mingjing_engine::supervision::{cases, shipped};

use super::fuzz;
use crate::output::print_json;
use crate::say;

/// Options of `rules`.
#[derive(Args)]
pub struct Rules {
    /// Rules from a folder instead of those in the binary.
    #[arg(long, global = true, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Print one machine-readable object.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Say what is wrong with the rules, where, and how each runs.
    Check,
    /// Run the rules' own cases, all or those of some rules.
    Test {
        /// Codes of rules.
        codes: Vec<String>,
    },
    /// List the rules.
    List,
    /// Make the two files of a new rule in a folder of rules.
    New {
        /// Code, for ever: a capital letter, then letters and digits.
        code: String,
        /// Name of its files, in words with hyphens: the irregularity, not the remedy.
        name: String,
        /// Kind: time, flow, content, fee, discretion, integrity, other, quant, supervise, evaluation, fake, quality.
        #[arg(long, default_value = "other")]
        kind: String,
        /// Relation it judges.
        #[arg(long, default_value = "case")]
        subject: String,
    },
    /// Write versions.lock anew: rules whose content changed get the next version.
    Lock,
    /// Try random programs on random rows in every way of running, for as long as told; a difference ends with status 2.
    Fuzz {
        /// For how long.
        #[arg(long, default_value_t = 60, value_name = "N")]
        seconds: u64,
        /// Another seed tries other programs; a difference names the seed that shows it at once.
        #[arg(long, default_value_t = 1, value_name = "S")]
        seed: u64,
    },
}

struct Loaded {
    catalogue: Catalogue,
    groups: Vec<Group>,
    errors: Vec<(String, u32, u32, String)>,
}

impl Loaded {
    /// Names of the events without which a rule is silent.
    fn awaits(&self, rule: &Rule) -> Vec<&'static str> {
        let group = self.groups.iter().find(|group| group.relation.name == rule.subject.name);
        rule.awaits(group.map_or(&[][..], |group| group.from)).into_iter().map(|kind| kind.name()).collect()
    }
}

impl Rules {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        match &self.action {
            Action::Check => self.check(),
            Action::Test { codes } => self.test(codes).await,
            Action::List => self.list(),
            Action::New { code, name, kind, subject } => self.new_rule(code, name, kind, subject),
            Action::Lock => self.lock(),
            Action::Fuzz { seconds, seed } => fuzz::run(*seed, *seconds, self.json),
        }
    }

    fn load(&self) -> anyhow::Result<Loaded> {
        let files = match &self.rules {
            None => shipped::embedded(),
            Some(folder) => shipped::folder(folder).with_context(|| format!("cannot read the rules in {}", folder.display()))?,
        };
        let (groups, faults) = groups(&files);
        let catalogue = Catalogue::load(&files, &|name| {
            let group = || groups.iter().map(|group| group.relation).find(|relation| relation.name == name);
            mingjing_engine::facts::subject(name).or_else(group)
        });
        let mut errors: Vec<(String, u32, u32, String)> =
            catalogue.errors.iter().map(|error| (error.file.to_string(), error.line, error.column, error.message.clone())).collect();
        errors.extend(faults.into_iter().map(|fault| (fault.file, fault.line as u32, 1, fault.message)));
        Ok(Loaded { catalogue, groups, errors })
    }

    fn check(&self) -> anyhow::Result<u8> {
        let loaded = self.load()?;
        if self.json {
            let rules: Vec<_> = loaded
                .catalogue
                .rules
                .iter()
                .map(|rule| {
                    let mut row = serde_json::json!({
                        "code": rule.code, "version": rule.version, "status": rule.status.code(), "way": rule.way.code(),
                    });
                    if let Some(line) = rule.way.line() {
                        row["line"] = line.into();
                    }
                    row["awaits"] = loaded.awaits(rule).into();
                    row
                })
                .collect();
            let errors: Vec<_> = loaded
                .errors
                .iter()
                .map(
                    |(file, line, column, message)| serde_json::json!({ "file": file, "line": line, "column": column, "message": message }),
                )
                .collect();
            print_json(&serde_json::json!({ "rules": rules, "scripts": [], "errors": errors }))?;
        } else {
            for rule in &loaded.catalogue.rules {
                let line = rule.way.line().map(|line| format!(" (line {line})")).unwrap_or_default();
                let stepped = rule.walked_by_day().map(|place| format!(", walked by day (line {})", place.line)).unwrap_or_default();
                say!("{:<5} v{} {:<8} {}{line}{stepped}", rule.code, rule.version, rule.status.code(), rule.way.code());
            }
            for (file, line, column, message) in &loaded.errors {
                say!("{file}:{line}:{column}: {message}");
            }
        }
        Ok(if loaded.errors.is_empty() { 0 } else { 2 })
    }

    async fn test(&self, codes: &[String]) -> anyhow::Result<u8> {
        let loaded = self.load()?;
        for code in codes {
            if loaded.catalogue.by_code(code).is_none() {
                bail!("no rule has the code {code}; `mingjing rules list` shows them");
            }
        }
        let report = cases::test(&loaded.catalogue, &loaded.groups, codes).await;
        if self.json {
            print_json(&report)?;
        } else {
            for failed in &report.failed {
                say!("{} {}: {}", failed.rule, failed.case, failed.message);
            }
            say!("{} rules, {} cases: {} passed, {} failed", report.rules, report.cases, report.passed, report.failed.len());
        }
        for (file, line, column, message) in &loaded.errors {
            eprintln!("{file}:{line}:{column}: {message}");
        }
        Ok(if !loaded.errors.is_empty() { 2 } else { u8::from(!report.failed.is_empty()) })
    }

    fn list(&self) -> anyhow::Result<u8> {
        let loaded = self.load()?;
        if self.json {
            let rules: Vec<_> = loaded
                .catalogue
                .rules
                .iter()
                .map(|rule| {
                    serde_json::json!({
                        "code": rule.code, "title": rule.title, "subject": rule.subject.name, "kind": rule.kind, "level": rule.level,
                        "family": rule.family, "status": rule.status, "version": rule.version, "basis": rule.basis, "profiles": rule.profiles,
                        "awaits": loaded.awaits(rule),
                    })
                })
                .collect();
            print_json(&serde_json::json!({ "rules": rules }))?;
        } else {
            for rule in &loaded.catalogue.rules {
                let awaited = loaded.awaits(rule).join(" ");
                say!("{:<5} {:<7} {:<24} {} · {awaited}", rule.code, rule.level.code(), rule.subject.name, rule.title.zh);
            }
        }
        Ok(0)
    }

    fn folder(&self) -> anyhow::Result<&Path> {
        self.rules.as_deref().context("name the folder of rules with --rules DIR")
    }

    fn new_rule(&self, code: &str, name: &str, kind: &str, subject: &str) -> anyhow::Result<u8> {
        let folder = self.folder()?;
        if self.load()?.catalogue.by_code(code).is_some() {
            bail!("{code} is taken: a code never changes hands; choose another");
        }
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !is_name {
            bail!("{name:?} is no name of a file; use small letters, digits and hyphens");
        }
        let stem = folder.join("supervision").join(kind).join(name);
        let script = "//! # 查什么\n//!\n//! # 为什么\n//!\n//! # 会报\n//!\n//! # 不会报\n//!\n//! # 已知盲区\n//!\n\nfn when(row) {\n    false\n}\n\nfn because(row) {\n    ``\n}\n";
        let metadata = format!(
            "code = \"{code}\"\ntitle = {{ zh = \"{name}\", en = \"{name}\" }}\nsubject = \"{subject}\"\nkind = \"{kind}\"\nlevel = \"remind\"\nbasis = \"本中心监察规则\"\nowner = \"政务服务监督科\"\nstatus = \"draft\"\nprofiles = [\"district\"]\n\n# At least one case that fires, one that is silent, one on the boundary.\n[[cases]]\nname = \"\"\nevents = [{{ at = \"2025-01-06T09:00\", type = \"accepted\", promised_days = 5 }}]\nevaluate_at = \"2025-01-07T09:00\"\nexpect = []\n"
        );
        for (ending, text) in [("rhai", script.to_owned()), ("toml", metadata)] {
            let path = stem.with_extension(ending);
            if path.exists() {
                bail!("{} is there already", path.display());
            }
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
            }
            std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
            say!("{}", path.display());
        }
        Ok(0)
    }

    fn lock(&self) -> anyhow::Result<u8> {
        let folder = self.folder()?;
        let path = folder.join("versions.lock");
        std::fs::write(&path, self.load()?.catalogue.lock_text()).with_context(|| format!("cannot write {}", path.display()))?;
        say!("{}", path.display());
        Ok(0)
    }
}
