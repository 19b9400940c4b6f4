// Proposals for a second person, and the table of rights as far as a page asks for it.
import { addDays } from "./days.mjs";
import { CASES, DEPARTMENTS, NOW, TODAY } from "./fixtures.mjs";
import { ME } from "./me.mjs";

/** @typedef {import("../shared/src/api/schema").components["schemas"]} S */

/** @type {S["AccessTable"]} */
export const ACCESS = { roles: [], rights: [{ code: "reports", title: { zh: "报表", en: "Reports" } }] };

/** @param {number} number @param {string} by @param {S["NoticeDay"][]} days @returns {S["ProposalItem"]} */
const proposal = (number, by, days) => ({
  number,
  kind: "calendar_notice",
  title: `centre notice 办发〔2025〕${number}号 for 2025, known from ${NOW}`,
  status: "open",
  body: /** @type {Record<string, never>} */ (/** @type {unknown} */ ({ number: `办发〔2025〕${number}号`, known_from: NOW, layer: "centre", centres: [String(CASES[0]?.item.centre)], days })),
  proposed_by: by,
  proposed_at: NOW,
});
const off = (/** @type {number} */ from) => [from, from + 1].map((days) => /** @type {S["NoticeDay"]} */ ({ date: addDays(TODAY, days), kind: "holiday", name: "停电" }));

/** @type {S["ProposalItem"][]} */
export const PROPOSALS = [
  proposal(3, "li.si", off(3)),
  proposal(2, ME.name, off(10)),
  { ...proposal(1, "li.si", off(20)), status: "rejected", decided_by: ME.name, decided_at: NOW, reason: "日期写错了" },
];

/** What a notice moves: two open cases, made up. @returns {S["MoveForecast"]} */
export function forecast() {
  const open = CASES.map((one) => one.item).filter((item) => item.is_open);
  const moved = open.slice(0, 2);
  return {
    title: "notice",
    centres: [...new Set(open.map((item) => item.centre))],
    is_known: false,
    at: NOW,
    open: open.length,
    moved: moved.length,
    alerts_come: 0,
    alerts_vanish: 0,
    alerts_change: 0,
    departments: DEPARTMENTS.map((dept) => ({ dept, count: moved.filter((item) => item.dept_code === dept.code).length }))
      .filter(({ count }) => count > 0)
      .map(({ dept, count }) => ({ centre: dept.centre, dept: dept.code, open: count, moved: count, alerts_come: 0, alerts_vanish: 0, alerts_change: 0 })),
    cases: moved.map((item) => ({ centre: item.centre, case_no: item.case_no, dept: item.dept_code ?? null, is_kept: false, old_due: `${addDays(TODAY, 4)}T23:59:59+08:00`, new_due: `${addDays(TODAY, 6)}T23:59:59+08:00`, old_statutory_due: null, new_statutory_due: null })),
    alerts: [],
  };
}

/** Decides on a proposal that waits; undefined where there is none. @param {string} number @param {string} what @param {string | undefined} reason */
export function decide(number, what, reason) {
  const found = PROPOSALS.find((one) => String(one.number) === number && one.status === "open");
  if (found === undefined || (what === "confirm" && found.proposed_by === ME.name)) return undefined;
  Object.assign(found, { status: what === "confirm" ? "confirmed" : "rejected", decided_by: ME.name, decided_at: NOW, reason: reason ?? null });
  return what === "confirm" ? { proposal: found, events: 1, forecast: forecast() } : found;
}
