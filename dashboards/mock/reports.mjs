// The case statistics over the fixtures, with fewer columns than the server's: enough to work on the page.
import { CASES, DEPARTMENTS, NOW } from "./fixtures.mjs";

/** @typedef {import("../shared/src/api/schema").components["schemas"]} S */
/** @typedef {S["CaseItem"]} Item */

const words = (/** @type {string} */ zh, /** @type {string} */ en) => ({ zh, en });

/** @type {{ code: string, title: S["Words"], meaning: S["Words"], block: number, counts: (item: Item) => boolean }[]} */
const COLUMNS = [
  { code: "received", title: words("收件", "Received"), meaning: words("收件日期在统计期内的办件", "Cases received within the period"), block: 1, counts: () => true },
  { code: "finished", title: words("办结", "Finished"), meaning: words("其中已办结的", "Of them those that are finished"), block: 1, counts: (item) => !item.is_open },
  { code: "in_hand", title: words("在办", "In hand"), meaning: words("其中还没办结的", "Of them those that are not"), block: 1, counts: (item) => item.is_open },
  { code: "in_time", title: words("按时", "In time"), meaning: words("没有超期的办结", "Finished, not late"), block: 2, counts: (item) => !item.is_open && !item.is_overdue },
  { code: "late", title: words("超期", "Late"), meaning: words("超期的办结", "Finished late"), block: 2, counts: (item) => !item.is_open && item.is_overdue },
];

/** Code and name of the row that a case belongs to. @param {Item} item @param {string} by @returns {[string, string]} */
function rowOf(item, by) {
  if (by === "month") return [item.first_event_at.slice(0, 7), item.first_event_at.slice(0, 7)];
  if (by === "item") return [item.item_impl_code ?? "-", item.item_name ?? "–"];
  if (by === "window") return [`W-${item.dept_code ?? "0"}`, `${item.dept_name ?? ""}窗口`];
  return [item.dept_code ?? "-", item.dept_name ?? "–"];
}

/** @type {S["ReportList"]} */
export const REPORTS = { items: [{ code: "case-statistics", title: words("办件统计", "Case statistics"), meaning: words("一段时间内收了多少件、办结多少。", "What came in and what was finished."), by: ["department", "window", "item", "month"], bases: ["received"] }] };

/** @param {string} name @param {URLSearchParams} q @returns {S["StatutoryReport"] | undefined} */
export function report(name, q) {
  if (name !== "case-statistics") return undefined;
  const [from, to, by] = [q.get("from") ?? "", q.get("to") ?? "9999", q.get("by") ?? "department"];
  const is = (/** @type {string} */ key, /** @type {string | null | undefined} */ value) => !q.get(key) || q.get(key) === value;
  const found = CASES.map((one) => one.item).filter((item) => item.first_event_at.slice(0, 10) >= from && item.first_event_at.slice(0, 10) <= to && is("dept", item.dept_code) && is("item", item.item_impl_code) && is("window", rowOf(item, "window")[0]) && is("centre", item.centre));
  const names = new Map(found.map((item) => rowOf(item, by)));
  /** @param {Item[]} items @param {Partial<S["ReportLine"]>} line @returns {S["ReportLine"]} */
  const line = (items, line) => ({
    level: "group",
    group: null,
    leaf: null,
    name: words("", ""),
    list: `from=${from}&to=${to}&cell=`,
    ...line,
    figures: COLUMNS.map((column) => items.filter(column.counts).length).map((count) => ({ count, text: String(count) })),
  });
  const leaf = by === "item" || by === "window";
  const rows = [...names].map(([code, title]) => line(found.filter((item) => rowOf(item, by)[0] === code), { level: leaf ? "leaf" : "group", group: leaf ? null : code, leaf: leaf ? code : null, name: words(title, title) }));
  return {
    code: name,
    asked: Object.fromEntries(q),
    as_of: NOW,
    known: null,
    head: { title: words("办件统计", "Case statistics"), period: words(`统计期：${from} 至 ${to}`, `Period: ${from} to ${to}`), filters: words("", ""), time: words(`生成时间：${NOW.slice(0, 16)}`, `Made at: ${NOW.slice(0, 16)}`) },
    row_title: words("部门", "Department"),
    blocks: [words("收件与去向", "What came in and where it went"), words("办结时效", "Finished in time")],
    groups: [],
    columns: COLUMNS.map(({ counts: _, ...column }) => ({ ...column, kind: "count" })),
    rows: [...rows, line(found, { level: "total", name: words("合计", "Total") })],
    checks: [{ code: "balance", holds: true, failures: [], text: words(`收件 ${found.length}＝办结＋在办（平衡）`, `Received ${found.length} = finished + in hand (holds)`) }],
    chart: {
      title: words(`${DEPARTMENTS.length} 个部门的办结`, `What ${DEPARTMENTS.length} departments finished`),
      parts: [words("按时", "In time"), words("超期", "Late")],
      bars: rows.map((row) => ({ name: row.name, values: [row.figures[3]?.count ?? 0, row.figures[4]?.count ?? 0], label: words(`${row.figures[1]?.text} 件`, `${row.figures[1]?.text} cases`) })),
    },
  };
}
