//! The table of rights: which role may do what, and how far it reaches. Everything else is denied.
//!
//! The router names a right for every route ([`super::super::router`]); the console reads the same table from `GET /access`. A new role or
//! right is a line here.

use mingjing_engine::ledger::access::Account;

use crate::model::Words;

/// Enumerations with a code and words for people.
macro_rules! named {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal $zh:literal $en:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// As it is written in accounts and answers.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            /// What people call it.
            pub fn title(self) -> Words {
                let (zh, en) = match self { $($name::$variant => ($zh, $en),)* };
                Words { zh: zh.to_owned(), en: en.to_owned() }
            }
        }
    };
}

named! {
    /// What an account may be given.
    Role {
        /// Looks after the supervision of a centre.
        Supervisor = "supervisor" "监察员" "Supervisor",
        /// Approves rules and confirms notices.
        RuleApprover = "rule_approver" "规则审批人" "Rule approver",
        /// Leads the centre.
        Leader = "leader" "领导" "Leader",
        /// Speaks for a department at the centre.
        ChiefRepresentative = "chief_representative" "首席代表" "Chief representative",
        /// A department's own inspector.
        DepartmentInspector = "department_inspector" "部门内部监察员" "Department inspector",
        /// Heads windows.
        WindowHead = "window_head" "窗口负责人" "Window head",
        /// Works at a window.
        WindowClerk = "window_clerk" "窗口人员" "Window clerk",
        /// Looks again at what was found.
        Reviewer = "reviewer" "复核人" "Reviewer",
        /// Decides on cards.
        Decider = "decider" "决定人" "Decider",
        /// Looks after complaints.
        ComplaintOfficer = "complaint_officer" "投诉受理员" "Complaint officer",
        /// Of the discipline inspection.
        DisciplineInspector = "discipline_inspector" "纪检监察员" "Discipline inspector",
        /// Makes and locks accounts; sees no business.
        SystemAdmin = "system_admin" "系统管理员" "System administrator",
        /// Gives roles and scopes; sees no business.
        SecurityAdmin = "security_admin" "安全管理员" "Security administrator",
        /// Reads the logs; changes nothing.
        AuditAdmin = "audit_admin" "审计管理员" "Audit administrator",
        /// A source system that posts events of its source. Accounts of persons never have it.
        SourceSystem = "source_system" "来源系统" "Source system",
    }
}

named! {
    /// What may be allowed.
    Right {
        /// One's own account: who one is, password, logging out.
        Own = "own" "本人账号" "One's own account",
        /// Names of centres, departments and rules, and the clock.
        Meta = "meta" "名称与时钟" "Names and the clock",
        /// Figures of the first screen.
        Overview = "overview" "总览" "Overview",
        /// Alerts and why they hold.
        Alerts = "alerts" "预警" "Alerts",
        /// Alerts of rules that are confidential.
        Confidential = "alerts.confidential" "廉政预警" "Confidential alerts",
        /// Cases.
        Cases = "cases" "办件" "Cases",
        /// Statutory reports.
        Reports = "reports" "报表" "Reports",
        /// Rules with their tests and figures.
        Rules = "rules" "规则" "Rules",
        /// Health check of a centre.
        Checkup = "checkup" "体检" "Health check",
        /// Imports, sources and quarantine.
        Intake = "intake" "数据接入" "Data intake",
        /// Imports files, mends and takes back.
        ChangeIntake = "intake.change" "导入与修补" "Importing and mending",
        /// Posts events.
        PostEvents = "events.post" "推送事件" "Posting events",
        /// The calendar.
        Calendar = "calendar" "日历" "Calendar",
        /// Proposes notices of the calendar.
        ProposeNotice = "notices.propose" "提出日历通知" "Proposing notices",
        /// Confirms or turns down what another proposed.
        DecideNotice = "notices.decide" "确认日历通知" "Confirming notices",
        /// Who was where, with masked names.
        People = "people" "人员岗位" "People and posts",
        /// Names of staff in clear.
        PeopleNames = "people.names" "人员姓名" "Names of staff",
        /// Imports people and posts.
        ChangePeople = "people.change" "导入人员" "Importing people",
        /// Lists accounts.
        Accounts = "accounts" "账号" "Accounts",
        /// Makes, locks and resets accounts, and tokens of sources.
        ChangeAccounts = "accounts.change" "管理账号" "Managing accounts",
        /// Gives roles and scopes.
        GiveRoles = "roles.give" "授予角色" "Giving roles",
        /// Reads the logs.
        Logs = "logs" "审计日志" "Logs",
        /// Figures of the server itself.
        Metrics = "metrics" "运行指标" "Server figures",
    }
}

impl Role {
    /// The one with this code.
    pub fn of_code(code: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|role| role.code() == code)
    }
}

/// How far a right reaches, narrowest first. The account's scope narrows it further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// What one did or answers for oneself.
    Own,
    /// The windows of the account.
    Window,
    /// The departments of the account.
    Department,
    /// All that the account is not bound away from.
    All,
}

impl Reach {
    /// As it is written in answers.
    pub fn code(self) -> &'static str {
        match self {
            Reach::Own => "own",
            Reach::Window => "window",
            Reach::Department => "department",
            Reach::All => "all",
        }
    }
}

/// A line of the table: what a role may do within a reach.
pub struct Line {
    /// Role.
    pub role: Role,
    /// How far.
    pub reach: Reach,
    /// What.
    pub rights: &'static [Right],
}

const fn line(role: Role, reach: Reach, rights: &'static [Right]) -> Line {
    Line { role, reach, rights }
}

/// What every person may do who is logged in.
pub const EVERYBODY: &[Right] = &[Right::Own, Right::Meta];

/// The table.
pub const TABLE: &[Line] = &[
    line(
        Role::Supervisor,
        Reach::All,
        &[
            Right::Overview,
            Right::Alerts,
            Right::Cases,
            Right::Reports,
            Right::Rules,
            Right::Checkup,
            Right::Intake,
            Right::ChangeIntake,
            Right::PostEvents,
            Right::Calendar,
            Right::ProposeNotice,
            Right::DecideNotice,
            Right::People,
            Right::PeopleNames,
            Right::ChangePeople,
        ],
    ),
    line(
        Role::RuleApprover,
        Reach::All,
        &[
            Right::Overview,
            Right::Alerts,
            Right::Cases,
            Right::Reports,
            Right::Rules,
            Right::Checkup,
            Right::Calendar,
            Right::DecideNotice,
            Right::People,
        ],
    ),
    line(
        Role::Leader,
        Reach::All,
        &[
            Right::Overview,
            Right::Alerts,
            Right::Confidential,
            Right::Cases,
            Right::Reports,
            Right::Rules,
            Right::Checkup,
            Right::Calendar,
            Right::DecideNotice,
            Right::People,
            Right::PeopleNames,
        ],
    ),
    line(
        Role::ChiefRepresentative,
        Reach::Department,
        &[Right::Overview, Right::Alerts, Right::Cases, Right::Calendar, Right::People, Right::PeopleNames],
    ),
    line(
        Role::DepartmentInspector,
        Reach::Department,
        &[Right::Overview, Right::Alerts, Right::Cases, Right::Calendar, Right::People, Right::PeopleNames],
    ),
    line(Role::WindowHead, Reach::Window, &[Right::Alerts, Right::Cases, Right::Calendar, Right::People]),
    line(Role::WindowClerk, Reach::Own, &[Right::Alerts, Right::Cases, Right::Calendar]),
    line(Role::Reviewer, Reach::All, &[Right::Overview, Right::Alerts, Right::Cases, Right::Rules, Right::Calendar, Right::People]),
    line(
        Role::Decider,
        Reach::All,
        &[Right::Overview, Right::Alerts, Right::Cases, Right::Reports, Right::Rules, Right::Calendar, Right::People],
    ),
    line(Role::ComplaintOfficer, Reach::All, &[Right::Overview, Right::Alerts, Right::Cases, Right::Calendar]),
    line(
        Role::DisciplineInspector,
        Reach::All,
        &[
            Right::Overview,
            Right::Alerts,
            Right::Confidential,
            Right::Cases,
            Right::Reports,
            Right::Rules,
            Right::Calendar,
            Right::People,
            Right::PeopleNames,
        ],
    ),
    line(Role::SystemAdmin, Reach::All, &[Right::Accounts, Right::ChangeAccounts, Right::Metrics]),
    line(Role::SecurityAdmin, Reach::All, &[Right::Accounts, Right::GiveRoles]),
    line(Role::AuditAdmin, Reach::All, &[Right::Accounts, Right::Logs]),
    line(Role::SourceSystem, Reach::All, &[Right::PostEvents]),
];

/// The three administrators. Nobody is two of them, and none of them has a part in the business.
pub const ADMINISTRATORS: [Role; 3] = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];

/// The roles of an account that this program knows.
pub fn roles_of(account: &Account) -> impl Iterator<Item = Role> + '_ {
    account.roles.iter().filter_map(|code| Role::of_code(code))
}

/// How far a role reaches with a right; `None` where it has not got it.
pub fn reach_of_role(role: Role, right: Right) -> Option<Reach> {
    TABLE.iter().filter(|line| line.role == role && line.rights.contains(&right)).map(|line| line.reach).max()
}

/// How far an account reaches with a right: the widest of its roles.
pub fn reach_of(account: &Account, right: Right) -> Option<Reach> {
    let is_person = account.kind == mingjing_engine::ledger::access::AccountKind::Person;
    if is_person && EVERYBODY.contains(&right) {
        return Some(Reach::All);
    }
    roles_of(account).filter_map(|role| reach_of_role(role, right)).max()
}

/// Why a set of roles cannot be given to a person; `None` where it can.
pub fn conflict(roles: &[Role]) -> Option<String> {
    if roles.contains(&Role::SourceSystem) {
        return Some("source_system is for source systems only; make a token of the source instead".to_owned());
    }
    let administrators: Vec<&str> = ADMINISTRATORS.iter().filter(|role| roles.contains(role)).map(|role| role.code()).collect();
    if administrators.len() > 1 {
        return Some(format!("nobody may be {} at once; give them to different people", administrators.join(" and ")));
    }
    if administrators.len() == 1 && roles.len() > 1 {
        return Some(format!("whoever is {} has no part in the business; give the other roles to another account", administrators[0]));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_and_every_right_stands_in_the_table() {
        for role in Role::ALL {
            assert!(TABLE.iter().any(|line| line.role == *role), "{}", role.code());
        }
        for right in Right::ALL {
            let is_given = EVERYBODY.contains(right) || TABLE.iter().any(|line| line.rights.contains(right));
            assert!(is_given, "{} is given to nobody", right.code());
        }
    }

    #[test]
    fn codes_are_read_back_and_differ() {
        for role in Role::ALL {
            assert_eq!(Role::of_code(role.code()), Some(*role));
        }
        let mut codes: Vec<&str> = Right::ALL.iter().map(|right| right.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Right::ALL.len());
        assert_eq!(Role::of_code("root"), None);
    }

    #[test]
    fn administrators_see_no_business_and_share_no_right_to_change() {
        let business = [Right::Alerts, Right::Cases, Right::Overview, Right::Reports, Right::PeopleNames, Right::Intake];
        for role in ADMINISTRATORS {
            for right in business {
                assert_eq!(reach_of_role(role, right), None, "{} {}", role.code(), right.code());
            }
        }
        for right in [Right::ChangeAccounts, Right::GiveRoles, Right::Logs] {
            let holders: Vec<&str> =
                Role::ALL.iter().filter(|role| reach_of_role(**role, right).is_some()).map(|role| role.code()).collect();
            assert_eq!(holders.len(), 1, "{}: {holders:?}", right.code());
        }
    }

    #[test]
    fn sets_of_roles_that_would_control_themselves_are_refused() {
        use Role::{AuditAdmin, Leader, SecurityAdmin, SourceSystem, Supervisor, SystemAdmin};
        let table: &[(&[Role], bool)] = &[
            (&[], true),
            (&[Supervisor, Leader], true),
            (&[SystemAdmin], true),
            (&[SystemAdmin, SecurityAdmin], false),
            (&[SecurityAdmin, AuditAdmin], false),
            (&[AuditAdmin, Supervisor], false),
            (&[SourceSystem], false),
        ];
        for (roles, is_allowed) in table {
            assert_eq!(conflict(roles).is_none(), *is_allowed, "{roles:?}");
        }
    }

    #[test]
    fn the_widest_role_counts() {
        let account = |roles: &[Role]| super::super::samples::account("x", roles);
        assert_eq!(reach_of(&account(&[Role::WindowClerk]), Right::Alerts), Some(Reach::Own));
        assert_eq!(reach_of(&account(&[Role::WindowClerk, Role::ChiefRepresentative]), Right::Alerts), Some(Reach::Department));
        assert_eq!(reach_of(&account(&[Role::WindowClerk]), Right::Rules), None);
        assert_eq!(reach_of(&account(&[]), Right::Own), Some(Reach::All));
    }
}
