import { describe, expect, test } from "vitest";
import { barShares, cellAddress, cellText, fileAddress, heads, leaves, periodDays, periodOf, reportChips, reportQuery } from "./data";

const pair = (text: string) => ({ zh: text, en: text });
const column = (code: string, group?: string, under?: string, block = 1) => ({ code, title: pair(code), block, kind: "count", meaning: pair(`${code}?`), ...(group === undefined ? {} : { group }), ...(under === undefined ? {} : { under: pair(under) }) });

describe("periods", () => {
  test.each([
    ["month", "2025-03-31", "2025-03-01", "2025-03-31"],
    ["lastMonth", "2025-01-15", "2024-12-01", "2024-12-31"],
    ["lastMonth", "2024-03-05", "2024-02-01", "2024-02-29"],
    ["quarter", "2025-05-09", "2025-04-01", "2025-06-30"],
    ["lastQuarter", "2025-02-01", "2024-10-01", "2024-12-31"],
    ["year", "2025-02-01", "2025-01-01", "2025-12-31"],
    ["lastYear", "2025-02-01", "2024-01-01", "2024-12-31"],
  ] as const)("%s on %s", (period, today, from, to) => {
    expect(periodDays(period, today)).toEqual({ from, to });
    expect(periodOf({ from, to }, today)).toBe(period);
  });
});

test("an address asks for this year and the first centre unless it says more", () => {
  expect(reportQuery({}, "2025-06-30", "wanshan")).toEqual({ centre: "wanshan", from: "2025-01-01", to: "2025-12-31" });
  expect(reportQuery({ centre: "b", from: "2025-02-01", to: "2025-02-28", by: "month", colour: "red" }, "2025-06-30", "a")).toEqual({ centre: "b", from: "2025-02-01", to: "2025-02-28", by: "month" });
  expect(reportChips({ item: "I1", known: "2025-04-01", dept: "D1" }, "en", (key, code) => `the ${key} ${code}`).map((chip) => chip.text)).toEqual(["Item the item I1", "As known on 2025-04-01"]);
});

test("the single rows of a report are what it can be narrowed to, each once", () => {
  const row = (level: string, leaf: string | null, name: string) => ({ level, group: null, leaf, name: pair(name), figures: [], list: "" });
  const rows = [row("group", null, "D"), row("leaf", "W1", "one"), row("leaf", "W1", "one again"), row("leaf", "W2", "two"), row("total", null, "all")];
  expect(leaves({ rows }, "en")).toEqual([
    { code: "W1", name: "one" },
    { code: "W2", name: "two" },
  ]);
  expect(leaves(undefined, "en")).toEqual([]);
});

test("a head has groups over columns, and columns alone reach through", () => {
  const report = { columns: [column("a", "g"), column("b", "g", "u"), column("c", "g", "u"), column("d"), column("e", undefined, "v"), column("f", undefined, "v"), column("x", "g", undefined, 2)], groups: [{ code: "g", title: pair("G") }] };
  const [first, second, third] = heads(report, 1, "zh").map((line) => line.map((cell) => `${cell.text} ${cell.wide}x${cell.high}`));
  expect(first).toEqual(["G 3x1", "d 1x3", "v 2x2"]);
  expect(second).toEqual(["a 1x2", "u 2x1"]);
  expect(third).toEqual(["b 1x1", "c 1x1", "e 1x1", "f 1x1"]);
});

test("a figure leads to its cases, nothing leads nowhere", () => {
  const row = { list: "cell=case-statistics%3Ffrom%3D2025-01-01%26to%3D2025-03-31%26column%3D", figures: [{ count: 3, text: "3" }, { count: 0, text: "0" }, { count: null, text: "–" }] };
  const places = [0, 1, 2].map((place) => cellAddress(row, column("received"), place));
  expect(places).toEqual([`/cases?${row.list}received`, undefined, undefined]);
  const cell = new URLSearchParams(places[0]?.replace("/cases?", "")).get("cell") ?? "";
  expect(cellText(cell, "zh")).toBe("办件统计中的一格：2025-01-01 至 2025-03-31");
});

test("a file is asked for with the same filters", () => {
  expect(fileAddress("case-statistics", { from: "2025-01-01", dept: "D&1" }, "csv", "en")).toBe("/api/v1/reports/case-statistics/file?from=2025-01-01&dept=D%261&format=csv&lang=en");
});

test("bars share the length of the longest", () => {
  const bars = [{ name: pair("a"), values: [3, 1], label: pair("") }, { name: pair("b"), values: [1, 1], label: pair("") }];
  expect(barShares(bars[1] as (typeof bars)[0], bars)).toEqual([25, 25]);
});
