/** The quarantine: the filter in an address, what the filters offer, and what a person mended. */
import { codeWord, words, type Language } from "@mingjing/shared/words";
import type { LocationQuery } from "vue-router";
import type { Chip } from "../../components/FilterChips.vue";
import { one } from "../../state/scope";
import type { QuarantinePage, QuarantinedField } from "../import/types";

/** The query of `GET /quarantine`. */
export interface QuarantineFilter {
  limit: number;
  source?: string;
  reason?: string;
  /** Those taken in since are listed, too; without it only what still waits. */
  is_replayed?: "any";
  cursor?: string;
}

/** The filter that an address asks for. */
export function quarantineFilter(query: LocationQuery): QuarantineFilter {
  const filter: QuarantineFilter = { limit: 50 };
  for (const key of ["source", "reason", "cursor"] as const) {
    const value = one(query[key]);
    if (value !== undefined) filter[key] = value;
  }
  if (one(query["is_replayed"]) === "any") filter.is_replayed = "any";
  return filter;
}

/** Where a record came from: a file by its name, the interface by a word. */
export const sourceName = (source: string, language: Language): string => (source.startsWith("POST ") ? words[language].quarantine.byInterface : source);

/** The filters in words. */
export function quarantineChips(filter: QuarantineFilter, language: Language): Chip[] {
  const { quarantine: t, colon } = words[language];
  const chips: Chip[] = [];
  if (filter.source !== undefined) chips.push({ key: "source", text: `${t.source}${colon}${sourceName(filter.source, language)}` });
  if (filter.reason !== undefined) chips.push({ key: "reason", text: `${t.reason}${colon}${codeWord("quarantine_reason", filter.reason, language)}` });
  if (filter.is_replayed !== undefined) chips.push({ key: "is_replayed", text: t.showReplayed });
  return chips;
}

/** What one filter offers under the other: values with their counts, most first; a value that is chosen is always among them. */
export function offered(page: QuarantinePage, key: "source" | "reason", filter: QuarantineFilter): { value: string; count: number }[] {
  const other = key === "source" ? "reason" : "source";
  const counts = new Map<string, number>();
  for (const group of page.groups ?? page.items.map((item) => ({ source: item.source, reason: item.reason, count: 1 }))) {
    if (filter[other] === undefined || filter[other] === group[other]) counts.set(group[key], (counts.get(group[key]) ?? 0) + group.count);
  }
  const chosen = filter[key];
  if (chosen !== undefined && !counts.has(chosen)) counts.set(chosen, 0);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

/** The fields that a person changed. One that is left empty stays as it is: what is hidden need not be typed again. */
export function changed(fields: readonly QuarantinedField[], typed: Record<string, string>): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field.column, typed[field.column] ?? ""] as const).filter(([, value]) => value.trim() !== ""));
}

/** The fields with those at fault first. */
export const faultFirst = (fields: readonly QuarantinedField[]): QuarantinedField[] => [...fields].sort((a, b) => Number(b.is_at_fault) - Number(a.is_at_fault));
