import { describe, expect, it } from "vitest";
import { clockBar } from "./clock";

const kinds = (bar: ReturnType<typeof clockBar>): string => bar.stretches.map((s) => s.kind).join(" ");
const clock = (elapsed: number, promised_days: number, suspended = 0, statutory_days: number | null = null) => ({ elapsed, promised_days, suspended, statutory_days, remaining: promised_days - elapsed });

describe("clockBar", () => {
  it.each([
    ["nothing used yet", clock(0, 5), "left"],
    ["some used", clock(3, 5), "used left"],
    ["all used on the due day", clock(5, 5), "used"],
    ["over the promise", clock(8, 5), "used over"],
    ["paused on the way", clock(3, 5, 2), "used suspended left"],
    ["paused and over", clock(8, 5, 2), "used suspended over"],
    ["nothing promised", clock(0, 0), ""],
    ["over a promise of nothing", clock(2, 0), "over"],
  ])("%s", (_, given, expected) => expect(kinds(clockBar(given))).toBe(expected));

  it("the promise's mark stands where the left part ends", () => {
    const bar = clockBar(clock(3, 5, 2));
    const last = bar.stretches[bar.stretches.length - 1];
    expect(bar.promised).toBeCloseTo((last?.from ?? 0) + (last?.width ?? 0), 1);
  });
  it("the statute's mark is drawn within the bar, and left out where it would shrink the rest to nothing", () => {
    expect(clockBar(clock(3, 5, 0, 20)).statutory).toBeLessThan(100);
    expect(clockBar(clock(3, 5, 0, 90)).statutory).toBeUndefined();
  });
});
