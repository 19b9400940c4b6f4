/** Reports: what an address asks for, the heads of tables, addresses of figures, bars. */
import type { Schemas } from "@mingjing/shared/api";
import type { operations } from "@mingjing/shared/schema";
import { addDays } from "@mingjing/shared/time";
import type { Language } from "@mingjing/shared/words";
import type { LocationQuery } from "vue-router";
import type { Chip } from "../../components/FilterChips.vue";
import { one } from "../../state/scope";
import { reportWords } from "./words";

/** The query of `GET /reports/{name}`. */
export type ReportQuery = NonNullable<operations["report"]["parameters"]["query"]>;
type Report = Schemas["StatutoryReport"];
type Column = Schemas["ReportColumn"];

const KEYS = ["centre", "from", "to", "basis", "by", "dept", "window", "region", "item_type", "item", "handling_item", "channel", "case_type", "known"] as const;

/** Periods offered by name. */
export const PERIODS = ["month", "lastMonth", "quarter", "lastQuarter", "year", "lastYear"] as const;
/** Name of an offered period. */
export type Period = (typeof PERIODS)[number];

const two = (n: number): string => String(n).padStart(2, "0");
/** The first day of a month, counted from the months of the year 0. */
const firstOf = (month: number): string => `${Math.floor(month / 12)}-${two((month % 12) + 1)}-01`;

/** First and last day of an offered period, as seen on a day. */
export function periodDays(period: Period, today: string): { from: string; to: string } {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7)) - 1];
  const now = year * 12 + month;
  const quarter = now - (month % 3);
  const span = (first: number, months: number) => ({ from: firstOf(first), to: addDays(firstOf(first + months), -1) });
  switch (period) {
    case "month":
      return span(now, 1);
    case "lastMonth":
      return span(now - 1, 1);
    case "quarter":
      return span(quarter, 3);
    case "lastQuarter":
      return span(quarter - 3, 3);
    case "year":
      return span(year * 12, 12);
    case "lastYear":
      return span(year * 12 - 12, 12);
  }
}

/** What an address asks for: this year where it names no period, the first centre where it names none. */
export function reportQuery(query: LocationQuery, today: string, centre: string | undefined): ReportQuery {
  const asked: ReportQuery = centre === undefined ? {} : { centre };
  for (const key of KEYS) {
    const value = one(query[key]);
    if (value !== undefined) asked[key] = value;
  }
  const year = periodDays("year", today);
  return { ...asked, from: asked.from ?? year.from, to: asked.to ?? year.to };
}

/** The offered period that an address asks for, or undefined for one of its own. */
export const periodOf = (asked: ReportQuery, today: string): Period | undefined =>
  PERIODS.find((period) => {
    const days = periodDays(period, today);
    return days.from === asked.from && days.to === asked.to;
  });

/** The filters that are not seen on the bar while it is folded, in words: what is filtered by is named by `nameOf`. */
export function reportChips(asked: ReportQuery, language: Language, nameOf: (key: ChoiceKey, code: string) => string): Chip[] {
  const t = reportWords[language];
  const named = [
    ["region", t.region],
    ["window", t.window],
    ["item_type", t.itemType],
    ["item", t.item],
    ["handling_item", t.handlingItem],
    ["known", t.known],
  ] as const;
  return named.flatMap(([key, name]) => {
    const value = asked[key];
    return value === undefined ? [] : [{ key, text: `${name} ${isChoice(key) ? nameOf(key, value) : value}` }];
  });
}

/** What a report can be narrowed to by name. */
export const CHOICES = ["item", "item_type", "window", "region"] as const;
/** Name of one of them. */
export type ChoiceKey = (typeof CHOICES)[number];
const isChoice = (key: string): key is ChoiceKey => (CHOICES as readonly string[]).includes(key);

/** Something that a report can be narrowed to. */
export interface Choice {
  code: string;
  name: string;
}

/** The single rows of a report as choices, each once: a report by item tells the items that have cases, one by window the windows. */
export function leaves(report: Pick<Report, "rows"> | undefined, language: Language): Choice[] {
  const found = new Map<string, string>();
  for (const row of report?.rows ?? []) if (row.leaf != null && !found.has(row.leaf)) found.set(row.leaf, row.name[language]);
  return [...found].map(([code, name]) => ({ code, name }));
}

/** A cell of a table's head. */
export interface HeadCell {
  key: string;
  text: string;
  /** What a column counts; none for headings over several. */
  meaning?: string;
  wide: number;
  high: number;
}

/** The three lines of a table's head: groups, what stands under them, columns. The name of the rows spans all three and is not among them. */
export function heads(report: Pick<Report, "columns" | "groups">, block: number, language: Language): [HeadCell[], HeadCell[], HeadCell[]] {
  const lines: [HeadCell[], HeadCell[], HeadCell[]] = [[], [], []];
  const columns = report.columns.filter((column) => column.block === block);
  const span = (from: number, same: (column: Column) => boolean): number => {
    const rest = columns.slice(from).findIndex((column) => !same(column));
    return Math.max(1, rest < 0 ? columns.length - from : rest);
  };
  let groupEnd = 0;
  let underEnd = 0;
  columns.forEach((column, place) => {
    const group = report.groups.find((one) => one.code === column.group);
    const under = column.under?.[language];
    if (group !== undefined && place >= groupEnd) {
      const wide = span(place, (one) => one.group === column.group);
      groupEnd = place + wide;
      lines[0].push({ key: `group-${place}`, text: group.title[language], wide, high: 1 });
    }
    if (under !== undefined && place >= underEnd) {
      const wide = span(place, (one) => one.group === column.group && one.under?.[language] === under);
      underEnd = place + wide;
      lines[group === undefined ? 0 : 1].push({ key: `under-${place}`, text: under, wide, high: group === undefined ? 2 : 1 });
    }
    const line = under !== undefined ? 2 : group === undefined ? 0 : 1;
    lines[line].push({ key: column.code, text: column.title[language], meaning: column.meaning[language], wide: 1, high: 3 - line });
  });
  return lines;
}

/** The columns of a table with their places among a row's figures. */
export const columnsOf = (report: Pick<Report, "columns">, block: number): { column: Column; place: number }[] =>
  report.columns.map((column, place) => ({ column, place })).filter(({ column }) => column.block === block);

/** The address of the cases behind a figure; undefined where it counts none. */
export function cellAddress(row: Pick<Schemas["ReportLine"], "list" | "figures">, column: Column, place: number): string | undefined {
  const count = row.figures[place]?.count;
  return count == null || count === 0 ? undefined : `/cases?${row.list}${column.code}`;
}

/** What a list of the cases behind a figure says of itself. */
export function cellText(cell: string, language: Language): string {
  const asked = new URLSearchParams(cell.replace(/^[^?]*\?/, ""));
  return reportWords[language].cell(asked.get("from") ?? "", asked.get("to") ?? "");
}

/** Address of a report as a file. */
export function fileAddress(name: string, asked: ReportQuery, format: string, language: Language): string {
  const query = new URLSearchParams({ ...(asked as Record<string, string>), format, lang: language });
  return `/api/v1/reports/${encodeURIComponent(name)}/file?${query}`;
}

/** Parts of a bar in per cent of the longest. */
export function barShares(bar: Schemas["ReportBar"], bars: readonly Schemas["ReportBar"][]): number[] {
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const most = Math.max(1, ...bars.map((one) => sum(one.values)));
  return bar.values.map((value) => (value / most) * 100);
}
