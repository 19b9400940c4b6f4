// Uploads, their check and import, kept mappings, sources and batches, in memory.
import { countWd, due } from "./calendar.mjs";
import { CASES, CENTRE, DEPARTMENTS, NOW, TODAY, event } from "./fixtures.mjs";
import { QUARANTINE } from "./quarantine.mjs";
import { CONSEQUENCES, ROLES, columnsOf, days, mask, readBy, rowsOf, tableOf } from "./tables.mjs";

/** @typedef {import("../console/src/pages/import/types").Upload} Upload */
/** @typedef {import("../console/src/pages/import/types").Choice} Choice */
/** @typedef {import("../console/src/pages/import/types").ImportJob} ImportJob */
/** @typedef {NonNullable<ReturnType<typeof tableOf>>} Table */

export const CENTRES = [{ code: CENTRE, name: { zh: "万山区政务服务中心", en: "Wanshan District service centre" }, zone: "Asia/Shanghai" }];
const REPORTED = "2025-06-30T17:30:00+08:00";

/** An error that becomes a problem. */
export class Refused extends Error {
  /** @param {number} status @param {string} code @param {string} detail */
  constructor(status, code, detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

/** A workbook cannot be read here; each stands for this one. */
const WORKBOOK = {
  "2025年台账": [
    "万山区政务服务中心2025年办件台账,,,,,,,,,,",
    "序号,业务流水号,事项名称,申请人,联系电话,受理日期,承诺时限（工作日）,办结时间,办理部门,经办人,备注",
    ...Array.from({ length: 60 }, (_, n) => `${n + 1},WS2025${String(n + 1).padStart(4, "0")},${n % 3 === 0 ? "食品经营许可（新办）" : "道路货物运输经营许可"},${n % 2 === 0 ? "张伟" : "李小芳"},1380000${String(1000 + n)},2025/${1 + (n % 5)}/${1 + (n % 26)},${n % 7 === 0 ? "5个工作日" : 5 + (n % 4)},${n === 17 ? "2025/2/30" : `2025.${2 + (n % 5)}.${2 + (n % 25)}`},${n % 2 === 0 ? "区市场监督管理局" : "区交通运输局"},P0${10 + (n % 9)},`),
    "合计,60,,,,,,,,,",
  ].join("\n"),
  说明: "填表说明,,\n请按月报送,,",
};

/** @type {Map<string, { upload: Upload, sheets: Map<string, Table | undefined> }>} */
const UPLOADS = new Map();
/** @type {Map<string, ImportJob>} */
const JOBS = new Map();
/** @type {import("../console/src/pages/import/types").MappingItem[]} */
export const MAPPINGS = [{ name: "boston311", title: "Boston 311", columns: ["case_enquiry_id", "open_dt", "target_dt", "closed_dt", "department"], profile: "boston311", saved_at: null, saved_by: null, is_shipped: true }];
/** @type {Map<string, Record<string, string>>} */
const ROLES_OF = new Map();

/** @param {string} name @param {Buffer} bytes @returns {Upload} */
export function upload(name, bytes) {
  const kind = /\.xlsx(\.gz)?$/i.test(name) ? "xlsx" : /\.xes/i.test(name) ? "xes" : /json/i.test(name) ? "jsonl" : "csv";
  if (kind === "xlsx" && bytes.subarray(0, 2).toString() !== "PK") throw new Refused(422, "bad_table", "the workbook is damaged: its directory is missing; export it again");
  const sheets = new Map();
  if (kind === "xlsx") for (const [sheet, text] of Object.entries(WORKBOOK)) sheets.set(sheet, tableOf(rowsOf(text)));
  else if (kind === "csv") sheets.set("", tableOf(rowsOf(bytes.toString("utf8"))));
  else sheets.set("", undefined);
  if (kind === "csv" && sheets.get("") === undefined) throw new Refused(422, "bad_table", "the file has no line of headings; a table needs two columns at least");
  const id = `u${UPLOADS.size + 1}${Date.now().toString(36)}`;
  const one = { id, name, bytes: bytes.length, kind: /** @type {Upload["kind"]} */ (kind), sheets: [...sheets].map(([sheet, table]) => ({ name: sheet, rows: table?.rows.length ?? 0, is_hidden: sheet === "说明" })), created_at: NOW };
  UPLOADS.set(id, { upload: one, sheets });
  return one;
}

/** @param {string} id @param {string | null | undefined} sheet */
function tableFor(id, sheet) {
  const found = UPLOADS.get(id);
  if (found === undefined) throw new Refused(404, "unknown_upload", "no such upload");
  const name = sheet ?? found.upload.sheets[0]?.name ?? "";
  if (!found.sheets.has(name)) throw new Refused(422, "bad_table", "no such sheet");
  return { upload: found.upload, sheet: name, table: found.sheets.get(name) };
}

/** @param {string} id @param {string | null} wanted @returns {import("../console/src/pages/import/types").Proposal} */
export function proposal(id, wanted) {
  const { upload: one, sheet, table } = tableFor(id, wanted);
  const columns = table === undefined ? [] : columnsOf(table);
  if (table === undefined && (one.kind === "xlsx" || one.kind === "csv")) throw new Refused(422, "bad_table", "the sheet holds no table");
  const headings = columns.map((column) => column.heading);
  const fitting = MAPPINGS.filter((mapping) => mapping.columns.length > 0 && mapping.columns.join("\u0000") === headings.join("\u0000")).map((mapping) => ({ mapping: mapping.name, title: mapping.title, roles: ROLES_OF.get(mapping.name) ?? {}, case_no_of: [], centre: mapping.profile }));
  const has = (/** @type {string} */ role) => columns.some((column) => column.role === role);
  const case_no_of = has("case_no") ? [] : columns.filter((column) => ["item_name", "accepted_at"].includes(column.role ?? "")).map((column) => column.column);
  const missing = ROLES.flatMap((role) => (CONSEQUENCES[role.code] && !has(role.code) ? { role: role.code, title: role.title, consequence: CONSEQUENCES[role.code] ?? role.title } : []));
  return { upload: one, sheet, header_line: table?.header.line ?? 1, columns, case_no_of, rows: (table?.rows ?? []).slice(0, 8).map((row) => ({ line: row.line, cells: columns.map((column, index) => (column.is_personal ? mask(row.cells[index] ?? "") : (row.cells[index] ?? ""))) })), notes: table?.notes ?? [], fitting, missing };
}

/** @param {string} id @param {Choice} choice @returns {import("../console/src/pages/import/types").Checked} */
export function check(id, choice) {
  const { table } = tableFor(id, choice.sheet);
  const read = table === undefined ? [] : readBy(table, choice);
  const bad = read.filter((row) => row.faults.length > 0);
  const faults = bad.flatMap((row) => row.faults);
  const titles = /** @type {Record<string, [string, string]>} */ ({ bad_time: ["日期或时间不存在", "No such date or time"], missing_field: ["缺少必填字段", "Missing field"], wrong_type: ["值的类型不对", "Wrong type"] });
  const times = read.filter((row) => row.faults.length === 0).flatMap((row) => Object.entries(row.values).filter(([role]) => role.endsWith("_at")).map(([, value]) => value)).sort();
  return {
    read: read.length, good: read.length - bad.length, bad: bad.length, cases: new Set(read.filter((row) => row.faults.length === 0).map((row) => row.values["case_no"])).size, faults: faults.slice(0, 50),
    faults_by_reason: [...new Set(faults.map((fault) => fault.reason))].map((reason) => ({ reason, title: { zh: titles[reason]?.[0] ?? reason, en: titles[reason]?.[1] ?? reason }, count: faults.filter((fault) => fault.reason === reason).length })),
    first_at: times[0] ?? null, last_at: times[times.length - 1] ?? null,
  };
}

/** @type {import("../console/src/pages/import/types").BatchItem[]} */
export const BATCHES = [
  { batch: 2, centre: CENTRE, file_name: "2025年5月补报.csv", profile: "district", mapping: null, started_at: "2025-06-12T10:20:00+08:00", finished_at: "2025-06-12T10:20:09+08:00", counts: { read: 120, accepted: 96, duplicates: 24, quarantined: 0, cases: 0, events: 0 }, voided_at: "2025-06-12T11:02:00+08:00", void_reason: "导错了文件", list: "batch=2" },
  { batch: 1, centre: CENTRE, file_name: "events.jsonl.gz", profile: "district", mapping: null, started_at: "2025-06-30T17:40:00+08:00", finished_at: "2025-06-30T17:48:00+08:00", counts: { read: 9648, accepted: 9646, duplicates: 0, quarantined: 2, cases: 960, events: 9646 }, voided_at: null, void_reason: null, list: `centre=${CENTRE}` },
];

/** A row as a case, judged in the roughest way. @param {ReturnType<typeof readBy>[number]} row @param {string} centre @param {number} batch */
function take(row, centre, batch) {
  const v = row.values;
  const dept = v["dept_name"] ?? "未写部门";
  if (!DEPARTMENTS.some((d) => d.centre === centre && d.code === dept)) DEPARTMENTS.push({ centre, code: dept, name: dept });
  const started = v["accepted_at"] ?? v["received_at"] ?? v["applied_at"];
  const finished = v["finished_at"];
  const first = [v["applied_at"], v["received_at"], v["accepted_at"], finished].filter((text) => text !== undefined).sort()[0] ?? NOW;
  const promised = v["promised_days"] === undefined ? undefined : days(v["promised_days"]);
  const used = started === undefined ? undefined : Math.max(0, countWd(started.slice(0, 10), (finished ?? TODAY).slice(0, 10)));
  const left = used === undefined || promised === undefined ? undefined : promised - used;
  const actor = v["handler"] ?? "P001";
  CASES.push({
    item: {
      centre, case_no: v["case_no"] ?? "", state: finished ? "finished" : "reviewing", is_open: finished === undefined, is_overdue: left !== undefined && left < 0, case_type: 2, item_impl_code: v["item_impl_code"] ?? v["item_name"] ?? null, item_name: v["item_name"] ?? null, dept_code: dept, dept_name: dept, first_event_at: first, limit_unit: "wd", alerts_open: 0,
      ...(promised === undefined ? {} : { promised_days: promised }), ...(v["accepted_at"] === undefined ? {} : { accepted_at: v["accepted_at"] }), ...(used === undefined ? {} : { elapsed_wd: used }), ...(left === undefined || started === undefined ? {} : { remaining_wd: left, promised_due_at: `${due(started.slice(0, 10), promised ?? 0)}T23:59:59+08:00` }), ...(finished === undefined ? {} : { finished_at: finished }),
    },
    events: [...(started ? [event("accepted", started, dept, actor, {})] : []), ...(finished ? [event("finished", finished, dept, actor, {})] : [])],
    extra: { batch: String(batch), inverted: String(started !== undefined && finished !== undefined && finished < started), statutory_days: "20", suspended_wd: "0" },
  });
}

/** @param {ImportJob} job @param {string} id @param {Choice} choice */
function carryOut(job, id, choice) {
  const { upload: one, table } = tableFor(id, choice.sheet);
  const centre = choice.centre.code;
  if (!CENTRES.some((c) => c.code === centre)) CENTRES.push({ code: centre, name: { zh: choice.centre.title ?? centre, en: choice.centre.title ?? centre }, zone: "Asia/Shanghai" });
  const batch = BATCHES.length + 1;
  const rows = table === undefined ? [] : readBy(table, choice);
  const known = new Set(CASES.filter((c) => c.item.centre === centre).map((c) => c.item.case_no));
  const good = rows.filter((row) => row.faults.length === 0);
  const fresh = good.filter((row) => !known.has(row.values["case_no"] ?? ""));
  for (const row of fresh) take(row, centre, batch);
  const bad = rows.filter((row) => row.faults.length > 0);
  for (const row of bad) {
    const [fault] = row.faults;
    const personal = (/** @type {string} */ column) => ["applicant_name", "applicant_id_no", "contact_mobile"].includes(choice.roles[column] ?? "");
    const fields = Object.entries(row.cells).map(([column, cell]) => ({ name: column, value: personal(column) ? mask(cell) : cell, is_personal: personal(column) }));
    if (fault) QUARANTINE.unshift({ item: { id: QUARANTINE.length + 1, centre, source: one.name, position: row.line, reason: fault.reason, reason_title: fault.message, field: fault.column, message: fault.message.en, how_to_mend: fault.how_to_mend.en, raw: fields.map((field) => field.value).join(","), recorded_at: NOW, batch }, can_replay: true, fields });
  }
  const counts = { read: rows.length, accepted: fresh.length, duplicates: good.length - fresh.length, quarantined: bad.length, cases: fresh.length, events: fresh.length * 2 };
  BATCHES.unshift({ batch, centre, file_name: one.name, profile: centre, mapping: null, started_at: NOW, finished_at: NOW, counts, voided_at: null, void_reason: null, list: `batch=${batch}` });
  Object.assign(job, { state: "done", records: rows.length, bytes: one.bytes, counts, batch });
}

/** @param {string} id @param {Choice} choice */
export function begin(id, choice) {
  const { upload: one, table } = tableFor(id, choice.sheet);
  if (choice.save_as) {
    const name = `m${MAPPINGS.length}`;
    MAPPINGS.push({ name, title: choice.save_as, columns: table === undefined ? [] : columnsOf(table).map((column) => column.heading), profile: choice.centre.code, saved_at: NOW, saved_by: "admin", is_shipped: false });
    ROLES_OF.set(name, choice.roles);
  }
  /** @type {ImportJob} */
  const job = { id: `j${JOBS.size + 1}${Date.now().toString(36)}`, state: "waiting", records: 0, bytes: 0, total_bytes: one.bytes, centre: choice.centre.code, counts: null, batch: null, problem: null };
  JOBS.set(job.id, job);
  const rows = table?.rows.length ?? 0;
  setTimeout(() => Object.assign(job, { state: "reading", records: Math.floor(rows / 2), bytes: Math.floor(one.bytes / 2) }), 500);
  setTimeout(() => Object.assign(job, { state: "judging", records: rows, bytes: one.bytes }), 1400);
  setTimeout(() => carryOut(job, id, choice), 2400);
  return { id: job.id };
}

/** @param {string} id */
export const job = (id) => JOBS.get(id);

/** @type {import("../console/src/pages/import/types").SourceItem[]} */
const DECLARED = [
  { centre: CENTRE, source: "district", title: "区政务服务平台", events: 0, cases: 0, first_at: "2024-07-30T09:12:00+08:00", last_at: NOW, last_recorded_at: NOW, watermark: REPORTED, starts_at: "2024-10-01T00:00:00+08:00", usual_lag_hours: 24, late_events: 212, quarantined: 0, is_silent_since: null },
  { centre: CENTRE, source: "realty", title: "不动产登记系统", events: 412, cases: 103, first_at: "2025-01-06T09:00:00+08:00", last_at: "2025-06-24T16:40:00+08:00", last_recorded_at: "2025-06-24T18:00:00+08:00", watermark: "2025-06-24T18:00:00+08:00", starts_at: null, usual_lag_hours: 48, late_events: 61, quarantined: 0, is_silent_since: "2025-06-24T18:00:00+08:00" },
];

/** Every source with its counts. */
export function sources() {
  const own = CENTRES.filter((c) => c.code !== CENTRE).map((c) => {
    const times = CASES.filter((one) => one.item.centre === c.code).map((one) => one.item.first_event_at).sort();
    return { centre: c.code, source: "file", title: "file", events: times.length * 2, cases: times.length, first_at: times[0] ?? null, last_at: times[times.length - 1] ?? null, last_recorded_at: NOW, watermark: null, starts_at: null, usual_lag_hours: null, late_events: 0, quarantined: 0, is_silent_since: null };
  });
  const waiting = (/** @type {string} */ source) => QUARANTINE.filter(({ item }) => item.source === source && item.replayed_at == null).length;
  return [...DECLARED, ...own.filter((one) => !DECLARED.some((d) => d.centre === one.centre && d.source === one.source))].map((source) => ({ ...source, ...(source.source === "district" ? { events: CASES.reduce((sum, c) => sum + (c.item.centre === CENTRE ? c.events.length : 0), 0), cases: CASES.filter((c) => c.item.centre === CENTRE).length } : {}), quarantined: waiting(source.source) }));
}

/** @param {string} centre @param {string} source @param {{ starts_at?: string, complete_to?: string }} body */
export function declare(centre, source, body) {
  const found = sources().find((one) => one.centre === centre && one.source === source);
  if (found === undefined) throw new Refused(404, "not_found", "no such source");
  const next = { ...found, ...(body.starts_at ? { starts_at: body.starts_at } : {}), ...(body.complete_to ? { watermark: body.complete_to, is_silent_since: null } : {}) };
  const index = DECLARED.findIndex((one) => one.centre === centre && one.source === source);
  DECLARED.splice(index < 0 ? DECLARED.length : index, index < 0 ? 0 : 1, next);
  return { events: 1, position: 6000 };
}

/** @param {string} batch @param {string} reason */
export function voidBatch(batch, reason) {
  const found = BATCHES.find((one) => String(one.batch) === batch);
  if (found === undefined) throw new Refused(404, "not_found", "no such batch");
  if (reason.trim() === "") throw new Refused(400, "missing_field", "a reason is needed");
  Object.assign(found, { voided_at: NOW, void_reason: reason });
  for (let i = CASES.length - 1; i >= 0; i -= 1) if (CASES[i]?.extra.batch === batch) CASES.splice(i, 1);
  return { events: found.counts?.events ?? 0, position: 6000, is_repeated: false };
}
