import type { Schemas } from "@mingjing/shared/api";
import { describe, expect, it } from "vitest";
import { monthBars, mostIn, prose, rulesThrough, timeText } from "./data";

const rule = (code: string, zh: string, en: string, kind: Schemas["Kind"], level: Schemas["Level"], more: Partial<Schemas["RuleItem"]> = {}): Schemas["RuleItem"] => ({
  code,
  title: { zh, en },
  kind,
  level,
  family: code,
  subject: "case",
  status: "active",
  version: 1,
  way: "vectorised",
  hits: 0,
  open: 0,
  centres: [],
  ...more,
});
const rules = [rule("T03", "超承诺时限", "Over the promised limit", "time", "yellow"), rule("F01", "跳环节", "Skipped link", "flow", "red", { status: "shadow", subject: "link" })];

describe("rulesThrough", () => {
  it.each([
    [{}, "zh", "T03 F01"],
    [{ kind: "flow" }, "zh", "F01"],
    [{ level: "yellow" }, "en", "T03"],
    [{ status: "shadow" }, "zh", "F01"],
    [{ subject: "case" }, "zh", "T03"],
    [{ subject: "case", status: "shadow" }, "zh", ""],
    [{ q: "t03" }, "zh", "T03"],
    [{ q: "LINK" }, "en", "F01"],
    [{ q: "link" }, "zh", ""],
  ] as const)("%o in %s lets through %s", (filter, language, expected) => {
    expect(rulesThrough(rules, filter, language).map((r) => r.code).join(" ")).toBe(expected);
  });
});

describe("timeText", () => {
  it.each([
    [0, "zh", "0 纳秒"],
    [85, "zh", "85 纳秒"],
    [999, "en", "999 ns"],
    [1234, "en", "1.2 µs"],
    [3_456_789, "zh", "3.5 毫秒"],
  ] as const)("%d in %s is %s", (ns, language, expected) => expect(timeText(ns, language)).toBe(expected));
});

describe("months", () => {
  const month = (name: string, alerts: number): Schemas["RuleMonth"] => ({ month: name, from: `${name}-01`, to: `${name}-28`, alerts });
  const months = [month("2024-12", 2), month("2025-01", 0), month("2025-02", 8), month("2025-03", 8)];
  it("stand over one scale from zero, the year where it begins", () => {
    expect(monthBars(months).map((bar) => [bar.height, bar.year])).toEqual([[25, true], [0, true], [100, false], [100, false]]);
    expect(monthBars([])).toEqual([]);
  });
  it("the fullest is the latest of several, and none where there is no alert", () => {
    expect(mostIn(months)?.month).toBe("2025-03");
    expect(mostIn([month("2025-01", 0)])).toBeUndefined();
  });
});

describe("prose", () => {
  it("is cut into paragraphs and lists, and a line that goes on is joined", () =>
    expect(prose("甲。\n乙。\n\n- 丙，\n  丁。\n- 戊。\n己。")).toEqual([
      { list: false, lines: ["甲。", "乙。"] },
      { list: true, lines: ["丙，丁。", "戊。"] },
      { list: false, lines: ["己。"] },
    ]));
  it("of nothing is nothing", () => expect(prose("")).toEqual([]));
});
