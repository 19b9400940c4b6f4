// Records that could not be taken in, and their mending.
import { CENTRE } from "./fixtures.mjs";
import { at } from "./days.mjs";

/** @typedef {import("../console/src/pages/import/types").QuarantineDetail} QuarantineDetail */

const REASONS = /** @type {Record<string, [string, string]>} */ ({ bad_time: ["日期或时间不存在", "No such date or time"], unknown_field: ["没有这个字段", "Unknown field"], conflict: ["同一事件、同一版本收到两种内容", "Same revision, other content"], not_json: ["不是有效的 JSON 行", "Not valid JSON"] });
const title = (/** @type {string} */ reason) => ({ zh: REASONS[reason]?.[0] ?? reason, en: REASONS[reason]?.[1] ?? reason });

/** @type {QuarantineDetail[]} */
export const QUARANTINE = /** @type {[string, number, string, string | null, string, string, string][]} */ ([
  ["events.jsonl.gz", 1204, "bad_time", "occurred_at", "2024-02-30T10:00:00+08:00 is no instant that exists", "write it like 2025-01-24T14:05:00+08:00, with the offset", '{"id":"D1-88","type":"accepted","case_no":"520603202402300001","occurred_at":"2024-02-30T10:00:00+08:00"}'],
  ["events.jsonl.gz", 5120, "unknown_field", "payload.promissed_days", "no such field", "the nearest is promised_days", '{"id":"D1-412","type":"accepted","payload":{"promissed_days":5}}'],
  ["district", 77, "conflict", null, "the same revision came with other content", "send it with a higher revision", '{"id":"D1-9","revision":0,"type":"finished"}'],
  ["events.jsonl.gz", 7801, "not_json", null, "the line is no JSON: expected `,` or `}` at column 31", "write one JSON object a line", '{"id":"D1-500","type":"accepted"'],
]).map(([source, position, reason, field, message, how_to_mend, raw], index) => {
  /** @type {(record: Record<string, unknown>, path?: string) => [string, unknown][]} */
  const leaves = (record, path = "") => Object.entries(record).flatMap(([key, value]) => /** @type {[string, unknown][]} */ (typeof value === "object" && value !== null ? leaves(/** @type {Record<string, unknown>} */ (value), `${path}/${key}`) : [[`${path}/${key}`, value]]));
  const fields = reason === "not_json" ? [] : leaves(JSON.parse(raw));
  return { item: { id: index + 1, centre: CENTRE, source, position, reason, reason_title: title(reason), field, message, how_to_mend, raw, recorded_at: at("2025-06-30", `17:5${index}`), batch: 1 }, can_replay: true, fields: fields.map(([name, value]) => ({ name, value: String(value), is_personal: false })) };
});

const counted = (/** @type {string[]} */ values) => [...new Set(values)].map((value) => ({ value, count: values.filter((one) => one === value).length })).sort((a, b) => b.count - a.count);

/** @param {URLSearchParams} q */
export function quarantine(q) {
  const all = QUARANTINE.map(({ item }) => item).filter((item) => (q.get("is_replayed") === "true") === (item.replayed_at != null));
  const of = (/** @type {"source" | "reason"} */ key) => (/** @type {(typeof all)[number]} */ item) => !q.get(key) || item[key] === q.get(key);
  return {
    found: all.filter(of("source")).filter(of("reason")),
    reasons: counted(all.filter(of("source")).map((item) => item.reason)).map(({ value, count }) => ({ reason: value, title: title(value), count })),
    sources: counted(all.filter(of("reason")).map((item) => item.source)).map(({ value, count }) => ({ source: value, count })),
  };
}

/** Tries a record again; what is at fault has to be among the fields mended. @param {QuarantineDetail} one @param {{ fields?: Record<string, string>, mended?: string }} body */
export function replay({ item, fields }, body) {
  const name = fields.find((field) => field.name === item.field || field.name.slice(1).replaceAll("/", ".") === item.field)?.name;
  const mended = name === undefined ? body.mended : body.fields?.[name];
  if (mended === undefined || /02-30|2\/30/.test(mended)) return { appended: 0, duplicates: 0, faults: [{ field: item.field ?? null, reason: item.reason, message: item.reason_title, how_to_mend: { zh: "改为存在的日期，例如 2025-01-24", en: item.how_to_mend } }] };
  Object.assign(item, { replayed_at: "2025-06-30T18:00:00+08:00" });
  for (const field of fields) if (body.fields?.[field.name] !== undefined) Object.assign(field, { value: body.fields[field.name] });
  return { appended: 1, duplicates: 0, faults: [] };
}

/** @param {{ ids?: number[], source?: string, reason?: string }} body */
export function replayMany(body) {
  const chosen = QUARANTINE.filter(({ item }) => item.replayed_at == null && (!body.ids || body.ids.includes(item.id)) && (!body.source || item.source === body.source) && (!body.reason || item.reason === body.reason));
  const done = chosen.filter((one) => replay(one, {}).faults.length === 0).length;
  return { replayed: done, appended: done, still_wrong: chosen.length - done, left: 0 };
}
