import { describe, expect, it } from "vitest";
import type { QuarantinePage, QuarantinedField } from "../import/types";
import { changed, faultFirst, isAtFault, offered, quarantineChips, quarantineFilter } from "./data";

const page: QuarantinePage = {
  items: [],
  next_cursor: null,
  total: 9,
  reasons: [{ reason: "bad_time", title: { zh: "", en: "" }, count: 8 }],
  sources: [
    { source: "a.csv", count: 6 },
    { source: "b.csv", count: 3 },
  ],
};

describe("filters", () => {
  it("come from the address", () => expect(quarantineFilter({ source: "a.csv", reason: "", is_replayed: "true", dept: "D01" })).toEqual({ limit: 50, source: "a.csv", is_replayed: "true" }));
  it("are said in words, the interface by its word", () => {
    expect(quarantineChips({ limit: 50, source: "POST /api/v1/events", reason: "bad_time" }, "zh").map((chip) => chip.text)).toEqual(["来源：接口报送", "原因：日期或时间不存在"]);
  });
  it("keep offering what is chosen, even where nothing is left of it", () => {
    expect(offered(page, "source", { limit: 50, source: "a.csv" }).map((row) => row.value)).toEqual(["a.csv", "b.csv"]);
    expect(offered(page, "reason", { limit: 50, reason: "conflict" })).toEqual([
      { value: "bad_time", count: 8 },
      { value: "conflict", count: 0 },
    ]);
  });
});

describe("fields", () => {
  const field = (name: string): QuarantinedField => ({ name, value: "x", is_personal: false });
  it("only what was typed is sent; an empty one stays as it is", () => expect(changed([field("a"), field("b"), field("c")], { a: "2025-01-24", b: " " })).toEqual({ a: "2025-01-24" }));
  it.each([
    ["办结时间", "办结时间", true],
    ["/payload/promised_days", "payload.promised_days", true],
    ["/payload/promised_days", "promised_days", true],
    ["/occurred_at", "/occurred_at", true],
    ["办结时间", "受理时间", false],
    ["办结时间", undefined, false],
  ])("the field %s with a fault at %s", (name, at, expected) => expect(isAtFault(field(name), at)).toBe(expected));
  it("those at fault stand first, the others keep their order", () => expect(faultFirst([field("a"), field("b"), field("c")], "b").map((one) => one.name)).toEqual(["b", "a", "c"]));
});
