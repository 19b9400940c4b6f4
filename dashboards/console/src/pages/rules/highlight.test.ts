import { describe, expect, it } from "vitest";
import { tokens } from "./highlight";

const told = (source: string, parameters: string[] = []): string[] => tokens(source, new Set(parameters)).filter((token) => token.part !== "plain").map((token) => `${token.part}:${token.text}`);

describe("tokens", () => {
  it.each([
    ["//! # 查什么\n// 超时", ["comment://! # 查什么", "comment:// 超时"]],
    ["fn when(row) { row.is_open }", ["keyword:fn", "call:when", "column:is_open"]],
    ['row.state == "a\\"b // no comment"', ["column:state", 'text:"a\\"b // no comment"']],
    ["passed(row.promised_over_at) && row.n > GRACE_DAYS + 12", ["call:passed", "column:promised_over_at", "column:n", "parameter:GRACE_DAYS", "number:12"]],
    ["`已用 ${row.elapsed_wd} 天`", ["text:`已用 ${row.elapsed_wd} 天`"]],
    ["row.links.some(|l| l.link_seq == 1)", ["column:links", "call:some", "column:link_seq", "number:1"]],
  ])("of %s", (source, expected) => expect(told(source, ["GRACE_DAYS"])).toEqual(expected));
  it("put together are the text again", () => {
    const source = "//! 一\n\nfn when(row) {\n    // 甲\n    row.a > 3 && \"x\" != `y${1}`\n}\n";
    expect(tokens(source).map((token) => token.text).join("")).toBe(source);
  });
});
