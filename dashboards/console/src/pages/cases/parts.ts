/** The lists that hang on a case as tables of words, as pure data. */
import type { Schemas } from "@mingjing/shared/api";
import { money, thousands } from "@mingjing/shared/text";
import { dayOf, fullTime } from "@mingjing/shared/time";
import { codeWord, words, type CodeTable, type Language } from "@mingjing/shared/words";

type Parts = Schemas["CaseParts"];

/** A list by its name in the API. */
export type PartName = keyof Parts & keyof (typeof words)["zh"]["casePage"]["parts"];

/** One cell: what it says, and what in it is amiss. */
export interface PartCell {
  text: string;
  amiss?: string;
  num?: boolean;
}

/** A list as a table; columns in which no row says anything are left out. */
export interface PartTable {
  name: PartName;
  title: string;
  columns: { title: string; num: boolean }[];
  rows: PartCell[][];
}

/** The order in which the lists stand. */
export const PART_NAMES: readonly PartName[] = ["links", "specials", "supplements", "waitings", "materials", "fees", "documents", "licences", "services", "ratings"];

interface Column<T> {
  title: string;
  num?: boolean;
  cell: (row: T) => string | undefined | null;
  amiss?: (row: T) => string | undefined;
}

function table<T>(name: PartName, title: string, rows: readonly T[], columns: Column<T>[]): PartTable {
  const told = columns.filter((column) => rows.some((row) => (column.cell(row) ?? "") !== "" || column.amiss?.(row) !== undefined));
  return {
    name,
    title,
    columns: told.map(({ title, num }) => ({ title, num: num ?? false })),
    rows: rows.map((row) =>
      told.map(({ cell, amiss, num }) => {
        const wrong = amiss?.(row);
        return { text: cell(row) ?? "", ...(wrong === undefined ? {} : { amiss: wrong }), ...(num ? { num } : {}) };
      }),
    ),
  };
}

/** The lists that have entries, as tables; `staff` names people by their codes. */
export function partTables(parts: Parts, language: Language, staff: (code: string) => string = (code) => code): PartTable[] {
  const t = words[language].casePage.part;
  const titles = words[language].casePage.parts;
  const comma = words[language].bar.comma;
  const code = (name: CodeTable, value: string | number | null | undefined): string | undefined => (value == null ? undefined : codeWord(name, value, language));
  const at = (value: string | null | undefined): string | undefined => (value == null ? undefined : fullTime(value));
  const day = (value: string | null | undefined): string | undefined => (value == null ? undefined : dayOf(value));
  const fen = (value: number | null | undefined): string | undefined => (value == null ? undefined : money(value, language));
  const all = (...texts: (string | false | undefined | null)[]): string => texts.filter(Boolean).join(comma);
  const first = (...texts: (string | false | undefined | null)[]): string | undefined => all(...texts) || undefined;

  const tables: Record<PartName, () => PartTable> = {
    materials: () =>
      table("materials", titles.materials, parts.materials, [
        { title: t.name, cell: (row) => row.name ?? row.code },
        {
          title: t.state,
          cell: (row) => (row.taken ? t.taken : row.is_tolerated ? t.tolerated(day(row.tolerated_due_at) ?? "") : row.is_required ? undefined : t.notTaken),
          amiss: (row) => first(row.is_required && !row.taken && !row.is_tolerated && t.missing, row.is_demanded && !row.in_item_list && t.offList),
        },
        { title: t.required, cell: (row) => (row.is_required ? t.required : undefined) },
        { title: t.takeMode, cell: (row) => code("take_mode", row.take_mode) },
        { title: t.copies, num: true, cell: (row) => (row.take_qty == null ? undefined : thousands(row.take_qty)) },
        { title: t.when, cell: (row) => at(row.taken_at) },
        { title: t.originalChecked, cell: (row) => (row.is_original_checked ? t.originalChecked : undefined) },
      ]),
    links: () =>
      table("links", titles.links, parts.links, [
        { title: t.link, cell: (row) => row.name ?? String(row.seq) },
        { title: t.kind, cell: (row) => code("link_kind", row.kind) },
        { title: t.who, cell: (row) => (row.is_auto ? t.system : row.user == null ? undefined : staff(row.user)), amiss: (row) => first(row.is_authorised === false && t.unauthorised, row.is_conflicted === true && t.conflicted) },
        { title: t.began, cell: (row) => at(row.start) },
        { title: t.ended, cell: (row) => at(row.end) ?? t.openNow },
        { title: t.used, cell: (row) => t.usedOf(row.used_wd, row.limit_wd), amiss: (row) => (row.used_wd > row.limit_wd ? t.over : undefined) },
        { title: t.opinion, cell: (row) => all(row.action && code("link_action", row.action), row.opinion) },
      ]),
    specials: () =>
      table("specials", titles.specials, parts.specials, [
        { title: t.kind, cell: (row) => code("special_kind", row.kind), amiss: (row) => (row.is_allowed ? undefined : t.notAllowed) },
        { title: t.began, cell: (row) => at(row.start) },
        { title: t.ended, cell: (row) => at(row.end) ?? t.openNow },
        { title: t.used, cell: (row) => all(t.days(row.used_days), row.is_suspending ? t.suspending : t.running), amiss: (row) => (row.limit_days != null && row.used_days > row.limit_days ? t.over : undefined) },
        { title: t.told, cell: (row) => day(row.notice_at), amiss: (row) => (row.notice_at == null ? t.notTold : undefined) },
        { title: t.reason, cell: (row) => row.reason },
        { title: t.result, cell: (row) => row.result },
        { title: t.approver, cell: (row) => (row.approver == null ? undefined : staff(row.approver)) },
      ]),
    supplements: () =>
      table("supplements", titles.supplements, parts.supplements, [
        { title: t.round, num: true, cell: (row) => String(row.round) },
        { title: t.no, cell: (row) => row.notice_no },
        { title: t.when, cell: (row) => all(at(row.requested_at), row.after_acceptance && t.afterAcceptance) },
        { title: t.gaps, num: true, cell: (row) => String(row.gap_count) },
        { title: t.replyDue, cell: (row) => day(row.reply_due_at) },
        { title: t.answered, cell: (row) => all(at(row.answered_at) ?? t.notAnswered, row.is_complete === true && t.complete), amiss: (row) => (row.is_complete === false ? t.incomplete : undefined) },
        { title: t.used, num: true, cell: (row) => t.days(row.open_days) },
      ]),
    waitings: () =>
      table("waitings", titles.waitings, parts.waitings, [
        { title: t.cause, cell: (row) => code("cause", row.cause) },
        { title: t.began, cell: (row) => at(row.from) },
        { title: t.ended, cell: (row) => at(row.to) ?? t.openNow },
        { title: t.used, cell: (row) => t.workingDays(row.used_wd) },
        { title: t.evidence, cell: (row) => row.evidence },
      ]),
    fees: () =>
      table("fees", titles.fees, parts.fees, [
        { title: t.name, cell: (row) => row.item ?? row.no },
        { title: t.standard, num: true, cell: (row) => fen(row.standard_fen) },
        { title: t.amount, num: true, cell: (row) => fen(row.amount_fen), amiss: (row) => (row.standard_fen != null && (row.amount_fen ?? 0) > row.standard_fen ? t.over : undefined) },
        { title: t.paid, num: true, cell: (row) => fen(row.paid_fen) },
        { title: t.when, cell: (row) => at(row.paid_at) },
        { title: t.bill, cell: (row) => row.bill_no },
        { title: t.relief, cell: (row) => row.relief_basis },
      ]),
    documents: () =>
      table("documents", titles.documents, parts.documents, [
        { title: t.kind, cell: (row) => code("doc_kind", row.kind) },
        { title: t.no, cell: (row) => row.no },
        { title: t.when, cell: (row) => at(row.issued_at) },
        {
          title: t.state,
          cell: (row) => all(row.is_sealed === true && t.sealed, row.remedies_told === true && t.remedies),
          amiss: (row) => first(row.is_sealed === false && t.notSealed, row.remedies_told === false && t.noRemedies),
        },
        { title: t.reason, cell: (row) => row.reason },
      ]),
    licences: () =>
      table("licences", titles.licences, parts.licences, [
        { title: t.no, cell: (row) => row.no },
        { title: t.kind, cell: (row) => row.licence_type },
        { title: t.when, cell: (row) => at(row.issued_at), amiss: (row) => (row.is_holder_applicant === false ? t.holderOther : undefined) },
        { title: t.valid, cell: (row) => (row.valid_from == null && row.valid_to == null ? undefined : t.to(row.valid_from ?? "", row.valid_to ?? t.longTerm)) },
      ]),
    services: () =>
      table("services", titles.services, parts.services, [
        { title: t.name, cell: (row) => row.name ?? row.no },
        { title: t.when, cell: (row) => at(row.done_at) },
        { title: t.staff, cell: (row) => row.staff },
        { title: t.mode, cell: (row) => code("rating_mode", row.rating_mode) },
        { title: t.state, cell: (row) => (row.is_rated ? t.rated : t.notRated) },
      ]),
    ratings: () =>
      table("ratings", titles.ratings, parts.ratings, [
        { title: t.satisfaction, cell: (row) => code("satisfaction", row.satisfaction), amiss: (row) => first(row.is_defaulted && t.defaulted, row.is_staff_phone === true && t.staffPhone) },
        { title: t.when, cell: (row) => at(row.rated_at) },
        { title: t.mode, cell: (row) => code("rating_channel", row.channel) },
        {
          title: t.handling,
          cell: (row) =>
            all(
              row.contacted_at && t.contacted(dayOf(row.contacted_at)),
              code("verdict", row.verdict),
              row.replied_at && t.replied(dayOf(row.replied_at)),
              row.called_back_at && t.calledBack(dayOf(row.called_back_at)),
              row.closed_at && t.closed(dayOf(row.closed_at)),
            ),
        },
      ]),
  };
  return PART_NAMES.filter((name) => parts[name].length > 0).map((name) => tables[name]());
}

/** The lists without an entry, in one line; empty where each has one. */
export function missingParts(parts: Parts, language: Language): string {
  const t = words[language].casePage;
  const names = PART_NAMES.filter((name) => parts[name].length === 0).map((name) => (language === "en" ? t.parts[name].toLowerCase() : t.parts[name]));
  return names.length === 0 ? "" : t.none(names.join(t.comma));
}
