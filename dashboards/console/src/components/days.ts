/** A case's days and events laid out, as pure figures. */
import type { Schemas } from "@mingjing/shared/api";
import { addDays, dayOf } from "@mingjing/shared/time";

/** One day of the strip. */
export interface DayCell {
  date: string;
  kind: Schemas["DayKind"];
  name: string | undefined;
  /** Events that count on this day. */
  events: number;
  /** The clock was suspended over this day's end. */
  suspended: boolean;
  /** Somebody else was waited for on this day; the clock ran on. */
  waiting: boolean;
  promisedDue: boolean;
  statutoryDue: boolean;
  judged: boolean;
}

/** A stretch of time; without an end it goes on. */
export interface Span {
  from: string;
  to?: string | null;
}

/** The days with what lies on each. `at` is the instant judged. */
export function dayCells(
  days: readonly Schemas["CalendarDay"][],
  events: readonly Pick<Schemas["TimelineEvent"], "occurred_at" | "is_counted">[],
  clock: Pick<Schemas["ClockBar"], "promised_due_at" | "statutory_due_at" | "suspensions"> | null | undefined,
  at: string | undefined,
  waits: readonly Span[] = [],
): DayCell[] {
  const counts = new Map<string, number>();
  for (const event of events) if (event.is_counted) counts.set(dayOf(event.occurred_at), (counts.get(dayOf(event.occurred_at)) ?? 0) + 1);
  const promised = clock?.promised_due_at === undefined ? undefined : dayOf(clock.promised_due_at);
  const statutory = clock?.statutory_due_at == null ? undefined : dayOf(clock.statutory_due_at);
  return days.map((day) => ({
    date: day.date,
    kind: day.kind,
    name: day.name ?? undefined,
    events: counts.get(day.date) ?? 0,
    suspended: (clock?.suspensions ?? []).some((s) => dayOf(s.from) < day.date && (s.to == null || day.date <= dayOf(s.to))),
    waiting: waits.some((wait) => dayOf(wait.from) <= day.date && (wait.to == null || day.date <= dayOf(wait.to))),
    promisedDue: day.date === promised,
    statutoryDue: day.date === statutory,
    judged: at !== undefined && day.date === dayOf(at),
  }));
}

/** A line of a case's history: an event, the time that passed before the next line, or the moment judged. */
export type HistoryLine = { kind: "event"; event: Schemas["TimelineEvent"] } | { kind: "gap"; key: string; work: number; off: number } | { kind: "judged"; at: string };

const counts = (kind: Schemas["DayKind"]): boolean => kind === "work" || kind === "makeup";

/**
 * The events, and `at`, the moment judged, in its place among them (after the events of that very instant), with the gaps
 * between lines where more than a day passed and the calendar covers it.
 */
export function history(events: readonly Schemas["TimelineEvent"][], days: readonly Schemas["CalendarDay"][], at?: string): HistoryLine[] {
  const kinds = new Map(days.map((day) => [day.date, day.kind]));
  const lines: HistoryLine[] = [];
  let before: string | undefined;
  const passTo = (instant: string): void => {
    const day = dayOf(instant);
    if (before !== undefined && before < day) {
      let [work, off, known] = [0, 0, true];
      for (let d = addDays(before, 1); d <= day && known; d = addDays(d, 1)) {
        const kind = kinds.get(d);
        if (kind === undefined) known = false;
        else if (counts(kind)) work += 1;
        else off += 1;
      }
      if (known && work + off > 1) lines.push({ kind: "gap", key: `${before}/${day}`, work, off });
    }
    if (before === undefined || before < day) before = day;
  };
  let judged = at === undefined;
  const judge = (): void => {
    if (judged || at === undefined) return;
    judged = true;
    passTo(at);
    lines.push({ kind: "judged", at });
  };
  for (const event of events) {
    if (at !== undefined && Date.parse(event.occurred_at) > Date.parse(at)) judge();
    passTo(event.occurred_at);
    lines.push({ kind: "event", event });
  }
  judge();
  return lines;
}

/** By how much an event was late, in its largest unit. */
export function lateWords(minutes: number, t: Record<"days" | "hours" | "minutes", (n: number) => string>): string {
  if (minutes >= 1440) return t.days(Math.floor(minutes / 1440));
  return minutes >= 60 ? t.hours(Math.floor(minutes / 60)) : t.minutes(minutes);
}

/** A payload field with its value; a limit's unit is put to its days. */
export interface DetailPart {
  field: string;
  value: string;
  unit: string | undefined;
}

/** The payload's fields with each `x_unit` joined to its `x_days`. */
export function joinUnits(detail: readonly Schemas["DetailField"][]): DetailPart[] {
  const values = new Map(detail.map(({ field, value }) => [field, value]));
  const stem = (field: string, end: string): string | undefined => (field.endsWith(end) ? field.slice(0, -end.length) : undefined);
  return detail
    .filter(({ field }) => !values.has(`${stem(field, "_unit") ?? "-"}_days`))
    .map(({ field, value }) => ({ field, value, unit: values.get(`${stem(field, "_days") ?? "-"}_unit`) }));
}

/** Columns at which a month begins; the first day begins one too, unless the next begins so soon that both have no room. */
export function monthStarts(days: readonly { date: string }[]): { column: number; year: number; month: number }[] {
  const starts: { column: number; year: number; month: number }[] = [];
  days.forEach((day, index) => {
    const month = Number(day.date.slice(5, 7));
    if (index === 0 || day.date.endsWith("-01")) starts.push({ column: index + 1, year: Number(day.date.slice(0, 4)), month });
  });
  const [first, second] = starts;
  return first !== undefined && second !== undefined && second.column - first.column < Math.max(3, days.length / 5) ? starts.slice(1) : starts;
}
