import type { Schemas } from "@mingjing/shared/api";
import { describe, expect, it } from "vitest";
import { PART_NAMES, missingParts, partTables } from "./parts";

const empty: Schemas["CaseParts"] = { materials: [], links: [], specials: [], supplements: [], waitings: [], fees: [], documents: [], licences: [], services: [], ratings: [] };
const link: Schemas["CaseLink"] = { seq: 1, name: "审核", kind: "review", start: "2025-05-07T09:00:00+08:00", end: "2025-05-29T10:00:00+08:00", user: "P01", limit_wd: 3, used_wd: 16, is_auto: false, opinion: "符合条件" };
const material: Schemas["CaseMaterial"] = { name: "营业执照", in_item_list: true, is_required: true, taken: true, taken_at: "2025-05-06T09:20:00+08:00", take_mode: "1", is_demanded: false, is_tolerated: false, is_original_checked: false };

describe("partTables", () => {
  it("leaves out lists without entries and columns that say nothing", () => {
    const [links, ...more] = partTables({ ...empty, links: [{ ...link, opinion: null }] }, "zh");
    expect(more).toEqual([]);
    expect(links?.columns.map((column) => column.title)).toEqual(["环节", "种类", "办理人", "开始", "结束", "用时"]);
  });

  it.each([
    ["zh", "用 16 / 限 3 个工作日", "超出"],
    ["en", "16 used of 3 working days", "Over"],
  ] as const)("says the use of a link and that it is over (%s)", (language, text, amiss) => {
    const [links] = partTables({ ...empty, links: [link] }, language);
    expect(links?.rows[0]?.[5]).toEqual({ text, amiss });
  });

  it("tells a material that is in hand from one that is missing and one that may come later", () => {
    const rows = [material, { ...material, taken: false, taken_at: null, take_mode: null }, { ...material, taken: false, is_tolerated: true, tolerated_due_at: "2025-05-20T23:59:59+08:00" }];
    const [table] = partTables({ ...empty, materials: rows }, "zh");
    expect(table?.rows.map((row) => [row[1]?.text, row[1]?.amiss])).toEqual([
      ["已收", undefined],
      ["", "缺少"],
      ["容缺，2025-05-20 前补交", undefined],
    ]);
  });

  it("says money in yuan and what is charged above the standard", () => {
    const [fees] = partTables({ ...empty, fees: [{ no: "F1", item: "工本费", standard_fen: 1000, amount_fen: 125_050, paid_fen: 125_050 }] }, "zh");
    expect(fees?.rows[0]?.map((cell) => [cell.text, cell.amiss, cell.num])).toEqual([
      ["工本费", undefined, undefined],
      ["10.00 元", undefined, true],
      ["1,250.50 元", "超出", true],
      ["1,250.50 元", undefined, true],
    ]);
  });
});

describe("missingParts", () => {
  it("names all lists without entries in one line", () => {
    expect(missingParts({ ...empty, links: [link] }, "zh")).toBe("没有特别程序、补正、等待、材料、收费、文书、证照、服务、评价记录。");
    expect(missingParts({ ...empty, links: [link] }, "en")).toContain("No special procedures, supplement notices, waits");
  });
  it("says nothing where each has one", () => {
    const full = Object.fromEntries(PART_NAMES.map((name) => [name, [link]])) as unknown as Schemas["CaseParts"];
    expect(missingParts(full, "zh")).toBe("");
  });
});
