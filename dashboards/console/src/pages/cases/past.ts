/** A case as it was known on a day beside the case as it is known now, as pure data. */
import type { Schemas } from "@mingjing/shared/api";
import { dayOf } from "@mingjing/shared/time";

type Detail = Schemas["CaseDetail"];

/** Why a case cannot be shown as of a day. */
export type DayFault = "noDay" | "tooEarly" | "future";

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/** The day on which the first event of a case was recorded. */
export function firstDay(detail: Pick<Detail, "events">): string | undefined {
  const days = detail.events.map((event) => event.recorded_at).filter((at) => at != null);
  return days.length === 0 ? undefined : days.map(dayOf).sort()[0];
}

/** What is wrong with a day asked for, if anything is. */
export function dayFault(day: string, first: string | undefined, today: string): DayFault | undefined {
  if (!isDay(day)) return "noDay";
  if (day > today) return "future";
  return first !== undefined && day < first ? "tooEarly" : undefined;
}

/** The events as they stood then, those that were learned of later among them in their place, and the positions of these. */
export function mergeEvents(now: Detail["events"], then: Detail["events"] | undefined): { events: Detail["events"]; later: Set<number> } {
  if (then === undefined) return { events: now, later: new Set() };
  const known = new Map(then.map((event) => [event.position ?? -1, event]));
  const later = new Set(now.map((event) => event.position ?? -1).filter((position) => !known.has(position)));
  return { events: now.map((event) => known.get(event.position ?? -1) ?? event), later };
}

/** An alert as it stood then, what has become of it since, and whether it was raised later. */
export interface PastAlert {
  alert: Schemas["Alert"];
  later: boolean;
  /** Its status now, where that is another. */
  now: Schemas["AlertStatus"] | undefined;
}

/** The alerts as they stood then, then those raised later. */
export function mergeAlerts(now: Detail["alerts"], then: Detail["alerts"] | undefined): PastAlert[] {
  if (then === undefined) return now.map((alert) => ({ alert, later: false, now: undefined }));
  const present = new Map(now.map((alert) => [alert.alert_no, alert]));
  const known = new Set(then.map((alert) => alert.alert_no));
  const stood = then.map((alert) => {
    const status = present.get(alert.alert_no)?.status;
    return { alert, later: false, now: status === alert.status ? undefined : status };
  });
  return [...stood, ...now.filter((alert) => !known.has(alert.alert_no)).map((alert) => ({ alert, later: true, now: undefined }))];
}

/** The fields of the row whose value now is another than then, with the value now. What time alone changes is among them. */
export function changedFields(now: Detail["case"], then: Detail["case"]): Map<string, string | null> {
  return new Map(Object.entries(now).filter(([name, value]) => (then[name] ?? null) !== (value ?? null)));
}
