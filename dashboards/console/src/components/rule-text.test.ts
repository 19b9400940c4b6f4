import { describe, expect, it } from "vitest";
import { decidingPart, pieces } from "./rule-text";

const source = "//! 查\nfn when(row) { a && b }";
const at = (text: string): { start: number; end: number } => {
  const start = Array.from(source.slice(0, source.indexOf(text))).length;
  return { start, end: start + Array.from(text).length };
};

describe("pieces", () => {
  it("together are the text", () => {
    const cut = pieces(source, [{ ...at("a && b"), truth: "false", first_false: false }, { ...at("b"), truth: "false", first_false: true }]);
    expect(cut.map((p) => p.text).join("")).toBe(source);
  });
  it("the inner mark decides, whatever the order", () => {
    const outer = { ...at("a && b"), truth: "false", first_false: false } as const;
    const inner = { ...at("a"), truth: "true", first_false: false } as const;
    for (const marks of [[outer, inner], [inner, outer]]) {
      const cut = pieces(source, marks);
      expect(cut.find((p) => p.text === "a")?.truth).toBe("true");
      expect(cut.find((p) => p.text === " && b")?.truth).toBe("false");
    }
  });
  it("offsets count characters, not code units", () => {
    const cut = pieces("𠀀a", [{ start: 1, end: 2, truth: "true", first_false: false }]);
    expect(cut.map((p) => [p.text, p.truth])).toEqual([
      ["𠀀", undefined],
      ["a", "true"],
    ]);
  });
  it("comment lines are known as such", () => expect(pieces(source, [])[0]).toEqual({ text: "//! 查", truth: undefined, firstFalse: false, comment: true }));
  it("a mark past the end is cut, and no text gives nothing", () => {
    expect(pieces("ab", [{ start: 1, end: 9, truth: "true", first_false: false }]).map((p) => p.text)).toEqual(["a", "b"]);
    expect(pieces("", [])).toEqual([]);
  });
});

describe("the deciding part", () => {
  const whole = "//! # 查𠀀\n//!\n\nfn when(row) {\n    a > 1\n}\n\nfn because(row) {\n    `b`\n}\n\nfn because_en(row) {\n    `c`\n}\n\nfn helper(x) {\n    x\n}\n";
  const mark = (text: string) => {
    const start = Array.from(whole.slice(0, whole.indexOf(text))).length;
    return { start, end: start + Array.from(text).length, truth: "true", first_false: false } as const;
  };
  it("is the text without its prose and the wording of the reason", () =>
    expect(decidingPart(whole, []).source).toBe("fn when(row) {\n    a > 1\n}\n\nfn helper(x) {\n    x\n}"));
  it("keeps its marks on the same words", () => {
    const part = decidingPart(whole, [mark("a > 1"), mark("x\n")]);
    expect(part.marks.map((m) => Array.from(part.source).slice(m.start, m.end).join(""))).toEqual(["a > 1", "x\n"]);
  });
  it("keeps a marked line wherever it stands", () => expect(decidingPart(whole, [mark("`b`")]).source).toContain("`b`"));
  it("of nothing is nothing", () => expect(decidingPart("", [])).toEqual({ source: "", marks: [] }));
});
