import type { Schemas } from "@mingjing/shared/api";
import { describe, expect, it } from "vitest";
import { changedFields, dayFault, firstDay, isDay, mergeAlerts, mergeEvents } from "./past";

const event = (position: number, recorded: string, standing: Schemas["EventStanding"] = "counted"): Schemas["TimelineEvent"] => ({
  position,
  occurred_at: recorded,
  recorded_at: recorded,
  type: "noted",
  label: { zh: "", en: "" },
  source: "s",
  revision: 0,
  is_by_hand: false,
  is_backfilled: false,
  is_counted: standing === "counted",
  standing,
  detail: [],
});
const alert = (alert_no: string, status: Schemas["AlertStatus"]) => ({ alert_no, status }) as Schemas["Alert"];

describe("a day asked for", () => {
  it.each([
    ["2025-06-01", true],
    ["2024-02-29", true],
    ["2025-02-29", false],
    ["2025-6-1", false],
    ["2025-13-01", false],
    ["yesterday", false],
    ["", false],
  ])("%s is a day: %s", (text, is) => expect(isDay(text)).toBe(is));

  it.each([
    ["2025-05-06", undefined],
    ["2025-06-30", undefined],
    ["2025-05-05", "tooEarly"],
    ["2025-07-01", "future"],
    ["2025-02-30", "noDay"],
  ])("%s between the first record and today: %s", (day, fault) => expect(dayFault(day, "2025-05-06", "2025-06-30")).toBe(fault));

  it("begins with the day of the first record", () => {
    expect(firstDay({ events: [event(2, "2025-06-02T18:00:00+08:00"), event(1, "2025-05-06T18:00:00+08:00")] })).toBe("2025-05-06");
    expect(firstDay({ events: [] })).toBeUndefined();
  });
});

describe("what was learned since", () => {
  const now = [event(1, "2025-05-06T18:00:00+08:00", "replaced"), event(3, "2025-06-02T18:00:00+08:00"), event(2, "2025-05-06T18:00:00+08:00")];
  it("keeps its place among the events, which stand as they stood then", () => {
    const { events, later } = mergeEvents(now, [event(1, "2025-05-06T18:00:00+08:00"), event(2, "2025-05-06T18:00:00+08:00")]);
    expect(events.map((one) => [one.position, one.standing])).toEqual([
      [1, "counted"],
      [3, "counted"],
      [2, "counted"],
    ]);
    expect([...later]).toEqual([3]);
  });
  it("is nothing where everything known now is shown", () => expect(mergeEvents(now, undefined)).toEqual({ events: now, later: new Set() }));

  it("is told of each alert", () => {
    const merged = mergeAlerts([alert("A", "withdrawn"), alert("B", "open"), alert("C", "open")], [alert("A", "open"), alert("B", "open")]);
    expect(merged.map((one) => [one.alert.alert_no, one.alert.status, one.now, one.later])).toEqual([
      ["A", "open", "withdrawn", false],
      ["B", "open", undefined, false],
      ["C", "open", undefined, true],
    ]);
    expect(mergeAlerts([alert("A", "open")], undefined)).toEqual([{ alert: alert("A", "open"), later: false, now: undefined }]);
  });

  it("is told of each field", () => {
    expect([...changedFields({ state: "finished", dept_code: "D1", fee_amount_fen: null }, { state: "accepted", dept_code: "D1" })]).toEqual([["state", "finished"]]);
  });
});
