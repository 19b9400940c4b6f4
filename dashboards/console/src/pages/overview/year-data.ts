/** The year of days as a picture: which cell stands where, and how dark it is. */
import type { Schemas } from "@mingjing/shared/api";
import { weekdayOf } from "@mingjing/shared/time";

/** What the picture shows. */
export const SHOWN = ["received", "finished", "alerts"] as const;
export type Shown = (typeof SHOWN)[number];

type Day = Schemas["DayFigures"];

/** A day in the picture. */
export interface Cell {
  day: Day;
  value: number;
  /** Column, from 0. */
  week: number;
  /** Row, 0 = Monday. */
  weekday: number;
  /** How dark: 0 for none, 1 to 4. */
  step: number;
}

/** Steps of darkness besides none. */
export const STEPS = 4;

/** The count from which each step begins, least first. A few very busy days must not make all others pale: the darkest step begins at the 95th of 100 days with any. */
export function thresholds(values: readonly number[]): number[] {
  const counts = values.filter((value) => value > 0).sort((a, b) => a - b);
  const top = counts[Math.min(counts.length - 1, Math.floor(counts.length * 0.95))] ?? 0;
  return Array.from({ length: STEPS }, (_, step) => Math.max(1, Math.ceil((top * step) / STEPS)));
}

/** The step of a count. */
export function stepOf(value: number, from: readonly number[]): number {
  if (value <= 0) return 0;
  let step = 1;
  from.forEach((least, index) => {
    if (value >= least) step = index + 1;
  });
  return step;
}

/** The last `weeks` weeks as cells; the first day of `days` is a Monday. */
export function cells(days: readonly Day[], what: Shown, weeks: number): Cell[] {
  const all = Math.ceil(days.length / 7);
  const skipped = Math.max(0, all - weeks) * 7;
  const drawn = days.slice(skipped);
  const from = thresholds(drawn.map((day) => day[what]));
  return drawn.map((day, index) => ({ day, value: day[what], week: Math.floor(index / 7), weekday: weekdayOf(day.date) - 1, step: stepOf(day[what], from) }));
}

/** Where a month begins: the first week with its first day, unless too near to the one before to be written. */
export function months(drawn: readonly Cell[], gap = 3): { week: number; month: number; year: number }[] {
  const found: { week: number; month: number; year: number }[] = [];
  for (const { day, week } of drawn) {
    if (!day.date.endsWith("-01") && week !== 0) continue;
    const month = Number(day.date.slice(5, 7));
    const last = found[found.length - 1];
    if (last?.month === month) continue;
    if (last !== undefined && week - last.week < gap) found.pop();
    found.push({ week, month, year: Number(day.date.slice(0, 4)) });
  }
  return found;
}

/** The day with most; undefined where there is none with any. */
export function busiest(days: readonly Day[], what: Shown): Day | undefined {
  return days.reduce<Day | undefined>((most, day) => (day[what] > (most?.[what] ?? 0) ? day : most), undefined);
}
