//! The relation `alert` (监察预警) and the fold of its steps.

use arrow::error::ArrowError;

use super::{At, Table, records};
use crate::case::event::Event;
use crate::case::payload::{AlertStep, Payload};
use crate::schema::{Row, Type};
use crate::sym::Sym;
use crate::time::Micros;

/// An alert as its steps left it.
///
/// Steps of the engine carry all current values of the alert, known by their `since`: they are taken over as they are, also where one
/// is now empty (an alert that ended may be open again). Steps of people carry only what they change.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertRecord {
    /// Centre.
    pub centre: Sym,
    /// Number, given when it was first raised.
    pub alert_no: Box<str>,
    /// Case, for subjects that belong to one.
    pub case_no: Option<Box<str>>,
    /// Family.
    pub family: Sym,
    /// Rule of the highest rung.
    pub rule: Sym,
    /// Its version.
    pub version: i64,
    /// Relation it was judged on.
    pub subject: Sym,
    /// Key of the row, its parts joined by `/`.
    pub subject_key: Box<str>,
    /// Which stretch of the family on this row, from 1, where the step says.
    pub occurrence: Option<i64>,
    /// Computed level: remind, warn, yellow, red.
    pub level: Sym,
    /// First instant of the interval.
    pub since: Micros,
    /// First instant of the highest rung.
    pub level_since: Micros,
    /// First instant after it; `None` while it lasts.
    pub ended_at: Option<Micros>,
    /// When it was first raised.
    pub raised_at: Micros,
    /// Whether the facts as now known bear it.
    pub supported: bool,
    /// When it was taken back.
    pub withdrawn_at: Option<Micros>,
    /// Whether it is proposed to be lifted and nobody has decided.
    pub is_lift_proposed: bool,
    /// Whether a person lifted it.
    pub is_lifted: bool,
    /// When a person lifted it.
    pub lifted_at: Option<Micros>,
    /// Who lifted it: the two who decided, in the order of their codes; the second is none where one decided alone.
    pub lifted_by: [Option<Sym>; 2],
    /// 待核实: rests on an absence after its source's watermark.
    pub is_pending: bool,
    /// 存量: began before its source was supervised.
    pub is_stock: bool,
    /// 补录: a late or hand-typed event changed it.
    pub is_backfilled: bool,
    /// What a person made of the level: a lower one, or `none` where it was lifted; `None` while nobody decided.
    pub decided_level: Option<Sym>,
    /// The card (yellow or red) that facts no longer bear at that level, while nobody decided: a correction must not be a way to erase one.
    pub held_level: Option<Sym>,
    /// When the person answering for it was first told.
    pub told_at: Option<Micros>,
    /// Only for named supervisors (rules of kind integrity). Whoever knows the rules sets it: steps do not carry it.
    pub is_confidential: bool,
    /// Department that answers for it.
    pub responsible_dept: Option<Sym>,
    /// Window.
    pub responsible_window: Option<Sym>,
    /// Person.
    pub responsible_person: Option<Sym>,
    /// Link.
    pub responsible_link: Option<Box<str>>,
    /// Hash of its proof.
    pub proof_hash: Option<Box<str>>,
    /// Steps so far.
    pub steps: i64,
}

impl AlertRecord {
    /// The record that a first step makes; `None` if the event is no alert step or lacks a number or a `since`.
    pub fn raised(event: &Event) -> Option<AlertRecord> {
        let Payload::AlertStep(step) = &event.payload else { return None };
        let since = step.since?.0;
        let none = || Sym::new("");
        let mut record = AlertRecord {
            centre: event.centre,
            alert_no: step.alert_no.clone()?,
            case_no: event.case_no.clone(),
            family: step.family.or(step.rule).unwrap_or_else(none),
            rule: step.rule.unwrap_or_else(none),
            version: 0,
            subject: none(),
            subject_key: Box::default(),
            occurrence: None,
            level: none(),
            since,
            level_since: since,
            ended_at: None,
            raised_at: event.occurred_at,
            supported: true,
            withdrawn_at: None,
            is_lift_proposed: false,
            is_lifted: false,
            lifted_at: None,
            lifted_by: [None; 2],
            is_pending: false,
            is_stock: false,
            is_backfilled: false,
            decided_level: None,
            held_level: None,
            told_at: None,
            is_confidential: false,
            responsible_dept: None,
            responsible_window: None,
            responsible_person: None,
            responsible_link: None,
            proof_hash: None,
            steps: 0,
        };
        record.apply(event);
        Some(record)
    }

    /// Takes in a step, in fold order. Events of other types and of other alerts change nothing.
    pub fn apply(&mut self, event: &Event) {
        let Payload::AlertStep(step) = &event.payload else { return };
        if step.alert_no.as_deref() != Some(&*self.alert_no) || event.centre != self.centre {
            return;
        }
        self.steps += 1;
        if let Some(since) = step.since {
            self.take_values(step, since.0);
        }
        match step.step.map(Sym::text).unwrap_or_default() {
            "told" => self.told_at = self.told_at.or(Some(event.occurred_at)),
            "supported" => {
                self.supported = true;
                self.is_lift_proposed = self.held_level.is_some();
            }
            "unsupported" => self.supported = false,
            "withdrawn" => {
                self.supported = false;
                self.withdrawn_at = Some(event.occurred_at);
            }
            "lift_proposed" => {
                self.supported = false;
                self.is_lift_proposed = true;
            }
            "lifted" => {
                self.is_lift_proposed = false;
                self.is_lifted = true;
                self.lifted_at = Some(event.occurred_at);
                self.lifted_by = pair(&step.decider_ids, event.actor_id);
                self.decided_level = Some(Sym::new("none"));
                self.held_level = None;
            }
            "downgraded" => {
                self.is_lift_proposed = false;
                self.decided_level = step.level.or(self.decided_level);
                self.held_level = None;
            }
            "kept" => {
                self.is_lift_proposed = false;
                self.is_lifted = false;
                (self.lifted_at, self.lifted_by) = (None, [None; 2]);
                self.decided_level = Some(step.level.or(self.held_level).unwrap_or(self.level));
                self.held_level = None;
            }
            _ => {}
        }
    }

    /// A computed level that falls from a card is a proposal to lift it, for a person to decide; one that rises to it again takes that back.
    fn hold_card(&mut self, before: Sym) {
        let held = self.held_level.unwrap_or(before);
        if self.decided_level.is_some() || card(held) == 0 {
            return;
        }
        if card(self.level) < card(held) {
            self.held_level = Some(held);
            self.is_lift_proposed = true;
        } else if self.held_level.take().is_some() {
            self.is_lift_proposed = false;
        }
    }

    fn take_values(&mut self, step: &AlertStep, since: Micros) {
        self.since = since;
        self.family = step.family.unwrap_or(self.family);
        self.rule = step.rule.unwrap_or(self.rule);
        self.version = step.version.unwrap_or(self.version);
        self.subject = step.subject.unwrap_or(self.subject);
        if let Some(key) = &step.subject_key {
            self.subject_key.clone_from(key);
        }
        self.occurrence = step.occurrence.or(self.occurrence);
        // A person's lower level is the handled one and never the computed one.
        if step.step.map(Sym::text) != Some("downgraded") {
            let before = self.level;
            self.level = step.level.unwrap_or(before);
            // What waited for its source's data until now was no card yet.
            if !self.is_pending {
                self.hold_card(before);
            }
        }
        self.level_since = step.level_since.map_or(since, |at| at.0);
        self.ended_at = step.ended_at.map(|at| at.0);
        self.responsible_dept = step.responsible_dept;
        self.responsible_window = step.responsible_window;
        self.responsible_person = step.responsible_person;
        self.responsible_link.clone_from(&step.responsible_link);
        self.is_pending = step.is_pending.unwrap_or(false);
        self.is_stock = step.is_stock.unwrap_or(false);
        self.is_backfilled = step.is_backfilled.unwrap_or(false);
        if step.proof_hash.is_some() {
            self.proof_hash.clone_from(&step.proof_hash);
        }
    }

    /// open, ended, withdrawn, lift_proposed or lifted.
    pub fn status(&self) -> &'static str {
        if self.is_lifted {
            "lifted"
        } else if self.withdrawn_at.is_some() {
            "withdrawn"
        } else if self.is_lift_proposed {
            "lift_proposed"
        } else if self.ended_at.is_some() {
            "ended"
        } else {
            "open"
        }
    }

    /// The level as people left it, `none` where it was lifted. While nobody decided the computed one, or the card that it fell from.
    pub fn handled_level(&self) -> Sym {
        self.decided_level.or(self.held_level).unwrap_or(self.level)
    }
}

/// Two deciders in the order of their codes, so that a pair is one pair whoever of them comes first; who acted where nobody is named.
fn pair(deciders: &[Sym], actor: Option<Sym>) -> [Option<Sym>; 2] {
    let mut named: Vec<Sym> = if deciders.is_empty() { actor.into_iter().collect() } else { deciders.to_vec() };
    named.sort_by_key(|person| person.text());
    named.dedup();
    [named.first().copied(), named.get(1).copied()]
}

/// How high a card is; 0 for what is none.
fn card(level: Sym) -> u8 {
    match level.text() {
        "red" => 2,
        "yellow" => 1,
        _ => 0,
    }
}

/// Alerts as the relation `alert`.
///
/// # Errors
/// If a column outgrows what Arrow can hold.
pub fn alert_table<'a>(records: impl IntoIterator<Item = &'a AlertRecord>) -> Result<Table, ArrowError> {
    Table::from_rows(&ALERT, records.into_iter().map(|record| record as &dyn Row))
}

records! {
    /// 监察预警: one row an alert.
    pub ALERT for AlertRecord = "alert" "监察预警" "A stretch of time in which a family of rules holds on a row." key ["alert_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        alert_no "预警编号" Type::Text, Events "Number, given when it was first raised." => |row| &row.alert_no;
        case_no "办件编号" Type::Text, Events "Case; null for groups." => |row| &row.case_no;
        dept_code "部门" Type::Code, Events "Department that answers for it." => |row| row.responsible_dept;
        window_id "窗口" Type::Code, Events "Window that answers for it." => |row| row.responsible_window;
        family "规则族" Type::Code, Events "One rule, or the rungs of one ladder." => |row| row.family;
        rule "规则" Type::Code, Events "Code of the highest rung's rule." => |row| row.rule;
        version "规则版本" Type::Int, Events "Its version." => |row| row.version;
        subject "主体" Type::Code, Events "Relation it was judged on." => |row| row.subject;
        subject_key "主体键" Type::Text, Events "Key of the row, its parts joined by /." => |row| &row.subject_key;
        occurrence "第几次" Type::Int, Events "Which stretch of the family on this row, where known." => |row| row.occurrence;
        level "级别" Type::Code, Events "Computed level: remind, warn, yellow, red." => |row| row.level;
        since "开始时间" Type::Ts, Events "First instant of the stretch." => |row| At(row.since);
        level_since "本级开始" Type::Ts, Events "First instant of the highest rung." => |row| At(row.level_since);
        ended_at "结束时间" Type::Ts, Events "First instant after the stretch; null while it lasts." => |row| At(row.ended_at);
        raised_at "发出时间" Type::Ts, Events "When the alert was first raised." => |row| At(row.raised_at);
        supported "成立" Type::Bool, Events "Whether the facts as now known bear it." => |row| row.supported;
        withdrawn_at "撤回时间" Type::Ts, Events "When it was taken back." => |row| At(row.withdrawn_at);
        status "状态" Type::Code, Events "open, ended, withdrawn, lift_proposed, lifted." => |row| row.status();
        is_pending "待核实" Type::Bool, Events "Rests on an absence after its source's watermark." => |row| row.is_pending;
        is_stock "存量" Type::Bool, Events "Began before its source was supervised." => |row| row.is_stock;
        is_backfilled "补录" Type::Bool, Events "A late or hand-typed event changed it." => |row| row.is_backfilled;
        lifted_at "摘牌时间" Type::Ts, Events "When a person lifted it; null where nobody did." => |row| At(row.lifted_at);
        decider_a "摘牌人一" Type::Code, Events "First of those who lifted it, by code." => |row| row.lifted_by[0];
        decider_b "摘牌人二" Type::Code, Events "Second; null where one decided alone." => |row| row.lifted_by[1];
        handled_level "处理级别" Type::Code, Events "Level as people left it, none where lifted; while nobody decided the computed one, or the card it fell from." => |row| row.handled_level();
        told_at "告知时间" Type::Ts, Events "When who answers for it was first told." => |row| At(row.told_at);
        is_confidential "涉密" Type::Bool, Events "Only for named supervisors (integrity)." => |row| row.is_confidential;
        responsible_dept "责任部门" Type::Code, Events "Department that answers for it." => |row| row.responsible_dept;
        responsible_window "责任窗口" Type::Code, Events "Window that answers for it." => |row| row.responsible_window;
        responsible_person "责任人" Type::Code, Events "Person who answers for it; null while somebody else is waited for." => |row| row.responsible_person;
        responsible_link "责任环节" Type::Text, Events "Link in which it arose." => |row| &row.responsible_link;
        proof_hash "依据指纹" Type::Text, Events "Hash of its proof." => |row| &row.proof_hash;
    }
}
