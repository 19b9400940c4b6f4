import { describe, expect, it } from "vitest";
import { addDays, advance, daysBetween, fullTime, sentenceDay, shortTime, weekdayOf } from "./time";

const now = "2025-06-30T18:00:00+08:00";

describe("shortTime", () => {
  it.each([
    ["2025-06-30T14:05:00+08:00", "zh", "今天 14:05"],
    ["2025-06-30T00:00:00+08:00", "en", "today 00:00"],
    ["2025-06-29T23:59:59+08:00", "zh", "昨天 23:59"],
    ["2025-06-28T10:00:00+08:00", "zh", "2025-06-28"],
    ["2025-07-01T10:00:00+08:00", "zh", "2025-07-01"],
    ["2025-06-30", "zh", "2025-06-30"],
  ] as const)("%s in %s reads %s", (text, language, expected) => {
    expect(shortTime(text, now, language)).toBe(expected);
  });
});

describe("days", () => {
  it("cross months, years and leap days", () => {
    expect(addDays("2024-02-28", 1)).toBe("2024-02-29");
    expect(addDays("2025-01-01", -1)).toBe("2024-12-31");
    expect(daysBetween("2024-12-31", "2025-01-02")).toBe(2);
  });
  it("Sunday is the seventh day", () => expect([weekdayOf("2025-06-29"), weekdayOf("2025-06-30")]).toEqual([7, 1]));
});

describe("words for instants", () => {
  it("a sentence has the full date", () => {
    expect(sentenceDay("2025-01-24", "zh")).toBe("2025年1月24日");
    expect(sentenceDay("2025-01-24", "en")).toBe("24 January 2025");
  });
  it("seconds show only where they are not zero", () => {
    expect(fullTime("2025-01-24T14:05:00+08:00")).toBe("2025-01-24 14:05");
    expect(fullTime("2025-01-24T14:05:09.5+08:00")).toBe("2025-01-24 14:05:09");
  });
});

describe("advance", () => {
  it("keeps the offset and crosses midnight", () => {
    expect(advance("2025-06-30T23:59:59+08:00", 2000)).toBe("2025-07-01T00:00:01+08:00");
    expect(advance("2025-06-30T23:59:59Z", 1000)).toBe("2025-07-01T00:00:00Z");
    expect(advance("2025-01-01T00:00:00-05:00", 60_000)).toBe("2025-01-01T00:01:00-05:00");
  });
});
