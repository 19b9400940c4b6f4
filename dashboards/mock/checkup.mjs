// The health check over the fixtures: findings by the same test as the list of cases, so that figures and lists agree.
import { ALERTS, CASES, DEPARTMENTS, NOW } from "./fixtures.mjs";
import { RULES } from "./rules.mjs";

/** @typedef {import("./fixtures.mjs").MockCase} MockCase */
/** @typedef {import("../console/src/pages/import/types").Checkup} Checkup */

/** @param {MockCase} c */
const inverted = (c) => c.extra.inverted === "true" || ALERTS.some((a) => a.rule === "F04" && a.case_no === c.item.case_no && a.centre === c.item.centre);

/** @type {{ code: string, zh: string, en: string, meaning: [string, string], of: (c: MockCase) => boolean, is: (c: MockCase) => boolean }[]} */
const FINDINGS = [
  { code: "overdue", zh: "超期办结", en: "Finished late", meaning: ["办结时间晚于承诺到期时间。", "Finished after the promised limit."], of: (c) => !c.item.is_open && c.item.promised_days != null, is: (c) => !c.item.is_open && c.item.is_overdue },
  { code: "open_overdue", zh: "在办已超期", en: "Open and overdue", meaning: ["还没有办结，承诺时限已经过了。", "Not finished, and the promised limit is over."], of: (c) => c.item.is_open, is: (c) => c.item.is_open && c.item.is_overdue },
  { code: "due_soon", zh: "临期", en: "Due soon", meaning: ["还没有办结，剩下不到 1 个工作日。", "Not finished, with less than one working day left."], of: (c) => c.item.is_open, is: (c) => c.item.is_open && c.item.remaining_wd != null && c.item.remaining_wd >= 0 && c.item.remaining_wd <= 1 },
  { code: "time_inverted", zh: "时间倒置", en: "Times inverted", meaning: ["后面环节的时间早于前面环节。", "A later step bears an earlier time."], of: () => true, is: inverted },
  { code: "finished_unaccepted", zh: "未受理先办结", en: "Finished without acceptance", meaning: ["已经办结，但没有受理记录。", "Finished without any acceptance."], of: (c) => !c.item.is_open, is: (c) => !c.item.is_open && c.item.accepted_at == null },
  { code: "no_promise", zh: "没有承诺时限", en: "No promised limit", meaning: ["没有写承诺时限，不能判断是否超期。", "No promised limit, so that nobody can tell whether in time."], of: () => true, is: (c) => c.item.promised_days == null },
];

/** Whether a case is among those of a finding. @param {MockCase} c @param {string | null} code */
export function hasFinding(c, code) {
  return code === null || code === "" || FINDINGS.find((finding) => finding.code === code)?.is(c) === true;
}

const share = (/** @type {number} */ n, /** @type {number} */ of) => (of === 0 ? null : Math.round((n / of) * 10000));
const median = (/** @type {number[]} */ all) => {
  if (all.length === 0) return null;
  const sorted = [...all].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? null) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** @type {[string, string, string][]} column, titles */
const COLUMNS = [
  ["item_name", "事项名称", "Item"],
  ["dept_code", "部门", "Department"],
  ["accepted_at", "受理时间", "Accepted"],
  ["promised_days", "承诺时限", "Promised limit"],
  ["finished_at", "办结时间", "Finished"],
  ["delivered_at", "送达时间", "Delivered"],
  ["statutory_days", "法定时限", "Statutory limit"],
  ["window_id", "窗口", "Window"],
  ["applicant_id_no", "申请人证件号", "Applicant's ID number"],
  ["satisfaction", "满意度", "Rating"],
  ["fee_amount_fen", "收费金额", "Fee"],
  ["licence_no", "证照编号", "Licence number"],
];
const TITLES = /** @type {Record<string, [string, string]>} */ ({
  decision: ["决定", "Decision"], delivered_at: ["送达时间", "Delivered"], item_result_type: ["结果类型", "Kind of result"], decision_at: ["决定时间", "Decided"], links_missing: ["环节经过", "Links gone through"], result_code: ["办结结果", "Result"], licence_no: ["证照编号", "Licence number"], materials_missing: ["材料清单", "Materials"], supplement_count: ["补正记录", "Supplements"], applicant_count: ["联系电话", "Phones"], is_bad: ["满意度", "Ratings"], closed_at: ["整改时间", "Closed"], rated_at: ["评价时间", "Rated"], is_auto: ["是否自动审批", "Automatic"], item_separate_posts: ["岗位分离要求", "Separate posts"], approver_id: ["审批人", "Approver"], promised_days: ["承诺时限", "Promised limit"], promised_over_at: ["承诺时限", "Promised limit"], extension_days: ["延期天数", "Extension"], statutory_over_at: ["法定时限", "Statutory limit"], mandatory_missing: ["必填字段", "Mandatory fields"],
});
const UNKNOWN = new Set(Object.keys(TITLES));

/** @param {URLSearchParams} q @param {number} position @param {{ code: string, name: { zh: string, en: string } } | undefined} centre @param {string} now @returns {Checkup | undefined} */
export function checkup(q, position, centre, now) {
  if (centre === undefined) return undefined;
  const [from, to] = [q.get("from"), q.get("to")];
  const cases = CASES.filter((c) => {
    const day = c.item.first_event_at.slice(0, 10);
    return c.item.centre === centre.code && (!from || day >= from) && (!to || day <= to);
  });
  const period = `${from ? `&from=${from}` : ""}${to ? `&to=${to}` : ""}`;
  const list = (/** @type {string} */ more) => `centre=${encodeURIComponent(centre.code)}${period}&${more}`;
  const own = centre.code !== "wanshan";
  const hasPromise = cases.some((c) => c.item.promised_days != null);
  const silent = RULES.filter((rule) => rule.reads.some((column) => UNKNOWN.has(column) && !(hasPromise && ["promised_days", "promised_over_at", "extension_days"].includes(column)) && !(rule.code === "T04" && !own)));
  /** @param {(c: MockCase) => string | null | undefined} key @param {(c: MockCase) => string | null | undefined} name @param {string} parameter */
  const speed = (key, name, parameter) => {
    const groups = new Map();
    for (const c of cases) {
      const code = key(c);
      if (code != null) groups.set(code, [...(groups.get(code) ?? []), c]);
    }
    return [...groups].map(([code, rows]) => {
      const ended = rows.filter((/** @type {MockCase} */ c) => !c.item.is_open);
      const late = ended.filter((/** @type {MockCase} */ c) => c.item.is_overdue).length;
      const title = name(rows[0]) ?? code;
      return { code, title: String(title), finished: ended.length, median_wd: median(ended.flatMap((/** @type {MockCase} */ c) => c.item.elapsed_wd ?? [])), late, late_share_bp: share(late, ended.length) ?? 0, list: list(`open=false&${parameter}=${encodeURIComponent(code)}`), late_list: list(`open=false&overdue=true&${parameter}=${encodeURIComponent(code)}`) };
    });
  };
  const months = new Map();
  const month = (/** @type {string} */ text) => months.get(text.slice(0, 7)) ?? months.set(text.slice(0, 7), { month: text.slice(0, 7), received: 0, finished: 0, late: 0, list: list(`from=${text.slice(0, 7)}-01&to=${text.slice(0, 7)}-31`), finished_list: list(`finished_from=${text.slice(0, 7)}-01&finished_to=${text.slice(0, 7)}-31`), late_list: list(`finding=overdue&finished_from=${text.slice(0, 7)}-01&finished_to=${text.slice(0, 7)}-31`) }).get(text.slice(0, 7));
  for (const { item } of cases) {
    month(item.first_event_at).received += 1;
    if (item.finished_at) {
      month(item.finished_at).finished += 1;
      if (item.is_overdue) month(item.finished_at).late += 1;
    }
  }
  const where = `centre = '${centre.code}'`;
  const finished = cases.filter((c) => !c.item.is_open).length;
  const days = cases.map((c) => c.item.first_event_at.slice(0, 10)).sort();
  return {
    centre: { code: centre.code, title: centre.name },
    from: from ?? days[0] ?? null,
    to: to ?? NOW.slice(0, 10),
    as_of: now,
    fact_position: position,
    source_complete_to: own ? null : "2025-06-30T17:30:00+08:00",
    cases: cases.length,
    finished,
    open: cases.length - finished,
    list: list(""),
    finished_list: list("open=false"),
    open_list: list("open=true"),
    findings: FINDINGS.map((finding) => {
      const [count, of] = [cases.filter(finding.is).length, cases.filter(finding.of).length];
      return { code: finding.code, title: { zh: finding.zh, en: finding.en }, meaning: { zh: finding.meaning[0], en: finding.meaning[1] }, count, of, share_bp: share(count, of), list: list(`finding=${finding.code}`), is_told: of > 0, missing: of > 0 ? [] : [{ column: "promised_days", title: { zh: "承诺时限", en: "Promised limit" } }] };
    }),
    departments: speed((c) => c.item.dept_code, (c) => DEPARTMENTS.find((d) => d.code === c.item.dept_code)?.name ?? c.item.dept_name, "dept"),
    items: speed((c) => c.item.item_impl_code, (c) => c.item.item_name, "item").sort((a, b) => (b.median_wd ?? -1) - (a.median_wd ?? -1)).slice(0, 10),
    months: [...months.values()].sort((a, b) => (a.month < b.month ? -1 : 1)),
    silent_rules: silent.map((rule) => {
      const missing = rule.reads.filter((column) => UNKNOWN.has(column)).map((column) => ({ column, title: { zh: TITLES[column]?.[0] ?? column, en: TITLES[column]?.[1] ?? column } }));
      return { code: rule.code, title: { zh: rule.zh, en: rule.en }, missing, unlocks: { zh: `能查出“${rule.zh}”`, en: `finds “${rule.en}”` } };
    }),
    speaking_rules: RULES.length - silent.length,
    columns: COLUMNS.map(([column, zh, en], index) => ({ column, title: { zh, en }, filled: index < 2 ? cases.length : cases.filter((c) => (column in c.item ? /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (c.item))[column] != null : (c.item.case_no.charCodeAt(c.item.case_no.length - 1) + index) % 9 < 12 - index)).length, of: cases.length })),
    sql: Object.fromEntries([...FINDINGS.map((finding) => [finding.code, `SELECT count(*)\nFROM case\nWHERE ${where}\n  AND ${finding.code}`]), ...["departments", "items", "months_finished", "months_received", "columns", "cases"].map((key) => [key, `SELECT ${key}, count(*)\nFROM case\nWHERE ${where}\nGROUP BY ${key}`])]),
  };
}
