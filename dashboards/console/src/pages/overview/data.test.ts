import type { Schemas } from "@mingjing/shared/api";
import { describe, expect, it } from "vitest";
import { alertsList, casesList, kindsInOrder, levelSum, trendFigures } from "./data";

describe("lists behind figures", () => {
  it("keep the scope and add the figure's filter", () => {
    expect(alertsList({ dept: "D01", from: "2025-01-01" }, { level: "red" })).toEqual({ path: "/alerts", query: { dept: "D01", from: "2025-01-01", level: "red" } });
    expect(casesList({ dept: "D01" }, { dept: "D02", open: "true" }).query).toEqual({ dept: "D02", open: "true" });
  });
});

describe("trendFigures", () => {
  it.each([
    ["nothing", [], { received: "–", finished: "–", alerts: 0 }],
    [
      "two days",
      [
        { date: "2025-01-01", received: 3, finished: 1, alerts: 1 },
        { date: "2025-01-02", received: 4, finished: 0, alerts: 2 },
      ],
      { received: "3.5", finished: "0.5", alerts: 3 },
    ],
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
