import type { Schemas } from "@mingjing/shared/api";
import { addDays } from "@mingjing/shared/time";
import { describe, expect, it } from "vitest";
import { busiest, cells, months, stepOf, thresholds } from "./year-data";

/** So many days from a Monday, each with its index as what was received. */
const days = (from: string, count: number): Schemas["DayFigures"][] => Array.from({ length: count }, (_, i) => ({ date: addDays(from, i), received: i, finished: 0, alerts: 0 }));

describe("thresholds", () => {
  it.each([
    ["nothing", [], [1, 1, 1, 1]],
    ["no day with any", [0, 0], [1, 1, 1, 1]],
    ["small counts", [1, 2, 3], [1, 1, 2, 3]],
    ["a hundred even days", Array.from({ length: 100 }, (_, i) => i + 1), [1, 24, 48, 72]],
  ])("of %s", (_, values, expected) => expect(thresholds(values)).toEqual(expected));
  it("one very busy day does not make the others pale", () => {
    const from = thresholds([...Array.from({ length: 99 }, () => 10), 10_000]);
    expect(stepOf(10, from)).toBe(4);
  });
});

describe("stepOf", () => {
  it.each([
    [0, 0],
    [1, 1],
    [24, 2],
    [71, 3],
    [72, 4],
    [500, 4],
  ])("%d is step %d", (value, step) => expect(stepOf(value, [1, 24, 48, 72])).toBe(step));
});

describe("cells", () => {
  it("stand in weeks from Monday to Sunday, the last week as far as it goes", () => {
    const drawn = cells(days("2024-07-01", 53 * 7 - 6), "received", 53);
    expect(drawn[0]).toMatchObject({ week: 0, weekday: 0, value: 0, step: 0 });
    expect(drawn[13]).toMatchObject({ week: 1, weekday: 6 });
    expect(drawn[drawn.length - 1]).toMatchObject({ week: 52, weekday: 0, step: 4 });
  });
  it("on a narrow screen are the last weeks only", () => {
    const drawn = cells(days("2024-07-01", 53 * 7), "received", 20);
    expect(drawn.length).toBe(140);
    expect(drawn[0]).toMatchObject({ week: 0, weekday: 0, value: 33 * 7 });
  });
  it("of no days are none", () => expect(cells([], "alerts", 53)).toEqual([]));
});

describe("months", () => {
  it("are written once each where they begin, and not over one another", () => {
    const found = months(cells(days("2024-07-29", 52 * 7), "received", 53));
    expect(found.slice(0, 3)).toEqual([
      { week: 0, month: 8, year: 2024 },
      { week: 4, month: 9, year: 2024 },
      { week: 9, month: 10, year: 2024 },
    ]);
    expect(found.every((month, i) => i === 0 || month.week - (found[i - 1]?.week ?? 0) >= 3)).toBe(true);
  });
});

describe("busiest", () => {
  it("is the first day with most, and none where nothing happened", () => {
    expect(busiest(days("2024-07-01", 9), "received")?.date).toBe("2024-07-09");
    expect(busiest(days("2024-07-01", 9), "finished")).toBeUndefined();
  });
});
