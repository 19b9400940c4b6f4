// The official calendar of 2024 and 2025, as far as the fixtures need it.
import { addDays } from "./days.mjs";

/** @typedef {import("../shared/src/api/schema").components["schemas"]["CalendarDay"]} CalendarDay */

/** @type {[string, string, string][]} first day off, last day off, name */
const OFF = [
  ["2024-05-01", "2024-05-05", "劳动节"],
  ["2024-06-10", "2024-06-10", "端午节"],
  ["2024-09-15", "2024-09-17", "中秋节"],
  ["2024-10-01", "2024-10-07", "国庆节"],
  ["2025-01-01", "2025-01-01", "元旦"],
  ["2025-01-28", "2025-02-04", "春节"],
  ["2025-04-04", "2025-04-06", "清明节"],
  ["2025-05-01", "2025-05-05", "劳动节"],
  ["2025-05-31", "2025-06-02", "端午节"],
];
const MAKEUP = new Set(["2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12", "2025-01-26", "2025-02-08", "2025-04-27"]);

/** @param {string} date @returns {CalendarDay} */
export function dayKind(date) {
  const off = OFF.find(([from, to]) => from <= date && date <= to);
  if (off) return { date, kind: "holiday", name: off[2] };
  if (MAKEUP.has(date)) return { date, kind: "makeup", name: "调休" };
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return { date, kind: weekday === 0 || weekday === 6 ? "rest" : "work" };
}

/** @param {string} date */
export const isWorkday = (date) => ["work", "makeup"].includes(dayKind(date).kind);

/** The n-th working day after a day. @param {string} date @param {number} n */
export function due(date, n) {
  let day = date;
  for (let left = n; left > 0; ) {
    day = addDays(day, 1);
    if (isWorkday(day)) left -= 1;
  }
  return day;
}

/** Working days d with a < d <= b. @param {string} a @param {string} b */
export function countWd(a, b) {
  let n = 0;
  for (let day = addDays(a, 1); day <= b; day = addDays(day, 1)) if (isWorkday(day)) n += 1;
  return n;
}

/** All days from first to last, at most the last 120. @param {string} first @param {string} last @returns {CalendarDay[]} */
export function daysFrom(first, last) {
  const days = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(dayKind(day));
  return days.slice(-120);
}
