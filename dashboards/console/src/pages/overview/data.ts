/** The overview's figures: where each leads, and what the trend says. */
import type { Schemas } from "@mingjing/shared/api";
import type { Scope } from "../../state/scope";

/** An address of a list. */
export interface ListAddress {
  path: string;
  query: Record<string, string>;
}

/** The list of cases behind a figure, in the scope given. */
export const casesList = (scope: Scope, filter: Record<string, string> = {}): ListAddress => ({ path: "/cases", query: { ...scope, ...filter } });

/** The list of alerts behind a figure, in the scope given. Open alerts need no `state`: they are the list's own default. */
export const alertsList = (scope: Scope, filter: Record<string, string> = {}): ListAddress => ({ path: "/alerts", query: { ...scope, ...filter } });

/** The levels, highest first, as leaders read them. */
export const LEVELS = ["red", "yellow", "warn", "remind"] as const;

/** Sum of a row's levels. */
export const levelSum = (row: Pick<Schemas["KindCount"], (typeof LEVELS)[number]>): number => LEVELS.reduce((sum, level) => sum + row[level], 0);

/** Open alerts of one level. */
export const openOf = (overview: Schemas["Overview"], level: Schemas["Level"]): number => overview.alerts_by_level.find((row) => row.level === level)?.open ?? 0;

/** Means a day, with one decimal, and sums over the days drawn. */
export function trendFigures(days: readonly Schemas["DayFigures"][]): { received: string; finished: string; alerts: number } {
  const sum = (key: "received" | "finished" | "alerts"): number => days.reduce((all, day) => all + day[key], 0);
  const mean = (n: number): string => (days.length === 0 ? "–" : (n / days.length).toFixed(1));
  return { received: mean(sum("received")), finished: mean(sum("finished")), alerts: sum("alerts") };
}

/** Kinds with most alerts first, by red, then yellow, then all. */
export function kindsInOrder(kinds: readonly Schemas["KindCount"][]): Schemas["KindCount"][] {
  return [...kinds].sort((a, b) => b.red - a.red || b.yellow - a.yellow || levelSum(b) - levelSum(a));
}
