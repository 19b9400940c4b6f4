//! Headings: words by which a column's role is known, and how well each tells it.

use super::roles::Role;
use crate::identifiers;

/// Words of a role: those that leave no doubt, and those that make it likely.
struct Words {
    role: Role,
    sure: &'static [&'static str],
    likely: &'static [&'static str],
}

/// Normalised: half width, small letters, without blanks, punctuation and brackets.
const WORDS: &[Words] = &[
    Words {
        role: Role::CaseNo,
        sure: &[
            "办件编号",
            "办件编码",
            "办件号",
            "受理编号",
            "受理号",
            "业务流水号",
            "办件流水号",
            "流水号",
            "申办号",
            "申办流水号",
            "申报号",
            "申报编号",
            "申请编号",
            "案件编号",
            "收件编号",
            "caseno",
            "casenumber",
            "caseid",
            "applicationnumber",
            "applicationno",
        ],
        likely: &[
            "业务编号",
            "业务号",
            "办理编号",
            "登记编号",
            "登记号",
            "单号",
            "编号",
            "工单编号",
            "permitnumber",
            "permitno",
            "reference",
            "requestid",
            "number",
            "id",
        ],
    },
    Words {
        role: Role::ItemName,
        sure: &[
            "事项名称",
            "办理事项",
            "办理事项名称",
            "申请事项",
            "审批事项",
            "许可事项",
            "服务事项",
            "业务事项",
            "事项",
            "itemname",
            "item",
            "servicename",
        ],
        likely: &[
            "业务名称",
            "业务类型",
            "业务类别",
            "办件名称",
            "项目名称",
            "办理内容",
            "申请内容",
            "service",
            "requesttype",
            "permittype",
        ],
    },
    Words {
        role: Role::ItemImplCode,
        sure: &["实施编码", "事项编码", "事项代码", "实施清单编码", "事项实施编码", "itemcode"],
        likely: &["业务编码", "基本编码"],
    },
    Words { role: Role::ItemType, sure: &["事项类型", "事项类别", "权力类型", "itemtype"], likely: &["事项性质"] },
    Words { role: Role::CaseType, sure: &["办件类型", "办件类别", "casetype"], likely: &["办理类型", "件类型"] },
    Words {
        role: Role::Channel,
        sure: &["申请渠道", "申报渠道", "受理渠道", "办理渠道", "申请方式", "申报方式", "办理形式", "受理方式", "渠道", "channel"],
        likely: &["办件来源", "来源", "办理方式", "收件方式"],
    },
    Words {
        role: Role::AppliedAt,
        sure: &[
            "申请时间",
            "申请日期",
            "申请日",
            "申报时间",
            "申报日期",
            "申办时间",
            "申办日期",
            "提交时间",
            "提交日期",
            "appliedat",
            "applied",
            "applicationdate",
            "submittedat",
            "submitted",
            "dateapplied",
        ],
        likely: &["登记时间", "登记日期", "创建时间", "opendate", "openedat", "opened", "created", "createdat"],
    },
    Words {
        role: Role::ReceivedAt,
        sure: &[
            "收件时间",
            "收件日期",
            "接件时间",
            "接件日期",
            "接收时间",
            "接收日期",
            "收文日期",
            "收案日期",
            "收件日",
            "receivedat",
            "received",
            "datereceived",
        ],
        likely: &["来件时间", "来件日期", "收到日期"],
    },
    Words {
        role: Role::AcceptedAt,
        sure: &["受理时间", "受理日期", "受理日", "acceptedat", "accepted", "acceptancedate"],
        likely: &["立案时间", "立案日期", "开始时间"],
    },
    Words {
        role: Role::DecidedAt,
        sure: &["决定时间", "决定日期", "审批时间", "审批日期", "批准时间", "批准日期", "decidedat", "decided", "decisiondate"],
        likely: &["审核时间", "审核日期", "核准日期"],
    },
    Words {
        role: Role::FinishedAt,
        sure: &[
            "办结时间",
            "办结日期",
            "办结日",
            "实际办结时间",
            "实际办结日期",
            "办毕时间",
            "办毕日期",
            "结案时间",
            "结案日期",
            "finishedat",
            "finished",
            "closedat",
            "closed",
            "completedat",
            "completed",
            "closeddate",
        ],
        likely: &["完成时间", "完成日期", "办理完成时间", "结束时间", "结束日期", "办理时间", "办理日期", "出件时间", "出件日期"],
    },
    Words {
        role: Role::DeliveredAt,
        sure: &["送达时间", "送达日期", "领取时间", "领取日期", "领证时间", "领证日期", "取件时间", "deliveredat", "delivered"],
        likely: &["发证时间", "发证日期", "寄出时间", "取证时间"],
    },
    Words {
        role: Role::PromisedDays,
        sure: &[
            "承诺时限",
            "承诺期限",
            "承诺办结时限",
            "承诺办理时限",
            "承诺天数",
            "承诺工作日",
            "承诺日",
            "promiseddays",
            "promisedlimit",
        ],
        likely: &["办理时限", "办结时限", "时限", "办理期限", "期限", "limit", "sladays"],
    },
    Words {
        role: Role::PromisedDueAt,
        sure: &[
            "承诺办结时间",
            "承诺办结日期",
            "应办结时间",
            "应办结日期",
            "承诺完成时间",
            "承诺到期时间",
            "限办时间",
            "限办日期",
            "promiseddueat",
            "duedate",
            "dueat",
            "deadline",
        ],
        likely: &["到期时间", "到期日期", "到期日", "截止时间", "截止日期", "应结时间", "预计办结时间", "targetdate", "due", "target"],
    },
    Words {
        role: Role::StatutoryDays,
        sure: &["法定时限", "法定期限", "法定办结时限", "法定天数", "法定工作日", "statutorydays"],
        likely: &["法定办理时限"],
    },
    Words {
        role: Role::ApplicantName,
        sure: &[
            "申请人",
            "申请人姓名",
            "申请人名称",
            "申请人姓名名称",
            "申请单位",
            "申请单位名称",
            "申请者",
            "办事人",
            "applicantname",
            "applicant",
        ],
        likely: &["企业名称", "单位名称", "姓名", "服务对象", "服务对象名称", "当事人", "业主", "业主姓名", "客户名称", "name"],
    },
    Words {
        role: Role::ApplicantType,
        sure: &["申请人类型", "申请人类别", "服务对象类型", "服务对象类别", "applicanttype"],
        likely: &["对象类型", "主体类型"],
    },
    Words {
        role: Role::ApplicantIdNo,
        sure: &[
            "身份证号",
            "身份证号码",
            "身份证",
            "证件号码",
            "证件号",
            "申请人证件号码",
            "申请人证件号",
            "申请人身份证号",
            "统一社会信用代码",
            "社会信用代码",
            "信用代码",
            "证件编号",
            "idnumber",
            "idno",
        ],
        likely: &["组织机构代码", "身份证件号"],
    },
    Words {
        role: Role::ContactMobile,
        sure: &[
            "联系电话",
            "手机",
            "手机号",
            "手机号码",
            "联系手机",
            "联系人电话",
            "联系方式",
            "移动电话",
            "申请人电话",
            "mobile",
            "phone",
            "telephone",
        ],
        likely: &["电话", "电话号码", "固定电话"],
    },
    Words {
        role: Role::DeptName,
        sure: &[
            "办理部门",
            "承办单位",
            "承办部门",
            "受理部门",
            "受理单位",
            "办理单位",
            "实施主体",
            "责任部门",
            "主管部门",
            "所属部门",
            "部门名称",
            "部门",
            "审批部门",
            "牵头部门",
            "department",
            "deptname",
            "dept",
            "agency",
        ],
        likely: &["单位", "科室", "承办科室", "责任单位", "所属单位", "机构名称"],
    },
    Words {
        role: Role::DeptCode,
        sure: &["部门编码", "部门代码", "机构编码", "deptcode", "departmentcode"],
        likely: &["单位编码", "单位代码"],
    },
    Words {
        role: Role::WindowId,
        sure: &["窗口", "窗口号", "受理窗口", "窗口编号", "办理窗口", "窗口名称", "window"],
        likely: &["柜台", "工位", "counter"],
    },
    Words {
        role: Role::Acceptor,
        sure: &["受理人", "受理人员", "受理人姓名", "收件人", "收件人员", "接件人", "窗口人员"],
        likely: &["登记人", "录入人"],
    },
    Words {
        role: Role::Handler,
        sure: &["经办人", "承办人", "办理人", "办理人员", "经办人员", "承办人员", "handler"],
        likely: &["审批人", "审核人", "处理人", "负责人", "责任人"],
    },
    Words {
        role: Role::Result,
        sure: &["办理结果", "办结结果", "审批结果", "处理结果", "办结类型", "结果", "result"],
        likely: &["办理状态", "办件状态", "状态", "办理情况", "办结状态", "status", "outcome"],
    },
    Words {
        role: Role::LicenceNo,
        sure: &["证照编号", "证书编号", "许可证号", "许可证编号", "证照号码", "证照号", "证号", "licenceno", "licensenumber"],
        likely: &["文书编号", "批准文号", "批文号"],
    },
    Words {
        role: Role::Satisfaction,
        sure: &["满意度", "评价结果", "评价等级", "服务评价", "好差评", "satisfaction", "rating"],
        likely: &["评价", "满意程度"],
    },
    Words {
        role: Role::FeeAmount,
        sure: &["收费金额", "缴费金额", "收费", "缴费", "应收金额", "实收金额", "feeamount", "fee"],
        likely: &["金额", "费用", "amount"],
    },
];

/// A serial number of the sheet: it counts rows, and tells cases apart only together with something else.
const SERIAL: &[&str] = &["序号", "行号", "顺序号", "no", "#", "row"];

/// Score of a heading that is a sure word.
pub const SURE: u32 = 100;
/// Score of a heading that is a likely word.
pub const LIKELY: u32 = 60;

/// The heading without what differs between hands: width, case, blanks, line breaks, punctuation, and units or remarks in brackets.
pub fn normalise(heading: &str) -> String {
    let text = identifiers::normalise(heading).to_lowercase();
    let mut depth = 0_u32;
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            '(' | '[' | '【' | '〔' | '「' => depth += 1,
            ')' | ']' | '】' | '〕' | '」' => depth = depth.saturating_sub(1),
            _ if depth == 0 && (c.is_alphanumeric() || c == '#') => plain.push(c),
            _ => {}
        }
    }
    // A heading that is nothing but brackets says what stands in them.
    if plain.is_empty() { text.chars().filter(|c| c.is_alphanumeric()).collect() } else { plain }
}

/// The roles that a heading may stand for, best first, with scores.
pub fn roles(heading: &str) -> Vec<(Role, u32)> {
    let plain = normalise(heading);
    if plain.is_empty() {
        return Vec::new();
    }
    let length = plain.chars().count() as u32;
    let mut found: Vec<(Role, u32)> = Vec::new();
    for words in WORDS {
        let exact = |list: &[&str], score: u32| list.contains(&plain.as_str()).then_some(score);
        // A longer heading that ends in a known word is of its kind: 企业申请时间, 窗口受理日期. Short words say too little for that.
        let within = |list: &[&str], score: u32| {
            let covered = list.iter().filter(|word| plain.contains(**word) && word.chars().count() >= 3);
            covered
                .map(|word| (score / 2).saturating_mul(word.chars().count() as u32) / length + u32::from(plain.ends_with(*word)) * 8)
                .max()
        };
        let score =
            exact(words.sure, SURE).or(exact(words.likely, LIKELY)).or_else(|| within(words.sure, SURE).max(within(words.likely, LIKELY)));
        found.extend(score.map(|score| (words.role, score)));
    }
    found.sort_by_key(|(role, score)| (std::cmp::Reverse(*score), *role));
    found
}

/// Whether a heading is that of a serial number.
pub fn is_serial(heading: &str) -> bool {
    SERIAL.contains(&normalise(heading).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_recognised_whatever_the_hand() {
        let table = [
            ("申请时间", Some(Role::AppliedAt)),
            ("申请\n日期", Some(Role::AppliedAt)),
            ("承诺时限（工作日）", Some(Role::PromisedDays)),
            ("承诺办结时间", Some(Role::PromisedDueAt)),
            ("承诺办结时限", Some(Role::PromisedDays)),
            ("法定时限(天)", Some(Role::StatutoryDays)),
            (" 办 结 时 间 ", Some(Role::FinishedAt)),
            ("受理编号", Some(Role::CaseNo)),
            ("受理人", Some(Role::Acceptor)),
            ("受理部门", Some(Role::DeptName)),
            ("统一社会信用代码", Some(Role::ApplicantIdNo)),
            ("收费金额（元）", Some(Role::FeeAmount)),
            ("Ｄｅｐａｒｔｍｅｎｔ", Some(Role::DeptName)),
            ("Case No.", Some(Role::CaseNo)),
            ("企业申请时间", Some(Role::AppliedAt)),
            ("备注", None),
            ("", None),
        ];
        for (heading, expected) in table {
            assert_eq!(roles(heading).first().map(|(role, _)| *role), expected, "{heading}");
        }
        assert!(is_serial("序号") && is_serial("No.") && !is_serial("编号"));
    }

    #[test]
    fn no_word_stands_for_two_roles() {
        let mut seen = std::collections::BTreeMap::new();
        for words in WORDS {
            for word in words.sure.iter().chain(words.likely) {
                assert_eq!(normalise(word), *word, "written as it is compared");
                if let Some(other) = seen.insert(*word, words.role) {
                    panic!("{word} stands for {other:?} and {:?}", words.role);
                }
            }
        }
    }
}
