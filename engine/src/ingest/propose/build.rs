//! The mapping and the profile that a person's choice makes.
//!
//! A row is a case. Its times are events; what it tells of the application goes with the first of them that can carry it (`[basics]` of the
//! mapping). Extras become attributes that the profile declares. A column of limits becomes number and unit; without a time of acceptance
//! nothing could carry it, so it is kept as an extra then.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::codes;
use super::roles::Role;
use crate::ingest::library::is_plain;
use crate::ingest::profile::CALENDARS;

/// Source of the events that a table gives.
pub const SOURCE: &str = "spreadsheet";
/// Profile by whose name rules are chosen for a new centre.
const RULES: &str = "district";
/// Most characters of a centre's code.
const MAX_CENTRE: usize = 40;

/// What a person chose.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// What separates the cells of a text, where it is no comma.
    pub delimiter: Option<char>,
    /// Role of each column, by code; a column that is not named is left out.
    pub roles: BTreeMap<String, String>,
    /// Columns that together make the case number, where no column has that role.
    pub case_no_of: Vec<String>,
    /// Code of the centre.
    pub centre: String,
    /// Name of a new centre.
    pub centre_title: Option<String>,
    /// Order of day, month and year in a column of times: `ymd`, `mdy` or `dmy`.
    pub time_formats: BTreeMap<String, String>,
    /// Calendar of a new centre.
    pub calendar: Option<String>,
}

/// What is wrong with a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The member of the choice, or the column.
    pub field: String,
    /// What is wrong, and how to mend it.
    pub message: String,
}

/// A choice made ready: its mapping and what the profile must have.
#[derive(Clone, Debug)]
pub struct Built {
    /// The mapping, as its file.
    pub mapping: Table,
    /// Attributes that the profile must declare.
    pub attributes: BTreeSet<String>,
    /// Whether due instants are the table's own, for no column tells a limit in days.
    pub is_due_given: bool,
    /// Whether silence may count as acceptance: the table tells of receipt or application, and of acceptance.
    pub has_acceptance: bool,
}

/// The columns of a choice by their role.
struct Columns<'a> {
    choice: &'a Choice,
    by_role: BTreeMap<Role, &'a str>,
}

fn of(column: &str) -> Value {
    Value::from(column)
}

fn keys(column: &str, rest: &[(&str, Value)]) -> Value {
    let mut table = Table::from_iter([("column".to_owned(), Value::from(column))]);
    table.extend(rest.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    Value::Table(table)
}

/// Makes the mapping of a choice for a table's columns.
pub fn build(choice: &Choice, columns: &[String]) -> Result<Built, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let mut refuse = |field: &str, message: String| refusals.push(Refusal { field: field.to_owned(), message });
    let mut by_role: BTreeMap<Role, &str> = BTreeMap::new();
    let (mut extras, mut left_out) = (Vec::new(), Vec::new());
    for (place, column) in columns.iter().enumerate() {
        if columns[..place].contains(column) {
            refuse(column, format!("column {column:?} stands twice in the header; rename one in the file and upload it again"));
            continue;
        }
        match choice.roles.get(column).map(String::as_str) {
            None | Some("" | "left_out") => left_out.push(column.as_str()),
            Some("attribute") => extras.push((column.clone(), column.clone())),
            Some(code) => match Role::named(code) {
                None => refuse(column, format!("there is no meaning {code:?}; GET /import-roles lists them")),
                Some(role) => {
                    if let Some(other) = by_role.insert(role, column) {
                        refuse(column, format!("{:?} and {other:?} are both {}; a case has one, choose", column, role.title().zh));
                    }
                }
            },
        }
    }
    for column in choice.roles.keys().filter(|column| !columns.contains(column)) {
        refuse(column, format!("the table has no column {column:?}; it has {}", columns.join(", ")));
    }
    if !is_plain(&choice.centre) || choice.centre.chars().count() > MAX_CENTRE {
        refuse("centre", format!("{:?} is no code of a centre; letters, digits, - and _ make one, at most {MAX_CENTRE}", choice.centre));
    }
    if let Some(calendar) = choice.calendar.as_deref().filter(|calendar| !CALENDARS.contains(calendar)) {
        refuse("calendar", format!("no calendar is called {calendar:?}; there are {}", CALENDARS.join(", ")));
    }
    for (column, order) in &choice.time_formats {
        if !columns.contains(column) {
            refuse("time_formats", format!("the table has no column {column:?}"));
        } else if formats(order).is_none() {
            refuse(column, format!("{order:?} is no order of a date; write ymd, mdy or dmy"));
        }
    }
    let is_personal = |column: &str| by_role.iter().any(|(role, taken)| *taken == column && role.is_personal());
    if !by_role.contains_key(&Role::CaseNo) {
        if choice.case_no_of.is_empty() {
            refuse(
                "case_no",
                "no column is the case number, and cases cannot be told apart; choose the column, or name several under case_no_of that together \
                 tell every case from every other and stay the same in later exports, such as a serial number and the date of receipt"
                    .to_owned(),
            );
        }
        for column in &choice.case_no_of {
            if !columns.contains(column) {
                refuse("case_no_of", format!("the table has no column {column:?}"));
            } else if is_personal(column) {
                refuse("case_no_of", format!("{column:?} is personal; a case number is shown everywhere, so it can hold nothing of it"));
            }
        }
    }
    if !by_role.keys().any(|role| is_event(*role)) {
        refuse(
            "roles",
            "no column is a time; at least one of application, receipt, acceptance, decision, finish or delivery is needed".to_owned(),
        );
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let chosen = Columns { choice, by_role };
    left_out.retain(|column| !choice.case_no_of.iter().any(|part| part == column));
    Ok(chosen.mapping(extras, &left_out))
}

fn is_event(role: Role) -> bool {
    EVENTS.iter().any(|(known, _)| *known == role)
}

/// Times that are events, in the order of a case.
const EVENTS: &[(Role, &str)] = &[
    (Role::AppliedAt, "submitted"),
    (Role::ReceivedAt, "received"),
    (Role::AcceptedAt, "accepted"),
    (Role::DecidedAt, "decided"),
    (Role::FinishedAt, "finished"),
    (Role::DeliveredAt, "delivered"),
];

/// Formats of times by the order of their parts; none = the usual ones.
fn formats(order: &str) -> Option<Vec<String>> {
    let day = match order {
        "ymd" => return Some(Vec::new()),
        "mdy" => ["%m", "%d", "%Y"],
        "dmy" => ["%d", "%m", "%Y"],
        _ => return None,
    };
    let mut formats = Vec::new();
    for between in ["/", "-", "."] {
        let date = day.join(between);
        formats.extend([" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", ""].map(|time| format!("{date}{time}")));
    }
    Some(formats)
}

impl Columns<'_> {
    fn column(&self, role: Role) -> Option<&str> {
        self.by_role.get(&role).copied()
    }

    fn time(&self, column: &str) -> Value {
        let formats = self.choice.time_formats.get(column).and_then(|order| formats(order)).unwrap_or_default();
        if formats.is_empty() { of(column) } else { keys(column, &[("formats", Value::from(formats))]) }
    }

    fn mapping(&self, mut extras: Vec<(String, String)>, left_out: &[&str]) -> Built {
        let mut tables = Table::new();
        let mut add_table = |name: &str, table: Table| {
            tables.insert(name.to_owned(), Value::Table(table));
            Value::from(name)
        };
        let mut basics = Table::new();
        let mut put = |name: &str, value: Value| basics.insert(name.to_owned(), value);
        if let Some(column) = self.column(Role::ItemName).or(self.column(Role::ItemImplCode)) {
            put("item_name", of(column));
        }
        if let Some(column) = self.column(Role::ItemImplCode).or(self.column(Role::ItemName)) {
            put("item_impl_code", of(column));
        }
        let plain =
            [(Role::ApplicantName, "applicant_name"), (Role::ApplicantIdNo, "applicant_id_no"), (Role::ContactMobile, "contact_mobile")];
        for (role, field) in plain {
            if let Some(column) = self.column(role) {
                put(field, of(column));
            }
        }
        if let Some(column) = self.column(Role::ApplicantIdNo) {
            put("applicant_id_type", keys(column, &[("part", Value::from("id_type"))]));
        }
        let coded = [
            (Role::CaseType, "case_type", codes::case_types(), None),
            (Role::Channel, "channel", codes::channels(), Some(9)),
            (Role::ApplicantType, "applicant_type", codes::applicant_types(), Some(6)),
        ];
        for (role, field, table, rest) in coded {
            let Some(column) = self.column(role) else { continue };
            let name = add_table(field, table);
            let rest = rest.map_or(("otherwise", Value::from("leave_out")), |code| ("default", Value::Integer(code)));
            put(field, keys(column, &[("table", name), rest]));
        }
        if let Some(column) = self.column(Role::PromisedDueAt) {
            put("promised_due_at", self.time(column));
        }
        let has_acceptance = self.column(Role::AcceptedAt).is_some();
        if self.column(Role::CaseType).is_none()
            && has_acceptance
            && let Some(column) = self.column(Role::PromisedDays)
        {
            put("case_type", keys(column, &[("part", Value::from("case_type"))]));
        }
        if let Some(column) = self.column(Role::AppliedAt) {
            put("applied_at", self.time(column));
        }
        // What no event can carry is kept all the same.
        for role in [Role::PromisedDays, Role::StatutoryDays] {
            if let Some(column) = self.column(role).filter(|_| !has_acceptance) {
                extras.push((column.to_owned(), role.code().to_owned()));
            }
        }
        if let Some(column) = self.column(Role::ItemType) {
            extras.push((column.to_owned(), Role::ItemType.code().to_owned()));
        }
        if let Some(column) = self.column(Role::DeptCode).filter(|_| self.column(Role::DeptName).is_some()) {
            extras.push((column.to_owned(), "dept_code_given".to_owned()));
        }
        // Who accepted stands at the acceptance, who handled it at every other event and where nobody is named.
        let has_other_event = EVENTS.iter().any(|(role, _)| *role != Role::AcceptedAt && self.column(*role).is_some());
        let is_named = [(Role::Acceptor, has_acceptance), (Role::Handler, has_other_event || self.column(Role::Acceptor).is_none())];
        for (role, is_carried) in is_named {
            if let Some(column) = self.column(role).filter(|_| !is_carried) {
                extras.push((column.to_owned(), role.code().to_owned()));
            }
        }
        let is_over = self.column(Role::FinishedAt).is_some();
        for role in [Role::Result, Role::LicenceNo] {
            let is_carried = is_over || (role == Role::Result && self.column(Role::DecidedAt).is_some());
            if let Some(column) = self.column(role).filter(|_| !is_carried) {
                extras.push((column.to_owned(), role.code().to_owned()));
            }
        }
        let mut events = Vec::new();
        for (role, kind) in EVENTS {
            let Some(column) = self.column(*role) else { continue };
            let mut payload = Table::new();
            match role {
                Role::AcceptedAt => self.limits(&mut payload),
                Role::DecidedAt => {
                    let decision = match self.column(Role::Result) {
                        Some(result) => {
                            let name = add_table("decision", codes::decisions());
                            keys(result, &[("table", name), ("default", Value::from("granted"))])
                        }
                        None => Value::Table(Table::from_iter([("const".to_owned(), Value::from("granted"))])),
                    };
                    payload.insert("decision".to_owned(), decision);
                }
                Role::FinishedAt => {
                    let result = match self.column(Role::Result) {
                        Some(result) => {
                            payload.insert("result_desc".to_owned(), of(result));
                            let name = add_table("result", codes::results());
                            keys(result, &[("table", name), ("default", Value::from("other"))])
                        }
                        None => Value::Table(Table::from_iter([("const".to_owned(), Value::from("other"))])),
                    };
                    payload.insert("result_code".to_owned(), result);
                    if let Some(licence) = self.column(Role::LicenceNo) {
                        payload.insert("licence_no".to_owned(), of(licence));
                    }
                }
                _ => {}
            }
            let actor = if *role == Role::AcceptedAt { self.column(Role::Acceptor) } else { None };
            events.push(self.event(kind, column, actor.or(self.column(Role::Handler)), payload, None));
        }
        let last = [Role::FinishedAt, Role::DecidedAt, Role::AcceptedAt, Role::ReceivedAt, Role::AppliedAt, Role::DeliveredAt];
        let last = last.into_iter().find_map(|role| self.column(role)).unwrap_or_default();
        let constant = |text: &str| Value::Table(Table::from_iter([("const".to_owned(), Value::from(text))]));
        if let Some(column) = self.column(Role::FeeAmount) {
            let amount = keys(column, &[("unit", Value::from("yuan"))]);
            let payload = Table::from_iter([("fee_no".to_owned(), constant("1")), ("amount_fen".to_owned(), amount)]);
            events.push(self.event("fee_due", last, None, payload, Some(column)));
        }
        if let Some(column) = self.column(Role::Satisfaction) {
            let name = add_table("satisfaction", codes::satisfaction());
            let satisfaction = keys(column, &[("table", name)]);
            let payload = Table::from_iter([("rating_no".to_owned(), constant("1")), ("satisfaction".to_owned(), satisfaction)]);
            events.push(self.event("rated", last, None, payload, Some(column)));
        }
        let mut mapping = Table::from_iter([
            ("shape".to_owned(), Value::from("case")),
            ("source".to_owned(), Value::from(SOURCE)),
            ("days_in_order".to_owned(), Value::Boolean(true)),
            ("missing".to_owned(), Value::from(vec!["-", "—", "--", "/", "无", "NULL", "null", "N/A"])),
            ("left_out".to_owned(), Value::from(left_out.to_vec())),
        ]);
        if let Some(sheet) = &self.choice.sheet {
            mapping.insert("sheet".to_owned(), Value::from(sheet.as_str()));
        }
        if let Some(delimiter) = self.choice.delimiter.filter(|delimiter| *delimiter != ',') {
            mapping.insert("delimiter".to_owned(), Value::from(delimiter.to_string()));
        }
        let case_no = match self.column(Role::CaseNo) {
            Some(column) => of(column),
            None => Value::Table(Table::from_iter([("join".to_owned(), Value::from(self.choice.case_no_of.clone()))])),
        };
        mapping.insert("case_no".to_owned(), case_no);
        if !extras.is_empty() {
            let attributes: Table = extras.iter().map(|(column, name)| (name.clone(), of(column))).collect();
            mapping.insert("attributes".to_owned(), Value::Table(attributes));
        }
        if !basics.is_empty() {
            mapping.insert("basics".to_owned(), Value::Table(basics));
        }
        if !tables.is_empty() {
            mapping.insert("tables".to_owned(), Value::Table(tables));
        }
        mapping.insert("events".to_owned(), Value::Array(events.into_iter().map(Value::Table).collect()));
        Built {
            mapping,
            attributes: extras.into_iter().map(|(_, name)| name).collect(),
            is_due_given: self.column(Role::PromisedDueAt).is_some() && self.column(Role::PromisedDays).is_none(),
            has_acceptance,
        }
    }

    fn limits(&self, payload: &mut Table) {
        for (role, days, unit) in
            [(Role::PromisedDays, "promised_days", "promised_unit"), (Role::StatutoryDays, "statutory_days", "statutory_unit")]
        {
            if let Some(column) = self.column(role) {
                payload.insert(days.to_owned(), keys(column, &[("part", Value::from("limit_days"))]));
                payload.insert(unit.to_owned(), keys(column, &[("part", Value::from("limit_unit"))]));
            }
        }
        if let Some(column) = self.column(Role::PromisedDueAt) {
            payload.insert("promised_due_at".to_owned(), self.time(column));
        }
    }

    fn event(&self, kind: &str, at: &str, actor: Option<&str>, payload: Table, when: Option<&str>) -> Table {
        let mut event = Table::from_iter([("type".to_owned(), Value::from(kind)), ("at".to_owned(), self.time(at))]);
        if let Some(column) = when {
            event.insert("when".to_owned(), keys(column, &[("filled", Value::Boolean(true))]));
        }
        let mut envelope = Table::new();
        let dept = self.column(Role::DeptName).or(self.column(Role::DeptCode));
        let fields = [("dept_code", dept), ("window_id", self.column(Role::WindowId)), ("actor_id", actor)];
        envelope.extend(fields.into_iter().filter_map(|(field, column)| Some((field.to_owned(), of(column?)))));
        for (name, table) in [("envelope", envelope), ("payload", payload)] {
            if !table.is_empty() {
                event.insert(name.to_owned(), Value::Table(table));
            }
        }
        event
    }
}

/// The profile of a new centre.
pub fn new_profile(choice: &Choice, built: &Built) -> Table {
    let title = choice.centre_title.as_deref().map(str::trim).filter(|title| !title.is_empty()).unwrap_or(&choice.centre);
    let titles = Table::from_iter([("zh".to_owned(), Value::from(title)), ("en".to_owned(), Value::from(title))]);
    let source = Table::from_iter([("code".to_owned(), Value::from(SOURCE))]);
    Table::from_iter([
        ("centre".to_owned(), Value::from(choice.centre.as_str())),
        ("zone".to_owned(), Value::from("Asia/Shanghai")),
        ("calendar".to_owned(), Value::from(choice.calendar.as_deref().unwrap_or("cn"))),
        ("due".to_owned(), Value::from(if built.is_due_given { "given" } else { "computed" })),
        ("deemed_acceptance".to_owned(), Value::Boolean(built.has_acceptance)),
        ("source".to_owned(), Value::from(SOURCE)),
        ("rules".to_owned(), Value::from(RULES)),
        ("title".to_owned(), Value::Table(titles)),
        ("attributes".to_owned(), Value::Table(Table::new())),
        ("sources".to_owned(), Value::Array(vec![Value::Table(source)])),
    ])
}

/// A profile with the attributes that a mapping needs, and the name by which rules list it kept; `None` where it has them already.
pub fn with_attributes(profile: &Table, rules: &str, attributes: &BTreeSet<String>) -> Option<Table> {
    let declared = profile.get("attributes").and_then(Value::as_table).cloned().unwrap_or_default();
    let new: Vec<&String> = attributes.iter().filter(|name| !declared.contains_key(*name)).collect();
    if new.is_empty() {
        return None;
    }
    let mut with = profile.clone();
    let mut all = declared;
    all.extend(new.into_iter().map(|name| (name.clone(), Value::from("text"))));
    with.insert("attributes".to_owned(), Value::Table(all));
    with.insert("rules".to_owned(), Value::from(rules));
    Some(with)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::mapping::once::Repeats;
    use crate::ingest::{Mapping, Profile};

    fn choice(roles: &[(&str, &str)]) -> Choice {
        let roles = roles.iter().map(|(column, role)| ((*column).to_owned(), (*role).to_owned())).collect();
        Choice { roles, centre: "qinghe".to_owned(), centre_title: Some("清河县".to_owned()), ..Choice::default() }
    }

    fn columns(choice: &Choice) -> Vec<String> {
        choice.roles.keys().cloned().collect()
    }

    #[test]
    fn every_role_makes_a_mapping_that_binds() {
        let all: Vec<(&str, &str)> = Role::ALL.iter().map(|role| (role.code(), role.code())).collect();
        let without = |left: &[&str]| choice(&all.iter().copied().filter(|(_, role)| !left.contains(role)).collect::<Vec<_>>());
        let tables: [&[&str]; 5] = [
            &[],
            &["accepted_at"],
            &["finished_at", "promised_days"],
            &["result", "case_type"],
            &["applied_at", "received_at", "decided_at", "finished_at", "delivered_at"],
        ];
        for choice in tables.map(without) {
            let columns = columns(&choice);
            let built = build(&choice, &columns).expect("right");
            let text = toml::to_string(&built.mapping).expect("written");
            let mapping = Mapping::read("m", "m.toml", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let profile = with_attributes(&new_profile(&choice, &built), RULES, &built.attributes).expect("new attributes");
            let profile = Profile::read("qinghe", "qinghe.toml", &toml::to_string(&profile).expect("written")).expect("a profile");
            if let Err(problems) = mapping.bind(&columns, &profile) {
                panic!("{problems:?}\n{text}");
            }
        }
    }

    #[test]
    fn a_row_gives_its_events_with_the_basics_on_the_first_that_can_carry_them() {
        let choice = choice(&[
            ("号", "case_no"),
            ("事项", "item_name"),
            ("受理", "accepted_at"),
            ("时限", "promised_days"),
            ("办结", "finished_at"),
            ("结果", "result"),
        ]);
        let columns: Vec<String> = ["号", "事项", "受理", "时限", "办结", "结果"].map(str::to_owned).to_vec();
        let built = build(&choice, &columns).expect("right");
        let mapping = Mapping::read("m", "m.toml", &toml::to_string(&built.mapping).expect("written")).expect("valid");
        let profile = Profile::read("qinghe", "q.toml", &toml::to_string(&new_profile(&choice, &built)).expect("written")).expect("valid");
        let bound = mapping.bind(&columns, &profile).expect("binds");
        let row = ["A1", "食品", "2025-01-03", "5个工作日", "2025-01-09 10:00", "同意"].map(str::to_owned);
        let events: Vec<_> = bound.events(&row, 2, &mut Repeats::default()).into_iter().map(|event| event.expect("good")).collect();
        let kinds: Vec<&str> = events.iter().filter_map(|event| event["type"].as_str()).collect();
        assert_eq!(kinds, ["received", "accepted", "finished"]);
        assert_eq!((&events[0]["payload"]["item_name"], &events[0]["precision"]), (&"食品".into(), &"day".into()));
        assert_eq!(events[0]["payload"]["case_type"], 2);
        assert_eq!((&events[1]["payload"]["promised_days"], &events[1]["payload"]["promised_unit"]), (&5.into(), &"wd".into()));
        assert_eq!((&events[2]["payload"]["result_code"], &events[2]["payload"]["result_desc"]), (&"granted".into(), &"同意".into()));
        let times: Vec<&str> = events.iter().filter_map(|event| event["occurred_at"].as_str()).collect();
        assert_eq!(times, ["2025-01-03T00:00:00+08:00", "2025-01-03T00:00:00+08:00", "2025-01-09T10:00:00+08:00"]);
        let same_day = ["A3", "食品", "2025-01-03 09:30", "5", "2025-01-03", ""].map(str::to_owned);
        let events: Vec<_> = bound.events(&same_day, 3, &mut Repeats::default()).into_iter().filter_map(Result::ok).collect();
        assert_eq!((&events[2]["occurred_at"], &events[2]["precision"]), (&"2025-01-03T23:59:59.999999+08:00".into(), &"day".into()));
        let odd = ["A2", "食品", "2025-01-03", "尽快", "", ""].map(str::to_owned);
        let faults: Vec<_> = bound.events(&odd, 3, &mut Repeats::default()).into_iter().filter_map(Result::err).collect();
        assert!(!faults.is_empty() && faults.iter().all(|fault| fault.field.as_deref() == Some("时限")), "{faults:?}");
    }

    #[test]
    fn a_wrong_choice_is_refused_with_all_that_is_wrong() {
        let mut wrong = choice(&[("a", "finished_at"), ("b", "finished_at"), ("c", "colour"), ("d", "applicant_name")]);
        wrong.roles.insert("zz".to_owned(), "case_type".to_owned());
        wrong.case_no_of = vec!["d".to_owned(), "q".to_owned()];
        wrong.centre = "../x".to_owned();
        wrong.calendar = Some("mars".to_owned());
        wrong.time_formats.insert("a".to_owned(), "xyz".to_owned());
        let columns: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        let refusals = build(&wrong, &columns).expect_err("wrong");
        let fields: Vec<&str> = refusals.iter().map(|refusal| refusal.field.as_str()).collect();
        assert_eq!(fields, ["b", "c", "zz", "centre", "calendar", "a", "case_no_of", "case_no_of"]);
        let none = build(&choice(&[("a", "item_name")]), &["a".to_owned()]).expect_err("wrong");
        assert_eq!(none.iter().map(|refusal| refusal.field.as_str()).collect::<Vec<_>>(), ["case_no", "roles"]);
    }
}
