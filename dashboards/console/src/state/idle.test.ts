import { expect, test } from "vitest";
import { isIdle } from "./idle";

test("a session is idle from its last minute on", () => {
  expect(isIdle(0, 30 * 60_000 - 1, 30)).toBe(false);
  expect(isIdle(0, 30 * 60_000, 30)).toBe(true);
});
