/// <reference types="node" />
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { meaningZh } from "./meanings";

test("a column means what its relation makes of it", () => {
  expect(meaningZh("case", "dept_code")).toMatch(/^受理的部门/);
  expect(meaningZh("link", "dept_code")).toBe("所属办件的部门");
  expect(meaningZh("rating", "satisfaction")).toMatch(/^1 非常满意/);
  expect(meaningZh("case", "unheard_of")).toBeUndefined();
});

test("every column of a case that the reference of facts names is told", () => {
  const facts = readFileSync(new URL("../../../../docs/FACTS.md", import.meta.url), "utf8");
  const part = facts.split(/^## /m).find((section) => /^`?case`?\b/.test(section)) ?? "";
  const columns = [...part.matchAll(/^\| `([a-z_]+)` \|/gm)].map((found) => String(found[1]));
  expect(columns.length).toBeGreaterThan(50);
  expect(columns.filter((column) => meaningZh("case", column) === undefined)).toEqual([]);
});
