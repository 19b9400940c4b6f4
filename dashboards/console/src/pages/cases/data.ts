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
  for (const key of ["centre", "dept", "from", "to", "state", "item", "level", "finished_from", "finished_to", "accepted_from", "accepted_to", "due_from", "due_to", "q", "finding", "cell", "cursor"] as const) {
    const value = one(query[key]);
    if (value !== undefined) filter[key] = value;
  }
  for (const key of ["batch", "channel", "case_type"] as const) {
    const value = one(query[key]);
    if (value !== undefined && /^\d+$/.test(value)) filter[key] = Number(value);
  }
  for (const key of ["open", "overdue", "on_time"] as const) {
    const value = one(query[key]);
    if (value === "true" || value === "false") filter[key] = value === "true";
  }
  return filter;
}

/** Filters that stand behind "more filters". */
export const FURTHER = ["level", "case_type", "channel", "item", "due_from", "due_to"] as const;

/** What was searched for, as a screen shows it: a telephone or document number with its middle hidden. */
export function maskedSearch(q: string): string {
  const plain = q.normalize("NFKC").replace(/[\s-]/g, "");
  const phone = /^(?:\+?86|0086)?(1[3-9]\d{9})$/.exec(plain)?.[1];
  if (phone !== undefined) return `${phone.slice(0, 3)}****${phone.slice(7)}`;
  if (/^\d{17}[\dXx]$/.test(plain)) return `${plain.slice(0, 6)}********${plain.slice(14)}`;
  return /^\d{15}$/.test(plain) ? `${plain.slice(0, 6)}******${plain.slice(12)}` : q;
}

/** The filters in words; a department is told where it was not chosen from the list of them. */
export function caseChips(filter: CaseFilter, language: Language, isListed: (dept: string) => boolean = () => true): Chip[] {
  const t = words[language].cases;
  const s = words[language].casePage.search;
  const { colon } = words[language];
  const chips: Chip[] = [];
  const add = (key: string, text: string): void => void chips.push({ key, text });
  if (filter.open !== undefined) add("open", filter.open ? t.onlyOpen : t.onlyEnded);
  if (filter.overdue !== undefined) add("overdue", filter.overdue ? t.overdue : t.notOverdue);
  if (filter.on_time !== undefined) add("on_time", filter.on_time ? t.onTime : t.notOnTime);
  if (filter.state !== undefined) add("state", `${t.state}${colon}${codeWord("state", filter.state, language)}`);
  if (filter.dept !== undefined && !isListed(filter.dept)) add("dept", s.chipDept(filter.dept));
  if (filter.level !== undefined) add("level", s.chipLevel(filter.level.split(",").map((level) => codeWord("level", level.trim(), language)).join(s.or)));
  if (filter.case_type !== undefined) add("case_type", `${words[language].casePage.kind}${colon}${codeWord("case_type", filter.case_type, language)}`);
  if (filter.channel !== undefined) add("channel", `${words[language].casePage.channel}${colon}${codeWord("channel", filter.channel, language)}`);
  if (filter.item !== undefined) add("item", /^[\w.-]+$/.test(filter.item) ? t.itemCode(filter.item) : s.chipItem(filter.item));
  if (filter.due_from !== undefined) add("due_from", s.chipDueFrom(filter.due_from));
  if (filter.due_to !== undefined) add("due_to", s.chipDueTo(filter.due_to));
  if (filter.finished_from !== undefined) add("finished_from", t.finishedFrom(filter.finished_from));
  if (filter.finished_to !== undefined) add("finished_to", t.finishedTo(filter.finished_to));
  if (filter.accepted_from !== undefined) add("accepted_from", t.acceptedFrom(filter.accepted_from));
  if (filter.accepted_to !== undefined) add("accepted_to", t.acceptedTo(filter.accepted_to));
  if (filter.finding !== undefined) add("finding", t.finding(codeWord("checkup_finding", filter.finding, language)));
  if (filter.cell !== undefined) add("cell", cellText(filter.cell, language));
  if (filter.batch !== undefined) add("batch", t.batch(String(filter.batch)));
  if (filter.q !== undefined) add("q", s.contains(maskedSearch(filter.q)));
  return chips;
}

/** What the small bar in a list needs, or undefined where no clock has started. */
export function briefClock(item: Schemas["CaseItem"]): Pick<Schemas["ClockBar"], "elapsed" | "suspended" | "remaining" | "promised_days" | "statutory_days" | "unit"> & { stopped_at?: string } | undefined {
  const { elapsed_wd, remaining_wd, promised_days, limit_unit, finished_at } = item;
  if (elapsed_wd == null || remaining_wd == null || promised_days == null) return undefined;
  return { elapsed: elapsed_wd, suspended: 0, remaining: remaining_wd, promised_days, unit: limit_unit ?? "wd", ...(finished_at == null ? {} : { stopped_at: finished_at }) };
}
