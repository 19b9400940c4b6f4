import { describe, expect, it } from "vitest";
import { ordered, stepped, type TableColumn } from "./table";

const columns: TableColumn<{ name: string; n: number }>[] = [
  { key: "name", title: "Name" },
  { key: "n", title: "N", by: (row) => row.n },
];
const rows = [
  { name: "a", n: 2 },
  { name: "b", n: 1 },
  { name: "c", n: 2 },
];
const names = (list: { name: string }[]): string => list.map((row) => row.name).join("");

describe("ordered", () => {
  it.each([
    [undefined, "abc"],
    [{ key: "n", descending: false }, "bac"],
    [{ key: "n", descending: true }, "acb"],
    [{ key: "name", descending: true }, "abc"],
  ])("by %o gives %s", (order, expected) => expect(names(ordered(rows, columns, order))).toBe(expected));
});

describe("stepped", () => {
  it.each([
    [-1, 1, 3, 0],
    [-1, -1, 3, 2],
    [0, -1, 3, 0],
    [2, 1, 3, 2],
    [1, 1, 3, 2],
    [-1, 1, 0, -1],
  ])("from %i by %i of %i is %i", (from, by, count, expected) => expect(stepped(from, by, count)).toBe(expected));
});
