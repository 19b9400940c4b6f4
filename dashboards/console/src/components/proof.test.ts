import { describe, expect, it } from "vitest";
import { fileNameOf } from "./proof";

describe("fileNameOf", () => {
  it.each([
    ['attachment; filename="JC1.proof.json"', "JC1.proof.json"],
    ["attachment; filename=JC1.json", "JC1.json"],
    ["attachment; filename=\"x.json\"; filename*=UTF-8''%E5%88%A4%E5%AE%9A.json", "判定.json"],
    ["attachment; filename*=UTF-8''%E5%88.json", "proof-JC1.json"],
    ['attachment; filename="../../etc/x.json"', "....etcx.json"],
    ["attachment", "proof-JC1.json"],
    [null, "proof-JC1.json"],
  ])("%s gives %s", (header, name) => expect(fileNameOf(header, "JC1")).toBe(name));
});
