import { describe, expect, it } from "vitest";
import type { QuarantinePage, QuarantinedField } from "../import/types";
import { changed, faultFirst, offered, quarantineChips, quarantineFilter } from "./data";

const page: QuarantinePage = {
  items: [],
  next_cursor: null,
  total: 9,
  groups: [
    { source: "a.csv", reason: "bad_time", count: 5 },
    { source: "a.csv", reason: "wrong_type", count: 1 },
    { source: "b.csv", reason: "bad_time", count: 3 },
  ],
};

describe("filters", () => {
  it("come from the address", () => expect(quarantineFilter({ source: "a.csv", reason: "", is_replayed: "any", dept: "D01" })).toEqual({ limit: 50, source: "a.csv", is_replayed: "any" }));
  it("are said in words, the interface by its word", () => {
    expect(quarantineChips({ limit: 50, source: "POST /api/v1/events", reason: "bad_time" }, "zh").map((chip) => chip.text)).toEqual(["来源：接口报送", "原因：日期或时间不存在"]);
  });
  it("offer values with counts under the other filter, most first", () => {
    expect(offered(page, "reason", { limit: 50 })).toEqual([
      { value: "bad_time", count: 8 },
      { value: "wrong_type", count: 1 },
    ]);
    expect(offered(page, "source", { limit: 50, reason: "wrong_type" })).toEqual([{ value: "a.csv", count: 1 }]);
  });
  it("keep offering what is chosen, even where nothing is left of it", () => expect(offered(page, "source", { limit: 50, source: "c.csv" })).toContainEqual({ value: "c.csv", count: 0 }));
});

describe("fields", () => {
  const field = (column: string, is_at_fault = false): QuarantinedField => ({ column, value: "x", is_personal: false, is_at_fault });
  it("only what was typed is sent; an empty one stays as it is", () => expect(changed([field("a"), field("b"), field("c")], { a: "2025-01-24", b: " " })).toEqual({ a: "2025-01-24" }));
  it("those at fault stand first, the others keep their order", () => expect(faultFirst([field("a"), field("b", true), field("c")]).map((one) => one.column)).toEqual(["b", "a", "c"]));
});
