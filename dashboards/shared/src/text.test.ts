import { describe, expect, it } from "vitest";
import { columnLabel, money, rate, thousands, unitWord, valueText } from "./text";

describe("figures", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1000, "1,000"],
    [1234567, "1,234,567"],
  ])("%d is written %s", (n, text) => expect(thousands(n)).toBe(text));
  it("a rate has one decimal and a dash where nothing was counted", () => {
    expect([rate(9823), rate(10000), rate(0), rate(null)]).toEqual(["98.2%", "100.0%", "0.0%", "–"]);
  });
  it("money keeps its hundredths", () => expect([money(123450, "zh"), money(-5, "en")]).toEqual(["1,234.50 元", "CNY -0.05"]));
  it("working days and calendar days have different words", () => {
    expect([unitWord("wd", 3, "zh"), unitWord("cd", 3, "zh"), unitWord("wd", 1, "en"), unitWord("cd", 2, "en")]).toEqual([
      "个工作日",
      "天",
      "working day",
      "days",
    ]);
  });
});

describe("valueText", () => {
  it.each([
    ["state", "code", "reviewing", "审核"],
    ["state", "code", "a_new_state", "a_new_state"],
    ["case_type", "int", "2", "承诺件"],
    ["clock_on", "bool", "true", "是"],
    ["verdict", "code", "true", "属实"],
    ["accepted_at", "ts", "2024-09-27T10:00:00+08:00", "2024-09-27 10:00"],
    ["fee_amount_fen", "fen", "1000", "10.00 元"],
    ["promised_unit", "text", "wd", "工作日"],
    ["end_state", "code", "withdrawn", "撤件"],
    ["elapsed_wd", "int", "7", "7"],
  ])("%s (%s) %s reads %s", (column, type, value, expected) => expect(valueText(column, type, value, "zh")).toBe(expected));
});

describe("columnLabel", () => {
  const column = { name: "promised_over_at", zh: "超承诺起点", en: "Instant from which the promised limit is over. Null before the clock starts." };
  it("is the term, or the name where the English is a sentence", () => {
    expect(columnLabel(column, "zh")).toEqual({ label: "超承诺起点", hover: undefined });
    expect(columnLabel(column, "en")).toEqual({ label: "Promised over at", hover: column.en });
    expect(columnLabel({ ...column, en: "Over from" }, "en")).toEqual({ label: "Over from", hover: undefined });
  });
});
