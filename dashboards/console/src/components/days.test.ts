import type { Schemas } from "@mingjing/shared/api";
import { describe, expect, it } from "vitest";
import { dayCells, history, joinUnits, lateWords, monthStarts } from "./days";

const days: Schemas["CalendarDay"][] = [
  { date: "2024-09-27", kind: "work" },
  { date: "2024-09-28", kind: "rest" },
  { date: "2024-09-29", kind: "makeup" },
  { date: "2024-09-30", kind: "work" },
  { date: "2024-10-01", kind: "holiday", name: "国庆节" },
  { date: "2024-10-02", kind: "holiday", name: "国庆节" },
];
const event = (occurred_at: string, is_counted = true): Schemas["TimelineEvent"] => ({ occurred_at, type: "noted", label: { zh: "", en: "" }, source: "s", revision: 0, is_by_hand: false, is_backfilled: false, is_counted, standing: is_counted ? "counted" : "replaced", detail: [] });

describe("dayCells", () => {
  const clock = { promised_due_at: "2024-09-30T23:59:59+08:00", suspensions: [{ from: "2024-09-28T10:00:00+08:00", to: "2024-09-30T09:00:00+08:00" }] };
  const cells = dayCells(days, [event("2024-09-27T10:00:00+08:00"), event("2024-09-27T11:00:00+08:00"), event("2024-09-29T11:00:00+08:00", false)], clock, "2024-10-01T00:00:00+08:00");
  it("counts only the events that count", () => expect(cells.map((c) => c.events)).toEqual([2, 0, 0, 0, 0, 0]));
  it("a suspension covers the days after its start up to its end", () => expect(cells.map((c) => c.suspended)).toEqual([false, false, true, true, false, false]));
  it("a wait covers its days from the first to the last, and goes on where it has no end", () => {
    const waits = (to?: string) => dayCells(days, [], clock, undefined, [{ from: "2024-09-28T10:00:00+08:00", ...(to === undefined ? {} : { to }) }]).map((c) => c.waiting);
    expect(waits("2024-09-29T09:00:00+08:00")).toEqual([false, true, true, false, false, false]);
    expect(waits()).toEqual([false, true, true, true, true, true]);
  });
  it("marks the due day and the day judged", () => {
    expect(cells.findIndex((c) => c.promisedDue)).toBe(3);
    expect(cells.findIndex((c) => c.judged)).toBe(4);
  });
});

describe("history", () => {
  it("says how many working days and days off lie between two events", () => {
    const lines = history([event("2024-09-27T10:00:00+08:00"), event("2024-10-02T10:00:00+08:00")], days);
    expect(lines[1]).toEqual({ kind: "gap", key: "2024-09-27/2024-10-02", work: 2, off: 3 });
  });
  it("says nothing about the next day, the same day, or days that the calendar does not cover", () => {
    const lines = history([event("2024-09-01T10:00:00+08:00"), event("2024-09-27T10:00:00+08:00"), event("2024-09-27T12:00:00+08:00"), event("2024-09-28T10:00:00+08:00")], days);
    expect(lines.map((line) => line.kind)).toEqual(["event", "event", "event", "event"]);
  });
});

describe("history with a moment judged", () => {
  const events = [event("2024-09-27T10:00:00+08:00"), event("2024-09-30T00:00:00+08:00"), event("2024-10-02T10:00:00+08:00")];
  it.each([
    ["2024-09-30T00:00:00+08:00", "event gap event judged gap event"],
    ["2024-09-26T00:00:00+08:00", "judged event gap event gap event"],
    ["2024-10-05T00:00:00+08:00", "event gap event gap event judged"],
  ])("puts %s in its place", (at, expected) => {
    expect(history(events, days, at).map((line) => line.kind).join(" ")).toBe(expected);
  });
});

describe("joinUnits", () => {
  it("puts a unit to its days and leaves other fields alone", () => {
    const parts = joinUnits([
      { field: "promised_days", value: "5" },
      { field: "promised_unit", value: "wd" },
      { field: "days", value: "3" },
      { field: "other_unit", value: "x" },
    ]);
    expect(parts).toEqual([
      { field: "promised_days", value: "5", unit: "wd" },
      { field: "days", value: "3", unit: undefined },
      { field: "other_unit", value: "x", unit: undefined },
    ]);
  });
});

describe("monthStarts", () => {
  it("names the first day's month only where there is room for it", () => {
    expect(monthStarts(days).map((m) => [m.column, m.month])).toEqual([
      [1, 9],
      [5, 10],
    ]);
    expect(monthStarts(days.slice(2)).map((m) => [m.column, m.month])).toEqual([[3, 10]]);
  });
});

describe("lateWords", () => {
  const t = { days: (n: number) => `${n}d`, hours: (n: number) => `${n}h`, minutes: (n: number) => `${n}m` };
  it.each([
    [1, "1m"],
    [59, "59m"],
    [60, "1h"],
    [1439, "23h"],
    [1440, "1d"],
    [14_400, "10d"],
  ])("%d minutes are %s", (minutes, told) => expect(lateWords(minutes, t)).toBe(told));
});
