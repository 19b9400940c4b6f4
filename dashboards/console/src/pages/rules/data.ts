/** Rules: which of them a filter lets through, and how their figures are written. */
import type { Schemas } from "@mingjing/shared/api";
import type { Language } from "@mingjing/shared/words";

/** Filter of the list of rules; all of it is in the browser, for the list is short. */
export interface RuleFilter {
  kind?: string | undefined;
  level?: string | undefined;
  status?: string | undefined;
  subject?: string | undefined;
  q?: string | undefined;
}

/** The rules that the filter lets through, in their order. */
export function rulesThrough(rules: readonly Schemas["RuleItem"][], filter: RuleFilter, language: Language): Schemas["RuleItem"][] {
  const q = filter.q?.toLowerCase();
  const is = (wanted: string | undefined, value: string): boolean => wanted === undefined || wanted === value;
  return rules.filter(
    (rule) =>
      is(filter.kind, rule.kind) &&
      is(filter.level, rule.level) &&
      is(filter.status, rule.status) &&
      is(filter.subject, rule.subject) &&
      (q === undefined || rule.code.toLowerCase().includes(q) || rule.title[language].toLowerCase().includes(q)),
  );
}

/** Place of a level among the levels, lowest first: a list sorted by level goes by gravity. */
export const LEVEL_ORDER: Record<Schemas["Level"], number> = { remind: 0, warn: 1, yellow: 2, red: 3 };

const UNITS: Record<Language, readonly [string, string, string]> = { zh: [" 纳秒", " 微秒", " 毫秒"], en: [" ns", " µs", " ms"] };

/** A time in nanoseconds as 85 纳秒, 1.2 微秒 or 3.4 毫秒. */
export function timeText(nanoseconds: number, language: Language): string {
  const [nano, micro, milli] = UNITS[language];
  if (nanoseconds < 1000) return `${nanoseconds}${nano}`;
  if (nanoseconds < 1_000_000) return `${(nanoseconds / 1000).toFixed(1)}${micro}`;
  return `${(nanoseconds / 1_000_000).toFixed(1)}${milli}`;
}

/** A month as a column of the chart. */
export interface MonthBar {
  row: Schemas["RuleMonth"];
  /** Height in per cent of the highest. */
  height: number;
  /** Whether the year is written below. */
  year: boolean;
}

/** The months as columns over one scale from zero. */
export function monthBars(months: readonly Schemas["RuleMonth"][]): MonthBar[] {
  const top = Math.max(1, ...months.map((row) => row.alerts));
  return months.map((row, index) => ({ row, height: Math.round((row.alerts / top) * 1000) / 10, year: index === 0 || row.month.endsWith("-01") }));
}

/** The month with most alerts, the latest of several; undefined where there is none with any. */
export function mostIn(months: readonly Schemas["RuleMonth"][]): Schemas["RuleMonth"] | undefined {
  return months.reduce<Schemas["RuleMonth"] | undefined>((most, row) => (row.alerts > 0 && row.alerts >= (most?.alerts ?? 0) ? row : most), undefined);
}

/** Lines that stand together, as a list or as paragraphs. */
export interface Block {
  list: boolean;
  lines: string[];
}

/** A rule's prose cut into paragraphs and lists; a line that goes on a list's line is joined to it. */
export function prose(text: string): Block[] {
  const blocks: Block[] = [];
  for (const line of text.split("\n")) {
    const last = blocks[blocks.length - 1];
    if (line.trim() === "") continue;
    if (line.startsWith("- ")) {
      if (last?.list === true) last.lines.push(line.slice(2));
      else blocks.push({ list: true, lines: [line.slice(2)] });
    } else if (last?.list === true && line.startsWith("  ")) last.lines.push(`${last.lines.pop() ?? ""}${line.trim()}`);
    else if (last?.list === false) last.lines.push(line);
    else blocks.push({ list: false, lines: [line] });
  }
  return blocks;
}
