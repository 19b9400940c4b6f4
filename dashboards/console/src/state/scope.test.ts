import { describe, expect, it } from "vitest";
import { periodDays, periodOf, scopeOf } from "./scope";

const now = "2025-06-30T18:00:00+08:00";

describe("scope", () => {
  it("leaves out what is not set and takes the first of several", () => {
    expect(scopeOf({ centre: "wanshan", dept: "", from: ["2025-01-01", "2025-02-01"], level: "red" })).toEqual({ centre: "wanshan", from: "2025-01-01" });
  });
  it.each([
    ["allTime", {}],
    ["today", { from: "2025-06-30", to: "2025-06-30" }],
    ["days7", { from: "2025-06-24", to: "2025-06-30" }],
    ["days30", { from: "2025-06-01", to: "2025-06-30" }],
    ["year", { from: "2025-01-01", to: "2025-06-30" }],
  ] as const)("the period %s and its days find one another", (period, days) => {
    expect(periodDays(period, "2025-06-30")).toEqual(days);
    expect(periodOf(days, now)).toBe(period);
  });
  it("other days are a period of its own", () => expect(periodOf({ from: "2025-03-01", to: "2025-03-31" }, now)).toBeUndefined());
});
