// What the routes answer, computed from the fixtures by the same filters for figures and for lists.
import { countWd, dayKind, daysFrom, due, isWorkday } from "./calendar.mjs";
import { addDays, at } from "./days.mjs";
import { ALERTS, CASES, DEPARTMENTS, NOW, TODAY } from "./fixtures.mjs";
import { hasFinding } from "./checkup.mjs";
import { CENTRES } from "./imports.mjs";
import { RULES, caseOf, factsOf, monthsOf, ruleItem, ruleOf, sourceOf } from "./rules.mjs";

/** @typedef {import("../shared/src/api/schema").components["schemas"]} S */
/** @typedef {URLSearchParams} Q */

export const LEVELS = /** @type {const} */ (["remind", "warn", "yellow", "red"]);
const day = (/** @type {string | null | undefined} */ text) => (text ? text.slice(0, 10) : undefined);
/** @param {string | undefined} value @param {Q} q @param {string} low @param {string} high */
const within = (value, q, low, high) => (!q.get(low) || (value !== undefined && value >= String(q.get(low)))) && (!q.get(high) || (value !== undefined && value <= String(q.get(high))));
/** @param {Q} q @param {string} key @param {unknown} value */
const is = (q, key, value) => !q.get(key) || String(value) === q.get(key);
/** @param {Q} q @param {(string | null | undefined)[]} texts */
const finds = (q, texts) => !q.get("q") || texts.some((text) => text?.toLowerCase().includes(String(q.get("q")).toLowerCase()));

/** @param {Q} q @param {string} key @param {(string | null | undefined)[]} texts */
const names = (q, key, [code, name]) => !q.get(key) || code === q.get(key) || Boolean(name?.includes(String(q.get(key))));
/** @param {string} caseNo @param {string | null} levels */
const hasLevel = (caseNo, levels) => !levels || ALERTS.some((a) => a.case_no === caseNo && a.status === "open" && levels.split(",").includes(a.level));

const STATES = /** @type {Record<string, string[]>} */ ({ open: ["open"], ended: ["ended"], withdrawn: ["withdrawn", "unsupported", "lifted"], lift_proposed: ["lift_proposed"] });

/** @param {Q} q */
export function findAlerts(q) {
  const state = q.get("state") ?? "open";
  const levels = q.get("level")?.split(",");
  const found = ALERTS.filter(
    (a) =>
      (state === "all" || STATES[state]?.includes(a.status)) &&
      (!levels || levels.includes(a.level)) &&
      is(q, "centre", a.centre) && is(q, "kind", a.kind) && is(q, "rule", a.rule) && is(q, "dept", a.responsible_dept) &&
      is(q, "pending", a.is_pending) && is(q, "stock", a.is_stock) && is(q, "case_no", a.case_no) &&
      within(day(a.since), q, "from", "to") &&
      finds(q, [a.alert_no, a.case_no, a.subject_key, a.item_name, a.because.zh, a.because.en]),
  );
  const sort = q.get("sort") ?? "newest";
  const by = (/** @type {S["Alert"]} */ a) => (sort === "oldest" ? a.since : a.level_since);
  return found.sort((a, b) => {
    if (sort === "level" && a.level !== b.level) return LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level);
    const order = by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : a.alert_no < b.alert_no ? -1 : 1;
    return sort === "oldest" ? order : -order;
  });
}

/** @param {Q} q */
export function findCases(q) {
  return CASES.filter((c) => hasFinding(c, q.get("finding")) && is(q, "batch", c.extra.batch))
    .map((c) => c.item)
    .filter(
      (c) =>
        is(q, "centre", c.centre) && is(q, "state", c.state) && names(q, "dept", [c.dept_code, c.dept_name]) && names(q, "item", [c.item_impl_code, c.item_name]) &&
        is(q, "case_type", c.case_type) && is(q, "channel", 1) && hasLevel(c.case_no, q.get("level")) &&
        is(q, "open", c.is_open) && is(q, "overdue", c.is_overdue) &&
        (!q.get("on_time") || String(!c.is_open && !c.is_overdue) === q.get("on_time")) &&
        within(day(c.first_event_at), q, "from", "to") && within(day(c.finished_at), q, "finished_from", "finished_to") &&
        within(day(c.accepted_at), q, "accepted_from", "accepted_to") && within(c.is_open ? day(c.promised_due_at) : undefined, q, "due_from", "due_to") &&
        finds(q, [c.case_no, c.item_impl_code, c.item_name, c.dept_name]),
    )
    .sort((a, b) => (a.first_event_at < b.first_event_at ? 1 : a.first_event_at > b.first_event_at ? -1 : a.case_no < b.case_no ? 1 : -1));
}

/** @template T @param {T[]} all @param {Q} q @param {number} position */
export function page(all, q, position) {
  const limit = Number(q.get("limit") ?? 50);
  const start = Number(q.get("cursor") ?? 0);
  return { items: all.slice(start, start + limit), next_cursor: start + limit < all.length ? String(start + limit) : null, total: all.length, position };
}

/** @param {Q} q @param {number} position @returns {S["Overview"]} */
export function overview(q, position) {
  /** @param {Record<string, string>} more */
  const scope = (more) => {
    const next = new URLSearchParams();
    for (const key of ["centre", "dept"]) if (q.get(key)) next.set(key, String(q.get(key)));
    for (const [key, value] of Object.entries(more)) next.set(key, value);
    return next;
  };
  const cases = (/** @type {Record<string, string>} */ more) => findCases(scope(more)).length;
  const alerts = (/** @type {Record<string, string>} */ more) => findAlerts(scope(more)).length;
  const levels = (/** @type {Record<string, string>} */ more) => ({ remind: alerts({ ...more, level: "remind" }), warn: alerts({ ...more, level: "warn" }), yellow: alerts({ ...more, level: "yellow" }), red: alerts({ ...more, level: "red" }) });
  let next = addDays(TODAY, 1);
  while (!isWorkday(next)) next = addDays(next, 1);
  const open = { open: "true" };
  const standing = (/** @type {Record<string, string>} */ more) => ({
    open: cases({ ...more, ...open }),
    open_overdue: cases({ ...more, ...open, overdue: "true" }),
    due_today: cases({ ...more, ...open, overdue: "false", due_from: TODAY, due_to: TODAY }),
    due_next: cases({ ...more, ...open, overdue: "false", due_from: addDays(TODAY, 1), due_to: next }),
  });
  /** @param {string} from @param {string} to @param {Record<string, string>} more */
  const flow = (from, to, more) => {
    const ended = { ...more, finished_from: from, finished_to: to };
    const [finished, on_time, late] = [cases(ended), cases({ ...ended, on_time: "true" }), cases({ ...ended, overdue: "true" })];
    return { received: cases({ ...more, from, to }), finished, on_time, late, on_time_rate: finished === 0 ? null : Math.round((on_time / finished) * 10000) };
  };
  const last = q.get("to") && String(q.get("to")) < TODAY ? String(q.get("to")) : TODAY;
  const first = q.get("from") ?? addDays(last, -29);
  const count = Math.max(0, Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1);
  const [beforeFirst, beforeLast] = [addDays(first, -count), addDays(first, -1)];
  /** @param {string} from @param {string} to @returns {S["PeriodFigures"]} */
  const period = (from, to) => {
    const of = flow(from, to, {});
    return { from, to, ...of, accepted: cases({ accepted_from: from, accepted_to: to }), unlimited: of.finished - of.on_time - of.late, alerts: alerts({ from, to, state: "all" }) };
  };
  /** @type {S["DayFigures"][]} */
  const days = [];
  for (let d = addDays(last, -((new Date(`${last}T00:00:00Z`).getUTCDay() + 6) % 7) - 364); d <= last; d = addDays(d, 1)) {
    const { date: _, ...kind } = dayKind(d);
    days.push({ date: d, received: cases({ from: d, to: d }), finished: cases({ finished_from: d, finished_to: d }), alerts: alerts({ from: d, to: d, state: "all" }), ...kind });
  }
  return {
    position,
    now: NOW,
    today: TODAY,
    next_workday: next,
    totals: { ...standing({}), alerts_open: alerts({}), alerts_pending: alerts({ pending: "true" }), alerts_stock: alerts({ stock: "true" }) },
    period: period(first, last),
    before: period(beforeFirst, beforeLast),
    alerts_by_level: LEVELS.map((level) => ({ level, open: alerts({ level }), raised: alerts({ level, state: "all", from: first, to: last }), raised_before: alerts({ level, state: "all", from: beforeFirst, to: beforeLast }) })),
    alerts_by_kind: [...new Set(RULES.map((r) => r.kind))].map((kind) => ({ kind, ...levels({ kind }) })).filter((k) => k.remind + k.warn + k.yellow + k.red > 0),
    alerts_by_rule: RULES.map((r) => ({ rule: r.code, title: { zh: r.zh, en: r.en }, level: r.level, open: alerts({ rule: r.code }), total: alerts({ rule: r.code, state: "all" }) })).filter((r) => r.total > 0).sort((a, b) => b.open - a.open),
    departments: DEPARTMENTS.filter((d) => !q.get("dept") || d.code === q.get("dept")).map((d) => ({ code: d.code, name: d.name, ...standing({ dept: d.code }), ...flow(first, last, { dept: d.code }), ...levels({ dept: d.code }) })),
    days,
  };
}

/** @returns {S["RuleItem"][]} */
export const rules = () => RULES.map((r) => ({ ...ruleItem(r), hits: ALERTS.filter((a) => a.rule === r.code).length, open: ALERTS.filter((a) => a.rule === r.code && a.status === "open").length }));

/** @param {string} code @returns {S["RuleDetail"] | undefined} */
export function rule(code) {
  const found = ruleOf(code);
  const item = rules().find((r) => r.code === code);
  if (!found || !item) return undefined;
  return {
    ...item,
    source: sourceOf(found),
    doc: [
      { heading: "查什么", text: `${found.zh}：办件满足条件时报出。` },
      { heading: "为什么", text: `${found.basis}。` },
      { heading: "会报", text: "承诺 5 个工作日，第 6 个工作日仍未作出决定。" },
      { heading: "不会报", text: "第 5 个工作日 23:59 前作出决定。" },
      { heading: "已知盲区", text: "来源系统没有报送的办件看不到。" },
    ],
    basis: found.basis,
    owner: "区政务服务中心监督科",
    parameters: found.parameters,
    cases: [caseOf("承诺 5 个工作日，国庆假期在中间，第 6 个工作日仍未作出决定", "2024-10-15T09:00", item.level, "2024-10-12"), caseOf("到期当天作出决定，不报", "2024-10-11T23:59", undefined, ""), caseOf("到期次日零点，边界", "2024-10-12T00:00", item.level, "2024-10-12")],
    facts: factsOf(found, COLUMNS, CLOCK),
    functions: found.when.includes("passed(") ? [{ signature: "passed(t: ts) -> bool", meaning: { zh: "此刻已到 t（含 t 本身）；t 为空则为假", en: "Whether t has come: now >= t; false for null." } }] : [],
    months: monthsOf(ALERTS.filter((a) => a.rule === code).map((a) => a.since)),
    places: CENTRES.map((centre) => ({ centre: centre.code, name: centre.name, state: centre.code === "wanshan" ? /** @type {const} */ ("speaking") : /** @type {const} */ ("silent"), missing: centre.code === "wanshan" ? [] : found.reads.slice(0, 1).map((column) => ({ column, title: { zh: COLUMNS[column]?.[0] ?? column, en: COLUMNS[column]?.[1] ?? column } })) })),
    ...(item.way === "vectorised" ? {} : { way_line: 6, way_why: "the interpreter runs what follows" }),
  };
}

/** @param {import("./fixtures.mjs").MockCase} c @returns {Record<string, string | null>} */
function row(c) {
  const { item, extra } = c;
  const text = (/** @type {unknown} */ v) => (v === undefined || v === null ? null : String(v));
  return {
    centre: item.centre, case_no: item.case_no, applicant_mask: "张*", applicant_type: "1", channel: "1", item_impl_code: text(item.item_impl_code), item_name: text(item.item_name), case_type: text(item.case_type),
    applicant_key: "k:5d02e1…", dept_code: text(item.dept_code), window_id: `W${item.dept_code?.slice(1)}`, acceptor_id: extra.acceptor_id ?? null, approver_id: item.is_open ? null : (extra.handler_id ?? null), handler_id: extra.handler_id ?? null,
    state: item.state, is_open: text(item.is_open), clock_on: text(item.is_open && item.accepted_at !== undefined), first_event_at: item.first_event_at, state_since: item.finished_at ?? item.accepted_at ?? item.first_event_at,
    received_at: item.first_event_at, accepted_at: text(item.accepted_at), decision_at: text(item.finished_at), finished_at: text(item.finished_at), delivered_at: null, clock_start_at: text(item.accepted_at), clock_stop_at: text(item.finished_at),
    promised_days: text(item.promised_days), statutory_days: extra.statutory_days ?? null, extension_days: "0", limit_unit: "wd", suspended_wd: extra.suspended_wd ?? "0", elapsed_wd: text(item.elapsed_wd), remaining_wd: text(item.remaining_wd),
    promised_due_at: text(item.promised_due_at), promised_over_at: extra.promised_over ? `${extra.promised_over}T00:00:00+08:00` : null, statutory_over_at: item.accepted_at ? `${due(item.accepted_at.slice(0, 10), Number(extra.statutory_days) + 1)}T00:00:00+08:00` : null,
    decision: item.is_open ? null : "granted", refusal: null, result_code: item.is_open ? null : "licence", item_result_type: "10", is_auto: "false", item_separate_posts: null, licence_no: null,
    links_missing: item.is_open ? null : "1", inversion_seconds: "0", supplement_count: "0", materials_missing: "0", mandatory_missing: "0", basics_count: "1", fee_amount_fen: "0",
  };
}

/** @type {Record<string, [string, string, string]>} */
const COLUMNS = {
  applicant_mask: ["申请人(脱敏)", "Applicant mask", "text"], applicant_type: ["服务对象", "Applicant type", "int"], channel: ["办理形式", "Channel", "int"],
  centre: ["中心", "Centre", "code"], case_no: ["办件编号", "Case number", "text"], item_impl_code: ["实施编码", "Item code", "code"], item_name: ["事项名称", "Item", "code"], case_type: ["办件类型", "Case type", "int"], applicant_key: ["申请人代号", "Applicant's token", "key"], dept_code: ["部门", "Department", "code"], window_id: ["窗口", "Window", "code"], acceptor_id: ["受理人", "Acceptor", "code"], approver_id: ["审批人", "Approver", "code"], handler_id: ["经办人", "Handler", "code"], state: ["状态", "State", "code"], is_open: ["在办", "Open", "bool"], clock_on: ["正在计时", "Clock running", "bool"], first_event_at: ["首个事件时间", "First event", "ts"], state_since: ["进入本状态时间", "State since", "ts"], received_at: ["收件时间", "Received", "ts"], accepted_at: ["受理时间", "Accepted", "ts"], decision_at: ["决定时间", "Decided", "ts"], finished_at: ["办结时间", "Finished", "ts"], delivered_at: ["送达时间", "Delivered", "ts"], clock_start_at: ["起算时间", "Clock start", "ts"], clock_stop_at: ["停算时间", "Clock stop", "ts"], promised_days: ["承诺时限", "Promised limit", "int"], statutory_days: ["法定时限", "Statutory limit", "int"], extension_days: ["延期天数", "Extension", "int"], limit_unit: ["时限单位", "Unit of the limit", "code"], suspended_wd: ["暂停工作日", "Suspended", "int"], elapsed_wd: ["已用工作日", "Used", "int"], remaining_wd: ["剩余工作日", "Left", "int"], promised_due_at: ["承诺到期", "Promise due", "ts"], promised_over_at: ["超承诺起点", "Over the promise from", "ts"], statutory_over_at: ["超法定起点", "Over the statute from", "ts"], decision: ["决定", "Decision", "code"], refusal: ["不受理种类", "Refusal", "code"], result_code: ["办结结果", "Result", "code"], item_result_type: ["结果类型", "Result type", "code"], is_auto: ["自动审批", "Automatic", "bool"], item_separate_posts: ["须岗位分离", "Separate posts", "bool"], licence_no: ["证照编号", "Licence number", "text"], links_missing: ["缺少环节数", "Links missing", "int"], inversion_seconds: ["时间倒置秒数", "Inversion", "int"], supplement_count: ["补正次数", "Supplements", "int"], materials_missing: ["缺少材料数", "Materials missing", "int"], mandatory_missing: ["必填缺失数", "Mandatory missing", "int"], basics_count: ["基本信息条数", "Basics", "int"], fee_amount_fen: ["收费金额", "Fee", "fen"], applicant_count: ["申请人数", "Applicants", "int"], is_bad: ["差评", "Bad", "bool"], closed_at: ["办结时间", "Closed", "ts"], rated_at: ["评价时间", "Rated", "ts"],
};
const CLOCK = new Set(["remaining_wd", "elapsed_wd", "promised_over_at", "statutory_over_at", "suspended_wd"]);

/** @param {import("./fixtures.mjs").MockCase | undefined} c @returns {S["ClockBar"] | undefined} */
function clock(c) {
  if (!c?.item.accepted_at) return undefined;
  const { item, events, extra } = c;
  const starts = events.filter((e) => e.type === "special_started");
  const ends = events.filter((e) => e.type === "special_ended");
  return {
    started_at: String(item.accepted_at), ...(item.finished_at ? { stopped_at: item.finished_at } : {}), promised_days: item.promised_days ?? 0, statutory_days: Number(extra.statutory_days), elapsed: item.elapsed_wd ?? 0,
    suspended: Number(extra.suspended_wd), remaining: item.remaining_wd ?? 0, unit: "wd", promised_due_at: String(item.promised_due_at), statutory_due_at: `${due(String(item.accepted_at).slice(0, 10), Number(extra.statutory_days) + Number(extra.suspended_wd))}T23:59:59+08:00`,
    suspensions: starts.map((e, i) => ({ from: e.occurred_at, ...(ends[i] ? { to: ends[i].occurred_at } : {}) })),
  };
}

/** @param {S["TimelineEvent"][]} events @returns {S["CaseParts"]} */
function parts(events) {
  const of = (/** @type {string} */ type) => events.filter((e) => e.type === type);
  const field = (/** @type {S["TimelineEvent"] | undefined} */ e, /** @type {string} */ name) => e?.detail.find((d) => d.field === name)?.value;
  const ends = of("special_ended");
  const days = (/** @type {string} */ from, /** @type {string | undefined} */ to) => countWd(from.slice(0, 10), (to ?? NOW).slice(0, 10));
  return {
    materials: of("accepted").map((e) => ({ code: "M1", name: "营业执照", in_item_list: true, is_required: true, taken: true, taken_at: e.occurred_at, take_mode: "1", take_qty: 1, is_demanded: false, is_tolerated: false, is_original_checked: true })),
    links: of("link_ended").map((e, i) => ({ seq: i + 1, name: field(e, "link_name") ?? "", kind: field(e, "link_kind") ?? "review", start: e.occurred_at, end: e.occurred_at, user: e.actor ?? "", opinion: field(e, "link_opinion") ?? "", limit_wd: 2, used_wd: 0, is_auto: false })),
    specials: of("special_started").map((e, i) => ({ no: "1", kind: field(e, "special_kind") ?? "hold", start: e.occurred_at, ...(ends[i] ? { end: ends[i].occurred_at, result: field(ends[i], "special_result") ?? "" } : {}), reason: field(e, "special_reason") ?? "", used_days: days(e.occurred_at, ends[i]?.occurred_at), is_suspending: true, is_allowed: true })),
    supplements: [],
    waitings: of("special_ended").map((e) => ({ no: "W1", cause: "upper_system", from: e.occurred_at, to: at(addDays(e.occurred_at.slice(0, 10), 1), "10:00"), used_wd: 1 })),
    fees: [],
    documents: [],
    licences: [],
    services: [],
    ratings: [],
  };
}

/** @param {string} centre @param {string} caseNo @param {string | null} [known] @returns {S["CaseDetail"] | { problem: [number, string, string] } | undefined} */
export function caseDetail(centre, caseNo, known) {
  const c = CASES.find((x) => x.item.centre === centre && x.item.case_no === caseNo);
  if (!c) return undefined;
  const values = row(c);
  const bar = clock(c);
  const end = `${known}T23:59:59+08:00`;
  const events = c.events.filter((e) => !known || String(e.recorded_at) <= end);
  const alerts = ALERTS.filter((a) => a.case_no === caseNo).sort((a, b) => (a.since < b.since ? -1 : 1));
  const raised = alerts.filter((a) => !known || a.raised_at <= end);
  if (known && known > TODAY) return { problem: [400, "bad_query", `known: ${known} has not come yet`] };
  if (events.length === 0) return { problem: [404, "not_known_yet", "nothing was known"] };
  const last = known ?? TODAY;
  return {
    case: known ? { ...values, state: events.some((e) => e.type === "finished") ? "finished" : "reviewing" } : values,
    columns: Object.keys(values).map((name) => ({ name, zh: COLUMNS[name]?.[0] ?? name, en: COLUMNS[name]?.[1] ?? name, type: COLUMNS[name]?.[2] ?? "text" })),
    events,
    alerts: raised,
    days: daysFrom(c.item.first_event_at.slice(0, 10), c.item.finished_at && c.item.finished_at.slice(0, 10) < last ? c.item.finished_at.slice(0, 10) : last),
    ...(bar ? { clock: bar } : {}),
    parts: parts(events),
    at: known ? end : NOW,
    ...(known ? { known: { day: known, first_recorded_at: String(c.events[0]?.recorded_at), later_events: c.events.length - events.length, later_alerts: alerts.length - raised.length } } : {}),
  };
}

/** A proof as a file: what its own verifier would read is not in it. @param {string} no */
export function proof(no) {
  const alert = ALERTS.find((a) => a.alert_no === no);
  return alert && { format: "mingjing-proof", alert, hash: "41d7aa20be6f4c539e81f0d2c3b4a5968778695a4b3c2d1e0f9e8d7c6b5a4f3e" };
}

/** @param {import("./rules.mjs").MockRule} found @param {import("./fixtures.mjs").MockCase | undefined} c @param {S["Alert"] | undefined} alert @returns {S["Why"]} */
function whyOf(found, c, alert) {
  const source = sourceOf(found);
  const chars = [...source];
  const parts = found.when.split(" && ");
  const failing = alert ? -1 : Math.min(1, parts.length - 1);
  /** @type {S["Mark"][]} */
  const marks = [];
  const start = [...source.slice(0, source.indexOf("fn when"))].length;
  const bodyText = chars.slice(start).join("");
  parts.forEach((part, i) => {
    const from = start + [...bodyText.slice(0, bodyText.indexOf(part))].length;
    marks.push({ start: from, end: from + [...part].length, truth: failing < 0 || i < failing ? "true" : i === failing ? "false" : "unknown", first_false: i === failing });
  });
  const values = c ? row(c) : { applicant_count: "6" };
  const at = alert?.level_since ?? NOW;
  const bar = clock(c);
  return {
    holds: alert !== undefined,
    at,
    sentence: alert
      ? { zh: `${alert.item_name || "这一组办件"}：${alert.because.zh}，按规则“${found.zh}”报${{ remind: "提醒", warn: "预警", yellow: "黄牌", red: "红牌" }[found.level]}。`, en: `${found.en}: the conditions of rule ${found.code} all held from ${at.slice(0, 10)} on.` }
      : { zh: `规则“${found.zh}”没有报：条件 ${parts[failing]} 不成立。`, en: `Rule ${found.code} is silent: the condition ${parts[failing]} is false.` },
    ...(alert ? { alert } : {}),
    values: found.reads.map((column) => ({ column, zh: COLUMNS[column]?.[0] ?? column, en: COLUMNS[column]?.[1] ?? column, type: COLUMNS[column]?.[2] ?? "text", value: /** @type {Record<string, string | null>} */ (values)[column] ?? null, clock: CLOCK.has(column) })),
    rule: { code: found.code, version: 1, title: { zh: found.zh, en: found.en }, level: found.level, basis: found.basis, source, marks, parameters: found.parameters },
    timeline: c?.events ?? [],
    days: c ? daysFrom(c.item.first_event_at.slice(0, 10), (alert ? at : (c.item.finished_at ?? NOW)).slice(0, 10)) : [],
    ...(bar ? { clock: bar } : {}),
    responsible: { dept: alert?.responsible_dept ?? c?.item.dept_code, dept_name: alert?.responsible_dept_name ?? c?.item.dept_name, window: alert?.responsible_window, person: alert?.responsible_person, link: "审核", moved_by_waiting: false },
    calendar_version: "cn-2025.1",
    engine_version: "0.1.0",
    rule_hash: "9c1f0a77e2d44b1f8a3de0c5b6f7a8190c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f",
    ...(alert ? { proof_hash: "41d7aa20be6f4c539e81f0d2c3b4a5968778695a4b3c2d1e0f9e8d7c6b5a4f3e" } : {}),
  };
}

/** @param {string} no */
export function explain(no) {
  const alert = ALERTS.find((a) => a.alert_no === no);
  const found = alert && ruleOf(alert.rule);
  return alert && found ? whyOf(found, CASES.find((c) => c.item.case_no === alert.case_no), alert) : undefined;
}

/** @param {Q} q */
export function whyNot(q) {
  const c = CASES.find((x) => x.item.case_no === q.get("case_no"));
  const found = ruleOf(String(q.get("rule")));
  if (!c || !found) return undefined;
  return whyOf(found, c, ALERTS.find((a) => a.case_no === c.item.case_no && a.rule === found.code && a.status === "open"));
}

/** @param {number} position @param {string} lastFact @param {string} now @returns {S["Meta"]} */
export function meta(position, lastFact, now) {
  return {
    now,
    clock: { simulated: true, started_at: NOW },
    centres: CENTRES,
    position,
    last_fact_at: lastFact,
    departments: DEPARTMENTS,
    rules: RULES.map((r) => ({ code: r.code, title: { zh: r.zh, en: r.en }, level: r.level, kind: r.kind, family: r.family, subject: r.subject, centres: CENTRES.map((c) => c.code) })),
    versions: { program: "0.1.0", engine: "0.1.0", calendar: "cn-2025.1", rules: "9c1f0a77" },
  };
}

export { countWd };
