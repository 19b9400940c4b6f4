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
  /** Only those taken in since; without it only what still waits. */
  is_replayed?: "true";
  cursor?: string;
}

/** The filter that an address asks for. */
export function quarantineFilter(query: LocationQuery): QuarantineFilter {
  const filter: QuarantineFilter = { limit: 50 };
  for (const key of ["source", "reason", "cursor"] as const) {
    const value = one(query[key]);
    if (value !== undefined) filter[key] = value;
  }
  if (one(query["is_replayed"]) === "true") filter.is_replayed = "true";
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

/** What a filter offers; a value that is chosen is always among it, also where nothing is left of it. */
export function offered(page: QuarantinePage, key: "source" | "reason", filter: QuarantineFilter): { value: string; count: number }[] {
  const rows = key === "source" ? page.sources.map((row) => ({ value: row.source, count: row.count })) : page.reasons.map((row) => ({ value: row.reason, count: row.count }));
  const chosen = filter[key];
  return chosen === undefined || rows.some((row) => row.value === chosen) ? rows : [...rows, { value: chosen, count: 0 }];
}

/** The fields that a person changed. One that is left empty stays as it is: what is hidden need not be typed again. */
export function changed(fields: readonly QuarantinedField[], typed: Record<string, string>): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field.name, typed[field.name] ?? ""] as const).filter(([, value]) => value.trim() !== ""));
}

/** Whether a field is the one at fault: a column by its heading, a JSON pointer by the name with dots. */
export function isAtFault(field: QuarantinedField, at: string | null | undefined): boolean {
  if (at == null || at === "") return false;
  const pointer = field.name.replace(/^\//, "").replace(/\//g, ".");
  return at.split(/[,、]\s*/).some((name) => name === field.name || name === pointer || pointer.endsWith(`.${name}`));
}

/** The fields with those at fault first. */
export const faultFirst = (fields: readonly QuarantinedField[], at: string | null | undefined): QuarantinedField[] => [...fields].sort((a, b) => Number(isAtFault(b, at)) - Number(isAtFault(a, at)));
