import { describe, expect, it } from "vitest";
import type { Checkup, Finding, SilentRule, SpeedRow } from "../import/types";
import { barShare, headline, listAddress, medianText, monthBars, monthsTitle, silentGroups, slowestFirst, sqlOf, titleText } from "./data";

const finding = (code: string, count: number, of: number): Finding => ({ code, title: code, meaning: { zh: "", en: "" }, count, of, share_bp: of === 0 ? null : Math.round((count / of) * 10000), list: "", is_told: of > 0, missing: [] });
const checkup = (finished: number, open: number, findings: Finding[]): Checkup => ({
  centre: { code: "c", title: "c" }, from: null, to: null, as_of: "", fact_position: 1, source_complete_to: null, cases: finished + open, finished, open, list: "", finished_list: "", open_list: "", findings,
  departments: [], items: [], months: [], silent_rules: [], speaking_rules: 0, columns: [], sql: {},
});
const row = (code: string, more: Partial<SpeedRow>): SpeedRow => ({ code, title: code, finished: 10, median_wd: null, late: 0, late_share_bp: 0, list: "", late_list: "", ...more });

describe("the headline", () => {
  it.each([
    [2412, 0, [finding("overdue", 187, 2412)], "办结 2,412 件，其中 187 件超期（7.8%）", "没有在办的"],
    [10, 3, [finding("overdue", 0, 10), finding("open_overdue", 2, 3), finding("due_soon", 1, 3)], "办结 10 件，没有超期的", "在办 3 件，其中 2 件已超期，1 件临期"],
    [10, 0, [finding("overdue", 0, 0)], "办结 10 件，缺少承诺时限，不能判断是否超期", "没有在办的"],
    [0, 4, [], "办结 0 件，没有超期的", "在办 4 件"],
  ])("%d finished, %d open", (finished, open, findings, first, second) => expect(headline(checkup(finished, open, findings), "zh")).toEqual({ finished: first, open: second }));
});

describe("medians", () => {
  it.each([
    [{ median_wd: 5 }, "5 个工作日"],
    [{ median_wd: 2.5 }, "2.5 个工作日"],
    [{ median_wd: null }, "–"],
  ])("%o reads %s", (more, text) => expect(medianText(row("a", more), "zh")).toBe(text));
  it("the slowest stands first and fills the bar; one without a median stands last", () => {
    const rows = slowestFirst([row("none", { median_wd: null }), row("fast", { median_wd: 1 }), row("slow", { median_wd: 4 })]);
    expect(rows.map((one) => one.code)).toEqual(["slow", "fast", "none"]);
    expect(rows.map((one) => barShare(one, rows))).toEqual([100, 25, 0]);
  });
});

const lists = { list: "", finished_list: "", late_list: "" };
describe("months", () => {
  const months = [
    { month: "2024-12", received: 40, finished: 20, late: 5, ...lists },
    { month: "2025-01", received: 10, finished: 30, late: 0, ...lists },
  ];
  it("stand on one scale from zero, the late part within the finished, years named where they begin", () => {
    expect(monthBars(months, 12)).toEqual([
      { row: months[0], height: 50, late: 12.5, received: 100, year: true },
      { row: months[1], height: 75, late: 0, received: 25, year: true },
    ]);
    expect(monthBars(months, 1).map((bar) => bar.row.month)).toEqual(["2025-01"]);
  });
  it("the title names the month with most finished, and nothing where none was", () => {
    expect(monthsTitle(months, "en")).toBe("Most were finished in January 2025: 30");
    expect(monthsTitle([{ month: "2025-01", received: 3, finished: 0, late: 0, ...lists }], "zh")).toBeUndefined();
  });
});

describe("silent rules", () => {
  const rule = (code: string, ...missing: string[]): SilentRule => ({ code, title: { zh: code, en: code }, missing: missing.map((column) => ({ column, title: column })), unlocks: { zh: "", en: "" } });
  it("are put together by what they wait for, most rules first", () => {
    const groups = silentGroups([rule("T01", "promised_days"), rule("M01", "materials"), rule("T02", "promised_days"), rule("T04", "a", "b"), rule("T05", "b", "a"), rule("T06", "a", "b")]);
    expect(groups.map((group) => group.rules.map((one) => one.code).join(" "))).toEqual(["T04 T05 T06", "T01 T02", "M01"]);
  });
});

describe("queries", () => {
  it("of a part in several come one after another", () => {
    const given = { ...checkup(0, 0, []), sql: { months_received: "SELECT 1", months_finished: "SELECT 2", overdue: "SELECT 3" } };
    expect([sqlOf(given, "overdue"), sqlOf(given, "months"), sqlOf(given, "items")]).toEqual(["SELECT 3", "SELECT 2;\n\nSELECT 1", undefined]);
  });
});

describe("names and lists", () => {
  it("a list's query becomes an address, with or without what stands before it", () => {
    const expected = { path: "/cases", query: { centre: "c", finding: "overdue" } };
    expect(listAddress("centre=c&finding=overdue")).toEqual(expected);
    expect(listAddress("/cases?centre=c&finding=overdue")).toEqual(expected);
  });
  it("a name is taken in both forms", () => expect([titleText("万山", "en"), titleText({ zh: "万山", en: "Wanshan" }, "en")]).toEqual(["万山", "Wanshan"]));
});
