// A small district, made from a seed: cases, their events, and alerts about them. Nothing here knows the real engine.
import { countWd, due, isWorkday } from "./calendar.mjs";
import { addDays, at, numbers } from "./days.mjs";
import { RULES } from "./rules.mjs";

/** @typedef {import("../shared/src/api/schema").components["schemas"]} S */
/** @typedef {{ item: S["CaseItem"], events: S["TimelineEvent"][], extra: Record<string, string | null> }} MockCase */

export const NOW = "2025-06-30T18:00:00+08:00";
export const TODAY = NOW.slice(0, 10);
export const CENTRE = "wanshan";

/** @type {S["Department"][]} */
export const DEPARTMENTS = [
  ["D01", "区市场监督管理局"],
  ["D02", "区人力资源和社会保障局"],
  ["D03", "区住房和城乡建设局"],
  ["D04", "区自然资源局"],
  ["D05", "区公安分局"],
  ["D06", "区卫生健康局"],
  ["D07", "区民政局"],
  ["D08", "区教育局"],
  ["D09", "区交通运输局"],
  ["D10", "区农业农村局"],
  ["D11", "区应急管理局"],
  ["D12", "区税务局"],
].map(([code, name]) => ({ centre: CENTRE, code: String(code), name: String(name) }));

/** @type {[string, string, string, number, number][]} code, name, department, promised, statutory */
const ITEMS = [
  ["52060310010001", "食品经营许可（新办）", "D01", 8, 20],
  ["52060310010002", "企业设立登记", "D01", 1, 5],
  ["52060310020001", "人力资源服务许可", "D02", 5, 20],
  ["52060310020002", "劳务派遣经营许可", "D02", 10, 20],
  ["52060310030001", "建筑工程施工许可证核发", "D03", 5, 7],
  ["52060310030002", "商品房预售许可", "D03", 7, 10],
  ["52060310040001", "不动产首次登记", "D04", 5, 30],
  ["52060310050001", "特种行业许可（旅馆业）", "D05", 10, 20],
  ["52060310060001", "公共场所卫生许可", "D06", 8, 20],
  ["52060310060002", "医疗机构执业登记", "D06", 15, 45],
  ["52060310070001", "社会团体成立登记", "D07", 20, 60],
  ["52060310080001", "民办学校设立审批", "D08", 20, 90],
  ["52060310090001", "道路货物运输经营许可", "D09", 5, 20],
  ["52060310100001", "动物防疫条件合格证核发", "D10", 10, 20],
  ["52060310110001", "危险化学品经营许可", "D11", 15, 30],
];

const LABELS = /** @type {Record<string, [string, string]>} */ ({
  submitted: ["申报", "Submitted"],
  received: ["收件", "Received"],
  material_taken: ["收取材料", "Material taken"],
  supplement_requested: ["补正告知", "Supplement asked for"],
  supplemented: ["补齐", "Supplemented"],
  accepted: ["受理", "Accepted"],
  link_started: ["环节开始", "Link started"],
  link_ended: ["环节办结", "Link ended"],
  special_started: ["特别程序启动", "Special procedure started"],
  special_ended: ["特别程序结束", "Special procedure ended"],
  decided: ["决定", "Decided"],
  licence_issued: ["制证", "Licence issued"],
  finished: ["办结", "Finished"],
  delivered: ["送达", "Delivered"],
});

/** @type {MockCase[]} */
export const CASES = [];
/** @type {S["Alert"][]} */
export const ALERTS = [];

const random = numbers(20250630);

let position = 1000;
/** @param {string} type @param {string} occurred @param {string} dept @param {string} actor @param {Record<string, string>} detail @returns {S["TimelineEvent"]} */
export function event(type, occurred, dept, actor, detail) {
  position += 1;
  const [zh, en] = LABELS[type] ?? [type, type];
  return {
    position,
    occurred_at: occurred,
    recorded_at: occurred,
    type,
    label: { zh, en },
    actor,
    dept,
    source: "district",
    batch: 1,
    file: "events.jsonl.gz",
    line: position - 1000,
    revision: 0,
    is_by_hand: false,
    is_backfilled: false,
    is_counted: true,
    standing: "counted",
    detail: Object.entries(detail).map(([field, value]) => ({ field, value })),
  };
}

/** @param {number} n */
function makeCase(n) {
  const [code, name, dept, promised, statutory] = random.pick(ITEMS);
  const first = (() => {
    let day = addDays(TODAY, -random.int(0, 330));
    while (!isWorkday(day)) day = addDays(day, -1);
    return day;
  })();
  const caseNo = `520603${first.replaceAll("-", "")}${String(n).padStart(6, "0")}`;
  const actor = `P${String(random.int(1, 60)).padStart(3, "0")}`;
  const back = `P${String(random.int(61, 120)).padStart(3, "0")}`;
  const accepted = random.chance(0.93) ? due(first, random.int(0, 2)) : undefined;
  const events = [
    event("submitted", at(first, "09:12"), dept, actor, { item_name: name, channel: String(random.int(1, 3)), applicant_name: "张*", applicant_id_no: "522201********0011", contact_mobile: "138****1234" }),
    event("received", at(first, "10:05"), dept, actor, { receipt_no: `S${caseNo.slice(-8)}` }),
  ];
  const elapsedIfDone = random.chance(0.86) ? random.int(1, promised) : random.int(promised + 1, promised + 12);
  const suspended = random.chance(0.15) ? random.int(2, 6) : 0;
  let finished;
  if (accepted !== undefined && accepted <= TODAY) {
    events.push(event("accepted", at(accepted, "11:20"), dept, actor, { promised_days: String(promised), promised_unit: "wd", statutory_days: String(statutory), statutory_unit: "wd" }));
    if (suspended > 0) {
      const from = due(accepted, 1);
      events.push(event("special_started", at(from, "14:00"), dept, back, { special_no: "1", special_kind: "expert_review", special_reason: "需组织专家评审" }));
      const to = due(from, suspended);
      if (to <= TODAY) events.push(event("special_ended", at(to, "16:30"), dept, back, { special_no: "1", special_result: "通过" }));
    }
    const day = due(accepted, elapsedIfDone + suspended);
    if (day <= TODAY) {
      finished = day;
      events.push(event("link_ended", at(day, "10:10"), dept, back, { link_name: "审核", link_kind: "review", link_opinion: "材料齐全，符合条件" }));
      events.push(event("decided", at(day, "15:40"), dept, back, { decision: "granted" }));
      events.push(event("finished", at(day, "15:45"), dept, back, { result_code: "licence" }));
    }
  }
  const started = accepted !== undefined && accepted <= TODAY ? accepted : undefined;
  const stop = finished ?? TODAY;
  const elapsed = started === undefined ? undefined : Math.max(0, countWd(started, stop) - (suspended > 0 ? Math.min(suspended, countWd(started, stop)) : 0));
  const remaining = elapsed === undefined ? undefined : promised - elapsed;
  const dueDay = started === undefined ? undefined : due(started, promised + suspended);
  /** @type {S["CaseItem"]} */
  const item = {
    centre: CENTRE,
    case_no: caseNo,
    state: finished !== undefined ? "finished" : started !== undefined ? (suspended > 0 && elapsed === 1 ? "special" : "reviewing") : "received",
    is_open: finished === undefined,
    is_overdue: remaining !== undefined && remaining < 0,
    case_type: promised === 1 ? 1 : 2,
    item_impl_code: code,
    item_name: name,
    dept_code: dept,
    dept_name: DEPARTMENTS.find((d) => d.code === dept)?.name ?? dept,
    first_event_at: at(first, "09:12"),
    limit_unit: "wd",
    promised_days: promised,
    alerts_open: 0,
    ...(started === undefined ? {} : { accepted_at: at(started, "11:20"), promised_due_at: `${dueDay}T23:59:59+08:00`, elapsed_wd: elapsed ?? 0, remaining_wd: remaining ?? 0 }),
    ...(finished === undefined ? {} : { finished_at: at(finished, "15:45") }),
  };
  CASES.push({ item, events, extra: { statutory_days: String(statutory), suspended_wd: String(suspended), acceptor_id: actor, handler_id: back, promised_over: dueDay === undefined ? null : addDays(dueDay, 1) } });
}

/** @param {string} code @param {MockCase | undefined} of @param {string} since @param {string | undefined} ended @param {Partial<S["Alert"]>} more */
export function raise(code, of, since, ended, more = {}) {
  const rule = RULES.find((r) => r.code === code);
  if (rule === undefined) return undefined;
  const dept = more.responsible_dept ?? of?.item.dept_code ?? "D01";
  /** @type {S["Alert"]} */
  const alert = {
    alert_no: `J${since.slice(2, 10).replaceAll("-", "")}${String(ALERTS.length + 1).padStart(6, "0")}`,
    centre: CENTRE,
    ...(of === undefined ? {} : { case_no: of.item.case_no, item_name: of.item.item_name ?? "" }),
    subject: rule.subject,
    subject_key: of?.item.case_no ?? "k:7f3a/2025-06-12",
    rule: code,
    rule_title: { zh: rule.zh, en: rule.en },
    version: 1,
    kind: rule.kind,
    family: rule.family,
    level: rule.level,
    since,
    level_since: since,
    ...(ended === undefined ? {} : { ended_at: ended }),
    raised_at: since,
    status: ended === undefined ? "open" : "ended",
    supported: true,
    is_pending: false,
    is_stock: false,
    is_backfilled: false,
    is_confidential: false,
    responsible_dept: dept,
    responsible_dept_name: DEPARTMENTS.find((d) => d.code === dept)?.name ?? dept,
    responsible_window: `W${dept.slice(1)}`,
    ...(of === undefined ? {} : { responsible_person: of.extra.handler_id ?? "P001" }),
    because: { zh: becauseOf(code, of), en: rule.en },
    ...more,
  };
  ALERTS.push(alert);
  return alert;
}

/** @param {string} code @param {MockCase | undefined} of */
function becauseOf(code, of) {
  if (of === undefined) return "同一手机号一天内用于 6 名申请人";
  const { elapsed_wd: used, promised_days: promised } = of.item;
  if (code.startsWith("T0") && used !== undefined && used !== null) return `已用 ${used} 个工作日，承诺 ${promised} 个工作日`;
  return { F01: "缺少 1 个必经环节：审核", F03: "办结结果为出证，但没有受理记录", F12: `受理与审批为同一人 ${of.extra.acceptor_id}`, M01: "受理时缺少 1 份必备材料", X01: "受理后 2 分钟办结", Q01: "缺少 2 个必填字段", F06: "补正告知 2 次", T11: "决定后 12 个工作日未送达" }[code] ?? "满足规则条件";
}

for (let n = 1; n <= 960; n += 1) makeCase(n);
for (const c of CASES) {
  const { item } = c;
  const over = c.extra.promised_over;
  if (item.is_overdue && typeof over === "string") raise(item.remaining_wd !== undefined && item.remaining_wd !== null && item.remaining_wd < -8 ? "T04" : "T03", c, `${addDays(over, -2)}T00:00:00+08:00`, item.finished_at ?? undefined, { level_since: `${over}T00:00:00+08:00`, is_stock: over < "2024-10-01" });
  else if (item.is_open && item.remaining_wd !== undefined && item.remaining_wd !== null && item.remaining_wd <= 1) raise(item.remaining_wd === 0 ? "T02" : "T01", c, at(TODAY, "00:00"), undefined);
  if (!item.is_open && random.chance(0.1)) {
    const code = random.pick(["F01", "F06", "F12", "M01", "M06", "X01", "Q01", "T11", "F04"]);
    const ended = random.chance(0.4) ? at(addDays(item.finished_at?.slice(0, 10) ?? TODAY, 3), "10:00") : undefined;
    const since = item.finished_at ?? NOW;
    if (ended === undefined || ended <= NOW) raise(code, c, since, ended, { is_backfilled: random.chance(0.05), ...(code === "Q01" && random.chance(0.3) ? { status: /** @type {const} */ ("withdrawn"), supported: false, ended_at: since } : {}) });
  }
  if (item.state === "received" && item.first_event_at.slice(0, 10) < addDays(TODAY, -9)) raise("T06", c, `${due(item.first_event_at.slice(0, 10), 6)}T00:00:00+08:00`, undefined, { is_pending: random.chance(0.4) });
}
raise("X05b", undefined, at("2025-06-13", "00:00"), undefined);
const proposed = ALERTS.find((a) => a.level === "yellow" && a.status === "open" && a.rule === "F12");
if (proposed) Object.assign(proposed, { status: "lift_proposed", supported: false });
ALERTS.filter((a) => a.rule === "F06").slice(0, 1).forEach((a) => Object.assign(a, { handled_level: "remind" }));

// A special procedure that was told ten days late, by interface and by hand, so that what was known on a day differs from what is known now.
for (const c of CASES.filter((one) => one.events.some((e) => e.type === "special_started")).slice(0, 20)) {
  for (const e of c.events.filter((one) => one.type.startsWith("special_"))) {
    const recorded = at(addDays(e.occurred_at.slice(0, 10), 10), "18:00");
    if (recorded > NOW) continue;
    delete e.batch;
    delete e.file;
    delete e.line;
    Object.assign(e, { recorded_at: recorded, entered_at: recorded, late_minutes: 10 * 1440 + 120, is_by_hand: e.type === "special_ended", is_backfilled: true });
  }
}

/** Counts on the cases follow the alerts. */
export function recount() {
  const order = /** @type {const} */ (["remind", "warn", "yellow", "red"]);
  const byCase = new Map(CASES.map((c) => [c.item.case_no, c.item]));
  for (const item of byCase.values()) Object.assign(item, { alerts_open: 0, highest_level: undefined });
  for (const a of ALERTS) {
    const item = byCase.get(a.case_no ?? "");
    if (item === undefined || a.status !== "open") continue;
    item.alerts_open += 1;
    const best = Math.max(order.indexOf(a.level), item.highest_level ? order.indexOf(item.highest_level) : -1);
    item.highest_level = order[best] ?? a.level;
  }
}
recount();
