/** Sources and imports: what is late, what is silent, and instants written in a centre's own offset. */
import { daysBetween } from "@mingjing/shared/time";
import type { SourceItem } from "../import/types";

/** Late events in ten-thousandths of all; null where there are none. */
export const lateShare = (source: Pick<SourceItem, "late_events" | "events">): number | null => (source.events === 0 ? null : Math.round((source.late_events / source.events) * 10_000));

/** For how many days a source has been silent at `now`; undefined where it is not. */
export function silentDays(source: Pick<SourceItem, "is_silent_since">, now: string | undefined): number | undefined {
  return source.is_silent_since == null || now === undefined ? undefined : Math.max(0, daysBetween(source.is_silent_since, now));
}

/** Those that are silent first, longest first, then by name. */
export function silentFirst(sources: readonly SourceItem[]): SourceItem[] {
  const since = (source: SourceItem): string => source.is_silent_since ?? "9999";
  return [...sources].sort((a, b) => (since(a) < since(b) ? -1 : since(a) > since(b) ? 1 : a.source < b.source ? -1 : 1));
}

/** Wall clock of a zone at an instant, as if it were UTC, in milliseconds. */
function wallOf(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" }).formatToParts(instant);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

const offsetText = (minutes: number): string => `${minutes < 0 ? "-" : "+"}${String(Math.floor(Math.abs(minutes) / 60)).padStart(2, "0")}:${String(Math.abs(minutes) % 60).padStart(2, "0")}`;

/**
 * The wall clock `YYYY-MM-DDTHH:MM` of a centre as RFC 3339. The offset is that of the zone at that moment, summer time
 * included; where the zone is none that the browser knows, it is that of `like`, an instant of the centre, else +00:00.
 */
export function instantAt(wall: string, zone: string | undefined, like: string | null | undefined): string {
  const text = wall.length === 16 ? `${wall}:00` : wall;
  const asUtc = Date.parse(`${text}Z`);
  try {
    if (zone === undefined || zone === "wall") throw new RangeError(zone);
    // Twice, for the first guess may lie on the other side of a change of the clocks.
    const first = asUtc - (wallOf(asUtc, zone) - asUtc);
    const minutes = Math.round((wallOf(first, zone) - first) / 60_000);
    return `${text}${offsetText(minutes)}`;
  } catch {
    return `${text}${/([+-]\d\d:\d\d)$/.exec(like ?? "")?.[1] ?? "+00:00"}`;
  }
}

/** An instant as a person would type it: 2025-06-30 18:00. */
export const wallText = (instant: string | null): string => instant?.slice(0, 16).replace("T", " ") ?? "";

/** A day, with its time or at midnight, as people type it (2025-6-30, 2025/6/30 18:00, 2025年6月30日), as `YYYY-MM-DDTHH:MM`; undefined where there is none such. */
export function typedTime(text: string): string | undefined {
  const plain = text.normalize("NFKC").trim();
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2}))?$/.exec(plain);
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", hour = "0", minute = "00"] = match;
  const two = (part: string): string => part.padStart(2, "0");
  const written = `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}`;
  const real = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)));
  return real.toISOString().slice(0, 16) === written ? written : undefined;
}
