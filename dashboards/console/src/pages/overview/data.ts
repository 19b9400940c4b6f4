/** The overview's figures: where each leads, how it compares, and what the charts say. */
import type { Schemas } from "@mingjing/shared/api";
import { thousands } from "@mingjing/shared/text";
import { addDays } from "@mingjing/shared/time";
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

/** Centre and department of a scope without its period: what stands open now, and lists that bring days of their own. */
export function placeOf(scope: Scope): Scope {
  const { from: _, to: __, ...place } = scope;
  return place;
}

/** A scope's place with the days of a period, for lists of what came in it. */
export const within = (scope: Scope, period: Pick<Schemas["PeriodFigures"], "from" | "to">): Scope => ({ ...placeOf(scope), from: period.from, to: period.to });

/** The filter of what was accepted or finished in a period. */
export const daysOf = (what: "accepted" | "finished", period: Pick<Schemas["PeriodFigures"], "from" | "to">): Record<string, string> => ({ [`${what}_from`]: period.from, [`${what}_to`]: period.to });

/** Filters of what falls due. */
export function dueFilters(overview: Pick<Schemas["Overview"], "today" | "next_workday">): { over: Record<string, string>; today: Record<string, string>; next: Record<string, string> } {
  const open = { open: "true" };
  return {
    over: { ...open, overdue: "true" },
    today: { ...open, overdue: "false", due_from: overview.today, due_to: overview.today },
    next: { ...open, overdue: "false", due_from: addDays(overview.today, 1), due_to: overview.next_workday },
  };
}

/** The levels, highest first, as leaders read them. */
export const LEVELS = ["red", "yellow", "warn", "remind"] as const;

/** Sum of a row's levels. */
export const levelSum = (row: Pick<Schemas["KindCount"], (typeof LEVELS)[number]>): number => LEVELS.reduce((sum, level) => sum + row[level], 0);

/** Counts of one level. */
export const levelOf = (overview: Pick<Schemas["Overview"], "alerts_by_level">, level: Schemas["Level"]): Omit<Schemas["LevelCount"], "level"> =>
  overview.alerts_by_level.find((row) => row.level === level) ?? { open: 0, raised: 0, raised_before: 0 };

/** How a count moved against the one before. */
export interface Move {
  way: "up" | "down" | "same";
  /** By how much. */
  share: string;
}

/** From so many on a move is told as a part of the count before; of fewer a part would say too much: two after one is not twice as bad. */
const ENOUGH = 20;

/** How a count moved, in per cent with one decimal or, of a small one, in itself; undefined where both are zero, for then there is nothing to compare. */
export function moveOf(now: number, before: number): Move | undefined {
  if (now === 0 && before === 0) return undefined;
  const way = now > before ? "up" : now < before ? "down" : "same";
  const apart = Math.abs(now - before);
  return { way, share: before < ENOUGH ? thousands(apart) : `${(Math.round((apart / before) * 1000) / 10).toFixed(1)}%` };
}

/** By how many points, with one decimal, a rate in ten-thousandths moved; undefined where one of them is missing. */
export function pointsOf(now: number | null, before: number | null): Move | undefined {
  if (now === null || before === null) return undefined;
  const points = (Math.abs(now - before) / 100).toFixed(1);
  return { way: points === "0.0" ? "same" : now > before ? "up" : "down", share: points };
}

/** Whether a move is to the better, given which way is good. */
export function verdict(move: Move | undefined, good: "up" | "down" | undefined): "good" | "bad" | "even" {
  if (move === undefined || good === undefined || move.way === "same") return "even";
  return move.way === good ? "good" : "bad";
}

/** The days that the trend draws: those of the period, at least 30 and at most 90, up to its end. */
export function trendDays(days: readonly Schemas["DayFigures"][], period: Pick<Schemas["PeriodFigures"], "from">): Schemas["DayFigures"][] {
  const inside = days.filter((day) => day.date >= period.from).length;
  return days.slice(-Math.min(90, Math.max(30, inside)));
}

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

/** Departments with most to look after first: what is over, then what falls due, then cards. */
export function urgency(row: Schemas["DepartmentFigures"]): number {
  return row.open_overdue * 1e6 + (row.due_today + row.due_next) * 1e3 + row.red + row.yellow;
}
