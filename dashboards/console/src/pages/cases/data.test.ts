import { describe, expect, it } from "vitest";
import { briefClock, caseChips, caseFilter } from "./data";

describe("caseFilter", () => {
  it("reads flags and leaves out what is neither true nor false", () => {
    expect(caseFilter({ open: "true", overdue: "maybe", state: "reviewing", finished_from: "2025-01-01" })).toEqual({ limit: 50, open: true, state: "reviewing", finished_from: "2025-01-01" });
  });
});

describe("caseChips", () => {
  it.each([
    ["zh", ["在办", "超期", "状态：审核", "体检：时间倒置", "导入批次 7", "含“食品”"]],
    ["en", ["In progress", "Overdue", "State: In review", "health check: Times inverted", "import 7", "contains “食品”"]],
  ] as const)("says the filters in words (%s)", (language, expected) => {
    expect(caseChips({ open: true, overdue: true, state: "reviewing", finding: "time_inverted", batch: 7, q: "食品" }, language).map((chip) => chip.text)).toEqual(expected);
  });
});

describe("briefClock", () => {
  const item = { centre: "c", case_no: "1", state: "reviewing", is_open: true, is_overdue: false, first_event_at: "2025-01-01T00:00:00+08:00", alerts_open: 0 };
  it("needs a clock that has started", () => expect(briefClock(item)).toBeUndefined());
  it("says when the clock has stopped", () => {
    const stopped = briefClock({ ...item, elapsed_wd: 3, remaining_wd: 2, promised_days: 5, finished_at: "2025-01-06T10:00:00+08:00" });
    expect(stopped).toMatchObject({ elapsed: 3, remaining: 2, unit: "wd", stopped_at: "2025-01-06T10:00:00+08:00" });
  });
});
