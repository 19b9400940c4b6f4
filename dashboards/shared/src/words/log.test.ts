import { expect, test } from "vitest";
import { actionWord, noteWord, outcomeWord, proposalTitle } from "./log";

test("requests are told as what was done", () => {
  expect(actionWord("POST /api/v1/accounts/{name}/lock", "zh")).toBe("锁定账号");
  expect(actionWord("login", "en")).toBe("Login");
  expect(actionWord("PUT /api/v1/unheard/{of}", "zh")).toBe("PUT /unheard/{of}");
  expect([outcomeWord("403", "zh"), outcomeWord("418", "zh")]).toEqual(["不许", "418"]);
});

test.each([
  ["account wang.1 made", "新建账号 wang.1"],
  ["account wang.1: roles leader; bound to regions -, departments D01 D02, windows -", "账号 wang.1 的角色：leader；限于区划 -、部门 D01 D02、窗口 -"],
  ["no right", "没有权限"],
  ["turned down: centre notice 万府办〔2025〕7号 for 2025, known from 2025-06-30T01:00:00Z", "退回：2025 年中心日历通知 万府办〔2025〕7号"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/121.0.0.0", "Edge 121, Windows"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", "Firefox 115, Linux"],
  ["something new", "something new"],
])("the note %s", (note, words) => {
  expect(noteWord(note, "zh")).toBe(words);
});

test("an English screen keeps the server's words but for the titles of notices", () => {
  expect(noteWord("confirmed: centre notice 7号 for 2025, known from 2025-06-30T01:00:00Z", "en")).toBe("confirmed: Calendar notice 7号 for 2025");
  expect(noteWord("account wang.1 made", "en")).toBe("account wang.1 made");
});

test("a title that no notice has stays", () => {
  expect(proposalTitle("nation notice 国办〔2019〕3号 for 2019, known from 2019-03-22T00:00:00Z", "en")).toBe("Calendar notice 国办〔2019〕3号 for 2019");
  expect(proposalTitle("something else", "zh")).toBe("something else");
});
