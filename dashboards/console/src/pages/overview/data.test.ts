import type { Schemas } from "@mingjing/shared/api";
import { addDays } from "@mingjing/shared/time";
import { describe, expect, it } from "vitest";
import { alertsList, casesList, daysOf, dueFilters, kindsInOrder, levelSum, moveOf, placeOf, pointsOf, trendDays, trendFigures, verdict, within } from "./data";

const day = (date: string, received: number, finished: number, alerts: number): Schemas["DayFigures"] => ({ date, received, finished, alerts });

describe("lists behind figures", () => {
  const scope = { centre: "wanshan", dept: "D01", from: "2025-01-01" };
  it("keep the scope and add the figure's filter", () => {
    expect(alertsList({ dept: "D01", from: "2025-01-01" }, { level: "red" })).toEqual({ path: "/alerts", query: { dept: "D01", from: "2025-01-01", level: "red" } });
    expect(casesList({ dept: "D01" }, { dept: "D02", open: "true" }).query).toEqual({ dept: "D02", open: "true" });
  });
  it("of now have no period, and those of a period have its own days", () => {
    expect(placeOf(scope)).toEqual({ centre: "wanshan", dept: "D01" });
    expect(within(scope, { from: "2025-05-01", to: "2025-05-31" })).toEqual({ centre: "wanshan", dept: "D01", from: "2025-05-01", to: "2025-05-31" });
    expect(daysOf("finished", { from: "2025-05-01", to: "2025-05-31" })).toEqual({ finished_from: "2025-05-01", finished_to: "2025-05-31" });
  });
  it("of what falls due name today, and the days up to the next working day", () => {
    const due = dueFilters({ today: "2025-07-04", next_workday: "2025-07-07" });
    expect(due.over).toEqual({ open: "true", overdue: "true" });
    expect(due.today).toEqual({ open: "true", overdue: "false", due_from: "2025-07-04", due_to: "2025-07-04" });
    expect(due.next).toEqual({ open: "true", overdue: "false", due_from: "2025-07-05", due_to: "2025-07-07" });
  });
});

describe("moveOf", () => {
  it.each([
    [110, 100, { way: "up", share: "10.0%" }],
    [95, 100, { way: "down", share: "5.0%" }],
    [20, 20, { way: "same", share: "0.0%" }],
    [9, 2, { way: "up", share: "7" }],
    [5, 0, { way: "up", share: "5" }],
    [0, 8, { way: "down", share: "8" }],
    [0, 0, undefined],
  ])("from %d now, %d before", (now, before, expected) => expect(moveOf(now, before)).toEqual(expected));
});

describe("pointsOf", () => {
  it.each([
    [9620, 9510, { way: "up", share: "1.1" }],
    [9500, 9620, { way: "down", share: "1.2" }],
    [9500, 9504, { way: "same", share: "0.0" }],
    [null, 9504, undefined],
    [9500, null, undefined],
  ])("from %s now, %s before", (now, before, expected) => expect(pointsOf(now, before)).toEqual(expected));
});

describe("verdict", () => {
  it("is good where it goes the good way, and none where no way is good", () => {
    expect(verdict({ way: "up", share: "1%" }, "up")).toBe("good");
    expect(verdict({ way: "up", share: "1%" }, "down")).toBe("bad");
    expect(verdict({ way: "same", share: "0%" }, "down")).toBe("even");
    expect(verdict({ way: "up", share: "1%" }, undefined)).toBe("even");
    expect(verdict(undefined, "up")).toBe("even");
  });
});

describe("trendDays", () => {
  const days = Array.from({ length: 371 }, (_, i) => day(addDays("2024-06-25", i), 1, 1, 0));
  it.each([
    ["2025-06-30", 30],
    ["2025-06-01", 30],
    ["2025-05-01", 61],
    ["2024-01-01", 90],
  ])("from %s are %d", (from, count) => expect(trendDays(days, { from }).length).toBe(count));
});

describe("trendFigures", () => {
  it.each([
    ["nothing", [], { received: "–", finished: "–", alerts: 0 }],
    ["two days", [day("2025-01-01", 3, 1, 1), day("2025-01-02", 4, 0, 2)], { received: "3.5", finished: "0.5", alerts: 3 }],
  ])("of %s", (_, days, expected) => expect(trendFigures(days)).toEqual(expected));
});

describe("kindsInOrder", () => {
  const kind = (name: Schemas["Kind"], red: number, yellow: number, warn: number): Schemas["KindCount"] => ({ kind: name, red, yellow, warn, remind: 0 });
  it("puts red first, then yellow, then the sum", () => {
    const rows = [kind("time", 0, 9, 9), kind("flow", 1, 0, 0), kind("quality", 0, 9, 10)];
    expect(kindsInOrder(rows).map((row) => row.kind)).toEqual(["flow", "quality", "time"]);
    expect(levelSum(rows[0] as Schemas["KindCount"])).toBe(18);
  });
});
