import type { Schemas } from "@mingjing/shared/api";
import { describe, expect, it } from "vitest";
import { alertChips, alertFilter, alertObject, freshAlerts, toggleLevel } from "./data";

describe("alertFilter", () => {
  it("takes what it knows and leaves out the rest", () => {
    expect(alertFilter({ level: "yellow,red", kind: "time", state: "nonsense", pending: "true", stock: "perhaps", cursor: "abc", other: "x" })).toEqual({
      limit: 50,
      level: "yellow,red",
      kind: "time",
      pending: true,
      cursor: "abc",
    });
  });
  it("a name that objects have anyway is no kind", () => expect(alertFilter({ kind: "toString" })).toEqual({ limit: 50 }));
});

describe("alertChips", () => {
  it.each([
    ["zh", ["级别：黄牌、红牌", "规则：T03 超承诺时限", "状态：全部状态", "非存量"]],
    ["en", ["Level: Yellow card, Red card", "Rule: T03 超承诺时限", "Status: All statuses", "Not stock"]],
  ] as const)("says the filters in words (%s)", (language, expected) => {
    const chips = alertChips({ level: "yellow,red", rule: "T03", state: "all", stock: false }, language, () => "超承诺时限");
    expect(chips.map((chip) => chip.text)).toEqual(expected);
  });
  it("the default state is no filter", () => expect(alertChips({ state: "open" }, "zh", String)).toEqual([]));
});

describe("toggleLevel", () => {
  it.each([
    [undefined, "red", "red"],
    ["red", "yellow", "yellow,red"],
    ["yellow,red", "red", "yellow"],
    ["red", "red", undefined],
  ])("%s and %s is %s", (chosen, level, expected) => expect(toggleLevel(chosen, level)).toBe(expected));
});

describe("freshAlerts", () => {
  const alert = (alert_no: string, level: Schemas["Level"]): Schemas["Alert"] => ({ alert_no, level }) as Schemas["Alert"];
  it("finds new and changed ones", () => {
    expect([...freshAlerts([alert("1", "remind"), alert("2", "warn")], [alert("3", "red"), alert("1", "yellow"), alert("2", "warn")])]).toEqual(["3", "1"]);
  });
});

describe("alertObject", () => {
  it.each([
    [{ case_no: "WS1", subject: "link", subject_key: "WS1/2" }, "WS1"],
    [{ case_no: null, subject: "phone_day", subject_key: "642f4983e93d9e770c84bbaec66370ef/2025-02-26" }, "同一手机号·日 642f49… 2025-02-26"],
  ] as const)("%o is %s", (alert, expected) => expect(alertObject(alert, "zh")).toBe(expected));
});
