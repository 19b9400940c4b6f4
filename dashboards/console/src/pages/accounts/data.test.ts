import { expect, test } from "vitest";
import type { AccountItem } from "./api";
import { codesOf, found, offered, scopeLine } from "./data";

const account = (name: string, roles: string[]): AccountItem => ({
  name,
  display_name: "张三",
  kind: "person",
  roles,
  scope: { regions: [], departments: ["D01"], windows: ["W1"] },
  status: "active",
  must_change_password: false,
  created_at: "",
  created_by: "",
  changed_at: "",
  changed_by: "",
});

test("codes are read as people type them, each once", () => {
  expect(codesOf("D01\nD02， D01、D03;")).toEqual(["D01", "D02", "D03"]);
  expect(codesOf("  ")).toEqual([]);
});

test("what an account is bound to stands in one line", () => {
  expect(scopeLine(account("a", []), (kind, code) => `${kind}:${code}`)).toBe("dept:D01 W1");
});

test("what is chosen stays in sight while others are looked for", () => {
  const choices = [
    { code: "D01", name: "发展和改革局" },
    { code: "D02", name: "教育局" },
    { code: "D03", name: "民政局" },
  ];
  expect(offered(choices, ["D01"], "教育").map((one) => one.code)).toEqual(["D01", "D02"]);
  expect(offered(choices, [], "d03").map((one) => one.code)).toEqual(["D03"]);
});

test("an account is found by its name and by the title of its role", () => {
  const all = [account("zhang", ["leader"]), account("li", ["supervisor"])];
  const title = (code: string): string => (code === "leader" ? "领导" : "监察员");
  expect(found(all, "领导", title).map((one) => one.name)).toEqual(["zhang"]);
  expect(found(all, "张三 LI", title).map((one) => one.name)).toEqual(["li"]);
  expect(found(all, "", title)).toHaveLength(2);
});
