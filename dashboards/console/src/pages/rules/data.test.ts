import type { Schemas } from "@mingjing/shared/api";
import { describe, expect, it } from "vitest";
import { prose, rulesThrough } from "./data";

const rule = (code: string, zh: string, en: string, kind: Schemas["Kind"], level: Schemas["Level"]): Schemas["RuleItem"] => ({
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
});
const rules = [rule("T03", "超承诺时限", "Over the promised limit", "time", "yellow"), rule("F01", "跳环节", "Skipped link", "flow", "red")];

describe("rulesThrough", () => {
  it.each([
    [{}, "zh", "T03 F01"],
    [{ kind: "flow" }, "zh", "F01"],
    [{ level: "yellow" }, "en", "T03"],
    [{ q: "t03" }, "zh", "T03"],
    [{ q: "LINK" }, "en", "F01"],
    [{ q: "link" }, "zh", ""],
  ] as const)("%o in %s lets through %s", (filter, language, expected) => {
    expect(rulesThrough(rules, filter, language).map((r) => r.code).join(" ")).toBe(expected);
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
