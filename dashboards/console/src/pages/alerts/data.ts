/** Alerts: the filter in an address, its words, and what is new in a list. */
import type { Schemas } from "@mingjing/shared/api";
import type { operations } from "@mingjing/shared/schema";
import { codeWord, words, type Language } from "@mingjing/shared/words";
import type { LocationQuery } from "vue-router";
import type { Chip } from "../../components/FilterChips.vue";
import { one } from "../../state/scope";

/** The query of `GET /alerts`. */
export type AlertFilter = NonNullable<operations["alerts"]["parameters"]["query"]>;

/** Alerts a page. */
export const PAGE = 50;

const flag = (text: string | undefined): boolean | undefined => (text === "true" ? true : text === "false" ? false : undefined);
const among = <T extends string>(text: string | undefined, all: Record<T, unknown>): T | undefined =>
  text !== undefined && Object.prototype.hasOwnProperty.call(all, text) ? (text as T) : undefined;

const KINDS: Record<Schemas["Kind"], 1> = { time: 1, flow: 1, content: 1, fee: 1, discretion: 1, integrity: 1, evaluation: 1, fake: 1, quality: 1, quant: 1, supervise: 1, other: 1 };
const STATES: Record<Schemas["AlertState"], 1> = { open: 1, ended: 1, withdrawn: 1, lift_proposed: 1, all: 1 };
const SORTS: Record<Schemas["AlertSort"], 1> = { newest: 1, oldest: 1, level: 1 };

/** The kinds, states and orders offered. */
export const KIND_CODES = Object.keys(KINDS) as Schemas["Kind"][];
export const STATE_CODES = Object.keys(STATES) as Schemas["AlertState"][];
export const SORT_CODES = Object.keys(SORTS) as Schemas["AlertSort"][];

/** The filter that an address asks for; what is unknown to us is left out. */
export function alertFilter(query: LocationQuery): AlertFilter {
  const filter: AlertFilter = { limit: PAGE };
  for (const key of ["centre", "dept", "from", "to", "level", "rule", "case_no", "q", "cursor"] as const) {
    const value = one(query[key]);
    if (value !== undefined) filter[key] = value;
  }
  const kind = among(one(query["kind"]), KINDS);
  const state = among(one(query["state"]), STATES);
  const sort = among(one(query["sort"]), SORTS);
  const pending = flag(one(query["pending"]));
  const stock = flag(one(query["stock"]));
  if (kind !== undefined) filter.kind = kind;
  if (state !== undefined) filter.state = state;
  if (sort !== undefined) filter.sort = sort;
  if (pending !== undefined) filter.pending = pending;
  if (stock !== undefined) filter.stock = stock;
  return filter;
}

/** The filters that have no control of their own beside the list, in words. */
export function alertChips(filter: AlertFilter, language: Language, ruleTitle: (code: string) => string): Chip[] {
  const t = words[language].alerts;
  const { colon } = words[language];
  const chips: Chip[] = [];
  const add = (key: string, text: string): void => void chips.push({ key, text });
  if (filter.level !== undefined) add("level", `${t.level}${colon}${filter.level.split(",").map((level) => codeWord("level", level, language)).join(language === "zh" ? "、" : ", ")}`);
  if (filter.kind !== undefined) add("kind", `${t.kind}${colon}${codeWord("kind", filter.kind, language)}`);
  if (filter.rule !== undefined) add("rule", `${t.rule}${colon}${filter.rule} ${ruleTitle(filter.rule)}`);
  if (filter.state !== undefined && filter.state !== "open") add("state", `${t.stateLabel}${colon}${codeWord("alert_state", filter.state, language)}`);
  if (filter.pending !== undefined) add("pending", `${t.pending}${colon}${filter.pending ? words[language].table.yes : words[language].table.no}`);
  if (filter.stock !== undefined) add("stock", filter.stock ? t.stock : t.notStock);
  if (filter.case_no !== undefined) add("case_no", `${t.caseNo}${colon}${filter.case_no}`);
  if (filter.q !== undefined) add("q", language === "zh" ? `含“${filter.q}”` : `contains “${filter.q}”`);
  return chips;
}

/** The level filter after one level is pressed: on or off among those chosen. */
export function toggleLevel(chosen: string | undefined, level: string): string | undefined {
  const levels = new Set(chosen === undefined ? [] : chosen.split(","));
  if (!levels.delete(level)) levels.add(level);
  return levels.size === 0 ? undefined : ["remind", "warn", "yellow", "red"].filter((l) => levels.has(l)).join(",");
}

/** What an alert is about: a case by its number; a group by its name and key, whose fingerprints are cut short, for nobody reads them. */
export function alertObject(alert: Pick<Schemas["Alert"], "case_no" | "subject" | "subject_key">, language: Language): string {
  if (alert.case_no != null) return alert.case_no;
  const key = alert.subject_key.split("/").map((part) => (/^[0-9a-f]{16,}$/.test(part) ? `${part.slice(0, 6)}…` : part));
  return [codeWord("subject", alert.subject, language), ...key].join(" ");
}

/** Numbers of the alerts in `after` that were not in `before`, or stood there otherwise. */
export function freshAlerts(before: readonly Schemas["Alert"][], after: readonly Schemas["Alert"][]): Set<string> {
  const known = new Map(before.map((alert) => [alert.alert_no, JSON.stringify(alert)]));
  return new Set(after.filter((alert) => known.get(alert.alert_no) !== JSON.stringify(alert)).map((alert) => alert.alert_no));
}
