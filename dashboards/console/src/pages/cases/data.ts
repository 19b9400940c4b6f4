/** Cases: the filter in an address and its words. */
import type { Schemas } from "@mingjing/shared/api";
import type { operations } from "@mingjing/shared/schema";
import { codeWord, words, type Language } from "@mingjing/shared/words";
import type { LocationQuery } from "vue-router";
import type { Chip } from "../../components/FilterChips.vue";
import { one } from "../../state/scope";
import { cellText } from "../reports/data";

/** The query of `GET /cases`. */
export type CaseFilter = NonNullable<operations["cases"]["parameters"]["query"]>;

/** Cases a page. */
export const PAGE = 50;

/** The filter that an address asks for; what is unknown to us is left out. */
export function caseFilter(query: LocationQuery): CaseFilter {
  const filter: CaseFilter = { limit: PAGE };
  for (const key of ["centre", "dept", "from", "to", "state", "item", "finished_from", "finished_to", "accepted_from", "accepted_to", "due_from", "due_to", "q", "finding", "cell", "cursor"] as const) {
    const value = one(query[key]);
    if (value !== undefined) filter[key] = value;
  }
  const batch = one(query.batch);
  if (batch !== undefined && /^\d+$/.test(batch)) filter.batch = Number(batch);
  for (const key of ["open", "overdue", "on_time"] as const) {
    const value = one(query[key]);
    if (value === "true" || value === "false") filter[key] = value === "true";
  }
  return filter;
}

/** The filters in words. */
export function caseChips(filter: CaseFilter, language: Language): Chip[] {
  const t = words[language].cases;
  const { colon } = words[language];
  const chips: Chip[] = [];
  const add = (key: string, text: string): void => void chips.push({ key, text });
  if (filter.open !== undefined) add("open", filter.open ? t.onlyOpen : t.onlyEnded);
  if (filter.overdue !== undefined) add("overdue", filter.overdue ? t.overdue : t.notOverdue);
  if (filter.on_time !== undefined) add("on_time", filter.on_time ? t.onTime : t.notOnTime);
  if (filter.state !== undefined) add("state", `${t.state}${colon}${codeWord("state", filter.state, language)}`);
  if (filter.item !== undefined) add("item", t.itemCode(filter.item));
  if (filter.finished_from !== undefined) add("finished_from", t.finishedFrom(filter.finished_from));
  if (filter.finished_to !== undefined) add("finished_to", t.finishedTo(filter.finished_to));
  if (filter.accepted_from !== undefined) add("accepted_from", t.acceptedFrom(filter.accepted_from));
  if (filter.accepted_to !== undefined) add("accepted_to", t.acceptedTo(filter.accepted_to));
  if (filter.due_from !== undefined) add("due_from", t.dueFrom(filter.due_from));
  if (filter.due_to !== undefined) add("due_to", t.dueTo(filter.due_to));
  if (filter.finding !== undefined) add("finding", t.finding(codeWord("checkup_finding", filter.finding, language)));
  if (filter.cell !== undefined) add("cell", cellText(filter.cell, language));
  if (filter.batch !== undefined) add("batch", t.batch(String(filter.batch)));
  if (filter.q !== undefined) add("q", language === "zh" ? `含“${filter.q}”` : `contains “${filter.q}”`);
  return chips;
}

/** What the small bar in a list needs, or undefined where no clock has started. */
export function briefClock(item: Schemas["CaseItem"]): Pick<Schemas["ClockBar"], "elapsed" | "suspended" | "remaining" | "promised_days" | "statutory_days" | "unit"> & { stopped_at?: string } | undefined {
  const { elapsed_wd, remaining_wd, promised_days, limit_unit, finished_at } = item;
  if (elapsed_wd == null || remaining_wd == null || promised_days == null) return undefined;
  return { elapsed: elapsed_wd, suspended: 0, remaining: remaining_wd, promised_days, unit: limit_unit ?? "wd", ...(finished_at == null ? {} : { stopped_at: finished_at }) };
}
