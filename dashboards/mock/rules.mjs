// Rules for the fixtures: the shipped codes with their titles, some with their scripts.

/** @typedef {import("../shared/src/api/schema").components["schemas"]} S */
/** @typedef {{ code: string, zh: string, en: string, kind: S["Kind"], level: S["Level"], subject: string, family: string, when: string, parameters: S["Parameter"][], reads: string[], basis: string }} MockRule */

const LAW = "《中华人民共和国行政许可法》";

/** @type {[string, string, string, S["Kind"], S["Level"], string, string, [string, string, string][], string[], string][]} code, titles, kind, level, subject, condition, parameters, columns read, basis */
const ROWS = [
  ["T01", "即将到期", "Due soon", "time", "remind", "case", "row.clock_on && row.case_type != 1 && row.remaining_wd >= 0 && row.remaining_wd <= DAYS", [["DAYS", "1", "working days"]], ["clock_on", "case_type", "remaining_wd"], `${LAW}第四十二条`],
  ["T02", "时限预警", "Limit nearly used up", "time", "warn", "case", "row.is_open && row.clock_stop_at == () && row.promised_days >= MIN_DAYS && row.elapsed_wd * 100 >= (row.promised_days + row.extension_days) * PERCENT", [["MIN_DAYS", "3", "working days"], ["PERCENT", "90", "percent"]], ["is_open", "clock_stop_at", "promised_days", "elapsed_wd", "extension_days"], `${LAW}第四十二条`],
  ["T03", "超承诺时限", "Over the promised limit", "time", "yellow", "case", "row.clock_stop_at == () && passed(row.promised_over_at) && (GRACE_DAYS == 0 || row.remaining_wd < -GRACE_DAYS)", [["GRACE_DAYS", "0", "working days"]], ["clock_stop_at", "promised_over_at", "remaining_wd"], `${LAW}第四十二条`],
  ["T04", "超法定时限", "Over the statutory limit", "time", "red", "case", "row.clock_stop_at == () && passed(row.statutory_over_at)", [], ["clock_stop_at", "statutory_over_at"], `${LAW}第四十二条`],
  ["T06", "收件未处理", "No answer to a receipt", "time", "yellow", "case", 'row.state == "received" && wd_since(row.state_since) > DAYS', [["DAYS", "5", "working days"]], ["state", "state_since"], `${LAW}第三十二条`],
  ["T11", "送达超期", "Delivery late", "time", "yellow", "case", 'row.decision == "granted" && row.delivered_at == () && row.item_result_type != "99" && wd_since(row.decision_at) > DAYS', [["DAYS", "10", "working days"]], ["decision", "delivered_at", "item_result_type", "decision_at"], `${LAW}第四十四条`],
  ["T13", "长期挂起", "Long suspended", "time", "warn", "case", '(row.state == "special" || row.state == "suspended" || row.state == "supplement_pending") && days_since(row.state_since) > DAYS', [["DAYS", "60", "days"]], ["state", "state_since"], "政务服务中心办件管理规范"],
  ["F01", "跳环节", "Skipped link", "flow", "red", "case", 'row.finished_at != () && (row.result_code == "licence" || row.result_code == "granted" || row.result_code == "denied") && row.links_missing > 0', [], ["finished_at", "result_code", "links_missing"], "事项实施清单办理流程"],
  ["F03", "未受理先办结", "Finished without acceptance", "flow", "red", "case", '(row.result_code == "licence" || row.result_code == "granted") && row.accepted_at == () && row.refusal == ()', [], ["result_code", "accepted_at", "refusal"], `${LAW}第三十二条`],
  ["F04", "时间倒置", "Times inverted", "flow", "yellow", "case", "row.inversion_seconds > TOLERANCE", [["TOLERANCE", "60", "seconds"]], ["inversion_seconds"], "政务服务平台基础数据规范"],
  ["F06", "多次补正", "Several supplement rounds", "flow", "yellow", "case", "row.supplement_count > MAX", [["MAX", "1", "times"]], ["supplement_count"], `${LAW}第三十二条`],
  ["F12", "岗位未分离", "Posts not separate", "flow", "yellow", "case", "row.case_type == 2 && row.acceptor_id != () && row.acceptor_id == row.approver_id && !row.is_auto && row.item_separate_posts != false", [], ["case_type", "acceptor_id", "approver_id", "is_auto", "item_separate_posts"], "审批岗位分离制度"],
  ["M01", "缺必备材料受理", "Accepted without required material", "content", "red", "case", "row.materials_missing > 0", [], ["materials_missing"], `${LAW}第三十二条`],
  ["M06", "结果缺证照", "Result without licence", "content", "yellow", "case", 'row.decision == "granted" && (row.item_result_type == "10" || row.item_result_type == "20") && row.licence_no == () && wd_since(row.decision_at) > DAYS', [["DAYS", "1", "working days"]], ["decision", "item_result_type", "licence_no", "decision_at"], `${LAW}第三十九条`],
  ["X01", "异常快办", "Implausibly fast", "fake", "warn", "case", "row.case_type == 2 && !row.is_auto && seconds_between(row.accepted_at, row.finished_at) < MINUTES * 60", [["MINUTES", "5", "minutes"]], ["case_type", "is_auto", "accepted_at", "finished_at"], "办件真实性核查办法"],
  ["X05b", "一号多人", "One phone, many applicants", "fake", "yellow", "phone_day", "row.applicant_count >= MIN", [["MIN", "5", "cases"]], ["applicant_count"], "办件真实性核查办法"],
  ["Q01", "必填缺失", "Mandatory field empty", "quality", "warn", "case", "row.mandatory_missing > 0", [], ["mandatory_missing"], "政务服务平台基础数据规范"],
  ["Q06", "孤儿数据", "Orphan records", "quality", "warn", "case", "row.basics_count == 0 && passed(row.first_event_at + hours(24))", [], ["basics_count", "first_event_at"], "政务服务平台基础数据规范"],
  ["E02", "差评整改超时", "Bad rating not closed in time", "evaluation", "red", "rating", "row.is_bad && row.closed_at == () && wd_since(row.rated_at) > DAYS", [["DAYS", "5", "working days"]], ["is_bad", "closed_at", "rated_at"], "政务服务好差评制度"],
];

/** @type {MockRule[]} */
export const RULES = ROWS.map(([code, zh, en, kind, level, subject, when, parameters, reads, basis]) => ({
  code,
  zh,
  en,
  kind,
  level,
  subject,
  family: ["T01", "T02", "T03", "T04"].includes(code) ? "limit" : code,
  when,
  parameters: parameters.map(([name, value, unit]) => ({ name, title: { zh: "", en: "" }, value, default: value, unit })),
  reads,
  basis,
}));

/** @param {string} code */
export const ruleOf = (code) => RULES.find((rule) => rule.code === code);

/** @param {MockRule} rule */
export function sourceOf(rule) {
  return [
    "//! # 查什么",
    `//! ${rule.zh}：办件满足下面的条件时报${{ remind: "提醒", warn: "预警", yellow: "黄牌", red: "红牌" }[rule.level]}。`,
    "//! # 为什么",
    `//! ${rule.basis}。`,
    "fn when(row) {",
    `    ${rule.when.replaceAll(" && ", "\n        && ")}`,
    "}",
  ].join("\n");
}

/** @param {MockRule} rule @returns {S["RuleItem"]} */
export function ruleItem(rule) {
  return {
    code: rule.code,
    title: { zh: rule.zh, en: rule.en },
    kind: rule.kind,
    level: rule.level,
    family: rule.family,
    subject: rule.subject,
    status: rule.code === "X01" ? "shadow" : "active",
    version: 1,
    way: rule.code === "Q06" ? "mixed" : rule.code === "X01" ? "interpreted" : "vectorised",
    hits: 0,
    open: 0,
    ...(rule.subject === "phone_day" ? {} : { cost: { nanoseconds: 20 + rule.when.length, share: Math.round((20 + rule.when.length) * 3), evaluations: 1600 } }),
    centres: ["wanshan"],
  };
}

/** @param {string} name @param {string} evaluate_at @param {S["Level"] | undefined} level @param {string} since @returns {S["RuleCase"]} */
export function caseOf(name, evaluate_at, level, since) {
  return {
    name,
    passed: true,
    parameters: [],
    reference: [],
    events: [{ at: "2024-09-27T10:00", type: "accepted", label: { zh: "受理", en: "Accepted" }, detail: [{ field: "promised_days", value: "5", items: [] }] }],
    evaluate_at,
    expect: level === undefined ? [] : [{ level, since }],
  };
}

/** @param {MockRule} rule @param {Record<string, [string, string, string]>} columns @param {Set<string>} clock @returns {S["RuleFacts"][]} */
export function factsOf(rule, columns, clock) {
  const unit = (/** @type {string} */ name) => (name.endsWith("_wd") ? { unit: "working days" } : {});
  return [
    {
      relation: rule.subject,
      zh: rule.subject === "case" ? "办件" : rule.subject,
      doc: "One application and what became of it.",
      columns: Object.entries(columns).map(([name, [zh, en, type]]) => ({ name, title: { zh, en }, type, ...unit(name), meaning: `${en}.`, clock: clock.has(name), read: rule.reads.includes(name) })),
    },
  ];
}

/** @param {string[]} instants @returns {S["RuleMonth"][]} */
export function monthsOf(instants) {
  const counts = /** @type {Map<string, number>} */ (new Map());
  for (const at of instants) counts.set(at.slice(0, 7), (counts.get(at.slice(0, 7)) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([month, alerts]) => ({ month, from: `${month}-01`, to: new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10), alerts }));
}
