import { expect, test } from "vitest";
import type { ProposalItem } from "./api";
import { asked, noticeOf, spanText, spans, statusOf } from "./data";

const proposal = (number: number, status: ProposalItem["status"], body: unknown = {}): ProposalItem => ({ number, kind: "calendar_notice", title: "", status, body: body as Record<string, never>, proposed_by: "a", proposed_at: "" });

test("a notice is read from its proposal, and nothing else is", () => {
  expect(noticeOf(proposal(1, "open", { number: "7", known_from: "", days: [] }))?.number).toBe("7");
  expect(noticeOf(proposal(1, "open", null))).toBeUndefined();
  expect(noticeOf(proposal(1, "open", { number: "7" }))).toBeUndefined();
  expect(noticeOf({ ...proposal(1, "open", { number: "7", days: [] }), kind: "other" })).toBeUndefined();
});

test("days on end that are alike are one span, whatever order they came in", () => {
  const day = (date: string, kind: "holiday" | "workday", name?: string) => ({ date, kind, ...(name === undefined ? {} : { name }) });
  const found = spans([day("2025-07-06", "workday"), day("2025-07-04", "holiday", "节"), day("2025-07-03", "holiday", "节"), day("2025-07-05", "holiday")]);
  expect(found.map((span) => `${span.from} ${span.to} ${span.kind} ${span.name}`)).toEqual(["2025-07-03 2025-07-04 holiday 节", "2025-07-05 2025-07-05 holiday ", "2025-07-06 2025-07-06 workday "]);
  expect(spanText({ from: "2025-07-03", to: "2025-07-04" }, "zh")).toBe("2025-07-03 周四 至 2025-07-04 周五");
  expect(spanText({ from: "2025-07-06", to: "2025-07-06" }, "en")).toBe("2025-07-06 Sun");
});

test("what waits stands first, and a status narrows", () => {
  const all = [proposal(4, "confirmed"), proposal(3, "open"), proposal(2, "rejected"), proposal(1, "open")];
  expect(asked(all, undefined).map((one) => one.number)).toEqual([3, 1, 4, 2]);
  expect(asked(all, "rejected").map((one) => one.number)).toEqual([2]);
  expect([statusOf("open"), statusOf("lost"), statusOf(undefined)]).toEqual(["open", undefined, undefined]);
});
