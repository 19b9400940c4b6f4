//! What a column of an office's table can mean: the roles a person chooses from, in the order in which they are shown.

use crate::ingest::profile::Title;

/// Under which heading a role is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The case and what it is about.
    Case,
    /// Times.
    Time,
    /// Limits.
    Limit,
    /// Who applied, who handled.
    Who,
    /// What came of it.
    Result,
    /// What is kept or left out.
    Other,
}

impl Group {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Group::Case => "case",
            Group::Time => "time",
            Group::Limit => "limit",
            Group::Who => "who",
            Group::Result => "result",
            Group::Other => "other",
        }
    }
}

macro_rules! roles {
    ($($variant:ident = $code:literal $group:ident $zh:literal $en:literal $hint_zh:literal $hint_en:literal;)*) => {
        /// What a column can mean.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role { $(#[doc = $hint_en] $variant,)* }

        impl Role {
            /// All roles, as they are shown.
            pub const ALL: &'static [Role] = &[$(Role::$variant,)*];

            /// Code in requests and in the tables of a saved mapping.
            pub fn code(self) -> &'static str {
                match self { $(Role::$variant => $code,)* }
            }

            /// The role of a code.
            pub fn named(code: &str) -> Option<Role> {
                match code { $($code => Some(Role::$variant),)* _ => None }
            }

            /// What it is called.
            pub fn title(self) -> Title {
                match self { $(Role::$variant => Title { zh: $zh.to_owned(), en: $en.to_owned() },)* }
            }

            /// What becomes of such a column.
            pub fn hint(self) -> Title {
                match self { $(Role::$variant => Title { zh: $hint_zh.to_owned(), en: $hint_en.to_owned() },)* }
            }

            /// Under which heading it is listed.
            pub fn group(self) -> Group {
                match self { $(Role::$variant => Group::$group,)* }
            }
        }
    };
}

roles! {
    CaseNo = "case_no" Case "办件编号" "Case number" "每件一个，再次导入时靠它认出同一件" "One for each case; a later import knows the case by it.";
    ItemName = "item_name" Case "事项名称" "Item" "办的是什么事，按它统计快慢" "What was applied for; speed is counted by it.";
    ItemImplCode = "item_impl_code" Case "事项编码" "Item code" "实施编码；没有时以事项名称代替" "Implementing code; the name stands for it where there is none.";
    ItemType = "item_type" Case "事项类型" "Type of item" "行政许可、公共服务等，作为扩展信息保留" "Kept as an extra.";
    CaseType = "case_type" Case "办件类型" "Type of case" "即办件或承诺件" "Done at once, or promised within a limit.";
    Channel = "channel" Case "申请渠道" "Channel" "窗口、网上、手机、邮寄" "Window, computer, mobile or post.";
    AppliedAt = "applied_at" Time "申请时间" "Applied" "申请人提出申请的时间" "When the applicant applied.";
    ReceivedAt = "received_at" Time "收件时间" "Received" "收到申请材料的时间" "When the papers came in.";
    AcceptedAt = "accepted_at" Time "受理时间" "Accepted" "受理的时间，时限从这里算起" "When it was accepted: limits run from here.";
    DecidedAt = "decided_at" Time "决定时间" "Decided" "作出决定的时间，时限算到这里为止" "When it was decided: limits run to here.";
    FinishedAt = "finished_at" Time "办结时间" "Finished" "办结的时间" "When it was finished.";
    DeliveredAt = "delivered_at" Time "送达时间" "Delivered" "结果送达或领取的时间" "When the result was handed over.";
    PromisedDays = "promised_days" Limit "承诺时限" "Promised limit" "几个工作日：5、5个工作日、即办都可以" "So many working days: 5, 5个工作日 or 即办 will do.";
    PromisedDueAt = "promised_due_at" Limit "承诺办结时间" "Promised due date" "承诺在哪一天以前办结；没有承诺时限时按它判断超期" "Due by then; decides where there is no limit in days.";
    StatutoryDays = "statutory_days" Limit "法定时限" "Statutory limit" "法律规定的期限" "What the law allows.";
    ApplicantName = "applicant_name" Who "申请人" "Applicant" "姓名或单位名称，只显示打码后的样子" "Name of a person or body; shown masked only.";
    ApplicantType = "applicant_type" Who "申请人类型" "Type of applicant" "自然人、企业、事业单位、社会组织、机关" "Person, enterprise, institution, social organization, organ.";
    ApplicantIdNo = "applicant_id_no" Who "证件号码" "ID number" "身份证号或统一社会信用代码，校验位会检查，只显示打码后的样子" "Citizen ID or credit code; the check digit is looked at; shown masked only.";
    ContactMobile = "contact_mobile" Who "联系电话" "Phone" "只显示打码后的样子" "Shown masked only.";
    DeptName = "dept_name" Who "办理部门" "Department" "按它统计各部门" "Departments are counted by it.";
    DeptCode = "dept_code" Who "部门编码" "Department code" "有部门名称时作为扩展信息保留" "Kept as an extra where there is a name.";
    WindowId = "window_id" Who "窗口" "Window" "在哪个窗口办的" "At which window.";
    Acceptor = "acceptor" Who "受理人" "Accepted by" "工作人员，照原样显示" "Member of staff, shown as written.";
    Handler = "handler" Who "经办人" "Handled by" "工作人员，照原样显示" "Member of staff, shown as written.";
    Result = "result" Result "办理结果" "Result" "准予、不予许可、退件等；认不出的记为其他并保留原文" "Granted, denied, returned …; what is not known counts as other, its words are kept.";
    LicenceNo = "licence_no" Result "证照编号" "Licence number" "发了什么证" "Which licence was issued.";
    Satisfaction = "satisfaction" Result "满意度" "Satisfaction" "非常满意到非常不满意，或 5 到 1" "Very satisfied to very dissatisfied, or 5 to 1.";
    FeeAmount = "fee_amount" Result "收费金额" "Fee" "单位元" "In yuan.";
    Attribute = "attribute" Other "保留" "Keep" "作为扩展信息保留，照原样显示；含个人信息的列请选不导入" "Kept as an extra and shown as written; leave out columns with personal data.";
    LeftOut = "left_out" Other "不导入" "Leave out" "这一列不导入" "The column does not go in.";
}

impl Role {
    /// Whether its values are personal and shown masked.
    pub fn is_personal(self) -> bool {
        matches!(self, Role::ApplicantName | Role::ApplicantIdNo | Role::ContactMobile)
    }

    /// Whether several columns may have it.
    pub fn is_many(self) -> bool {
        matches!(self, Role::Attribute | Role::LeftOut)
    }

    /// Whether its cells are times.
    pub fn is_time(self) -> bool {
        self.group() == Group::Time || self == Role::PromisedDueAt
    }
}

/// A role that matters, which no column has.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The role.
    pub role: Role,
    /// What cannot be told without it.
    pub consequence: Title,
}

/// What is missing among the roles that columns have.
pub fn missing(has: &dyn Fn(Role) -> bool) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut tell = |role, zh: &str, en: &str| {
        missing.push(Missing { role, consequence: Title { zh: zh.to_owned(), en: en.to_owned() } });
    };
    if !has(Role::CaseNo) {
        tell(
            Role::CaseNo,
            "没有办件编号：认不出同一件办件。请指定一列，或选几列合起来作编号",
            "Cases cannot be told apart: name a column, or several that together make the number.",
        );
    }
    if !has(Role::AcceptedAt) {
        tell(
            Role::AcceptedAt,
            "没有受理时间：时限无从起算，不能判断超期；每件办结都会算作未受理先办结",
            "Limits have no start: nothing can be late, and every finish counts as one without acceptance.",
        );
    }
    if !has(Role::FinishedAt) && !has(Role::DecidedAt) {
        tell(Role::FinishedAt, "没有办结时间：所有办件都算作在办", "Every case counts as open.");
    }
    if !has(Role::PromisedDays) && !has(Role::PromisedDueAt) {
        tell(Role::PromisedDays, "没有承诺时限：不能判断超期和临期", "Nothing can be found late or nearly due by the promise.");
    }
    if !has(Role::DeptName) && !has(Role::DeptCode) {
        tell(Role::DeptName, "没有办理部门：不能比较各部门", "Departments cannot be compared.");
    }
    if !has(Role::ItemName) && !has(Role::ItemImplCode) {
        tell(Role::ItemName, "没有事项名称：不能比较各事项", "Items cannot be compared.");
    }
    if !has(Role::AppliedAt) && !has(Role::ReceivedAt) {
        tell(
            Role::AppliedAt,
            "没有申请或收件时间：不能判断是否及时受理，收件以第一个时间代替",
            "Late acceptance cannot be seen; the first time of a case stands for its receipt.",
        );
    }
    if !has(Role::Result) && has(Role::FinishedAt) {
        tell(Role::Result, "没有办理结果：结果一律记为其他", "Every result counts as other.");
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_there_and_back() {
        for role in Role::ALL {
            assert_eq!(Role::named(role.code()), Some(*role));
            assert!(!role.title().zh.is_empty() && !role.hint().en.is_empty());
        }
        assert_eq!(Role::named("nothing"), None);
    }

    #[test]
    fn only_what_matters_is_missed() {
        let with = |roles: &[Role]| missing(&|role| roles.contains(&role)).into_iter().map(|missing| missing.role).collect::<Vec<_>>();
        let full = [
            Role::CaseNo,
            Role::AppliedAt,
            Role::AcceptedAt,
            Role::FinishedAt,
            Role::PromisedDueAt,
            Role::DeptCode,
            Role::ItemName,
            Role::Result,
        ];
        assert_eq!(with(&full), []);
        assert_eq!(with(&full[..5]), [Role::DeptName, Role::ItemName, Role::Result]);
    }
}
