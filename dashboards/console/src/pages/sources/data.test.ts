import { describe, expect, it } from "vitest";
import type { SourceItem } from "../import/types";
import { instantAt, lateShare, silentDays, silentFirst, typedTime } from "./data";

describe("instantAt", () => {
  it.each([
    ["2025-06-30T18:00", "Asia/Shanghai", null, "2025-06-30T18:00:00+08:00"],
    ["2025-07-01T00:00", "America/New_York", null, "2025-07-01T00:00:00-04:00"],
    ["2025-01-01T00:00", "America/New_York", null, "2025-01-01T00:00:00-05:00"],
    ["2025-03-30T03:30", "Europe/Rome", null, "2025-03-30T03:30:00+02:00"],
    ["2025-06-30T18:00", "wall", "2012-01-01T00:00:00+02:00", "2025-06-30T18:00:00+02:00"],
    ["2025-06-30T18:00", "No/Such", null, "2025-06-30T18:00:00+00:00"],
  ])("%s in %s is %s", (wall, zone, like, expected) => expect(instantAt(wall, zone, like)).toBe(expected));
});

describe("typedTime", () => {
  it.each([
    ["2025-06-30 18:00", "2025-06-30T18:00"],
    ["2025/6/3", "2025-06-03T00:00"],
    ["2025年6月30日 8:05", "2025-06-30T08:05"],
    ["２０２５.６.３０ １８：００", "2025-06-30T18:00"],
    ["2025-02-30", undefined],
    ["2025-06-30 24:00", undefined],
    ["昨天", undefined],
  ])("%s is %s", (text, expected) => expect(typedTime(text)).toBe(expected));
});

describe("sources", () => {
  const source = (name: string, since: string | null): SourceItem => ({
    centre: "c", source: name, title: name, events: 0, cases: 0, first_at: null, last_at: null, last_recorded_at: null, watermark: null, starts_at: null, usual_lag_hours: null, late_events: 0, quarantined: 0, is_silent_since: since,
  });
  it("those silent longest stand first", () => {
    expect(silentFirst([source("b", null), source("late", "2025-06-25T00:00:00+08:00"), source("a", null), source("later", "2025-06-01T00:00:00+08:00")]).map((one) => one.source)).toEqual(["later", "late", "a", "b"]);
  });
  it("days of silence are counted to the server's day", () => expect([silentDays(source("a", "2025-06-25T20:00:00+08:00"), "2025-06-30T08:00:00+08:00"), silentDays(source("a", null), "2025-06-30T08:00:00+08:00")]).toEqual([5, undefined]));
  it("a share of nothing is none", () => expect([lateShare({ late_events: 3, events: 40 }), lateShare({ late_events: 0, events: 0 })]).toEqual([750, null]));
});
