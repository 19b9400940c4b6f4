/**
 * Times as people read them. Instants come as RFC 3339 text in the centre's own offset, so that their wall clock is read
 * straight from the text and the browser's time zone never matters.
 */
import type { Language } from "./words";

const DAY_MS = 86_400_000;

/** The local day of an instant or day text, `YYYY-MM-DD`. */
export const dayOf = (text: string): string => text.slice(0, 10);

/** The wall clock of an instant, `HH:MM`; empty for a day. */
export const clockOf = (text: string): string => text.slice(11, 16);

const stamp = (day: string): number => Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)));

/** The day `count` days after `day`. */
export function addDays(day: string, count: number): string {
  return new Date(stamp(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Days from `a` to `b`, negative when `b` is earlier. */
export function daysBetween(a: string, b: string): number {
  return Math.round((stamp(dayOf(b)) - stamp(dayOf(a))) / DAY_MS);
}

/** 1 (Monday) to 7 (Sunday). */
export function weekdayOf(day: string): number {
  return new Date(stamp(day)).getUTCDay() || 7;
}

/** Short form for tables: 今天 14:05, 昨天 09:10, else 2025-01-24. `now` is the server's time. */
export function shortTime(text: string, now: string | undefined, language: Language): string {
  if (text.length <= 10) return text;
  const apart = now === undefined ? undefined : daysBetween(text, now);
  if (apart === 0) return `${language === "zh" ? "今天" : "today"} ${clockOf(text)}`;
  if (apart === 1) return `${language === "zh" ? "昨天" : "yesterday"} ${clockOf(text)}`;
  return dayOf(text);
}

/** Whole instant for a hover and for events: 2025-01-24 14:05:09, seconds only where they are not zero. */
export function fullTime(text: string): string {
  if (text.length <= 10) return text;
  const seconds = text.slice(17, 19);
  return `${dayOf(text)} ${clockOf(text)}${seconds !== "" && seconds !== "00" ? `:${seconds}` : ""}`;
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** A day within a sentence: 2025年1月24日, 24 January 2025. */
export function sentenceDay(text: string, language: Language): string {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))];
  return language === "zh" ? `${year}年${month}月${day}日` : `${day} ${MONTHS[month - 1] ?? ""} ${year}`;
}

/** An instant within a sentence: 2025年1月24日 14:05. */
export function sentenceTime(text: string, language: Language): string {
  return `${sentenceDay(text, language)} ${clockOf(text)}`;
}

/**
 * `base` moved on by `elapsed` milliseconds, written in the same offset; how the console lets the server's clock run between
 * answers.
 */
export function advance(base: string, elapsed: number): string {
  const match = /(Z|[+-]\d\d:\d\d)$/.exec(base);
  const offset = match?.[1] ?? "Z";
  const minutes = offset === "Z" ? 0 : (offset.startsWith("-") ? -1 : 1) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6)));
  const wall = new Date(Date.parse(base) + elapsed + minutes * 60_000).toISOString().slice(0, 19);
  return `${wall}${offset}`;
}
