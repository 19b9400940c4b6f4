import { describe, expect, it } from "vitest";
import { briefClock, caseChips, caseFilter, maskedSearch } from "./data";

describe("caseFilter", () => {
  it("reads flags and leaves out what is neither true nor false", () => {
    expect(caseFilter({ open: "true", overdue: "maybe", state: "reviewing", finished_from: "2025-01-01" })).toEqual({ limit: 50, open: true, state: "reviewing", finished_from: "2025-01-01" });
  });
});

describe("caseFilter, further", () => {
  it("reads levels, types, channels, items and due days, and leaves out what is no number", () => {
    const query = { level: "yellow,red", case_type: "2", channel: "window", item: "食品", due_from: "2025-06-30", due_to: "2025-07-01", batch: "7" };
    expect(caseFilter(query)).toEqual({ limit: 50, level: "yellow,red", case_type: 2, item: "食品", due_from: "2025-06-30", due_to: "2025-07-01", batch: 7 });
  });
});

describe("maskedSearch", () => {
  it.each([
    ["13800001234", "138****1234"],
    ["+86 138-0000-1234", "138****1234"],
    ["１３８００００１２３４", "138****1234"],
    ["11010519491231002x", "110105********002x"],
    ["110105491231002", "110105******002"],
    ["520603202501240001", "520603********0001"],
    ["WS20250124", "WS20250124"],
    ["食品经营", "食品经营"],
  ])("%s is shown as %s", (typed, shown) => expect(maskedSearch(typed)).toBe(shown));
});

describe("caseChips", () => {
  it.each([
    ["zh", ["部门：市场监督", "有未结黄牌或红牌", "办件类型：承诺件", "办理形式：窗口", "事项：食品", "2025-06-30 起到期", "2025-07-01 前到期", "含“138****1234”"]],
    ["en", ["Department: 市场监督", "Open alert: Yellow card or Red card", "Case type: Promised", "Channel: Window", "Item: 食品", "Due since 2025-06-30", "Due up to 2025-07-01", "contains “138****1234”"]],
  ] as const)("says the further filters in words, a telephone number with its middle hidden (%s)", (language, expected) => {
    const filter = { dept: "市场监督", level: "yellow,red", case_type: 2, channel: 1, item: "食品", due_from: "2025-06-30", due_to: "2025-07-01", q: "13800001234" };
    expect(caseChips(filter, language, () => false).map((chip) => chip.text)).toEqual(expected);
  });
  it("leaves a department out that stands in the scope", () => expect(caseChips({ dept: "D01" }, "zh")).toEqual([]));

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
