//! A rule: what is written of it, made ready to run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::catalogue::{Level, Library, Metadata, ParamSpec, ParamValue, RuleKind, Status, TimelineCase, Words};
use super::closure::{Condition, Moment, walked_by_day, walked_too_often};
use super::interpret::Reading;
use super::tree::{Builder, Helpers, Kind, Node, Problem, SUBJECT, Unheld, fold, recursion};
use crate::schema::{Relation, Row, Type};
use crate::script::{self, Expr, ExprKind, Function, Place, Program, ScriptError, ScriptFunction, Source, Span, Ty, Value};

/// How a rule runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// As a typed tree: closures for single rows, whole columns for scans.
    Vectorised,
    /// The first conditions as a tree, the rest by the interpreter on the rows they let through.
    Mixed {
        /// The line that is the cause.
        line: u32,
        /// What stands there.
        why: String,
    },
    /// By Rhai's interpreter.
    Interpreted {
        /// The line that is the cause.
        line: u32,
        /// What stands there.
        why: String,
    },
}

impl Way {
    /// As the command line names it.
    pub fn code(&self) -> &'static str {
        match self {
            Way::Vectorised => "vectorised",
            Way::Mixed { .. } => "mixed",
            Way::Interpreted { .. } => "interpreted",
        }
    }

    /// The line that keeps the rule from being vectorised.
    pub fn line(&self) -> Option<u32> {
        match self {
            Way::Vectorised => None,
            Way::Mixed { line, .. } | Way::Interpreted { line, .. } => Some(*line),
        }
    }
}

/// A rule failed on a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rule {rule}, {}:{}:{}: {message}", .file, .place.line, .place.column)]
pub struct RunError {
    /// The rule's code.
    pub rule: String,
    /// Its script.
    pub file: String,
    /// Where in it.
    pub place: Place,
    /// What went wrong.
    pub message: String,
}

/// In which language a sentence is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// What stands in a rule's two files, and what of other files it uses.
#[derive(Debug)]
pub(super) struct Written {
    pub metadata: Metadata,
    pub subject: &'static Relation,
    pub source: Arc<Source>,
    pub functions: Vec<ScriptFunction>,
    pub helpers: Helpers,
    /// Files of the library that the rule calls into, with the functions it calls.
    pub library: Vec<(Arc<Source>, Vec<ScriptFunction>)>,
    /// Relations within reach: the subject's and those of its lists.
    pub relations: BTreeMap<&'static str, &'static Relation>,
    pub hash: String,
}

impl Written {
    pub fn new(
        metadata: Metadata,
        subject: &'static Relation,
        source: Arc<Source>,
        functions: Vec<ScriptFunction>,
        library: &Library,
        relations: &dyn Fn(&str) -> Option<&'static Relation>,
    ) -> Written {
        let mut within = BTreeMap::from([(subject.name, subject)]);
        let mut open = vec![subject];
        while let Some(relation) = open.pop() {
            for column in relation.columns {
                if let Type::List(of) = column.ty
                    && let Some(found) = relations(of)
                    && within.insert(found.name, found).is_none()
                {
                    open.push(found);
                }
            }
        }
        let called = called(&functions, library);
        let mut helpers = Helpers::default();
        for name in &called {
            if let Some((source, helper)) = library.find(name) {
                helpers.functions.insert(name.clone(), (source.clone(), helper.clone(), false));
            }
        }
        for function in &functions {
            helpers.functions.insert(function.name.clone(), (source.clone(), function.clone(), true));
        }
        let used: Vec<(Arc<Source>, Vec<ScriptFunction>)> = library
            .files
            .iter()
            .map(|(source, functions)| (source.clone(), functions.clone()))
            .filter(|(_, functions)| functions.iter().any(|function| called.contains(&function.name)))
            .collect();
        let texts: Vec<&str> =
            called.iter().filter_map(|name| library.find(name)).map(|(source, helper)| source.slice(helper.body.span)).collect();
        let hash = super::catalogue::content_hash(source.text(), &texts, &metadata);
        Written { metadata, subject, source, functions, helpers, library: used, relations: within, hash }
    }

    /// The parameters at their defaults.
    pub fn defaults(&self) -> BTreeMap<String, ParamValue> {
        self.metadata.params.iter().map(|(name, spec)| (name.clone(), spec.default.clone())).collect()
    }

    fn function(&self, name: &str) -> Option<&ScriptFunction> {
        self.functions.iter().find(|function| function.name == name)
    }
}

/// Library functions that are called, straight or through others.
fn called(functions: &[ScriptFunction], library: &Library) -> BTreeSet<String> {
    let mut called = BTreeSet::new();
    let mut open: Vec<&ScriptFunction> = functions.iter().collect();
    while let Some(function) = open.pop() {
        function.body.visit(&mut |expr: &Expr| {
            let name = match &expr.kind {
                ExprKind::Call { name, .. } | ExprKind::Method { name, .. } => name,
                _ => return,
            };
            if let Some((_, helper)) = library.find(name)
                && called.insert(name.clone())
            {
                open.push(helper);
            }
        });
    }
    called
}

/// A function of a script other than `when`.
#[derive(Clone, Debug)]
enum Sentence {
    Tree(Node),
    Interpreted,
}

/// A rule, ready to run.
#[derive(Clone, Debug)]
pub struct Rule {
    /// For ever.
    pub code: String,
    /// Version of its content, from `versions.lock`.
    pub version: u32,
    /// What the irregularity is called.
    pub title: Words,
    /// The relation it is about.
    pub subject: &'static Relation,
    /// What kind of irregularity.
    pub kind: RuleKind,
    /// Alerts of one family are one record.
    pub family: String,
    /// Level unless the script says otherwise.
    pub level: Level,
    /// Where it stands in its life.
    pub status: Status,
    /// A family while whose yellow and red alerts it makes no record.
    pub silent_while: Option<String>,
    /// Names of the profiles in which it is active; `*` = all.
    pub profiles: Vec<String>,
    /// Whether its alerts are for named supervisors only.
    pub confidential: bool,
    /// Whether it rests on something not having happened.
    pub absence: bool,
    /// Its parameters.
    pub params: BTreeMap<String, ParamSpec>,
    /// Their values.
    pub values: BTreeMap<String, ParamValue>,
    /// Document and clause that it enforces.
    pub basis: String,
    /// Who answers for it.
    pub owner: String,
    /// Its documentation (Markdown).
    pub doc: String,
    /// Its script.
    pub source: Arc<Source>,
    /// The script's path.
    pub file: String,
    /// SHA-256 of its content, hexadecimal.
    pub hash: String,
    /// Its tests.
    pub cases: Vec<TimelineCase>,
    /// How it runs.
    pub way: Way,
    /// `when` as a tree, as it was written.
    pub(super) tree: Option<Node>,
    /// The same with its constants evaluated; for [`Way::Mixed`] the conditions before the interpreted one.
    pub(super) folded: Option<Node>,
    pub(super) condition: Option<Arc<Condition>>,
    pub(super) program: Program,
    pub(super) reading: Arc<Reading>,
    sentences: BTreeMap<&'static str, Sentence>,
    stepped: Option<Span>,
    written: Arc<Written>,
}

/// Functions a script may have besides `when`, and the type of their value.
const SENTENCES: [(&str, Ty); 4] = [("level", Ty::Text), ("who", Ty::Text), ("because", Ty::Text), ("because_en", Ty::Text)];

impl Rule {
    /// Checks and compiles what is written.
    pub(super) fn build(written: Arc<Written>, values: BTreeMap<String, ParamValue>) -> Result<Rule, Vec<ScriptError>> {
        let mut errors = Vec::new();
        let source = &written.source;
        let relation = |name: &str| written.relations.get(name).copied();
        let params: BTreeMap<String, Value<'static>> = values.iter().map(|(name, value)| (name.clone(), value.value())).collect();
        if let Some(error) = recursion(&written.functions, &written.helpers) {
            return Err(vec![error]);
        }
        let builder = || Builder::new(source.clone(), &relation, &params, &written.helpers);
        for function in &written.functions {
            if script::function(&function.name).is_some() {
                errors.push(ScriptError::at(source, function.body.span, format!("the name `{}` is taken", function.name)));
            }
        }
        let mut reading = Reading::new(&written);
        let mut tree = None;
        let mut folded = None;
        let mut way = Way::Vectorised;
        match written.function("when") {
            None => errors.push(ScriptError::at(source, Span::default(), "the script has no function `when(row)`")),
            Some(when) => {
                let mut building = builder();
                match building.function(when, written.subject, Ty::Bool).and_then(|node| boolean(source, node)) {
                    Ok(node) => {
                        reading.attributes.extend(building.attribute_types().clone());
                        let whole = fold(node.clone());
                        errors.extend(walked_too_often(&whole).map(|span| too_often(source, span)));
                        if let Some(rowwise) = super::vector::first_rowwise(&whole, written.subject) {
                            way = Way::Mixed {
                                line: source.place(rowwise.span.start).line,
                                why: format!("{}, which scans run row by row", rowwise.why),
                            };
                        }
                        folded = Some(whole);
                        tree = Some(node);
                    }
                    Err(Problem::Wrong(error)) => errors.push(error),
                    Err(Problem::Unheld(Unheld { span, why })) => {
                        errors.extend(fine_call(&written).map(|span| too_often(source, span)));
                        let line = source.place(span.start).line;
                        reading.attributes.extend(building.attribute_types().clone());
                        let mut building = builder();
                        match building.conjuncts(when, written.subject) {
                            Ok(held) if held.is_empty() => way = Way::Interpreted { line, why },
                            Ok(held) => {
                                let span = held.iter().skip(1).fold(held[0].span, |span, part| span.to(part.span));
                                folded = Some(fold(Node { kind: Kind::And(held), ty: Ty::Bool, span }));
                                reading.attributes.extend(building.attribute_types().clone());
                                way = Way::Mixed { line, why };
                            }
                            Err(Problem::Wrong(error)) => errors.push(error),
                            Err(Problem::Unheld(_)) => way = Way::Interpreted { line, why },
                        }
                    }
                }
            }
        }
        let mut sentences = BTreeMap::new();
        for (name, ty) in SENTENCES {
            let Some(function) = written.function(name) else { continue };
            let mut building = builder();
            match building.function(function, written.subject, ty) {
                Ok(node) if node.ty == ty || node.ty == Ty::Null => {
                    errors.extend(wrong_level(name, &node, source));
                    reading.attributes.extend(building.attribute_types().clone());
                    sentences.insert(name, Sentence::Tree(node));
                }
                Ok(node) => errors.push(ScriptError::at(source, node.span, format!("`{name}` gives {}, not {ty}", node.ty))),
                Err(Problem::Wrong(error)) => errors.push(error),
                Err(Problem::Unheld(_)) => {
                    sentences.insert(name, Sentence::Interpreted);
                }
            }
        }
        let program = match Program::new(source, &written.functions, &params, &written.library) {
            Ok(program) => program,
            Err(error) => {
                errors.push(error);
                return Err(errors);
            }
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        let metadata = &written.metadata;
        Ok(Rule {
            code: metadata.code.clone(),
            version: 1,
            title: metadata.title.clone(),
            subject: written.subject,
            kind: metadata.kind,
            family: metadata.family.clone().unwrap_or_else(|| metadata.code.clone()),
            level: metadata.level,
            status: metadata.status,
            silent_while: metadata.silent_while.clone(),
            profiles: metadata.profiles.clone(),
            confidential: metadata.confidential || metadata.kind == RuleKind::Integrity,
            absence: metadata.absence,
            params: metadata.params.clone(),
            values,
            basis: metadata.basis.clone(),
            owner: metadata.owner.clone(),
            doc: source.doc(),
            source: source.clone(),
            file: source.file().to_string(),
            hash: written.hash.clone(),
            cases: metadata.cases.clone(),
            way,
            condition: folded.as_ref().map(|node| Arc::new(Condition::new(node))),
            stepped: folded.as_ref().and_then(walked_by_day),
            tree,
            folded,
            program,
            reading: Arc::new(reading),
            sentences,
            written,
        })
    }

    /// Whether it is active in a profile.
    pub fn is_for(&self, profile: &str) -> bool {
        self.profiles.iter().any(|name| name == "*" || name == profile)
    }

    /// The rule with other parameters.
    ///
    /// # Errors
    /// Where a parameter is unknown or its value out of bounds, and where the script is wrong with them.
    pub fn with_params(&self, values: &BTreeMap<String, ParamValue>) -> Result<Arc<Rule>, ScriptError> {
        let mut all = self.values.clone();
        for (name, value) in values {
            let refusal = match self.params.get(name) {
                Some(spec) => spec.refusal(value),
                None => Some(format!("there is no such parameter{}", script::suggestion(name, self.params.keys().map(String::as_str)))),
            };
            if let Some(refusal) = refusal {
                return Err(ScriptError::at(&self.source, Span::default(), format!("`{name}`: {refusal}")));
            }
            all.insert(name.clone(), value.clone());
        }
        let mut rule = Rule::build(self.written.clone(), all).map_err(|mut errors| errors.remove(0))?;
        rule.version = self.version;
        Ok(Arc::new(rule))
    }

    /// Files of the library that it calls into, straight or through others.
    pub fn library_files(&self) -> impl Iterator<Item = String> {
        self.written.library.iter().map(|(source, _)| source.file().to_string())
    }

    /// Columns of the subject that the rule's condition reads, as slot numbers in order.
    pub fn slots(&self) -> &[usize] {
        &self.reading.slots
    }

    /// Whether its script reads an attribute.
    pub fn names_attributes(&self) -> bool {
        self.reading.names_attributes()
    }

    /// The first use of a clock value that makes every change of it a moment, instead of the one instant at which a comparison
    /// flips; also where the interpreter runs the rule, which is asked at each change of what it reads.
    pub fn walked_by_day(&self) -> Option<Place> {
        self.stepped.map(|span| self.source.place(span.start))
    }

    /// Relations within reach of the rule: its subject's and those of its lists.
    pub(super) fn relations(&self) -> &BTreeMap<&'static str, &'static Relation> {
        &self.written.relations
    }

    /// What stands in its files.
    pub(super) fn written(&self) -> &Written {
        &self.written
    }

    /// Whether the rule holds for a row; lowers [`Moment::valid_until`] to the earliest later instant at which the answer may
    /// change through time alone.
    ///
    /// # Errors
    /// Where the script has no answer for the row, for instance by overflow. The row is then neither a hit nor a miss.
    pub fn holds(&self, row: &dyn Row, moment: &mut Moment<'_>) -> Result<bool, RunError> {
        if let Some(condition) = &self.condition {
            match (condition.holds(row, moment), self.tree.is_some()) {
                (Ok(holds), true) => return Ok(holds),
                (Ok(false), false) => return Ok(false),
                // What follows the tree's conditions, or what they cannot decide.
                (Ok(true), false) | (Err(_), _) => {}
            }
        }
        self.holds_interpreted(row, moment)
    }

    /// The same by Rhai's interpreter.
    ///
    /// # Errors
    /// As [`Rule::holds`].
    pub fn holds_interpreted(&self, row: &dyn Row, moment: &mut Moment<'_>) -> Result<bool, RunError> {
        match self.interpreted("when", row, moment)? {
            Value::Bool(holds) => Ok(holds),
            Value::Null => Ok(false),
            _ => Err(self.error(None, "`when` gives no boolean".to_owned())),
        }
    }

    /// The level of the row's alert: what the script's `level(row)` says, else the rule's.
    ///
    /// # Errors
    /// Where the script fails on the row or names no level.
    pub fn level_of(&self, row: &dyn Row, moment: &Moment<'_>) -> Result<Level, RunError> {
        match self.sentence("level", row, moment)? {
            None => Ok(self.level),
            Some(code) => Level::parse(&code).ok_or_else(|| self.error(None, format!("`level` gives `{code}`, which is no level"))),
        }
    }

    /// Who answers for the row's alert by the script's `who(row)`; `None` where it leaves that to the default.
    ///
    /// # Errors
    /// Where the script fails on the row.
    pub fn who(&self, row: &dyn Row, moment: &Moment<'_>) -> Result<Option<String>, RunError> {
        self.sentence("who", row, moment)
    }

    /// The sentence of the script's `because(row)` or `because_en(row)`.
    ///
    /// # Errors
    /// Where the script fails on the row.
    pub fn because(&self, row: &dyn Row, moment: &Moment<'_>, language: Language) -> Result<Option<String>, RunError> {
        self.sentence(if language == Language::En { "because_en" } else { "because" }, row, moment)
    }

    fn sentence(&self, name: &str, row: &dyn Row, moment: &Moment<'_>) -> Result<Option<String>, RunError> {
        let value = match self.sentences.get(name) {
            None => return Ok(None),
            Some(Sentence::Tree(node)) => super::tree::value::evaluate(node, row, &moment.now(), &mut super::tree::value::Nobody)
                .map_err(|failure| self.error(Some(self.source.place(failure.span.start)), failure.fault.to_string()))?,
            Some(Sentence::Interpreted) => self.interpreted(name, row, &mut moment.clone())?,
        };
        Ok(match value {
            Value::Null => None,
            value => Some(value.show(moment.zone)),
        })
    }

    pub(super) fn interpreted(&self, function: &str, row: &dyn Row, moment: &mut Moment<'_>) -> Result<Value<'static>, RunError> {
        let record = self.reading.record(row, moment);
        let outcome = self.program.call(function, record, &moment.now()).map_err(|error| self.error(error.place, error.message))?;
        moment.lower(outcome.valid_until);
        Ok(outcome.value)
    }

    pub(super) fn error(&self, place: Option<Place>, message: String) -> RunError {
        RunError { rule: self.code.clone(), file: self.file.clone(), place: place.unwrap_or(Place { line: 1, column: 1 }), message }
    }
}

fn too_often(source: &Source, span: Span) -> ScriptError {
    let message = "hours and minutes are counted straight in a comparison with something that stands still, \
                   as in `minutes_since(row.taken_at) > 30`; otherwise the rule would have to be asked every minute";
    ScriptError::at(source, span, message)
}

/// The first call of a function that changes with hours or minutes, in a script that only the interpreter runs.
fn fine_call(written: &Written) -> Option<Span> {
    let mut found = None;
    for function in &written.functions {
        function.body.visit(&mut |expr| {
            if let ExprKind::Call { name, .. } | ExprKind::Method { name, .. } = &expr.kind
                && script::function(name).is_some_and(Function::is_fine)
                && found.is_none()
            {
                found = Some(expr.span);
            }
        });
    }
    found
}

fn boolean(source: &Source, node: Node) -> Result<Node, Problem> {
    match node.ty {
        Ty::Bool => Ok(node),
        ty => Err(Problem::Wrong(ScriptError::at(source, node.span, format!("`when` gives {ty}; it must give true or false")))),
    }
}

/// Texts that `level` gives straight and that are no levels.
fn wrong_level(function: &str, node: &Node, source: &Source) -> Vec<ScriptError> {
    let mut errors = Vec::new();
    if function == "level" {
        results(node, &mut |result| {
            if let Kind::Text(text) = &result.kind
                && Level::parse(text).is_none()
            {
                let hint = script::suggestion(text, Level::ALL.map(Level::code));
                errors.push(ScriptError::at(source, result.span, format!("`{text}` is no level{hint}")));
            }
        });
    }
    errors
}

fn results(node: &Node, see: &mut dyn FnMut(&Node)) {
    match &node.kind {
        Kind::If { then, other, .. } => {
            results(then, see);
            results(other, see);
        }
        Kind::Let { body, .. } => results(body, see),
        _ => see(node),
    }
}

/// Slots of the subject that a tree reads, in order.
pub(super) fn slots_of(node: &Node) -> BTreeSet<usize> {
    let mut slots = BTreeSet::new();
    node.visit(&mut |node| match &node.kind {
        Kind::Column(column) if column.row == SUBJECT => {
            slots.insert(column.slot);
        }
        Kind::List { list, .. } | Kind::Before { list, .. } | Kind::Pick { list, .. } if list.row == SUBJECT => {
            slots.insert(list.slot);
        }
        _ => {}
    });
    slots
}
