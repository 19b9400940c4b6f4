/** The health check as pure figures: its sentences, its bars, its months. */
import { rate } from "@mingjing/shared/text";
import { words, type Language } from "@mingjing/shared/words";
import type { Checkup, Finding, MonthRow, SilentRule, SpeedRow, Title } from "../import/types";

/** A name from the data in the screen's language. */
export const titleText = (title: Title, language: Language): string => (typeof title === "string" ? title : title[language]);

/** The address of the list that a finding or a row names by its query. */
export function listAddress(list: string): { path: string; query: Record<string, string> } {
  return { path: "/cases", query: Object.fromEntries(new URLSearchParams(list.replace(/^.*\?/, ""))) };
}

/** A finding by its code. */
export const findingOf = (checkup: Checkup, code: string): Finding | undefined => checkup.findings.find((finding) => finding.code === code);

/** The state in one sentence of two parts: what was finished, and what is open. */
export function headline(checkup: Checkup, language: Language): { finished: string; open: string } {
  const t = words[language].checkup;
  const late = findingOf(checkup, "overdue");
  const judged = late?.is_told === true;
  return {
    finished: judged || checkup.finished === 0 ? t.headline(checkup.finished, late?.count ?? 0, rate(late?.share_bp)) : t.nothingJudged(checkup.finished),
    open: t.openLine(checkup.open, findingOf(checkup, "open_overdue")?.count ?? 0, findingOf(checkup, "due_soon")?.count ?? 0),
  };
}

/** A figure with one decimal, none where it is whole. */
const short = (n: number): string => (Number.isInteger(n) ? String(n) : n.toFixed(1));

/** What the rows of a table of speed are compared by; -1 where there is nothing. */
export const medianOf = (row: SpeedRow): number => row.median_wd ?? -1;

/** A median in words. */
export const medianText = (row: SpeedRow, language: Language): string => (row.median_wd === null ? words[language].none : words[language].checkup.wd(short(row.median_wd)));

/** Rows with the slowest first; those without a median last. */
export const slowestFirst = (rows: readonly SpeedRow[]): SpeedRow[] => [...rows].sort((a, b) => medianOf(b) - medianOf(a) || b.finished - a.finished);

/** A row's bar in per cent of the slowest. */
export function barShare(row: SpeedRow, rows: readonly SpeedRow[]): number {
  const most = Math.max(0, ...rows.map(medianOf));
  return most === 0 ? 0 : Math.max(0, (medianOf(row) / most) * 100);
}

/** A month in words: 2025年3月, March 2025. */
export const monthName = (month: string, language: Language): string => words[language].checkup.monthName(month.slice(0, 4), Number(month.slice(5, 7)));

/** What the months say, as the chart's title; undefined where nothing was finished. */
export function monthsTitle(months: readonly MonthRow[], language: Language): string | undefined {
  const most = months.reduce<MonthRow | undefined>((best, row) => (best === undefined || row.finished > best.finished ? row : best), undefined);
  return most === undefined || most.finished === 0 ? undefined : words[language].checkup.monthsTitle(monthName(most.month, language), most.finished);
}

/** One month's column as shares of the chart's height, in per cent. */
export interface MonthBar {
  row: MonthRow;
  /** Finished. */
  height: number;
  /** The late part of the finished. */
  late: number;
  /** Where the mark of the received stands. */
  received: number;
  /** Its year is named below it: the first month, and each January. */
  year: boolean;
}

/** The last `most` months as columns over one scale from zero. */
export function monthBars(months: readonly MonthRow[], most: number): MonthBar[] {
  const rows = months.slice(-most);
  const top = Math.max(1, ...rows.map((row) => Math.max(row.finished, row.received)));
  const share = (n: number): number => Math.round((n / top) * 1000) / 10;
  return rows.map((row, index) => ({ row, height: share(row.finished), late: share(row.late), received: share(row.received), year: index === 0 || row.month.endsWith("-01") }));
}

/** Silent rules that wait for the same columns. */
export interface SilentGroup {
  missing: SilentRule["missing"];
  rules: SilentRule[];
}

/** The silent rules by what they wait for; the columns that would make most rules speak first. */
export function silentGroups(rules: readonly SilentRule[]): SilentGroup[] {
  const groups = new Map<string, SilentGroup>();
  for (const rule of rules) {
    const key = rule.missing.map((column) => column.column).sort().join(" ");
    const group = groups.get(key) ?? { missing: rule.missing, rules: [] };
    group.rules.push(rule);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.rules.length - a.rules.length || a.missing.length - b.missing.length);
}

/** A query of one of the parts of the health check; parts of several queries are shown one after another. */
export function sqlOf(checkup: Checkup, key: string): string | undefined {
  const own = checkup.sql[key];
  if (own !== undefined) return own;
  const parts = Object.keys(checkup.sql).filter((name) => name.startsWith(`${key}_`)).sort();
  return parts.length === 0 ? undefined : parts.map((name) => checkup.sql[name]).join(";\n\n");
}

/** The columns that a group waits for, each name once: several columns may come from one column of a file. */
export const missingTitles = (group: SilentGroup, language: Language): string[] => [...new Set(group.missing.map((column) => titleText(column.title, language)))];
