/** What the page of proposals computes: the notice within a proposal, its days in spans, which proposals are asked for. */
import type { Schemas } from "@mingjing/shared/api";
import { addDays } from "@mingjing/shared/time";
import type { Language } from "@mingjing/shared/words";
import type { Notice, ProposalItem } from "./api";

/** Where a proposal can stand, in the order in which it is offered. */
export const STATUSES = ["open", "confirmed", "rejected"] as const;
/** Where a proposal stands. */
export type Status = (typeof STATUSES)[number];

/** The status that an address names. */
export const statusOf = (text: string | undefined): Status | undefined => STATUSES.find((status) => status === text);

/** The notice that is proposed; undefined where it is something else, or cannot be read. */
export function noticeOf(proposal: Pick<ProposalItem, "kind" | "body">): Notice | undefined {
  const body = proposal.body as Partial<Notice> | null;
  if (proposal.kind !== "calendar_notice" || body === null || typeof body.number !== "string" || !Array.isArray(body.days)) return undefined;
  return body as Notice;
}

/** Days on end that a notice makes the same of. */
export interface Span {
  from: string;
  to: string;
  kind: Schemas["NoticeDayKind"];
  name: string;
}

/** The days of a notice by date, those on end that are alike in one. */
export function spans(days: readonly Schemas["NoticeDay"][]): Span[] {
  const found: Span[] = [];
  for (const day of [...days].sort((a, b) => a.date.localeCompare(b.date))) {
    const last = found[found.length - 1];
    const name = day.name ?? "";
    if (last !== undefined && last.kind === day.kind && last.name === name && addDays(last.to, 1) === day.date) last.to = day.date;
    else found.push({ from: day.date, to: day.date, kind: day.kind, name });
  }
  return found;
}

const weekday = (day: string, language: Language): string => new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { weekday: "short", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

/** A span in one line: `2025-07-03 周四 至 2025-07-04 周五`. */
export function spanText(span: Pick<Span, "from" | "to">, language: Language): string {
  const one = (day: string): string => `${day} ${weekday(day, language)}`;
  return span.from === span.to ? one(span.from) : `${one(span.from)} ${language === "zh" ? "至" : "to"} ${one(span.to)}`;
}

/** The proposals with a status, or all; those that wait first, each part as it came. */
export function asked(all: readonly ProposalItem[], status: Status | undefined): ProposalItem[] {
  const chosen = all.filter((proposal) => status === undefined || proposal.status === status);
  return [...chosen.filter((proposal) => proposal.status === "open"), ...chosen.filter((proposal) => proposal.status !== "open")];
}
