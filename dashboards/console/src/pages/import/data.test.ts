import { describe, expect, it } from "vitest";
import { address } from "./api";
import { centreCode, choiceOf, clashes, draftOf, isAmbiguous, missing, obstacle, refusal, resumed, size, stem, type Draft } from "./data";
import type { Proposal, ProposedColumn, Role } from "./types";

const column = (name: string, role: string | null, more: Partial<ProposedColumn> = {}): ProposedColumn => ({ column: name, heading: name, role, sureness: "sure", alternatives: [], kind: "text", samples: [], is_personal: false, ...more });
const pair = (text: string) => ({ zh: text, en: text });
const proposal = (columns: ProposedColumn[]): Proposal => ({ upload: { id: "u", name: "a.csv", bytes: 1, kind: "csv", sheets: [], created_at: "" }, sheet: null, header_line: 1, columns, case_no_of: [], rows: [], notes: [], fitting: [], missing: [] });
const role = (code: string, more: Partial<Role> = {}): Role => ({ code, title: pair(code), hint: pair(""), group: "time", is_personal: false, is_many: false, ...more });
const draft = (roles: Record<string, string>, more: Partial<Draft> = {}): Draft => ({ roles, time_formats: {}, centre: { code: "wanshan", name: "" }, calendar: "cn", case_no_of: [], ...more });

describe("a draft", () => {
  const columns = [column("办件编号", "case_no"), column("备注", null), column("空", null, { kind: "empty" })];
  it("begins with what was proposed; an empty column is left out, an unknown one waits", () => {
    expect(draftOf(proposal(columns), ["wanshan"])).toEqual(draft({ 办件编号: "case_no", 备注: "", 空: "left_out" }));
    expect(draftOf(proposal(columns), ["a", "b"]).centre.code).toBe("");
  });
  it("takes roles and centre of a mapping that fits", () => {
    const fitting = [{ mapping: "m", title: "台账", roles: { 备注: "attribute" }, case_no_of: [], centre: "b" }];
    expect(draftOf({ ...proposal(columns), fitting }, ["a", "b"])).toMatchObject({ roles: { 办件编号: "case_no", 备注: "attribute" }, centre: { code: "b" } });
  });
  it("is gone on with where the file's columns are still there", () => {
    const kept = JSON.stringify({ roles: { 备注: "attribute", 旧: "case_no" }, calendar: "weekdays", centre: { code: "", name: "新" } });
    expect(resumed(kept, draftOf(proposal(columns), ["wanshan"]))).toMatchObject({ roles: { 办件编号: "case_no", 备注: "attribute", 空: "left_out" }, calendar: "weekdays", centre: { name: "新" } });
  });
  it.each([null, "{", "null"])("kept as %s is as good as none", (kept) => expect(resumed(kept, draft({ a: "case_no" })).roles).toEqual({ a: "case_no" }));
});

describe("what stands in the way of the check", () => {
  const roles = [role("case_no"), role("attribute", { is_many: true })];
  const columns = [column("a", null), column("b", null)];
  it.each([
    [draft({ a: "case_no", b: "" }), "columns"],
    [draft({ a: "case_no", b: "case_no" }), "clash"],
    [draft({ a: "left_out", b: "left_out" }), "nothing"],
    [draft({ a: "case_no", b: "attribute" }, { centre: { code: "", name: " " } }), "centre"],
    [draft({ a: "attribute", b: "attribute" }), "caseNo"],
    [draft({ a: "attribute", b: "attribute" }, { case_no_of: ["a", "b"] }), undefined],
    [draft({ a: "case_no", b: "left_out" }, { centre: { code: "", name: "新中心" } }), undefined],
  ] as const)("%o: %s", (given, expected) => expect(obstacle(given, proposal(columns), roles)).toBe(expected));
  it("a file without columns needs a centre only", () => expect([obstacle(draft({}), proposal([]), roles), obstacle(draft({}, { centre: { code: "", name: "" } }), proposal([]), roles)]).toEqual([undefined, "centre"]));
  it("two columns with one role clash, unless the role is for many", () => expect([...clashes({ a: "case_no", b: "case_no", c: "attribute", d: "attribute", e: "left_out", f: "left_out" }, roles)]).toEqual([["case_no", ["a", "b"]]]));
});

describe("missing columns", () => {
  const told = { role: "promised_days", title: pair("承诺时限"), consequence: pair("不能判断超期") };
  const known = [role("promised_days"), role("finished_at"), role("fee_amount")];
  const given = { ...proposal([column("a", "finished_at"), column("b", "fee_amount"), column("c", null)]), missing: [told] };
  it("are those that no column has now, and the important ones that a person took away", () => {
    expect(missing(given, { a: "finished_at", b: "fee_amount", c: "" }, known)).toEqual([told]);
    expect(missing(given, { a: "left_out", b: "left_out", c: "promised_days" }, known)).toEqual([{ role: "finished_at", title: pair("finished_at"), consequence: null }]);
  });
});

describe("the choice sent", () => {
  it("names a centre that is there by its code alone", () => expect(choiceOf(draft({ a: "case_no" }, { calendar: "weekdays", case_no_of: ["b"] }), proposal([]), undefined)).toEqual({ roles: { a: "case_no" }, centre: { code: "wanshan" } }));
  it("brings name and calendar of a new one, the sheet, and date orders of what is imported", () => {
    const given = draft({ a: "accepted_at", b: "left_out" }, { centre: { code: "", name: " Wanshan Hall " }, time_formats: { a: "dmy", b: "mdy" }, case_no_of: ["b"] });
    expect(choiceOf(given, proposal([]), "台账")).toEqual({ sheet: "台账", roles: given.roles, case_no_of: ["b"], centre: { code: "wanshan-hall", title: "Wanshan Hall" }, time_formats: { a: "dmy" }, calendar: "cn" });
  });
  it("names a mapping that reads the file in its own way, and no roles", () => {
    const fitting = [{ mapping: "boston311", title: "Boston 311", roles: {}, case_no_of: [] }];
    expect(choiceOf(draft({ a: "" }), { ...proposal([column("a", null)]), fitting }, undefined)).toEqual({ roles: {}, mapping: "boston311", centre: { code: "wanshan" } });
  });
  it("a Chinese name gives the same code each time, and another name another", () => {
    expect(centreCode("万山区政务服务中心")).toMatch(/^c[0-9a-f]{6}$/);
    expect(centreCode("万山区政务服务中心")).toBe(centreCode(" 万山区政务服务中心"));
    expect(centreCode("万山区政务服务中心")).not.toBe(centreCode("碧江区政务服务中心"));
  });
});

describe("a file", () => {
  it.each([
    ["台账.xls", 10, "oldExcel"],
    ["台账.docx", 10, "kind"],
    ["台账.xlsx", 0, "empty"],
    ["台账.csv", 300 * 1024 * 1024, "large"],
    ["台账.CSV.gz", 10, undefined],
    ["log.xes", 10, undefined],
  ] as const)("%s of %d bytes: %s", (name, bytes, expected) => expect(refusal({ name, size: bytes })).toBe(expected));
  it("has a name without endings, and a size in words", () => {
    expect([stem("2025 台账.xlsx"), stem("log.csv.gz")]).toEqual(["2025 台账", "log"]);
    expect([size(900), size(2048), size(3.25 * 1024 * 1024)]).toEqual(["900 B", "2 KB", "3.3 MB"]);
  });
  it("dates are ambiguous where the year stands last", () => {
    expect([isAmbiguous(column("a", null, { samples: ["3/4/2025"] })), isAmbiguous(column("a", null, { samples: ["2025/3/4", "2025.3.4"] }))]).toEqual([true, false]);
  });
});

describe("an address", () => {
  it("leaves out what is not set and escapes the rest", () => expect(address("/checkup", { centre: "万山", from: undefined, to: "" })).toBe("/api/v1/checkup?centre=%E4%B8%87%E5%B1%B1"));
});
