import { expect, test } from "vitest";
import { refusalZh } from "./refusals";

test.each([
  ["bad_choice", 'name: there is an account "sysadmin" already; take another name', "这个账号名已经有人用了，请换一个。"],
  ["bad_choice", "roles: nobody may be system_admin and audit_admin at once; give them to different people", "系统管理员、安全管理员、审计管理员不能由一人兼任。"],
  ["second_person", "whoever proposed it cannot confirm it", "自己提请的不能自己确认，请另一位有权限的同事来确认。"],
  ["bad_choice", "colour: unheard of", undefined],
])("%s, %s", (code, message, words) => {
  expect(refusalZh(code, message)).toBe(words);
});
